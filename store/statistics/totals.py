"""The minutes of everybody, by origin: what stars are given for."""

from __future__ import annotations

from collections.abc import Iterable

from yigong.store.attendance.counts import RegisterCounts
from yigong.store.records import Credit


def credit_totals(counted: Iterable[RegisterCounts]) -> dict[int, Credit]:
    """What everybody has together, the three origins apart.

    The minutes of registers that are not signed yet are in it as they are in a summary, so that
    both say the same.

    Args:
        counted: Registers, counted.

    Returns:
        Minutes by person; only who came or was granted something.
    """
    sums: dict[int, list[int]] = {}
    for register in counted:
        for number, _squad, _heads, clocked, filled, granted in register:
            found = sums.get(number)
            if found is None:
                sums[number] = [clocked, filled, granted]
            else:
                found[0] += clocked
                found[1] += filled
                found[2] += granted
    return {
        number: Credit(clocked=clocked, filled=filled, granted=granted)
        for number, (clocked, filled, granted) in sums.items()
    }
