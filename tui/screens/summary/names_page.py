"""The people behind the numbers of a summary, or of one row of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.store.statistics.summary import Summary, View
from yigong.store.statistics.tally import Tally
from yigong.tui.background.summary_query import SummaryQuery, SummaryResult
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.summary.summary_list_page import PeopleListPage
from yigong.tui.text.tally_words import people_notes
from yigong.tui.view.person_tally import (
    PERSON_SECTIONS,
    PersonList,
    PersonSection,
    person_list,
    section_sizes,
)
from yigong.tui.view.summary_period import SummaryPeriod
from yigong.tui.view.summary_rows import NameLookup, name_lookup, number_lines
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.section_tabs import SectionTabs
from yigong.tui.widgets.text_block import flowing_lines, wrapped_line


class NamesPage(PeopleListPage):
    """Lists the people with what they were there as, and their hours; Tab lists some of them."""

    PURPOSE = N_("See the people behind a number.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "none", N_("Open"), tooltip=N_("Open the page of the person under the cursor.")
        ),
        Binding("tab", "section(1)", N_("Section")),
        Binding("shift+tab", "section(-1)", show=False),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "settings"})
    DEFAULT_CSS = """
    NamesPage #numbers { margin: 1 0 1 1; }
    NamesPage SectionTabs { margin: 0 1; }
    NamesPage RowList { margin-top: 0; }
    """

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
        self._section = PERSON_SECTIONS[0]
        self._shown: _Contents | None = None

    def heading(self) -> list[Piece]:
        """The row and the period."""
        return [(self._label, STRONG), f"  {self._period.name()}"]

    def above(self) -> ComposeResult:
        """The numbers of the row, and the names of the sections."""
        yield Panel(id="numbers")
        yield SectionTabs()

    def reload(self) -> None:
        """Summarise the period anew."""
        names, section = name_lookup(self.village), self._section
        self.summaries.ask(
            self,
            [self._period],
            lambda sums: self._contents(sums[0], names, section),
            self._show,
        )

    def _contents(self, summary: Summary, names: NameLookup, section: PersonSection) -> _Contents:
        """What the page shows; it may run in a thread."""
        if self._view is not None:
            summary = summary.within(self._view, self._key)
        people = sorted(summary.people, key=lambda row: names.person(int(row.key)).reading)
        name, contains = section
        rows = [row for row in people if contains(row)]
        shown = person_list(rows, summary.total, names)
        return _Contents(summary.total, name, section_sizes(people), shown)

    def _show(self, results: Sequence[SummaryResult], contents: _Contents) -> None:
        self._shown = contents
        self.show_heading()
        self.query_one("#numbers", Panel).fill(
            partial(_numbers, contents.total, max(2, self.size.height // 4))
        )
        sizes = contents.sizes
        at = list(sizes).index(contents.section) if contents.section in sizes else -1
        self.query_one(SectionTabs).show([f"{_(name)} {n}" for name, n in sizes.items()], at)
        empty = _("Nobody was checked in in this period.")
        self.show_people(contents.people.rows, contents.people.columns, empty)
        self.report_unreadable(results)

    # -- what can be done --------------------------------------------------

    def action_section(self, step: int) -> None:
        """List only the people of the next section.

        The next that has any, or the one before.
        """
        sizes = self._shown.sizes if self._shown is not None else {}
        sections = [section for section in PERSON_SECTIONS if section[0] in sizes]
        at = sections.index(self._section) if self._section in sections else 0
        self._section = sections[(at + step) % len(sections)] if sections else self._section
        self.rows.reset_cursor()
        self.refresh_page()


@dataclass(frozen=True)
class _Contents:
    """What the page shows."""

    total: Tally
    section: str
    sizes: Mapping[str, int]
    """How many people are in each section, by its name."""

    people: PersonList


def _numbers(total: Tally, most: int, width: int) -> StyledLines:
    """The lines above the list, at most so many: the numbers, then who is among the people."""
    notes: list[list[Piece]] = [[(text, QUIET)] for text in people_notes(total)]
    lines = [*number_lines(total, width + 1), *flowing_lines(notes, width + 1)]
    return [part for line in lines for part in wrapped_line(line, width)][:most]
