"""The records of registers: who came, for how long, as what."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from yigong.store.event_records import Leg, OrganisedBy, Post
from yigong.store.points_records import PointsRule
from yigong.store.records import Record, Role, Stored
from yigong.store.settings_records import HoursPolicy

Origin = Literal["clocked", "filled", "granted"]
"""The origin of minutes: 签到 clocked, 补录 filled in later, 认定 granted."""

Mark = Literal["", "late", "leave", "absent"]
"""The answer at a roll call, beside the stints: 迟 late, 假 on leave, 缺 absent."""


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


class Correction(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """A record that a signed register was reopened: when, by whom, why."""

    at: datetime
    by: str
    reason: str
    signed: datetime | None = None
    """When it had been signed, if the reopening took that signature back."""


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

    points: tuple[PointsRule, ...] | None = None
    """The rules of points that applied to it when it was first signed; `None`: it never was, or
    there were no points then."""

    rows: int = 0
    """The highest row of the sheet ever printed, blank ones included: no row is given twice."""

    corrections: tuple[Correction, ...] = ()
    """The reopenings after it was signed; they are never removed."""
