"""Sentences for repeats: what a form offers, and what an RRULE says to a person."""

from __future__ import annotations

from datetime import datetime

from store.language import N_, _
from store.records import Event
from tui.words import MONTHS, weekday

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_NTH = (N_("first"), N_("second"), N_("third"), N_("fourth"), N_("fifth"))


def repeat_text(event: Event) -> str:
    """How an event repeats, in words where there are words for it."""
    return sentence(event.repeat.rule, event.start) if event.repeat else _("once")


def choices(start: datetime) -> list[tuple[str, str]]:
    """The repeats a form offers for a start: rule and sentence; an empty rule does not repeat."""
    day = _DAYS[start.weekday()]
    nth = (start.day - 1) // 7
    rules = [
        "",
        "FREQ=DAILY",
        f"FREQ=WEEKLY;BYDAY={day}",
        f"FREQ=WEEKLY;INTERVAL=2;BYDAY={day}",
        f"FREQ=MONTHLY;BYMONTHDAY={start.day}",
        f"FREQ=MONTHLY;BYDAY={nth + 1}{day}" if nth < 4 else f"FREQ=MONTHLY;BYDAY=-1{day}",
        f"FREQ=YEARLY;BYMONTH={start.month};BYMONTHDAY={start.day}",
    ]
    if start.day > 28:
        rules.insert(5, "FREQ=MONTHLY;BYMONTHDAY=-1")
    return [(rule, sentence(rule, start)) for rule in rules]


def sentence(rule: str, start: datetime) -> str:
    """A rule in words; a rule there are no words for is shown as it is.

    Args:
        rule: An RRULE's value, without ``RRULE:``; empty: does not repeat.
        start: The event's start, for what the rule leaves to it.
    """
    if not rule:
        return _("does not repeat")
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    until = parts.pop("UNTIL", "")
    count = parts.pop("COUNT", "")
    words = _frequency(parts, start)
    if not words:
        return rule
    if until:
        words += _(", until {date}").format(date=f"{until[:4]}-{until[4:6]}-{until[6:8]}")
    if count:
        words += _(", {count} times").format(count=count)
    return words


def _frequency(parts: dict[str, str], start: datetime) -> str:
    interval = parts.pop("INTERVAL", "1")
    parts.pop("WKST", None)
    shape = (parts.get("FREQ"), tuple(sorted(set(parts) - {"FREQ"})))
    day = parts.get("BYDAY", _DAYS[start.weekday()])
    month_day = parts.get("BYMONTHDAY", str(start.day))
    if shape == ("DAILY", ()):
        return _("every day") if interval == "1" else _("every {n} days").format(n=interval)
    if shape[0] == "WEEKLY" and shape[1] in ((), ("BYDAY",)):
        days = day.split(",")
        if not all(d in _DAYS for d in days):
            return ""
        names = " ".join(weekday(_DAYS.index(d)) for d in days)
        if interval == "1":
            return _("every {days}").format(days=names)
        return _("every {n} weeks on {days}").format(n=interval, days=names)
    if interval != "1":
        return ""
    if shape[0] == "MONTHLY" and shape[1] in ((), ("BYMONTHDAY",)):
        if month_day == "-1":
            return _("on the last day of each month")
        if month_day.isdigit():
            return _("on day {day} of each month").format(day=month_day)
        return ""
    if shape == ("MONTHLY", ("BYDAY",)) and day[-2:] in _DAYS:
        name = weekday(_DAYS.index(day[-2:]))
        if day[:-2] == "-1":
            return _("on the last {day} of each month").format(day=name)
        if day[:-2] in ("1", "2", "3", "4", "5"):
            return _("on the {nth} {day} of each month").format(
                nth=_(_NTH[int(day[:-2]) - 1]), day=name
            )
    if shape[0] == "YEARLY" and shape[1] in ((), ("BYMONTH", "BYMONTHDAY")):
        month = parts.get("BYMONTH", str(start.month))
        if month.isdigit() and month_day.isdigit():
            return _("every year on {month}-{day}").format(
                month=f"{int(month):02}", day=f"{int(month_day):02}"
            )
    if shape == ("YEARLY", ("BYDAY", "BYMONTH")) and day[-2:] in _DAYS:
        name, month = weekday(_DAYS.index(day[-2:])), parts["BYMONTH"]
        if month in map(str, range(1, 13)) and day[:-2] in ("1", "2", "3", "4", "5"):
            return _("every year on the {nth} {day} of {month}").format(
                nth=_(_NTH[int(day[:-2]) - 1]), day=name, month=_(MONTHS[int(month) - 1])
            )
    return ""
