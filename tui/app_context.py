"""What pages use of the application: a protocol, so that no page imports the application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Protocol

from yigong.store.records import Occurrence
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village


class AppContext(Protocol):
    """One organiser, at one keyboard, in one village."""

    folder: Path
    """The village's folder; where there is no village yet, the first start makes one there."""

    actor: Actor
    """Who is at the keyboard, at which desk: every change is signed with it."""

    shared: bool
    """Whether several people use this account."""

    clock: Callable[[], datetime]
    """Gives the time, aware."""

    @property
    def village(self) -> Village:
        """The open village."""

    @property
    def may_rename(self) -> bool:
        """Whether another name may sign: not where the server says whose key it was."""

    def organiser_and_desk(self) -> str:
        """Who works at which desk, for the first line of a page."""

    def require_folder(self) -> None:
        """Refuse where the folder is gone, for instance because a disk was unplugged.

        Raises:
            DataError: It is gone.
        """

    def enter_village(self, folder: Path | None = None) -> None:
        """Open the village of a folder and its calendar; `None`: of the folder there is."""

    def sign_with_name(self, name: str) -> None:
        """Sign with another name from now on; empty: with the one there is."""

    def apply_language(self) -> None:
        """Speak the village's language, which was changed."""

    def report_done(self, text: str) -> None:
        """Say on the page in front that something is done."""

    def action_somebody_else(self) -> object:
        """Ask who is at the keyboard now."""

    def open_occurrence(self, occurrence: Occurrence) -> None:
        """Open the page of an occurrence on top."""

    def open_desk(self, occurrence: Occurrence) -> None:
        """Open the desk of an occurrence on top."""
