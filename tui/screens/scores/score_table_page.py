"""What scorecards share, signed or not: the table, the cell under the cursor, the files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widget import Widget

from yigong.exports.documents.score_table import CardContent
from yigong.store.language import N_
from yigong.store.score_records import ScoreRow, ScoreRules
from yigong.store.scores.measures import Figure
from yigong.store.scores.scorecards import Scores
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.files.write_file import write_file
from yigong.tui.view.score_rows import (
    CellWindow,
    cell_lines,
    figure_words,
    score_columns,
    score_rows,
    window_around,
)
from yigong.tui.widgets.canvas import PLAIN, QUIET, StyledLines
from yigong.tui.widgets.cell_list import CellList
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, RowList
from yigong.tui.widgets.text_block import wrapped_line


class ScoreTablePage(ListPage[None]):
    """Shows rows of marks; the arrows move from cell to cell, Enter opens what is behind one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "behind", N_("What is behind it")),
        Binding("o", "table('html')", N_("Print")),
        Binding("x", "table('xlsx')", "Excel"),
        Binding("v", "table('csv')", "CSV"),
    ]
    EMPTY = N_("adding up ..")
    DEFAULT_CSS = """
    ScoreTablePage CellList { height: 1fr; margin-top: 1; }
    ScoreTablePage #cell { margin: 1 1 0 1; max-height: 8; }
    ScoreTablePage #notes { margin: 0 1 0 1; max-height: 6; }
    ScoreTablePage.-low #notes { display: none; }
    ScoreTablePage #figures { height: 1fr; }
    """
    changed: frozenset[str] = frozenset()
    """The keys of rows that would be others by now."""

    def __init__(self) -> None:
        super().__init__()
        self.cell = 0
        """The indicator under the cursor; behind the last one the colour."""

        self._window = CellWindow(0, 0)

    # -- what a subclass says ----------------------------------------------

    @property
    def content(self) -> CardContent | None:
        """What is shown; `None`: it is being added up."""
        raise NotImplementedError

    def scores(self) -> Scores:
        """The numbers, with what stands behind them; called in a thread."""
        raise NotImplementedError

    def notes(self) -> list[str]:
        """Sentences below the rows."""
        raise NotImplementedError

    def empty_text(self) -> str:
        """What is said where there are no rows."""
        raise NotImplementedError

    # -- shown -------------------------------------------------------------

    def body(self) -> ComposeResult:
        """The table, and the widgets above and below it."""
        yield from self.above()
        yield CellList(self.columns(), empty="")
        yield from self.below()

    def columns(self) -> Sequence[ListColumn]:
        """One, until the rows are known."""
        return [ListColumn("", 0)]

    def below(self) -> ComposeResult:
        """The cell in full, and notes."""
        yield Panel(id="cell")
        yield Panel(id="notes")

    def side(self) -> Iterable[Widget]:
        """What is behind the cell."""
        yield Panel(id="figures")
        yield from self.side_below()

    def show_rows(self) -> None:
        """Show the rows with the indicators that fit, and the cell under the cursor."""
        content = self.content
        if content is None:
            return
        rules, list_ = content.rules, self.query_one(CellList)
        self.cell = max(0, min(self.cell, len(rules.indicators)))
        width = list_.size.width or self.app.size.width
        self._window = window_around(rules, self.cell, width, self._window.first)
        list_.show(
            score_rows(content.rows, rules, self._window, self.changed),
            columns=score_columns(rules, self._window),
            empty=self.empty_text(),
        )
        list_.show_cell(self._window.column(self.cell, len(rules.indicators)))
        self._show_cell()

    def _show_cell(self) -> None:
        self.query_one("#cell", Panel).fill(self._cell_lines)
        self.query_one("#notes", Panel).fill(
            lambda width: [
                line for note in self.notes() for line in wrapped_line([(note, QUIET)], width)
            ]
        )
        self.reload_side_soon()

    def _cell_lines(self, width: int) -> StyledLines:
        row, content = self.row_at_cursor, self.content
        if row is None or content is None:
            return []
        lines = cell_lines(row, content.rules, self.cell)
        return [part for line in lines for part in wrapped_line(line, width)]

    @property
    def row_at_cursor(self) -> ScoreRow | None:
        """The row under the cursor; `None`: there is none."""
        content, key = self.content, self.rows.key
        rows = content.rows if content is not None else ()
        return next((row for row in rows if f".{row.key}" == key), None)

    def reload_side(self) -> None:
        """Show what is behind the cell under the cursor."""
        super().reload_side()
        row, content = self.row_at_cursor, self.content
        if row is None or content is None:
            self.query_one("#figures", Panel).fill(lambda _width: [])
            return
        measure = self._measure(content.rules)
        run_task(
            self,
            lambda: self.scores().behind(row.key, measure),
            lambda figures: self._show_figures(figures, measure),
            "figures",
        )

    def _show_figures(self, figures: Sequence[Figure], measure: str) -> None:
        def lines(width: int) -> StyledLines:
            found: StyledLines = []
            for figure in figures:
                day = f"{figure.day:%m-%d} " if figure.day is not None else ""
                words = f"  {figure_words(figure, measure)}"
                style = PLAIN if figure.amount else QUIET
                label = figure.title if figure.kind in ("occurrence", "register") else figure.key
                found += wrapped_line([(f"{day}{label}", style), (words, style)], width)
            return found

        if self.has_side:
            self.query_one("#figures", Panel).fill(lines)

    def _measure(self, rules: ScoreRules) -> str:
        """The measure of the cell under the cursor; empty: the colour."""
        at = self.cell
        return rules.indicators[at].measure if at < len(rules.indicators) else ""

    def on_resize(self, event: Resize) -> None:
        """Show as many indicators as fit now."""
        super().on_resize(event)
        self.call_after_refresh(self.show_rows)

    # -- keys --------------------------------------------------------------

    @on(CellList.CellMoved)
    def cell_moved(self, event: CellList.CellMoved) -> None:
        """Move to another cell."""
        content = self.content
        if content is not None:
            self.cell = max(0, min(self.cell + event.step, len(content.rules.indicators)))
            self.show_rows()

    @on(RowList.Moved)
    def row_moved(self) -> None:
        """Say what the cell of this row is."""
        self._show_cell()

    @on(RowList.Chosen)
    def action_behind(self) -> None:
        """List what is behind the cell under the cursor, from where it opens."""
        from yigong.tui.screens.scores.cell_page import CellPage

        row, content = self.row_at_cursor, self.content
        if row is not None and content is not None:
            self.app.push_screen(CellPage(self.scores, content, row.key, self.cell))

    def action_table(self, form: str) -> None:
        """Write the card as a file, to print or for a spreadsheet.

        Args:
            form: ``html``, ``xlsx`` or ``csv``.
        """
        from yigong.exports.documents.score_table import score_file, score_name

        content, settings = self.content, self.village.settings
        if content is not None:
            name = f"{score_name(content)}.{form}"
            write_file(self, lambda: (name, score_file(content, settings, form)))
