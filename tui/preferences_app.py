"""An application that shows itself as its organiser prefers: look, mouse, reading mode."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from textual.app import SystemCommand

from yigong.store.language import _
from yigong.tui.access.preferences import Preferences, keep_preferences, preferences_of
from yigong.tui.terminal.badge_app import BadgeApp
from yigong.tui.themes import NAMES, TERMINAL, add_themes, has_shades, shown_look
from yigong.tui.widgets.header_footer import READING


class PreferencesApp(BadgeApp):
    """An application whose `preferences` are applied at once, and kept for the next time."""

    def __init__(self, organiser: str, **options: Any) -> None:
        """Make the application.

        Args:
            organiser: Whose preferences it begins with.
            options: Of the classes it is based on.
        """
        super().__init__(**options)
        self._organiser = organiser
        self.preferences = preferences_of(organiser)
        add_themes(self, self.preferences.look)
        self.set_class(self.preferences.reading, READING)

    def on_mount(self) -> None:
        """Show the terminal's cursor, if it is to be followed."""
        self._apply_to_terminal()

    def use_preferences_of(self, organiser: str) -> None:
        """Apply the preferences of another organiser."""
        self._organiser = organiser
        self._apply(preferences_of(organiser))

    def prefer(self, preferences: Preferences) -> None:
        """Apply other preferences, and keep them.

        Raises:
            DataError: They are applied, but cannot be kept.
        """
        self._apply(preferences)
        keep_preferences(self._organiser, preferences)

    def _apply(self, preferences: Preferences) -> None:
        self.preferences = preferences
        self.theme = shown_look(self, preferences.look)
        self.set_class(preferences.reading, READING)
        self._apply_to_terminal()

    def _apply_to_terminal(self) -> None:
        from yigong.tui.terminal.driver import TerminalDriver

        if isinstance(self._driver, TerminalDriver):
            self._driver.use_mouse(self.preferences.mouse)
            self._driver.show_cursor(self.preferences.reading)

    def preference_commands(self) -> Iterable[SystemCommand]:
        """Commands of the palette: every other look; mouse and reading mode on or off."""

        def command(title: str, text: str, **changes: Any) -> SystemCommand:
            changed = msgspec.structs.replace(self.preferences, **changes)
            return SystemCommand(title, text, lambda: self.prefer(changed))

        mine, now = _("This terminal"), self.preferences
        for look, name in NAMES.items() if has_shades(self) else ():
            if look != (now.look or TERMINAL):
                yield command(_("Look: {name}").format(name=_(name)), mine, look=look)
        mouse = _("Mouse: the terminal's") if now.mouse else _("Mouse: the program's")
        yield command(mouse, mine, mouse=not now.mouse)
        reading = _("Reading mode: off") if now.reading else _("Reading mode: on")
        yield command(reading, mine, reading=not now.reading)
