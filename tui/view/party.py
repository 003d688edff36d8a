"""The people who come along with a person: ticked household members, and counted guests."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Literal

from yigong.store.attendance.capacity import MOST_ALONG

PartyCount = Literal["adults", "children"]
PARTY_COUNTS: tuple[PartyCount, PartyCount] = ("adults", "children")


class Party:
    """The members ticked and the guests counted so far, and the row of the cursor.

    The rows are the members, then the adults, then the children. A digit on a member goes to the
    adults, and Space moves from there to the children: ``1 2`` is one adult and two children.
    """

    def __init__(
        self,
        members: Sequence[int],
        ticked: Collection[int] = (),
        *,
        adults: int = 0,
        children: int = 0,
        most: int = MOST_ALONG,
    ) -> None:
        """Begin with the household in the order of the rows; a digit beyond `most` begins anew."""
        self.members = list(members)
        self.ticked = set(ticked) & set(members)
        self.counts: dict[PartyCount, int] = {"adults": adults, "children": children}
        self.at: int | PartyCount = self.members[0] if self.members else "adults"
        self._most = most
        self._typing = False

    @property
    def rows(self) -> list[int | PartyCount]:
        """The keys of the rows, from the top."""
        return [*self.members, *PARTY_COUNTS]

    def move_to(self, row: int | PartyCount) -> None:
        """Move to another row; a number typed there replaces its count."""
        if row != self.at:
            self.at = row
            self._typing = False

    def turn(self, step: int) -> None:
        """Move to the next row or the one before, from the last to the first."""
        rows = self.rows
        self.move_to(rows[(rows.index(self.at) + step) % len(rows)])

    def limit_members(self, members: Sequence[int]) -> None:
        """Keep only some members: the others checked in meanwhile."""
        self.members = list(members)
        self.ticked &= set(members)
        if self.at not in self.rows:
            self.move_to(self.rows[0])

    def type_digit(self, value: int) -> None:
        """Type a digit of a count."""
        if self.at not in PARTY_COUNTS:
            self.move_to("adults")
        row: PartyCount = "children" if self.at == "children" else "adults"
        number = self.counts[row] * 10 + value if self._typing else value
        self.counts[row] = number if number <= self._most else value
        self._typing = True

    def erase_digit(self) -> None:
        """Erase the last digit of a count."""
        if self.at in PARTY_COUNTS:
            row: PartyCount = "children" if self.at == "children" else "adults"
            self.counts[row] //= 10
            self._typing = True

    def press_space(self) -> None:
        """On a member tick or untick; on a count move to the children."""
        if isinstance(self.at, int):
            self.ticked ^= {self.at}
        else:
            self.move_to("children")

    def everybody(self, left: Collection[int] = ()) -> None:
        """Tick the whole household but who has left; or nobody, if they were ticked."""
        members = set(self.members) - set(left)
        self.ticked = set() if self.ticked == members else members
