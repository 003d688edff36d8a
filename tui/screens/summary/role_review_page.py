"""The review of what was signed before there were roles: what would move, and its correction."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store import validate
from yigong.store.attendance.role_review import ReviewedRegister, sum_of_review
from yigong.store.errors import DataError, Refused
from yigong.store.language import N_, _, ngettext
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.text.words import unreadable_text
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view import role_review_words as words
from yigong.tui.view.summary_period import SummaryPeriod
from yigong.tui.widgets.canvas import ACCENT, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.header_footer import FooterLine
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock, flowing_lines

if TYPE_CHECKING:
    from yigong.store.storage.history_line import HistoryLine


class RoleReviewPage(ListPage[None]):
    """Lists the occurrences of a period that credit everybody alike, and corrects all of them."""

    PURPOSE = N_("See what was signed before there were roles, and correct it.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Who"), tooltip=N_("Show who came, and what would change.")),
        Binding("ctrl+s", "correct", N_("Correct all")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    EMPTY = N_("adding up ..")

    def __init__(self, period: SummaryPeriod) -> None:
        """Review a period.

        Args:
            period: Its days; a programme makes no difference.
        """
        super().__init__()
        self._period = period
        self._registers: Sequence[ReviewedRegister] = ()
        self._correction: HistoryLine | None = None
        """A line of the correction that was made here."""

    def heading(self) -> list[Piece]:
        """The period."""
        return [(_("By the old rule"), STRONG), f"  {self._period.name()}"]

    def above(self) -> ComposeResult:
        """What moves in all, and by which rule."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The occurrence, and what moves at it."""
        date, title, role, heads, service, less = words.register_headings()
        return [
            ListColumn(date, 14),
            ListColumn(title, 0, most=44),
            ListColumn(role, 11),
            ListColumn(heads, 12, right=True),
            ListColumn(service, 16, right=True),
            ListColumn(less, 7, right=True),
        ]

    def fingerprint(self) -> object:
        """The whole history: any change may change roles, needs or hours."""
        return self.village.history.fingerprint()

    def reload(self) -> None:
        """Read the registers anew, in a thread."""
        review, first, last = self.village.role_review, self._period.first, self._period.last
        unreadable: list[DataError] = []

        def show(registers: list[ReviewedRegister]) -> None:
            self._show(registers)
            if unreadable:
                self.status.bad(unreadable_text(unreadable))

        run_task(self, lambda: review.pending(first, last, unreadable), show, "review")

    def _show(self, registers: list[ReviewedRegister]) -> None:
        self._registers = registers
        self.query_one(TextBlock).show(self._outlook(registers) if registers else [])
        rows = [ListRow(each.key, words.register_cells(each)) for each in registers]
        self.rows.show(rows, empty=_(words.NOTHING))
        self.query_one(FooterLine).refresh()

    def _outlook(self, registers: Sequence[ReviewedRegister]) -> StyledLines:
        """What moves in all, and by which rule."""
        width, count = self.size.width, len(registers)
        total = ngettext("{n} occurrence", "{n} occurrences", count).format(n=count)
        numbers = [total, *words.review_numbers(sum_of_review(registers))]
        lines = flowing_lines([[(text, ACCENT)] for text in numbers], width)
        return lines + [[(part, QUIET)] for part in wrap_text(_(words.RULE), width - 2)]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is listed can be corrected; only what was corrected here is undone here."""
        if action == "undo":
            return self._correction is not None
        return bool(self._registers) or action not in ("none", "correct")

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """List the people of an occurrence."""
        from yigong.tui.screens.summary.reviewed_register_page import ReviewedRegisterPage

        for register in self._registers:
            if register.key == event.key:
                self.app.push_screen(ReviewedRegisterPage(register))

    @needs_writing
    @work
    async def action_correct(self) -> None:
        """Correct all that is listed, for one reason."""
        question = ngettext(
            "{n} register is corrected. Why?",
            "{n} registers are corrected, as one change. Why?",
            len(self._registers),
        ).format(n=len(self._registers))
        hint = _("each register keeps its signature, and says why it was corrected")
        check = partial(
            validate.clean_line, field=N_("The reason"), limit=validate.MAX_TITLE, needed=True
        )
        reason = await self.ask(AskText(question, hint, act=check))
        if reason is None:
            return
        review, first, last = self.village.role_review, self._period.first, self._period.last
        run_task(self, lambda: review.apply(first, last, reason), self._report, "correct")

    def _report(self, registers: list[ReviewedRegister]) -> None:
        by = self.village.actor.by
        newest = next(self.village.history.newest_first())
        self._correction = newest if (newest.act, newest.by) == ("roles", by) else None
        self.refresh_page()
        text = ngettext("{n} register is corrected", "{n} registers are corrected", len(registers))
        self.status.good(text.format(n=len(registers)))

    @needs_writing
    def action_undo(self) -> None:
        """Take back what was corrected here."""
        if self._correction is None:
            raise Refused("There is nothing of yours to undo.")
        self.village.undo_change(self._correction.id)
        self._correction = None
        self.refresh_page()
        self.status.good(_("taken back: {act}").format(act=_("roles reviewed")))
