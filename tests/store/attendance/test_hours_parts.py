"""Hours as they are shown: one decimal, and the three origins add up to the total beside them."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies

from yigong.store.attendance.hours import hours_parts, hours_text, tenths_text
from yigong.store.attendance_records import ServiceTime

_MINUTES = strategies.integers(0, 500_000) | strategies.integers(0, 20)


@given(_MINUTES, _MINUTES, _MINUTES)
def test_the_parts_add_up_to_the_total_and_none_is_a_tenth_off(clocked, filled, granted):
    service = ServiceTime(clocked=clocked, filled=filled, granted=granted)
    total, *parts = hours_parts(service)
    assert sum(parts) == total
    assert tenths_text(total) == hours_text(service.total)
    for tenths, minutes in zip(parts, (clocked, filled, granted), strict=True):
        assert abs(tenths * 6 - minutes) < 6
        assert minutes or not tenths


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [
        ((3, 3, 0), (1, 1, 0, 0)),
        ((4, 4, 4), (2, 1, 1, 0)),
        ((5, 5, 5), (3, 1, 1, 1)),
        ((140, 0, 0), (23, 23, 0, 0)),
        ((62, 63, 0), (21, 10, 11, 0)),
    ],
)
def test_the_missing_tenths_go_to_the_largest_remainders(minutes, shown):
    clocked, filled, granted = minutes
    assert hours_parts(ServiceTime(clocked=clocked, filled=filled, granted=granted)) == shown
