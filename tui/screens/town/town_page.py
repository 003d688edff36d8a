"""The page of a town: its villages beside each other, and the sums of what they tell."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.exports.documents.town_tables import TOWN_VIEWS, people_sum_note
from yigong.exports.documents.upward_tables import ROW_HEADS, row_name, unsigned_text
from yigong.store.errors import Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.town.spot_check import check_draw
from yigong.store.town.town_reading import TownSummary, TownView, VillageReport, read_town
from yigong.store.town.upward_numbers import tally_of_numbers
from yigong.store.town.upward_report import period_label
from yigong.store.town_records import TownVillage, UpwardRow
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import HELP
from yigong.tui.screens.base.questions import AskText
from yigong.tui.screens.summary.part_bars import BarGroup, PartBar, PartBars
from yigong.tui.screens.town.town_list_page import TownListPage
from yigong.tui.text.town_words import town_numbers_in
from yigong.tui.view import summary_period
from yigong.tui.view.summary_period import PeriodUnit, SummaryPeriod
from yigong.tui.view.town_rows import (
    WAITING,
    number_columns_shown,
    number_row,
    village_columns,
    village_details,
    village_parts,
    village_row,
)
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel, PanelLines
from yigong.tui.widgets.row_list import ListColumn, RowList
from yigong.tui.widgets.section_tabs import SectionTabs
from yigong.tui.widgets.text_block import wrapped_line

_VIEWS = tuple(TOWN_VIEWS)


class TownPage(TownListPage):
    """Lists the villages of a town with their numbers; Tab goes through the sums."""

    PURPOSE = N_("See the numbers of many villages, and who has not reported.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open"), tooltip=N_("Open the village under the cursor.")),
        Binding("tab", "view(1)", N_("View")),
        Binding("shift+tab", "view(-1)", show=False),
        Binding("left", "turn(-1)", N_("Turn"), key_display="left,right"),
        Binding("right", "turn(1)", show=False),
        Binding("l", "late", N_("To look at")),
        Binding("x", "export('xlsx')", "Excel"),
        Binding("c", "export('csv')", "CSV"),
        Binding("p", "draw", N_("Spot check")),
        Binding("m", "span('month')", N_("Month")),
        Binding("3", "span('quarter')", N_("Quarter")),
        Binding("y", "span('year')", N_("Year")),
        Binding("r", "read", N_("Read again")),
        Binding("escape", "leave", N_("Back, quit")),
        HELP,
    ]
    EMPTY = N_("No village yet: `yigong town add FOLDER` adds those on this computer.")
    DEFAULT_CSS = """
    TownPage SectionTabs { margin: 0 1; }
    TownPage RowList { margin-top: 0; }
    TownPage #total { margin: 1 1 0 1; }
    TownPage #detail { margin: 1 1 0 1; }
    TownPage PartBars { margin: 1 1 0 1; height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._asked: SummaryPeriod | None = None
        self._view = 0
        self._shown: TownSummary | None = None
        self._read_as: object = None
        """What was read: the period and the folder's fingerprint."""

    def above(self) -> ComposeResult:
        """The names of the views."""
        yield SectionTabs()

    def below(self) -> ComposeResult:
        """The sum."""
        yield Panel(id="total")

    def side(self) -> Iterable[Widget]:
        """The village under the cursor, or the villages' parts of a sum; below it bars."""
        return Panel(id="detail"), PartBars()

    def columns(self) -> Sequence[ListColumn]:
        """Those of the open view."""
        if self.view == "villages":
            return village_columns()
        return number_columns_shown(_(ROW_HEADS[self.view]))

    @property
    def view(self) -> TownView:
        """What the rows are."""
        return _VIEWS[self._view]

    @property
    def period(self) -> SummaryPeriod:
        """The period asked for; at first this month."""
        if self._asked is None:
            self._asked = summary_period.period_containing("month", self._today)
        return self._asked

    @property
    def _today(self) -> date:
        return self.program.clock().astimezone().date()

    @property
    def _ends(self) -> tuple[date, date]:
        first, last = self.period.first, self.period.last
        if first is None or last is None:
            raise Refused("What is sent is of a period with two ends: write 2026-11 or 2026-Q4.")
        return first, last

    def heading(self) -> list[Piece]:
        """The town, the period, how many reported and how many did not."""
        town = self.town.read()
        pieces: list[Piece] = [(town.name, STRONG), f"  {self.period.name()}"]
        if self._shown is None:
            return pieces
        count, done = len(self._shown.villages), len(self._shown.reported)
        villages = ngettext("{n} village", "{n} villages", count).format(n=count)
        reported = _("reported {n}").format(n=done)
        pieces.append(f"  {villages}  {reported}")
        if silent := count - done:
            pieces += ["  ", (_("not reported {n}").format(n=silent), WAITING)]
        return pieces

    # -- reading -------------------------------------------------------------

    def reload(self) -> None:
        """Read the villages, unless they were read already; show what is known meanwhile."""
        wanted = self._ends, self.town.fingerprint()
        self._show_rows()
        if wanted == self._read_as:
            return
        self._read_as = wanted
        town, clock, (first, last) = self.town, self.program.clock, self._ends

        def read() -> TownSummary:
            reporter = self.reporter()
            return read_town(
                town, town.read().villages, first, last, clock=clock, progress=reporter.report
            )

        run_task(self, read, self._show, "town")

    def _show(self, summary: TownSummary) -> None:
        self._shown = summary
        self.status.show("")
        self.show_heading()
        self._show_rows()
        if self.has_side:
            self.reload_side()

    def _show_rows(self) -> None:
        names = [_(title) for title in TOWN_VIEWS.values()]
        self.query_one(SectionTabs).show(names, self._view)
        summary = self._shown
        if summary is None or (summary.first, summary.last) != self._ends:
            self.rows.show([], columns=self.columns(), empty=_("reading the villages"))
            self.query_one("#total", Panel).fill(lambda _width: [])
            return
        if self.view == "villages":
            rows = [village_row(each) for each in summary.villages]
        else:
            rows = [number_row(self.view, row) for row in summary.rows(self.view)]
        empty = _(self.EMPTY) if not summary.villages else _("Nothing in this period.")
        self.rows.show(rows, columns=self.columns(), empty=empty)
        self.query_one("#total", Panel).fill(
            lambda width: _total_lines(summary, width, brief=self.app.size.height < 24)
        )

    @property
    def _at_cursor(self) -> VillageReport | None:
        """The village under the cursor."""
        if self._shown is None or self.view != "villages":
            return None
        return next((v for v in self._shown.villages if v.village == self.rows.key), None)

    def reload_side(self) -> None:
        """Show what is known of the village under the cursor, or who has how much of a sum."""
        lines, bars = self._beside()
        for panel in self.query("#detail").results(Panel):
            panel.fill(lines)
        for drawn in self.query(PartBars):
            drawn.show(bars)

    def _beside(self) -> tuple[PanelLines, list[BarGroup]]:
        summary, each, ends = self._shown, self._at_cursor, self._ends
        if each is not None:
            kinds = each.report.kinds if each.report is not None else ()
            parts = [(row_name("kinds", row), _heads_of(row)) for row in kinds]
            return lambda width: village_details(each, ends, width), _bars(_("Kinds"), parts)
        if summary is None or (row := self._row_at_cursor) is None:
            return lambda _width: [], []
        parts, silent = village_parts(summary, self.view, row.key)
        said = _("not in it, as they have not reported: {names}") if silent else ""
        lines = [
            [(row_name(self.view, row), STRONG)],
            [(said.format(names=_(", ").join(silent)), WAITING)],
        ]
        return (
            lambda width: [found for line in lines for found in wrapped_line(line, width)],
            _bars(_("Villages"), parts),
        )

    @property
    def _row_at_cursor(self) -> UpwardRow | None:
        """The row of a sum under the cursor."""
        rows = self._shown.rows(self.view) if self._shown is not None else []
        return next((row for row in rows if self.rows.key == (self.view, row.key)), None)

    @on(RowList.Moved)
    def follow_cursor(self) -> None:
        """Let the side column follow the cursor."""
        self.reload_side_soon()

    # -- keys ----------------------------------------------------------------

    @on(RowList.Chosen)
    def open_village(self, event: RowList.Chosen) -> None:
        """Open the village under the cursor, to look only."""
        from yigong.tui.screens.town.town_village_page import TownVillagePage

        each = self._at_cursor
        if each is None or not isinstance(event.key, TownVillage):
            return
        if each.problem:
            raise Refused("{name}: {problem}", name=each.village.name, problem=each.problem)
        if each.report is None:
            raise Refused(
                "{name} has not reported: ask it for `yigong send {period}`.",
                name=each.village.name,
                period=period_label(*self._ends).replace("_", ".."),
            )
        self.app.push_screen(TownVillagePage(each.village, *self._ends))

    def action_view(self, step: int) -> None:
        """Show the sums by month, kind, programme or host; the villages come first."""
        self._view = (self._view + step) % len(_VIEWS)
        self.rows.reset_cursor()
        self.refresh_page()

    def action_turn(self, step: int) -> None:
        """Turn to the period before or after."""
        self._asked = self.period.shifted(step)
        self.refresh_page()

    def action_span(self, unit: PeriodUnit) -> None:
        """Show the month, the quarter or the year."""
        first = self.period.first or self._today
        last = self.period.last or self._today
        day = min(max(self._today, first), last)
        self._asked = summary_period.period_containing(unit, day)
        self.refresh_page()

    def action_read(self) -> None:
        """Read all villages again: those on this computer may have gone on."""
        self._read_as = None
        self.refresh_page()

    def action_late(self) -> None:
        """See who has not reported, and which registers are late or were corrected."""
        from yigong.tui.screens.town.attention_page import AttentionPage

        self.app.push_screen(AttentionPage(self._known))

    @property
    def _known(self) -> TownSummary:
        """What is shown.

        Raises:
            Refused: It is being read.
        """
        if self._shown is None or (self._shown.first, self._shown.last) != self._ends:
            raise Refused("The villages are being read; a moment.")
        return self._shown

    def action_export(self, form: str) -> None:
        """Write the numbers as a file into the town's outbox.

        Args:
            form: ``xlsx``: all views and a sheet for each village; ``csv``: the open view.
        """
        known, view, town, clock = self._known, self.view, self.town, self.program.clock

        def write() -> str:
            from yigong.exports.documents.formats import table_file
            from yigong.exports.documents.town_tables import view_table
            from yigong.exports.documents.town_workbook import town_xlsx
            from yigong.exports.town_outbox import write_town_file

            listed = town.read()
            stem = f"town-{period_label(known.first, known.last)}"
            if form == "xlsx":
                whole = read_town(
                    town, listed.villages, known.first, known.last, whole=True, clock=clock,
                    progress=self.reporter().report,
                )  # fmt: skip
                path = write_town_file(town, f"{stem}.xlsx", town_xlsx(listed.name, whole))
            else:
                data = table_file(view_table(listed.name, known, view), "csv")
                path = write_town_file(town, f"{stem}-by-{view}.csv", data)
            return str(path)

        def done(path: str) -> None:
            self.status.good(_("written: {path}").format(path=path))

        run_task(self, write, done, "file")

    @work
    async def action_draw(self) -> None:
        """Draw volunteers of each village for a spot check."""
        from yigong.tui.screens.town.draw_page import DrawPage

        ends = self._ends
        seed = await self.ask(
            AskText(
                _("Which text draws the people? All who check agree on it before."),
                _("for example {name}").format(name=_("district, fourth quarter of 2026")),
                act=lambda text: check_draw(text, 5),
            )
        )
        if seed:
            self.app.push_screen(DrawPage(seed, *ends))

    async def action_leave(self) -> None:
        """Go back from a sum to the villages; from these, quit: nothing is unsaved."""
        if self.view == "villages":
            await self.app.action_quit()
        else:
            self.action_view(-self._view)


def _heads_of(row: UpwardRow) -> int:
    return tally_of_numbers(row.numbers).attendances


def _bars(title: str, parts: Iterable[tuple[str, int]]) -> list[BarGroup]:
    """Names and their attendances as bars, the most first; empty: there are none."""
    found = sorted(((name, n) for name, n in parts if n), key=lambda part: -part[1])
    bars = [PartBar(name, "green", n, None) for name, n in found]
    return [BarGroup(title, bars)] if bars else []


def _total_lines(summary: TownSummary, width: int, *, brief: bool) -> StyledLines:
    """The sum of what is known, and what it is not; if brief, without what its label says, too."""
    if not summary.villages:
        return []
    lines: StyledLines = [[(line, STRONG)] for line in town_numbers_in(summary, width)]
    registers = sum(report.unsigned_registers for report in summary.reported)
    for note in filter(
        None, [unsigned_text(registers, summary.unsigned), "" if brief else people_sum_note()]
    ):
        lines = [*lines, *wrapped_line([(note, QUIET)], width)]
    return lines
