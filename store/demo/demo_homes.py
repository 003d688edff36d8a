"""The households of a demo village: who lives together, by labels such as 三组12号."""

from __future__ import annotations

import random
from collections.abc import Sequence

import msgspec

from yigong.store.records import Volunteer

_WITHOUT = 0.04
"""The share of households that nobody has written down."""


def with_homes(rng: random.Random, people: Sequence[Volunteer]) -> list[Volunteer]:
    """People with the labels of their households: who shares a phone lives together, and so do
    some neighbours.

    Args:
        rng: What draws.
        people: The people; the order stays.
    """
    families: dict[str, list[int]] = {}
    for index, person in enumerate(people):
        families.setdefault(person.phone or f"alone {index}", []).append(index)
    by_group: dict[str, list[list[int]]] = {}
    for members in families.values():
        by_group.setdefault(people[members[0]].group, []).append(members)
    homes = list(people)
    for group in sorted(by_group):
        for number, members in enumerate(_households(rng, by_group[group]), 1):
            if rng.random() < _WITHOUT:
                continue
            for index in members:
                homes[index] = msgspec.structs.replace(homes[index], home=f"{group}{number}号")
    return homes


def _households(rng: random.Random, families: Sequence[list[int]]) -> list[list[int]]:
    """Households of a group: families as they are, and single people put together."""
    households: list[list[int]] = []
    open_places = 0
    for members in families:
        if len(members) == 1 and open_places > 0:
            households[-1] += members
            open_places -= 1
        else:
            households.append([*members])
            open_places = rng.choice((0, 1, 1, 2)) if len(members) == 1 else 0
    return households
