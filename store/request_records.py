"""The records of requests (诉求) and visits (走访): what residents ask for, and how it is heard."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal, get_args

from yigong.store.records import Record, Stored, code, yearly_code

RequestState = Literal["open", "taken", "doing", "done", "declined", "same"]
"""待认领 open; 已认领 taken, by somebody who has not begun; 在办 doing; 办结 done; 不受理 declined;
重复 same: another request asks for it, too."""

REQUEST_STATES: tuple[RequestState, ...] = get_args(RequestState)

Satisfaction = Literal["", "good", "fair", "bad"]
"""满意, 基本满意, 不满意: what who asked says of the outcome; empty: they were not asked."""

RequestSource = Literal["desk", "visit", "phone", "chat", "box", "event"]
"""How a request was heard: 窗口, 走访, 电话, 微信, 意见箱, 活动."""

Urgency = Literal["plain", "soon", "now"]
"""一般, 较急, 紧急."""


class Remark(Stored, frozen=True, kw_only=True):
    """What somebody wrote down about a request while it was worked on."""

    at: datetime
    by: str
    text: str


class Round(Stored, frozen=True, kw_only=True, omit_defaults=True):
    """One time that a request was done, and what who asked said of it."""

    answered: datetime
    by: str = ""
    outcome: str
    """What was done, in a sentence to who asked."""

    links: tuple[str, ...] = ()
    """The occurrences by which it was done, by their keys (`Occurrence.key`)."""

    due: date | None = None
    """By when it was due; `None`: no date could be set."""

    satisfaction: Satisfaction = ""
    asked: datetime | None = None
    """When who asked was asked back (回访); `None`: not yet."""

    said: str = ""
    """What they said, in words."""


class Request(Record, frozen=True, kw_only=True):
    """诉求: what a resident, a group or a company asks for, until it is answered."""

    at: datetime
    """When it was heard."""

    by: str = ""
    """The organiser who wrote it down, by login."""

    source: RequestSource = "desk"
    who: int = 0
    """Who asks, by number; 0: somebody who is not on the roster."""

    asker: str = ""
    """Who asks and how they are reached, in words, if they are not on the roster."""

    squad: int = 0
    """The squad, company or branch on whose behalf they ask; 0: none."""

    group: str = ""
    secret: bool = False
    """Whether who asks and what for is shown only to who wrote it down and who works on it."""

    text: str
    topic: str = ""
    """A word for it, which is shown even of a secret one: 照明, 就业."""

    urgency: Urgency = "plain"
    since: date | None = None
    """The day from which its working days are counted anew, once it was reopened."""

    days: int = 0
    """The working days it may take, as the settings had it when it was heard."""

    due: date | None = None
    """By when it must be done; `None`: the working days of that time were not announced yet."""

    holder: int = 0
    """The person who took it on, by number (认领); 0: nobody."""

    holding_squad: int = 0
    """The squad that it was given to (派单); 0: none."""

    state: RequestState = "open"
    rounds: tuple[Round, ...] = ()
    remarks: tuple[Remark, ...] = ()
    same_as: int = 0
    """The request that is counted in its place; 0: none."""

    reason: str = ""
    """Why it was declined."""

    @property
    def code(self) -> str:
        """``Q0087``."""
        return code("Q", self.number)


VisitWay = Literal["home", "phone", "online", "here"]
"""上门, 电话, 线上, 到访."""


class Visit(Record, frozen=True, kw_only=True):
    """走访: a call on a household, and what was heard. Numbers begin anew each year."""

    day: date
    by: tuple[int, ...] = ()
    """Who visited, by number."""

    who: int = 0
    """Who was met or looked for, by number; 0: somebody of the household."""

    home: str = ""
    """The household (`Volunteer.home`)."""

    group: str = ""
    how: VisitWay = "home"
    met: bool = True
    """Whether anybody was met."""

    note: str = ""
    requests: tuple[int, ...] = ()
    """The requests that were heard, by number."""

    @property
    def code(self) -> str:
        """``W2026-0012``: the year and its number in it."""
        return yearly_code("W", self.day.year, self.number)
