"""The record of a venue: whatever can be held for a time."""

from __future__ import annotations

from datetime import date
from typing import Literal, get_args

from yigong.store.language import N_
from yigong.store.records import Record, Stored, code

VenueKind = Literal["room", "ground", "desk", "vehicle", "other"]

VENUE_KINDS: tuple[VenueKind, ...] = get_args(VenueKind)

VENUE_KIND_NAMES: dict[VenueKind, str] = {
    "room": N_("room"),
    "ground": N_("ground"),
    "desk": N_("work desk"),
    "vehicle": N_("vehicle"),
    "other": N_("other venue"),
}
"""The names of the kinds, as msgids."""


class Opening(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """Hours at which a venue is open on some days of the week."""

    days: tuple[int, ...]
    """0 Monday .. 6 Sunday."""

    start: str
    """``09:00``."""

    end: str
    """``21:00``; ``24:00`` is midnight; not later than the start: on the next day."""


class Shut(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """Days on which a venue is closed, inclusive."""

    first: date
    last: date
    reason: str = ""


class Venue(Record, frozen=True, kw_only=True):
    """场地: a room, a ground, a desk, a vehicle."""

    name: str
    kind: VenueKind = "room"
    part_of: int = 0
    """The venue that it is a part of, by number: who holds the whole holds its parts. 0: none."""

    seats: int = 0
    """For how many people it is; of a vehicle its passengers. 0: not said."""

    opens: tuple[Opening, ...] = ()
    """Empty: as the whole it is part of, else always."""

    shut: tuple[Shut, ...] = ()
    buffer: int = 0
    """Minutes that are kept free after each use."""

    needs_approval: bool = False
    """Whether its keeper must agree to a booking."""

    max_minutes: int = 0
    """The longest booking; 0: any."""

    max_days_ahead: int = 0
    """How many days ahead it may be booked; 0: any number."""

    max_per_month: int = 0
    """How often a month one person or squad may book it; 0: any number."""

    keeper: int = 0
    """The person who keeps it, by number; 0: nobody."""

    address: str = ""
    geo: tuple[float, float] | None = None
    """Latitude and longitude (WGS 84, degrees); `None`: not known."""

    note: str = ""
    archived: bool = False

    @property
    def code(self) -> str:
        """``L02``."""
        return code("L", self.number)
