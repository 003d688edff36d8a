"""The program on a terminal in memory: the same screens as in tests without one, and the bytes."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager

from textual import events
from textual.drivers.headless_driver import HeadlessDriver

from support.emulator import Emulator
from support.screens import ScreenDriver
from yigong.store import language
from yigong.store.storage.book import Actor
from yigong.tui.app import YigongApp

_POINTER = re.compile("\x1b]22;[^\x07]*\x07")
"""The shape of the mouse pointer, which pyte takes for a title."""


class EmulatedDriver(HeadlessDriver):
    """A driver whose terminal is in memory."""

    is_headless = False

    def __init__(self, app, **options):
        super().__init__(app, **options)
        self.terminal = Emulator(*self._get_terminal_size())
        self.sent = 0

    def write(self, data):
        self.sent += len(data.encode())
        self.terminal.feed(_POINTER.sub("", data))

    def resize(self, columns, lines):
        """Give the terminal another size, and tell the program."""
        self._size = (columns, lines)
        self.terminal.resize(lines, columns)
        size = self._app.size.__class__(columns, lines)
        self._app.post_message(events.Resize(size, size))


class EmulatedScreen(ScreenDriver):
    """Presses keys, and looks at the terminal."""

    @property
    def driver(self):
        return self.app._driver

    async def sent_all(self):
        """Wait until nothing is to be sent any more."""
        before = -1
        while self.driver.sent != before:
            before = self.driver.sent
            for _round in range(3):
                await self._pilot.pause()
                while self.app._send_timer is not None or self._resting:
                    await self._pilot.pause(0.01)
                await self.settled()

    @property
    def _resting(self):
        return getattr(self.app.screen, "_rest_timer", None) is not None


@asynccontextmanager
async def emulated(
    folder, *, thin=True, clock=None, lang="zh", size=(80, 24), look="terminal", by="李芳"
):
    """Run the program on a terminal in memory."""
    options = {"clock": clock} if clock else {}
    app = YigongApp(
        folder,
        Actor(by, "东门"),
        asked_language=lang,
        thin=thin,
        driver_class=EmulatedDriver,
        **options,
    )
    app.theme = look
    try:
        async with app.run_test(headless=False, size=size) as pilot:
            await pilot.pause()
            yield EmulatedScreen(app, pilot)
    finally:
        language.use_language("en")
