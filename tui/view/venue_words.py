"""Words for venues and bookings: what a venue is, who has it now, what was said to who asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from yigong.store.dates.date_words import short_date
from yigong.store.event_records import Event, Occurrence
from yigong.store.kinds import BOOKING
from yigong.store.language import _
from yigong.store.venue_records import VENUE_KIND_NAMES, Venue
from yigong.store.venues.booking_words import asked_by, occurrence_answer
from yigong.store.venues.holdings import Holding, held_venues
from yigong.store.venues.openings import is_open, shut_on
from yigong.store.venues.time_spans import TimeSpan, minute_of, time_of
from yigong.store.venues.venue_rules import (
    INHERITED,
    keepers_to_agree,
    needs_agreement,
    rule_source,
    rules_of,
)
from yigong.store.village.village import Village
from yigong.tui.text.typed_openings import openings_text
from yigong.tui.text.words import weekday

_DAYS_AHEAD = 31
"""How far ahead the next use of a venue is looked for."""


def venue_kind(venue: Venue) -> str:
    """The name of its kind."""
    return _(VENUE_KIND_NAMES[venue.kind])


def venue_label(venue: Venue) -> str:
    """Its name and code: 书吧 L02."""
    return f"{venue.name} {venue.code}"


def venue_labels(village: Village, numbers: Iterable[int]) -> str:
    """The names and codes of venues."""
    venues = village.venues.all()
    return _(", ").join(venue_label(venues[number]) for number in numbers if number in venues)


def keeper_words(village: Village, numbers: Iterable[int]) -> str:
    """Who is named as the keeper that approves for some venues; empty: nobody."""
    people = village.people.all()
    keepers = keepers_to_agree(village.venues.all(), numbers)
    names = _(", ").join(people[number].name for number in keepers if number in people)
    return _("kept by {name}").format(name=names) if names else ""


def venue_facts(village: Village, venue: Venue) -> list[str]:
    """What is to know of a venue: its seats, whole, keeper, and the rules in force for it.

    Rules that are those of the whole that it is part of are said to be.
    """
    venues, people = village.venues.all(), village.people.all()
    whole, keeper = venues.get(venue.part_of), people.get(venue.keeper)
    facts = [venue_kind(venue)] if venue.kind != "room" else []
    if venue.seats:
        facts.append(_("{n} seats").format(n=venue.seats))
    if whole is not None:
        facts.append(_("part of {venue}").format(venue=venue_label(whole)))
    if keeper is not None:
        facts.append(_("kept by {name}").format(name=keeper.name))
    for rule in INHERITED:
        text = rule_text(rules_of(venue, venues), rule)
        source = rule_source(venue, venues, rule)
        if rule == "needs_approval" and not text and needs_agreement(venues, venue.number):
            text = _("the keeper of a part must approve")
        if text and source is not venue:
            text = _("{rule} (as {venue})").format(rule=text, venue=source.name)
        facts += [text] if text else []
    return facts


def rule_text(venue: Venue, rule: str) -> str:
    """A rule of a venue, one of `INHERITED`, in words; empty: there is none."""
    value = getattr(venue, rule)
    if rule == "opens":
        return _("open {hours}").format(hours=openings_text(value))
    texts = {
        "buffer": _("{n} min kept free after each"),
        "needs_approval": _("its keeper must approve"),
        "max_minutes": _("at most {n} min each"),
        "max_days_ahead": _("at most {n} days ahead"),
        "max_per_month": _("at most {n} x a month"),
    }
    return texts[rule].format(n=value) if value else ""


_ALL_DAY = 24 * 60
"""Minutes for which it needs not be said until when a venue is free."""


class VenueState(NamedTuple):
    """Whether a venue is free now, and what comes next."""

    now: str
    """Who has it, until when; or until when it is free; or that it is closed."""

    style: str
    """``held``, ``free`` or ``closed``."""

    next_use: str
    """When it is held next, and for what; empty: not within a month."""


def venue_state(village: Village, venue: Venue) -> VenueState:
    """Whether a venue is free at this moment, and what comes next."""
    now, zone, venues = village.now(), village.zone, village.venues.all()
    last = now.date() + timedelta(days=_DAYS_AHEAD)
    held = village.venue_calendar.holdings(venue.number, now.date(), last)
    minute = minute_of(now)
    coming = next((h for h in held if h.start > minute), None)
    after = "" if coming is None else _next_use(coming, now, zone)
    present = [h for h in held if h.start <= minute < h.until]
    if present:
        holder = present[0].occurrence.event.title
        until = clock_text(max(h.until for h in present), now, zone)
        return VenueState(_("{title} until {time}").format(title=holder, time=until), "held", after)
    shut = shut_on(venue, venues, now.date())
    if shut is not None:
        return VenueState(closed_words(shut.reason), "closed", after)
    if not is_open(venue, venues, now, now + timedelta(minutes=1), zone):
        return VenueState(_("not open now"), "closed", after)
    free = village.venue_calendar.free(venue, now.date(), now.date() + timedelta(days=1))
    end = next((s.end for s in free if s.start <= minute < s.end), None)
    if end is None:  # too short a time before the next
        until = clock_text(coming.start if coming else minute, now, zone)
        return VenueState(_("kept free until {time}").format(time=until), "held", after)
    if end - minute > _ALL_DAY:
        return VenueState(_("free"), "free", after)
    return VenueState(_("free until {time}").format(time=clock_text(end, now, zone)), "free", after)


def closed_words(reason: str) -> str:
    """That a venue is closed, and why."""
    return _("shut: {reason}").format(reason=reason) if reason else _("shut")


def _next_use(holding: Holding, now: datetime, zone: ZoneInfo) -> str:
    title = holding.occurrence.event.title
    return f"{moment_text(holding.start, now, zone)} {title}"


def clock_text(minute: int, now: datetime, zone: ZoneInfo) -> str:
    """A time of today as a clock, of another day with its day; midnight of today is 24:00."""
    moment = time_of(minute, zone)
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    if moment.date() == now.date() + timedelta(days=1) and not (moment.hour or moment.minute):
        return "24:00"
    return moment_text(minute, now, zone)


def moment_text(minute: int, now: datetime, zone: ZoneInfo) -> str:
    """A time with its day, unless that is today."""
    moment = time_of(minute, zone)
    if moment.date() == now.date():
        return f"{moment:%H:%M}"
    return f"{short_date(moment.date())} {weekday(moment.weekday())} {moment:%H:%M}"


def span_words(span: TimeSpan, zone: ZoneInfo) -> str:
    """A span of time within a day: ``14:00-16:15``; up to midnight: ``18:30-24:00``."""
    start, end = time_of(span.start, zone), time_of(span.end, zone)
    last = "24:00" if end.date() > start.date() and not (end.hour or end.minute) else ""
    return f"{start:%H:%M}-{last or f'{end:%H:%M}'}"


def free_by_day(
    village: Village, venue: Venue, first: date, last: date
) -> list[tuple[date, list[TimeSpan]]]:
    """The free times of a venue that are to come, each day by itself."""
    from yigong.store.venues.time_spans import common_spans, span_of_days

    zone = village.zone
    found = village.venue_calendar.free(venue, first, last)
    now = minute_of(village.now())
    free = [TimeSpan(max(span.start, now), span.end) for span in found if span.end > now]
    days = [first + timedelta(days=k) for k in range((last - first).days + 1)]
    return [(day, common_spans([span_of_days(day, day, zone)], free)) for day in days]


# -- occurrences -----------------------------------------------------------


def booking_state(occurrence: Occurrence) -> str:
    """What was said to a booking: it waits, was declined and why, agreed, or was cancelled."""
    if occurrence.cancelled:
        reason = occurrence.reason
        return _("cancelled: {reason}").format(reason=reason) if reason else _("cancelled")
    if occurrence.booking == "tentative":
        return _("waits for the keeper")
    if occurrence.booking == "declined":
        answer = occurrence_answer(occurrence)
        return _("declined: {answer}").format(answer=answer) if answer else _("declined")
    return _("approved") if occurrence.event.kind == BOOKING else ""


def asked_on(event: Event, zone: ZoneInfo) -> str:
    """When a booking that waits was asked for, or last changed; of others nothing."""
    if event.booking != "tentative" or event.stamped is None:
        return ""
    at = event.stamped.astimezone(zone)
    return f"{short_date(at.date())} {at:%H:%M}"


def _beside_rows(village: Village, occurrence: Occurrence) -> list[tuple[str, str]]:
    """Who has its venues at the same time, and who so near that nothing is kept free between.

    With the reason where the other has it; its own is said by itself.
    """
    zone = village.zone
    rows: dict[str, list[str]] = {}
    start, end = minute_of(occurrence.start), minute_of(occurrence.end)
    for held in village.venue_calendar.beside(occurrence):
        other = held.occurrence
        text = f"{other.event.title} {other.event.code} " + span_words(
            TimeSpan(held.start, held.end), zone
        )
        if other.override:
            text = _("{event}: {reason}").format(event=text, reason=other.override)
        together = held.start < end and start < held.end
        label = _("Together with") if together else _("Too close to")
        rows.setdefault(label, []).append(text)
    return [(label, _("; ").join(texts)) for label, texts in rows.items()]


def venue_rows(village: Village, occurrence: Occurrence) -> list[tuple[str, str]]:
    """What is to say of the venues of an occurrence: a label and a text each.

    Nothing where it has none.
    """
    if not occurrence.venues:
        return []
    rows = [(_("Venue"), venue_labels(village, occurrence.venues))]
    asked = asked_by(occurrence.event, village.people.all(), village.squads.all())
    if asked:
        rows.append((_("Asked by"), asked))
    if occurrence.booking == "tentative" and occurrence.event.stamped:
        rows.append((_("Asked on"), asked_on(occurrence.event, village.zone)))
    if occurrence.event.kind == BOOKING or occurrence.booking:
        rows.append((_("Booking"), booking_state(occurrence)))
    rows += _beside_rows(village, occurrence)
    if occurrence.override:
        rows.append((_("Exception"), occurrence.override))
    taken = village.registers.read(occurrence.key).places_taken
    if too_many := seats_words(village, occurrence, taken):
        rows.append((_("Seats"), too_many))
    return rows


def column_text(venue: Venue, occurrence: Occurrence) -> str:
    """An occurrence in the week of a venue.

    In brackets what holds its whole or a part of it; behind ! what is there for a reason.
    """
    title = f"!{occurrence.event.title}" if occurrence.override else occurrence.event.title
    if occurrence.booking == "tentative":
        return _("{title}?").format(title=title)
    return title if venue.number in held_venues(occurrence) else f"({title})"


def seats_words(village: Village, occurrence: Occurrence, heads: int) -> str:
    """That more are expected than a venue has seats; empty: they fit, or it is not said."""
    venues = village.venues.all()
    seats = [venues[n].seats for n in occurrence.venues if n in venues and venues[n].seats]
    if not seats or heads <= sum(seats):
        return ""
    return _("{n} are expected, {venue} has {seats} seats").format(
        n=heads, venue=venue_labels(village, occurrence.venues), seats=sum(seats)
    )
