"""Pairs that look like one person and are two: what an organiser said of them is remembered.

The record with the lower number remembers it (`Volunteer.apart`), so each pair stands once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

import msgspec

from yigong.store.records import Volunteer

Pair = tuple[int, int]
"""Two people, the lower number first."""


def distinct_pairs(people: Mapping[int, Volunteer]) -> frozenset[Pair]:
    """The pairs that were said to be two people."""
    return frozenset(
        as_pair(person.number, other) for person in people.values() for other in person.apart
    )


def as_pair(one: int, other: int) -> Pair:
    """Two people, the lower number first."""
    return min(one, other), max(one, other)


def distinct_after_merge(
    people: Mapping[int, Volunteer], keep: int, gone: int
) -> Iterator[Volunteer]:
    """What a merge changes in this: whom one was told apart from, the other is not, either.

    Args:
        people: Everyone.
        keep: The number that stays.
        gone: The number that goes; that the two were told apart is dropped.

    Yields:
        The records that become others, as they become.
    """
    pairs = distinct_pairs(people)
    if any(gone in each for each in pairs):
        renamed = (as_pair(*(keep if n == gone else n for n in each)) for each in pairs)
        yield from _settled(people, (each for each in renamed if each[0] != each[1]))


def without_people(
    people: Mapping[int, Volunteer], numbers: Collection[int]
) -> Iterator[Volunteer]:
    """What it changes in this that some people are no more: nobody need be told from them.

    Yields:
        The records that become others, as they become.
    """
    pairs = distinct_pairs(people)
    left = [each for each in pairs if each[0] not in numbers and each[1] not in numbers]
    if len(left) != len(pairs):
        yield from _settled(people, left)


def _settled(people: Mapping[int, Volunteer], pairs: Iterable[Pair]) -> Iterator[Volunteer]:
    """The records that do not remember what they should, as they should be."""
    wanted: dict[int, set[int]] = {}
    for low, high in pairs:
        wanted.setdefault(low, set()).add(high)
    for person in list(people.values()):
        others = wanted.get(person.number, set())
        if set(person.apart) != others:
            yield msgspec.structs.replace(person, apart=tuple(sorted(others)))
