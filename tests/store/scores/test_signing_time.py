"""Signed in time: by the first signature, in working days, and never guessed."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from msgspec import structs

from support.clock import SHANGHAI
from yigong.store.attendance_records import Correction, Head
from yigong.store.dates.working_days import working_days_after
from yigong.store.scores.signing_time import first_signature, signing_of


def moment(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


OVER = date(2026, 9, 25)  # the Mid-Autumn and National Day holidays follow
HEAD = Head(
    event=1, planned=OVER, title="x", kind="duty_day", start=moment(OVER, 8), end=moment(OVER)
)
UNTIL = working_days_after(OVER, 10)


def head(closed: date | None = None, *corrections: Correction, **fields) -> Head:
    signed = moment(closed) if closed else None
    return structs.replace(HEAD, closed=signed, corrections=corrections, **fields)


def reopened(day: date, signed: date | None = None) -> Correction:
    at = moment(signed) if signed else None
    return Correction(at=moment(day), by="李芳", reason="漏了人", signed=at)


def state(found: Head, today: date = date(2026, 12, 1), within: int = 10) -> str:
    return signing_of(found, within, today).state


def test_holidays_are_no_working_days_and_the_last_day_is_in_time():
    assert OVER + timedelta(days=14) < UNTIL
    assert state(head(UNTIL)) == "in_time"
    assert state(head(UNTIL + timedelta(days=1))) == "late"


def test_what_is_not_signed_is_awaited_until_it_is_late():
    assert state(head(), today=UNTIL) == "awaited"
    assert state(head(), today=UNTIL + timedelta(days=1)) == "late"


def test_the_first_signature_counts_whatever_was_corrected_since():
    late = UNTIL + timedelta(days=30)
    first = OVER + timedelta(days=1)
    assert state(head(late, reopened(late, first))) == "in_time"
    assert state(head(None, reopened(late, first))) == "in_time"
    assert state(head(late, reopened(late, late))) == "late"
    twice = head(late, reopened(late, first), reopened(late + timedelta(days=1), late))
    assert first_signature(twice)[0] == moment(first)


def test_a_correction_that_left_the_signature_changes_nothing():
    first, late = OVER + timedelta(days=1), UNTIL + timedelta(days=9)
    assert state(head(first, reopened(late))) == "in_time"


def test_a_signature_that_an_older_version_forgot_is_in_time_if_it_must_have_been():
    late = UNTIL + timedelta(days=30)
    assert state(head(late, reopened(UNTIL))) == "in_time"
    assert state(head(None, reopened(UNTIL))) == "in_time"
    assert state(head(late + timedelta(days=1), reopened(late))) == "unknown"


@pytest.mark.parametrize(("days", "expected"), [(10, "in_time"), (11, "undated")])
def test_where_holidays_are_not_announced_only_what_is_sure_counts(days, expected):
    over = date(2030, 12, 28)
    later = structs.replace(HEAD, start=moment(over, 8), end=moment(over))
    signed = structs.replace(later, closed=moment(over + timedelta(days=days)))
    assert signing_of(signed, 10, date(2031, 3, 1)).state == expected
    assert signing_of(later, 10, over + timedelta(days=10)).state == "awaited"
    assert signing_of(later, 10, over + timedelta(days=11)).state == "undated"
