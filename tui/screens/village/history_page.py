"""Who changed what, and when: the newest first, narrowed to what one looks for."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import filterfalse, islice
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.store.storage.history import HistoryLine
from yigong.tui.screens.base.page import HELP, Page
from yigong.tui.view.history_words import history_cells, history_filter, is_implicit_head
from yigong.tui.widgets.canvas import ACCENT, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_SHOWN = 500
_LOOKED_AT = 50_000
"""Lines looked through for a query: half a second, and years of a village's changes."""


class HistoryPage(Page[None]):
    """The latest changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("From what to what")),
        Binding("slash,f", "ask", N_("Look for")),
        Binding("escape", "all_or_back", N_("All / back")),
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "events", "settings", "issued"})
    DEFAULT_CSS = "HistoryPage #lines { margin-top: 1; }"

    def __init__(self, query: str = "") -> None:
        """Open the history.

        Args:
            query: What is looked for (see `tui.view.history_words.history_filter`); empty: all.
        """
        super().__init__()
        self._query = query

    def heading(self) -> list[Piece]:
        """How far back, and what is looked for."""
        if self._query:
            return [(_("History"), STRONG), "  ", (self._query, ACCENT)]
        return [(_("History"), STRONG), "  " + _("the last {n} changes").format(n=_SHOWN)]

    def body(self) -> ComposeResult:
        """One list."""
        yield RowList(
            [
                ListColumn(_("When"), 11),
                ListColumn(_("Who"), 8),
                ListColumn(_("Desk"), 8, least=70),
                ListColumn(_("What"), 16),
                ListColumn(_("Of"), 0),
                ListColumn(_("Why"), 20, least=90),
            ],
            empty=_("Nothing was changed yet."),
            id="lines",
        )

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.query_one("#lines"))

    def watched(self) -> object:
        """Any change at all may change a number or a line here."""
        return self.village.history.fingerprint()

    def reload(self) -> None:
        """Read as far back as is shown."""
        told = filter(history_filter(self.village, self._query), self._told())
        empty = _("Nothing in the history is about {query}.").format(query=self._query)
        self.query_one("#lines", RowList).show(
            [self._row(line) for line in islice(told, _SHOWN)],
            empty=empty if self._query else _("Nothing was changed yet."),
        )

    def _told(self) -> Iterator[HistoryLine]:
        """The lines worth telling: a register that takes over its event's plan goes unsaid."""
        lines = islice(self.village.history.newest_first(), _LOOKED_AT)
        return filterfalse(is_implicit_head, lines)

    def _row(self, line: HistoryLine) -> ListRow:
        at = f"{line.at.astimezone(self.village.zone):%m-%d %H:%M}"
        return ListRow(line.id, [at, *history_cells(self.village, line)])

    def action_ask(self) -> None:
        """Narrow it to a person, an event, an organiser."""
        from yigong.tui.screens.base.questions import AskText

        def go(answer: str | None) -> None:
            if answer is not None:
                self._query = answer
                self.query_one("#lines", RowList).reset_cursor()
                self.refresh_page()

        question = _("Look for whom or what?")
        example = _("a person, an event, an organiser, a desk, a date; empty: all")
        self.app.push_screen(AskText(question, example, self._query), go)

    def action_all_or_back(self) -> None:
        """All of it again; with all shown, leave."""
        if self._query:
            self._query = ""
            self.refresh_page()
        else:
            self.dismiss()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """One change, in full."""
        from yigong.tui.screens.village.change_page import ChangePage

        with self.report_refusals():
            self.app.push_screen(ChangePage(self.village.history.change(str(event.key))))

    def action_none(self) -> None:
        """Enter is the list's; it stands here for the line of keys."""
