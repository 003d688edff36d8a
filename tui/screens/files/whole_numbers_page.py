"""The page of a file with phone numbers: masked, until somebody asks for whole ones."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _, ngettext
from yigong.tui.screens.base.page import needs_writing
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.screens.base.transfer_pages import FetchPage, WrittenFile


class WholeNumbersPage(FetchPage):
    """Shows how to fetch the file, and writes it again with whole numbers, which is recorded."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("P", "whole", N_("Whole numbers"))]

    def __init__(self, file: WrittenFile, *, full: bool) -> None:
        """Make the page of a file; with whole numbers already they are not asked for again."""
        super().__init__(file)
        self._full = full

    def count(self) -> int:
        """How many numbers there are."""
        raise NotImplementedError

    def write_whole(self) -> None:
        """Write the file with whole numbers, and record it."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whole numbers are asked for once."""
        if action == "whole":
            return not self._full
        return super().check_action(action, parameters)

    @needs_writing
    @work
    async def action_whole(self) -> None:
        """Show whole numbers; you are asked first, and it goes on record."""
        count = self.count()
        question = ngettext("Show {n} whole phone number?", "Show {n} whole phone numbers?", count)
        details = _("That you asked is kept in the history, with your name.")
        if await self.ask(AskYes(question.format(n=count), details)):
            self.write_whole()
