"""场地预约表: what was booked, and what else took place, in one venue or in all, in a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from yigong.exports.documents.formats import table_file
from yigong.exports.documents.table import Column, Table, Value
from yigong.exports.plain_text import one_line
from yigong.store.dates.date_words import date_text, days_text
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.named_records import in_use
from yigong.store.venue_records import Venue
from yigong.store.venues.booking_words import asked_by, occurrence_answer
from yigong.store.village.village import Village

_COLUMNS = (
    Column(N_("Date"), 11, "date"),
    Column(N_("Time"), 12),
    Column(N_("Venue"), 16, left=True),
    Column(N_("What for"), 22, left=True),
    Column(N_("Asked by"), 13),
    Column(N_("State"), 9),
    Column(N_("Remarks"), 17, left=True),
)
"""日期 时间 场地 用途 申请 状态 备注; msgids."""

_STATES = (N_("approved"), N_("waits for the keeper"), N_("declined"), N_("cancelled"))
"""已定 待批 已拒 已取消; msgids."""


def booking_file(
    village: Village, venue: Venue | None, first: date, last: date, file_format: str
) -> bytes:
    """Write the bookings and events of a period as a file.

    Args:
        village: The village.
        venue: The venue; `None`: all that are in use.
        first: The first day.
        last: The last day, inclusive.
        file_format: One of `exports.documents.formats.FORMATS`.
    """
    venues = in_use(village.venues.all()) if venue is None else [venue]
    return table_file(booking_table(village, venues, first, last), file_format)


def booking_name(venue: Venue | None, first: date, last: date) -> str:
    """Return the name of its file, without the suffix: ``bookings-L02-2026-11-01-2026-11-30``."""
    return f"bookings-{f'{venue.code}-' if venue else ''}{first}-{last}"


def booking_table(village: Village, venues: Iterable[Venue], first: date, last: date) -> Table:
    """Put the table together: a row for each date, by start; below it how many of each state, and
    how much of the hours of each venue was used.

    Args:
        village: The village.
        venues: The venues.
        first: The first day.
        last: The last day, inclusive.
    """
    venues, settings = list(venues), village.settings
    found = village.venue_calendar.occurrences([each.number for each in venues], first, last)
    states = Counter(map(_state, found))
    counted = "  ".join(f"{_(state)} {states[state]}" for state in _STATES)
    named = one_line(venues[0].name) if len(venues) == 1 else one_line(settings.name)
    return Table(
        _("{village}: bookings of venues").format(village=named),
        [
            (_("Period"), days_text(first, last)),
            (_("Recording unit"), one_line(settings.unit or settings.name)),
        ],
        [column._replace(name=_(column.name)) for column in _COLUMNS],
        [_row(village, occurrence) for occurrence in found],
        notes=[
            counted,
            *(_use_text(village, venue, first, last) for venue in venues),
            _("Use is the time held of the opening hours."),
        ],
        landscape=True,
    )


def _row(village: Village, occurrence: Occurrence) -> tuple[Value, ...]:
    event, venues = occurrence.event, village.venues.all()
    names = (venues[number].name for number in occurrence.venues if number in venues)
    remark = occurrence.override
    if occurrence.cancelled:
        remark = occurrence.reason
    elif occurrence.booking == "declined":
        remark = occurrence_answer(occurrence)
    return (
        occurrence.start.astimezone(village.zone).date(),
        _hours(occurrence, village.zone),
        one_line(_(", ").join(names)),
        f"{one_line(event.title)} {event.code}",
        one_line(asked_by(event, village.people.all(), village.squads.all()) or event.lead),
        _(_state(occurrence)),
        one_line(remark),
    )


def _state(occurrence: Occurrence) -> str:
    """What became of an occurrence; a msgid of `_STATES`."""
    if occurrence.cancelled:
        return "cancelled"
    said = {"tentative": "waits for the keeper", "declined": "declined"}
    return said.get(occurrence.booking, "approved")


def _hours(occurrence: Occurrence, zone: ZoneInfo) -> str:
    start, end = occurrence.start.astimezone(zone), occurrence.end.astimezone(zone)
    if occurrence.event.all_day:
        return _("all day")
    if end.date() == start.date():
        return f"{start:%H:%M}-{end:%H:%M}"
    return f"{start:%H:%M}-\n{date_text(end)} {end:%H:%M}"


def _use_text(village: Village, venue: Venue, first: date, last: date) -> str:
    percent = village.venue_calendar.use(venue, first, last).percent
    used = "-" if percent is None else f"{percent:.1f} %"
    return f"{one_line(venue.name)} {venue.code}  " + _("use {percent}").format(percent=used)
