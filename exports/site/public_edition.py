"""What of a village is for everybody: its records without what names people, and the dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from msgspec.structs import replace

from yigong.exports.site.public_text import MaskedText, PublicTexts
from yigong.store.dates import recurrence
from yigong.store.errors import DataError
from yigong.store.event_records import Change, Event, Leg, Occurrence
from yigong.store.kinds import BOOKING, NAMES
from yigong.store.plan_context import PlanContext
from yigong.store.programme_records import Goal, Programme
from yigong.store.programmes.goal_progress import ProgrammeProgress, progress_by_number
from yigong.store.settings_records import Settings
from yigong.store.venue_records import Venue
from yigong.store.venues.time_spans import TimeSpan
from yigong.store.village.village import Village

MONTHS_BACK, MONTHS_AHEAD = 3, 12
"""The months that have a page, before the present one and after it."""

_WEEK = timedelta(days=6)
"""From the first day of those for which free hours are shown to the last."""


@dataclass(frozen=True)
class PublicEdition:
    """A village as everybody may see it; what is in it can be shown as it is."""

    settings: Settings
    today: date
    """The day in the village; nothing in the pages is newer, so those of a day are alike."""

    months: tuple[date, ...]
    """The first days of the months that have a page."""

    events: Mapping[int, Event]
    """The events that have a date in these months."""

    dates: tuple[Occurrence, ...]
    """Their dates in these months, cancelled ones too, by start."""

    programmes: Mapping[int, Programme]
    progress: Mapping[int, ProgrammeProgress]
    """How far those of them have come that have a goal."""

    venues: Mapping[int, Venue]
    free: Mapping[int, list[TimeSpan]]
    """When each of them is free in the week that begins today."""

    context: PlanContext
    masked: tuple[MaskedText, ...]
    """The texts in which a name or a phone number was masked."""

    def dates_of(self, event: int) -> list[Occurrence]:
        """The dates of an event."""
        return [each for each in self.dates if each.event.number == event]

    def coming(self, dates: Iterable[Occurrence]) -> list[Occurrence]:
        """Those of some dates that are not over before today."""
        return [each for each in dates if each.end.date() >= self.today]


def public_edition(village: Village) -> PublicEdition:
    """Read a village, and leave out of it what is not for everybody.

    Events that are private, bookings, and dates for which a venue is only asked for are left out;
    so are whoever is in charge, posts, needs, the contacts of hosts, and the notes of programmes
    and venues, which are for organisers. Names of people and phone numbers that stand in the texts
    that are left are masked.

    Args:
        village: The village.

    Raises:
        DataError: A book cannot be read.
    """
    settings, today, context = village.settings, village.now().date(), village.context.snapshot()
    months = tuple(_month(today, k) for k in range(-MONTHS_BACK, MONTHS_AHEAD + 1))
    first, last = months[0], _month(months[-1], 1) - timedelta(days=1)
    squads = {n: squad for n, squad in context.squads().items() if squad.hosts}
    texts = PublicTexts(
        _names(village, context),
        (settings.name, settings.unit, *(squad.name for squad in squads.values())),
    )
    public = [event for event in village.events.near(first, last) if _is_public(event)]
    dated = {o.event.number for o in _agreed(public, first, last, village)}
    events = {event.number: _event(event, texts) for event in public if event.number in dated}
    programmes = {n: _programme(each, texts) for n, each in context.programmes().items()}
    venues = {n: _venue(each, texts) for n, each in context.venues().items()}
    hosts = {n: replace(each, contact="", members=(), deputies=()) for n, each in squads.items()}
    shown = {n: each for n, each in venues.items() if not each.archived and each.kind != "vehicle"}
    return PublicEdition(
        settings=settings,
        today=today,
        months=months,
        events=events,
        dates=tuple(_agreed(events.values(), first, last, village)),
        programmes={n: each for n, each in programmes.items() if not each.archived},
        progress=_progress(village),
        venues=shown,
        free={
            n: village.venue_calendar.free(village.venues.get(n), today, today + _WEEK)
            for n in shown
        },
        context=PlanContext(
            lambda: settings.kinds, lambda: programmes, lambda: hosts, lambda: venues
        ),
        masked=tuple(texts.masked),
    )


def _agreed(events: Iterable[Event], first: date, last: date, village: Village) -> list[Occurrence]:
    """The dates of events that begin in a period, without those whose venue is only asked for."""
    return [
        occurrence
        for occurrence in recurrence.occurrences(events, first, last, village.zone)
        if not occurrence.booking
        and occurrence.start.date() >= first
        and _is_public(occurrence.event)
    ]


def _progress(village: Village) -> Mapping[int, ProgrammeProgress]:
    """How far the programmes that have a goal have come; none if a register cannot be read."""
    programmes = {n: each for n, each in village.programmes.all().items() if each.goal != Goal()}
    unreadable: list[DataError] = []
    summary = village.summary(None, None, unreadable=unreadable) if programmes else None
    return {} if unreadable or not summary else progress_by_number(programmes, summary)


def calendar_edition(event: Event) -> Event | None:
    """A public event as calendar files have it: without plans whose venue is only asked for.

    Returns:
        `None`: nothing is left of it.
    """
    if event.booking:
        return None
    return replace(event, earlier=tuple(plan for plan in event.earlier if not plan.booking))


def _month(day: date, ahead: int) -> date:
    """The first day of the month so many months after a day's."""
    months = day.year * 12 + day.month - 1 + ahead
    return date(months // 12, months % 12 + 1, 1)


def _names(village: Village, context: PlanContext) -> Iterator[str]:
    """The names of people that there are anywhere: on the roster, of guardians, in charge."""
    for person in village.people.all().values():
        if not person.forgotten:
            yield person.name
        yield from (guardian.name for guardian in person.guardians)
    yield from village.settings.organisers.values()
    squads = {squad.name for squad in context.squads().values()}
    plans = (plan for event in village.events.all().values() for plan in (event, *event.earlier))
    leads = {plan.lead for plan in plans}
    leads |= {programme.lead for programme in context.programmes().values()}
    for lead in leads:
        for name in (lead, *re.split(r"[、,，;；/\s]+", lead)):
            if name not in squads:
                yield name


def _is_public(event: Event) -> bool:
    return event.public and event.kind != BOOKING


def _event(event: Event, texts: PublicTexts) -> Event:
    """An event, and its earlier plans that are public, for everybody."""
    code = event.code
    return replace(
        event,
        title=texts.line(event.title, code, "title"),
        kind=event.kind if event.kind in NAMES else texts.line(event.kind, code, "kind"),
        place=texts.line(event.place, code, "place"),
        notes=texts.text(event.notes, code, "notes"),
        reason=texts.line(event.reason, code, "reason"),
        lead="",
        answer="",
        override="",
        booker=0,
        booked_for=0,
        needs={},
        posts=(),
        legs=_legs(event.legs, code, texts),
        keys="",
        changes={day: _change(change, code, texts) for day, change in event.changes.items()},
        earlier=tuple(
            _event(replace(plan, number=event.number), texts)
            for plan in event.earlier
            if _is_public(plan)
        ),
    )


def _change(change: Change, code: str, texts: PublicTexts) -> Change:
    """The change of a date; one whose venue is only asked for, or refused, is left out."""
    return replace(
        change,
        place=change.place if change.place is None else texts.line(change.place, code, "place"),
        reason=texts.line(change.reason, code, "reason"),
        posts=None,
        legs=None if change.legs is None else _legs(change.legs, code, texts),
        override=None,
        left_out=change.left_out or bool(change.booking),
    )


def _legs(legs: Iterable[Leg], code: str, texts: PublicTexts) -> tuple[Leg, ...]:
    """The rides of a trip: from where, to where and when, and not by what."""
    return tuple(
        Leg(
            after=leg.after,
            minutes=leg.minutes,
            origin=texts.line(leg.origin, code, "legs"),
            destination=texts.line(leg.destination, code, "legs"),
        )
        for leg in legs
    )


def _programme(programme: Programme, texts: PublicTexts) -> Programme:
    code = programme.code
    return replace(
        programme,
        name=texts.line(programme.name, code, "name"),
        aliases=(),
        seasons=tuple(
            replace(season, name=texts.line(season.name, code, "seasons"))
            for season in programme.seasons
        ),
        lead="",
        note="",
    )


def _venue(venue: Venue, texts: PublicTexts) -> Venue:
    code = venue.code
    return replace(
        venue,
        name=texts.line(venue.name, code, "name"),
        address=texts.line(venue.address, code, "address"),
        shut=tuple(
            replace(shut, reason=texts.line(shut.reason, code, "shut")) for shut in venue.shut
        ),
        keeper=0,
        note="",
    )
