"""The attendance of a period: the four numbers, what they are made of, and a year before."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _, ngettext
from yigong.store.statistics.summary import VIEWS, Summary, View
from yigong.store.statistics.tally import Tally
from yigong.tui.background.summary_query import SummaryQuery, SummaryResult
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.summary.charts import Charts, Drawing, drawing
from yigong.tui.screens.summary.summary_exports import SummaryExports
from yigong.tui.text.words import unreadable_text
from yigong.tui.view import summary_periods
from yigong.tui.view.summary_periods import PeriodUnit, SummaryPeriod
from yigong.tui.view.summary_rows import (
    VIEW_NAMES,
    ComparedRow,
    NameLookup,
    SummaryLayout,
    name_lookup,
    number_cells,
    origin_cells,
    row_label,
    summary_layout,
)
from yigong.tui.widgets.canvas import ACCENT, BAD, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, RowList
from yigong.tui.widgets.section_tabs import SectionTabs
from yigong.tui.widgets.text_block import TextBlock

_ROOM = 100
"""Cells of a terminal whose first line holds four dates."""


class SummaryPage(SummaryExports):
    """The four numbers of a period, and what they are made of."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", N_("Turn"), key_display="<- ->"),
        Binding("right", "turn(1)", show=False),
        Binding("p", "period", N_("Other period")),
        Binding("tab", "view(1)", N_("View")),
        Binding("enter", "names", N_("Names")),
        Binding("g", "charts", N_("Charts")),
        Binding("s", "stars", N_("Stars")),
        Binding("c", "summary('csv')", "CSV"),
        Binding("x", "summary('xlsx')", "Excel"),
        Binding("l", "ledger('html')", N_("Ledger")),
        Binding("L", "ledger('xlsx')", N_("Ledger for Excel")),
        Binding("d", "summary('md')", "Markdown"),
        Binding("m", "span('month')", N_("Month")),
        Binding("3", "span('quarter')", N_("Quarter")),
        Binding("y", "span('year')", N_("Year")),
        Binding("a", "all", N_("All time")),
        Binding("shift+tab", "view(-1)", show=False),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "squads", "people", "settings"})
    DEFAULT_CSS = """
    SummaryPage SectionTabs { margin: 0 1; }
    SummaryPage Charts { display: none; }
    SummaryPage.charts Charts { display: block; }
    SummaryPage.charts #parts { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._adding = SummaryQuery()
        self._period: SummaryPeriod | None = None
        self._view = 0
        self._before: Summary | None = None
        self._parts: list[ComparedRow] = []

    def body(self) -> ComposeResult:
        """Numbers above, rows or charts below."""
        yield TextBlock()
        yield SectionTabs()
        yield RowList([ListColumn("", 0)], empty=_("adding up .."), id="parts")
        yield Charts()

    @property
    def rows(self) -> RowList:
        """The rows."""
        return self.query_one("#parts", RowList)

    @property
    def period(self) -> SummaryPeriod:
        """The period that is wanted; first the year."""
        if self._period is None:
            self._period = summary_periods.period_containing("year", self._today)
        return self._period

    @property
    def _today(self) -> date:
        return self.village.now().date()

    def begin(self) -> None:
        """Into the rows."""
        super().begin()
        self.focus_on(self.rows)

    def watched(self) -> object:
        """Any change at all may change a number or a line here."""
        return self.village.history.fingerprint()

    def heading(self) -> list[Piece]:
        """Which period is on the screen, and what stands beside it."""
        shown = self.shown or self.period
        words = f"  {shown.name()}"
        if shown.programme is not None:
            words += "  " + (shown.programme or _("no programme"))
        before = shown.year_earlier(self._today)
        if before is None or (shown.unit is None and self.size.width < _ROOM):
            return [(_("Summary"), STRONG), words]
        beside = _("beside {first} .. {last}").format(first=before.first, last=before.last)
        return [(_("Summary"), STRONG), f"{words}  ", (beside, QUIET)]

    def reload(self) -> None:
        """Add up anew; what is on the screen stays until that is done."""
        period, view, names, today = self.period, self._view, name_lookup(self.village), self._today
        before = period.year_earlier(today)
        self._adding.ask(
            self,
            [period, before] if before else [period],
            lambda sums: _laid_out(view, sums, names, today),
            lambda found, layout: self._added(period, found, view, layout),
        )

    def _added(
        self,
        period: SummaryPeriod,
        found: Sequence[SummaryResult],
        view: int,
        layout: SummaryLayout | Drawing,
    ) -> None:
        """What was asked for is there."""
        if self.shown != period:
            self.rows.reset_cursor()
        self.shown = period
        sums = [added.summary for added in found]
        self.now, self._before = sums[0], sums[1] if len(sums) > 1 else None
        self.head()
        if view == self._view:
            self._paint(layout)
        unreadable = [error for added in found for error in added.unreadable]
        if unreadable:
            self.status.bad(unreadable_text(unreadable))
        elif self.status.text == _("adding up .."):
            self.status.show("")

    def _paint(self, layout: SummaryLayout | Drawing) -> None:
        if self.now is None:
            return
        self.query_one(TextBlock).show(_numbers(self.now, self._before))
        self.query_one(SectionTabs).show([*map(_, VIEW_NAMES.values()), _("charts")], self._view)
        self.set_class(self._charts, "charts")
        if isinstance(layout, Drawing):
            charts = self.query_one(Charts)
            charts.show(layout)
            self.focus_on(charts)
        else:
            self._parts = layout.parts
            empty = _("Nobody was checked in in this period.")
            self.rows.show(layout.rows, columns=layout.columns, empty=empty)
            self.focus_on(self.rows)

    @property
    def _charts(self) -> bool:
        """Whether the charts are open: the view behind the last one."""
        return self._view == len(VIEWS)

    @property
    def looked_at(self) -> View | None:
        """The view that is open; `None`: the charts."""
        return None if self._charts else VIEWS[self._view]

    @property
    def part(self) -> ComparedRow | None:
        """The row under the cursor; the charts have none."""
        key = None if self._charts else self.rows.key
        return next((part for part in self._parts if part.key == key), None)

    # -- which period ------------------------------------------------------

    def _go(self, period: SummaryPeriod) -> None:
        if period != self._period:
            self._period = period
            self.refresh_page()

    def action_turn(self, step: int) -> None:
        """The period before or after."""
        self._go(self.period.shifted(step))

    def action_span(self, span: PeriodUnit) -> None:
        """The month, quarter or year of today, or else of the first day shown."""
        first, last, today = self.period.first, self.period.last, self._today
        elsewhere = first is not None and last is not None and not first <= today <= last
        day = first if elsewhere and first is not None else today
        self._go(summary_periods.period_containing(span, day, self.period.programme))

    def action_all(self) -> None:
        """All there ever was."""
        self._go(SummaryPeriod(programme=self.period.programme))

    def action_period(self) -> None:
        """Choose a period, or a programme."""
        from yigong.tui.screens.summary.period_page import PeriodPage

        def chosen(period: SummaryPeriod | None) -> None:
            if period is not None:
                self._go(period)

        with self.report_refusals():
            self.app.push_screen(PeriodPage(self.period), chosen)

    # -- what is seen of it ------------------------------------------------

    def action_view(self, step: int) -> None:
        """Another way to break it down; the charts come last."""
        self._look((self._view + step) % (len(VIEWS) + 1))

    def action_charts(self) -> None:
        """The charts, or back from them."""
        self._look(0 if self._charts else len(VIEWS))

    def _look(self, view: int) -> None:
        self._view = view
        self.rows.reset_cursor()
        self.refresh_page()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Charts have no names behind them."""
        return not (action == "names" and self._charts)

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Enter on a row: whose numbers these are."""
        self.action_names()

    def action_names(self) -> None:
        """The names behind the row under the cursor."""
        from yigong.tui.screens.people.person_page import PersonPage
        from yigong.tui.screens.summary.names_page import NamesPage

        part = self.part
        if part is None or self.shown is None:
            return
        if part.view == "people":
            number = int(part.row.key)
            self.open(lambda: PersonPage(number))
        else:
            period, name = self.shown, row_label(name_lookup(self.village), part)
            self.open(lambda: NamesPage(name, period, part.view, part.row.key, self._adding))

    def action_stars(self) -> None:
        """Who is about to reach a star."""
        from yigong.tui.screens.summary.stars_page import StarsPage

        self.open(lambda: StarsPage(self._adding))


def _laid_out(
    view: int, sums: Sequence[Summary], names: NameLookup, today: date
) -> SummaryLayout | Drawing:
    """The rows of a view, or behind the last one the charts; made in a thread."""
    before = sums[1] if len(sums) > 1 else None
    if view == len(VIEWS):
        return drawing(sums[0], before, names.squads, today)
    return summary_layout(VIEWS[view], sums[0], before, names)


def _numbers(now: Summary, before: Summary | None) -> list[list[Piece]]:
    """The lines above the rows."""
    four: list[Piece] = []
    for name, value in _named(now.total):
        four += [(f"{name} ", STRONG), (f"{value}    ", ACCENT)]
    lines: list[list[Piece]] = [four, [(origin_cells(now.total.credit), QUIET)]]
    if before is not None:
        said = "   ".join(f"{name} {value}" for name, value in _named(before.total))
        lines.append([(_("a year before: {numbers}").format(numbers=said), QUIET)])
    if now.unsigned:
        text = ngettext(
            "{n} register is not signed yet: its hours may change",
            "{n} registers are not signed yet: their hours may change",
            now.unsigned,
        )
        lines.append([(text.format(n=now.unsigned), BAD)])
    return lines


def _named(tally: Tally) -> list[tuple[str, str]]:
    names = (_("occurrences"), _("attendances"), _("people"), _("hours"))
    return list(zip(names, number_cells(tally), strict=True))
