"""What is behind a cell of a scorecard: occurrences, registers, requests, households, visits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.documents.score_table import CardContent
from yigong.store.language import N_, _
from yigong.store.scores.measures import Figure
from yigong.store.scores.score_words import colour_text, measure_note
from yigong.store.scores.scorecards import Scores
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.view.score_rows import cell_lines, figure_words
from yigong.tui.widgets.canvas import BAD, PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import wrapped_line


class CellPage(ListPage[None]):
    """Lists the pieces that add up to a cell; Enter opens one."""

    PURPOSE = N_("See what stands behind a cell of a scorecard.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Open"),
            tooltip=N_("Open the event, the request or the household under the cursor."),
        ),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "requests", "visits", "settings"})
    EMPTY = N_("adding up ..")
    DEFAULT_CSS = "CellPage #cell { margin: 1 1 0 1; }"

    def __init__(
        self, scores: Callable[[], Scores], content: CardContent, key: str, cell: int
    ) -> None:
        """Make the page.

        Args:
            scores: Gives the numbers with what is behind them, in a thread.
            content: The card that is open.
            key: The key of its row.
            cell: The indicator; behind the last one the colour.
        """
        super().__init__()
        self._scores = scores
        self._content = content
        self._key = key
        self._cell = cell
        indicators = content.rules.indicators
        self._measure = indicators[cell].measure if cell < len(indicators) else ""
        self._row = next(row for row in content.rows if row.key == key)
        self._now = self._row
        """The row as it is now: of a signed card it may be another one."""

        self._figures: Sequence[Figure] = ()

    def heading(self) -> list[Piece]:
        """The row and the indicator."""
        indicators = self._content.rules.indicators
        name = indicators[self._cell].name if self._measure else colour_text(self._row)
        return [(self._row.name, STRONG), f"  {name}"]

    def above(self) -> ComposeResult:
        """The cell in full."""
        yield Panel(id="cell")

    def columns(self) -> Sequence[ListColumn]:
        """The day, what it is, what it adds."""
        return [
            ListColumn(_("Date"), 10),
            ListColumn(_("Code"), 16, snug=True, least=60),
            ListColumn(_("What it is"), 0, most=40),
            ListColumn(_("Adds"), 24, snug=True),
        ]

    def fingerprint(self) -> object:
        """The whole history: any register may be behind it."""
        return self.village.history.fingerprint()

    def reload(self) -> None:
        """Look up what is behind the cell."""

        def look_up() -> tuple[Scores, list[Figure]]:
            scores = self._scores()
            return scores, scores.behind(self._key, self._measure)

        run_task(self, look_up, lambda found: self._show(*found), "figures")

    def _show(self, scores: Scores, figures: Sequence[Figure]) -> None:
        self._figures = figures
        self._now = next((row for row in scores.rows if row.key == self._key), self._row)
        self.query_one("#cell", Panel).fill(self._cell_lines)
        self.rows.show(
            [self._figure_row(at, figure) for at, figure in enumerate(figures)],
            empty=_("Nothing was counted.") if self._measure else _("Nothing is late."),
        )

    def _cell_lines(self, width: int) -> StyledLines:
        lines = cell_lines(self._row, self._content.rules, self._cell)
        if self._measure and self._now.cells[self._cell] != self._row.cells[self._cell]:
            text = _("It was corrected since; this is what is behind it now:")
            rest = cell_lines(self._now, self._content.rules, self._cell)[:1]
            lines = [*lines, [(text, BAD)], *rest]
        if note := measure_note(self._measure, self._content.of):
            lines = [*lines, [(note, QUIET)]]
        return [part for line in lines for part in wrapped_line(line, width)]

    def _figure_row(self, at: int, figure: Figure) -> ListRow:
        day = f"{figure.day:%Y-%m-%d}" if figure.day is not None else ""
        style = PLAIN if figure.amount or not self._measure else QUIET
        cells = [day, figure.key, figure.title, figure_words(figure, self._measure)]
        if self.size.width < 60 and not figure.title:
            cells[2] = figure.key
        return ListRow(at, cells, style)

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open what is under the cursor."""
        if not isinstance(event.key, int) or not 0 <= event.key < len(self._figures):
            return
        figure = self._figures[event.key]
        if figure.kind in ("occurrence", "register"):
            number, _at, planned = figure.key.removeprefix("E").partition("@")
            found = self.village.events.occurrence(int(number), date.fromisoformat(planned))
            self.context.open_occurrence(found)
        elif figure.request is not None:
            self.context.open_record("Q", figure.request.number)
        elif figure.kind == "household":
            self.context.open_household(figure.key)
        elif figure.visit is not None:
            self._open_visited(figure)

    def _open_visited(self, figure: Figure) -> None:
        """Open the household of a visit, or the person it was to."""
        from yigong.tui.screens.people.person_page import PersonPage

        visit = figure.visit
        if visit is None:
            return
        person = self.village.people.all().get(visit.who)
        home = visit.home or (person.home if person is not None else "")
        if home:
            self.context.open_household(home)
        elif person is not None:
            self.app.push_screen(PersonPage(person.number))
