"""The records of a village: frozen and typed. Dicts stay inside storage and file formats."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, get_args

import msgspec

from yigong.store.language import N_

Role = Literal["volunteer", "participant", "learner", "guest", "paid"]
"""身份: what somebody is there as. 志愿 volunteer; 参加 participant, who is served; 学习 learner,
who is trained; 嘉宾 guest, such as a lecturer; 用工 paid, by the hour or the day."""

ROLES: tuple[Role, ...] = get_args(Role)

ROLE_NAMES: dict[Role, str] = {
    "volunteer": N_("volunteer"),
    "participant": N_("participant"),
    "learner": N_("learner"),
    "guest": N_("guest"),
    "paid": N_("paid"),
}
"""The names of the roles, as msgids."""

Rounding = Literal["none", "floor", "nearest"]
Origin = Literal["clocked", "filled", "granted"]
"""The origin of minutes: 签到 clocked, 补录 filled in later, 认定 granted."""

Mark = Literal["", "late", "leave", "absent"]
"""The answer at a roll call, beside the stints: 迟 late, 假 on leave, 缺 absent."""


class Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is stored in books. A field that there is not is damage: perhaps one bit of the name of
    another one, whose value must not be taken for its default."""


class Record(Stored, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The base of every record: its number in its book, and a revision that each write raises."""

    number: int = 0
    rev: int = 0


class KindSpec(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """A kind of event that a village has beside those of every village (see `store.kinds`)."""

    name: str
    """义诊, 市集: as shown, and as events name it."""

    letter: str = ""
    """The character in the month; empty: the first of the name."""

    colour: str = ""
    """The colour in the month, by its name; empty: the text's."""

    role: Role = "participant"
    """What people are there as, unless the event says otherwise."""

    trains: bool = False
    """Whether its learners are trained as volunteers, which their service record lists."""


class HoursPolicy(Stored, frozen=True, kw_only=True):
    """How minutes present become minutes credited, per attendance.

    The rules differ from village to village, so each is a setting; 0 means "no such rule".
    """

    round_to: int = 1
    """Minutes to round to: 1 leaves them, 30 is half an hour."""

    rounding: Rounding = "floor"
    daily_cap: int = 0
    """The most minutes that one person is credited for one day, in all events together."""

    min_presence: int = 0
    """Per cent of the occurrence that one must be present for any minutes to count."""

    travel: bool = False
    """Whether the travel time (`Event.travel`) counts as service."""


class Settings(Record, frozen=True, kw_only=True):
    """The settings of a village."""

    name: str
    zone: str = "Asia/Shanghai"
    language: str = "zh"
    first_weekday: int = 0
    """0 Monday .. 6 Sunday."""

    years_ahead: int = 5
    """How many years of lunar dates and solar terms are written into calendar files, which cannot
    hold their rule."""

    hours: HoursPolicy = HoursPolicy()
    stars: tuple[int, ...] = (100, 300, 600, 1000, 1500)
    """The hours for one star, two and so on."""

    groups: tuple[str, ...] = ()
    """The village's groups (村民小组, 网格), offered where a group is entered."""

    tags: tuple[str, ...] = ()
    """The village's tags (新村民, 老村民, 党员), offered where tags are entered."""

    kinds: tuple[KindSpec, ...] = ()
    """The village's own kinds of events, beside those of every village."""

    unit: str = ""
    """记录单位: the unit that records and signs on paper; empty: the village's name."""

    organisers: dict[str, str] = {}
    """Login name to the name shown on screens and in the history."""

    public_url: str = ""
    """The address of the pages for everybody, with ``/`` at its end; empty: none."""

    public_english: bool = False
    """Whether these pages are written in English, too."""

    uid_domain: str = ""
    """The right-hand side of the UIDs of this village's calendar (RFC 7986 5.3: random)."""


class Guardian(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """The guardian of a minor."""

    name: str
    phone: str = ""
    relation: str = ""
    """母亲, 父亲, 祖父 ...: as entered."""


class Volunteer(Record, frozen=True, kw_only=True):
    """A person on the roster."""

    name: str
    reading: str = ""
    """Pinyin syllables, computed or corrected by hand: ``zhang xiao ming``."""

    keys: str = ""
    """The readings that the finder matches, the likeliest first, separated by ``|``."""

    phone: str = ""
    gender: Literal["", "f", "m"] = ""
    group: str = ""
    """Their 村民小组 or 网格."""

    tags: tuple[str, ...] = ()
    note: str = ""
    joined: date | None = None
    born: int = 0
    """The year of birth; 0: not known. It is enough to tell whether they are a minor."""

    guardians: tuple[Guardian, ...] = ()
    emergency: str = ""
    """Whom to call if something happens to them: a name and a phone, as entered."""

    insured: date | None = None
    """The last day of their insurance; `None`: none is known of."""

    consent: date | None = None
    """The day they agreed to their data being stored (令67号 art. 16); `None`: not on record."""

    apart: tuple[int, ...] = ()
    """Higher numbers of people who look like duplicates and are not (see `distinct_pairs`)."""

    merged: int = 0
    """The number of the record this one was merged into; 0: not merged. It is archived then."""

    forgotten: date | None = None
    """The day their data were erased at their wish; their hours stay, without a name."""

    archived: bool = False

    @property
    def code(self) -> str:
        """The code printed on the badge: ``V0123``."""
        return code("V", self.number)


class Squad(Record, frozen=True, kw_only=True):
    """队伍: a group of people who do one kind of work."""

    name: str
    purpose: str = ""
    hosts: bool = False
    """Whether it may be named as 主办, 承办, 协办 of events; it need not have members then."""

    contact: str = ""
    """Whom to ask at a company or a branch that hosts: a name, a phone, as entered."""

    leader: int | None = None
    deputies: tuple[int, ...] = ()
    members: tuple[int, ...] = ()
    archived: bool = False

    @property
    def only_hosts(self) -> bool:
        """Whether it hosts and has no members but its officers, as a company does: nobody of it is
        asked to come."""
        return self.hosts and not set(self.members) - {self.leader, *self.deputies}

    @property
    def code(self) -> str:
        """``S01``."""
        return code("S", self.number)


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

    needs: dict[int, int] = {}
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

    public: bool = True
    """Whether it stands on the pages for everybody and in their calendars."""

    geo: tuple[float, float] | None = None
    """Latitude and longitude of `place` (WGS 84, degrees); `None`: not known."""

    keys: str = ""
    """The readings of the title that a search matches, in the form of `Volunteer.keys`."""

    earlier: tuple[Event, ...] = ()
    """The plans before this one, oldest first ("this and following"): each is in force until the
    next begins, with a UID and changes of its own. They have no earlier plans themselves."""

    changes: dict[str, Change] = {}
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


class Stint(Stored, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """One interval from check-in to check-out; coming back begins another (即到即签、即退即签)."""

    start: datetime
    end: datetime | None = None
    origin: Origin = "clocked"
    desk: str = ""
    by: str = ""
    end_by: str = ""
    end_desk: str = ""
    reason: str = ""
    role: Role | Literal[""] = ""
    """What they were there as meanwhile; empty: as their entry says."""

    leg: int = 0
    """The leg of a trip that they were on, from 1; 0: they were there."""


class ServiceTime(Stored, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """服务时长: minutes of a volunteer, by origin, which are only added up for display.

    The three kinds of time are types of their own, so that none is added to another.
    """

    clocked: int = 0
    filled: int = 0
    granted: int = 0

    @property
    def total(self) -> int:
        """The sum of all three."""
        return self.clocked + self.filled + self.granted

    def __add__(self, other: ServiceTime) -> ServiceTime:
        return ServiceTime(
            clocked=self.clocked + other.clocked,
            filled=self.filled + other.filled,
            granted=self.granted + other.granted,
        )


class LearningTime(Stored, frozen=True, omit_defaults=True, gc=False):
    """学时: minutes of a learner."""

    minutes: int = 0

    def __add__(self, other: LearningTime) -> LearningTime:
        return LearningTime(self.minutes + other.minutes)


class PaidTime(Stored, frozen=True, omit_defaults=True, gc=False):
    """工时: minutes of paid work."""

    minutes: int = 0

    def __add__(self, other: PaidTime) -> PaidTime:
        return PaidTime(self.minutes + other.minutes)


NO_LEARNING, NO_LABOUR = LearningTime(), PaidTime()
"""None of either. An entry that has these objects, and not equal ones, is written without them."""


class Grant(Stored, frozen=True, kw_only=True, gc=False):
    """认定: minutes granted for work without a check-in, such as preparing at home."""

    minutes: int
    at: datetime
    by: str
    reason: str


class PostSignUp(Stored, frozen=True, omit_defaults=True, gc=False):
    """A sign-up for one post."""

    post: int
    """`Post.id`."""

    at: datetime
    """When, which is its turn on the waitlist of the post."""

    waiting: bool = False


class Entry(Record, frozen=True, kw_only=True):
    """A person in a register. `number` is the person's, so each is in it once."""

    squad: int = 0
    """The squad they serve in at this occurrence; 0: none."""

    role: Role | Literal[""] = ""
    """What they are there as; empty: as the plan says (see `store.attendance.roles`)."""

    expected: datetime | None = None
    """When they signed up; `None`: they did not."""

    waiting: bool = False
    """On the waitlist."""

    posts: tuple[PostSignUp, ...] = ()
    """The posts they signed up for; none where the event has none."""

    rides: tuple[int, ...] = ()
    """The legs of a trip that they want, from 1; empty: all."""

    seat: int = 0
    """The number of their seat; 0: none. Those of a leg's second vehicle follow on the first's."""

    stays: bool = False
    """They said that they do not ride back with the others, so nobody misses them."""

    mark: Mark = ""
    stints: tuple[Stint, ...] = ()
    adults: int = 0
    children: int = 0
    """Adults and children who come along, counted and not named: always participants."""

    grants: tuple[Grant, ...] = ()
    """Hours without presence: an entry with nothing else is no attendance."""

    credit: ServiceTime | None = None
    """Set when the register is closed, as the two below."""

    learning: LearningTime = NO_LEARNING
    labour: PaidTime = NO_LABOUR

    row: int = 0
    """The row they have on the printed sheet; 0: none yet."""

    @property
    def present(self) -> bool:
        """Whether they came."""
        return bool(self.stints)

    @property
    def here(self) -> bool:
        """Whether they are checked in now."""
        return bool(self.stints) and self.stints[-1].end is None

    @property
    def party(self) -> int:
        """How many they are, with those who come along."""
        return 1 + self.adults + self.children


class Correction(Stored, frozen=True, kw_only=True):
    """A record that a signed register was reopened: when, by whom, why."""

    at: datetime
    by: str
    reason: str


class Headcount(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """散客: people counted at the door without a name; they are participants."""

    at: datetime
    adults: int = 0
    children: int = 0
    by: str = ""
    desk: str = ""


class Head(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """The facts of an occurrence in its register, so that it can be read without the event."""

    event: int
    planned: date
    title: str
    kind: str
    role: Role | Literal[""] = ""
    """What people are there as. Empty in a register that was signed before there were roles: it
    credits everybody as a volunteer, until it is reviewed (see `store.attendance.role_review`)."""

    serving: tuple[int, ...] = ()
    """The squads that the event needs: who serves in one of them is a volunteer."""

    trains: bool = False
    """Whether learners are trained as volunteers (`KindSpec.trains`)."""

    start: datetime
    end: datetime
    place: str = ""
    venues: tuple[int, ...] = ()
    lead: str = ""
    hosts: tuple[OrganisedBy, ...] = ()
    posts: tuple[Post, ...] = ()
    legs: tuple[Leg, ...] = ()
    """With the seats and names of their vehicles."""

    travel: int = 0
    programme: str = ""
    """The programme's name."""

    headcounts: tuple[Headcount, ...] = ()
    """Each time somebody counted heads without a name."""

    report: str = ""
    """小结: a sentence on how it went, for the ledger."""

    closed: datetime | None = None
    closed_by: str = ""
    policy: HoursPolicy | None = None
    """The policy its minutes were credited under: a later one leaves them as they are."""

    rows: int = 0
    """The highest row of the sheet ever printed, blank ones included: no row is given twice."""

    corrections: tuple[Correction, ...] = ()
    """The reopenings after it was signed; they are never removed."""


class Issue(Record, frozen=True, kw_only=True):
    """A paper or list that was issued with personal data: which, to whom, when."""

    kind: Literal["record", "phones"]
    """A service record on paper, or a list with whole phone numbers."""

    at: datetime
    by: str = ""
    what: str = ""
    """The list, by codes only: ``signin E0042@2026-11-25``; a name here could not be erased."""

    count: Annotated[int, msgspec.Meta(ge=0)] = 0
    """The number of whole phone numbers on it."""

    person: Annotated[int, msgspec.Meta(ge=0)] = 0
    """The person of a service record; 0: it is none."""

    first: date | None = None
    last: date | None = None
    """The period of a service record; `None`: no bound on that side."""

    minutes: Annotated[int, msgspec.Meta(ge=0)] = 0
    """The total of a service record."""

    year: Annotated[int, msgspec.Meta(ge=0)] = 0
    serial: Annotated[int, msgspec.Meta(ge=0)] = 0
    """The running number of a service record within its year."""

    @property
    def code(self) -> str:
        """The number printed on a service record: ``2026-0007``."""
        return f"{self.year}-{self.serial:04d}"


def elapsed(start: datetime, end: datetime) -> int:
    """Whole minutes that pass between two aware times, as they are shown, without their seconds.

    Python subtracts two times of one zone by the wall clock, which is an hour off on the night the
    clocks change.
    """
    return int(end.timestamp() // 60 - start.timestamp() // 60)


def code(letter: str, number: int) -> str:
    """A number as people write it: ``V0123``, ``E0042``, ``S01``, ``L02``, ``P01``."""
    return f"{letter}{number:0{2 if letter in 'SLP' else 4}d}"


def occurrence_key(event: int, planned: date) -> str:
    """The identity of an occurrence, safe as a file name."""
    return f"{code('E', event)}@{planned.isoformat()}"
