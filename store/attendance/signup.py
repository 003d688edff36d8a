"""Before the day: people sign up, wait, withdraw and move up."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from yigong.store.attendance import capacity
from yigong.store.attendance.register_writer import (
    RegisterWriter,
    move_up,
    put_entry,
    refuse_cancelled,
)
from yigong.store.records import Entry, Occurrence
from yigong.store.storage.book import ChangeReason, Draft


class SignUp:
    """What becomes of a register before anybody comes."""

    def __init__(self, writer: RegisterWriter) -> None:
        self._writer = writer
        self._registers = writer.registers
        self._session = writer.session
        self._people = writer.people

    def sign_up(
        self,
        occurrence: Occurrence,
        *people: int,
        squad: int = 0,
        squads: Mapping[int, int] | None = None,
    ) -> list[Entry]:
        """Expect people at an occurrence; beyond its places they wait in order of sign-up.

        Whoever waits already and can have a place gets it first.

        Args:
            occurrence: The occurrence.
            people: Who.
            squad: The squad they serve in; 0: the first of theirs that the event needs.
            squads: The squad each serves in, by person, where they differ.

        Raises:
            Refused: It is cancelled or closed, or there is no such person.
        """
        meant = [(asked, self._people.meant(asked).number) for asked in people]
        refuse_cancelled(occurrence)
        with self._writer.change(occurrence, ChangeReason("signup")) as draft:
            move_up(draft, occurrence)
            return [
                put_entry(
                    draft,
                    self._expected(draft, occurrence, number, (squads or {}).get(asked, squad)),
                )
                for asked, number in meant
            ]

    def _expected(
        self, draft: Draft[Entry], occurrence: Occurrence, number: int, squad: int
    ) -> Entry:
        entry = draft.records.get(number) or Entry(number=number)
        no_place = capacity.is_full(draft.records.values(), occurrence.event.capacity)
        if entry.expected is None:
            squad = squad or entry.squad or self._writer.serving_squad(number, occurrence)
        return capacity.with_sign_up(entry, self._session.now(), squad, no_place=no_place)

    def withdraw(self, occurrence: Occurrence, number: int) -> list[Entry]:
        """Take a sign-up back; the first who waits gets the place.

        Returns:
            Those who moved up from the waitlist.

        Raises:
            Refused: They are not signed up, or were checked in already.
        """
        with self._writer.change(occurrence, ChangeReason("withdraw")) as draft:
            entry = capacity.without_sign_up(draft.records.get(number))
            if entry.grants:  # what they were granted for it stays
                left = msgspec.structs.replace(entry, expected=None, waiting=False, mark="")
                draft.put(left)
            else:
                draft.remove(number)
            return [] if entry.waiting else move_up(draft, occurrence)

    def move_up(self, occurrence: Occurrence) -> list[Entry]:
        """Give the places that are free to those who wait, after there are more of them.

        Returns:
            Those who moved up, in order; nothing is written where nobody does.
        """
        if not capacity.waitlist_promotions(
            self._registers.read(occurrence.key).entries.values(), occurrence.event.capacity
        ):
            return []
        with self._writer.change(occurrence, ChangeReason("moveup")) as draft:
            return move_up(draft, occurrence)
