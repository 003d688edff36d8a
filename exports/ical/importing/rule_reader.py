"""Read how an event repeats: RRULE (RFC 5545 3.3.10), and the lunar rules of Chinese servers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from yigong.exports.ical.importing.time_reader import DateTimeValue
from yigong.exports.plain_text import one_line
from yigong.store.dates.lunar import LunarDay, lunar_date, month_length
from yigong.store.errors import Refused
from yigong.store.event_records import ByLunar, ByRRule, LeapMonth, Repeat, ShortMonth
from yigong.store.language import _

_LUNAR_YEARLY = {"LUNAR_YEARLY", "LUNAR_YEAR", "LUNARYEARLY", "YEARLY_LUNAR"}
_LUNAR_MONTHLY = {"LUNAR_MONTHLY", "LUNAR_MONTH", "LUNARMONTHLY", "MONTHLY_LUNAR"}
"""In no standard, but servers in China send them:
``FREQ=LUNAR_YEARLY;INTERVAL=1;BYMONTH=10;BYMONTHDAY=8`` (ical.js issue 851)."""

_LUNAR_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYMONTH", "BYMONTHDAY"}
_TIME_PARTS = (("BYHOUR", "%H"), ("BYMINUTE", "%M"), ("BYSECOND", "%S"))
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MAX_RULE = 500
"""Characters of a rule; the longest that makes sense names 31 days."""


class ParsedRule(NamedTuple):
    """How an event repeats."""

    repeat: Repeat | None
    remarks: tuple[str, ...] = ()
    """What was changed in it; sentences, translated."""


class RuleStart(NamedTuple):
    """The start of a series."""

    dtstart: DateTimeValue
    """DTSTART as the file has it."""

    wall: datetime
    """The same in the event's zone, naive."""

    zone: ZoneInfo
    """The event's zone."""


def read_rule(text: str, start: RuleStart, *, by_google: bool = False) -> ParsedRule:
    """Read the value of an RRULE.

    Args:
        text: The value.
        start: The start of its series.
        by_google: Whether Google wrote it: its ``FREQ=YEARLY;BYMONTHDAY=14`` means once a year, by
            RFC 5545 once a month.

    Raises:
        Refused: The store cannot hold it; the sentence says why.
    """
    parts = _rule_parts(text)
    freq = parts["FREQ"]
    scale = parts.pop("RSCALE", "GREGORIAN")
    if scale == "CHINESE":
        return ParsedRule(_rscale_rule(parts, start, text))
    if scale != "GREGORIAN" or parts.pop("SKIP", "OMIT") != "OMIT":
        raise _unknown(text)
    if freq in _LUNAR_YEARLY | _LUNAR_MONTHLY:
        return _server_lunar_rule(parts, start, text)
    _drop_start_time(parts, start)
    remarks: tuple[str, ...] = ()
    if by_google and freq == "YEARLY" and set(parts) & _BY_PARTS == {"BYMONTHDAY"}:
        parts["BYMONTH"] = str(start.dtstart.wall.month)
        remarks = (_("Google's yearly rule is taken as once a year."),)
    _shift_days(parts, start, text)
    if "UNTIL" in parts:
        parts["UNTIL"] = _until_text(parts["UNTIL"], start, text)
    return ParsedRule(
        ByRRule(";".join(f"{name}={value}" for name, value in parts.items())), remarks
    )


_BY_PARTS = {"BYMONTH", "BYMONTHDAY", "BYDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS"}


def _rule_parts(text: str) -> dict[str, str]:
    """Split a rule into its parts by name; their values are checked where the rule is used."""
    plain = text.strip().upper().removeprefix("RRULE:").strip("; ")
    if len(plain) > _MAX_RULE:
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


def _drop_start_time(parts: dict[str, str], start: RuleStart) -> None:
    """Remove BYHOUR and the like where they repeat DTSTART, as Exchange writes them."""
    for name, directive in _TIME_PARTS:
        if parts.get(name, "-").zfill(2) == start.dtstart.wall.strftime(directive):
            del parts[name]


# -- days of another zone -------------------------------------------------------


def _shift_days(parts: dict[str, str], start: RuleStart, text: str) -> None:
    """Convert the days of a rule in UTC to the event's zone, where the start is on another day.

    06:30 on Saturdays in China is 22:30 on Fridays in UTC.

    Raises:
        Refused: The days cannot be converted.
    """
    days = (start.wall.date() - start.dtstart.wall.date()).days
    by = set(parts) & _BY_PARTS
    if not days or (not by and parts["FREQ"] in ("DAILY", "WEEKLY")):
        return
    names = parts.get("BYDAY", "").split(",")
    weekly = parts["FREQ"] == "WEEKLY" and by == {"BYDAY"} and parts.get("INTERVAL", "1") == "1"
    if weekly and all(name in _DAYS for name in names):
        parts["BYDAY"] = ",".join(_DAYS[(_DAYS.index(name) + days) % 7] for name in names)
        return
    utc, wall = start.dtstart.wall, start.wall
    day_and_month = (parts.get("BYMONTHDAY", str(utc.day)), parts.get("BYMONTH", str(utc.month)))
    simple = by <= {"BYMONTHDAY", "BYMONTH"} and day_and_month == (str(utc.day), str(utc.month))
    if not simple or (utc.month, wall.day) != (wall.month, utc.day + days) or wall.day > 28:
        raise Refused(
            "It repeats by days in UTC, which are not the village's: {rule}",
            rule=one_line(text)[:80],
        )
    for name, value in (("BYMONTHDAY", wall.day), ("BYMONTH", wall.month)):
        if name in parts:
            parts[name] = str(value)


def _until(value: str, start: RuleStart, text: str) -> datetime:
    """Read UNTIL as the last wall-clock moment; a date means the end of the day."""
    match = re.fullmatch(r"([0-9]{8})(?:T([0-9]{6})(Z?))?", value)
    if match is None:
        raise _unknown(text)
    try:
        moment = datetime.strptime(match[1] + (match[2] or "235959"), "%Y%m%d%H%M%S")
        if match[3] and not (start.dtstart.all_day and match[2] == "000000"):
            moment = moment.replace(tzinfo=UTC).astimezone(start.zone).replace(tzinfo=None)
    except (ValueError, OverflowError):
        raise _unknown(text) from None
    return moment


def _until_text(value: str, start: RuleStart, text: str) -> str:
    moment = _until(value, start, text)
    if start.dtstart.all_day or f"{moment:%H%M%S}" == "235959":
        return f"{moment.year:04d}{moment:%m%d}"
    return f"{moment.year:04d}{moment:%m%dT%H%M%S}"


# -- lunar rules ----------------------------------------------------------------


def _server_lunar_rule(parts: dict[str, str], start: RuleStart, text: str) -> ParsedRule:
    """Read LUNAR_YEARLY and LUNAR_MONTHLY, where their parts agree with the start.

    It is undefined whether BYMONTH and BYMONTHDAY are lunar or Gregorian, so they must be those of
    the start in one of the calendars.
    """
    lunar = _lunar_start(start, text)
    wall = start.wall
    if not set(parts) <= _LUNAR_PARTS or parts.get("INTERVAL", "1") != "1":
        raise _unclear(text)
    yearly = parts["FREQ"] in _LUNAR_YEARLY
    if not yearly and "BYMONTH" in parts:
        raise _unclear(text)
    by_month, by_day = (parts.get(name, "").lstrip("0") for name in ("BYMONTH", "BYMONTHDAY"))

    def agrees(month: int, *days: int) -> bool:
        return by_month in ("", str(month)) and by_day in ("", *map(str, days))

    remarks: tuple[str, ...] = ()
    last = lunar.day == month_length(lunar.year, lunar.month, leap=lunar.leap)
    if not agrees(lunar.month, lunar.day, *((-1,) if last else ())):
        if not agrees(wall.month, wall.day):
            raise _unclear(text)
        remarks = (_("The lunar date of its first day is taken for its rule."),)
    day = 30 if by_day == "-1" else lunar.day
    repeat = _by_lunar(
        lunar.month if yearly else 0, day, "leap" if yearly and lunar.leap else "first", "last"
    )
    return ParsedRule(_with_end(repeat, parts, start, text), remarks)


def _rscale_rule(parts: dict[str, str], start: RuleStart, text: str) -> ByLunar:
    """Read ``RSCALE=CHINESE`` (RFC 7529) with one date a year or a month."""
    lunar = _lunar_start(start, text)
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
        "0?([1-9]|1[0-2])(L?)", parts.get("BYMONTH", f"{lunar.month}{'L' * lunar.leap}")
    )
    day = re.fullmatch("0?([1-9]|[12][0-9]|30)|-1", parts.get("BYMONTHDAY", str(lunar.day)))
    if month is None or day is None:
        raise _unclear(text)
    # SKIP=OMIT has no date in a year without the leap month; SKIP=BACKWARD uses the month itself.
    if freq == "YEARLY" and month[2] and skip == "OMIT":
        raise _unclear(text)
    repeat = _by_lunar(
        int(month[1]) if freq == "YEARLY" else 0,
        int(day[1] or 30),
        "leap" if freq == "YEARLY" and month[2] else "first",
        "last" if skip == "BACKWARD" or day[0] == "-1" else "skip",
    )
    return _with_end(repeat, parts, start, text)


def _lunar_start(start: RuleStart, text: str) -> LunarDay:
    lunar = lunar_date(start.wall.date())
    if lunar is None:
        raise _unclear(text)
    return lunar


def _by_lunar(month: int, day: int, leap: LeapMonth, short: ShortMonth) -> ByLunar:
    return ByLunar(month=month, day=day, leap=leap, short=short if day == 30 else "last")


def _with_end(repeat: ByLunar, parts: dict[str, str], start: RuleStart, text: str) -> ByLunar:
    """Add the COUNT or UNTIL of a rule."""
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


# -- comparing rules ------------------------------------------------------------


def same_repeat(first: Repeat | None, second: Repeat | None) -> bool:
    """Whether two repeats are equivalent, however their rules are written."""
    if isinstance(first, ByRRule) and isinstance(second, ByRRule):
        return _canonical(first.rule) == _canonical(second.rule)
    return first == second


_DEFAULTS: set[tuple[str, frozenset[str]]] = {
    ("INTERVAL", frozenset({"1"})),
    ("WKST", frozenset({"MO"})),
}


def _canonical(rule: str) -> frozenset[tuple[str, frozenset[str]]]:
    parts = set()
    for part in rule.upper().removeprefix("RRULE:").split(";"):
        name, _equals, value = part.partition("=")
        if name == "UNTIL":
            value = value.rstrip("Z")
            value = value if "T" in value else f"{value}T235959"
        values = frozenset(v.lstrip("+").lstrip("0") or "0" for v in value.split(","))
        parts.add((name, values))
    return frozenset(parts - _DEFAULTS)
