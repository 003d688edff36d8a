"""How an argument is read: a date, a number; and what is said of roles."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from yigong.store.attendance.role_words import role_letter, role_name
from yigong.store.bounds import MAX_POINTS
from yigong.store.dates.day_parser import parse_day
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import ROLES
from yigong.tui.text.typed_values import at_most


def date_argument(text: str) -> str:
    """Check a date (see `parse_day`); `Call.day` reads it, by the village's today."""
    parse_day(text, datetime.now(UTC).date())
    return text


def count_argument(text: str) -> int:
    """Read a whole number from 0 to 9999999; refuse what is none, or more."""
    if re.fullmatch(r"[0-9]+", text):
        return at_most(text, 9_999_999)
    raise Refused("{text} is not a whole number, 0 or more.", text=text[:20])


def points_argument(text: str) -> int:
    """Read a number of points, of which nothing is given or costs more than `MAX_POINTS`."""
    return at_most(text, MAX_POINTS) if re.fullmatch(r"[0-9]+", text) else count_argument(text)


def roles_help() -> str:
    """The roles by their letters and names, for the help of an argument."""
    return _("as what: {roles}").format(
        roles=_(", ").join(f"{role_letter(role)} {role_name(role)}" for role in ROLES)
    )
