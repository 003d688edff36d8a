"""A venue beside its list and below its week: what it is, its month in numbers, what comes next."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from rich.cells import cell_len

from yigong.store.dates.date_words import month_name, near_days_text, short_date
from yigong.store.event_records import Occurrence
from yigong.store.language import _
from yigong.store.venue_records import Venue
from yigong.store.venues.openings import coming_closures
from yigong.store.village.village import Village
from yigong.tui.text.words import occurrence_hours, weekday
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.venue_numbers import VenueNumbers, venue_numbers
from yigong.tui.view.venue_words import (
    booking_state,
    closed_words,
    free_by_day,
    span_words,
    venue_facts,
    venue_labels,
    venue_rows,
)
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece, StyledLines, fit

_NEXT_DAYS = 62
"""How far ahead the next occurrences are listed."""


def month_of(village: Village, venue: Venue, day: date) -> VenueNumbers:
    """The numbers of a venue in the month of a day."""
    last = monthrange(day.year, day.month)[1]
    return venue_numbers(village, venue, day.replace(day=1), day.replace(day=last))


def month_lines(day: date, numbers: VenueNumbers, width: int) -> StyledLines:
    """The numbers of a month, wrapped."""
    text = f"{month_name(day)}  {'   '.join(numbers.words())}"
    return [[part] for part in wrap_text(text, max(1, width))]


def fact_lines(village: Village, venue: Venue, width: int) -> StyledLines:
    """What is to know of a venue, wrapped; closed days to come, address and note."""
    today = village.now().date()
    lines: StyledLines = [
        [(part, QUIET)] for part in _wrapped("   ".join(venue_facts(village, venue)), width)
    ]
    for shut in coming_closures(venue, village.venues.all(), today):
        days = near_days_text(shut.first, shut.last, today)
        lines += [[part] for part in _wrapped(f"{days} {closed_words(shut.reason)}", width)]
    for text in filter(None, (venue.address, venue.note)):
        lines += [[(part, QUIET)] for part in _wrapped(text, width)]
    return lines


def next_occurrences(village: Village, venue: Venue, first: date) -> list[Occurrence]:
    """What takes place at a venue, its wholes or its parts from a day on, called off or not."""
    calendar = village.venue_calendar
    last = first + timedelta(days=_NEXT_DAYS)
    return calendar.occurrences(calendar.in_the_way_of(venue.number), first, last)


def next_lines(village: Village, found: Sequence[Occurrence], width: int) -> StyledLines:
    """What takes place next, a line each: day, hours, title, and what was said to it."""
    lines: StyledLines = []
    for occurrence in found:
        day = occurrence.start.astimezone(village.zone).date()
        when = f"{short_date(day)} {weekday(day.weekday())}"
        style = QUIET if occurrence.cancelled or occurrence.booking == "declined" else PLAIN
        state = booking_state(occurrence) if occurrence.booking or occurrence.cancelled else ""
        where = "" if width < 70 else venue_labels(village, occurrence.venues)
        texts = [
            f"{when:<11} ",
            f"{occurrence_hours(occurrence, short=True):<12}",
            occurrence.event.title,
            *(f"   {text}" for text in (where, state) if text),
        ]
        last = texts.pop()
        room = max(0, width - cell_len("".join(texts)))
        texts.append(fit(last, min(room, cell_len(last))))
        styles = [QUIET, style, style, QUIET, QUIET]
        lines.append([*zip(texts, styles, strict=False)])
    return lines or [[(_("Nothing takes place there in the next two months."), QUIET)]]


def venue_panel(village: Village, venue: Venue, month: date, width: int) -> StyledLines:
    """A venue beside its week: what it is, today's free times, the numbers of a day's month."""
    zone, today = village.zone, village.now().date()
    lines: StyledLines = [[(venue.name, STRONG), (f"  {venue.code}", QUIET)]]
    lines += fact_lines(village, venue, width)
    lines += [[], [(_("Free today"), STRONG)]]
    ((_day, free),) = free_by_day(village, venue, today, today)
    times = "  ".join(span_words(span, zone) for span in free) or _("nothing free")
    lines += [[part] for part in _wrapped(times, width)]
    lines += [[], [(month_name(month), STRONG)]]
    lines += [[word] for word in month_of(village, venue, month).words()]
    return lines


def title_pieces(occurrence: Occurrence) -> list[Piece]:
    """Title, code, and behind ! the reason why it is there together with others, if it has one."""
    override = f"  !{occurrence.override}" if occurrence.override else ""
    return [(occurrence.event.title, STRONG), f"  {occurrence.event.code}", (override, STRONG)]


def slot_lines(village: Village, occurrences: Sequence[Occurrence], width: int) -> StyledLines:
    """What is under the cursor of a week: title, hours, venues, who asked, what was said."""
    lines: StyledLines = []
    for occurrence in occurrences:
        day = occurrence.start.astimezone(village.zone).date()
        when = f"{short_date(day)} {weekday(day.weekday())} {occurrence_hours(occurrence)}"
        lines += [title_pieces(occurrence), [when]]
        for label, text in venue_rows(village, occurrence):
            lines += [[part] for part in _wrapped(f"{label} {text}", width)]
    return lines


def _wrapped(text: str, width: int) -> list[str]:
    return wrap_text(text, max(1, width))
