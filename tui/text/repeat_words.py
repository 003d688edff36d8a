"""Sentences for repeats: a rule in words, or as it is stored if there are no words for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from yigong.store import language
from yigong.store.dates.date_words import MONTHS, date_text, short_date
from yigong.store.event_records import ByLunar, ByRRule, Event, Repeat
from yigong.store.language import N_, _
from yigong.tui.text.lunar_words import lunar_day, lunar_month, term_name
from yigong.tui.text.words import weekday

WEEKDAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NTH = (N_("first"), N_("second"), N_("third"), N_("fourth"), N_("fifth"), N_("last"))
_NTHS = ("1", "2", "3", "4", "5", "-1")
_LAST = 5
"""The place of the last of a month in both."""

_INTERVALS = dict(zip(map(str, range(2, 11)), "两三四五六七八九十", strict=True))


def repeat_text(event: Event) -> str:
    """How an event repeats, and until when."""
    return repeat_sentence(event.repeat, event.start) if event.repeat else _("once")


def repeat_sentence(repeat: Repeat | None, start: datetime) -> str:
    """A repeat in words; an RRULE for which there are no words is returned unchanged.

    The event's start is for the parts that an RRULE takes from DTSTART.
    """
    if repeat is None:
        return _("does not repeat")
    if isinstance(repeat, ByRRule):
        return _rrule(repeat.rule, start)
    if isinstance(repeat, ByLunar):
        words = _lunar(repeat)
    else:
        words = _("every year on {term}").format(term=term_name(repeat.term))
    return words + _end(repeat.until, str(repeat.count or ""))


def _end(until: date | None, count: str) -> str:
    words = ""
    if until:
        words += _(", until {date}").format(date=date_text(until))
    if count:
        words += _(", {count} times").format(count=count)
    return words


# -- lunar days and solar terms ----------------------------------------------


def _lunar(repeat: ByLunar) -> str:
    if repeat.month == 0:
        if repeat.day == 30 and repeat.short == "last":
            return _("on the last day of each lunar month")
        words = _("on the {day} of each lunar month").format(day=lunar_day(repeat.day))
    elif (repeat.month, repeat.day, repeat.short) == (12, 30, "last"):
        return _("every year on Lunar New Year's Eve")
    else:
        words = _("every year on the {day} of the {month} lunar month").format(
            month=lunar_month(repeat.month), day=lunar_day(repeat.day)
        )
    if repeat.day == 30:
        words += _(", else the 29th") if repeat.short == "last" else _(", if there is a 30th")
    if repeat.month and repeat.leap == "leap":
        words += _(", in the leap month if there is one")
    elif repeat.month and repeat.leap == "both":
        words += _(", in a leap month too")
    return words


# -- RRULE -----------------------------------------------------------------


def _rrule(rule: str, start: datetime) -> str:
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    until = parts.pop("UNTIL", "")
    count = parts.pop("COUNT", "")
    words = _frequency(parts, start)
    if not words:
        return rule
    return words + _end(date.fromisoformat(until[:8]) if until else None, count)


def _frequency(parts: dict[str, str], start: datetime) -> str:
    """The words for a rule without its end; empty: there are none."""
    interval = parts.pop("INTERVAL", "1")
    parts.pop("WKST", None)
    narrowed = tuple(sorted(set(parts) - {"FREQ"}))
    day = parts.get("BYDAY", WEEKDAY_CODES[start.weekday()])
    month_day = parts.get("BYMONTHDAY", str(start.day))
    match parts.get("FREQ"), narrowed:
        case "DAILY", ():
            return (
                _("every day")
                if interval == "1"
                else _("every {n} days").format(n=_interval(interval))
            )
        case "WEEKLY", () | ("BYDAY",):
            return _weekly(day, interval)
        case "MONTHLY", () | ("BYMONTHDAY",):
            return _monthly(month_day, interval)
        case "MONTHLY", ("BYDAY",):
            return _monthly_nth(day, interval)
        case "YEARLY", () | ("BYMONTH",) | ("BYMONTH", "BYMONTHDAY"):
            return _yearly(parts.get("BYMONTH", str(start.month)), month_day, interval)
        case "YEARLY", ("BYDAY", "BYMONTH"):
            return _yearly_nth(day, parts["BYMONTH"], interval)
    return ""


def _weekly(day: str, interval: str) -> str:
    days = day.split(",")
    if not all(d in WEEKDAY_CODES for d in days):
        return ""
    names = _(", ").join(weekday(number) for number in sorted(map(WEEKDAY_CODES.index, days)))
    if interval == "1":
        return _("every {days}").format(days=names)
    return _("every {n} weeks on {days}").format(n=_interval(interval), days=names)


def _monthly(month_day: str, interval: str) -> str:
    if month_day == "-1":
        if interval == "1":
            return _("on the last day of each month")
        return _("every {n} months on the last day").format(n=_interval(interval))
    days = month_day.split(",")
    if not all(d.isdecimal() for d in days):
        return ""
    listed = _(", ").join(days)
    if interval != "1":
        return _("every {n} months on day {day}").format(n=_interval(interval), day=listed)
    if len(days) > 1:
        return _("on days {days} of each month").format(days=listed)
    return _("on day {day} of each month").format(day=month_day)


def _monthly_nth(day: str, interval: str) -> str:
    days = _nth_days(day)
    if not days:
        return ""
    if interval == "1":
        return _("on the {days} of each month").format(days=days)
    return _("every {n} months on the {days}").format(n=_interval(interval), days=days)


def _yearly(month: str, month_day: str, interval: str) -> str:
    if not (all(map(str.isdecimal, month.split(","))) and month_day.isdecimal()):
        return ""
    try:  # in a leap year
        each = [date(2000, number, int(month_day)) for number in sorted(map(int, month.split(",")))]
    except ValueError:
        return ""
    day = _(", ").join(map(short_date, each))
    if interval == "1":
        return _("every year on {day}").format(day=day)
    return _("every {n} years on {day}").format(n=_interval(interval), day=day)


def _yearly_nth(day: str, month: str, interval: str) -> str:
    days, months = _nth_days(day), month.split(",")
    if not days or not set(months) <= set(map(str, range(1, 13))):
        return ""
    names = _months(sorted(map(int, months)))
    if interval == "1":
        return _("every year on the {days} of {months}").format(days=days, months=names)
    words = _("every {n} years on the {days} of {months}")
    return words.format(n=_interval(interval), days=days, months=names)


def _months(numbers: Sequence[int]) -> str:
    """``2、4、6月``, ``February, April, June``."""
    if language.current_language() == "zh":
        return "、".join(map(str, numbers)) + "月"
    return _(", ").join(_(MONTHS[number - 1]) for number in numbers)


def _interval(number: str) -> str:
    """How many days, weeks, months or years: ``两`` and ``三``, ``2`` and ``3``."""
    if language.current_language() == "zh":
        return _INTERVALS.get(number, f" {number} ")
    return number


def _nth_days(day: str) -> str:
    """``1SA,3SA`` as ``first, third Sat``, ``第一、三个周六``; empty: they are not that."""
    found: dict[str, list[int]] = {}
    for each in day.split(","):
        nth = each[:-2].removeprefix("+")
        if each[-2:] not in WEEKDAY_CODES or nth not in _NTHS:
            return ""
        found.setdefault(each[-2:], []).append(_NTHS.index(nth))
    return _(", ").join(
        _nth_weekdays(sorted(set(numbers)), weekday(WEEKDAY_CODES.index(code)))
        for code, numbers in found.items()
    )


def _nth_weekdays(numbers: Sequence[int], name: str) -> str:
    """Several of a weekday in a month, by their places in `_NTHS`."""
    if language.current_language() != "zh":
        return _(", ").join(_(_NTH[number]) for number in numbers) + f" {name}"
    counted = "、".join("一二三四五"[number] for number in numbers if number < _LAST)
    parts = [f"第{counted}个{name}"] if counted else []
    return "、".join([*parts, *([f"最后一个{name}"] if _LAST in numbers else [])])
