"""The event form's remarks on a plan: dates, ends, leap months, clashes, coordinates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from yigong.store.dates import recurrence
from yigong.store.dates.almanac import LUNAR_RANGE
from yigong.store.dates.clashes import Clash
from yigong.store.dates.date_words import date_text
from yigong.store.dates.lunar import leap_month, month_length
from yigong.store.event_records import ByLunar, Event
from yigong.store.language import _
from yigong.store.records import Squad
from yigong.tui.text.lunar_words import lunar_month
from yigong.tui.text.words import day_name, occurrence_hours

_LEAP_YEARS = 40
"""Years ahead in which a leap month is mentioned."""

_MOST_TIMES = 1000
"""The most times of a repeat whose last date is computed at every key."""

_CLASHES = 2
"""Clashes shown in a line each; the others are counted."""


def end_words(event: Event) -> str:
    """The last date of a repeat that ends; empty for one that goes on, or after many times."""
    starts = recurrence.next_starts(event, event.start, _MOST_TIMES)
    if not starts or len(starts) == _MOST_TIMES:
        return ""
    return _("the last on {date}").format(date=date_text(starts[-1]))


def next_words(event: Event, day: date) -> str:
    """The next three dates of an event from a day on, with the start time."""
    starts = recurrence.next_starts(event, datetime.combine(day, time()), 3)
    clock = "" if event.all_day else f" {event.start:%H:%M}"
    days = [f"{day_name(start, year=True)}{clock}" for start in starts]
    return "  ".join(days)


def one_date_words(start: datetime, minutes: int | None, place: str | None) -> str:
    """The change of one date, as `event_fields.one_date_change` gives it."""
    words = f"{day_name(start, year=True)} {start:%H:%M}"
    if minutes is not None:
        words += f"-{start + timedelta(minutes=minutes):%H:%M}"
    return f"{words}  {place}" if place else words


def not_for_one_date_words(labels: Sequence[str]) -> str:
    """Why a change cannot be for one date alone, by the fields' labels; empty where it can."""
    if not labels:
        return ""
    return _("Not for one date alone: {fields}").format(fields=_(", ").join(labels))


# -- leap and short months ---------------------------------------------------


def leap_options() -> list[tuple[object, str]]:
    """The options for a year that has the month twice."""
    return [
        ("first", _("in the first of the two")),
        ("leap", _("in the leap month")),
        ("both", _("in both")),
    ]


def leap_words(repeat: ByLunar, today: date) -> str:
    """The next year that has the month twice; empty where it is far."""
    if repeat.month == 0:
        return ""
    last = min(today.year + _LEAP_YEARS, LUNAR_RANGE[1].year)
    for year in range(today.year, last):
        if leap_month(year) == repeat.month:
            month = lunar_month(repeat.month, leap=True)
            return _("next: {year}, {month}").format(year=year, month=month)
    return ""


def short_options() -> list[tuple[object, str]]:
    """The options for a month of 29 days."""
    return [("last", _("on the 29th")), ("skip", _("it is left out"))]


def short_words(repeat: ByLunar, today: date) -> str:
    """The next year without the 30th; empty for any other day, and for 除夕, the month's last."""
    if repeat.day != 30 or repeat.month == 12:
        return ""
    if repeat.month == 0:
        return _("in about half of the months")
    for year in range(today.year, min(today.year + _LEAP_YEARS, LUNAR_RANGE[1].year)):
        if month_length(year, repeat.month) == 29:
            return _("next: {year}").format(year=year)
    return ""


# -- clashes and places ------------------------------------------------------


def clash_lines(clashes: Sequence[Clash], squads: Mapping[int, Squad]) -> list[str]:
    """The occurrences at the same time in the same place or with the same squads, in lines."""
    this_year = clashes[0].occurrence.start.year if clashes else 0
    lines = [
        _clash(clash, squads, year=clash.occurrence.start.year != this_year)
        for clash in clashes[:_CLASHES]
    ]
    if len(clashes) > _CLASHES:
        more = _("and {n} more").format(n=len(clashes) - _CLASHES)
        lines[-1] = f"{lines[-1]}; {more}"
    return lines


def _clash(clash: Clash, squads: Mapping[int, Squad], *, year: bool) -> str:
    shared = [_("the same place")] if clash.place else []
    shared += [squads[number].name for number in clash.squads if number in squads]
    return _("Clash on {day} with {title} {hours}: {shared}").format(
        day=day_name(clash.occurrence.start.date(), year=year),
        title=clash.other.event.title,
        hours=occurrence_hours(clash.other, short=True),
        shared=_(", ").join(shared),
    )


def coordinate_words(geo: tuple[float, float] | None) -> str:
    """Coordinates with their directions."""
    if geo is None:
        return ""
    north = _("{degrees} north") if geo[0] >= 0 else _("{degrees} south")
    east = _("{degrees} east") if geo[1] >= 0 else _("{degrees} west")
    latitude, longitude = f"{abs(geo[0]):.6g}", f"{abs(geo[1]):.6g}"
    return f"{north.format(degrees=latitude)} {east.format(degrees=longitude)}"
