"""Accounts of points: a person's, and a household's, which is the sum of its people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from yigong.store.people.retired import is_retired
from yigong.store.points.earnings import Earned
from yigong.store.points_records import PointsEntry, PointsKind
from yigong.store.records import Volunteer


class Account(msgspec.Struct, frozen=True):
    """Who has points together."""

    people: tuple[Volunteer, ...]
    """The people of a household, by number; or one person of whom none is known."""

    @property
    def home(self) -> str:
        """The label of the household; empty: somebody alone."""
        return self.people[0].home

    @property
    def number(self) -> int:
        """The number of its first person, by which it is known."""
        return self.people[0].number

    @property
    def numbers(self) -> tuple[int, ...]:
        """The numbers of its people."""
        return tuple(person.number for person in self.people)

    @property
    def name(self) -> str:
        """The label of the household, or the name of who is alone."""
        return self.home or self.people[0].name


def accounts(people: Iterable[Volunteer]) -> list[Account]:
    """Everybody's accounts, by the number of their first person.

    Who is archived stays in the account of their household, so that its points stay as they are.
    Who was merged or erased has none.

    Args:
        people: All people.
    """
    found: dict[str | int, list[Volunteer]] = {}
    for person in sorted(people, key=lambda each: each.number):
        if not is_retired(person):
            found.setdefault(person.home or person.number, []).append(person)
    return [Account(tuple(together)) for together in found.values()]


def account_of(people: Mapping[int, Volunteer], number: int) -> Account:
    """The account that somebody has a part in; of who was merged or erased, their own alone.

    Args:
        people: The people, by number.
        number: The person's.
    """
    person = people[number]
    if not person.home or is_retired(person):
        return Account((person,))
    together = [p for p in people.values() if p.home == person.home and not is_retired(p)]
    return Account(tuple(sorted(together, key=lambda each: each.number)))


class PointsSum(msgspec.Struct, frozen=True, kw_only=True):
    """Points by where they come from and where they went."""

    earned: int = 0
    awarded: int = 0
    redeemed: int = 0
    """0 or less."""

    reset: int = 0

    @property
    def balance(self) -> int:
        """All of them together."""
        return self.earned + self.awarded + self.redeemed + self.reset

    def __add__(self, other: PointsSum) -> PointsSum:
        return PointsSum(
            earned=self.earned + other.earned,
            awarded=self.awarded + other.awarded,
            redeemed=self.redeemed + other.redeemed,
            reset=self.reset + other.reset,
        )


NO_POINTS = PointsSum()
_FIELDS: Mapping[PointsKind, str] = {"award": "awarded", "gift": "redeemed", "reset": "reset"}


def points_sums(
    earnings: Iterable[Earned], entries: Iterable[PointsEntry], kinds: Mapping[str, PointsKind]
) -> dict[int, PointsSum]:
    """The points of each person, by number.

    Args:
        earnings: What was earned.
        entries: The entries of the ledger. A reversal is added to what it reverses.
        kinds: The kinds of all entries of the ledger, by code.
    """
    sums: dict[int, dict[str, int]] = {}
    for each in earnings:
        found = sums.setdefault(each.person, {})
        found["earned"] = found.get("earned", 0) + each.points
    for entry in entries:
        kind = kinds.get(entry.reverses, "award") if entry.kind == "reversal" else entry.kind
        found = sums.setdefault(entry.person, {})
        field = _FIELDS.get(kind, "awarded")
        found[field] = found.get(field, 0) + entry.points
    return {number: PointsSum(**found) for number, found in sums.items()}


def account_sum(account: Account, sums: Mapping[int, PointsSum]) -> PointsSum:
    """The points of an account."""
    total = NO_POINTS
    for number in account.numbers:
        total += sums.get(number, NO_POINTS)
    return total
