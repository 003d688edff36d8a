"""A summary as rows of a list: each with its numbers, and those of a year before beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, cast

from rich.cells import cell_len

from store.hours import hours_text
from store.language import N_, _
from store.records import Credit, Kind, Volunteer, code
from store.summary import Row, Summary, Tally, View
from store.village import Village
from tui.widgets.painted import PLAIN, STRONG
from tui.widgets.rows import Column
from tui.widgets.rows import Row as ListRow
from tui.words import kind_name, name_of

NAMES: dict[View, str] = {
    "months": N_("month"),
    "events": N_("event"),
    "squads": N_("squad"),
    "people": N_("person"),
    "kinds": N_("kind"),
    "groups": N_("group"),
    "programmes": N_("programme"),
    "occurrences": N_("date"),
}
"""What the views are called, as msgids."""

_LASTING = ("months", "squads", "kinds", "groups", "programmes")
"""There are few of them, and they stay: one without anybody now is told beside a year before."""

_BAR = 16
"""Cells of the longest bar."""


@dataclass(frozen=True)
class Part:
    """A row: the total or a part of it, now and a year before."""

    view: View | None
    """What it is a part by; `None`: it is all of it."""

    row: Row
    before: Tally | None = None

    @property
    def key(self) -> tuple[View | None, str]:
        """What tells it from all other rows."""
        return self.view, self.row.key

    def __bool__(self) -> bool:
        """Whether anything was ever there, now or a year before."""
        return any(tally not in (None, Tally()) for tally in (self.row.tally, self.before))


def parts(view: View, now: Summary, before: Summary | None) -> list[Part]:
    """The rows of a view, the total first; people by their hours, all else in its own order.

    Args:
        view: By what.
        now: The period.
        before: The same a year before; `None`: there is none.
    """
    rows = now.rows(view)
    if view == "people":
        rows = sorted(rows, key=lambda row: (-row.tally.credit.total, -row.tally.attendances))
    whole = before.total if before is not None else None
    total = Part(None, Row(key="", label="", tally=now.total), whole)
    if before is None or view == "occurrences":
        return [total, *(Part(view, row) for row in rows)]
    old: dict[str, Row] = {_later(view, row.key): row for row in before.rows(view)}
    found = [Part(view, row, _tally(old.pop(row.key, None))) for row in rows]
    if view in _LASTING:
        found += [
            Part(view, Row(key=key, label=_later_label(view, row), tally=Tally()), row.tally)
            for key, row in old.items()
        ]
        if view == "months":
            found.sort(key=lambda part: part.row.key)
    return [total, *found]


def _tally(row: Row | None) -> Tally:
    return row.tally if row else Tally()


def _later(view: View, key: str) -> str:
    """What a row of a year before is held against: a month against the same month."""
    return f"{int(key[:4]) + 1}{key[4:]}" if view == "months" else key


def _later_label(view: View, row: Row) -> str:
    return _later(view, row.key) if view == "months" else row.label


class Known(NamedTuple):
    """The names of people and squads at one moment: twenty thousand are not asked for singly."""

    people: Mapping[int, Volunteer]
    squads: Mapping[int, str]
    of: Mapping[int, str]
    """The squads that somebody is in, in words."""

    def person(self, number: int) -> Volunteer:
        """Somebody; a number that is not in the book has no name."""
        return self.people.get(number) or Volunteer(number=number, name="")


def known(village: Village) -> Known:
    """The names as they are now."""
    squads = village.squads.all()
    of: dict[int, str] = {}
    for squad in squads.values():
        for member in () if squad.archived else squad.members:
            of[member] = f"{of[member]} {squad.name}" if member in of else squad.name
    return Known(village.people.all(), {n: s.name for n, s in squads.items()}, of)


def label(names: Known, part: Part) -> str:
    """What a row is called.

    Args:
        names: Of squads and people.
        part: The row.
    """
    row = part.row
    if part.view is None:
        return _("Total")
    if part.view == "squads":
        return names.squads.get(int(row.key)) or _("no squad")
    if part.view == "people":
        return f"{name_of(names.person(int(row.key)))}  {code('V', int(row.key))}"
    if part.view == "kinds":
        return kind_name(cast("Kind", row.key))
    if part.view == "groups":
        return row.label or _("no group")
    if part.view == "programmes":
        return row.label or _("no programme")
    return row.label


# -- as cells ------------------------------------------------------------------


def numbers(tally: Tally) -> list[str]:
    """The four, always in the same order."""
    return [
        str(tally.occurrences),
        str(tally.attendances),
        str(tally.people),
        hours_text(tally.credit.total),
    ]


def origins(credit: Credit) -> str:
    """Where hours come from."""
    return _("hours clocked {clocked}, filled in {filled}, granted {granted}").format(
        clocked=hours_text(credit.clocked),
        filled=hours_text(credit.filled),
        granted=hours_text(credit.granted),
    )


def heads() -> list[str]:
    """What the four are called, in few cells."""
    return [_("occ."), _("attend."), _("people"), _("hours")]


@dataclass(frozen=True)
class Layout:
    """A view, ready to be shown."""

    parts: list[Part]
    columns: list[Column]
    rows: list[ListRow]


def laid_out(view: View, now: Summary, before: Summary | None, names: Known) -> Layout:
    """A view as columns and rows, the total first; without rows where nobody ever came.

    Args:
        view: By what.
        now: The period.
        before: The same a year before, to stand beside each number; `None`: there is none.
        names: Of squads and people.
    """
    shown = parts(view, now, before)
    if len(shown) == 1 and not shown[0]:
        shown = []
    compare = before is not None and view != "occurrences"
    most = max((part.row.tally.attendances for part in shown if part.view), default=0) or 1
    rows = []
    for part in shown:
        cells = numbers(part.row.tally)
        if compare:
            then = numbers(part.before) if part.before is not None else [""] * len(cells)
            cells = [cell for pair in zip(cells, then, strict=True) for cell in pair]
        length = round(_BAR * part.row.tally.attendances / most) if part.view else 0
        style = PLAIN if part.view else STRONG
        rows.append(ListRow(part.key, [label(names, part), *cells, "=" * length], style))
    return Layout(shown, _columns(rows, compare=compare), rows)


def _columns(rows: Sequence[ListRow], *, compare: bool) -> list[Column]:
    """As wide as the numbers are, so that names have the rest; bars where there is room."""
    titles: list[tuple[str, bool]] = []
    for head in heads():
        titles += [(head, False), (_("before"), True)] if compare else [(head, False)]
    columns = [Column("", 0, most=44)]
    for at, (head, quiet) in enumerate(titles, 1):
        width = max([cell_len(head), *(len(row.cells[at]) for row in rows)])
        gap = 1 if compare and not quiet and at > 1 else 0  # a number stands nearest to its own
        columns.append(Column(head, width + gap, right=True, quiet=quiet))
    used = sum(column.width + 1 for column in columns) + 1
    return [*columns, Column("", _BAR, least=used + _BAR + 28)]
