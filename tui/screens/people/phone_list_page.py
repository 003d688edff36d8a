"""A phone list to take along: masked, until somebody asks for whole numbers, which is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.documents.phone_list import count_phone_numbers, phone_list_csv, phone_list_text
from yigong.store.errors import Refused, YigongError
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Volunteer
from yigong.tui.access.fetch_lines import scp_line, this_server
from yigong.tui.screens.base.copy_page import CopyPage, CopyText
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskYes


class PhoneListPage(CopyPage):
    """Shows the list and its files, and sends the list to the clipboard."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,c", "copy", N_("Copy")),
        Binding("P", "whole", N_("Whole numbers")),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        BACK,
        HELP,
    ]

    def __init__(
        self, title: str, code: str, people: Sequence[Volunteer], *, full: bool = False
    ) -> None:
        """Make the page.

        Args:
            title: Whose phones they are: the squad, the occurrence.
            code: The same as a code, for file names and the history: ``S01``, ``E0042@2026-11-25``.
            people: Who is listed, in this order.
            full: Whether the numbers are whole; else they are masked.

        Raises:
            Refused: There is nobody to list.
        """
        if not people:
            raise Refused("There is nobody to list.")
        self._text = phone_list_text(title, people, full=full)
        super().__init__(title, [CopyText(_("Phone list"), self._text)])
        self._code = code
        self._people = people
        self._full = full

    def body(self) -> ComposeResult:
        """The list and its files; whoever may only read gets the list alone."""
        with suppress(YigongError):
            self._texts = [*self._texts, *self._write_files()]
            self._done = _("written, and sent to your terminal's clipboard")
        self.app.copy_to_clipboard(self._text)
        yield from super().body()

    def _write_files(self) -> list[CopyText]:
        """Write the list into the outbox, and say how to fetch it."""
        from yigong.exports.export_file import write_export

        name = f"phones-{self._code.replace('@', '-')}{'-full' if self._full else ''}"
        folder, root = self.village.outbox(), self.village.root
        write_export(folder / f"{name}.txt", f"{self._text}\n".encode(), root)
        content = phone_list_csv(self._people, full=self._full)
        table = write_export(folder / f"{name}.csv", content, root)
        return [
            CopyText(_("On your own computer: fetch the table"), scp_line(table, this_server())),
            CopyText(_("The file on this server"), str(table.absolute())),
        ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whole numbers are asked for once."""
        if action == "whole":
            return not self._full
        return super().check_action(action, parameters)

    @needs_writing
    @work
    async def action_whole(self) -> None:
        """Ask whether to show whole numbers; the history records it before they are shown."""
        count = count_phone_numbers(self._people)
        question = ngettext("Show {n} whole phone number?", "Show {n} whole phone numbers?", count)
        details = _("That you asked is kept in the history, with your name.")
        if await self.ask(AskYes(question.format(n=count), details)):
            self.village.issued.add_phone_list(f"phones {self._code}", count)
            page = PhoneListPage(self._title, self._code, self._people, full=True)
            self.app.switch_screen(page)
