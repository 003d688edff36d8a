"""A phone list to take along: masked, until somebody asks for whole numbers, which is recorded."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from textual.binding import Binding, BindingType

from yigong.exports.documents.phone_list import count_phone_numbers, phone_list_csv, phone_list_text
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.tui.screens.base.copy_page import CopyText
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.screens.base.transfer_pages import WrittenFile
from yigong.tui.screens.files.whole_numbers_page import WholeNumbersPage
from yigong.tui.screens.files.write_file import write_file


class PhoneList(NamedTuple):
    """Whose phones they are."""

    title: str
    """The squad, the occurrence."""

    code: str
    """The same as a code, for file names and the history: ``S01``, ``E0042@2026-11-25``."""

    people: Sequence[Volunteer]
    """Who is listed, in this order."""


def write_phone_list(page: Page[Any], phones: PhoneList, *, full: bool = False) -> None:
    """Write a phone list, show it and send it to the clipboard.

    Args:
        page: The page that does.
        phones: Whose phones they are.
        full: Whether the numbers are whole; else they are masked.

    Raises:
        Refused: There is nobody to list.
    """
    if not phones.people:
        raise Refused("There is nobody to list.")
    name = f"phones-{phones.code.replace('@', '-')}{'-full' if full else ''}.csv"
    text = phone_list_text(phones.title, phones.people, full=full)
    write_file(
        page,
        lambda: (name, phone_list_csv(phones.people, full=full)),
        text=CopyText(_("Phone list"), text),
        view=lambda file: PhoneListPage(file, phones, full=full),
    )


class PhoneListPage(WholeNumbersPage):
    """Shows a list and how to fetch it as a table."""

    PURPOSE = N_("See the phone numbers of these people, and fetch them as a table.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,c", "copy", N_("Copy")),
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown,space", "page(1)", show=False),
        BACK,
        HELP,
    ]

    def __init__(self, file: WrittenFile, phones: PhoneList, *, full: bool) -> None:
        """Make the page of a list that was written (see `write_phone_list`)."""
        super().__init__(file, full=full)
        self._phones = phones

    def count(self) -> int:
        """How many of them have a number."""
        return count_phone_numbers(self._phones.people)

    def write_whole(self) -> None:
        """Write the list with whole numbers, and record it."""
        self.village.issued.add_phone_list(f"phones {self._phones.code}", self.count())
        write_phone_list(self, self._phones, full=True)
