"""The names behind the numbers of a summary or of one row of it."""

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
from yigong.store.statistics.tally import Tally
from yigong.store.statistics.tally import TallyRow as SumRow
from yigong.tui.background.summary_query import SummaryQuery, SummaryResult
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.text.words import four_numbers, person_name, unreadable_text
from yigong.tui.view.summary_periods import SummaryPeriod
from yigong.tui.view.summary_rows import NameLookup, name_lookup, origin_cells
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

_ORDERS = (N_("by name"), N_("by hours"), N_("by times"))


class NamesPage(Page[None]):
    """Who is behind the numbers, how often they came, and what they were credited."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open")),
        Binding("o", "order", N_("Order")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "settings"})

    def __init__(
        self, label: str, period: SummaryPeriod, view: View | None, key: str, adding: SummaryQuery
    ) -> None:
        """Show whose numbers a row's are.

        Args:
            label: What the row is called.
            period: The period of the summary.
            view: What the row is by; `None`: all of the summary.
            key: Its key in that view.
            adding: Adds up, and may have done so already.
        """
        super().__init__()
        self._label = label
        self._period = period
        self._view: View | None = view
        self._key = key
        self._adding = adding
        self._order = 0

    def heading(self) -> list[Piece]:
        """The row, its period, and what the names are ordered by."""
        order = _(_ORDERS[self._order])
        return [(self._label, STRONG), f"  {self._period.name()}", (f"  {order}", QUIET)]

    def body(self) -> ComposeResult:
        """The numbers, then the names."""
        yield TextBlock()
        yield RowList([ListColumn("", 0)], empty=_("adding up .."), id="names")

    @property
    def rows(self) -> RowList:
        """The names."""
        return self.query_one("#names", RowList)

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.rows)

    def watched(self) -> object:
        """Whatever changes may change hours, names or squads."""
        return self.village.history.fingerprint()

    def reload(self) -> None:
        """Add up anew."""
        names, order = name_lookup(self.village), self._order
        self._adding.ask(
            self, [self._period], lambda sums: self._listed(sums[0], names, order), self._added
        )

    def _listed(self, whole: Summary, names: NameLookup, order: int) -> _Listed:
        """The names and their numbers, worked out beside the screen."""
        part = whole if self._view is None else whole.within(self._view, self._key)
        people = sorted(part.people, key=lambda row: names.person(int(row.key)).reading)
        if order == 1:
            people.sort(key=lambda row: -row.tally.credit.total)
        elif order == 2:
            people.sort(key=lambda row: -row.tally.occurrences)
        along = any(row.tally.attendances > row.tally.occurrences for row in people)
        granted = any(row.granted for row in people)
        rows = [_row(row, names, along=along, granted=granted) for row in people]
        return _Listed(part.total, _columns(along=along, granted=granted), rows)

    def _added(self, found: Sequence[SummaryResult], listed: _Listed) -> None:
        total = listed.total
        self.head()
        self.query_one(TextBlock).show(
            [[(four_numbers(total), STRONG)], [(origin_cells(total.credit), QUIET)]]
        )
        empty = _("Nobody was checked in in this period.")
        self.rows.show(listed.rows, columns=listed.columns, empty=empty)
        if found[0].unreadable:
            self.status.bad(unreadable_text(found[0].unreadable))
        elif self.status.text == _("adding up .."):
            self.status.show("")

    # -- what can be done --------------------------------------------------

    def action_order(self) -> None:
        """The next order."""
        self._order = (self._order + 1) % len(_ORDERS)
        self.rows.reset_cursor()
        self.refresh_page()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open somebody's page."""
        from yigong.tui.screens.people.person_page import PersonPage

        if isinstance(event.key, int):
            number = event.key
            self.open(lambda: PersonPage(number))

    def action_none(self) -> None:
        """Enter is the list's; it stands here for the line of keys."""


@dataclass(frozen=True)
class _Listed:
    """The page, ready to be shown."""

    total: Tally
    columns: list[ListColumn]
    rows: list[ListRow]


def _columns(*, along: bool, granted: bool) -> list[ListColumn]:
    """Columns; for who came along, and for who did not come, only where there is anybody."""
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


def _row(row: SumRow, names: NameLookup, *, along: bool, granted: bool) -> ListRow:
    number, tally = int(row.key), row.tally
    person, credit = names.person(number), tally.credit
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
