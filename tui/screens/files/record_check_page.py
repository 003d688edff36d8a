"""The check of a service record that somebody brings: what must stand on it, and what differs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance.record_digest import read_paper_code
from yigong.store.language import N_, _
from yigong.store.village.record_check import RecordCheck, check_record
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.screens.base.questions import AskText
from yigong.tui.view import record_check_words as words
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.wrapped_text import wrapped_pieces

_MOST = 3
"""The changes that are told above the list."""


class RecordCheckPage(ListPage[None]):
    """Shows the answer to a code, and the dates on the paper beside what is signed now."""

    PURPOSE = N_("See whether a service record still says what is signed.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "none", N_("Open"), tooltip=N_("Open the event of the row under the cursor.")
        ),
        Binding("c", "check", N_("Another record")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "events"})
    EMPTY = N_("looking it up ..")
    DEFAULT_CSS = "RecordCheckPage #answer { margin: 1 0 0 1; }"

    def __init__(self, code: str) -> None:
        """Look up what stands on a paper.

        Args:
            code: The code, as it was typed or scanned.
        """
        super().__init__()
        self._code = code
        self._found: RecordCheck | None = None

    def heading(self) -> list[Piece]:
        """The number of the record."""
        number = self._found.code if self._found else ""
        return [(_("Service record"), STRONG), f"  {number}"]

    def above(self) -> ComposeResult:
        """The answer, whose record it is, and what must stand on it."""
        yield Panel(id="answer")

    def columns(self) -> Sequence[ListColumn]:
        """The date, the event, the hours of then and of now, and why they differ: by date, as on
        the paper."""
        date, event, then, now, why = words.line_headings()
        return [
            ListColumn(date, 14),
            ListColumn(event, 0, most=36),
            ListColumn(then, 12, right=True),
            ListColumn(now, 12, right=True),
            ListColumn(why, 26, snug=True, least=60),
        ]

    def reload(self) -> None:
        """Look it up in a thread: the history may be read for it."""
        village, code = self.village, self._code
        run_task(self, lambda: check_record(village, code), self._show, "check")

    def work_failed(self, why: str) -> None:
        """Say why there is no answer, and how another is asked for."""
        super().work_failed(why)
        self.rows.show([], empty=_("c checks another one."))

    def _show(self, found: RecordCheck) -> None:
        self._found = found
        self.show_heading()
        self.query_one("#answer", Panel).fill(self._answer)
        rows = [
            ListRow(line.key, words.line_cells(found, line), STRONG if line.cause else PLAIN)
            for line in found.lines
        ]
        self.rows.show(rows, empty=_("c checks another one."))

    def _answer(self, width: int) -> StyledLines:
        found = self._found
        if found is None:
            return []
        good = found.verdict == "equal"
        pieces: list[Piece] = [(words.verdict_words(found), ACCENT if good else BAD)]
        pieces += [f"{label}  {text}" for label, text in words.check_facts(self.village, found)]
        changes = words.change_sentences(found)
        pieces += [(sentence, STRONG) for sentence in changes[:_MOST]]
        if len(changes) > _MOST:
            more = _("{n} more are in the list.").format(n=len(changes) - _MOST)
            pieces.append((more, QUIET))
        pieces += [(remark, QUIET) for remark in words.check_remarks(found)]
        return [[piece] for piece in wrapped_pieces(pieces, width)]

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the event of a line."""
        self.context.open_occurrence(self.village.events.occurrence_for(str(event.key)))

    @work
    async def action_check(self) -> None:
        """Check another service record by the code on it."""
        code = await ask_paper_code(self)
        if code:
            self._code, self._found = code, None
            self.refresh_page()


async def ask_paper_code(page: Page[None], code: str = "") -> str | None:
    """Ask for the code on a service record; a scanner may type it.

    Args:
        page: The page that asks.
        code: What the answer is at first.
    """
    question = _("Check a service record: which code is on it?")
    hint = _("2026-0007-K7M3PX, or scan the square beside the seal")
    return await page.ask(AskText(question, hint, code, act=read_paper_code))
