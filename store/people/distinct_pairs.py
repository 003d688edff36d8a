"""Pairs of similar records that an organiser marked as two people: no duplicates.

The record with the lower number holds the mark (`Volunteer.apart`), so each pair is stored once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from yigong.store.records import Volunteer

Pair = tuple[int, int]
"""Two people, the lower number first."""


def distinct_pairs(people: Mapping[int, Volunteer]) -> frozenset[Pair]:
    """All pairs that are marked as two people."""
    return frozenset(
        as_pair(person.number, other) for person in people.values() for other in person.apart
    )


def as_pair(first: int, second: int) -> Pair:
    """Two people, the lower number first."""
    return min(first, second), max(first, second)


def distinct_after_merge(
    people: Mapping[int, Volunteer], keep: int, merged: int
) -> Iterator[Volunteer]:
    """The marks after a merge: those of the merged record go over to the one that is kept.

    Args:
        people: Everyone.
        keep: The number that is kept.
        merged: The number that is merged into it; a mark between the two is dropped.

    Yields:
        The records that change, as changed.
    """
    pairs = distinct_pairs(people)
    if any(merged in pair for pair in pairs):
        renamed = (as_pair(*(keep if n == merged else n for n in pair)) for pair in pairs)
        yield from _changed_records(people, (pair for pair in renamed if pair[0] != pair[1]))


def distinct_after_erasure(
    people: Mapping[int, Volunteer], numbers: Collection[int]
) -> Iterator[Volunteer]:
    """The marks after an erasure: those of the erased records are dropped.

    Yields:
        The records that change, as changed.
    """
    pairs = distinct_pairs(people)
    remaining = [pair for pair in pairs if pair[0] not in numbers and pair[1] not in numbers]
    if len(remaining) != len(pairs):
        yield from _changed_records(people, remaining)


def _changed_records(people: Mapping[int, Volunteer], pairs: Iterable[Pair]) -> Iterator[Volunteer]:
    """The records whose marks differ from some pairs, with the marks of these."""
    wanted: dict[int, set[int]] = {}
    for low, high in pairs:
        wanted.setdefault(low, set()).add(high)
    for person in list(people.values()):
        others = wanted.get(person.number, set())
        if set(person.apart) != others:
            yield msgspec.structs.replace(person, apart=tuple(sorted(others)))
