"""The rules of a booking: when its venue is open, how long, how far ahead, how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.event_records import Event, Occurrence
from yigong.store.kinds import BOOKING
from yigong.store.language import N_, _
from yigong.store.venue_records import Venue
from yigong.store.venues.double_booking import NeedsReason, Taken, VenueHeld
from yigong.store.venues.holdings import VenueEvents, venue_occurrences
from yigong.store.venues.openings import is_open, open_spans, shut_during
from yigong.store.venues.venue_rules import rules_of


class Obstacle(msgspec.Struct, frozen=True):
    """A date on which a booking cannot have its venue."""

    occurrence: Occurrence
    taken: Taken | None = None
    """Who holds it; `None`: it is not open."""

    venue: int = 0
    """The venue that is not open."""

    shut: str | None = None
    """Why it is closed on that day; `None`: it is outside its hours, or held."""

    def why(self, venues: Mapping[int, Venue], zone: ZoneInfo) -> str:
        """Why not, in words."""
        if self.taken is not None:
            day = self.occurrence.start.astimezone(zone).date()
            return _(", ").join(self.taken.why(venues, zone, day))
        name = venues[self.venue].name
        if self.shut is None:
            return _("{venue} is not open then").format(venue=name)
        return _("{venue} is closed: {reason}").format(venue=name, reason=self.shut or "-")


class DatesTaken(NeedsReason):
    """Some dates of a repeated booking cannot be had; the others can be booked without them."""

    def __init__(self, obstacles: Sequence[Obstacle], count: int, today: date) -> None:
        dates = [obstacle.occurrence.planned for obstacle in obstacles]
        super().__init__(
            N_("{n} of {all} dates cannot be had: {dates}"),
            n=len(obstacles),
            all=count,
            dates=", ".join(f"{d:%m-%d}" if d.year == today.year else str(d) for d in dates),
        )
        self.obstacles = tuple(obstacles)
        self.count = count


def refuse_obstacles(
    obstacles: Sequence[Obstacle],
    count: int,
    venues: Mapping[int, Venue],
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Refuse a booking for the dates that it cannot have.

    Args:
        obstacles: These dates, at least one.
        count: How many dates it has in all.
        venues: Every venue.
        now: The time, aware.
        zone: The village's.

    Raises:
        VenueHeld: It has one date, which is held.
        NeedsReason: It has one date, on which the venue is not open.
        DatesTaken: It has several.
    """
    if count > 1:
        raise DatesTaken(obstacles, count, now.astimezone(zone).date())
    (only,) = obstacles
    if only.taken is not None:
        raise VenueHeld([only.taken], venues, zone)
    name = venues[only.venue].name
    if only.shut is None:
        raise NeedsReason(N_("{venue} is not open then. Choose another time."), venue=name)
    raise NeedsReason(
        N_("{venue} is closed then: {reason}. Choose another day."),
        venue=name,
        reason=only.shut or "-",
    )


def closed_dates(
    dates: Iterable[Occurrence], venues: Mapping[int, Venue], zone: ZoneInfo
) -> list[Obstacle]:
    """The dates on which a venue of theirs is not open for the whole of it."""
    found = []
    for occurrence in dates:
        for number in occurrence.venues:
            venue, span = venues[number], (occurrence.start, occurrence.end)
            if not _is_open(occurrence, venue, venues, zone):
                shut = shut_during(venue, venues, *span, zone)
                reason = shut.reason if shut is not None else None
                found.append(Obstacle(occurrence, venue=number, shut=reason))
                break
    return found


def _is_open(
    occurrence: Occurrence, venue: Venue, venues: Mapping[int, Venue], zone: ZoneInfo
) -> bool:
    """Whether a venue is open for the whole of a date; of one without hours, at some time of it."""
    if not occurrence.event.all_day:
        return is_open(venue, venues, occurrence.start, occurrence.end, zone)
    first = occurrence.start.astimezone(zone).date()
    last = (occurrence.end.astimezone(zone) - timedelta(minutes=1)).date()
    days = (first + timedelta(days=k) for k in range((last - first).days + 1))
    return all(open_spans(venue, venues, day, day, zone) for day in days)


def refuse_over_limits(
    dates: Sequence[Occurrence],
    venues: Mapping[int, Venue],
    index: VenueEvents,
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Refuse a booking that is larger, longer, further ahead or more often than its venues allow.

    Args:
        dates: Its dates that are to be booked.
        venues: Every venue.
        index: The events, for the bookings of the same months.
        now: The time, aware.
        zone: The village's.

    Raises:
        Refused: It is; the sentence names the limit.
    """
    today = now.astimezone(zone).date()
    for number in dict.fromkeys(number for each in dates for number in each.venues):
        venue = rules_of(venues[number], venues)
        own = [each for each in dates if number in each.venues]
        if venue.max_minutes and any(each.minutes > venue.max_minutes for each in own):
            raise NeedsReason(
                N_("{venue} is booked for at most {n} minutes."),
                venue=venue.name,
                n=venue.max_minutes,
            )
        last = max(each.start.astimezone(zone).date() for each in own)
        if venue.max_days_ahead and (last - today).days > venue.max_days_ahead:
            raise NeedsReason(
                N_("{venue} is booked at most {n} days ahead."),
                venue=venue.name,
                n=venue.max_days_ahead,
            )
        if venue.max_per_month:
            _refuse_too_often(venue, own, index, zone)
    _refuse_too_many_people(dates, venues)


def _refuse_too_many_people(dates: Sequence[Occurrence], venues: Mapping[int, Venue]) -> None:
    """Refuse more places than all venues of a date have seats, if all of them say how many."""
    for each in dates:
        seats = [venues[number].seats for number in each.venues]
        if seats and all(seats) and (each.event.capacity or 0) > sum(seats):
            raise NeedsReason(
                N_("{title} has {n} places, and {venue} has {seats} seats."),
                title=each.event.title,
                n=each.event.capacity,
                venue=", ".join(venues[number].name for number in each.venues),
                seats=sum(seats),
            )


def _refuse_too_often(
    venue: Venue, own: Sequence[Occurrence], index: VenueEvents, zone: ZoneInfo
) -> None:
    event = own[0].event
    if not (event.booker or event.booked_for):
        return  # an organiser
    keys = {each.key for each in own}
    days = [each.start.astimezone(zone).date() for each in own]
    first = min(days).replace(day=1)
    last = (max(days).replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    others = venue_occurrences(index, [venue.number], first, last, zone)
    counted = [o for o in others if o.key not in keys and _by_the_same(o, event)]
    months = Counter(o.start.astimezone(zone).strftime("%Y-%m") for o in counted)
    wanted = Counter(f"{day:%Y-%m}" for day in days)
    for month, n in sorted(wanted.items()):
        if months[month] + n > venue.max_per_month:
            raise NeedsReason(
                N_(
                    "{venue} is booked at most {n} x a month by one person or squad; "
                    "in {month} they have {had}."
                ),
                venue=venue.name,
                n=venue.max_per_month,
                month=month,
                had=months[month],
            )


def _by_the_same(occurrence: Occurrence, event: Event) -> bool:
    """Whether an occurrence is a booking by the same person or for the same squad."""
    other = occurrence.event
    if other.kind != BOOKING or occurrence.cancelled or occurrence.booking == "declined":
        return False
    same_squad = bool(event.booked_for) and event.booked_for == other.booked_for
    return same_squad or (bool(event.booker) and event.booker == other.booker)
