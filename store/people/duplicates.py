"""Who may be on the roster twice: a guess for an organiser to decide, nothing is done by it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from itertools import combinations, islice
from typing import Literal

import msgspec

from yigong.store.language import N_
from yigong.store.people.distinct_pairs import Pair, distinct_pairs
from yigong.store.records import Squad, Volunteer

Why = Literal["reading_phone", "phone_squad", "reading_squad"]

WHY: dict[Why, str] = {
    "reading_phone": N_("the same reading and phone"),
    "phone_squad": N_("the same phone and squad"),
    "reading_squad": N_("the same reading and squad, one without a phone"),
}
"""What speaks for it, as msgids; the surest first."""

_HOUSEHOLD = 8
"""People whom one phone may reach; one that more have is the village's office, and says nothing."""


class DuplicatePair(msgspec.Struct, frozen=True):
    """Two records that may be one person."""

    one: int
    """The lower number: the record that was there first."""

    other: int
    why: Why
    apart: bool = False
    """Whether an organiser said that they are two people."""


def find_duplicates(
    people: Mapping[int, Volunteer], squads: Mapping[int, Squad], *, apart: bool = False
) -> list[DuplicatePair]:
    """The pairs that look like one person twice; 20 000 people take some 50 ms.

    Families share a phone and often a squad, so a pair that only shares these comes late, and
    those whose names have nothing in common last of all.

    Args:
        people: Everyone; archived, merged and forgotten people are left out.
        squads: The squads; archived ones tell nothing.
        apart: Whether the pairs belong to it, too, of which somebody said that they are two
            people; these come last.

    Returns:
        Each pair once, by the strongest reason, the surest first. Of three records that are alike
        the first is paired with each of the others; one that it was told apart from, with the next.
    """
    listed = [p for p in people.values() if not (p.archived or p.merged or p.forgotten)]
    listed.sort(key=lambda person: person.number)
    memberships = _memberships(squads)
    told = distinct_pairs(people)
    found: dict[Pair, Why] = {}
    reasons: dict[Why, Pairs] = {
        "reading_phone": _reading_phone(listed, told),
        "phone_squad": _phone_squad(listed, memberships),
        "reading_squad": _reading_squad(listed, memberships, told),
    }
    for why, pairs in reasons.items():
        for each in pairs:
            if apart or each not in told:
                found.setdefault(each, why)
    order = list(WHY)

    def surest(double: DuplicatePair) -> tuple[bool, int, bool, int, int]:
        unlike = not _alike(people[double.one], people[double.other])
        return double.apart, order.index(double.why), unlike, double.one, double.other

    pairs_found = (DuplicatePair(*each, why, each in told) for each, why in found.items())
    return sorted(pairs_found, key=surest)


Pairs = Iterator[Pair]


def _reading_phone(listed: Iterable[Volunteer], told: frozenset[Pair]) -> Pairs:
    for same in _grouped(listed, lambda p: p.phone and (_reading(p), p.phone)):
        for at, other in enumerate(same):
            for one in _the_first(other, islice(same, at), told):
                yield one.number, other.number


def _the_first(
    person: Volunteer, earlier: Iterable[Volunteer], told: frozenset[Pair]
) -> Iterator[Volunteer]:
    """The first whom somebody may be, after those whom they were told apart from."""
    for one in earlier:
        yield one
        if (one.number, person.number) not in told:
            return


def _phone_squad(listed: Iterable[Volunteer], squads: Mapping[int, frozenset[int]]) -> Pairs:
    for same in _grouped(listed, lambda p: p.phone):
        if len(same) > _HOUSEHOLD:
            continue
        for one, other in combinations((p.number for p in same), 2):
            if squads.get(one, _NONE) & squads.get(other, _NONE):
                yield one, other


def _reading_squad(
    listed: Iterable[Volunteer], squads: Mapping[int, frozenset[int]], told: frozenset[Pair]
) -> Pairs:
    """A walk-in who was put on the roster at a desk, by name alone, has no phone."""
    for same in _grouped(listed, _reading):
        inside: dict[int, list[Volunteer]] = {}
        for person in same:
            for squad in squads.get(person.number, _NONE):
                earlier = inside.setdefault(squad, [])
                for one in _the_first(person, earlier, told):
                    if not (one.phone and person.phone):
                        yield one.number, person.number
                earlier.append(person)


_NONE: frozenset[int] = frozenset()


def _memberships(squads: Mapping[int, Squad]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for squad in squads.values():
        if not squad.archived:
            for member in squad.members:
                found.setdefault(member, set()).add(squad.number)
    return {number: frozenset(inside) for number, inside in found.items()}


def _grouped(
    listed: Iterable[Volunteer], key: Callable[[Volunteer], Hashable]
) -> Iterator[list[Volunteer]]:
    """Those who have something in common, two or more of them."""
    groups: dict[Hashable, list[Volunteer]] = {}
    for person in listed:
        if common := key(person):
            groups.setdefault(common, []).append(person)
    return (group for group in groups.values() if len(group) > 1)


def _reading(person: Volunteer) -> str:
    return person.reading or person.name


def _alike(one: Volunteer, other: Volunteer) -> bool:
    """Whether names share a character or a syllable beyond the surname, or one holds the other."""
    if one.name in other.name or other.name in one.name:
        return True
    given = set(one.name[1:]) & set(other.name[1:])
    return bool(given or set(one.reading.split()[1:]) & set(other.reading.split()[1:]))
