"""Validation of venues: what was typed or read becomes a clean record, or is refused."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import get_args

import msgspec

from yigong.store.errors import Refused
from yigong.store.language import N_
from yigong.store.records import code
from yigong.store.validate import (
    MAX_MINUTES,
    MAX_NAME,
    MAX_PLACE,
    MAX_TITLE,
    checked_geo,
    clean_line,
    clean_paragraph,
)
from yigong.store.venue_records import Opening, Shut, Venue, VenueKind

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def checked_venue(record: Venue) -> Venue:
    """A venue ready to be written.

    Raises:
        Refused: It has no name, hours that are none, or a number that is out of range.
    """
    if record.kind not in get_args(VenueKind):
        kinds = ", ".join(get_args(VenueKind))
        raise Refused(
            "There is no kind of venue {kind}; there are: {kinds}.",
            kind=clean_line(record.kind, N_("The kind"), MAX_NAME),
            kinds=kinds,
        )
    if not (0 <= record.seats <= 9999 and 0 <= record.max_per_month <= 9999):
        raise Refused("A number of people or of bookings is 0 to 9999.")
    if not (0 <= record.buffer <= 1440 and 0 <= record.max_minutes <= MAX_MINUTES):
        raise Refused("The time kept free is 0 to 1440 minutes, a booking lasts at most 31 days.")
    if not 0 <= record.max_days_ahead <= 3660:
        raise Refused("A venue is booked at most 3660 days ahead.")
    return msgspec.structs.replace(
        record,
        name=clean_line(record.name, N_("The name"), MAX_NAME, needed=True),
        opens=tuple(map(_checked_opening, record.opens)),
        shut=tuple(sorted(map(_checked_shut, record.shut), key=lambda shut: shut.first)),
        address=clean_line(record.address, N_("The address"), MAX_PLACE),
        geo=checked_geo(record.geo),
        note=clean_paragraph(record.note, N_("The note")),
    )


def refuse_ring(venues: Mapping[int, Venue], venue: Venue) -> None:
    """Refuse a venue that is part of itself, by whatever way, or of one that is not there.

    Args:
        venues: Every venue by number.
        venue: The venue as it shall be.

    Raises:
        Refused: It is that.
    """
    above, seen = venue.part_of, {venue.number} if venue.number else set()
    while above:
        whole = venues.get(above)
        if whole is None:
            raise Refused("There is no venue {code}.", code=code("L", above))
        if above in seen:
            raise Refused("{name} would be a part of itself.", name=venue.name)
        if whole.archived and not venue.archived:
            raise Refused("{name} is archived.", name=whole.name)
        seen.add(above)
        above = whole.part_of


def is_in_ring(venues: Mapping[int, Venue], number: int) -> bool:
    """Whether a venue is part of itself, by whatever way.

    Args:
        venues: Every venue by number.
        number: The venue's number.
    """
    above, seen = number, set[int]()
    while above in venues and above not in seen:
        seen.add(above)
        above = venues[above].part_of
    return above == number


def _checked_opening(opening: Opening) -> Opening:
    for clock in (opening.start, opening.end):
        if not _CLOCK.fullmatch(clock):
            text = clean_line(clock, N_("The time"), MAX_NAME)
            raise Refused("There is no time {text}; write it as 09:00.", text=text)
    if opening.start in (opening.end, "24:00"):
        raise Refused("The hours {start}-{end} are none.", start=opening.start, end=opening.end)
    days = tuple(sorted(set(opening.days)))
    if not days or not all(0 <= day <= 6 for day in days):
        raise Refused("A day of the week is 0 (Monday) to 6 (Sunday).")
    return msgspec.structs.replace(opening, days=days)


def _checked_shut(shut: Shut) -> Shut:
    if shut.last < shut.first:
        raise Refused("A venue is closed up to or after the first day of it.")
    return msgspec.structs.replace(
        shut, reason=clean_line(shut.reason, N_("The reason"), MAX_TITLE)
    )
