"""Staffing: how many an occurrence needs of each squad and at each post, and how many it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta

import msgspec

from yigong.store.attendance import capacity
from yigong.store.attendance.posts import (
    Hours,
    PostPlan,
    holds,
    post_hours,
    sorted_posts,
    waits_for,
)
from yigong.store.attendance.register import Register, post_plan
from yigong.store.attendance.register_folder import RegisterFolder
from yigong.store.calendar.events import Events
from yigong.store.errors import DataError
from yigong.store.event_records import Occurrence, Post
from yigong.store.records import Squad, Volunteer

AHEAD = timedelta(days=92)
"""How far ahead needs are listed."""


class Demand(msgspec.Struct, frozen=True, kw_only=True):
    """How many people are needed, and how many there are."""

    needed: int = 0
    signed: int = 0
    """Who signed up and has a place, as in `Register.expected`: also who then said no (假, 缺)."""

    came: int = 0
    away: int = 0
    """Of those signed up, who is on leave or absent."""

    @property
    def coming(self) -> int:
        """Who signed up and is not away."""
        return self.signed - self.away

    @property
    def filled(self) -> int:
        """How many of those needed are coming, or came."""
        return min(self.needed, max(self.coming, self.came))

    @property
    def lacks(self) -> int:
        """How many are missing."""
        return self.needed - self.filled


class Need(Demand, frozen=True):
    """What one occurrence needs of one squad."""

    squad: int
    """0: people who serve in none."""


class PostNeed(Demand, frozen=True, kw_only=True):
    """What one occurrence needs at one post."""

    post: Post
    hours: Hours
    waiting: int = 0


def post_staffing(plan: PostPlan, register: Register) -> list[PostNeed]:
    """Every post, those that are not filled first, and else by time.

    Args:
        plan: The posts that hold (see `store.attendance.register.post_plan`).
        register: The register.
    """
    needs = [_post_need(post, plan, register) for post in sorted_posts(plan.posts)]
    return sorted(needs, key=lambda need: not need.lacks)


def _post_need(post: Post, plan: PostPlan, register: Register) -> PostNeed:
    entries = register.entries.values()
    signed = [
        e for e in entries if any(each.post == post.id and not each.waiting for each in e.posts)
    ]
    return PostNeed(
        post=post,
        hours=post_hours(post, plan),
        needed=post.heads,
        signed=len(signed),
        came=sum(entry.present for entry in signed),
        away=sum(not holds(entry, post.id) for entry in signed),
        waiting=sum(waits_for(entry, post.id) for entry in entries),
    )


def unfilled_posts(plan: PostPlan, register: Register) -> list[PostNeed]:
    """The posts that lack people, by time."""
    return [need for need in post_staffing(plan, register) if need.lacks]


def staffing(occurrence: Occurrence, register: Register) -> list[Need]:
    """Every squad that is needed, in the plan's order, then squads that come without being needed.

    A member of two squads counts in the one they serve in that day.
    """
    signed, came = register.by_squad(register.expected), register.by_squad(register.present)
    excused = (e for e in register.expected if capacity.is_excused(e) and not e.stints)
    away = register.by_squad(excused)
    needed = occurrence.event.needs
    return [
        Need(
            squad=squad,
            needed=needed.get(squad, 0),
            signed=signed.get(squad, 0),
            came=came.get(squad, 0),
            away=away.get(squad, 0),
        )
        for squad in dict.fromkeys([*needed, *signed, *came])
    ]


def all_needs(occurrence: Occurrence, register: Register) -> list[Demand]:
    """The posts, then the squads; where there are posts only those squads that are needed."""
    posts = post_staffing(post_plan(register, occurrence), register)
    squads = staffing(occurrence, register)
    return [*posts, *(need for need in squads if need.needed or not posts)]


def asked_squads(occurrence: Occurrence) -> list[int]:
    """The squads that are needed, for the whole of it or at a post."""
    of_posts = (post.squad for post in occurrence.posts if post.squad)
    return list(dict.fromkeys([*occurrence.event.needs, *of_posts]))


def needed_people(occurrence: Occurrence) -> int:
    """How many people are needed: of all squads, and at all posts."""
    at_posts = sum(post.heads for post in occurrence.posts)
    return sum(occurrence.event.needs.values()) + at_posts


def signed_up(occurrence: Occurrence, register: Register) -> int:
    """How many signed up, to stand against `needed_people`.

    Where squads or posts are needed, each counts up to its need alone: neither too many of one nor
    who is of none fills the need of another.
    """
    if not needed_people(occurrence):
        return len(register.expected)
    return sum(need.filled for need in all_needs(occurrence, register))


def upcoming_needs(
    events: Events, registers: RegisterFolder, now: datetime, unreadable: list[DataError]
) -> Iterator[tuple[Occurrence, Need]]:
    """What the occurrences of the next three months need, by date and squad.

    Occurrences that are over, cancelled or closed are left out.

    Args:
        events: The calendar.
        registers: The registers.
        now: The time.
        unreadable: Collects the errors of registers that cannot be read, which are skipped.
    """
    for occurrence in events.between(now.date(), (now + AHEAD).date()):
        if occurrence.cancelled or occurrence.end <= now or not needed_people(occurrence):
            continue
        try:
            register = registers.read(occurrence.key)
        except DataError as error:
            unreadable.append(error)
            continue
        if not register.closed:
            yield from ((occurrence, need) for need in squad_needs(occurrence, register))


def squad_needs(occurrence: Occurrence, register: Register) -> list[Need]:
    """What is needed of each squad, for the whole of it and at its posts together."""
    found = {need.squad: need for need in staffing(occurrence, register) if need.needed}
    for at_post in post_staffing(occurrence, register):
        squad = at_post.post.squad
        if squad:
            whole = found.get(squad, Need(squad=squad))
            found[squad] = Need(
                squad=squad,
                needed=whole.needed + at_post.needed,
                signed=whole.signed + at_post.signed,
                came=whole.came + at_post.came,
                away=whole.away + at_post.away,
            )
    return list(found.values())


def squads_to_ask(
    occurrence: Occurrence, register: Register, squads: Mapping[int, Squad]
) -> list[Squad]:
    """The squads whose members are invited: those of posts that are not filled, then those that
    are needed, who lack most first; all others, too, while a post asks for no squad.

    Returns:
        All squads that are not archived, if none is needed.
    """
    unfilled = unfilled_posts(occurrence, register)
    asked = sorted(
        (n for n in staffing(occurrence, register) if n.needed), key=lambda need: -need.lacks
    )
    numbers = dict.fromkeys([*(n.post.squad for n in unfilled), *(n.squad for n in asked)])
    needed = [squads[number] for number in numbers if number in squads]
    if needed and all(need.post.squad for need in unfilled):
        return needed
    active = [squad for squad in squads.values() if not squad.archived]
    return [*needed, *(squad for squad in active if squad not in needed)]


def posts_to_ask_for(
    numbers: Iterable[int], serves: Mapping[int, int], occurrence: Occurrence, register: Register
) -> dict[int, Post]:
    """For which post each of some people is asked.

    They are dealt out to the posts that ask for their squad, else to those that ask for none, so
    that each post has the first of them for what it lacks.

    Args:
        numbers: The people, in the order in which they are invited.
        serves: The squad each would serve in, by person (`people_to_ask`).
        occurrence: The occurrence.
        register: Its register.

    Returns:
        Without whoever is asked for no post; in the order of the posts (`unfilled_posts`), and of
        the people for each.
    """
    needs = unfilled_posts(occurrence, register)
    asked: dict[int, list[int]] = {need.post.id: [] for need in needs}
    for number in numbers:
        own = [need for need in needs if need.post.squad and need.post.squad == serves[number]]
        fitting = own or [need for need in needs if not need.post.squad]
        if fitting:
            least = min(fitting, key=lambda need: len(asked[need.post.id]) // need.lacks)
            asked[least.post.id].append(number)
    return {number: need.post for need in needs for number in asked[need.post.id]}


def people_to_ask(
    squads: Iterable[Squad], people: Mapping[int, Volunteer], register: Register
) -> dict[int, int]:
    """The members of some squads who can still be invited.

    Args:
        squads: The squads, the most wanted first.
        people: Everybody, by number.
        register: People with an entry in it are not invited again.

    Returns:
        The squad each would serve in, by person: the first of theirs; without archived and merged
        people.
    """
    found: dict[int, int] = {}
    for squad in squads:
        for member in squad.members:
            person = people.get(member)
            if person is not None and not person.archived and member not in register.entries:
                found.setdefault(member, squad.number)
    return found
