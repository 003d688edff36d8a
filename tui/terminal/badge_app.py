"""Where the scanner meets the screens: codes are taken out of the keys before any page has them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from time import monotonic
from typing import Any

from textual.events import Event, Key, Paste

from yigong.tui.terminal.badge_scanner import BadgeScanner
from yigong.tui.terminal.key_queue import KeyQueueApp


class BadgeApp(KeyQueueApp):
    """An application that hears badges, whatever has the focus."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.scanner: BadgeScanner[Key] = BadgeScanner()

    @property
    def accepts_badges(self) -> bool:
        """Whether a badge means anything now."""
        raise NotImplementedError

    def scanned(self, code: str) -> None:
        """A badge was read.

        Args:
            code: ``V0123``.
        """
        raise NotImplementedError

    async def on_event(self, event: Event) -> None:
        """Keys go by the scanner, before bindings and before the widget that has the focus."""
        if event is self.turn:  # it was heard when it came
            await super().on_event(event)
            return
        if isinstance(event, Key) and not event.is_forwarded and self.accepts_badges:
            await self._hear(event)
            return
        if isinstance(event, Paste):
            await self._pass_on(self.scanner.let_go())
        await super().on_event(event)

    async def _hear(self, event: Key) -> None:
        character = "\r" if event.key == "enter" else event.character or ""
        heard = self.scanner.hear(character, event.time, event)
        await self._pass_on(heard.keys)
        if heard.code:
            await self.in_turn(partial(self.scanned, heard.code))
        if self.scanner.holding:
            # Through the queue, and so behind the keys that wait in it already.
            wait = max(0.0, self.scanner.due - monotonic()) + 0.001
            self.set_timer(wait, lambda: self.call_later(self._let_scanner_go))

    async def _let_scanner_go(self) -> None:
        if self.is_running and self.scanner.holding and monotonic() > self.scanner.due:
            await self._pass_on(self.scanner.let_go())

    async def _pass_on(self, keys: Iterable[Key]) -> None:
        for key in keys:
            await super().on_event(key)
