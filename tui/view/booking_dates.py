"""The dates of a booking: which cannot be had, which wait for the keeper again; as words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from yigong.store.calendar.venue_changes import HeldThen
from yigong.store.dates.date_words import short_date
from yigong.store.event_records import ByRRule, Event, Occurrence
from yigong.store.language import _, ngettext
from yigong.store.venues.booking_rules import Obstacle
from yigong.store.venues.venue_rules import rules_of
from yigong.store.village.village import Village
from yigong.tui.text.repeat_words import repeat_text
from yigong.tui.text.typed_openings import openings_text
from yigong.tui.text.words import day_name, weekday

_MOST = 12
"""The most dates that are listed one by one."""

_MOST_NAMED = 3
"""The most bookings that a sentence names."""


def obstacle_lines(village: Village, obstacles: Sequence[Obstacle]) -> list[str]:
    """Each date that cannot be had, and why; the rest is counted."""
    venues, zone = village.venues.all(), village.zone
    lines = [
        f"{each.occurrence.planned} {weekday(each.occurrence.planned.weekday())}  "
        f"{each.why(venues, zone)}"
        for each in obstacles[:_MOST]
    ]
    more = len(obstacles) - _MOST
    return [*lines, _("and {n} more").format(n=more)] if more > 0 else lines


def made_without(event: Event) -> str:
    """The dates that a repeated booking was made without; empty: it has all of its dates."""
    days = [date.fromisoformat(day) for day, change in event.changes.items() if change.left_out]
    if not days:
        return ""
    named = _(", ").join(short_date(day) for day in sorted(days)[:_MOST])
    more = len(days) - _MOST
    named = named if more <= 0 else _("{names} and {n} more").format(names=named, n=more)
    return _("without {dates}").format(dates=named)


def passed_over_words(village: Village, booking: Event) -> str:
    """Which bookings wait for the time of one that waits for nobody; empty: none."""
    events = {each.event.number: each.event for each in village.bookings.passed_over(booking)}
    if not events:
        return ""
    named = _(", ").join(f"{each.title} {each.code}" for each in [*events.values()][:_MOST_NAMED])
    more = len(events) - _MOST_NAMED
    named = named if more <= 0 else _("{names} and {n} more").format(names=named, n=more)
    return _("waiting for the same time: {names}").format(names=named)


def series_words(event: Event, dates: Sequence[Occurrence]) -> str:
    """How many dates of a series, and how it repeats: ``4 dates, every Tuesday``; of one nothing.

    Args:
        event: The event.
        dates: Those of its dates that are meant; one by itself is not said.
    """
    if not event.repeat or not dates:
        return ""
    n, repeat = len(dates), event.repeat
    endless = (
        not re.search("UNTIL|COUNT", repeat.rule.upper())
        if isinstance(repeat, ByRRule)
        else not (repeat.until or repeat.count)
    )
    if endless:
        return repeat_text(event)
    text = ngettext("{n} date", "{n} dates", n).format(n=n)
    return f"{text}  {repeat_text(event)}"


def asked_again_words(before: Event, after: Event) -> str:
    """What is said of a change by which a booking waits for the keeper again, else nothing."""
    new = _waiting_dates(after) - _waiting_dates(before)
    return _("its keeper must approve it again") if new else ""


def _waiting_dates(event: Event) -> set[str]:
    """The dates of a booking that wait by themselves; empty text: all of them."""
    changed = {day for day, change in event.changes.items() if change.booking == "tentative"}
    return changed | {""} if event.booking == "tentative" else changed


def closed_lines(village: Village, event: Event) -> list[str]:
    """The first date on which a venue of an event is not open, and why; the rest is counted."""
    closed = village.venue_calendar.closed(event, village.now())
    if not closed:
        return []
    first, venues = closed[0], village.venues.all()
    venue = venues[first.venue]
    day = day_name(first.occurrence.start.astimezone(village.zone).date(), year=True)
    if first.shut is not None:
        line = _("{venue} is shut on {day}: {reason}")
    else:
        line = _("{venue} is not open for it on {day}; open {hours}")
    hours = openings_text(rules_of(venue, venues).opens)
    text = line.format(venue=venue.name, day=day, reason=first.shut or "-", hours=hours)
    more = len(closed) - 1
    return [text + _("; ") + _("and {n} more").format(n=more) if more else text]


def held_lines(held: HeldThen) -> list[str]:
    """What a question says of events that hold a venue when it would be closed."""
    return [
        _("{name} is held then: {dates}.").format(name=held.name, dates=held.dates),
        _("These events stay planned there; n leaves everything as it is."),
    ]
