"""The question which calendar file to import."""

from __future__ import annotations

from typing import ClassVar

from textual.screen import Screen

from yigong.exports.ical.importing.parser import MAX_CALENDAR_BYTES
from yigong.store.language import N_
from yigong.tui.screens.base.file_page import FilePage


class ImportFilePage(FilePage):
    """Asks for a calendar file."""

    SUFFIXES: ClassVar[frozenset[str]] = frozenset({".ics"})
    TITLE_TEXT: ClassVar[str] = N_("Take in a calendar file")
    ABOUT: ClassVar[str] = N_("An .ics file on this server. First you see what it would do.")
    EXAMPLE: ClassVar[str] = "~/calendar.ics"
    COLUMN: ClassVar[str] = N_("Calendar file")
    EMPTY: ClassVar[str] = N_("No .ics file lies in your home folder or in the folder you are in.")
    MAX_BYTES: ClassVar[int] = MAX_CALENDAR_BYTES

    def recognises(self, name: str, head: bytes) -> bool:
        """Whether it begins as a calendar file does."""
        return b"BEGIN:VCALENDAR" in head.upper()

    def review(self, name: str, raw: bytes) -> Screen[str]:
        """The dry run of a calendar file."""
        from yigong.tui.screens.calendar.import_review_page import ImportReviewPage

        return ImportReviewPage(name, raw)
