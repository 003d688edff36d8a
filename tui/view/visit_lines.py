"""A household and its visits in lines and rows, for the pages of visits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from rich.cells import cell_len

from yigong.store.dates.date_words import date_text, short_date
from yigong.store.language import _, ngettext
from yigong.store.people.households import households
from yigong.store.records import Volunteer
from yigong.store.request_records import Request, Visit
from yigong.store.requests.coverage import Coverage, HouseholdVisits
from yigong.store.requests.request_words import state_words
from yigong.store.requests.visit_words import (
    VISIT_WAY_NAMES,
    met_words,
    visited_words,
    visitor_words,
)
from yigong.store.village.village import Village
from yigong.tui.text.words import person_name
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.labelled_lines import labelled_lines, plain_facts
from yigong.tui.view.request_steps import listed_text
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, StyledLines
from yigong.tui.widgets.row_list import ListColumn, ListRow

_SHOWN = 6
"""The most visits of a household beside a list."""


def visit_columns() -> list[ListColumn]:
    """The columns of a list of visits."""
    return [
        ListColumn(_("Date"), 10),
        ListColumn(_("Household"), 16, snug=True),
        ListColumn(_("Whom"), 14, snug=True),
        ListColumn("", 10, snug=True),
        ListColumn(_("Requests"), 12, snug=True, least=56),
        ListColumn(_("Visitors"), 14, snug=True, least=70),
        ListColumn(_("Note"), 0, most=60, least=56),
    ]


def visited_home(village: Village, visit: Visit) -> str:
    """The household of a visit, or else of the person it was to; empty: none is known."""
    person = village.people.all().get(visit.who)
    return visit.home or (person.home if person else "")


def visit_lines(village: Village, visit: Visit, width: int) -> StyledLines:
    """What is to know of a visit, but for its code, whether anybody was met, and the requests."""
    people = village.people.all()
    person = people.get(visit.who)
    home = visited_home(village, visit)
    group = visit.group if visit.group not in home else ""
    whom = f"{person_name(person)} {person.code}" if person is not None else ""
    facts = [
        (_("Date"), date_text(visit.day)),
        (_("Household"), "  ".join(filter(None, (home, group)))),
        (_("Whom"), whom),
        (_("Visitors"), visitor_words(visit, people)),
        (_("How"), _(VISIT_WAY_NAMES[visit.how])),
        (_("Note"), visit.note),
    ]
    return labelled_lines(plain_facts(facts), width)


def visit_records(village: Village, visit: Visit) -> list[tuple[object, str]]:
    """What a visit leads to: its household by its label, people by their numbers, each in words."""
    found: list[tuple[object, str]] = []
    if home := visited_home(village, visit):
        found.append((home, _("Household {home}").format(home=home)))
    people = village.people.all()
    for number in dict.fromkeys((visit.who, *visit.by)):
        if number in people:
            found.append((number, f"{person_name(people[number])} {people[number].code}"))
    return found


def heard_columns() -> list[ListColumn]:
    """The columns of the requests that were heard."""
    return [
        ListColumn(_("Code"), 6),
        ListColumn(_("Date"), 10),
        ListColumn(_("They ask for"), 0, most=80),
        ListColumn(_("State"), 12, snug=True),
    ]


def heard_row(village: Village, request: Request) -> ListRow:
    """The row of a request that was heard; its key is its code."""
    day = request.at.astimezone(village.zone).date()
    cells = [request.code, day.isoformat(), listed_text(request), state_words(request)]
    return ListRow(request.code, cells)


def visit_rows(visits: Iterable[Visit], village: Village) -> list[ListRow]:
    """The rows of a list of visits; the key of each is the visit's year and number."""
    people = village.people.all()
    return [_visit_row(visit, village, people) for visit in visits]


def _visit_row(visit: Visit, village: Village, people: Mapping[int, Volunteer]) -> ListRow:
    heard = [request.code for request in village.visits.heard(visit)]
    how = met_words(visit) if visit.how == "home" else _(VISIT_WAY_NAMES[visit.how])
    cells = [
        visit.day.isoformat(),
        visit.home,
        visited_words(visit, people) if visit.who else "",
        how if visit.met else met_words(visit),
        " ".join(heard),
        visitor_words(visit, people),
        " ".join(visit.note.split()),
    ]
    mark = swatch("green") if visit.met else swatch("yellow")
    return ListRow((visit.day.year, visit.number), cells, mark=mark)


def household_columns() -> list[ListColumn]:
    """The columns of a list of households."""
    return [
        ListColumn(_("Household"), 18, snug=True),
        ListColumn(_("Group"), 10, snug=True, least=60),
        ListColumn(_("Last met"), 10),
        ListColumn(_("Days"), 6, right=True),
        ListColumn(_("Visits"), 6, right=True),
        ListColumn(_("Who lives there"), 0, most=60),
    ]


def household_row(row: HouseholdVisits, today: date) -> ListRow:
    """A row of a list of households: who was met in the period is green, who never was, red."""
    last = row.last_met
    cells = [
        row.home,
        row.group,
        last.isoformat() if last else _("never"),
        str((today - last).days) if last else "",
        str(row.visits or ""),
        _(", ").join(person.name for person in row.people),
    ]
    colour = "green" if row.met else "yellow" if last else "red"
    return ListRow(row.home, cells, mark=swatch(colour))


def remark_words(found: Coverage) -> str:
    """What is to be known beside the numbers: people without a household, labels used twice."""
    words = []
    if found.unlabelled:
        text = ngettext(
            "{n} person without a household", "{n} people without a household", found.unlabelled
        )
        words.append(text.format(n=found.unlabelled))
    if found.scattered:
        text = ngettext(
            "{n} label in several groups: {which}",
            "{n} labels in several groups: {which}",
            len(found.scattered),
        )
        which = _(", ").join(found.scattered[:3])
        words.append(text.format(n=len(found.scattered), which=which))
    return "   ".join(words)


def heard_requests(village: Village, visits: Iterable[Visit]) -> list[Request]:
    """The requests that were heard in some visits, but for those that are secret."""
    found = {each.number: each for visit in visits for each in village.visits.heard(visit)}
    return list(found.values())


def visits_to(village: Village, home: str) -> list[Visit]:
    """The visits to a household, the latest first; also those to its people that name none."""
    living = {p.number for p in households(village.people.listed()).get(home, ())}
    found = [
        visit
        for visit in village.visits.between(None, None)
        if visit.home == home or (not visit.home and visit.who in living)
    ]
    return found[::-1]


def household_panel(
    village: Village,
    home: str,
    visits: Sequence[Visit],
    today: date,
    width: int,
    points: str = "",
) -> StyledLines:
    """A household: who lives there, its last visits, what was heard, its points.

    Args:
        village: The village.
        home: The household's label.
        visits: The visits to it, the latest first.
        today: The day.
        width: The cells of a line.
        points: What is said of its points.
    """
    living = households(village.people.listed()).get(home, [])
    lines: StyledLines = [[(home, STRONG)]]
    for person in living:
        born = _("born {year}").format(year=person.born) if person.born else ""
        lines.append([person_name(person), (f"  {person.code}  {born}".rstrip(), QUIET)])
    if not living:
        lines.append([(_("nobody on the roster lives there"), QUIET)])
    met = next((visit.day for visit in visits if visit.met), None)
    said = _("never met")
    if met is not None:
        days = ngettext("{n} day ago", "{n} days ago", (today - met).days)
        said = _("last met {date}").format(date=date_text(met))
        said = f"{said}  {days.format(n=(today - met).days)}"
    lines += [[], [(said, ACCENT)]]
    people = village.people.all()
    for visit in visits[:_SHOWN]:
        who = visited_words(visit, people) if visit.who else ""
        words = "  ".join(filter(None, (short_date(visit.day), who, met_words(visit))))
        by = visitor_words(visit, people)
        if cell_len(words) + cell_len(by) + 2 <= width:
            lines.append([(words, PLAIN), (f"  {by}", QUIET)])
        else:
            lines += [[(words, PLAIN)], [(f"  {by}", QUIET)]]
        note = " ".join(visit.note.split())
        lines += [[(f"  {part}", QUIET)] for part in wrap_text(note, max(8, width - 2))[:2] if part]
    if requests := heard_requests(village, visits):
        lines += [[], [(_("Requests"), STRONG)]]
        for request in requests[:_SHOWN]:
            text = wrap_text(request.text or request.topic, max(8, width - 7))[:1]
            lines.append([(f"{request.code}  ", QUIET), *text])
    if points:
        lines += [[], [(_("Points"), STRONG)], [points]]
    return lines
