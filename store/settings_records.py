"""The records of a village's settings: its kinds of events, and the rules it goes by."""

from __future__ import annotations

from typing import Literal

import msgspec

from yigong.store.points_records import PointsRule
from yigong.store.records import Record, Role, Stored
from yigong.store.score_records import ScoreRules

Rounding = Literal["none", "floor", "nearest"]


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


class AnswerDays(Stored, frozen=True, kw_only=True):
    """How many working days a request may take, by its urgency."""

    plain: int = 5
    soon: int = 3
    now: int = 1


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

    organisers: dict[str, str] = msgspec.field(default_factory=dict)
    """Login name to the name shown on screens and in the history."""

    answer_days: AnswerDays = AnswerDays()
    points: tuple[PointsRule, ...] = ()
    """The rules of points for registers that are signed from now on; none: there are no points."""

    score: ScoreRules = ScoreRules()
    public_url: str = ""
    """The address of the pages for everybody, with ``/`` at its end; empty: none."""

    public_english: bool = False
    """Whether these pages are written in English, too."""

    uid_domain: str = ""
    """The right-hand side of the UIDs of this village's calendar (RFC 7986 5.3: random)."""
