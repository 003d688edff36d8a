"""Asks which file to import a roster from."""

from __future__ import annotations

from typing import ClassVar

from textual.screen import Screen

from yigong.store.language import N_
from yigong.store.roster.file_kind import may_be_roster
from yigong.store.roster.file_reader import MAX_BYTES
from yigong.tui.screens.base.file_page import FilePage


class RosterFilePage(FilePage):
    """Asks for the file of a roster."""

    SUFFIXES: ClassVar[frozenset[str]] = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm"})
    TITLE_TEXT: ClassVar[str] = N_("Take in a roster")
    ABOUT: ClassVar[str] = N_(
        "A table on this server, .xlsx or CSV. First you see what it would do."
    )
    EXAMPLE: ClassVar[str] = "~/名册.xlsx"
    COLUMN: ClassVar[str] = N_("Table")
    EMPTY: ClassVar[str] = N_("No table lies in your home folder or in the folder you are in.")
    MAX_BYTES: ClassVar[int] = MAX_BYTES

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether it may be a table."""
        return may_be_roster(name, head)

    def review(self, name: str, raw: bytes) -> Screen[str]:
        """The page that shows what the import would do."""
        from yigong.tui.screens.people.roster_review_page import RosterReviewPage

        return RosterReviewPage(name, raw)
