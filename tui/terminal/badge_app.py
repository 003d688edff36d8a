"""An application with a badge scanner: badge codes are filtered from the keys before any page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from time import monotonic
from typing import Any

from textual.events import Event, Key, Paste

from yigong.tui.terminal.badge_scanner import BadgeScanner
from yigong.tui.terminal.key_queue import KeyQueueApp


class BadgeApp(KeyQueueApp):
    """An application that reads badges, whatever has the focus."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.scanner: BadgeScanner[Key] = BadgeScanner()

    @property
    def accepts_badges(self) -> bool:
        """Whether a badge means anything now."""
        raise NotImplementedError

    def scanned(self, code: str) -> None:
        """Handle a badge, ``V0123``."""
        raise NotImplementedError

    async def on_event(self, event: Event) -> None:
        """Feed keys to the scanner, before bindings and before the widget that has the focus."""
        if event is self.current_input:  # it went through the scanner before it was queued
            await super().on_event(event)
            return
        if isinstance(event, Key) and not event.is_forwarded and self.accepts_badges:
            await self._scan(event)
            return
        if isinstance(event, Paste):
            await self._pass_on(self.scanner.release())
        await super().on_event(event)

    async def _scan(self, event: Key) -> None:
        character = "\r" if event.key == "enter" else event.character or ""
        result = self.scanner.feed(character, event.time, event)
        await self._pass_on(result.keys)
        if result.code:
            await self.enqueue(partial(self.scanned, result.code))
        if self.scanner.holding:
            # By `call_later`, so that it runs after the keys that are in the message queue now.
            delay = max(0.0, self.scanner.deadline - monotonic()) + 0.001
            self.set_timer(delay, lambda: self.call_later(self._release_expired))

    async def _release_expired(self) -> None:
        if self.is_running and self.scanner.holding and monotonic() > self.scanner.deadline:
            await self._pass_on(self.scanner.release())

    async def _pass_on(self, keys: Iterable[Key]) -> None:
        for key in keys:
            await super().on_event(key)
