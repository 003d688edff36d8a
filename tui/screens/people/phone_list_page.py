"""A phone list to take along: masked, until somebody asks for whole numbers, which is kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from yigong.exports.documents.phone_list import count_phone_numbers, phone_list_csv, phone_list_text
from yigong.store.errors import Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Volunteer
from yigong.store.village.village import Village
from yigong.tui.access.fetch_lines import scp_line, this_server
from yigong.tui.screens.base.copy_page import Block, CopyPage
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.screens.base.questions import AskYes


class PhoneListPage(CopyPage):
    """The list, where its files are, and the way to whole numbers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,c", "copy", N_("Copy")),
        Binding("P", "whole", N_("Whole numbers")),
        Binding("up,k", "go(-1)", show=False),
        Binding("down,j", "go(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        BACK,
        HELP,
    ]

    def __init__(
        self, title: str, blocks: Sequence[Block], done: str, whole: Callable[[], None] | None
    ) -> None:
        """Show a list.

        Args:
            title: Whose phones they are.
            blocks: The list and its files.
            done: What was done already, for the status line.
            whole: Asks for the same list with whole numbers; `None`: it has them.
        """
        super().__init__(title, blocks, done)
        self._whole = whole

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Whole numbers are asked for once."""
        if action == "whole":
            return self._whole is not None
        return super().check_action(action, parameters)

    def action_whole(self) -> None:
        """Ask for whole numbers."""
        if self._whole is not None:
            self._whole()


def open_phones(page: Page[Any], title: str, what: str, people: Sequence[Volunteer]) -> None:
    """Write a masked phone list, show it, and send it to the clipboard.

    Args:
        page: Where it was asked for.
        title: Whose phones they are: the squad, the occurrence.
        what: The same as a code, for file names and the history: ``S01``, ``E0042@2026-11-25``.
        people: Who, in the order they are to stand in.

    Raises:
        Refused: There is nobody to list.
    """
    if not people:
        raise Refused("There is nobody to list.")

    def ask() -> None:
        with page.report_refusals():
            _ask_whole(page, title, what, people)

    _show(page, title, what, people, ask)


def _ask_whole(page: Page[Any], title: str, what: str, people: Sequence[Volunteer]) -> None:
    """Ask once more before whole numbers are shown; that they were is kept before they are."""
    shown = page.app.screen
    numbers = count_phone_numbers(people)

    def go(sure: bool | None) -> None:
        if sure and isinstance(shown, PhoneListPage):
            with shown.report_refusals():
                page.village.issued.add_phone_list(f"phones {what}", numbers)
                shown.dismiss()
                _show(page, title, what, people, None)

    if isinstance(shown, PhoneListPage):
        with shown.report_refusals():
            shown.needs_writing()
            question = ngettext(
                "Show {n} whole phone number?", "Show {n} whole phone numbers?", numbers
            )
            page.app.push_screen(
                AskYes(
                    question.format(n=numbers),
                    _("That you asked is kept in the history, with your name."),
                ),
                go,
            )


def _show(
    page: Page[Any],
    title: str,
    what: str,
    people: Sequence[Volunteer],
    whole: Callable[[], None] | None,
) -> None:
    full, done = whole is None, ""
    text = phone_list_text(title, people, full=full)
    blocks = [Block(_("Phone list"), text)]
    with page.report_refusals():  # who may only read has the list all the same
        blocks += _files(page.village, what, text, people, full=full)
        done = _("written, and sent to your terminal's clipboard")
    page.app.copy_to_clipboard(text)
    page.app.push_screen(PhoneListPage(title, blocks, done, whole))


def _files(
    village: Village, what: str, text: str, people: Sequence[Volunteer], *, full: bool
) -> list[Block]:
    """The list as files of the outbox, and how to fetch them."""
    from yigong.exports.export_file import write_export

    name = f"phones-{what.replace('@', '-')}{'-full' if full else ''}"
    folder = village.outbox()
    write_export(folder / f"{name}.txt", f"{text}\n".encode())
    table = write_export(folder / f"{name}.csv", phone_list_csv(people, full=full))
    return [
        Block(_("On your own computer: fetch the table"), scp_line(table, this_server())),
        Block(_("The file on this server"), str(table.absolute())),
    ]
