"""The records of a village: plain, frozen, typed. Dicts stay inside storage and file formats."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal

import msgspec

from yigong.store.language import N_

Kind = Literal["duty_day", "festival", "class", "outing", "meeting", "other"]
KINDS: tuple[Kind, ...] = ("duty_day", "festival", "class", "outing", "meeting", "other")

KIND_NAMES: dict[Kind, str] = {
    "duty_day": N_("Duty day"),
    "festival": N_("Festival"),
    "class": N_("Class"),
    "outing": N_("Outing"),
    "meeting": N_("Meeting"),
    "other": N_("Other"),
}
"""What the kinds are called, as msgids."""

Rounding = Literal["none", "floor", "nearest"]
Origin = Literal["clocked", "filled", "granted"]
"""Where minutes come from: 签到 clocked, 补录 filled in later, 认定 granted."""

Mark = Literal["", "late", "leave", "absent"]
"""What a roll call says beyond the stints: 迟 late, 假 on leave, 缺 absent."""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """What every record has: its number in its book, and a revision that rises with each write."""

    number: int = 0
    rev: int = 0


class HoursPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """How minutes present become minutes credited, per attendance.

    Village rules differ (FACTS, Practice), so each of these is a setting; 0 means "no such rule".
    """

    round_to: int = 1
    """Minutes to round to: 1 leaves them, 30 is half an hour."""

    rounding: Rounding = "floor"
    daily_cap: int = 0
    """The most minutes one person is credited for one day, whatever they did on it."""

    min_presence: int = 0
    """Per cent of the occurrence one must be present for any minutes to count."""

    travel: bool = False
    """Whether the time on the way (`Event.travel`) counts as service."""


class Settings(Record, frozen=True, kw_only=True):
    """What a village decides for itself."""

    name: str
    zone: str = "Asia/Shanghai"
    language: str = "zh"
    first_weekday: int = 0
    """0 Monday .. 6 Sunday."""

    years_ahead: int = 5
    """How many years ahead lunar dates and solar terms are written into calendar files, which
    cannot hold their rule."""

    hours: HoursPolicy = HoursPolicy()
    stars: tuple[int, ...] = (100, 300, 600, 1000, 1500)
    """Hours for one star to five."""

    groups: tuple[str, ...] = ()
    """What the village calls its parts (村民小组, 网格), offered where a group is given."""

    tags: tuple[str, ...] = ()
    """The tags it uses (新村民, 老村民, 党员), offered where tags are given."""

    unit: str = ""
    """记录单位: who records and signs on paper; empty: the village's name."""

    organisers: dict[str, str] = {}
    """Login name to the name shown on screens and in the history."""

    uid_domain: str = ""
    """The right-hand side of the UIDs of this village's calendar (RFC 7986 5.3: random)."""


class Guardian(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who answers for a minor."""

    name: str
    phone: str = ""
    relation: str = ""
    """母亲, 父亲, 祖父 ...: as they say it."""


class Volunteer(Record, frozen=True, kw_only=True):
    """A person on the roster."""

    name: str
    reading: str = ""
    """Pinyin syllables, as corrected by hand or computed: ``zhang xiao ming``."""

    keys: str = ""
    """What the finder matches: readings, the likeliest first, separated by ``|``."""

    phone: str = ""
    gender: Literal["", "f", "m"] = ""
    group: str = ""
    """村民小组 or 网格, named by the village."""

    tags: tuple[str, ...] = ()
    note: str = ""
    joined: date | None = None
    born: int = 0
    """The year of birth; 0: not known. Only what says whether they are a minor is asked for."""

    guardians: tuple[Guardian, ...] = ()
    consent: date | None = None
    """When they agreed to their particulars being kept (令67号, art. 16); `None`: not on record."""

    apart: tuple[int, ...] = ()
    """People they look like and are not, of higher numbers (`store.people.distinct_pairs`)."""

    merged: int = 0
    """The person they turned out to be: this code leads there; 0: nobody else. Archived then."""

    forgotten: date | None = None
    """When their particulars were deleted at their wish; their anonymous hours stay."""

    archived: bool = False

    @property
    def code(self) -> str:
        """The code printed on the badge: ``V0123``."""
        return code("V", self.number)


class Squad(Record, frozen=True, kw_only=True):
    """队伍: people who do one kind of work together."""

    name: str
    purpose: str = ""
    leader: int | None = None
    deputies: tuple[int, ...] = ()
    members: tuple[int, ...] = ()
    archived: bool = False

    @property
    def code(self) -> str:
        """``S01``."""
        return code("S", self.number)


class ByRRule(msgspec.Struct, frozen=True, tag="rrule", tag_field="by"):
    """Repeats as RFC 5545 3.3.10 says, in the event's own wall-clock time."""

    rule: str


LeapMonth = Literal["first", "leap", "both"]
"""In a year that has the month twice: in the first of the two, in the leap month, in both."""

ShortMonth = Literal["last", "skip"]
"""In a month without a 30th day: on its last day, or not at all."""


class ByLunar(msgspec.Struct, frozen=True, tag="lunar", tag_field="by", omit_defaults=True):
    """Repeats by the lunar calendar: 九月初九, 除夕 (the last day of the twelfth month), 每月初一.

    RRULE cannot say it, and RFC 7529, which could, is read by no phone (FACTS, iCalendar).
    """

    month: int
    """1 to 12; 0: every month."""

    day: int
    """1 to 30."""

    leap: LeapMonth = "first"
    short: ShortMonth = "last"
    until: date | None = None
    """The last date, inclusive; `None`: goes on."""

    count: int = 0
    """How many dates; 0: no limit. Not together with `until`."""


class ByTerm(msgspec.Struct, frozen=True, tag="term", tag_field="by", omit_defaults=True):
    """Repeats every year on a solar term: 秋分 is 丰收节, on 22 or 23 September."""

    term: str
    """One of the 24, by its Chinese name."""

    until: date | None = None
    count: int = 0
    """As in `ByLunar`."""


Repeat = ByRRule | ByLunar | ByTerm
"""How an event repeats. Rules are kept as rules; dates are computed."""


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How one occurrence differs from its event; `None` or empty: it does not."""

    start: datetime | None = None
    minutes: int | None = None
    place: str | None = None
    cancelled: bool = False
    reason: str = ""
    sequence: int = 0
    """RFC 5545 3.8.7.4, for this occurrence."""

    stamped: datetime | None = None
    """When this revision was made, UTC."""


class Event(Record, frozen=True, kw_only=True):
    """What is planned. May repeat; an occurrence is one dated happening of it."""

    title: str
    kind: Kind = "duty_day"
    start: datetime
    """Naive: wall-clock time in `zone`. The first occurrence."""

    minutes: int = 120
    """Length; whole days when `all_day`."""

    all_day: bool = False
    zone: str = ""
    """Empty: the village's."""

    repeat: Repeat | None = None
    place: str = ""
    notes: str = ""
    """What it is, what to bring."""

    lead: str = ""
    """负责人."""

    needs: dict[int, int] = {}
    """Squad number to how many of it are needed."""

    capacity: int = 0
    """Places; 0: no limit."""

    travel: int = 0
    """How many of the minutes are spent on the way there and back."""

    programme: str = ""
    """What it belongs to with other events (四季赋能); empty: to nothing."""

    geo: tuple[float, float] | None = None
    """Latitude and longitude of `place` (WGS 84, degrees), where they are known."""

    keys: str = ""
    """What a search by pinyin matches: the title's reading, as a person's keys."""

    earlier: tuple[Event, ...] = ()
    """The plans this one took over from, oldest first ("this and following"): each holds until
    the next begins, with a UID and changes of its own. They have no earlier ones themselves."""

    changes: dict[str, Change] = {}
    """Planned date (ISO) to what is different on it."""

    cancelled: bool = False
    reason: str = ""
    uid: str = ""
    sequence: int = 0
    stamped: datetime | None = None
    """When this revision was made, UTC (DTSTAMP, LAST-MODIFIED)."""

    @property
    def code(self) -> str:
        """``E0042``."""
        return code("E", self.number)


class Occurrence(msgspec.Struct, frozen=True, kw_only=True):
    """One dated happening of an event, computed from its rule and never stored in bulk."""

    event: Event
    planned: date
    """The date it was planned for: with the event, its identity."""

    start: datetime
    """Aware, in the event's zone."""

    end: datetime
    place: str
    cancelled: bool = False
    moved: bool = False
    reason: str = ""

    @property
    def key(self) -> str:
        """``E0042@2026-11-25``: also the name of its register."""
        return occurrence_key(self.event.number, self.planned)

    @property
    def minutes(self) -> int:
        """How long it lasts."""
        return elapsed(self.start, self.end)


class Stint(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One in-out interval; coming back is a second one (即到即签、即退即签)."""

    start: datetime
    end: datetime | None = None
    origin: Origin = "clocked"
    desk: str = ""
    by: str = ""
    end_by: str = ""
    end_desk: str = ""
    reason: str = ""


class Credit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """Minutes by origin. The three are never mixed, only added up for show."""

    clocked: int = 0
    filled: int = 0
    granted: int = 0

    @property
    def total(self) -> int:
        """All minutes."""
        return self.clocked + self.filled + self.granted


class Grant(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """认定: minutes that were granted for what no clock saw, such as preparing at home."""

    minutes: int
    at: datetime
    by: str
    reason: str


class Entry(Record, frozen=True, kw_only=True):
    """One person in one register. `number` is the person's: one person is in it once."""

    squad: int = 0
    """The squad they serve in here; 0: none."""

    expected: datetime | None = None
    """When they signed up; `None`: they just came."""

    waiting: bool = False
    """On the waitlist."""

    mark: Mark = ""
    stints: tuple[Stint, ...] = ()
    adults: int = 0
    children: int = 0
    """Heads that came along, counted and not named."""

    grants: tuple[Grant, ...] = ()
    """Hours without presence: whoever has nothing else was not there, and is no attendance."""

    credit: Credit | None = None
    """Set when the register is closed."""

    row: int = 0
    """The number of their row on the printed sheet; 0: not printed yet."""

    @property
    def present(self) -> bool:
        """Whether they came at all."""
        return bool(self.stints)

    @property
    def here(self) -> bool:
        """Whether they are here now."""
        return bool(self.stints) and self.stints[-1].end is None

    @property
    def heads(self) -> int:
        """人次: the person and whoever came along; 0 if they did not come."""
        return 1 + self.adults + self.children if self.stints else 0


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """Why a signed register was opened again, and by whom."""

    at: datetime
    by: str
    reason: str


class Head(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a register says about its occurrence, so that it stands alone in year ten."""

    event: int
    planned: date
    title: str
    kind: Kind
    start: datetime
    end: datetime
    place: str = ""
    lead: str = ""
    travel: int = 0
    programme: str = ""
    report: str = ""
    """小结: how it went, in a sentence, for the ledger."""

    closed: datetime | None = None
    closed_by: str = ""
    policy: HoursPolicy | None = None
    """The policy its minutes were credited under, kept so that changing it rewrites nothing."""

    rows: int = 0
    """The highest row of the sheet that was ever printed, blank ones included: no row is given to
    another person later."""

    corrections: tuple[Correction, ...] = ()
    """How often and why it was reopened after it was signed; they stay with it."""


class Issue(Record, frozen=True, kw_only=True):
    """What went out with somebody's particulars or the village's word: who asked for it, when."""

    kind: Literal["record", "phones"]
    """A service record on paper, or a list with whole phone numbers."""

    at: datetime
    by: str = ""
    what: str = ""
    """Which list, by codes only: ``signin E0042@2026-11-25``; a name could not be forgotten."""

    count: Annotated[int, msgspec.Meta(ge=0)] = 0
    """How many whole phone numbers it showed."""

    person: Annotated[int, msgspec.Meta(ge=0)] = 0
    """Whose service record; 0: it is none."""

    first: date | None = None
    last: date | None = None
    """The period of a service record; `None`: all there is on that side."""

    minutes: Annotated[int, msgspec.Meta(ge=0)] = 0
    """What a service record comes to."""

    year: Annotated[int, msgspec.Meta(ge=0)] = 0
    serial: Annotated[int, msgspec.Meta(ge=0)] = 0
    """The running number of a service record within its year."""

    @property
    def code(self) -> str:
        """The number printed on a service record: ``2026-0007``."""
        return f"{self.year}-{self.serial:04d}"


def elapsed(start: datetime, end: datetime) -> int:
    """Whole minutes that really pass between two aware times.

    Python subtracts two times of one zone by the clock on the wall, which is an hour off on the
    night the clocks change.
    """
    return int((end.timestamp() - start.timestamp()) // 60)


def code(letter: str, number: int) -> str:
    """A number as people write it: ``V0123``, ``E0042``, ``S01``."""
    return f"{letter}{number:0{2 if letter == 'S' else 4}d}"


def occurrence_key(event: int, planned: date) -> str:
    """The identity of an occurrence, safe as a file name."""
    return f"{code('E', event)}@{planned.isoformat()}"
