"""The waitlist: who waits for a place or for a post, and who moves up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

import msgspec

from yigong.store.attendance import posts as post_rules
from yigong.store.attendance.capacity import (
    Places,
    added,
    fits,
    is_excused,
    waitlist_order,
)
from yigong.store.attendance.posts import PostPlan
from yigong.store.attendance.rides import leg_name
from yigong.store.attendance_records import Entry, Head, PostSignUp
from yigong.store.dates.date_words import date_text
from yigong.store.errors import Refused, Unsure
from yigong.store.event_records import Occurrence, Post
from yigong.store.language import N_


class Overbooked(Unsure):
    """A plan would have fewer places than people have already, none of whom loses theirs."""

    def __init__(self, what: str, day: str, taken: int, places: int) -> None:
        super().__init__(
            N_(
                "{what} on {date}: {taken} have a place and there would be only {places}, "
                "{over} too few; nobody loses theirs."
            ),
            what=what,
            date=day,
            taken=taken,
            places=places,
            over=taken - places,
        )


class _Turn(NamedTuple):
    """A turn on the waitlist."""

    at: float
    number: int
    post: int
    """0: for a place alone."""


class Ahead:
    """Those who wait before somebody, and where they let nobody pass."""

    def __init__(self, places: Places) -> None:
        """Nobody yet."""
        self._places = places
        self._where = [False] * len(places.limits)

    def add(self, needed: Iterable[int], taken: Iterable[int]) -> None:
        """Somebody else waits (see `Places.held_up`)."""
        held_up = self._places.held_up(needed, taken)
        self._where = [a or b for a, b in zip(self._where, held_up, strict=True)]

    def holds_up(self, needed: Iterable[int]) -> bool:
        """Whether somebody behind them who needs that much has to wait, too."""
        return any(more and here for more, here in zip(needed, self._where, strict=True))


def waitlist_promotions(
    entries: Iterable[Entry], places: Places, plan: PostPlan | None
) -> list[Entry]:
    """Who moves up from the waitlist, in its order.

    Nobody is overtaken: where the first party does not fit, those behind it wait, too, if they
    need a seat on a leg that it waits for, or it waits for a place in all; each post has a waitlist
    of its own. Only who holds a post at the same time by now is passed over.

    Args:
        entries: The register's.
        places: What there is room for.
        plan: The occurrence, or the head of its register, with its posts; `None`: it has none.

    Returns:
        Their entries after it.
    """
    found = {entry.number: entry for entry in entries}
    posts = {post.id: post for post in plan.posts} if plan is not None else {}
    taken = places.taken(found.values())
    free = {post.id: post_rules.free_places(post, found.values()) for post in posts.values()}
    promoted: dict[int, Entry] = {}
    ahead = Ahead(places)
    for turn in sorted(_turns(found.values())):
        entry, post = found[turn.number], posts.get(turn.post)
        if turn.post and (
            plan is None
            or post is None
            or post_rules.overlapped(entry, post, plan, held=True) is not None
        ):
            continue
        if turn.post and not free[turn.post]:
            continue
        if entry.waiting:
            needed = places.needed_by(entry)
            if ahead.holds_up(needed) or not places.fit(needed, taken):
                ahead.add(needed, taken)
                free[turn.post] = 0
                continue
            taken = added(taken, needed)
        if turn.post:
            free[turn.post] -= 1
        found[turn.number] = promoted[turn.number] = msgspec.structs.replace(
            entry, waiting=False, posts=_given(entry.posts, turn.post)
        )
    return list(promoted.values())


def _turns(entries: Iterable[Entry]) -> Iterable[_Turn]:
    for entry in entries:
        if is_excused(entry):
            continue
        if entry.waiting and entry.expected and not entry.posts:
            yield _Turn(entry.expected.timestamp(), entry.number, 0)
        for each in entry.posts:
            if each.waiting:
                yield _Turn(each.at.timestamp(), entry.number, each.post)


class Behind(NamedTuple):
    """Who keeps somebody waiting for whom there would be places."""

    needs: int
    """How many places they need."""

    free: int
    """How many are free there."""


def waits_behind(entry: Entry, entries: Iterable[Entry], places: Places) -> Behind | None:
    """Who waits before somebody for whom there would be places; `None`: there are none for them.

    Args:
        entry: Theirs.
        entries: The register's.
        places: What there is room for.
    """
    others = [other for other in entries if other.number != entry.number]
    taken, needed = places.taken(others), places.needed_by(entry)
    if not entry.waiting or not places.fit(needed, taken):
        return None
    for other in sorted(others, key=waitlist_order):
        if not other.waiting or is_excused(other):
            continue
        more, ahead = places.needed_by(other), Ahead(places)
        ahead.add(more, taken)
        lacking = (
            Behind(needs, max(0, limit - had))
            for needs, had, limit in zip(more, taken, places.limits, strict=True)
            if not fits(needs, had, limit)
        )
        if ahead.holds_up(needed) and (behind := next(lacking, None)) is not None:
            return behind
    return None


def waitlist_turns(entries: Iterable[Entry]) -> dict[int, int]:
    """Which one each who waits is on the waitlist, from 1, by number: of the event, or of the
    first post for which they wait; in the order of waiting."""
    waiting, found = Counter[int](), dict[int, int]()
    for turn in sorted(_turns(entries)):
        waiting[turn.post] += 1
        found.setdefault(turn.number, waiting[turn.post])
    return found


def _given(signed: Iterable[PostSignUp], post: int) -> tuple[PostSignUp, ...]:
    """Sign-ups for posts, with the place at one that they waited for."""
    return tuple(
        msgspec.structs.replace(each, waiting=False) if each.post == post else each
        for each in signed
    )


def lines_up(entry: Entry, others: Collection[Entry], places: Places, plan: PostPlan) -> bool:
    """Whether somebody new waits behind others: they wait for a place that the new one needs, too,
    and not only for posts that are full.

    Args:
        entry: Theirs, with the sign-up.
        others: All others of the register.
        places: What there is room for.
        plan: The occurrence.
    """
    free = {post.id for post in plan.posts if post_rules.free_places(post, others)}
    taken, ahead = places.taken(others), Ahead(places)
    for other in others:
        for_posts = other.posts and all(each.post not in free for each in other.posts)
        if other.waiting and not is_excused(other) and not for_posts:
            ahead.add(places.needed_by(other), taken)
    return ahead.holds_up(places.needed_by(entry))


def with_posts(
    entry: Entry,
    wanted: Iterable[Post],
    others: Collection[Entry],
    plan: PostPlan,
    now: datetime,
    *,
    no_place: bool,
) -> Entry:
    """An entry with sign-ups for posts; who is signed up for one already keeps that turn.

    At a post that is full, or that others wait for, they wait; who only waits for posts has no
    place.

    Args:
        entry: The person's, with their sign-up.
        wanted: The posts.
        others: All others of the register.
        plan: The occurrence.
        now: When they signed up.
        no_place: All places of the event are taken, so they wait.

    Raises:
        Refused: A post overlaps one that they hold or wait for.
    """
    for post in wanted:
        if any(each.post == post.id for each in entry.posts):
            continue
        other = post_rules.overlapped(entry, post, plan)
        if other is not None:
            raise Refused(
                "The post {post} ({hours}) overlaps {other} ({other_hours}), "
                "which they are signed up for.",
                post=post.name,
                hours=post_rules.post_hours(post, plan),
                other=other.name,
                other_hours=post_rules.post_hours(other, plan),
            )
        waits = any(post_rules.waits_for(each, post.id) for each in others)
        waits = waits or not post_rules.free_places(post, others)
        signed = PostSignUp(post=post.id, at=now, waiting=waits)
        entry = msgspec.structs.replace(entry, posts=(*entry.posts, signed))
    return with_waiting(entry, no_place=no_place)


def with_waiting(entry: Entry, *, no_place: bool) -> Entry:
    """An entry that waits where it has to: as a whole if it has no place or no post.

    Args:
        entry: An entry with a sign-up.
        no_place: All places of the event are taken.
    """
    posts = entry.posts
    if no_place and not entry.stints:
        posts = tuple(msgspec.structs.replace(each, waiting=True) for each in posts)
        return msgspec.structs.replace(entry, waiting=True, posts=posts)
    no_post = bool(posts) and all(each.waiting for each in posts)
    return msgspec.structs.replace(entry, waiting=no_post and not entry.stints)


def returned(entry: Entry, others: Collection[Entry], plan: PostPlan, *, no_place: bool) -> Entry:
    """An entry whose leave or absence was taken back: it waits where others are by now."""
    free = {post.id for post in plan.posts if post_rules.free_places(post, others)}
    posts = tuple(
        msgspec.structs.replace(each, waiting=each.waiting or each.post not in free)
        for each in entry.posts
    )
    return with_waiting(msgspec.structs.replace(entry, posts=posts), no_place=no_place)


def without_post(entry: Entry, post: Post) -> Entry:
    """An entry without its sign-up for one of its posts; without any post left it waits.

    Raises:
        Refused: They are not signed up for it.
    """
    posts = tuple(each for each in entry.posts if each.post != post.id)
    if posts == entry.posts:
        raise Refused("Not signed up for the post {post}.", post=post.name)
    return with_waiting(msgspec.structs.replace(entry, posts=posts), no_place=False)


def return_to_waitlist(entry: Entry, entries: Iterable[Entry], places: Places) -> Entry:
    """An entry whose check-in was taken back; it waits again if others have all the places.

    Args:
        entry: Without stints.
        entries: All others of the register.
        places: What there is room for.
    """
    if entry.expected is None or entry.stints:
        return entry
    ahead = [e for e in entries if e.expected and waitlist_order(e) < waitlist_order(entry)]
    no_place = not places.fit(places.needed_by(entry), places.taken(ahead))
    return with_waiting(entry, no_place=no_place)


def refuse_lost_posts(
    entries: Iterable[Entry], before: PostPlan, after: PostPlan, day: str
) -> None:
    """Refuse a plan without a post that people signed up for, or with two of theirs at one time.

    Args:
        entries: The register's.
        before: The occurrence as it was.
        after: The occurrence as it shall be.
        day: Its date, in words.

    Raises:
        Refused: The sentence names the post, and how many are signed up for it.
    """
    entries = list(entries)
    kept: Mapping[int, Post] = {post.id: post for post in after.posts}
    names = {post.id: post.name for post in before.posts}
    for number, name in names.items():
        signed = sum(any(each.post == number for each in entry.posts) for entry in entries)
        if signed and number not in kept:
            raise Refused(
                "{count} are signed up for the post {post} on {date}; take them out of it first.",
                post=name,
                count=signed,
                date=day,
            )
    for post in after.posts:
        clashing = [
            other
            for entry in entries
            if any(each.post == post.id for each in entry.posts)
            and (other := post_rules.overlapped(entry, post, after)) is not None
        ]
        if clashing:
            raise Refused(
                "{count} would be at the posts {post} and {other} at the same time on {date}; "
                "take them out of one first.",
                count=len(clashing),
                post=post.name,
                other=clashing[0].name,
                date=day,
            )


def refuse_overbooked(
    entries: Iterable[Entry], before: Occurrence, after: Occurrence, heads: tuple[Head, Head]
) -> None:
    """Refuse a plan with fewer places than people have: in all, on a leg or at a post.

    Args:
        entries: The register's.
        before: The occurrence as it was.
        after: The occurrence as it shall be.
        heads: The heads by both plans.

    Raises:
        Overbooked: More are too many than before.
    """
    entries = list(entries)
    had, has = (
        _rooms(entries, plan, head) for plan, head in zip((before, after), heads, strict=True)
    )
    for key, room in has.items():
        if room.over > (had[key].over if key in had else 0):
            raise Overbooked(room.name, date_text(after.start), room.taken, room.places)


class _Room(NamedTuple):
    """What an occurrence, a leg or a post has room for."""

    name: str
    places: int
    """0: no limit."""

    taken: int

    @property
    def over(self) -> int:
        """How many are too many."""
        return max(0, self.taken - self.places) if self.places else 0


def _rooms(
    entries: Collection[Entry], plan: Occurrence, head: Head
) -> dict[tuple[str, int], _Room]:
    """The room in all and on each leg, by its number, and at each post."""
    places = Places(plan.event.capacity, head)
    names = [plan.event.title, *(leg_name(n + 1, head) for n in range(len(head.legs)))]
    rows = zip(names, places.limits, places.taken(entries), strict=True)
    found = {("leg", number): _Room(*row) for number, row in enumerate(rows)}
    for post in plan.posts:
        held = sum(post_rules.holds(entry, post.id) for entry in entries)
        found["post", post.id] = _Room(post.name, post.heads, held)
    return found
