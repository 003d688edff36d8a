"""An application of pages: what holds for each page, whatever it is about."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from traceback import format_exception
from typing import ClassVar

from rich.text import Text
from textual import constants, work
from textual.actions import ActionParseResult
from textual.binding import Binding, BindingType
from textual.command import Provider
from textual.dom import DOMNode
from textual.driver import Driver
from textual.events import Event, Paste
from textual.worker import WorkerFailed

from yigong.store.errors import YigongError
from yigong.store.language import N_, _
from yigong.tui.preferences_app import PreferencesApp
from yigong.tui.screens.base.page import Page
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.terminal.window_title import has_title, title_sequence
from yigong.tui.text.display_text import harmless_line, typed_text
from yigong.tui.upgrade import upgrade_behind

THIN_UPDATES = "YIGONG_THIN_UPDATES"
"""The environment variable that is 0 where updates are to be sent whole, as Textual makes them: to
tell a fault of `tui.terminal.thin_updates` from others."""


def _palette_commands() -> type[Provider]:
    """What fills the command palette; imported when that is opened."""
    from yigong.tui.palette import PageCommands

    return PageCommands


class PageApp(PreferencesApp):
    """An application whose screens are pages: their keys, refusals, help, palette, its end."""

    CSS_PATH = "yigong.tcss"
    TITLE = "yigong"
    ENABLE_COMMAND_PALETTE = True
    COMMANDS: ClassVar[set[type[Provider] | Callable[[], type[Provider]]]] = {_palette_commands}
    COMMAND_PALETTE_BINDING = "ctrl+p"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", N_("Quit"), show=False, priority=True),
        Binding("ctrl+l", "redraw", show=False, priority=True),
    ]

    _title_sent = ""

    def get_driver_class(self) -> type[Driver]:
        """The driver of the terminal, unless the environment names another."""
        if constants.DRIVER is not None:
            return super().get_driver_class()
        from yigong.tui.terminal.driver import TerminalDriver

        return TerminalDriver

    def send_title(self, subject: str, page: str, desk: str) -> None:
        """Give the terminal's window a title, where it takes one."""
        if self._driver is not None and not self.is_headless and has_title(os.environ):
            title = title_sequence(subject, page, desk)
            if title != self._title_sent:
                self._title_sent = title
                self._driver.write(title)

    async def on_event(self, event: Event) -> None:
        """Clean pasted text: an input would paint control characters as they are."""
        if isinstance(event, Paste):
            event.text = "\n".join(map(typed_text, event.text.splitlines()))
        await super().on_event(event)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Run the action of a key or of the palette; report a refusal on the page in front."""
        try:
            return await super().run_action(action, default_namespace, namespaces)
        except Exception as error:
            if not self._report_refusal(upgrade_behind(error) or error):
                raise
            return True

    def _report_refusal(self, error: BaseException | None) -> bool:
        """Report a refusal on the page in front.

        Returns:
            Whether the error is a refusal, and a page of ours is in front.
        """
        if not isinstance(error, YigongError) or not isinstance(self.screen, Page):
            return False
        self.screen.status.bad(str(error))
        return True

    def _handle_exception(self, error: Exception) -> None:
        """End with a sentence and a plain traceback; Textual's shows locals, with people's names.

        A refusal in a worker is reported on the page in front instead.
        """
        cause: Exception = error
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            cause = upgrade_behind(error.error) or error.error
            if self._report_refusal(cause):
                return
        if self.is_headless:
            super()._handle_exception(error)  # tests get the exception itself
            return
        error = upgrade_behind(cause) or cause
        lines = "" if isinstance(error, YigongError) else "".join(format_exception(error))
        sentence = (
            str(error)
            if isinstance(error, YigongError)
            else _("yigong had to stop ({reason}). Everything that showed a ✓ is saved.").format(
                reason=f"{type(error).__name__}: {error}"
            )
        )
        code = error.exit_code if isinstance(error, YigongError) else 3
        self.exit(code, return_code=code, message=Text(harmless_line(sentence) + "\n" + lines))

    def report_done(self, text: str) -> None:
        """Report on the page in front that something is done."""
        if isinstance(self.screen, Page):
            self.screen.status.good(text)

    def action_help_quit(self) -> None:
        """Say how to quit: ^C, which ends other programs, does not end this one."""
        if isinstance(self.screen, Page):
            self.screen.status.show(_("^Q quits; Esc goes back."))

    def end_by_signal(self, number: int) -> None:
        """Exit on SIGTERM or SIGHUP, with the terminal restored; called in another thread."""
        self.call_later(self.exit, 128 + number, 128 + number)

    async def action_quit(self) -> None:
        """Quit; ask first if a page has unsaved input."""
        self._quit()

    @work
    async def _quit(self) -> None:
        if await self._may_close():
            self.exit()

    async def _may_close(self) -> bool:
        """Whether every page may close; asks if one has unsaved input."""
        if not any(getattr(page, "dirty", False) for page in self.screen_stack):
            return True
        question = AskYes(_("Leave without saving?"), _("What you typed will be gone."))
        return await self.push_screen_wait(question) is True

    def action_help(self) -> None:
        """Show the keys of the page in front."""
        from yigong.tui.screens.village.help_page import HelpPage

        if not isinstance(self.screen, HelpPage):
            self.push_screen(HelpPage(self.screen))

    def action_command_palette(self) -> None:
        """Open the command palette."""
        from yigong.tui.palette import Palette

        if not isinstance(self.screen, Palette):
            placeholder = _("a word of the command")
            self.push_screen(Palette(placeholder=placeholder, id="--command-palette"))

    def action_redraw(self) -> None:
        """Send the whole screen: something else has written to the terminal."""
        self.repaint_terminal()
