"""Sign-up: people sign up, also for posts, wait for a place, withdraw, and move up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import msgspec

from yigong.store.attendance import capacity, waitlist
from yigong.store.attendance.register_writer import (
    RegisterWriter,
    check_along,
    other_entries,
    put_entry,
    refuse_cancelled,
    with_along,
)
from yigong.store.attendance.rides import checked_rides, without_ride
from yigong.store.attendance.roles import with_role
from yigong.store.attendance_records import Entry
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence, Post
from yigong.store.records import Role
from yigong.store.storage.book import ChangeReason, Draft


class SignUp:
    """Changes registers before the day."""

    def __init__(self, writer: RegisterWriter) -> None:
        self._writer = writer
        self._session = writer.session
        self._people = writer.people

    def sign_up(
        self,
        occurrence: Occurrence,
        *people: int,
        squad: int = 0,
        squads: Mapping[int, int] | None = None,
        posts: Iterable[int] = (),
        own_posts: Mapping[int, Iterable[int]] | None = None,
        role: Role | Literal[""] = "",
        adults: int | None = None,
        children: int | None = None,
        rides: Iterable[int] | None = None,
    ) -> list[Entry]:
        """Sign people up; beyond the capacity they are put on the waitlist.

        Free places go to who is on the waitlist already, and whoever is new waits behind them. A
        party waits or comes as one: if it grows beyond the places, all of it waits. Each post has a
        waitlist of its own, on which people stand without those who come along with them.

        Args:
            occurrence: The occurrence.
            people: Their numbers.
            squad: The squad they serve in; 0: the first of theirs that a post or the event asks
                for.
            squads: The squad each serves in, by person, where they differ.
            posts: The posts that each signs up for, besides those they have (`Post.id`).
            own_posts: The posts that each signs up for, by person, where they differ.
            role: What they come as; empty: as the plan says, or as they were signed up.
            adults: How many come along with each, without a name; `None`: as it was.
            children: The same, under 14.
            rides: The legs of a trip that each wants, from 1; empty: all; `None`: as it was. Who
                wants a leg that is full waits as a whole.

        Raises:
            Refused: It is cancelled or closed, there is no such person, post or leg, two posts of
                somebody overlap, or a number of people who come along is not 0 to 99.
        """
        check_along(adults or 0, children or 0)
        numbers = [(asked, self._people.get_unerased(asked).number) for asked in people]
        refuse_cancelled(occurrence)
        wanted_legs = None if rides is None else checked_rides(rides, occurrence)
        posts, own_posts = tuple(posts), own_posts or {}
        with self._writer.change(occurrence, ChangeReason("signup")) as draft:
            self._writer.move_up(draft, occurrence)
            for asked, number in numbers:
                entry = draft.records.get(number) or Entry(number=number)
                entry = with_along(entry, adults, children)
                if role:
                    head = self._writer.head(draft, occurrence)
                    entry = with_role(entry, head, role)
                if wanted_legs is not None:
                    entry = msgspec.structs.replace(entry, rides=wanted_legs)
                own_squad = (squads or {}).get(asked, squad)
                wanted = dict.fromkeys(own_posts.get(asked, posts))
                found = [_post(occurrence, post) for post in wanted]
                put_entry(draft, self._expected(draft, occurrence, entry, own_squad, found))
            self._writer.move_up(draft, occurrence)  # a party may have become smaller
            return [draft.records[number] for _asked, number in numbers]

    def _expected(
        self,
        draft: Draft[Entry],
        occurrence: Occurrence,
        entry: Entry,
        squad: int,
        wanted: Sequence[Post],
    ) -> Entry:
        others = other_entries(draft, entry)
        now, again = self._session.now(), capacity.is_excused(entry)
        signed_up = msgspec.structs.replace(entry, expected=entry.expected or now)
        no_place = self._writer.exceeds_places(draft, signed_up, occurrence)
        if entry.expected is None or wanted:
            squad = squad or self._serving_squad(entry, occurrence, wanted)
        if not capacity.has_place(entry) and (entry.expected is None or again or wanted):
            places = self._writer.places(draft, occurrence)
            no_place = no_place or waitlist.lines_up(signed_up, others, places, occurrence)
        if again:  # with a turn of now at their posts, too
            own = (_post(occurrence, each.post) for each in entry.posts)
            wanted = [*own, *wanted]
            entry = msgspec.structs.replace(entry, posts=())
        entry = capacity.with_sign_up(entry, now, squad, no_place=no_place)
        if not (wanted or entry.posts):
            return entry
        return waitlist.with_posts(entry, wanted, others, occurrence, now, no_place=no_place)

    def _serving_squad(self, entry: Entry, occurrence: Occurrence, wanted: Sequence[Post]) -> int:
        return entry.squad or self._writer.serving_squad(entry.number, occurrence, wanted)

    def withdraw(
        self, occurrence: Occurrence, number: int, post: int = 0, ride: int = 0
    ) -> list[Entry]:
        """Take a sign-up back; the place goes to the waitlist, that at a post to its own.

        Args:
            occurrence: The occurrence.
            number: The person.
            post: Only from this post (`Post.id`), unless it is the last they have; 0: from all.
            ride: Only from this leg of a trip, unless it is the only one they want; 0: from all.

        Returns:
            Those who moved up from the waitlist.

        Raises:
            Refused: They are not signed up, or not for the post or the leg; or they were checked in
                already and no other is left, or boarded the leg.
        """
        with self._writer.change(occurrence, ChangeReason("withdraw")) as draft:
            current = draft.records.get(number)
            if post and current is not None and current.expected is not None:
                left = waitlist.without_post(current, _post(occurrence, post))
                if left.posts:
                    draft.put(left)
                    return self._writer.move_up(draft, occurrence)
            if ride and current is not None and current.expected is not None:
                riding = without_ride(current, ride, occurrence)
                if riding is not None:
                    draft.put(riding)
                    return self._writer.move_up(draft, occurrence)
            entry = capacity.withdrawable(current)
            if entry.grants:  # granted hours stay
                entry = msgspec.structs.replace(entry, adults=0, children=0, posts=(), rides=())
                draft.put(msgspec.structs.replace(entry, expected=None, waiting=False, mark=""))
            else:
                draft.remove(number)
            return self._writer.move_up(draft, occurrence)


def _post(occurrence: Occurrence, number: int) -> Post:
    """A post of an occurrence.

    Raises:
        Refused: There is none of this number.
    """
    for post in occurrence.posts:
        if post.id == number:
            return post
    raise Refused("The posts were changed meanwhile; look at them again.")
