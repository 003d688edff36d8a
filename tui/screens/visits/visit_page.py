"""One visit: whom it was to, who went, what was heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

import msgspec
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widget import Widget

from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.request_records import Visit
from yigong.store.requests.visit_words import met_words
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskOption
from yigong.tui.screens.visits.visit_actions import VisitActions
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.own_changes import refuse_undo_of_others
from yigong.tui.view.visit_lines import (
    heard_columns,
    heard_requests,
    heard_row,
    household_panel,
    visit_lines,
    visit_records,
    visited_home,
    visits_to,
)
from yigong.tui.widgets.canvas import GOOD, PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_MOST_FACTS = 0.5
"""The part of the page that the facts may take above the list, the note among them."""


class VisitPage(VisitActions, ListPage[None]):
    """Shows a visit; the list is what was asked for."""

    PURPOSE = N_("See whom a visit was to, and what was heard.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open"), tooltip=N_("Open the request under the cursor.")),
        Binding("e", "edit", N_("Edit")),
        Binding("r", "related", N_("Related")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    DEFAULT_CSS = """
    VisitPage #facts { margin: 1; }
    VisitPage #household { margin-top: 1; }
    """
    EMPTY = N_("No request was heard. e writes one down, and changes the visit.")

    def __init__(self, year: int, number: int) -> None:
        """Open the page of a visit of a year."""
        super().__init__()
        self._year, self._number = year, number
        self._is_edited = False
        """Whether the form is open: it may move the visit into another year."""

    def _visit(self) -> Visit | None:
        """The visit; `None`: it was taken back."""
        return self.village.visits.known(self._year, self._number)

    def heading(self) -> list[Piece]:
        """Its code, and whether anybody was met."""
        visit = self._visit()
        if visit is None:
            return []
        return [(visit.code, STRONG), "  ", (met_words(visit), GOOD if visit.met else PLAIN)]

    def above(self) -> ComposeResult:
        """What is to know of it."""
        yield Panel(id="facts")

    def side(self) -> Iterable[Widget]:
        """The household."""
        yield Panel(id="household")
        yield from self.side_below()

    def columns(self) -> Sequence[ListColumn]:
        """Those of the requests that were heard."""
        return heard_columns()

    def reload(self) -> None:
        """Show it as it is now; leave the page if it was taken back."""
        visit = self._visit()
        if visit is None:
            if not self._is_edited:
                self.dismiss()
            return
        self.query_one("#facts", Panel).fill(self._fact_lines)
        self.call_after_refresh(self._show_heard)

    def on_resize(self, event: Resize) -> None:
        """The note may have room above the list now, or none any more."""
        self.call_after_refresh(self._show_heard)

    def _show_heard(self) -> None:
        """List what was heard, and a long note below it."""
        visit = self._visit()
        if visit is None or not self.loaded:
            return
        rows = [heard_row(self.village, each) for each in heard_requests(self.village, [visit])]
        if not self._has_long_note(visit):
            self.rows.show(rows, columns=self.columns())
            return
        rows = [ListRow(row.key, ["  ".join(filter(None, row.cells))]) for row in rows]
        rows.append(ListRow(None, [_("Note")], QUIET))
        lines = wrap_text(visit.note, max(8, self.rows.size.width - 4))
        rows += [ListRow(("note", at), [line]) for at, line in enumerate(lines)]
        self.rows.show(rows, columns=[ListColumn(_("They ask for"), 0)])

    def _fact_lines(self, width: int) -> StyledLines:
        """What is to know of it; a long note is part of the list, which scrolls."""
        visit = self._visit()
        if visit is None:
            return []
        if self._has_long_note(visit):
            visit = msgspec.structs.replace(visit, note="")
        return visit_lines(self.village, visit, width)

    def _has_long_note(self, visit: Visit) -> bool:
        lines = visit_lines(self.village, visit, max(20, self.rows.size.width))
        return len(lines) > self.size.height * _MOST_FACTS

    def reload_side(self) -> None:
        """Show its household as it is now."""
        super().reload_side()
        visit = self._visit()
        home = visited_home(self.village, visit) if visit is not None else ""
        village, today = self.village, self.village.now().date()
        visits = visits_to(village, home) if home else []

        def lines(width: int) -> StyledLines:
            return household_panel(village, home, visits, today, width) if home else []

        self.query_one("#household", Panel).fill(lines)

    # -- what can be done --------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the request under the cursor."""
        if isinstance(event.key, str):
            self.context.open_record("Q", self.village.requests.find(event.key).number)

    @work
    async def action_related(self) -> None:
        """Open the household, whoever was met, or who went."""
        visit = self._visit()
        found = visit_records(self.village, visit) if visit is not None else []
        if not found:
            raise Refused("Nothing is related to it: its household and people are gone.")
        chosen: object = found[0][0]
        if len(found) > 1:
            chosen = await self.ask(AskOption(_("Open"), found, chosen))
        if isinstance(chosen, str):
            self.context.open_household(chosen)
        elif isinstance(chosen, int):
            self.context.open_record("V", chosen)

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of this visit."""
        refuse_undo_of_others(self.village, f"visits/{self._year}", self._number)
        super().action_undo()

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the visit."""
        from yigong.tui.screens.visits.visit_form import VisitForm

        visit = self._visit()
        self._is_edited = True
        changed = await self.ask(VisitForm(visit)) if visit is not None else None
        self._is_edited = False
        if changed is not None:
            self._year, self._number = changed.day.year, changed.number
            self.refresh_page()
            self.status.good(_("{code} is saved").format(code=changed.code))
        else:
            self.refresh_page()  # it may have been taken back meanwhile
