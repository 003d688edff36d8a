"""``yigong venue list``, ``show``, ``week`` and ``free``: the commands that only read."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.kinds import BOOKING
from yigong.store.language import _
from yigong.store.records import code
from yigong.store.venue_records import Venue
from yigong.store.venues.time_spans import TimeSpan, time_of
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.event_list import day_and_hours, occurrence_data
from yigong.tui.text.words import weekday
from yigong.tui.view.venue_numbers import VenueNumbers, venue_numbers
from yigong.tui.view.venue_words import (
    booking_state,
    free_by_day,
    span_words,
    venue_facts,
    venue_kind,
    venue_labels,
    venue_state,
)


def venue_data(venue: Venue) -> dict[str, Any]:
    """A venue as plain data, with the codes of what it refers to."""
    data: dict[str, Any] = output.record_data(venue)
    for name, letter in (("part_of", "L"), ("keeper", "V")):
        if data.get(name):
            data[name] = code(letter, data[name])
    return data


def booking_data(call: Call, occurrence: Occurrence) -> dict[str, Any]:
    """An occurrence that has venues as plain data: which, what was said, who is there, too."""
    event = occurrence.event
    beside = call.village.venue_calendar.beside(occurrence)
    return {
        **occurrence_data(occurrence),
        "kind": event.kind,
        "answer": event.answer,
        "booker": code("V", event.booker) if event.booker else "",
        "booked_for": code("S", event.booked_for) if event.booked_for else "",
        "together_with": [held.occurrence.key for held in beside],
    }


def list_venues(call: Call) -> None:
    """List the venues, and who has them now."""
    village, archived = call.village, call.options.archived
    venues = [v for v in village.venues.all().values() if archived or not v.archived]
    if call.options.json:
        states = [venue_state(village, venue) for venue in venues]
        output.print_json(
            [
                {**venue_data(venue), "now": state.style, "now_text": state.now}
                for venue, state in zip(venues, states, strict=True)
            ]
        )
        return
    if not venues:
        output.print_line(_("There is no venue yet; `yigong venue add NAME` adds one."))
        return
    rows: list[list[object]] = [
        [_("Code"), _("Venue"), _("Kind"), _("Seats"), _("Now"), _("Next"), _("Part of")]
    ]
    for venue in venues:
        state = venue_state(village, venue)
        now = _("archived") if venue.archived else state.now
        rows.append(
            [
                *(venue.code, venue.name, venue_kind(venue), venue.seats or "", now),
                *(state.next_use, venue_labels(village, [venue.part_of])),
            ]
        )
    output.print_table(rows, right=(3,))


def show_venue(call: Call) -> None:
    """Show a venue: what is to know of it, its numbers in a period, what takes place there."""
    village, venue = call.village, call.village.venues.find(call.options.venue)
    first, last = venue_days(call)
    numbers = venue_numbers(village, venue, first, last)
    found = village.venue_calendar.occurrences([venue.number], first, last)
    if call.options.json:
        output.print_json(
            {
                **venue_data(venue),
                "first": first,
                "last": last,
                "numbers": numbers_data(numbers),
                "bookings": [booking_data(call, occurrence) for occurrence in found],
            }
        )
        return
    output.print_line(f"{venue.code}  {venue.name}")
    output.print_line("   ".join(venue_facts(village, venue)))
    for text in filter(None, (venue.address, venue.note)):
        output.print_line(text)
    output.print_line(f"{first}..{last}   " + "   ".join(numbers.words()))
    output.print_table(booking_rows(call, found))


def booking_rows(call: Call, found: list[Occurrence]) -> list[list[object]]:
    """Occurrences with venues as the rows of a table."""
    return [
        [
            occurrence.key,
            *day_and_hours(occurrence, call.village.zone),
            venue_labels(call.village, occurrence.venues),
            occurrence.event.title,
            _state_words(occurrence),
        ]
        for occurrence in found
    ]


def _state_words(occurrence: Occurrence) -> str:
    """What was said to a booking; of what is none that it is an event."""
    own = [] if occurrence.event.kind == BOOKING else [_("an event")]
    return "  ".join(filter(None, [*own, booking_state(occurrence)]))


def numbers_data(numbers: VenueNumbers) -> dict[str, Any]:
    """The numbers of a venue as plain data; times in minutes."""
    return {
        "bookings": numbers.counts.bookings,
        "approved": numbers.counts.approved,
        "waiting": numbers.counts.waiting,
        "declined": numbers.counts.declined,
        "events": numbers.counts.events,
        "open": numbers.use.open,
        "held": numbers.use.held,
        "through_whole": numbers.use.through_whole,
        "through_parts": numbers.use.through_parts,
        "use_percent": None if numbers.use.percent is None else round(numbers.use.percent, 1),
        "heads": numbers.heads,
    }


def export_bookings(call: Call) -> None:
    """Export what was booked and took place in a venue, or in all."""
    from yigong.exports.documents.booking_table import booking_file, booking_name

    village, named, form = call.village, call.options.venue, call.options.format
    venue = None if named is None else village.venues.find(named)
    first, last = venue_days(call)
    data = booking_file(village, venue, first, last, form)
    output.deliver(call, f"{booking_name(venue, first, last)}.{form}", data)


def show_venue_week(call: Call) -> None:
    """Show what takes place at a venue in a week, with what holds its whole or its parts."""
    village, venue = call.village, call.village.venues.find(call.options.venue)
    day = call.day(call.options.date) if call.options.date else village.now().date()
    first = day - timedelta(days=(day.weekday() - village.settings.first_weekday) % 7)
    last = first + timedelta(days=6)
    numbers = village.venue_calendar.in_the_way_of(venue.number)
    found = village.venue_calendar.occurrences(numbers, first, last)
    if call.options.json:
        output.print_json([booking_data(call, occurrence) for occurrence in found])
    elif found:
        output.print_table(booking_rows(call, found))
    else:
        output.print_line(_("Nothing takes place there in this week."))


def list_free_times(call: Call) -> None:
    """List when a venue is free: open, and held by nobody."""
    village, venue = call.village, call.village.venues.find(call.options.venue)
    first, last = venue_days(call, ahead=True)
    days = free_by_day(village, venue, first, last)
    if call.options.json:
        output.print_json(
            [
                {"date": day, "free": [_span_data(span, call) for span in spans]}
                for day, spans in days
            ]
        )
        return
    for day, spans in days:
        times = "  ".join(span_words(span, village.zone) for span in spans) or "-"
        output.print_line(f"{day} {weekday(day.weekday())}  {times}")


def _span_data(span: TimeSpan, call: Call) -> dict[str, str]:
    start, end = (time_of(minute, call.village.zone) for minute in span)
    return {"start": start.isoformat(), "end": end.isoformat()}


_MOST_DAYS = 800
"""The most days of a period of which free times and use are computed."""


def venue_days(call: Call, *, ahead: bool = False) -> tuple[date, date]:
    """The days of the argument ``period`` (see `Call.period`); without bounds the present month."""
    first, last = call.period(ahead=ahead)
    today = call.village.now().date()
    first = first or today.replace(day=1)
    last = last or first.replace(day=monthrange(first.year, first.month)[1])
    if (last - first).days > _MOST_DAYS:
        raise Refused("A period of a venue is at most {n} days.", n=_MOST_DAYS)
    return first, last
