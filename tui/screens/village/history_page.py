"""The history: who changed what and when, the newest first; a query narrows it down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import filterfalse, groupby, islice, takewhile
from operator import attrgetter
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.worker import get_current_worker

from yigong.store.dates.date_words import short_date
from yigong.store.language import N_, _
from yigong.store.storage.history_line import HistoryLine
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.view.history_words import (
    change_colour,
    change_lines,
    history_cells,
    history_filter,
    is_implicit_head,
)
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_MAX_ROWS = 500
_MAX_SCANNED = 50_000
"""Lines scanned for a query: some seconds, and years of a village's changes."""

Changes = list[list[HistoryLine]]
"""Changes, each by its lines."""

_MAX_LINES = 5_000
"""Lines of the changes listed, so that the page opens at once where changes are of many people."""

_GROUP = "history"
_LOOKING = N_("looking through the history ..")


class HistoryPage(ListPage[None]):
    """Lists the latest changes; Enter opens one."""

    PURPOSE = MAIN_PAGES["history"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("From what to what"),
            tooltip=N_("Show the change: from what to what."),
        ),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "events", "settings", "issued"})
    EMPTY = N_("Nothing was changed yet.")
    FINDS = N_("a person, event, organiser, desk or date; Esc shows all")
    DEFAULT_CSS = "HistoryPage #change { margin-top: 1; height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._changes: dict[str, list[HistoryLine]] = {}
        """The lines of each change that is listed, by the id of the first."""

    def heading(self) -> list[Piece]:
        """How many lines are listed."""
        return [(_("History"), STRONG), "  " + _("the last {n} changes").format(n=_MAX_ROWS)]

    def columns(self) -> Sequence[ListColumn]:
        """The parts of a history line."""
        return [
            ListColumn(_("When"), 14, snug=True),
            ListColumn(_("Who"), 16, snug=True, least=50),
            ListColumn(_("Desk"), 12, snug=True, least=84),
            ListColumn(_("What"), 20 if self.app.size.width >= 76 else 14, snug=True),
            ListColumn(_("Of"), 0),
            ListColumn(_("Why"), 20, least=90),
        ]

    def fingerprint(self) -> object:
        """The fingerprint of the whole history."""
        return self.village.history.fingerprint()

    def reload(self) -> None:
        """List the newest lines; those that match a query are looked for in a thread."""
        self.workers.cancel_group(self, _GROUP)
        query = self.looked_for
        if query:
            run_task(self, lambda: self._matching(query), self._show_found, _GROUP)
        else:
            self._show_changes(self._newest(self._scanned()))

    def _scanned(self) -> Iterable[HistoryLine]:
        return islice(self.village.history.newest_first(), _MAX_SCANNED)

    def _matching(self, query: str) -> Changes:
        worker = get_current_worker()
        wanted = takewhile(lambda _line: not worker.is_cancelled, self._scanned())
        return self._newest(filter(history_filter(self.village, query), wanted))

    def _newest(self, lines: Iterable[HistoryLine]) -> Changes:
        """The first changes of some lines, whose lines follow each other; a register that copies
        its event's plan is left out."""
        found: Changes = []
        count = 0
        for _change, its in groupby(filterfalse(is_implicit_head, lines), attrgetter("change")):
            found.append([*its][::-1])
            count += len(found[-1])
            if len(found) == _MAX_ROWS or count >= _MAX_LINES:
                break
        return found

    def _show_changes(self, changes: Changes) -> None:
        self._changes = {lines[0].id: lines for lines in changes}
        found = [self._row(key, lines) for key, lines in self._changes.items()]
        self.rows.show(found, columns=self.columns())

    def _show_found(self, changes: Changes) -> None:
        self._show_changes(changes)
        if self.status.text == _(_LOOKING):
            self.status.show("")

    def _row(self, key: str, lines: list[HistoryLine]) -> ListRow:
        at = lines[0].at.astimezone(self.village.zone)
        time = f"{short_date(at)} {at:%H:%M}"
        mark = swatch(colour) if (colour := change_colour(lines)) else PLAIN
        return ListRow(key, [time, *history_cells(self.village, lines)], mark=mark)

    def side(self) -> Iterable[Widget]:
        """The change under the cursor."""
        return (Panel(id="change"),)

    def reload_side(self) -> None:
        """Show what the change was, field by field."""
        lines = self._changes.get(str(self.rows.key))
        panel = self.query_one("#change", Panel)
        panel.fill(change_lines(self.village, lines) if lines else lambda _width: [])

    @on(RowList.Moved)
    def moved(self) -> None:
        """Show the change that the cursor is on now."""
        self.reload_side_soon()

    def find_typed(self) -> None:
        """Look in the whole history, not only in what is listed, once the typing rests."""
        self.when_rested(self._find)

    def _find(self) -> None:
        self.rows.reset_cursor()
        self.status.show(_(_LOOKING) if self.looked_for else "", QUIET)
        self.refresh_page()
        self.arrange_rows()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the change."""
        from yigong.tui.screens.village.change_page import ChangePage

        self.app.push_screen(ChangePage(self.village.history.change(str(event.key))))
