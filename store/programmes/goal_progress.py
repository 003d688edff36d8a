"""How far a programme has come: what was held, against its goal, and each season of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

import msgspec

from yigong.store.attendance.counts_cache import RegisterCounts
from yigong.store.programme_records import Goal, Programme, Season
from yigong.store.settings_records import HoursPolicy
from yigong.store.statistics.summary import Summary, summarise
from yigong.store.statistics.tally import register_sum, registers_within


class SeasonProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a season has come."""

    season: Season
    occurrences: int
    """场次 that were held in it."""

    passed: int
    """Per cent of its days that have begun."""


class ProgrammeProgress(msgspec.Struct, frozen=True, kw_only=True):
    """How far a programme has come, beside its goal."""

    occurrences: int
    attendances: int
    """人次 of participants and learners."""

    people: int
    """人数 in any role but paid."""

    service: int
    """Minutes of service."""

    goal: Goal
    planned: int = 0
    """场次 that are to come."""


def progress_of(
    programme: Programme, counted: Iterable[RegisterCounts], planned: int = 0
) -> ProgrammeProgress:
    """How far a programme has come between its first and its last day.

    Args:
        programme: The programme.
        counted: The counts of its events' registers, of all time.
        planned: How many of its dates are to come.
    """
    within = registers_within(counted, programme.first, programme.last)
    tally = summarise(within, HoursPolicy()).total  # they are counted already
    return ProgrammeProgress(
        occurrences=tally.occurrences,
        attendances=tally.heads.participants,
        people=tally.people,
        service=tally.service.total,
        goal=programme.goal,
        planned=planned,
    )


def progress_by_number(
    programmes: Mapping[int, Programme], summary: Summary, planned: Mapping[int, int] = {}
) -> dict[int, ProgrammeProgress]:
    """How far each programme has come, by its number.

    Args:
        programmes: The programmes by number.
        summary: The numbers of all time.
        planned: How many dates of each are to come.
    """
    counted: dict[str, list[RegisterCounts]] = defaultdict(list)
    for register in summary.counted:
        counted[summary.programme_of(register)].append(register)
    return {
        number: progress_of(programme, counted[programme.name], planned.get(number, 0))
        for number, programme in programmes.items()
    }


def season_progress(
    programme: Programme, counted: Iterable[RegisterCounts], today: date
) -> list[SeasonProgress]:
    """How far each season of a programme has come.

    Args:
        programme: The programme.
        counted: The counts of its events' registers.
        today: The day in the village.
    """
    held = [each for each in counted if register_sum(each).occurrences]
    return [
        SeasonProgress(
            season=season,
            occurrences=sum(1 for _each in registers_within(held, season.first, season.last)),
            passed=days_passed(season, today),
        )
        for season in programme.seasons
    ]


def days_passed(season: Season, today: date) -> int:
    """Per cent of a season's days that have begun: 0 before it, 100 from its last day on."""
    days = (season.last - season.first).days + 1
    begun = min(max((today - season.first).days + 1, 0), days)
    return round(100 * begun / days)


def current_season(programme: Programme, today: date) -> Season | None:
    """The season that a day is in; `None`: none. No two overlap."""
    found = (each for each in programme.seasons if each.first <= today <= each.last)
    return next(found, None)
