"""The fields of a leg's form, and a leg of what was typed into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from yigong.store.attendance.rides import leg_hours
from yigong.store.dates.clock_parser import parse_hours
from yigong.store.errors import Refused
from yigong.store.event_records import Leg, Occurrence
from yigong.store.language import _
from yigong.store.records import elapsed
from yigong.store.venue_records import Venue
from yigong.tui.view.form_fields import Field, with_typed_values


def leg_fields(leg: Leg, occurrence: Occurrence, venues: Iterable[Venue]) -> list[Field]:
    """The fields for a leg, in the order of the form.

    Args:
        leg: The leg; a new one takes no minutes.
        occurrence: The trip whose clock the hours are typed by.
        venues: The vehicles to choose from.
    """
    hours = str(leg_hours(leg, occurrence)) if leg.minutes else ""
    return [
        Field("hours", _("When"), hours, hint=_("8:00-8:40, there and arrived")),
        Field("origin", _("From"), leg.origin, hint=_("where it leaves")),
        Field("destination", _("To"), leg.destination, hint=_("where it arrives")),
        Field(
            "vehicles",
            _("Vehicles"),
            tuple((number, "") for number in leg.vehicles),
            lambda picks: tuple(number for number, _part in picks),
            options=[(venue.number, venue.name) for venue in venues],
            picks=True,
        ),
    ]


def read_leg(
    typed: Mapping[str, object], leg: Leg, occurrence: Occurrence, fields: Iterable[Field]
) -> Leg:
    """A leg as it was typed; hours that were not touched stay.

    Raises:
        Refused: The hours cannot be read.
    """
    fields = list(fields)
    new = with_typed_values(leg, fields, typed)
    before = next(field.value for field in fields if field.name == "hours")
    if typed["hours"] == before and leg.minutes:
        return new
    return with_ride_hours(new, str(typed["hours"]), occurrence)


def with_ride_hours(leg: Leg, text: str, occurrence: Occurrence) -> Leg:
    """A leg with hours that were typed by the clock of its trip.

    Of a trip of several days it is on the day of the leg that it changes; a new one is on the first
    day on which no other leg of the trip is later.

    Raises:
        Refused: They cannot be read, or it is not said when it arrives.
    """
    if not text.strip():
        raise Refused("Say from when to when, such as {example}.", example="8:00-8:40")
    clock, minutes = parse_hours(text)
    if not minutes:
        raise Refused("Say from when to when, such as {example}.", example="8:00-8:40")
    zone, first = occurrence.start.tzinfo, occurrence.start.date()
    days = range((occurrence.end.date() - first).days + 1)
    starts = [datetime.combine(first + timedelta(days=n), clock, zone) for n in days]
    if leg.minutes:
        near = leg_hours(leg, occurrence).start
    else:
        ends = (leg_hours(each, occurrence).end for each in occurrence.legs)
        near = max(ends, default=occurrence.start)
        starts = [at for at in starts if at >= near] or starts
    start = min(starts, key=lambda at: abs(at - near))
    return msgspec.structs.replace(leg, after=elapsed(occurrence.start, start), minutes=minutes)
