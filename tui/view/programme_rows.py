"""The rows of a programme's page: its occurrences, its people, their mentors, its numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from yigong.store.dates.date_words import date_text
from yigong.store.event_records import Occurrence
from yigong.store.language import _
from yigong.store.programme_records import Enrolment, Programme
from yigong.store.programmes import enrolment_rules
from yigong.store.programmes.enrolment_words import enrolment_state
from yigong.store.programmes.goal_progress import ProgrammeProgress, SeasonProgress
from yigong.store.records import Volunteer, code
from yigong.store.statistics.tally import Tally
from yigong.tui.text.tally_words import grouped, grouped_hours
from yigong.tui.text.words import day_name, person_name
from yigong.tui.view.programme_words import against
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import PLAIN, QUIET
from yigong.tui.widgets.row_list import Fill, ListColumn, ListRow


class ProgrammeFigures(NamedTuple):
    """What the registers and the calendar say of a programme."""

    progress: ProgrammeProgress
    seasons: Sequence[SeasonProgress]
    tallies: Sequence[tuple[str, Tally]]
    """The numbers in all, and of each season; each with its name."""

    occurrences: Sequence[Occurrence]
    """Those to come, the next first, then those that were, the last first."""

    states: Mapping[str, str]
    """By the key of an occurrence who signed up or came: ``报名 28/40``, ``46 人次``; ``不计入``
    where it lies outside the programme's days."""

    heads: Mapping[str, int]
    """By the key of an occurrence how many came."""

    within: int
    """How many occurrences lie within the programme's days."""


def occurrence_columns() -> list[ListColumn]:
    """The columns of the occurrences."""
    return [
        ListColumn(_("Date"), 19),
        ListColumn(_("Time"), 5, least=56),
        ListColumn(_("Event"), 0, most=44),
        ListColumn("", 12),
        ListColumn(_("Place"), 20, least=84),
    ]


def occurrence_rows(figures: ProgrammeFigures, now: date) -> list[ListRow]:
    """The occurrences, those that were dimmed."""
    return [
        ListRow(
            each.key,
            [
                day_name(each.start.date(), year=True),
                "" if each.event.all_day else f"{each.start:%H:%M}",
                each.event.title,
                figures.states.get(each.key, ""),
                each.place,
            ],
            QUIET if each.end.date() < now or each.cancelled else PLAIN,
        )
        for each in figures.occurrences
    ]


_NEVER = 10_000
"""Cells of a list that has room for a column of nothing."""


def enrolment_columns(enrolments: Iterable[Enrolment]) -> list[ListColumn]:
    """The columns of who is enrolled; that of the children where there are some."""
    children = any(each.children for each in enrolments)
    return [
        ListColumn(_("Name"), 14, snug=True),
        ListColumn(_("Code"), 6, least=50),
        ListColumn(_("State"), 17, snug=True),
        ListColumn(_("Children"), 8, right=True, least=70 if children else _NEVER),
        ListColumn(_("Since"), 14, least=64),
        ListColumn(_("Mentors"), 0, most=40),
        ListColumn(_("Group"), 10, least=96),
    ]


def enrolment_rows(
    enrolments: Iterable[Enrolment], people: Mapping[int, Volunteer], mentors_each: int
) -> list[ListRow]:
    """Who is enrolled, who waits, who left; marked where somebody has fewer mentors than each."""
    rows, turn = [], 0
    shown, back = enrolment_rules.latest_enrolments(enrolments)
    for each in shown:
        turn += enrolment_rules.is_waiting(each)
        person = people.get(each.person)
        lacks = enrolment_rules.is_enrolled(each) and len(each.mentors) < mentors_each
        colour = "yellow" if each.waiting or lacks else "" if each.until else "green"
        rows.append(
            ListRow(
                each.number,
                [
                    person_name(person),
                    code("V", each.person),
                    enrolment_state(each, turn, back=each.person in back),
                    str(each.children or ""),
                    date_text(each.since),
                    mentor_names(each, people),
                    person.group if person else "",
                ],
                QUIET if each.until else PLAIN,
                mark=swatch(colour) if colour else PLAIN,
            )
        )
    return rows


def mentor_names(enrolment: Enrolment, people: Mapping[int, Volunteer]) -> str:
    """``李芳, 王建国``."""
    return _(", ").join(people[number].name for number in enrolment.mentors if number in people)


def mentor_columns() -> list[ListColumn]:
    """The columns of the mentors."""
    return [
        ListColumn(_("Mentor"), 14, snug=True),
        ListColumn(_("Code"), 6),
        ListColumn(_("For"), 4, right=True),
        ListColumn("", 0),
    ]


def mentees(
    enrolments: Iterable[Enrolment], people: Mapping[int, Volunteer]
) -> dict[int, list[str]]:
    """By mentor the names of those who are enrolled or wait; who has the most first."""
    found: dict[int, list[str]] = {}
    for each in enrolments:
        if each.until is None:
            for mentor in each.mentors:
                found.setdefault(mentor, []).append(person_name(people.get(each.person)))
    return dict(sorted(found.items(), key=lambda item: (-len(item[1]), item[0])))


def mentor_rows(enrolments: Iterable[Enrolment], people: Mapping[int, Volunteer]) -> list[ListRow]:
    """The mentors, each with how many they have and whom."""
    return [
        ListRow(
            mentor,
            [
                person_name(people.get(mentor)),
                code("V", mentor),
                str(len(names)),
                _(", ").join(names),
            ],
        )
        for mentor, names in mentees(enrolments, people).items()
    ]


def figure_columns() -> list[ListColumn]:
    """The columns of the numbers."""
    return [
        ListColumn("", 0, most=20),
        ListColumn(_("Occ."), 6, right=True),
        ListColumn(_("Heads"), 7, right=True),
        ListColumn(_("vol"), 7, right=True, least=60),
        ListColumn(_("part"), 7, right=True),
        ListColumn(_("People"), 7, right=True),
        ListColumn(_("Service"), 9, right=True),
    ]


def figure_rows(figures: ProgrammeFigures) -> list[ListRow]:
    """The numbers in all and of each season; 人数 do not add up, as people come in several."""
    return [
        ListRow(
            name,
            [
                name,
                grouped(tally.occurrences),
                grouped(tally.heads.total),
                grouped(tally.heads.volunteers),
                grouped(tally.heads.participants),
                grouped(tally.people),
                grouped_hours(tally.service.total),
            ],
        )
        for name, tally in figures.tallies
    ]


# -- the list of programmes ------------------------------------------------


def programme_columns() -> list[ListColumn]:
    """The columns of the list of programmes."""
    return [
        ListColumn(_("Programme"), 0, most=40, snug=True),
        ListColumn(_("Code"), 4, least=56),
        ListColumn(_("Now"), 10, snug=True, least=64),
        ListColumn(_("Occ."), 9, right=True, snug=True),
        ListColumn("", 12, least=64),
        ListColumn(_("Participants"), 13, right=True, snug=True),
        ListColumn(_("Enrolled"), 9, right=True, snug=True, least=48),
    ]


def programme_row(
    programme: Programme, season: str, enrolled: str, progress: ProgrammeProgress | None
) -> ListRow:
    """A programme in the list: its season now, where its goals stand, who is enrolled.

    Args:
        programme: The programme.
        season: The name of the present season.
        enrolled: ``40/40``; empty: nobody.
        progress: `None` while that is looked up.
    """
    held, came, fills = "", "", {}
    if progress is not None:
        goal = progress.goal
        held = against(progress.occurrences, goal.occurrences)
        came = against(progress.attendances, goal.attendances)
        if goal.occurrences:
            done = progress.occurrences >= goal.occurrences
            fills[4] = Fill(progress.occurrences, goal.occurrences, "green" if done else "cyan")
    state = _("archived") if programme.archived else season
    cells = [programme.name, programme.code, state, held, "", came, enrolled]
    style = QUIET if programme.archived else PLAIN
    return ListRow(programme.number, cells, style, fills={} if programme.archived else fills)
