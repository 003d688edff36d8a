"""How a foreign event repeats: RRULE (RFC 5545 3.3.10), and the lunar rules of Chinese servers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from yigong.exports.ical.importing.time_reader import DateTimeValue
from yigong.exports.plain_text import one_line
from yigong.store.dates.lunar import LunarDay, lunar_date, month_length
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import ByLunar, ByRRule, LeapMonth, Repeat, ShortMonth

_LUNAR_YEARLY = {"LUNAR_YEARLY", "LUNAR_YEAR", "LUNARYEARLY", "YEARLY_LUNAR"}
_LUNAR_MONTHLY = {"LUNAR_MONTHLY", "LUNAR_MONTH", "LUNARMONTHLY", "MONTHLY_LUNAR"}
"""No standard says these; servers in China send them, and what they send is all there is to go by:
``FREQ=LUNAR_YEARLY;INTERVAL=1;BYMONTH=10;BYMONTHDAY=8`` (ical.js issue 851)."""

_LUNAR_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY"}
_CLOCK = (("BYHOUR", "%H"), ("BYMINUTE", "%M"), ("BYSECOND", "%S"))
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONGEST = 500
"""Characters of a rule; the longest that makes sense names 31 days."""


class ParsedRule(NamedTuple):
    """How an event repeats."""

    repeat: Repeat | None
    remarks: tuple[str, ...] = ()
    """What was not taken as it stands, translated."""


class RuleStart(NamedTuple):
    """From where a rule counts."""

    said: DateTimeValue
    """DTSTART as the file has it."""

    wall: datetime
    """The same on the event's wall clock, naive."""

    zone: ZoneInfo
    """The event's."""


def read_rule(text: str, start: RuleStart, *, google: bool = False) -> ParsedRule:
    """The repeat that an RRULE says.

    Args:
        text: Its value.
        start: From where it counts.
        google: Whether Google wrote it: its ``FREQ=YEARLY;BYMONTHDAY=14`` means once a year, where
            RFC 5545 has it each month.

    Raises:
        Refused: It cannot be kept here; the sentence says why.
    """
    parts = _split(text)
    freq = parts["FREQ"]
    scale = parts.pop("RSCALE", "GREGORIAN")
    if scale == "CHINESE":
        return ParsedRule(_rfc7529(parts, start, text))
    if scale != "GREGORIAN" or parts.pop("SKIP", "OMIT") != "OMIT":
        raise _unknown(text)
    if freq in _LUNAR_YEARLY | _LUNAR_MONTHLY:
        return _lunar(parts, start, text)
    _without_clock(parts, start)
    remarks: tuple[str, ...] = ()
    if google and freq == "YEARLY" and set(parts) & _BY == {"BYMONTHDAY"}:
        parts["BYMONTH"] = str(start.said.wall.month)
        remarks = (_("Google's yearly rule is taken as once a year."),)
    _shift(parts, start, text)
    if "UNTIL" in parts:
        parts["UNTIL"] = _until_text(parts["UNTIL"], start, text)
    return ParsedRule(
        ByRRule(";".join(f"{name}={value}" for name, value in parts.items())), remarks
    )


_BY = {"BYMONTH", "BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}


def _split(text: str) -> dict[str, str]:
    """The parts by name; what they hold is checked where the rule is used."""
    plain = text.strip().upper().removeprefix("RRULE:").strip("; ")
    if len(plain) > _LONGEST:
        raise _unknown(text)
    parts: dict[str, str] = {}
    for part in plain.split(";"):
        name, _equals, value = (word.strip() for word in part.partition("="))
        if not name or not value or name in parts:
            raise _unknown(text)
        parts[name] = value
    if "FREQ" not in parts:
        raise _unknown(text)
    return {"FREQ": parts.pop("FREQ"), **parts}


def _unknown(text: str) -> Refused:
    return Refused("This rule is not understood: {rule}", rule=one_line(text)[:80])


def _without_clock(parts: dict[str, str], start: RuleStart) -> None:
    """Take off hours and minutes that say no more than the start does (Exchange writes them)."""
    for name, form in _CLOCK:
        if parts.get(name, "-").zfill(2) == start.said.wall.strftime(form):
            del parts[name]


# -- days of another zone -------------------------------------------------------


def _shift(parts: dict[str, str], start: RuleStart, text: str) -> None:
    """Turn the days of a rule written in UTC into the village's, where that is another day.

    06:30 on Saturdays in China is 22:30 on Fridays in UTC.
    """
    days = (start.wall.date() - start.said.wall.date()).days
    by = set(parts) & _BY
    if not days or (not by and parts["FREQ"] in ("DAILY", "WEEKLY")):
        return
    names = parts.get("BYDAY", "").split(",")
    weekly = parts["FREQ"] == "WEEKLY" and by == {"BYDAY"} and parts.get("INTERVAL", "1") == "1"
    if weekly and all(name in _DAYS for name in names):
        parts["BYDAY"] = ",".join(_DAYS[(_DAYS.index(name) + days) % 7] for name in names)
        return
    said, wall = start.said.wall, start.wall
    asked = (parts.get("BYMONTHDAY", str(said.day)), parts.get("BYMONTH", str(said.month)))
    plain = by <= {"BYMONTHDAY", "BYMONTH"} and asked == (str(said.day), str(said.month))
    if not plain or (said.month, wall.day) != (wall.month, said.day + days) or wall.day > 28:
        raise Refused(
            "It repeats by days in UTC, which are not the village's: {rule}",
            rule=one_line(text)[:80],
        )
    for name, value in (("BYMONTHDAY", wall.day), ("BYMONTH", wall.month)):
        if name in parts:
            parts[name] = str(value)


def _until(value: str, start: RuleStart, text: str) -> datetime:
    """UNTIL as the last wall-clock moment; a date counts to its end."""
    found = re.fullmatch(r"([0-9]{8})(?:T([0-9]{6})(Z?))?", value)
    if found is None:
        raise _unknown(text)
    try:
        moment = datetime.strptime(found[1] + (found[2] or "235959"), "%Y%m%d%H%M%S")
        if found[3] and not (start.said.all_day and found[2] == "000000"):
            moment = moment.replace(tzinfo=UTC).astimezone(start.zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise _unknown(text) from None
    return moment


def _until_text(value: str, start: RuleStart, text: str) -> str:
    moment = _until(value, start, text)
    if start.said.all_day or f"{moment:%H%M%S}" == "235959":
        return f"{moment.year:04d}{moment:%m%d}"
    return f"{moment.year:04d}{moment:%m%dT%H%M%S}"


# -- by the moon ----------------------------------------------------------------


def _lunar(parts: dict[str, str], start: RuleStart, text: str) -> ParsedRule:
    """LUNAR_YEARLY and LUNAR_MONTHLY, where their parts agree with the start.

    Whether BYMONTH and BYMONTHDAY are of the lunar or of the common calendar nobody says, so they
    have to be one of the two dates of the start.
    """
    moon = _moon(start, text)
    wall = start.wall
    if not set(parts) <= _LUNAR_PARTS or parts.get("INTERVAL", "1") != "1":
        raise _unclear(text)
    yearly = parts["FREQ"] in _LUNAR_YEARLY
    if not yearly and "BYMONTH" in parts:
        raise _unclear(text)
    asked = [parts.get(name, "").lstrip("0") for name in ("BYMONTH", "BYMONTHDAY")]

    def agrees(month: int, *days: int) -> bool:
        return asked[0] in ("", str(month)) and asked[1] in ("", *map(str, days))

    remarks: tuple[str, ...] = ()
    last = moon.day == month_length(moon.year, moon.month, leap=moon.leap)
    if not agrees(moon.month, moon.day, *((-1,) if last else ())):
        if not agrees(wall.month, wall.day):
            raise _unclear(text)
        remarks = (_("The lunar date of its first day is taken for its rule."),)
    day = 30 if asked[1] == "-1" else moon.day
    repeat = _by_lunar(
        moon.month if yearly else 0, day, "leap" if yearly and moon.leap else "first", "last"
    )
    return ParsedRule(_ended(repeat, parts, start, text), remarks)


def _rfc7529(parts: dict[str, str], start: RuleStart, text: str) -> ByLunar:
    """``RSCALE=CHINESE`` (RFC 7529), as far as one date a year or a month goes."""
    moon = _moon(start, text)
    skip = parts.pop("SKIP", "OMIT")
    freq = parts["FREQ"]
    if (
        not set(parts) <= _LUNAR_PARTS
        or parts.get("INTERVAL", "1") != "1"
        or skip not in ("OMIT", "BACKWARD")
        or freq not in ("YEARLY", "MONTHLY")
        or (freq == "MONTHLY" and "BYMONTH" in parts)
    ):
        raise _unclear(text)
    month = re.fullmatch(
        "0?([1-9]|1[0-2])(L?)", parts.get("BYMONTH", f"{moon.month}{'L' * moon.leap}")
    )
    day = re.fullmatch("0?([1-9]|[12][0-9]|30)|-1", parts.get("BYMONTHDAY", str(moon.day)))
    if month is None or day is None:
        raise _unclear(text)
    # A leap month that a year lacks is left out by the RFC; SKIP=BACKWARD takes the month itself.
    if freq == "YEARLY" and month[2] and skip == "OMIT":
        raise _unclear(text)
    repeat = _by_lunar(
        int(month[1]) if freq == "YEARLY" else 0,
        int(day[1] or 30),
        "leap" if freq == "YEARLY" and month[2] else "first",
        "last" if skip == "BACKWARD" or day[0] == "-1" else "skip",
    )
    return _ended(repeat, parts, start, text)


def _moon(start: RuleStart, text: str) -> LunarDay:
    moon = lunar_date(start.wall.date())
    if moon is None:
        raise _unclear(text)
    return moon


def _by_lunar(month: int, day: int, leap: LeapMonth, short: ShortMonth) -> ByLunar:
    return ByLunar(month=month, day=day, leap=leap, short=short if day == 30 else "last")


def _ended(repeat: ByLunar, parts: dict[str, str], start: RuleStart, text: str) -> ByLunar:
    """With the end the rule names."""
    count = parts.get("COUNT", "0")
    if not re.fullmatch("[0-9]{1,4}", count) or ("COUNT" in parts and "UNTIL" in parts):
        raise _unknown(text)
    until = _until(parts["UNTIL"], start, text).date() if "UNTIL" in parts else None
    return ByLunar(
        month=repeat.month,
        day=repeat.day,
        leap=repeat.leap,
        short=repeat.short,
        until=until,
        count=int(count),
    )


def _unclear(text: str) -> Refused:
    return Refused(
        "This lunar rule does not say plainly which days it means: {rule}", rule=one_line(text)[:80]
    )


# -- the same rule --------------------------------------------------------------


def same_repeat(one: Repeat | None, other: Repeat | None) -> bool:
    """Whether two repeats say the same, however they are written."""
    if isinstance(one, ByRRule) and isinstance(other, ByRRule):
        return _canonical(one.rule) == _canonical(other.rule)
    return one == other


_DEFAULTS: set[tuple[str, frozenset[str]]] = {
    ("INTERVAL", frozenset({"1"})),
    ("WKST", frozenset({"MO"})),
}


def _canonical(rule: str) -> frozenset[tuple[str, frozenset[str]]]:
    found = set()
    for part in rule.upper().removeprefix("RRULE:").split(";"):
        name, _equals, value = part.partition("=")
        if name == "UNTIL":
            value = value.rstrip("Z")
            value = value if "T" in value else f"{value}T235959"
        values = frozenset(v.lstrip("+").lstrip("0") or "0" for v in value.split(","))
        found.add((name, values))
    return frozenset(found - _DEFAULTS)
