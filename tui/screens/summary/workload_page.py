"""Who carries the hours of a period, and whom one could ask: lists of people."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.documents.workload_table import SECTION_NAMES
from yigong.store.errors import DataError
from yigong.store.language import N_, _
from yigong.store.statistics.workload import Workload
from yigong.tui.background.summary_query import SummaryQuery
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.files.write_file import write_file
from yigong.tui.screens.summary.summary_list_page import PeopleListPage
from yigong.tui.text.words import unreadable_text
from yigong.tui.view import workload_words as words
from yigong.tui.view.summary_period import SummaryPeriod
from yigong.tui.view.summary_rows import name_lookup
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow
from yigong.tui.widgets.section_tabs import SectionTabs
from yigong.tui.widgets.wrapped_text import WrappedText


class WorkloadPage(PeopleListPage):
    """Lists who carries the hours, who was never asked, who stays away; Tab shows the next list."""

    PURPOSE = N_("See who carries the hours, and whom one could ask.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "none", N_("Open"), tooltip=N_("Open the page of the person under the cursor.")
        ),
        Binding("tab", "section(1)", N_("List")),
        Binding("x", "write('xlsx')", "Excel"),
        Binding("c", "write('csv')", "CSV"),
        Binding("shift+tab", "section(-1)", show=False),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "settings"})
    DEFAULT_CSS = """
    WorkloadPage WrappedText { margin: 1 1 0 1; }
    WorkloadPage SectionTabs { margin: 1 1 0 1; }
    WorkloadPage.-low SectionTabs { margin: 0 1; }
    WorkloadPage RowList { margin-top: 0; }
    """

    def __init__(self, period: SummaryPeriod, summaries: SummaryQuery) -> None:
        """Make the page.

        Args:
            period: The period; its programme makes no difference.
            summaries: The query that makes and caches summaries.
        """
        super().__init__(summaries)
        self._period = period
        self._section = 0
        self._load: Workload | None = None

    def heading(self) -> list[Piece]:
        """The period."""
        return [(_("Who carries it"), STRONG), f"  {self._period.name()}"]

    def above(self) -> ComposeResult:
        """What the list is, and the names of the lists."""
        yield WrappedText()
        yield SectionTabs()

    def reload(self) -> None:
        """Show at once what is known; a thread reads the registers."""
        self._show()
        village, period = self.village, self._period

        def look_up() -> tuple[Workload, list[DataError]]:
            from yigong.store.village.outlooks import village_workload

            unreadable: list[DataError] = []
            return village_workload(village, period.first, period.last, unreadable), unreadable

        run_task(self, look_up, lambda found: self._show_found(*found), "workload")

    def _show_found(self, load: Workload, unreadable: list[DataError]) -> None:
        self._load = load
        self._show()
        if unreadable:
            self.status.bad(unreadable_text(unreadable))

    def _show(self) -> None:
        load = self._load
        if load is None:
            return
        section = words.SECTIONS[self._section]
        said = words.section_sentence(load, section)
        self.query_one(WrappedText).show([(said, ACCENT if section == "carriers" else QUIET)])
        counts = {name: len(getattr(load, name)) for name in words.SECTIONS}
        tabs = [f"{_(SECTION_NAMES[name])} {n}" for name, n in counts.items()]
        self.query_one(SectionTabs).show(tabs, self._section)
        names, busiest = name_lookup(self.village), {each.number for each in load.busiest}
        rows = [
            ListRow(
                number,
                words.named_row(names, number, numbers),
                STRONG if section == "carriers" and number in busiest else PLAIN,
            )
            for number, numbers in words.section_rows(load, section)
        ]
        columns = [
            ListColumn(_("Name"), 0, most=24),
            ListColumn(_("Code"), 6),
            *(ListColumn(head, 14, right=True, snug=True) for head in words.section_heads(section)),
            ListColumn(_("Squads"), 20, least=70),
            ListColumn(_("Group"), 10, least=90),
        ]
        self.show_people(rows, columns, words.empty_sentence(section))

    # -- what can be done --------------------------------------------------

    def action_section(self, step: int) -> None:
        """Show the next list: who carries it, never asked, not there lately, and so on."""
        self._section = (self._section + step) % len(words.SECTIONS)
        self.rows.reset_cursor()
        self._show()

    def action_write(self, form: str) -> None:
        """Write all the lists as a file for Excel or CSV.

        Args:
            form: ``xlsx`` or ``csv``.
        """
        from yigong.exports.documents.workload_table import workload_file, workload_name

        village, first, last = self.village, self._period.first, self._period.last
        name = f"{workload_name(first, last)}.{form}"
        done = _("written, with everybody's name")
        write_file(self, lambda: (name, workload_file(village, first, last, form)), done=done)
