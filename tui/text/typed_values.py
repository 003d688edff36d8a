"""The reading of typed values: hours, lengths, numbers, coordinates, where a date is moved."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, time

from yigong.store.attendance.role_words import read_role
from yigong.store.errors import Refused
from yigong.store.records import Occurrence, Role
from yigong.tui.text.lunar_words import read_day
from yigong.tui.text.words import read_clock

_NUMBER = r"([+-]?\d{1,3}(?:\.\d{1,12})?)"


def read_role_and_reason(text: str) -> tuple[Role, str]:
    """Read a role and behind it a reason: ``服 一直在帮忙``, ``guest gave the talk``.

    Raises:
        Refused: There is no such role, or no reason.
    """
    word, *reason = text.split(maxsplit=1) or [""]
    role = read_role(word)
    if not reason:
        raise Refused("Write why behind it: {example}.", example=f"{word[:20]} ...")
    return role, reason[0].strip()


def read_times(text: str, days: str) -> tuple[time, int, bool]:
    """Read ``08:30-11:00`` and a number of days: start, length in minutes, whether it is all day.

    Raises:
        Refused: There is no such time, it begins at 24:00, or it does not last 1 to 31 days.
    """
    count = read_days(days)
    if not text.strip():
        return time(), count * 1440, True
    begin_text, _dash, end_text = _dashed(text).partition("-")
    begin = read_clock(begin_text)
    if begin_text.strip().startswith("24"):
        raise Refused("What begins at midnight begins at 00:00 of its day.")
    if not _has_end(text):
        return begin, 120 + (count - 1) * 1440, False
    end = read_clock(end_text)
    minutes = (end.hour - begin.hour) * 60 + end.minute - begin.minute
    if minutes <= 0:  # past midnight
        minutes += 1440
    return begin, minutes + (count - 1) * 1440, False


def _dashed(text: str) -> str:
    return re.sub("[－–—~～至到]", "-", text)


def _has_end(text: str) -> bool:
    return bool(_dashed(text).partition("-")[2].strip())


def read_days(text: str) -> int:
    """Read a number of days; empty is one.

    Raises:
        Refused: It is not 1 to 31.
    """
    if not text.strip():
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= 31):
        raise Refused("An event lasts 1 to 31 days.")
    return int(text)


def number_of_people(value: object) -> int:
    """Read a number of people; empty is 0.

    Raises:
        Refused: It is not 0 to 9999.
    """
    text = str(value).strip()
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 4:
        raise Refused("A number of people is 0 to 9999.")
    return int(text)


def read_minutes(value: object) -> int:
    """Read a length in minutes: ``90``, ``1.5 h``, ``1.5小时``; empty is 0.

    Raises:
        Refused: It is no length, or more than 31 days.
    """
    plain = unicodedata.normalize("NFKC", str(value)).strip().lower()
    found = re.fullmatch(
        r"(\d{1,5}(?:\.\d{1,2})?)\s*(h|hours?|小时|个小时|min|minutes?|分钟|分)?", plain, re.ASCII
    )
    if not plain:
        return 0
    hours = bool(found and found[2] and found[2][0] in "h小个")
    length = float(found[1]) * (60 if hours else 1) if found else -1.0
    if not (0 <= length <= 31 * 1440 and length == int(length)):
        raise Refused("{text} is no length: write 90 (minutes) or 1.5 h.", text=plain[:20])
    return int(length)


def coordinates(text: str) -> tuple[float, float] | None:
    """Read latitude and longitude in degrees, ``30.27, 120.15``; `None`: nothing was typed.

    Chinese maps give the longitude first: a first number beyond 90 is taken for it.

    Raises:
        Refused: They are not two numbers on the globe.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    found = re.fullmatch(rf"{_NUMBER}\s*[,;、\s]\s*{_NUMBER}", plain)
    first, second = (float(found[1]), float(found[2])) if found else (999.0, 999.0)
    if abs(first) > 90:
        first, second = second, first
    if abs(first) > 90 or abs(second) > 180:
        raise Refused("Coordinates are a latitude and a longitude: 30.27, 120.15.")
    return round(first, 6), round(second, 6)


def geo_text(geo: tuple[float, float] | None) -> str:
    """Coordinates in the form in which they are typed."""
    return ", ".join(f"{degrees:.6f}".rstrip("0").rstrip(".") for degrees in geo) if geo else ""


def read_move(text: str, occurrence: Occurrence) -> tuple[datetime, int | None]:
    """Read the date and time to which an occurrence is moved: ``2026-11-25 08:30-10:00``.

    Args:
        text: A date, a start or both, perhaps with an end; the end is that of the last day. A date
            or time that is not typed stays.
        occurrence: The occurrence.

    Returns:
        The start, naive, and the new length in minutes, `None` if it stays.

    Raises:
        Refused: There is no such date or time.
    """
    day, _space, hours = text.replace("T", " ").strip().partition(" ")
    if ":" in day.replace("：", ":"):  # hours alone
        day, hours = occurrence.start.date().isoformat(), text
    start = datetime.combine(read_day(day, occurrence.start.date()), occurrence.start.time())
    if not hours.strip():
        return start, None
    days = max(0, occurrence.minutes - 1) // 1440 + 1
    begin, minutes, _all_day = read_times(hours, str(days))
    same = not _has_end(hours) or minutes == occurrence.minutes
    return datetime.combine(start.date(), begin), None if same else minutes
