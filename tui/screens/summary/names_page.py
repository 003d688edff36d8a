"""The people behind the numbers of a summary, or of one row of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance.hours import hours_text
from yigong.store.language import N_, _
from yigong.store.records import code
from yigong.store.statistics.summary import Summary, View
from yigong.store.statistics.tally import Tally, TallyRow
from yigong.tui.background.summary_query import SummaryQuery, SummaryResult
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.summary.summary_list_page import SummaryListPage
from yigong.tui.text.words import four_numbers, person_name
from yigong.tui.view.summary_period import SummaryPeriod
from yigong.tui.view.summary_rows import NameLookup, name_lookup, origin_cells
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

_ORDERS = (N_("by name"), N_("by hours"), N_("by times"))


class NamesPage(SummaryListPage):
    """Lists the people with their attendances and hours."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open")),
        Binding("o", "order", N_("Order")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "settings"})

    def __init__(
        self,
        label: str,
        period: SummaryPeriod,
        view: View | None,
        key: str,
        summaries: SummaryQuery,
    ) -> None:
        """List the people behind a row.

        Args:
            label: The name of the row.
            period: The period of the summary.
            view: The view that the row belongs to; `None`: the people of the whole summary.
            key: The row's key in that view.
            summaries: The query that makes and caches summaries.
        """
        super().__init__(summaries)
        self._label = label
        self._period = period
        self._view: View | None = view
        self._key = key
        self._order = 0

    def heading(self) -> list[Piece]:
        """The row, the period and the order."""
        order = _(_ORDERS[self._order])
        return [(self._label, STRONG), f"  {self._period.name()}", (f"  {order}", QUIET)]

    def above(self) -> ComposeResult:
        """The numbers of the row."""
        yield TextBlock()

    def reload(self) -> None:
        """Summarise the period anew."""
        names, order = name_lookup(self.village), self._order
        self.summaries.ask(
            self, [self._period], lambda sums: self._contents(sums[0], names, order), self._show
        )

    def _contents(self, summary: Summary, names: NameLookup, order: int) -> _Contents:
        """What the page shows; it may run in a thread."""
        if self._view is not None:
            summary = summary.within(self._view, self._key)
        people = sorted(summary.people, key=lambda row: names.person(int(row.key)).reading)
        if order == 1:
            people.sort(key=lambda row: -row.tally.service.total)
        elif order == 2:
            people.sort(key=lambda row: -row.tally.occurrences)
        along = any(row.tally.attendances > row.tally.occurrences for row in people)
        granted = any(row.granted for row in people)
        rows = [_row(row, names, along=along, granted=granted) for row in people]
        return _Contents(summary.total, _columns(along=along, granted=granted), rows)

    def _show(self, results: Sequence[SummaryResult], contents: _Contents) -> None:
        total = contents.total
        self.show_heading()
        self.query_one(TextBlock).show(
            [[(four_numbers(total), STRONG)], [(origin_cells(total.service), QUIET)]]
        )
        empty = _("Nobody was checked in in this period.")
        self.rows.show(contents.rows, columns=contents.columns, empty=empty)
        self.report_unreadable(results)

    # -- what can be done --------------------------------------------------

    def action_order(self) -> None:
        """Sort by the next order; the cursor goes to the top."""
        self._order = (self._order + 1) % len(_ORDERS)
        self.rows.reset_cursor()
        self.refresh_page()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the person's page."""
        if isinstance(event.key, int):
            self.open_person(event.key)


@dataclass(frozen=True)
class _Contents:
    """What the page shows."""

    total: Tally
    columns: list[ListColumn]
    rows: list[ListRow]


def _columns(*, along: bool, granted: bool) -> list[ListColumn]:
    """The columns; one for people brought along, and one for grants alone, only if needed."""
    return [
        ListColumn(_("Name"), 0, most=24),
        ListColumn(_("Code"), 6),
        ListColumn(_("Times"), 5, right=True),
        *[ListColumn(_("Along"), 5, right=True)] * along,
        ListColumn(_("Hours"), 7, right=True),
        ListColumn(_("Clocked"), 7, right=True),
        ListColumn(_("Filled in"), 9, right=True),
        ListColumn(_("Granted"), 7, right=True),
        *[ListColumn("", 12)] * granted,
        ListColumn(_("Squads"), 20, least=104),
        ListColumn(_("Group"), 10, least=116),
    ]


def _row(row: TallyRow, names: NameLookup, *, along: bool, granted: bool) -> ListRow:
    number, tally = int(row.key), row.tally
    person, credit = names.person(number), tally.service
    cells = [
        person_name(person),
        code("V", number),
        str(tally.occurrences),
        *[str(tally.attendances - tally.occurrences)] * along,
        hours_text(credit.total),
        *(hours_text(m) if m else "" for m in (credit.clocked, credit.filled, credit.granted)),
        *[_("granted only") if row.granted else ""] * granted,
        names.squads_of.get(number, ""),
        person.group,
    ]
    return ListRow(number, cells, QUIET if row.granted else PLAIN)
