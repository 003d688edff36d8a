"""The reading of typed values: hours, lengths, numbers, coordinates, where a date is moved."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time

from yigong.store import bounds
from yigong.store.attendance.role_words import read_role
from yigong.store.dates.clock_parser import parse_hours
from yigong.store.dates.day_parser import parse_day
from yigong.store.dates.numerals import NUMBER, small_number
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, all_translations
from yigong.store.records import Role

USUAL_MINUTES = 120
"""How long an event lasts of which only the start is said."""

_LENGTH = re.compile(
    rf"(?:(?:([0-9]{{1,5}}(?:\.[0-9]{{1,2}})?|{NUMBER})(?:个(半)?)?|(半)个?)(?:小时|h|hours?)(半)?)?"
    rf"(?:([0-9]{{1,5}}(?:\.[0-9]{{1,2}})?|{NUMBER})(?:分钟?|m|min|minutes?)?)?"
)
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
    """Read ``8点-11点`` (see `parse_hours`) and a number of days: start, length in minutes, whether
    it is all day; empty or 全天 is.

    Raises:
        Refused: There is no such time, it begins at 24:00, or it does not last 1 to 31 days.
    """
    count = read_days(days)
    if text.strip() in ("", *all_translations(N_("all day"))):
        return time(), count * 1440, True
    begin, minutes = parse_hours(text)
    return begin, (USUAL_MINUTES if minutes is None else minutes) + (count - 1) * 1440, False


def read_days(text: str) -> int:
    """Read a number of days, empty is one; refuse what is not 1 to 31."""
    if not text.strip():
        return 1
    if not (text.isascii() and text.isdecimal() and len(text) < 4 and 1 <= int(text) <= 31):
        raise Refused("An event lasts 1 to 31 days.")
    return int(text)


def number_of_people(value: object) -> int:
    """Read a number of people, empty is 0; refuse what is not 0 to 9999."""
    text = str(value).strip()
    if not text:
        return 0
    if not text.isdecimal() or len(text) > 4:
        raise Refused("A number of people is 0 to 9999.")
    return int(text)


def read_minutes(value: object) -> int:
    """Read a length in minutes: ``90``, ``1.5 h``, ``一个半小时``, ``1小时30分``; empty is 0.
    Refuse more than 31 days, and what is no length."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", str(value))).lower()
    if not plain:
        return 0
    found = _LENGTH.fullmatch(plain)
    length = -1.0
    if found:
        whole, half_more, half, half_behind, minutes = found.groups()
        hours = _amount(whole) + 0.5 * (bool(half_more) + bool(half) + bool(half_behind))
        length = hours * 60 + _amount(minutes)
    if not (0 <= length <= 31 * 1440 and length == int(length)):
        raise Refused("{text} is no length: write 90 (minutes) or 1.5 h.", text=str(value)[:20])
    return int(length)


def _amount(text: str | None) -> float:
    if text and text.isascii():
        return float(text)
    return small_number(text or "0") or 0


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


_LONGEST_MOVE = 80
"""Characters of a date with hours at the most: each may be where the hours begin."""


def read_move(text: str, occurrence: Occurrence, today: date) -> tuple[datetime, int | None]:
    """Read the date and time to which an occurrence is moved: ``2026-11-25 08:30-10:00``.

    Args:
        text: A date, a start or both (``下周六下午2点``), perhaps with an end, which is that of the
            last day. A date or time that is not typed stays; ``+7`` is a week later.
        occurrence: The occurrence.
        today: The date in the village.

    Returns:
        The start, naive, and the new length in minutes, `None` if it stays.

    Raises:
        Refused: There is no such date or time.
    """
    day, hours = _day_and_hours(text, occurrence.start.date(), today)
    if hours is None:
        return datetime.combine(day, occurrence.start.time()), None
    begin, minutes = hours
    if minutes is not None:
        minutes += max(0, occurrence.minutes - 1) // 1440 * 1440
    return datetime.combine(day, begin), None if minutes == occurrence.minutes else minutes


def _day_and_hours(
    text: str, near: date, today: date
) -> tuple[date, tuple[time, int | None] | None]:
    """Read a date with or without hours, or hours of the date that is near; refuse what is
    neither."""
    plain = re.sub(r"(?<=\d)[Tt](?=\d)", " ", text.strip())
    blanks = [at for at, sign in enumerate(plain) if sign.isspace()]
    places = (*blanks, len(plain), 0, *range(1, len(plain)))
    for at in places if len(plain) <= _LONGEST_MOVE else ():
        if at and at not in blanks and re.match(r"\d\d|\d[.:：]", plain[at - 1 : at + 1]):
            continue  # a number is not cut
        try:
            day = parse_day(plain[:at], today, near=near) if at else near
            return day, parse_hours(plain[at:]) if plain[at:] else None
        except Refused:
            continue
    first, _blank, hours = plain.partition(" ")
    parse_hours(hours) if hours and _is_day(first, near, today) else parse_day(first, today)
    raise Refused("{date} is no date: write 2026-11-25, 25 or tomorrow.", date=plain[:20])


def _is_day(text: str, near: date, today: date) -> bool:
    try:
        return bool(parse_day(text, today, near=near))
    except Refused:
        return False


def read_points(value: object, most: int = bounds.MAX_POINTS) -> int:
    """Read a number of points or of gifts; refuse what is none, or more than `most`."""
    text = unicodedata.normalize("NFKC", str(value)).strip()
    if not re.fullmatch(r"[0-9]+", text):
        raise Refused("{text} is not a whole number, 0 or more.", text=text[:20] or "-")
    return at_most(text, most)


def at_most(text: str, most: int) -> int:
    """The number that digits stand for.

    Raises:
        Refused: It is more than `most`.
    """
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(most)) or int(digits) > most:
        raise Refused("{text} is too much: at most {most}.", text=text[:20], most=most)
    return int(digits)
