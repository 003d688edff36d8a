"""A summary as rows of a list: the numbers by role, and those of a year before beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from rich.cells import cell_len

from yigong.store.dates.date_words import month_name
from yigong.store.kinds import kind_name, kind_spec
from yigong.store.language import N_, _
from yigong.store.records import Volunteer, code
from yigong.store.settings_records import KindSpec
from yigong.store.statistics.summary import Summary, View
from yigong.store.statistics.tally import Tally, TallyRow
from yigong.store.village.village import Village
from yigong.tui.text.tally_words import (
    group_text,
    grouped,
    grouped_hours,
    number_groups,
    old_rule_warning,
    origins_text,
)
from yigong.tui.text.words import person_name
from yigong.tui.view.kind_words import kind_mark
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.row_list import Fill, ListColumn, ListRow
from yigong.tui.widgets.text_block import flowing_lines

VIEW_NAMES: dict[View, str] = {
    "months": N_("month"),
    "events": N_("event"),
    "squads": N_("squad"),
    "people": N_("person"),
    "kinds": N_("kind"),
    "groups": N_("group"),
    "programmes": N_("programme"),
    "hosts": N_("host"),
    "occurrences": N_("date"),
}
"""The names of the views, as msgids."""

_LASTING = ("months", "squads", "kinds", "groups", "programmes", "hosts")
"""Views whose rows are few and lasting: a row of a year before is shown without numbers now."""

_BAR = 16
"""Cells of the longest bar."""

_MARK = 2
"""Cells at the end of a row in which a list that scrolls says that more follow."""

_LABEL = 20
"""Cells that the names of rows have at least, before there is room for more numbers."""


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
    """The rows of a view, the total first, beside those of a year before if there is one; people
    by service, others in the summary's order."""
    rows = now.rows(view)
    if view == "people":
        rows = sorted(rows, key=_most_first)
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


def _most_first(row: TallyRow) -> tuple[int, ...]:
    """The sort key of people: who served longest, then who came most often, then who was paid."""
    tally = row.tally
    return -tally.service.total, -tally.attendances, -tally.credit.labour.minutes


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

    kinds: Sequence[KindSpec]
    """The village's own kinds of events."""

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
    names = {n: squad.name for n, squad in squads.items()}
    return NameLookup(village.people.all(), names, squads_of, village.settings.kinds)


def row_label(names: NameLookup, part: ComparedRow) -> str:
    """The label of a row."""
    row = part.row
    if part.view is None:
        return _("Total")
    if part.view == "squads":
        return names.squads.get(int(row.key)) or _("no squad")
    if part.view == "people":
        return f"{person_name(names.person(int(row.key)))}  {code('V', int(row.key))}"
    if part.view == "kinds":
        return kind_name(row.key)
    if part.view == "months":
        return month_name(date.fromisoformat(f"{row.key}-01"))
    if part.view == "groups":
        return row.label or _("no group")
    if part.view == "programmes":
        return row.label or _("no programme")
    if part.view == "hosts":
        return names.squads.get(int(row.key or 0)) or row.label or _("no host")
    return row.label


# -- as lines ------------------------------------------------------------------

_SERVICE = 3
"""The place of 服务时长 in `number_groups`."""


def number_lines(tally: Tally, width: int) -> StyledLines:
    """The numbers above a list, by role, and 服务时长 by origin, in as few lines as they need."""
    groups: list[list[Piece]] = []
    for (name, value), *parts in number_groups(tally):
        pieces: list[Piece] = [(f"{name} ", STRONG), (value, ACCENT)]
        groups.append([*pieces, *(f" {part.name} {part.value}" for part in parts)])
    groups.insert(_SERVICE + 1, [(origins_text(tally.service), QUIET)])
    return flowing_lines(groups, width)


def earlier_lines(before: Summary, width: int) -> StyledLines:
    """The numbers of a year before, quiet, and whether some of them are by another rule."""
    words = [_("a year before:"), *map(group_text, number_groups(before.total))]
    groups: list[list[Piece]] = [[(word, QUIET)] for word in words]
    groups += [[(text, BAD)] for text in old_rule_warning(before)]
    return flowing_lines(groups, width)


# -- as cells ------------------------------------------------------------------


class NumberColumn(NamedTuple):
    """A column of numbers."""

    head: str
    """A msgid."""

    rank: int
    rank_before: int
    """The rank of its value, and of that a year before: the lowest are shown where there is no room
    for all."""

    cell: Callable[[Tally], str]
    optional: bool = False
    """Whether it is empty where it is 0, and left out where it is 0 in the total."""

    def text(self, tally: Tally) -> str:
        """The number as shown."""
        text = self.cell(tally)
        return "" if self.optional and text == self.cell(Tally()) else text


_PEOPLE = NumberColumn(N_("people"), 2, 14, lambda t: grouped(t.people))
_NUMBERS: tuple[NumberColumn, ...] = (
    NumberColumn(N_("occ."), 3, 15, lambda t: grouped(t.occurrences)),
    NumberColumn(N_("heads"), 1, 7, lambda t: grouped(t.heads.total)),
    NumberColumn(N_("vol"), 4, 12, lambda t: grouped(t.heads.volunteers)),
    NumberColumn(N_("part"), 5, 13, lambda t: grouped(t.heads.participants)),
    NumberColumn(N_("guests"), 8, 16, lambda t: grouped(t.heads.guests), optional=True),
    _PEOPLE,
    NumberColumn(N_("service h"), 0, 6, lambda t: grouped_hours(t.service.total)),
    NumberColumn(
        N_("learning h"), 11, 19, lambda t: grouped_hours(t.credit.learning.minutes), optional=True
    ),
    NumberColumn(N_("rides"), 12, 20, lambda t: grouped(t.boardings), optional=True),
    NumberColumn(N_("paid"), 9, 17, lambda t: grouped(t.heads.paid), optional=True),
    NumberColumn(
        N_("paid h"), 10, 18, lambda t: grouped_hours(t.credit.labour.minutes), optional=True
    ),
)
"""场次, 人次 and its parts, 人数, 服务时长, 学时; 用工 at the end, in no other number."""


@dataclass(frozen=True)
class SummaryLayout:
    """A view as columns and rows."""

    parts: list[ComparedRow]
    columns: list[ListColumn]
    rows: list[ListRow]


def summary_layout(
    view: View, now: Summary, before: Summary | None, names: NameLookup
) -> SummaryLayout:
    """Lay out a view, the total first, each number beside that of a year before if there is one;
    without rows where there are no attendances."""
    shown = compared_rows(view, now, before)
    if len(shown) == 1 and not shown[0]:
        shown = []
    compare = None if view == "occurrences" else before
    totals = [summary.total for summary in (now, before) if summary is not None]
    columns = [column for column in _NUMBERS if any(map(column.text, totals))]
    if view == "people":
        columns = [column for column in columns if column is not _PEOPLE]
    most = max((part.row.tally.attendances for part in shown if part.view), default=0)
    rows = []
    for part in shown:
        cells = [column.text(part.row.tally) for column in columns]
        if compare is not None:
            tally = part.before
            cells += [column.text(tally) if tally is not None else "" for column in columns]
        style = PLAIN if part.view else STRONG
        mark = kind_mark(kind_spec(part.row.key, names.kinds)) if part.view == "kinds" else PLAIN
        fills = {}
        if part.view:
            fills[len(cells) + 1] = Fill(part.row.tally.attendances, most)
        rows.append(
            ListRow(part.key, [row_label(names, part), *cells, ""], style, mark=mark, fills=fills)
        )
    return _laid_out(shown, columns, rows, compare)


def _laid_out(
    parts: list[ComparedRow],
    numbers: Sequence[NumberColumn],
    rows: Sequence[ListRow],
    before: Summary | None,
) -> SummaryLayout:
    """Columns as wide as their numbers, each with that of a year before, headed by that year.

    Where there is no room for all, bars are left out first, then numbers by their rank.
    """

    def column(at: int, head: str, *, quiet: bool = False) -> ListColumn:
        width = max([cell_len(head), *(len(row.cells[at]) for row in rows)])
        return ListColumn(head, width, right=True, quiet=quiet)

    count = len(numbers)
    found = {at: column(at, _(number.head)) for at, number in enumerate(numbers, 1)}
    if before is not None:
        year = str(before.first.year) if before.first else ""
        earlier = range(count + 1, 2 * count + 1)
        found |= {at: column(at, year, quiet=True) for at in earlier}
    used = 2 + _MARK + min(_LABEL, max((cell_len(row.cells[0]) for row in rows), default=0))
    ranks = [number.rank for number in numbers] + [number.rank_before for number in numbers]
    for at in sorted(found, key=lambda at: ranks[at - 1]):
        used += found[at].width + 1
        found[at] = replace(found[at], least=used)
    order = sorted(found, key=lambda at: ((at - 1) % count, at))
    bars = ListColumn("", _BAR, least=used + _BAR + 1)
    return SummaryLayout(
        parts,
        [ListColumn("", 0, most=44), *(found[at] for at in order), bars],
        [replace(row, cells=[row.cells[at] for at in (0, *order, -1)]) for row in rows],
    )
