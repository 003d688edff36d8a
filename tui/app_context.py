"""The application as pages know it: a protocol, so that no page imports the application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from yigong.store.event_records import Occurrence
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village
from yigong.tui.access.preferences import Preferences


class AppContext(Protocol):
    """One organiser at one desk, in one village."""

    folder: Path
    """The village's folder; where it holds no village, the first-start page makes one."""

    actor: Actor
    """The organiser and the desk, with which every change is signed."""

    asked_language: str
    """The language that this start was asked for; empty: that of the settings."""

    shared: bool
    """Whether several people use this account."""

    clock: Callable[[], datetime]
    """Gives the time, aware."""

    preferences: Preferences
    """How the organiser's terminal shows the program."""

    @property
    def village(self) -> Village:
        """The open village."""

    @property
    def may_rename(self) -> bool:
        """Whether the organiser may take another name: not where the SSH key names them."""

    def show_title(self, page: str) -> None:
        """Give the terminal's window the title of a page."""

    def organiser_and_desk(self) -> str:
        """Organiser and desk, for the header of a page."""

    def require_folder(self) -> None:
        """Refuse where the folder is missing, for instance because a disk was unplugged.

        Raises:
            DataError: It is missing.
        """

    def enter_village(self, folder: Path | None = None) -> None:
        """Open the village of a folder and its calendar; `None`: of the present folder."""

    def sign_as(self, actor: Actor) -> None:
        """Sign changes with another name and desk from now on."""

    def sign_with_name(self, name: str) -> None:
        """Sign changes with another name from now on; empty: with the present one."""

    def prefer(self, preferences: Preferences) -> None:
        """Apply other preferences, and keep them.

        Raises:
            DataError: They are applied, but cannot be kept.
        """

    def apply_language(self) -> None:
        """Use the language of the settings, which were changed."""

    def report_done(self, text: str) -> None:
        """Report on the page in front that something is done."""

    def action_somebody_else(self) -> object:
        """Ask who works here now."""

    def open_occurrence(self, occurrence: Occurrence) -> None:
        """Open the page of an occurrence."""

    def open_desk(self, occurrence: Occurrence) -> None:
        """Open the desk of an occurrence."""

    def open_household(self, home: str) -> None:
        """Open the page of a household."""

    def open_visit(self, year: int, number: int) -> None:
        """Open the page of a visit of a year."""

    def open_account(self, person: int) -> None:
        """Open the account of points that somebody has a part in, by their number."""

    def open_record(self, letter: str, number: int) -> None:
        """Open the page of a squad, a programme or a venue, by the letter of its code."""
