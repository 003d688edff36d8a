"""The records of a village: frozen and typed. Dicts stay inside storage and file formats."""

from __future__ import annotations

import re
import unicodedata
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


class Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is stored in books. A field that there is not is damage: perhaps one bit of the name of
    another one, whose value must not be taken for its default."""


class Record(Stored, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """The base of every record: its number in its book, and a revision that each write raises."""

    number: int = 0
    rev: int = 0


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

    home: str = ""
    """户: the household they live in, by what the village calls it: 三组12号. It is one household
    wherever the label is the same."""

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

    kind: Literal["record", "phones", "look", "check"]
    """A service record on paper, a list with whole phone numbers, a look at a secret request, or
    the answer to whoever had a service record checked."""

    at: datetime
    by: str = ""
    what: str = ""
    """The list, by codes only: ``signin E0042@2026-11-25``; a name here could not be erased. Of a
    look the code of the request, of a check the number of the record and the answer."""

    count: Annotated[int, msgspec.Meta(ge=0)] = 0
    """The number of whole phone numbers on it."""

    person: Annotated[int, msgspec.Meta(ge=0)] = 0
    """The person of a service record, or of the one that was checked; 0: it is a list."""

    first: date | None = None
    last: date | None = None
    """The period of a service record; `None`: no bound on that side."""

    minutes: Annotated[int, msgspec.Meta(ge=0)] = 0
    """The total of a service record."""

    digest: str = ""
    """Of a service record the digest of its lines (see `store.attendance.record_digest`); empty:
    it was issued before there were any."""

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
    """A number as people write it: ``V0123``, ``Q0087``; two digits are enough for squads, venues,
    programmes, gifts and scorecards: ``S01``."""
    return f"{letter}{number:0{2 if letter in 'SLPGC' else 4}d}"


def yearly_code(letter: str, year: int, number: int) -> str:
    """A number of a book that has one for each year: ``W2026-0012``.

    Its letter tells a visit on paper from an entry of points and from a service record.
    """
    return f"{letter}{year:04d}-{number:04d}"


def read_yearly_code(letter: str, text: str) -> tuple[int, int] | None:
    """Read ``W2026-0012``, with or without its letter: the year and the number; `None`: it is
    none, or has another letter."""
    plain = unicodedata.normalize("NFKC", text).strip()
    found = re.fullmatch(rf"(?i:{letter})?\s?([0-9]{{4}})-([0-9]{{1,7}})", plain)
    return (int(found[1]), int(found[2])) if found else None
