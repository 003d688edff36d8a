"""The application: one organiser, one village, the pages on top of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import ClassVar

from rich.console import RenderableType
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from store import language
from store.book import Actor
from store.errors import YigongError
from store.language import N_, _
from store.session import system_clock
from store.village import Village, is_village
from tui.spans import trimmed

POLL = 1.0
"""Seconds between looks at the files: others' changes show within two. A look is a few stats."""


class YigongApp(App[int]):
    """yigong on a terminal."""

    CSS_PATH = "yigong.tcss"
    TITLE = "yigong"
    ENABLE_COMMAND_PALETTE = True
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", N_("Quit"), show=False, priority=True),
    ]

    def __init__(
        self,
        folder: Path,
        actor: Actor,
        *,
        asked_language: str = "",
        clock: Callable[[], datetime] = system_clock,
    ) -> None:
        """Make the application.

        Args:
            folder: The village's folder; where there is no village yet, the first start asks.
            actor: Who is at the keyboard, at which desk.
            asked_language: ``zh`` or ``en``; empty: the village's setting.
            clock: Gives the time, aware.
        """
        # Native ANSI colours: the terminal's own background and palette, so dark and light, 16
        # colours and 16 million are all right without asking the terminal anything.
        super().__init__(ansi_color=True)
        self.theme = "ansi-dark"
        self.folder = folder
        self.actor = actor
        self.asked_language = asked_language
        self.clock = clock
        self._village: Village | None = None

    @property
    def village(self) -> Village:
        """The open village."""
        if self._village is None:
            self._village = Village.open(self.folder, self.actor, clock=self.clock)
        return self._village

    def whereabouts(self) -> str:
        """Who works at which desk, for the first line."""
        place = f"{self.actor.by}  {self.actor.desk}".strip()
        if self._village is not None and not self._village.writable:
            return _("read only") + f"  {place}"
        return place

    def on_mount(self) -> None:
        """Open the calendar, or ask what a new village needs."""
        if is_village(self.folder):
            self.enter_village()
        else:
            from tui.screens.first_start import FirstStart

            language.use(self.asked_language or "zh")
            self.push_screen(FirstStart())

    def enter_village(self, folder: Path | None = None) -> None:
        """Open the village and its calendar."""
        if folder is not None:
            self.folder, self._village = folder, None
        try:
            settings = self.village.settings
        except YigongError as error:
            self.exit(error.exit_code, message=str(error))
            return
        language.use(self.asked_language or settings.language)
        from tui.screens.calendar import CalendarPage

        self.push_screen(CalendarPage())
        self.set_interval(POLL, self.look)

    def look(self) -> None:
        """See whether somebody else changed what is on the screen."""
        from tui.screens.page import Page

        page = self.screen
        if isinstance(page, Page):
            with page.telling():
                if page.stale():
                    page.refresh_page()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """Write an update to the terminal, as few cells of it as will do."""
        super()._display(screen, trimmed(renderable))

    def take_name(self, name: str) -> None:
        """Sign with another name from now on."""
        if name:
            self.actor = Actor(name, self.actor.desk)
            self._village = None

    def relabel(self) -> None:
        """The language was changed: every page speaks it."""
        language.use(self.asked_language or self.village.settings.language)

    def action_help(self) -> None:
        """The keys of this page, and the way around."""
        from tui.screens.help import HelpPage

        if not isinstance(self.screen, HelpPage):
            self.push_screen(HelpPage(self.screen))

    def action_go(self, name: str) -> None:
        """Open one of the main pages from anywhere, above the calendar."""
        from tui.screens.places import PLACES

        self.back_to_calendar()
        if name != "calendar":
            self.push_screen(PLACES[name].page()())

    def back_to_calendar(self) -> None:
        """Close every page above the calendar."""
        while len(self.screen_stack) > 2:
            self.pop_screen()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """What the command palette offers: the page's own keys, the main pages, quit."""
        from tui.screens.page import Page
        from tui.screens.places import PLACES
        from tui.widgets.bar import Keys, key_name

        if isinstance(screen, Page):
            for binding in screen.query_one(Keys).screen_bindings():
                if binding.description:
                    yield SystemCommand(
                        _(binding.description),
                        key_name(binding.key.split(",")[0]),
                        lambda action=binding.action: self.call_later(
                            self.run_action, action, screen
                        ),
                    )
        for name, place in PLACES.items():
            yield SystemCommand(
                _(place.title),
                _(place.purpose),
                lambda name=name: self.action_go(name),
            )
        yield SystemCommand(_("Quit"), _("Everything is saved already"), self.exit)


def run(
    folder: Path,
    actor: Actor,
    *,
    language: str = "",
    clock: Callable[[], datetime] = system_clock,
) -> int:
    """Run the screens until the organiser quits.

    Args:
        folder: The village's folder.
        actor: Who is at the keyboard, at which desk.
        language: ``zh`` or ``en``; empty: the village's setting.
        clock: Gives the time, aware.

    Returns:
        The exit code.
    """
    app = YigongApp(folder, actor, asked_language=language, clock=clock)
    result = app.run(mouse=False)
    return result if result is not None else app.return_code or 0
