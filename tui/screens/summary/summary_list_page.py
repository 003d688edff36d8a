"""What the summary and the pages behind it share: a list that is made from summaries."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on

from yigong.store.language import N_, _
from yigong.tui.background.summary_query import SummaryQuery, SummaryResult
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.people.person_panel import PersonPanel
from yigong.tui.text.words import unreadable_text
from yigong.tui.widgets.row_list import ListColumn, RowList

HIGH = 30
"""Lines of a terminal with room for more than the numbers above a list."""


class SummaryListPage(ListPage[None]):
    """A list made from summaries. The pages hand their query on, because it caches."""

    EMPTY = N_("adding up ..")

    def __init__(self, summaries: SummaryQuery) -> None:
        """Make the page.

        Args:
            summaries: The query that makes and caches summaries.
        """
        super().__init__()
        self.summaries = summaries

    def columns(self) -> Sequence[ListColumn]:
        """One, until the first summary is made."""
        return [ListColumn("", 0)]

    def fingerprint(self) -> object:
        """The whole history: any change may change hours, names or squads."""
        return self.village.history.fingerprint()

    def report_unreadable(self, results: Sequence[SummaryResult]) -> None:
        """Say which registers could not be read; if none, end the notice of waiting."""
        unreadable = [error for result in results for error in result.unreadable]
        if unreadable:
            self.status.bad(unreadable_text(unreadable))
        elif self.status.text == _("adding up .."):
            self.status.show("")

    @on(RowList.Moved)
    def moved(self) -> None:
        """Follow the cursor in the side column."""
        self.reload_side_soon()

    def show_person_beside(self) -> None:
        """Show in the side column the person whose row the cursor is on."""
        numbers = [self.rows.key] if isinstance(self.rows.key, int) else []
        self.query_one(PersonPanel).show_people(self, numbers)

    def open_person(self, number: int) -> None:
        """Open the page of a person."""
        from yigong.tui.screens.people.person_page import PersonPage

        self.app.push_screen(PersonPage(number))
