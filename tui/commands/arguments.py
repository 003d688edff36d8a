"""How an argument is read: a date, a time, a number, a role."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time

from yigong.store.attendance.role_words import read_role, role_letter, role_name
from yigong.store.dates.clock_parser import parse_clock, parse_hours
from yigong.store.dates.day_parser import parse_day
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import ROLES, Role


def date_argument(text: str) -> str:
    """Check a date (see `parse_day`); `Call.day` reads it, by the village's today."""
    with _refusals_as_usage():
        parse_day(text, datetime.now(UTC).date())
    return text


def clock_argument(text: str) -> time:
    """Read a time of day at an occurrence (see `parse_clock`); ``24:00`` is midnight."""
    with _refusals_as_usage():
        return parse_clock(text)


def hours_argument(text: str) -> tuple[time, int | None]:
    """Read a start, or from when to when (see `parse_hours`)."""
    with _refusals_as_usage():
        return parse_hours(text)


@contextmanager
def _refusals_as_usage() -> Iterator[None]:
    try:
        yield
    except Refused as refusal:
        raise argparse.ArgumentTypeError(str(refusal)) from None


def count_argument(text: str) -> int:
    """Read a whole number from 0 to 9999999."""
    if re.fullmatch(r"[0-9]{1,7}", text):
        return int(text)
    raise argparse.ArgumentTypeError(
        _("{text} is not a whole number, 0 or more.").format(text=text[:20])
    )


def role_argument(text: str) -> Role:
    """Read a role by its name or its letter (see `role_words.read_role`)."""
    with _refusals_as_usage():
        return read_role(text)


def roles_help() -> str:
    """The roles by their letters and names, for the help of an argument."""
    return _("as what: {roles}").format(
        roles=_(", ").join(f"{role_letter(role)} {role_name(role)}" for role in ROLES)
    )
