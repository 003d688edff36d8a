"""The application: the organiser, the village, the stack of pages."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from yigong.store import language
from yigong.store.errors import DataError, YigongError
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.people import pinyin
from yigong.store.storage.book import Actor
from yigong.store.storage.session import system_clock
from yigong.store.village.village import Village, is_village
from yigong.tui import navigation
from yigong.tui.access.confined_files import is_confined
from yigong.tui.app_context import AppContext
from yigong.tui.page_app import THIN_UPDATES, PageApp
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import Page
from yigong.tui.terminal.end_signals import watch_end_signals

POLL = 0.8
"""Seconds between two polls of the files. A poll is a few stats; changes show within a second."""


class YigongApp(PageApp):
    """yigong on a terminal."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("0,f10", "menu", N_("Menu"), show=False),
    ]

    def __init__(
        self,
        folder: Path,
        actor: Actor,
        *,
        asked_language: str = "",
        shared: bool = False,
        clock: Callable[[], datetime] = system_clock,
        **options: Any,
    ) -> None:
        """Make the application.

        Args:
            folder: The village's folder; where it holds no village, the first-start page opens.
            actor: The organiser and the desk.
            asked_language: ``zh`` or ``en``; empty: the village's setting.
            shared: Whether several people use this account: if `actor` has no name, a page asks
                for it before the calendar opens.
            clock: Gives the time, aware.
            options: Of the classes it is based on.
        """
        super().__init__(actor.by, **options)
        self.folder = folder
        self.actor = actor
        self.asked_language = asked_language
        self.shared = shared
        self.clock = clock
        self._village: Village | None = None
        self._calendar_open = False
        self._folder_missing = False

    @property
    def village(self) -> Village:
        """The open village."""
        if self._village is None:
            self._village = Village.open(self.folder, self.actor, clock=self.clock)
        return self._village

    def organiser_and_desk(self) -> str:
        """Organiser and desk, for the header of a page."""
        text = f"{self.actor.by}  {self.actor.desk}".strip()
        if self.preferences.reading:
            wide = self.size.width >= 60  # else it stands alone
            text = _("reading mode") + (f"  {text}" if wide else "")
        if self._village is not None and not self._village.writable:
            return _("read only") + f"  {text}"
        return text

    def show_title(self, page: str) -> None:
        """Give the terminal's window a title: the village, what a page is about, the desk."""
        village = self._village.settings.name if self._village is not None else ""
        name = "" if page.startswith(f"{village}  ") else page  # the calendar's is no name
        self.send_title(village or _("Yigong"), name, self.actor.desk)

    def on_mount(self) -> None:
        """Open the calendar, or the first-start page where there is no village."""
        if is_village(self.folder):
            self.enter_village()
        else:
            from yigong.tui.screens.village.first_start_page import FirstStartPage

            language.use_language(self.asked_language or "zh")
            self.push_screen(FirstStartPage())

    def enter_village(self, folder: Path | None = None) -> None:
        """Open the village of a folder and its calendar; `None`: of the present folder."""
        if folder is not None:
            self.folder, self._village = folder, None
        try:
            settings = self.village.settings
        except YigongError as error:
            self.exit(error.exit_code, message=str(error))
            return
        language.use_language(self.asked_language or settings.language)
        if self.shared and not self.actor.by:
            from yigong.tui.screens.village.organiser_page import OrganiserPage

            self.push_screen(OrganiserPage(first=True), self._sign_first)
        else:
            self._open_calendar()
        self.set_interval(POLL, self.poll)

    def _sign_first(self, actor: Actor | None) -> None:
        """Open the calendar for the organiser who gave their name."""
        if actor is not None:
            self.sign_as(actor)
            self._open_calendar()

    def _open_calendar(self) -> None:
        self._calendar_open = True
        self.push_screen(navigation.main_page("calendar"))

    def poll(self) -> None:
        """Reload the page in front if another process changed what it shows."""
        if not self.is_running:
            return  # the pages are being removed
        page = self.screen
        if isinstance(page, Page) and page.loaded:
            with page.report_refusals():
                was_missing, self._folder_missing = (
                    self._folder_missing,
                    not is_village(self.folder),
                )
                self.require_folder()
                if was_missing:
                    page.status.show("")
                if was_missing or page.is_stale():
                    page.refresh_page()

    def require_folder(self) -> None:
        """Refuse where the folder is missing: its books would be read as empty.

        Raises:
            DataError: It is missing, for instance because a disk was unplugged.
        """
        if not is_village(self.folder):
            self._folder_missing = True  # also if it is back before the next poll
            raise DataError("The folder {folder} is gone; nothing was changed.", folder=self.folder)

    @property
    def accepts_badges(self) -> bool:
        """Whether badges are read: once the organiser is known."""
        return self._calendar_open

    def scanned(self, code: str) -> None:
        """Handle a badge: a page of points opens the account, an open desk checks in, else the
        person's page opens.

        Args:
            code: The code on the badge, ``V0123``.
        """
        from yigong.tui.screens.event.desk_page import DeskPage
        from yigong.tui.screens.people.person_page import PersonPage

        number = int(code[1:])
        desks = (page for page in reversed(self.screen_stack) if isinstance(page, DeskPage))
        desk = next(desks, None)
        front = self.screen
        opens_account = isinstance(front, Page) and front.BADGE_OPENS_ACCOUNT
        if desk is not None and not opens_account:
            desk.scanned(number, front if isinstance(front, Page) else desk)
        elif isinstance(front, Page):
            with front.report_refusals():
                number = self.village.people.get(number).number
                page = navigation.account_page(number) if opens_account else PersonPage(number)
                open_page = self.switch_screen if type(front) is type(page) else self.push_screen
                open_page(page)

    @property
    def may_rename(self) -> bool:
        """Whether the organiser may take another name: not where the SSH key names them."""
        return self.shared or not is_confined()

    def sign_as(self, actor: Actor) -> None:
        """Sign changes with another name and desk from now on."""
        self.actor = actor
        self._village = None
        self.use_preferences_of(actor.by)

    def sign_with_name(self, name: str) -> None:
        """Sign changes with another name of one's own from now on; empty: with the present one."""
        if name:
            mine = self.preferences
            self.sign_as(Actor(name, self.actor.desk))
            with suppress(DataError):
                self.prefer(mine)

    @work
    async def action_somebody_else(self) -> None:
        """Ask who works here now, and close the pages of the organiser before."""
        from yigong.tui.screens.village.organiser_page import OrganiserPage

        if not self.may_rename or not await self._may_close():
            return
        actor = await self.push_screen_wait(OrganiserPage())
        if actor is not None:
            self.back_to_calendar()  # first: the organiser who opened a desk leaves it
            self.sign_as(actor)
            if isinstance(self.screen, Page):
                self.screen.refresh_page()

    def apply_language(self) -> None:
        """Use the language of the settings, which were changed."""
        language.use_language(self.asked_language or self.village.settings.language)

    @work
    async def action_menu(self) -> None:
        """Ask which main page to open."""
        from yigong.tui.screens.base.menu_page import MenuPage

        if self._calendar_open:
            name = await self.push_screen_wait(MenuPage("calendar"))
            if name:
                self.action_go(name)

    @work
    async def action_go(self, name: str) -> None:
        """Open a main page above the calendar, from anywhere."""
        if await self._may_close():
            self.back_to_calendar()
            if name != "calendar":
                self.push_screen(navigation.main_page(name))

    @work
    async def run_elsewhere(
        self, main: str, page: type[Page[object]], action: str, said: str
    ) -> None:
        """Run an action of another page; where that is not a main page, say where it is.

        Args:
            main: The main page that leads to it.
            page: The class of the page.
            action: The action.
            said: Where it is, and its key.
        """
        if not await self._may_close():
            return
        self.back_to_calendar()
        if main != "calendar":
            await self.push_screen(navigation.main_page(main))
        front = self.screen
        if type(front) is page:
            await self.run_action(action, front)
        elif isinstance(front, Page):
            front.call_later(front.status.show, said)

    def open_occurrence(self, occurrence: Occurrence) -> None:
        """Open the page of an occurrence."""
        self.push_screen(navigation.occurrence_page(occurrence))

    def open_desk(self, occurrence: Occurrence) -> None:
        """Open the desk of an occurrence."""
        self.push_screen(navigation.desk_page(occurrence))

    def open_household(self, home: str) -> None:
        """Open the page of a household."""
        self.push_screen(navigation.household_page(home))

    def open_account(self, person: int) -> None:
        """Open the account of points that somebody has a part in, by their number."""
        self.push_screen(navigation.account_page(person))

    def open_visit(self, year: int, number: int) -> None:
        """Open the page of a visit of a year."""
        self.push_screen(navigation.visit_page(year, number))

    def open_record(self, letter: str, number: int) -> None:
        """Open the page of a squad, a programme or a venue, by the letter of its code."""
        self.push_screen(navigation.record_page(letter, number))

    def back_to_calendar(self) -> None:
        """Close every page above the calendar."""
        while len(self.screen_stack) > 2:
            self.pop_screen()
        self.workers.cancel_group(self.screen, "default")  # its question was closed unanswered

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The commands of the palette that belong to no page: the main pages, quit."""
        for name, main in MAIN_PAGES.items() if self._calendar_open else ():
            yield SystemCommand(
                _(main.title),
                _(main.purpose),
                lambda name=name: self.action_go(name),
            )
        if self._calendar_open and self.may_rename and not screen.query("#agenda"):
            text = _("Another name signs from here on")
            yield SystemCommand(_("Somebody else is here"), text, self.action_somebody_else)
        yield from self.preference_commands()
        yield SystemCommand(_("Quit"), _("Everything is saved already"), self.action_quit)


def run(
    folder: Path,
    actor: Actor,
    *,
    language: str = "",
    shared: bool = False,
    clock: Callable[[], datetime] = system_clock,
) -> int:
    """Run the application until the organiser quits.

    Args:
        folder: The village's folder.
        actor: The organiser and the desk.
        language: ``zh`` or ``en``; empty: the village's setting.
        shared: Whether several people use this account.
        clock: Gives the time, aware.

    Returns:
        The exit code.
    """
    pinyin.use_child_process()
    app = YigongApp(
        folder,
        actor,
        asked_language=language,
        shared=shared,
        clock=clock,
        thin=os.environ.get(THIN_UPDATES) != "0",
    )
    _context: AppContext = app  # what pages use of it is there
    watch_end_signals(app.end_by_signal)
    result = app.run(mouse=app.preferences.mouse)
    return result if result is not None else app.return_code or 0
