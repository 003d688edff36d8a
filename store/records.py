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
