"""A programme in words: its seasons, its goal and how far it has come, who is enrolled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yigong.store.dates.date_words import days_text, near_days_text
from yigong.store.language import N_, _, ngettext
from yigong.store.programme_records import Enrolment, Goal, Programme, Season
from yigong.store.programmes import enrolment_rules
from yigong.store.programmes.enrolment_words import enrolment_state, waitlist_words
from yigong.store.programmes.goal_progress import ProgrammeProgress, SeasonProgress
from yigong.store.village.village import Village
from yigong.tui.text.tally_words import grouped, grouped_hours
from yigong.tui.text.words import person_name


def season_text(season: Season) -> str:
    """A season as it is typed: ``秋收: 2026-09-01..2026-11-30``."""
    return f"{season.name}: {season.first}..{season.last}"


def season_days(season: Season, today: date) -> str:
    """``9月1日至11月30日``; with its years where they are not all the present one."""
    return near_days_text(season.first, season.last, today)


def goal_text(goal: Goal) -> str:
    """A goal as it is typed: ``30 场，参加 1 000 人次，300 人``; empty: there is none."""
    return _(", ").join(
        _(text).format(n=grouped(number)) for number, text in _goal_numbers(goal) if number
    )


def _goal_numbers(goal: Goal) -> Sequence[tuple[int, str]]:
    return (
        (goal.occurrences, N_("{n} occ.")),
        (goal.attendances, N_("{n} participants")),
        (goal.people, N_("{n} people")),
    )


def progress_numbers(progress: ProgrammeProgress) -> list[tuple[str, int, int]]:
    """Each number of a programme: its name, what was reached, the goal (0: none)."""
    return [
        (_("occurrences"), progress.occurrences, progress.goal.occurrences),
        (_("participants"), progress.attendances, progress.goal.attendances),
        (_("different people"), progress.people, progress.goal.people),
    ]


def progress_words(progress: ProgrammeProgress) -> list[str]:
    """Where a programme stands: ``27/30 场``, ``参加 812/1 000 人次``, ``331 人``; without what
    is neither a goal nor there."""
    goal = progress.goal
    reached = (progress.occurrences, progress.attendances, progress.people)
    words = [
        _(text).format(n=against(number, wanted))
        for number, (wanted, text) in zip(reached, _goal_numbers(goal), strict=True)
        if number or wanted
    ]
    return [*words, planned_words(progress)] if progress.planned else words


def planned_words(progress: ProgrammeProgress) -> str:
    """How many dates are to come: ``已安排 4 场``."""
    return ngettext("{n} occ. planned", "{n} occ. planned", progress.planned).format(
        n=progress.planned
    )


def passed_words(progress: SeasonProgress) -> str:
    """How much of a season's days have begun: ``已过 97%``, ``已结束``, ``未开始``."""
    if progress.passed in (0, 100):
        return _("over") if progress.passed else _("to come")
    return _("{n}% passed").format(n=progress.passed)


def against(number: int, goal: int) -> str:
    """``812/1 000``; without a goal the number alone."""
    return f"{grouped(number)}/{grouped(goal)}" if goal else grouped(number)


def service_words(progress: ProgrammeProgress) -> str:
    """``服务时长 402.5 小时``."""
    hours = grouped_hours(progress.service)
    return " ".join((_("service"), _("{hours} h").format(hours=hours)))


def days_words(programme: Programme) -> str:
    """Its first and last day; empty: neither is known."""
    if programme.first is None and programme.last is None:
        return ""
    return days_text(programme.first, programme.last)


def enrolled_words(programme: Programme, enrolments: Sequence[Enrolment]) -> str:
    """``在册 465/500  候补 4``: the places taken and how many enrolments wait; empty: nobody is
    or can be enrolled."""
    taken = enrolment_rules.enrolled_places(enrolments)
    waiting = len(enrolment_rules.waitlist(enrolments))
    if not (taken or waiting or programme.places):
        return ""
    words = _("enrolled {n}").format(n=against(taken, programme.places))
    return f"{words}  {waitlist_words(waiting)}" if waiting else words


def person_programmes(village: Village, person: int) -> list[str]:
    """What somebody is enrolled in, with their mentors, and in what they are mentors: ``在册
    四季赋能，导师 李芳、王建国``."""
    programmes, people, found = village.programmes.all(), village.people.all(), []
    mentored = dict[int, list[str]]()
    for each in village.enrolments.all().values():
        programme = programmes.get(each.programme)
        if programme is None or each.until is not None:
            continue
        if each.person == person:
            names = _(", ").join(people[m].name for m in each.mentors if m in people)
            found.append(
                f"{enrolment_state(each)} {programme.name}"
                + (_(", mentors {names}").format(names=names) if names else "")
            )
        if person in each.mentors:
            mentored.setdefault(each.programme, []).append(person_name(people.get(each.person)))
    return found + [
        _("mentor in {programme}: {names}").format(
            programme=programmes[number].name, names=_(", ").join(names)
        )
        for number, names in mentored.items()
    ]
