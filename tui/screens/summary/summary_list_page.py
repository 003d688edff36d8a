"""What the summary and the pages behind it share: a list that is made from summaries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.widget import Widget

from yigong.store.language import N_, _
from yigong.tui.background.summary_query import SummaryQuery, SummaryResult
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.people.person_panel import PersonPanel
from yigong.tui.text.words import unreadable_text
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


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

    def open_person(self, number: int) -> None:
        """Open the page of a person."""
        from yigong.tui.screens.people.person_page import PersonPage

        self.app.push_screen(PersonPage(number))


class PeopleListPage(SummaryListPage):
    """Such a list of people: beside it the one under the cursor, whose page Enter opens."""

    def side(self) -> Iterable[Widget]:
        """The person under the cursor."""
        return (PersonPanel(), *self.side_below())

    def reload_side(self) -> None:
        """Show them."""
        super().reload_side()
        numbers = [self.rows.key] if isinstance(self.rows.key, int) else []
        self.query_one(PersonPanel).show_people(self, numbers)

    def show_people(
        self, rows: Sequence[ListRow], columns: Sequence[ListColumn], empty: str
    ) -> None:
        """Show other people.

        Args:
            rows: A row for each; its key is their number.
            columns: The columns.
            empty: What is said where there is nobody.
        """
        self.rows.show(rows, columns=columns, empty=empty)
        self.reload_side_soon()

    @on(RowList.Moved)
    def moved(self) -> None:
        """Follow the cursor in the side column."""
        self.reload_side_soon()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the person's page."""
        if isinstance(event.key, int):
            self.open_person(event.key)
