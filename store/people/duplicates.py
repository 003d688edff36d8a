"""Duplicates: records that may be one person. An organiser decides; nothing is changed here."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import combinations, islice
from typing import Literal

import msgspec

from yigong.store.language import N_
from yigong.store.people.distinct_pairs import Pair, distinct_pairs
from yigong.store.records import Squad, Volunteer

DuplicateReason = Literal["reading_phone", "phone_squad", "reading_squad"]

DUPLICATE_REASONS: dict[DuplicateReason, str] = {
    "reading_phone": N_("the same reading and phone"),
    "phone_squad": N_("the same phone and squad"),
    "reading_squad": N_("the same reading and squad, one without a phone"),
}
"""The reasons as msgids, the strongest first."""

_MAX_HOUSEHOLD = 8
"""The most people of one phone for it to count: a phone of more is that of the village office."""


class DuplicatePair(msgspec.Struct, frozen=True):
    """Two records that may be one person."""

    first: int
    """The lower number, which is the older record."""

    second: int
    reason: DuplicateReason
    distinct: bool = False
    """Whether an organiser marked them as two people."""


def find_duplicates(
    people: Mapping[int, Volunteer], squads: Mapping[int, Squad], *, include_distinct: bool = False
) -> list[DuplicatePair]:
    """Find the pairs that may be one person; 20 000 people take some 50 ms.

    Families share a phone and often a squad, so pairs with only these in common come late, and
    those whose names have nothing in common last.

    Args:
        people: Everyone; archived, merged and erased people are left out.
        squads: The squads; archived ones are ignored.
        include_distinct: Whether pairs that are marked as two people are returned too, at the end.

    Returns:
        Each pair once, with its strongest reason, the strongest first. Of three similar records
        the first is paired with each of the others; one that is marked distinct from it, with the
        next.
    """
    listed = [p for p in people.values() if not (p.archived or p.merged or p.forgotten)]
    listed.sort(key=lambda person: person.number)
    memberships = _memberships(squads)
    distinct = distinct_pairs(people)
    found: dict[Pair, DuplicateReason] = {}
    by_reason: dict[DuplicateReason, Iterator[Pair]] = {
        "reading_phone": _reading_phone(listed, distinct),
        "phone_squad": _phone_squad(listed, memberships),
        "reading_squad": _reading_squad(listed, memberships, distinct),
    }
    for reason, pairs in by_reason.items():
        for pair in pairs:
            if include_distinct or pair not in distinct:
                found.setdefault(pair, reason)
    order = list(DUPLICATE_REASONS)

    def strength(duplicate: DuplicatePair) -> tuple[bool, int, bool, int, int]:
        first, second = duplicate.first, duplicate.second
        unlike = not _alike(people[first], people[second])
        return duplicate.distinct, order.index(duplicate.reason), unlike, first, second

    duplicates = (DuplicatePair(*pair, reason, pair in distinct) for pair, reason in found.items())
    return sorted(duplicates, key=strength)


def _reading_phone(listed: Iterable[Volunteer], distinct: frozenset[Pair]) -> Iterator[Pair]:
    for same in _grouped(listed, lambda p: p.phone and (_reading(p), p.phone)):
        for at, person in enumerate(same):
            for earlier in _candidates(person, islice(same, at), distinct):
                yield earlier.number, person.number


def _candidates(
    person: Volunteer, earlier: Iterable[Volunteer], distinct: frozenset[Pair]
) -> Iterator[Volunteer]:
    """The earlier records that are marked distinct from a person, and the first that is not."""
    for other in earlier:
        yield other
        if (other.number, person.number) not in distinct:
            return


def _phone_squad(
    listed: Iterable[Volunteer], squads: Mapping[int, frozenset[int]]
) -> Iterator[Pair]:
    for same in _grouped(listed, lambda p: p.phone):
        if len(same) > _MAX_HOUSEHOLD:
            continue
        for first, second in combinations((p.number for p in same), 2):
            if squads.get(first, _NONE) & squads.get(second, _NONE):
                yield first, second


def _reading_squad(
    listed: Iterable[Volunteer], squads: Mapping[int, frozenset[int]], distinct: frozenset[Pair]
) -> Iterator[Pair]:
    """One of the two has no phone, as a walk-in who was added at a desk by name alone."""
    for same in _grouped(listed, _reading):
        by_squad: dict[int, list[Volunteer]] = {}
        for person in same:
            for squad in squads.get(person.number, _NONE):
                earlier = by_squad.setdefault(squad, [])
                for other in _candidates(person, earlier, distinct):
                    if not (other.phone and person.phone):
                        yield other.number, person.number
                earlier.append(person)


_NONE: frozenset[int] = frozenset()


def _memberships(squads: Mapping[int, Squad]) -> dict[int, frozenset[int]]:
    """The squads of each person, by number."""
    found: dict[int, set[int]] = {}
    for squad in squads.values():
        if not squad.archived:
            for member in squad.members:
                found.setdefault(member, set()).add(squad.number)
    return {number: frozenset(numbers) for number, numbers in found.items()}


def _grouped(
    listed: Iterable[Volunteer], key: Callable[[Volunteer], Hashable]
) -> Iterator[list[Volunteer]]:
    """The groups of two or more people with the same key; an empty key is none."""
    groups: dict[Hashable, list[Volunteer]] = {}
    for person in listed:
        if common := key(person):
            groups.setdefault(common, []).append(person)
    return (group for group in groups.values() if len(group) > 1)


def _reading(person: Volunteer) -> str:
    return person.reading or person.name


def _alike(first: Volunteer, second: Volunteer) -> bool:
    """Whether names share a character or syllable beyond the surname, or one contains the other."""
    if first.name in second.name or second.name in first.name:
        return True
    characters = set(first.name[1:]) & set(second.name[1:])
    return bool(characters or set(first.reading.split()[1:]) & set(second.reading.split()[1:]))
