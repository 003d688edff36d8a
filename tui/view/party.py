"""Who comes along with somebody: members of the household, ticked, and heads that are counted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

PartyCount = Literal["adults", "children"]
PARTY_COUNTS: tuple[PartyCount, PartyCount] = ("adults", "children")

_MOST = 99
"""What the store takes (`CheckIn.bring`)."""


class Party:
    """What is ticked and counted so far, and where one is in it.

    The rows are the members, then the adults, then the children. A digit goes to the adults
    wherever one is, and a blank behind it to the children: so ``1 2`` is one adult and two children
    without looking.
    """

    def __init__(
        self,
        members: Sequence[int],
        ticked: Collection[int] = (),
        *,
        adults: int = 0,
        children: int = 0,
    ) -> None:
        """Begin.

        Args:
            members: Who belongs to the household, by number, in the order of the rows.
            ticked: Who is ticked to begin with.
            adults: Heads that were counted before.
            children: The same.
        """
        self.members = list(members)
        self.ticked = set(ticked) & set(members)
        self.counts: dict[PartyCount, int] = {"adults": adults, "children": children}
        self.at: int | PartyCount = self.members[0] if self.members else "adults"
        self._typing = False

    @property
    def rows(self) -> list[int | PartyCount]:
        """What the rows stand for, from the top."""
        return [*self.members, *PARTY_COUNTS]

    def move_to(self, row: int | PartyCount) -> None:
        """To another row; a number typed there replaces the one that is there."""
        if row != self.at:
            self.at = row
            self._typing = False

    def limit_members(self, members: Sequence[int]) -> None:
        """Some came by themselves meanwhile: only these are left to be ticked."""
        self.members = list(members)
        self.ticked &= set(members)
        if self.at not in self.rows:
            self.move_to(self.rows[0])

    def type_digit(self, value: int) -> None:
        """A digit of a number of heads."""
        if self.at not in PARTY_COUNTS:
            self.move_to("adults")
        head: PartyCount = "children" if self.at == "children" else "adults"
        number = self.counts[head] * 10 + value if self._typing else value
        self.counts[head] = number if number <= _MOST else value
        self._typing = True

    def erase_digit(self) -> None:
        """Take the last digit back."""
        if self.at in PARTY_COUNTS:
            head: PartyCount = "children" if self.at == "children" else "adults"
            self.counts[head] //= 10
            self._typing = True

    def press_space(self) -> None:
        """On a member: tick or untick; on the adults: on to the children."""
        if isinstance(self.at, int):
            self.ticked ^= {self.at}
        else:
            self.move_to("children")

    def everybody(self) -> None:
        """Tick the whole household; or nobody, where everybody was."""
        members = set(self.members)
        self.ticked = set() if self.ticked == members else members
