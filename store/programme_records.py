"""The records of programmes (四季赋能): what several events are part of, and who is enrolled."""

from __future__ import annotations

from datetime import date

from yigong.store.event_records import OrganisedBy
from yigong.store.records import Record, Stored, code


class Season(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """A season or a theme of a programme: 春规, 十一月·丰收."""

    name: str
    first: date
    last: date
    """Inclusive."""


class Goal(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """What a programme wants to reach; 0: nothing was said."""

    occurrences: int = 0
    attendances: int = 0
    """人次 of participants and learners."""

    people: int = 0
    """人数: different people of any role but paid."""


class Programme(Record, frozen=True, kw_only=True):
    """项目: events that belong together, with dates, seasons, goals and perhaps an enrolment."""

    name: str
    aliases: tuple[str, ...] = ()
    """Other names of it: earlier ones, and those of programmes that were merged into it. Registers
    that have one of them count as its own."""

    first: date | None = None
    last: date | None = None
    seasons: tuple[Season, ...] = ()
    goal: Goal = Goal()
    hosts: tuple[OrganisedBy, ...] = ()
    """Who organises its events, unless one says otherwise."""

    lead: str = ""
    """负责人, 主理人."""

    places: int = 0
    """How many can be enrolled, children included; 0: any number."""

    mentors_each: int = 0
    """How many mentors each may have (双导师: 2); 0: none."""

    note: str = ""
    archived: bool = False

    @property
    def code(self) -> str:
        """``P01``."""
        return code("P", self.number)


class Enrolment(Record, frozen=True, kw_only=True):
    """在册: a person who is enrolled in a programme; of a nursery place the guardian."""

    programme: int
    person: int
    children: int = 0
    """How many children the places are for: nobody under 14 is named. 0: for the person."""

    since: date
    until: date | None = None
    """The day they left; `None`: they are enrolled, or wait."""

    waiting: bool = False
    mentors: tuple[int, ...] = ()
    note: str = ""

    @property
    def places(self) -> int:
        """How many places it takes."""
        return self.children or 1
