"""The rules of a booking: when its venue is open, how long, how far ahead, how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from yigong.store.errors import Refused
from yigong.store.event_records import Event, Occurrence
from yigong.store.kinds import BOOKING
from yigong.store.language import N_, _
from yigong.store.venue_records import Venue
from yigong.store.venues.double_booking import Taken, holding_text
from yigong.store.venues.openings import is_open, open_spans, shut_during


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
            others = self.taken.others
            return _(", ").join(holding_text(h, venues, zone, day) for h in others)
        name = venues[self.venue].name
        if self.shut is None:
            return _("{venue} is not open then").format(venue=name)
        return _("{venue} is closed: {reason}").format(venue=name, reason=self.shut or "-")


class DatesTaken(Refused):
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
    others: Iterable[Occurrence],
    now: datetime,
    zone: ZoneInfo,
) -> None:
    """Refuse a booking that is longer, further ahead or more often than its venues allow.

    Args:
        dates: Its dates that are to be booked.
        venues: Every venue.
        others: The bookings that there are, of these venues, in the months of the dates.
        now: The time, aware.
        zone: The village's.

    Raises:
        Refused: It is; the sentence names the limit.
    """
    others = list(others)
    for number in dict.fromkeys(number for each in dates for number in each.venues):
        venue = venues[number]
        own = [each for each in dates if number in each.venues]
        if venue.max_minutes and any(each.minutes > venue.max_minutes for each in own):
            raise Refused(
                "{venue} is booked for at most {n} minutes.", venue=venue.name, n=venue.max_minutes
            )
        today = now.astimezone(zone).date()
        last = max(each.start.astimezone(zone).date() for each in own)
        if venue.max_days_ahead and (last - today).days > venue.max_days_ahead:
            raise Refused(
                "{venue} is booked at most {n} days ahead.",
                venue=venue.name,
                n=venue.max_days_ahead,
            )
        if venue.max_per_month:
            _refuse_too_often(venue, own, others, zone)


def _refuse_too_often(
    venue: Venue, own: Sequence[Occurrence], others: Iterable[Occurrence], zone: ZoneInfo
) -> None:
    event = own[0].event
    if not (event.booker or event.booked_for):
        return  # an organiser
    counted = [o for o in others if venue.number in o.venues and _by_the_same(o, event)]
    months = Counter(o.start.astimezone(zone).strftime("%Y-%m") for o in counted)
    wanted = Counter(o.start.astimezone(zone).strftime("%Y-%m") for o in own)
    for month, n in sorted(wanted.items()):
        if months[month] + n > venue.max_per_month:
            raise Refused(
                "{venue} is booked at most {n} x a month by one person or squad; "
                "in {month} they have {had}.",
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
    if event.number and other.number == event.number:
        return False
    same_squad = bool(event.booked_for) and event.booked_for == other.booked_for
    return same_squad or (bool(event.booker) and event.booker == other.booker)
