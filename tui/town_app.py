"""The application of a town: its pages, without a village."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from textual.app import SystemCommand
from textual.screen import Screen

from yigong.store import language
from yigong.store.language import _
from yigong.store.people import pinyin
from yigong.store.storage.book import Actor
from yigong.store.storage.session import system_clock
from yigong.store.town.town_folder import TownFolder
from yigong.tui.page_app import THIN_UPDATES, PageApp
from yigong.tui.screens.base.page import Page
from yigong.tui.screens.town.town_context import TownContext
from yigong.tui.screens.town.town_page import TownPage
from yigong.tui.terminal.end_signals import watch_end_signals

_POLL = 2.0
"""Seconds between two looks whether somebody took a file."""


class TownApp(PageApp):
    """yigong on a terminal, for a town."""

    def __init__(
        self,
        town: TownFolder,
        actor: Actor,
        *,
        asked_language: str = "",
        clock: Callable[[], datetime] = system_clock,
        **options: Any,
    ) -> None:
        """Make the application.

        Args:
            town: The town's folder.
            actor: Who looks.
            asked_language: ``zh`` or ``en``; empty: the town's.
            clock: Gives the time, aware.
            options: Of the classes it is based on.
        """
        super().__init__(actor.by, **options)
        self.town = town
        self.actor = actor
        self.asked_language = asked_language
        self.clock = clock

    def on_mount(self) -> None:
        """Open the page of the town."""
        language.use_language(self.asked_language or self.town.read().language)
        self.push_screen(TownPage())
        self.set_interval(_POLL, self.poll)

    def poll(self) -> None:
        """Reload the page in front if the town's folder was changed."""
        page = self.screen if self.is_running else None
        if isinstance(page, Page) and page.loaded:
            with page.report_refusals():
                if page.is_stale():
                    page.refresh_page()

    @property
    def accepts_badges(self) -> bool:
        """A town has no badges."""
        return False

    def scanned(self, code: str) -> None:
        """A town has no badges."""

    def organiser_and_desk(self) -> str:
        """Who looks, for the header of a page."""
        if self.preferences.reading:
            return _("reading mode")
        return self.actor.by

    def show_title(self, page: str) -> None:
        """Give the terminal's window the title of a page."""
        self.send_title(page or _("Yigong"), "", "")

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The commands of the palette that belong to no page."""
        yield from self.preference_commands()
        yield SystemCommand(_("Quit"), _("Everything is saved already"), self.action_quit)


def run_town(town: TownFolder, actor: Actor, language_asked: str) -> int:
    """Run the application until whoever looks quits.

    Args:
        town: The town's folder.
        actor: Who looks.
        language_asked: ``zh`` or ``en``.

    Returns:
        The exit code.
    """
    pinyin.use_child_process()
    app = TownApp(
        town, actor, asked_language=language_asked, thin=os.environ.get(THIN_UPDATES) != "0"
    )
    _context: TownContext = app  # what pages use of it is there
    watch_end_signals(app.end_by_signal)
    result = app.run(mouse=app.preferences.mouse)
    return result if result is not None else app.return_code or 0
