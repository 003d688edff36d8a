"""Sign-up: people sign up, wait for a place, withdraw, and move up from the waitlist."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

from yigong.store.attendance import capacity
from yigong.store.attendance.register_writer import (
    RegisterWriter,
    check_along,
    exceeds_places,
    move_up,
    other_entries,
    put_entry,
    refuse_cancelled,
    with_along,
)
from yigong.store.attendance.roles import with_role
from yigong.store.records import Entry, Occurrence, Role
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
        role: Role | Literal[""] = "",
        adults: int | None = None,
        children: int | None = None,
    ) -> list[Entry]:
        """Sign people up; beyond the capacity they are put on the waitlist.

        Free places go to who is on the waitlist already, and whoever is new waits behind them. A
        party waits or comes as one: if it grows beyond the places, all of it waits.

        Args:
            occurrence: The occurrence.
            people: Their numbers.
            squad: The squad they serve in; 0: the first of theirs that the event needs.
            squads: The squad each serves in, by person, where they differ.
            role: What they come as; empty: as the plan says, or as they were signed up.
            adults: How many come along with each, without a name; `None`: as it was.
            children: The same, under 14.

        Raises:
            Refused: It is cancelled or closed, there is no such person, or a number of people who
                come along is not 0 to 99.
        """
        check_along(adults or 0, children or 0)
        numbers = [(asked, self._people.get_unerased(asked).number) for asked in people]
        refuse_cancelled(occurrence)
        with self._writer.change(occurrence, ChangeReason("signup")) as draft:
            move_up(draft, occurrence)
            for asked, number in numbers:
                entry = draft.records.get(number) or Entry(number=number)
                entry = with_along(entry, adults, children)
                if role:
                    head = self._writer.head(draft, occurrence)
                    entry = with_role(entry, head, role)
                own_squad = (squads or {}).get(asked, squad)
                put_entry(draft, self._expected(draft, occurrence, entry, own_squad))
            move_up(draft, occurrence)  # a party may have become smaller
            return [draft.records[number] for _asked, number in numbers]

    def _expected(
        self, draft: Draft[Entry], occurrence: Occurrence, entry: Entry, squad: int
    ) -> Entry:
        no_place = exceeds_places(draft, entry, occurrence)
        if entry.expected is None:
            squad = squad or entry.squad or self._writer.serving_squad(entry.number, occurrence)
        if entry.expected is None or capacity.is_excused(entry):
            others = other_entries(draft, entry)
            no_place = no_place or any(e.waiting and not capacity.is_excused(e) for e in others)
        return capacity.with_sign_up(entry, self._session.now(), squad, no_place=no_place)

    def withdraw(self, occurrence: Occurrence, number: int) -> list[Entry]:
        """Take a sign-up back; the place goes to the waitlist.

        Returns:
            Those who moved up from the waitlist.

        Raises:
            Refused: They are not signed up, or were checked in already.
        """
        with self._writer.change(occurrence, ChangeReason("withdraw")) as draft:
            entry = capacity.withdrawable(draft.records.get(number))
            if entry.grants:  # granted hours stay
                entry = msgspec.structs.replace(entry, adults=0, children=0)
                draft.put(msgspec.structs.replace(entry, expected=None, waiting=False, mark=""))
            else:
                draft.remove(number)
            return move_up(draft, occurrence)
