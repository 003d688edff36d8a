"""The summary of a period: its numbers beside those of a year before, and their parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import ClassVar, NamedTuple

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widget import Widget

from yigong.store.dates.date_words import days_text
from yigong.store.language import N_, _
from yigong.store.statistics.summary import VIEWS, Summary, View
from yigong.tui.background.summary_query import SummaryResult
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK, HELP, WIDE
from yigong.tui.screens.summary.charts import ChartData, TrendChart, chart_data
from yigong.tui.screens.summary.part_bars import BarGroup, PartBars, bar_groups
from yigong.tui.screens.summary.summary_exports import SummaryExports
from yigong.tui.text.tally_words import people_notes, summary_warnings
from yigong.tui.view import summary_period
from yigong.tui.view.summary_period import PeriodUnit, SummaryPeriod
from yigong.tui.view.summary_rows import (
    VIEW_NAMES,
    ComparedRow,
    NameLookup,
    SummaryLayout,
    earlier_lines,
    name_lookup,
    number_lines,
    row_label,
    summary_layout,
)
from yigong.tui.view.today_view import attendance_by_day
from yigong.tui.widgets.canvas import BAD, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.header_footer import FooterLine
from yigong.tui.widgets.panel import Panel, PanelLines
from yigong.tui.widgets.row_list import RowList
from yigong.tui.widgets.section_tabs import SectionTabs
from yigong.tui.widgets.text_block import flowing_lines, wrapped_line
from yigong.tui.widgets.year_map import YearMap

_USUAL = 80
"""Cells of a terminal whose first line holds two dates."""

_BARS_LEAST = 5
"""Lines below a list that are worth bars."""


class SummaryPage(SummaryExports):
    """Shows the numbers of a period; Tab goes through the views of their parts."""

    PURPOSE = MAIN_PAGES["summary"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "turn(-1)", N_("Turn"), key_display="left,right"),
        Binding("right", "turn(1)", show=False),
        Binding("p", "period", N_("Other period")),
        Binding("o", "review", N_("Old rule")),
        Binding("tab", "view(1)", N_("View")),
        Binding("enter", "names", N_("Names")),
        Binding("w", "workload", N_("Workload")),
        Binding("g", "charts", N_("Charts")),
        Binding("s", "stars", N_("Stars")),
        Binding("c", "summary('csv')", "CSV"),
        Binding("x", "summary('xlsx')", "Excel"),
        Binding("l", "ledger('html')", N_("Ledger")),
        Binding("L", "ledger('xlsx')", N_("Ledger for Excel")),
        Binding("d", "summary('md')", "Markdown"),
        Binding("t", "upward", N_("For the town")),
        Binding("m", "span('month')", N_("Month")),
        Binding("3", "span('quarter')", N_("Quarter")),
        Binding("y", "span('year')", N_("Year")),
        Binding("z", "all", N_("All time")),
        Binding("shift+tab", "view(-1)", show=False),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "squads", "people", "settings"})
    DEFAULT_CSS = """
    SummaryPage SectionTabs { margin: 0 1; }
    SummaryPage RowList { margin-top: 0; }
    SummaryPage TrendChart { margin: 0 1; }
    SummaryPage #numbers { margin: 1 0 1 1; }
    SummaryPage #main TrendChart, SummaryPage.charts RowList { display: none; }
    SummaryPage.charts #main TrendChart { display: block; }
    SummaryPage YearMap { display: none; margin: 1 1 0 1; }
    SummaryPage.-high.year YearMap { display: block; }
    SummaryPage PartBars { margin: 1 1 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._period: SummaryPeriod | None = None
        self._view = 0
        self._rows: list[ComparedRow] = []
        self._contents: _Contents | None = None

    def above(self) -> ComposeResult:
        """The numbers, and the names of the views."""
        yield Panel(id="numbers")
        yield SectionTabs()

    def below(self) -> ComposeResult:
        """The chart, in place of the list when its view is open, and the bars of its parts."""
        yield TrendChart()
        yield PartBars()

    def side(self) -> Iterable[Widget]:
        """The chart, and the days of the year."""
        yield TrendChart()
        yield YearMap()

    def reload_side(self) -> None:
        """Draw the chart beside the list, and below it the days of a year, if it is one."""
        if self._contents is None:
            return
        self.query_one("#side TrendChart", TrendChart).show(self._contents.chart)
        year = (self.shown_period or self.period).year
        self.set_class(year is not None, "year")
        self.query_one(YearMap).show(self._contents.by_day, self._today, year=year)

    @property
    def period(self) -> SummaryPeriod:
        """The period asked for; at first this year."""
        if self._period is None:
            self._period = summary_period.period_containing("year", self._today)
        return self._period

    @property
    def _today(self) -> date:
        return self.village.now().date()

    def heading(self) -> list[Piece]:
        """The period shown, and the one it is compared with."""
        period = self.shown_period or self.period
        words = f"  {period.name()}"
        if period.programme is not None:
            words += "  " + (period.programme or _("no programme"))
        before = period.year_earlier(self._today)
        if before is None or self.size.width < (WIDE if period.unit is None else _USUAL):
            return [(_("Summary"), STRONG), words]
        beside = _("beside {days}").format(days=days_text(before.first, before.last))
        return [(_("Summary"), STRONG), f"{words}  ", (beside, QUIET)]

    def reload(self) -> None:
        """Summarise the period anew; the screen keeps the old summary until then."""
        period, view, names, today = self.period, self._view, name_lookup(self.village), self._today
        before = period.year_earlier(today)
        self.summaries.ask(
            self,
            [period, before] if before else [period],
            lambda sums: _contents(view, sums, names, today),
            lambda results, contents: self._show(period, results, view, contents),
        )

    def _show(
        self,
        period: SummaryPeriod,
        results: Sequence[SummaryResult],
        view: int,
        contents: _Contents,
    ) -> None:
        if self.shown_period != period:
            self.rows.reset_cursor()
        self.shown_period = period
        self.summary = results[0].summary
        self.before = results[1].summary if len(results) > 1 else None
        self.show_heading()
        self.query_one(FooterLine).refresh()
        if view == self._view:
            self._show_view(self.summary, contents)
        self.report_unreadable(results)

    def _show_view(self, summary: Summary, contents: _Contents) -> None:
        # The list has the year before as a row's cells, the chart as columns.
        before = None if self._charts_open else self.before
        most = self.size.height // (8 if self._charts_open else 4)
        self.query_one("#numbers", Panel).fill(_numbers(summary, before, max(2, most)))
        self.query_one(SectionTabs).show([*map(_, VIEW_NAMES.values()), _("charts")], self._view)
        self.set_class(self._charts_open, "charts")
        self._contents = contents
        self.query_one("#main TrendChart", TrendChart).show(contents.chart)
        self.query_one(PartBars).show(contents.bars)
        if self.has_side:
            self.reload_side()
        if contents.layout is None:
            self.set_focus(None)
        else:
            self._rows = contents.layout.parts
            empty = _("Nobody was checked in in this period.")
            self.rows.show(contents.layout.rows, columns=contents.layout.columns, empty=empty)
            self.focus_on(self.rows)
        self.call_after_refresh(self._share_height)

    def on_resize(self, event: Resize) -> None:
        """Share the height anew."""
        super().on_resize(event)
        self.call_after_refresh(self._share_height)

    def _share_height(self) -> None:
        """Show the bars below a list that leaves room for them, or below a high chart."""
        bars, list_, main = self.query_one(PartBars), self.rows, self.query_one("#main").size
        above = self.query_one("#numbers").region.height + 3  # with its margins, and the tabs
        room = main.height - above - 1
        used = self.size.height // 2 if self._charts_open else len(list_.rows) + 1
        lines = bars.lines(main.width - 2)
        bars.display = 0 < min(lines, _BARS_LEAST) <= room - used
        bars.styles.height = max(1, room - used)
        list_.styles.height = used if bars.display else "1fr"

    @property
    def _charts_open(self) -> bool:
        """Whether the charts are open: they follow the last view."""
        return self._view == len(VIEWS)

    @property
    def open_view(self) -> View | None:
        """The view that is open; `None`: the charts."""
        return None if self._charts_open else VIEWS[self._view]

    @property
    def row_at_cursor(self) -> ComparedRow | None:
        """The row under the cursor; the charts have none."""
        key = None if self._charts_open else self.rows.key
        return next((row for row in self._rows if row.key == key), None)

    # -- the period --------------------------------------------------------

    def _show_period(self, period: SummaryPeriod) -> None:
        if period != self._period:
            self._period = period
            self.refresh_page()

    def action_turn(self, step: int) -> None:
        """Show the period before or after."""
        self._show_period(self.period.shifted(step))

    def action_span(self, span: PeriodUnit) -> None:
        """Show a month, a quarter or a year.

        That of today, or of the period's first day, if it is past.
        """
        first, last, today = self.period.first, self.period.last, self._today
        outside = first is not None and last is not None and not first <= today <= last
        day = first if outside and first is not None else today
        self._show_period(summary_period.period_containing(span, day, self.period.programme))

    def action_all(self) -> None:
        """Show all time."""
        self._show_period(SummaryPeriod(programme=self.period.programme))

    @work
    async def action_period(self) -> None:
        """Choose a period, or a programme."""
        from yigong.tui.screens.summary.period_page import PeriodPage

        period = await self.ask(PeriodPage(self.period))
        if period is not None:
            self._show_period(period)

    # -- the view ----------------------------------------------------------

    def action_view(self, step: int) -> None:
        """Show the next view: by month, event, squad, person and so on, up to the charts."""
        self._open_view((self._view + step) % (len(VIEWS) + 1))

    def action_charts(self) -> None:
        """Show the charts, or go back from them."""
        self._open_view(0 if self._charts_open else len(VIEWS))

    def _open_view(self, view: int) -> None:
        self._view = view
        self.rows.reset_cursor()
        self.refresh_page()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The charts have no rows; a review needs what was signed by the old rule."""
        if action == "review":
            return self.summary is not None and self.summary.credited_alike > 0
        if action in ("names", "find_row", "sort_rows") and self._charts_open:
            return False
        return super().check_action(action, parameters)

    @on(RowList.Chosen)
    def action_names(self) -> None:
        """List the people behind the row; of a person, open the page."""
        from yigong.tui.screens.summary.names_page import NamesPage

        row, period = self.row_at_cursor, self.shown_period
        if row is None or period is None:
            return
        if row.view == "people":
            self.open_person(int(row.row.key))
        else:
            label = row_label(name_lookup(self.village), row)
            page = NamesPage(label, period, row.view, row.row.key, self.summaries)
            self.app.push_screen(page)

    def action_stars(self) -> None:
        """List who is near a star."""
        from yigong.tui.screens.summary.stars_page import StarsPage

        self.app.push_screen(StarsPage(self.summaries))

    def action_workload(self) -> None:
        """List who carries the hours, and whom one could ask."""
        from yigong.tui.screens.summary.workload_page import WorkloadPage

        self.app.push_screen(WorkloadPage(self.shown_period or self.period, self.summaries))

    def action_review(self) -> None:
        """List what was signed before there were roles."""
        from yigong.tui.screens.summary.role_review_page import RoleReviewPage

        self.app.push_screen(RoleReviewPage(self.shown_period or self.period))


class _Contents(NamedTuple):
    """What the page shows."""

    layout: SummaryLayout | None
    """The rows of a view; `None`: the chart is open."""

    chart: ChartData
    bars: Sequence[BarGroup]
    by_day: Mapping[date, int]
    """Who came on each day."""


def _contents(view: int, sums: Sequence[Summary], names: NameLookup, today: date) -> _Contents:
    """What a view shows, where the chart follows the last one; it may run in a thread."""
    now, before = sums[0], sums[1] if len(sums) > 1 else None
    return _Contents(
        summary_layout(VIEWS[view], now, before, names) if view < len(VIEWS) else None,
        chart_data(now, before, today),
        bar_groups(now, before, names.squads, names.kinds),
        attendance_by_day(now.counted),
    )


def _numbers(summary: Summary, before: Summary | None, most: int) -> PanelLines:
    """The lines above the rows, or above the chart, for a number of cells.

    Args:
        summary: The summary of the period.
        before: The same a year earlier; `None`: without its numbers.
        most: The most lines: notes are left out first, then the year before, then numbers, which
            the first row has, too.
    """

    def wrapped(lines: StyledLines, width: int) -> StyledLines:
        return [part for line in lines for part in wrapped_line(line, width)]

    def lines(width: int) -> StyledLines:
        numbers = wrapped(number_lines(summary.total, width + 1), width)
        earlier = wrapped(earlier_lines(before, width + 1), width) if before else []
        warnings: list[list[Piece]] = [[(text, BAD)] for text in summary_warnings(summary)]
        notes: list[list[Piece]] = [[(text, QUIET)] for text in people_notes(summary.total)]
        remarks = wrapped(flowing_lines(warnings, width + 1), width)
        found = [*numbers[: max(1, most - len(remarks))], *earlier, *remarks]
        if len(found) > most:
            found = [line for line in found if line not in earlier]
        noted = wrapped(flowing_lines(warnings + notes, width + 1), width)
        room = most - len(found) + len(remarks)
        return [*found[: len(found) - len(remarks)], *noted] if len(noted) <= room else found

    return lines
