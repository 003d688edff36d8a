"""Attendance over time: what each bar of the charts stands for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, strategies

from yigong.store.attendance.counts_cache import ROLE_CODES, RegisterCounts, attendance_columns
from yigong.store.attendance_records import Head
from yigong.store.statistics.trends import attendance_trend, merge_steps, step_of

SERVES, TAKES_PART, PAID = (ROLE_CODES[role] for role in ("volunteer", "participant", "paid"))


def register(day, *attendances, nameless=0):
    """The counts of a register: (person, squad, role, how many came along) each."""
    start = datetime.fromisoformat(f"{day}T08:30+08:00")
    head = Head(
        event=1,
        planned=start.date(),
        title="村民义务日",
        kind="duty_day",
        start=start,
        end=start + timedelta(hours=2),
    )
    columns = attendance_columns([(*each, 60, 0, 0, 0, 0) for each in attendances])
    return RegisterCounts(f"E0001@{day}", head, columns, nameless)


def test_heads_are_added_up_by_month_and_squad_and_the_squads_are_the_total():
    year = [
        register("2026-01-05", (1, 1, SERVES, 0), (2, 2, TAKES_PART, 2)),
        register("2026-01-20", (1, 1, SERVES, 0), (4, 1, PAID, 0)),
        register("2026-03-31", (3, 0, SERVES, 1), (2, 2, SERVES, 0), nameless=4),
    ]
    drawn = attendance_trend(year, date(2026, 1, 1), date(2026, 12, 31))
    assert drawn.step == "month" and len(drawn.begins) == 12
    assert drawn.total[:4] == (5, 0, 7, 0), "who is paid is no part of it"
    assert drawn.volunteers[:4] == (2, 0, 2, 0)
    assert drawn.squads[1][:3] == (2, 0, 0) and drawn.squads[2][:3] == (3, 0, 1)
    assert list(drawn.squads) == [2, 1, 0], "the largest first, and who is in none last"
    assert drawn.squads[0][:3] == (0, 0, 6)


def test_who_was_granted_hours_without_coming_or_was_paid_is_no_bar():
    drawn = attendance_trend(
        [register("2026-01-05", (1, 1, 0, 0), (2, 1, PAID, 0))],
        date(2026, 1, 1),
        date(2026, 1, 31),
    )
    assert not any(drawn.total) and not any(drawn.volunteers) and not drawn.squads


@pytest.mark.parametrize(
    ("first", "last", "step", "count"),
    [
        (date(2026, 11, 1), date(2026, 11, 30), "day", 30),
        (date(2026, 10, 1), date(2026, 12, 31), "month", 3),
        (date(2024, 1, 15), date(2026, 11, 25), "month", 35),
        (date(2016, 1, 1), date(2025, 12, 31), "quarter", 40),
        (date(1990, 1, 1), date(2025, 12, 31), "year", 36),
    ],
)
def test_a_bar_is_a_day_a_month_a_quarter_or_a_year_so_that_all_fit(first, last, step, count):
    assert step_of(first, last) == step
    assert len(attendance_trend([], first, last).begins) == count


@given(strategies.dates(date(1900, 1, 1), date(2300, 1, 1)), strategies.integers(0, 15_000))
def test_every_day_of_a_period_has_exactly_one_bar(first, days):
    last = first + timedelta(days=days)
    begins = attendance_trend([], first, last).begins
    assert begins[0] <= first and begins[-1] <= last
    assert all(day < next_ for day, next_ in pairwise(begins))
    for day in (first, first + timedelta(days=days // 2), last):
        drawn = attendance_trend([register(day.isoformat(), (1, 0, SERVES, 0))], first, last)
        assert sum(drawn.total) == 1
        at = drawn.total.index(1)
        assert begins[at] <= day and (at + 1 == len(begins) or day < begins[at + 1])


@given(strategies.lists(strategies.integers(0, 9), max_size=70), strategies.integers(1, 30))
def test_merged_values_fit_and_add_up_to_the_same(values, most):
    found = merge_steps(values, most)
    assert sum(found) == sum(values) and len(found) <= most
