"""The records of events: plans, how they repeat, and their occurrences."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

import msgspec

from yigong.store.records import Record, Role, Stored, code, elapsed


class ByRRule(Stored, frozen=True, tag="rrule", tag_field="by"):
    """Repeats by an RRULE (RFC 5545 3.3.10), in the event's own wall-clock time."""

    rule: str


LeapMonth = Literal["first", "leap", "both"]
"""In a year with a leap month of that number: in the first of the two, the leap month, both."""

ShortMonth = Literal["last", "skip"]
"""In a month without a 30th day: on its last day, or skipped."""


class ByLunar(Stored, frozen=True, tag="lunar", tag_field="by", omit_defaults=True):
    """Repeats by the lunar calendar: 九月初九, 除夕 (the last day of the twelfth month), 每月初一.

    RRULE cannot express it, and the calendars of phones do not read RFC 7529, which can.
    """

    month: int
    """1 to 12; 0: every month."""

    day: int
    """1 to 30."""

    leap: LeapMonth = "first"
    short: ShortMonth = "last"
    until: date | None = None
    """The last date, inclusive; `None`: no end."""

    count: int = 0
    """The number of dates; 0: no limit. Not together with `until`."""


class ByTerm(Stored, frozen=True, tag="term", tag_field="by", omit_defaults=True):
    """Repeats every year on a solar term: 秋分 is 丰收节, on 22 or 23 September."""

    term: str
    """The Chinese name of one of the 24 terms."""

    until: date | None = None
    count: int = 0
    """As in `ByLunar`."""


Repeat = ByRRule | ByLunar | ByTerm
"""How an event repeats. The rule is stored; its dates are computed."""


class Post(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """岗位: what is to be done at an event, from when to when, by how many: the field's shift."""

    id: int = 0
    """Its number within the event, which sign-ups name; 0: it gets the next when it is saved."""

    name: str
    """停车, 摊位."""

    start: int = 0
    """Minutes after the occurrence's start; negative: before it."""

    minutes: int = 0
    """Its length; 0: to the occurrence's end."""

    heads: int = 1
    """How many people it needs."""

    squad: int = 0
    """The squad that is asked first; 0: none."""

    lead: int = 0
    """The person in charge of it, by number; 0: nobody."""

    note: str = ""


class Leg(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """A leg of a trip: one ride from one place to another. Legs are counted from 1, by time."""

    after: int = 0
    """Minutes after the occurrence's start."""

    minutes: int
    """How long the ride takes."""

    origin: str = ""
    destination: str = ""
    vehicles: tuple[int, ...] = ()
    """The venues that drive, by number."""

    seats: tuple[int, ...] = ()
    """How many passengers each of them takes (0: not said) when the register's head was written;
    empty in an event, which goes by `vehicles`, as are their `names`."""

    names: tuple[str, ...] = ()


HostPart = Literal["host", "with", "support"]
"""主办 the host, 承办 who carries it out with them, 协办 who supports it."""


class OrganisedBy(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """The part that a squad, a company or a branch has in organising an event."""

    squad: int
    how: HostPart = "host"
    name: str = ""
    """Its name when the register's head was written; empty in an event, which goes by `squad`."""


Booking = Literal["", "tentative", "declined"]
"""What a keeper said to holding a venue: agreed (empty), not yet, no."""


class Change(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """The changes of one occurrence against its event; `None` or empty: unchanged."""

    start: datetime | None = None
    minutes: int | None = None
    place: str | None = None
    venues: tuple[int, ...] | None = None
    posts: tuple[Post, ...] | None = None
    legs: tuple[Leg, ...] | None = None
    booking: Booking | None = None
    override: str | None = None
    left_out: bool = False
    """The date never was (RFC 5545 3.8.5.1, EXDATE): unlike of a cancelled one, nobody is told."""

    cancelled: bool = False
    reason: str = ""
    sequence: int = 0
    """RFC 5545 3.8.7.4, for this occurrence."""

    stamped: datetime | None = None
    """The time of this revision, UTC."""


class Event(Record, frozen=True, kw_only=True):
    """An event: once or repeated; an occurrence is one dated happening of it."""

    title: str
    kind: str = "duty_day"
    """The name of its kind (see `store.kinds`)."""

    role: Role | Literal[""] = ""
    """What people are there as; empty: as its kind says."""

    start: datetime
    """The start of the first occurrence, naive: wall-clock time in `zone`."""

    minutes: int = 120
    """The length; whole days if `all_day`."""

    all_day: bool = False
    zone: str = ""
    """Empty: the village's."""

    repeat: Repeat | None = None
    place: str = ""
    """Where, in words; of a venue its name, unless somebody wrote another."""

    venues: tuple[int, ...] = ()
    """The venues that it holds, by number, while it takes place."""

    booking: Booking = ""
    answer: str = ""
    """What the keeper of the venue said, such as why not."""

    booker: int = 0
    """The person who asked for the venue, by number; 0: an organiser."""

    booked_for: int = 0
    """The squad that it was asked for; 0: none."""

    override: str = ""
    """Why it holds a venue together with others; empty: it does not."""

    notes: str = ""
    """A description, what to bring."""

    lead: str = ""
    """负责人."""

    hosts: tuple[OrganisedBy, ...] = ()
    """Who organises it; empty: as its programme says."""

    needs: dict[int, int] = msgspec.field(default_factory=dict)
    """Squad number to the number of people needed from it, for the whole of it."""

    posts: tuple[Post, ...] = ()
    """What is to be done, by post; in the order of the plan."""

    legs: tuple[Leg, ...] = ()
    """The rides there and back, by time; an event with legs is a trip."""

    capacity: int = 0
    """Places; 0: no limit."""

    travel: int = 0
    """How many of the minutes are travel there and back; of a trip its legs tell."""

    programme: int = 0
    """The number of the programme it is part of, with other events (四季赋能); 0: none."""

    answers: tuple[int, ...] = ()
    """The requests that it is in answer to, by number."""

    public: bool = True
    """Whether it stands on the pages for everybody and in their calendars."""

    geo: tuple[float, float] | None = None
    """Latitude and longitude of `place` (WGS 84, degrees); `None`: not known."""

    keys: str = ""
    """The readings of the title that a search matches, in the form of `Volunteer.keys`."""

    earlier: tuple[Event, ...] = ()
    """The plans before this one, oldest first ("this and following"): each is in force until the
    next begins, with a UID and changes of its own. They have no earlier plans themselves."""

    changes: dict[str, Change] = msgspec.field(default_factory=dict)
    """Planned date (ISO) to the changes of that occurrence."""

    cancelled: bool = False
    reason: str = ""
    uid: str = ""
    sequence: int = 0
    stamped: datetime | None = None
    """The time of this revision, UTC (DTSTAMP, LAST-MODIFIED)."""

    @property
    def code(self) -> str:
        """``E0042``."""
        return code("E", self.number)


class Occurrence(msgspec.Struct, frozen=True, kw_only=True):
    """One dated happening of an event, computed from its rule, never stored in bulk."""

    event: Event
    planned: date
    """The date it was planned for; with the event number it identifies the occurrence."""

    start: datetime
    """Aware, in the event's zone."""

    end: datetime
    place: str
    venues: tuple[int, ...] = ()
    posts: tuple[Post, ...] = ()
    legs: tuple[Leg, ...] = ()
    booking: Booking = ""
    override: str = ""
    cancelled: bool = False
    moved: bool = False
    reason: str = ""

    @property
    def key(self) -> str:
        """``E0042@2026-11-25``, which is also the name of its register."""
        return occurrence_key(self.event.number, self.planned)

    @property
    def minutes(self) -> int:
        """Its length."""
        return elapsed(self.start, self.end)


def occurrence_key(event: int, planned: date) -> str:
    """The identity of an occurrence, safe as a file name."""
    return f"{code('E', event)}@{planned.isoformat()}"
