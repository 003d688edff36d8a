"""Days, hours, places and links as the pages for everybody say them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from urllib.parse import quote
from zoneinfo import ZoneInfo

from yigong.store.attendance.rides import leg_hours, leg_name
from yigong.store.dates.almanac import FESTIVALS, day_note
from yigong.store.dates.date_words import WEEKDAYS, short_date
from yigong.store.event_records import Occurrence
from yigong.store.language import _, current_language
from yigong.store.venue_records import Opening
from yigong.store.venues.time_spans import TimeSpan, common_spans, span_of_days, time_of


def weekday_date(day: date, *, year: bool = False) -> str:
    """A day with its weekday: ``11月25日 星期三``, ``Wednesday 25 Nov``."""
    weekday = _(WEEKDAYS[day.weekday()])
    if current_language() == "zh":
        return f"{f'{day.year}年' if year else ''}{short_date(day)} {weekday}"
    return f"{weekday} {short_date(day)}{f' {day.year}' if year else ''}"


def almanac_text(day: date) -> str:
    """A day's festival or solar term; in Chinese else its lunar date."""
    note = day_note(day)
    if current_language() == "zh":
        return note.text if note.kind in ("festival", "term") else note.lunar
    return _(FESTIVALS[note.text]) if note.kind == "festival" else ""


def clock_hours(occurrence: Occurrence) -> str:
    """From when to when, with the last day where it is another one, and a foreign zone."""
    start, end = occurrence.start, occurrence.end
    if occurrence.event.all_day:
        last = last_day(occurrence)
        if last <= start.date():
            return _("all day")
        return _("all day to {day}").format(day=short_date(last))
    another = f"{short_date(end.date())} " if occurrence.minutes >= 24 * 60 else ""
    text = f"{start:%H:%M}-{another}{end:%H:%M}"
    if not occurrence.event.zone:
        return text
    zone = _("(clock time in {zone})").format(zone=occurrence.event.zone)
    return f"{text} {zone}"


def rides(occurrence: Occurrence) -> Iterator[tuple[str, str]]:
    """The rides of a trip: ``去程`` and ``08:00-08:40 东站 - 百丈``."""
    for number, leg in enumerate(occurrence.legs, 1):
        way = " - ".join(filter(None, (leg.origin, leg.destination)))
        yield leg_name(number, occurrence), f"{leg_hours(leg, occurrence)} {way}"


def last_day(occurrence: Occurrence) -> date:
    """The last day that an occurrence touches; midnight is of the day before."""
    return max(occurrence.start.date(), (occurrence.end - timedelta(minutes=1)).date())


def short_text(text: str, most: int) -> str:
    """The beginning of a text, with two dots where it was cut."""
    return text if len(text) <= most else f"{text[: most - 2].rstrip()}.."


def map_link(latitude: float, longitude: float, name: str) -> str:
    """The address of a place on a map that opens in China, in browsers and in WeChat, too."""
    at = f"{longitude:.6f},{latitude:.6f}"
    named = quote(short_text(name, 40), safe="")
    return f"https://uri.amap.com/marker?position={at}&name={named}&coordinate=wgs84"


def geo_link(latitude: float, longitude: float) -> str:
    """The place as a link that a phone opens with its own map (RFC 5870)."""
    return f"geo:{latitude:.6f},{longitude:.6f}"


def opening_lines(opens: Iterable[Opening]) -> Iterator[str]:
    """Opening hours, a line each: ``星期一 星期二 09:00-21:00``."""
    for opening in opens:
        weekdays = sorted(set(opening.days))
        days = " ".join(_(WEEKDAYS[day]) for day in weekdays)
        days = _("every day") if len(weekdays) == 7 else days
        yield f"{days} {opening.start}-{opening.end}"


def spans_by_day(
    spans: Iterable[TimeSpan], first: date, days: int, zone: ZoneInfo
) -> list[tuple[date, list[str]]]:
    """Spans of time as hours of each day: ``09:00-14:00``; a whole day is ``00:00-24:00``."""
    spans, found = list(spans), []
    for day in (first + timedelta(days=k) for k in range(days)):
        parts = common_spans([span_of_days(day, day, zone)], spans)
        found.append((day, [_clock_span(part, day, zone) for part in parts]))
    return found


def _clock_span(span: TimeSpan, day: date, zone: ZoneInfo) -> str:
    start, end = time_of(span.start, zone), time_of(span.end, zone)
    return f"{start:%H:%M}-{_end_of_day(end, day)}"


def _end_of_day(moment: datetime, day: date) -> str:
    return f"{moment:%H:%M}" if moment.date() == day else "24:00"
