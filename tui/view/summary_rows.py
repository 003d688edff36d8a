"""A summary as rows of a list: the four numbers, and those of a year before beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len

from yigong.store.attendance.hours import hours_text
from yigong.store.kinds import kind_name
from yigong.store.language import N_, _
from yigong.store.records import ServiceTime, Volunteer, code
from yigong.store.statistics.summary import Summary, View
from yigong.store.statistics.tally import Tally, TallyRow
from yigong.store.village.village import Village
from yigong.tui.text.words import person_name
from yigong.tui.widgets.canvas import PLAIN, STRONG
from yigong.tui.widgets.row_list import ListColumn, ListRow

VIEW_NAMES: dict[View, str] = {
    "months": N_("month"),
    "events": N_("event"),
    "squads": N_("squad"),
    "people": N_("person"),
    "kinds": N_("kind"),
    "groups": N_("group"),
    "programmes": N_("programme"),
    "occurrences": N_("date"),
}
"""The names of the views, as msgids."""

_LASTING = ("months", "squads", "kinds", "groups", "programmes")
"""Views whose rows are few and lasting: a row of a year before is shown without numbers now."""

_BAR = 16
"""Cells of the longest bar."""


@dataclass(frozen=True)
class ComparedRow:
    """A row: the total or a part of it, now and a year before."""

    view: View | None
    """The view it is a part of; `None`: it is the total."""

    row: TallyRow
    before: Tally | None = None

    @property
    def key(self) -> tuple[View | None, str]:
        """Its key among all rows."""
        return self.view, self.row.key

    def __bool__(self) -> bool:
        """Whether it has any numbers, now or a year before."""
        return any(tally not in (None, Tally()) for tally in (self.row.tally, self.before))


def compared_rows(view: View, now: Summary, before: Summary | None) -> list[ComparedRow]:
    """The rows of a view, the total first; people by hours, others in the summary's order.

    Args:
        view: The view.
        now: The period's summary.
        before: The summary of a year before; `None`: there is none.
    """
    rows = now.rows(view)
    if view == "people":
        rows = sorted(rows, key=lambda row: (-row.tally.service.total, -row.tally.attendances))
    total_before = before.total if before is not None else None
    total = ComparedRow(None, TallyRow(key="", label="", tally=now.total), total_before)
    if before is None or view == "occurrences":
        return [total, *(ComparedRow(view, row) for row in rows)]
    old: dict[str, TallyRow] = {_later(view, row.key): row for row in before.rows(view)}
    found = [ComparedRow(view, row, _tally(old.pop(row.key, None))) for row in rows]
    if view in _LASTING:
        for key, row in old.items():
            empty = TallyRow(key=key, label=_later_label(view, row), tally=Tally())
            found.append(ComparedRow(view, empty, row.tally))
        if view == "months":
            found.sort(key=lambda part: part.row.key)
    return [total, *found]


def _tally(row: TallyRow | None) -> Tally:
    return row.tally if row else Tally()


def _later(view: View, key: str) -> str:
    """The key of the row that a row of a year before is compared with: the same month."""
    return f"{int(key[:4]) + 1}{key[4:]}" if view == "months" else key


def _later_label(view: View, row: TallyRow) -> str:
    return _later(view, row.key) if view == "months" else row.label


class NameLookup(NamedTuple):
    """A snapshot of the names of people and squads: one read for twenty thousand rows."""

    people: Mapping[int, Volunteer]
    squads: Mapping[int, str]
    squads_of: Mapping[int, str]
    """The names of a person's squads, by the person's number."""

    def person(self, number: int) -> Volunteer:
        """A person; an unknown number has an empty name."""
        return self.people.get(number) or Volunteer(number=number, name="")


def name_lookup(village: Village) -> NameLookup:
    """Take a snapshot of the names."""
    squads = village.squads.all()
    squads_of: dict[int, str] = {}
    for squad in squads.values():
        for member in () if squad.archived else squad.members:
            before = [squads_of[member]] if member in squads_of else []
            squads_of[member] = " ".join([*before, squad.name])
    return NameLookup(village.people.all(), {n: s.name for n, s in squads.items()}, squads_of)


def row_label(names: NameLookup, part: ComparedRow) -> str:
    """The label of a row.

    Args:
        names: The names of squads and people.
        part: The row.
    """
    row = part.row
    if part.view is None:
        return _("Total")
    if part.view == "squads":
        return names.squads.get(int(row.key)) or _("no squad")
    if part.view == "people":
        return f"{person_name(names.person(int(row.key)))}  {code('V', int(row.key))}"
    if part.view == "kinds":
        return kind_name(row.key)
    if part.view == "groups":
        return row.label or _("no group")
    if part.view == "programmes":
        return row.label or _("no programme")
    return row.label


# -- as cells ------------------------------------------------------------------


def number_cells(tally: Tally) -> list[str]:
    """The four numbers, always in the same order."""
    return [
        str(tally.occurrences),
        str(tally.attendances),
        str(tally.people),
        hours_text(tally.service.total),
    ]


def origin_cells(credit: ServiceTime) -> str:
    """The hours by origin."""
    return _("hours clocked {clocked}, filled in {filled}, granted {granted}").format(
        clocked=hours_text(credit.clocked),
        filled=hours_text(credit.filled),
        granted=hours_text(credit.granted),
    )


def number_headings() -> list[str]:
    """The short headings of the four numbers."""
    return [_("occ."), _("attend."), _("people"), _("hours")]


@dataclass(frozen=True)
class SummaryLayout:
    """A view as columns and rows."""

    parts: list[ComparedRow]
    columns: list[ListColumn]
    rows: list[ListRow]


def summary_layout(
    view: View, now: Summary, before: Summary | None, names: NameLookup
) -> SummaryLayout:
    """Lay out a view, the total first; without rows where there are no attendances.

    Args:
        view: The view.
        now: The period's summary.
        before: The summary of a year before, shown beside each number; `None`: there is none.
        names: The names of squads and people.
    """
    shown = compared_rows(view, now, before)
    if len(shown) == 1 and not shown[0]:
        shown = []
    compare = before is not None and view != "occurrences"
    most = max((part.row.tally.attendances for part in shown if part.view), default=0) or 1
    rows = []
    for part in shown:
        cells = number_cells(part.row.tally)
        if compare:
            earlier = number_cells(part.before) if part.before is not None else [""] * len(cells)
            cells = [cell for pair in zip(cells, earlier, strict=True) for cell in pair]
        length = round(_BAR * part.row.tally.attendances / most) if part.view else 0
        style = PLAIN if part.view else STRONG
        rows.append(ListRow(part.key, [row_label(names, part), *cells, "=" * length], style))
    return SummaryLayout(shown, _columns(rows, compare=compare), rows)


def _columns(rows: Sequence[ListRow], *, compare: bool) -> list[ListColumn]:
    """Columns as wide as the numbers; names have the rest; bars where they fit."""
    titles: list[tuple[str, bool]] = []
    for head in number_headings():
        titles += [(head, False), (_("before"), True)] if compare else [(head, False)]
    columns = [ListColumn("", 0, most=44)]
    for at, (head, quiet) in enumerate(titles, 1):
        width = max([cell_len(head), *(len(row.cells[at]) for row in rows)])
        gap = (
            1 if compare and not quiet and at > 1 else 0
        )  # a number stands next to its earlier one
        columns.append(ListColumn(head, width + gap, right=True, quiet=quiet))
    used = sum(column.width + 1 for column in columns) + 1
    return [*columns, ListColumn("", _BAR, least=used + _BAR + 28)]
