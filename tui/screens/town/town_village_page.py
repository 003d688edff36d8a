"""One village of a town for a period: its numbers by each view, and its occurrences; no names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from rich.style import Style
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.documents.town_tables import village_changes
from yigong.exports.documents.upward_tables import ROW_HEADS, ROW_VIEWS
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.town.town_reading import VillageReport, read_village
from yigong.store.town_records import TownVillage
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.town.town_list_page import TownListPage
from yigong.tui.text.town_words import report_numbers
from yigong.tui.view.summary_period import SummaryPeriod
from yigong.tui.view.town_rows import number_columns_shown, number_row, village_occurrences
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn
from yigong.tui.widgets.section_tabs import SectionTabs
from yigong.tui.widgets.text_block import flowing_lines, wrapped_line

_OCCURRENCES = N_("Occurrences")
_VIEWS = (*ROW_VIEWS, "occurrences")


class TownVillagePage(TownListPage):
    """Shows what a village tells of a period; nothing can be changed here."""

    PURPOSE = N_("Look at the numbers of one village; nothing can be changed here.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "view(1)", N_("View")),
        Binding("shift+tab", "view(-1)", show=False),
        BACK,
        HELP,
    ]
    DEFAULT_CSS = """
    TownVillagePage #numbers { margin: 1 1 0 1; }
    TownVillagePage SectionTabs { margin: 1 1 0 1; }
    TownVillagePage RowList { margin-top: 0; }
    TownVillagePage #changes { margin: 1 1 0 1; }
    """

    def __init__(self, village: TownVillage, first: date, last: date) -> None:
        """Show a village of a period.

        Args:
            village: The village.
            first: The first day.
            last: The last day.
        """
        super().__init__()
        self._village = village
        self._period = SummaryPeriod(first, last)
        self._ends = first, last
        self._read: VillageReport | None = None
        self._view = 0

    def heading(self) -> list[Piece]:
        """The village and the period."""
        read_only = (_("to look only"), QUIET)
        return [(self._village.name, STRONG), f"  {self._period.name()}  ", read_only]

    def above(self) -> ComposeResult:
        """The numbers, and the names of the views."""
        yield Panel(id="numbers")
        yield SectionTabs()

    def below(self) -> ComposeResult:
        """What was corrected."""
        yield Panel(id="changes")

    def columns(self) -> Sequence[ListColumn]:
        """The columns of every view."""
        head = ROW_HEADS.get(_VIEWS[self._view], _OCCURRENCES)
        return number_columns_shown(_(head))

    @property
    def _names(self) -> list[str]:
        return [*(_(title) for title, _none in ROW_VIEWS.values()), _(_OCCURRENCES)]

    def reload(self) -> None:
        """Read the village, in a thread."""
        town, clock, village, ends = self.town, self.program.clock, self._village, self._ends
        self._show_rows()
        run_task(
            self, lambda: read_village(town, village, *ends, clock=clock), self._show, "village"
        )

    def _show(self, read: VillageReport) -> None:
        self._read = read
        self._show_rows()
        if read.problem:
            raise Refused("{name}: {problem}", name=self._village.name, problem=read.problem)

    def _show_rows(self) -> None:
        view, report = _VIEWS[self._view], self._read.report if self._read else None
        self.query_one(SectionTabs).show(self._names, self._view)
        if report is None:
            self.rows.show([], columns=self.columns(), empty=_("reading the village"))
            return
        if view == "occurrences":
            rows = village_occurrences(report)
            columns = [*self.columns()]
            columns[1] = ListColumn("", columns[1].width)
        else:
            rows = [number_row(view, row) for row in getattr(report, view)]
            columns = [*self.columns()]
        self.rows.show(rows, columns=columns, empty=_("Nothing in this period."))
        numbers = [[(text, STRONG)] for text in report_numbers(report)]
        self.query_one("#numbers", Panel).fill(
            lambda width: [
                part for line in flowing_lines(numbers, width) for part in wrapped_line(line, width)
            ]
        )
        changes = village_changes(self._read) if self._read else []
        self.query_one("#changes", Panel).fill(lambda width: _lines(changes[:6], width, QUIET))

    def action_view(self, step: int) -> None:
        """Show the numbers by month, kind, programme, host or place, or the occurrences."""
        self._view = (self._view + step) % len(_VIEWS)
        self.rows.reset_cursor()
        self._show_rows()


def _lines(texts: Sequence[str], width: int, style: Style) -> StyledLines:
    return [line for text in texts for line in wrapped_line([(text, style)], width)]
