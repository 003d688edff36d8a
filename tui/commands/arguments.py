"""The arguments that several commands share, and how a date, a time and a number are read."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from typing import Any

from yigong.store.dates.clock_parser import parse_clock, parse_hours
from yigong.store.dates.day_parser import parse_day
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import ROLES, Role


def add_event_argument(part: argparse.ArgumentParser, **more: Any) -> None:
    """Add the argument that names an event or an occurrence (see `Call.occurrence`)."""
    text = _("E0042, E0042@2026-11-25 or the whole title of an event")
    part.add_argument("event", metavar="E", help=text, **more)


def add_person_argument(part: argparse.ArgumentParser, **more: Any) -> None:
    """Add the argument that names a person (see `Call.person`)."""
    part.add_argument("person", metavar="P", help=_person_help(), **more)


def add_people_argument(part: argparse.ArgumentParser, nargs: str = "+") -> None:
    """Add the argument that names several people."""
    part.add_argument("people", nargs=nargs, metavar="P", help=_person_help())


def _person_help() -> str:
    return _("a code, a phone, or a name only one has")


def add_period_argument(part: argparse.ArgumentParser, default: str) -> None:
    """Add the argument that names a period (see `store.dates.period_parser.parse_period`)."""
    text = _("2026, 2026-Q4, 2026-11, 2026-11-01..2026-11-25, year, quarter, month, all")
    part.add_argument("period", nargs="?", default=default, metavar="PERIOD", help=text)


def add_full_phones_option(part: argparse.ArgumentParser) -> None:
    """Add ``--full-phones``."""
    part.add_argument("--full-phones", action="store_true", help=_("do not mask phone numbers"))


def add_output_option(part: argparse.ArgumentParser) -> None:
    """Add ``-o`` (see `output.deliver`)."""
    text = _("where to (else the outbox); -: standard output")
    part.add_argument("-o", "--output", metavar="FILE", help=text)


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
    from yigong.store.attendance.role_words import read_role

    with _refusals_as_usage():
        return read_role(text)


def roles_help() -> str:
    """The roles by their letters and names, for the help of an argument."""
    from yigong.store.attendance.role_words import role_letter, role_name

    return _("as what: {roles}").format(
        roles=_(", ").join(f"{role_letter(role)} {role_name(role)}" for role in ROLES)
    )


def add_role_option(part: argparse.ArgumentParser) -> None:
    """Add ``--as``."""
    part.add_argument("--as", dest="role", type=role_argument, metavar="ROLE", help=roles_help())


def add_along_options(part: argparse.ArgumentParser) -> None:
    """Add ``--adults`` and ``--children``, whose default is `None`."""
    for name, text in (
        ("--adults", _("how many adults without a name")),
        ("--children", _("how many children under 14 without a name")),
    ):
        part.add_argument(name, type=count_argument, metavar="N", help=text)
