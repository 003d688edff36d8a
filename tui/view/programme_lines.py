"""A programme in lines: bars for its goal and its seasons, the seasons in its heading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rich.cells import cell_len
from textual.widget import Widget

from yigong.store.event_records import Occurrence
from yigong.store.language import _
from yigong.store.programme_records import Enrolment, Goal, Programme
from yigong.store.programmes.enrolment_rules import is_enrolled
from yigong.store.programmes.goal_progress import (
    ProgrammeProgress,
    SeasonProgress,
    current_season,
)
from yigong.store.records import Squad, Volunteer
from yigong.store.squads.host_words import host_words
from yigong.tui.text.tally_words import grouped_hours
from yigong.tui.text.words import more_text, person_name
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.programme_rows import mentees
from yigong.tui.view.programme_words import (
    against,
    days_words,
    enrolled_words,
    passed_words,
    planned_words,
    progress_numbers,
    season_days,
)
from yigong.tui.widgets.bars import bar, swatch
from yigong.tui.widgets.canvas import ACCENT, QUIET, STRONG, Piece, StyledLines, fit
from yigong.tui.widgets.text_block import narrow_lines

_MOST_SEASONS = 6
"""The most seasons that a heading names."""

_NUMBER = 13
"""Cells of a number against its goal."""

_SEASON = 12
"""Cells that the name of a season has in any case."""

_LEAST_BAR = 4
"""Cells of a bar beside words."""


def goal_lines(widget: Widget, progress: ProgrammeProgress, width: int) -> StyledLines:
    """What was reached, each number with a bar against its goal; the hours of service below."""
    numbers = progress_numbers(progress)
    label = max(cell_len(name) for name, _reached, _goal in numbers) + 1
    room = max(4, width - label - _NUMBER)
    lines: StyledLines = []
    for name, reached, goal in numbers:
        done = goal and reached >= goal
        bars = (
            bar(widget, reached, goal, room, "green" if done else "cyan") if goal else [" " * room]
        )
        text = fit(against(reached, goal), _NUMBER, right=True)
        lines.append([(fit(name, label), QUIET), *bars, (text, ACCENT if done else STRONG)])
    if progress.planned:
        lines.insert(1, [(fit(planned_words(progress), width, right=True), QUIET)])
    hours = fit(grouped_hours(progress.service), _NUMBER, right=True)
    return [*lines, [(fit(_("service hours"), width - _NUMBER), QUIET), hours]]


def season_lines(
    widget: Widget, seasons: Sequence[SeasonProgress], today: date, width: int
) -> StyledLines:
    """The seasons with what was held in each, the present one with a bar for the time passed."""
    names = max((cell_len(each.season.name) for each in seasons), default=0)
    name = min(names + 1, max(_SEASON, width // 3))
    words = [
        (season_days(each.season, today), _held(each.occurrences), passed_words(each))
        for each in seasons
    ]
    days, held, passed = (max((cell_len(w[at]) for w in words), default=0) + 1 for at in range(3))
    room = width - name - held - passed
    days = days if room >= days + _LEAST_BAR else 0
    room = max(_LEAST_BAR, room - days)
    lines: StyledLines = []
    for each, (days_text, held_text, passed_text) in zip(seasons, words, strict=True):
        season = each.season
        now = season.first <= today <= season.last
        style = ACCENT if now else STRONG if season.first > today else QUIET
        lines.append(
            [
                (fit(season.name, name), style),
                (fit(days_text, days), QUIET),
                *(bar(widget, each.passed, 100, room, "green") if now else [" " * room]),
                (fit(held_text, held, right=True), style),
                (fit(passed_text, passed, right=True), QUIET),
            ]
        )
    return lines


def _held(occurrences: int) -> str:
    return _("{n} occ.").format(n=occurrences) if occurrences else ""


def season_pieces(programme: Programme, today: date, *, narrow: bool) -> list[Piece]:
    """``春规 夏实 [秋收] 冬训`` for a heading, the present one in brackets; of many, or where there
    is little room, only that."""
    now = current_season(programme, today)
    few = not narrow and len(programme.seasons) <= _MOST_SEASONS
    shown = programme.seasons if few else [now] if now else []
    return [
        piece
        for season in shown
        for piece in ("  ", (f"[{season.name}]", ACCENT) if season == now else (season.name, QUIET))
    ]


def programme_panel(
    widget: Widget,
    programme: Programme,
    squads: Mapping[int, Squad],
    enrolments: Sequence[Enrolment],
    progress: ProgrammeProgress | None,
    seasons: Sequence[SeasonProgress],
    today: date,
    width: int,
) -> StyledLines:
    """A programme in full: when and by whom, its goals, its seasons, who is enrolled, its note.

    Args:
        widget: Where the bars are drawn.
        programme: The programme.
        squads: The squads by number.
        enrolments: Its enrolments.
        progress: How far it has come; `None` while that is added up.
        seasons: How far its seasons have.
        today: The day in the village.
        width: Cells of a line.
    """
    lines = narrow_lines(programme_facts(programme, squads), width)
    if progress is not None:
        lines += [[], *goal_lines(widget, progress, width)]
    if seasons:
        lines += [[], *season_lines(widget, seasons, today, width)]
    if enrolled := enrolled_words(programme, enrolments):
        lines += [[], [enrolled]]
    if programme.note:
        lines.append([])
        lines += [[(part, QUIET)] for part in wrap_text(programme.note, width)]
    return lines


def programme_facts(programme: Programme, squads: Mapping[int, Squad]) -> StyledLines:
    """When, by whom, who is in charge, what else it is called; what it lacks to be followed."""
    also = _(", ").join(programme.aliases)
    plain = programme.goal == Goal() and not programme.seasons and not programme.archived
    facts = (
        days_words(programme),
        host_words(programme.hosts, squads),
        _("in charge: {name}").format(name=programme.lead) if programme.lead else "",
        _("also called {names}").format(names=also) if also else "",
        _("archived") if programme.archived else "",
        _("no goal and no seasons yet; g writes them") if plain else "",
    )
    return [[fact] for fact in facts if fact]


_DATE = 11
"""Cells of a date in lines, and a gap behind it."""

_NAME = 18
"""Cells of a name among others."""


def attendance_lines(
    widget: Widget,
    occurrences: Iterable[Occurrence],
    heads: Mapping[str, int],
    states: Mapping[str, str],
    width: int,
) -> StyledLines:
    """The occurrences, each with a bar for who came, or what is known of who signed up.

    Args:
        widget: Where the bars are drawn.
        occurrences: The occurrences.
        heads: Who came, by key.
        states: Who signed up or came in words, by key.
        width: Cells of a line.
    """
    most = max(heads.values(), default=0)
    title = min(30, max(8, width // 3))
    room = width - _DATE - title - 14
    if room < 4:
        title, room = max(8, width - _DATE - 14), 0
    lines: StyledLines = [[(_("Occurrences"), STRONG)]]
    for each in occurrences:
        came = heads.get(each.key, 0)
        bars = bar(widget, came, most, room, "green") if came and room else [" " * room]
        lines.append(
            [
                (fit(f"{each.start:%Y-%m-%d}", _DATE), QUIET),
                fit(each.event.title, title),
                " ",
                *bars,
                (fit(states.get(each.key, ""), 13, right=True), STRONG if came else QUIET),
            ]
        )
    return lines if len(lines) > 1 else []


def people_lines(
    enrolments: Iterable[Enrolment], people: Mapping[int, Volunteer], width: int, height: int
) -> StyledLines:
    """Who is enrolled and who waits, names side by side, in at most `height` lines.

    The last line says how many there is no room for.
    """
    now = [each for each in enrolments if each.until is None]
    columns = max(1, width // _NAME)
    room = columns * max(0, height - 1)
    shown = now if len(now) <= room else now[: max(0, room - columns)]
    cells: list[list[Piece]] = [
        [
            (" ", swatch("yellow" if each.waiting else "green")),
            fit(f" {_strip_name(each, people)}", _NAME - 1),
        ]
        for each in shown
    ]
    lines: StyledLines = [[(_("Enrolled"), STRONG)]] if now else []
    lines += [
        [piece for cell in cells[at : at + columns] for piece in cell]
        for at in range(0, len(cells), columns)
    ]
    hidden = len(now) - len(shown)
    return [*lines, [(more_text(hidden), QUIET)]] if hidden else lines


def _strip_name(enrolment: Enrolment, people: Mapping[int, Volunteer]) -> str:
    """A name among others; whoever waits is marked, for terminals without colours, too."""
    name = person_name(people.get(enrolment.person))
    if not enrolment.waiting:
        return name
    mark = _("waiting")
    return f"{fit(name, _NAME - 4 - cell_len(mark)).rstrip()} {mark}"


def mentees_lines(
    enrolments: Iterable[Enrolment], people: Mapping[int, Volunteer], width: int
) -> StyledLines:
    """The mentors, a line each, with whose they are."""
    lines: StyledLines = [
        [
            fit(person_name(people.get(mentor)), _NAME),
            (fit(_(", ").join(names), width - _NAME), QUIET),
        ]
        for mentor, names in mentees(enrolments, people).items()
    ]
    return [[(_("Mentors"), STRONG)], *lines] if lines else []


def mentor_lines(
    programme: Programme,
    enrolments: Sequence[Enrolment],
    people: Mapping[int, Volunteer],
    mentor: object,
    width: int,
) -> StyledLines:
    """Whose mentor somebody is, all of them, and who has fewer mentors than each shall have.

    Args:
        programme: The programme.
        enrolments: Its enrolments.
        people: Everybody, by number.
        mentor: The number of the mentor; anything else: there is none.
        width: Cells of a line.
    """
    lacking = [
        person_name(people.get(each.person))
        for each in enrolments
        if is_enrolled(each) and len(each.mentors) < programme.mentors_each
    ]
    groups = [(_("have fewer than {n} mentors").format(n=programme.mentors_each), lacking)]
    if isinstance(mentor, int):
        mine = mentees(enrolments, people).get(mentor, [])
        name = person_name(people.get(mentor))
        groups.insert(0, (_("{name} is the mentor of").format(name=name), mine))
    lines: StyledLines = []
    for heading, names in groups:
        if names:
            lines += [[(heading, STRONG), f"  {len(names)}"]]
            lines += [[part] for part in wrap_text(_(", ").join(names), width)]
            lines.append([])
    return lines[:-1]
