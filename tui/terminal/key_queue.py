"""A queue for keys: the next key is dispatched when the key before it has had its effect.

Textual posts every key at once to the widget that has the focus at that moment, and runs key
bindings later, when the key has bubbled up to the application. Of keys that arrive in one read
(after a network stall, or typed ahead) letters then go to the field that Tab was to leave, and
Enter submits before the name is there. Here a key waits until a marker message, posted behind the
key before it through the same message queues, has returned.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from textual import on
from textual.app import ScreenStackError
from textual.await_complete import AwaitComplete
from textual.events import Event, Key, Paste
from textual.message import Message

from yigong.tui.terminal.thin_updates import ThinUpdateApp

MARKER_ROUNDS = 4
"""How often a marker is posted: a key may cause a message, and that one another, on the way up from
an input through its finder to the page; a page that opens takes the focus one round later."""

MARKER_TIMEOUT = 0.5
"""Seconds after which a marker counts as lost, with the widget that it was posted to."""


KeyInput = Key | Paste


class QueueMarker(Message):
    """The marker message behind a key."""

    def __init__(self, number: int, rounds_left: int) -> None:
        """Make a marker behind a key, which is posted again some rounds."""
        super().__init__()
        self.number = number
        self.rounds_left = rounds_left


class KeyQueueApp(ThinUpdateApp[int]):
    """An application that handles keys and pastes strictly one after the other."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.current_input: KeyInput | None = None
        """The key that is being dispatched."""

        self._queue: deque[KeyInput | Callable[[], None]] = deque()
        self._number = 0
        self._busy = False
        """Whether a marker is under way."""

    async def on_event(self, event: Event) -> None:
        """Queue keys; pass everything else on."""
        if event is self.current_input or not isinstance(event, KeyInput) or event.is_forwarded:
            await super().on_event(event)
        else:
            await self.enqueue(event)

    async def enqueue(self, item: KeyInput | Callable[[], None]) -> None:
        """Dispatch a key, or call a function, when all keys before it have had their effect."""
        self._queue.append(item)
        if not self._busy:
            await self._dispatch_next()
        elif len(self._queue) == 1:
            self._start_timeout(self._number)

    async def _dispatch_next(self) -> None:
        """Dispatch the next key, and post a marker behind it."""
        self._busy = bool(self._queue)
        if not self._busy:
            return
        self._number += 1
        if len(self._queue) > 1:
            self._start_timeout(self._number)
        item = self._queue.popleft()
        try:
            if isinstance(item, KeyInput):
                self.current_input = item
                await self.on_event(item)
            else:
                item()
        finally:
            self.current_input = None
            self._post_marker(QueueMarker(self._number, MARKER_ROUNDS - 1))

    def pop_screen(self) -> AwaitComplete:
        """Close the page in front; a marker that waits in it would be lost, so post another."""
        popped = super().pop_screen()
        if self._busy:
            self._post_marker(QueueMarker(self._number, MARKER_ROUNDS - 1))
        return popped

    def _post_marker(self, marker: QueueMarker) -> None:
        """Post a marker to where a key goes now."""
        try:
            posted = (self.focused or self.screen).post_message(marker)
        except ScreenStackError:  # the last page has closed
            posted = False
        if not posted:
            self._busy = False

    @on(QueueMarker)
    async def marker_returned(self, marker: QueueMarker) -> None:
        """Post the marker for its next round; after the last one dispatch the next key."""
        marker.stop()
        if marker.number != self._number:
            return
        if marker.rounds_left:
            self._post_marker(QueueMarker(marker.number, marker.rounds_left - 1))
        else:
            await self._dispatch_next()

    def _start_timeout(self, number: int) -> None:
        """Dispatch the next key after a while, in case the marker is lost with its widget."""

        async def expire() -> None:
            if self._busy and self._number == number:
                await self._dispatch_next()

        self.set_timer(MARKER_TIMEOUT, expire)
