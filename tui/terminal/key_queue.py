"""Keys in their turn: the next one is handed out when the last has had its effect.

Textual hands every key at once to what has the focus at that moment, and runs what keys are bound
to afterwards, when the key has come back to the application. Of keys that come in one piece (a line
that stalled, somebody who types ahead) the letters then go to the field that Tab was to leave, and
Enter asks before the name is there. Here a key waits until a mark that follows the one before it,
the same way through the same queues, has come back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import Any

from textual import on
from textual.app import App, ScreenStackError
from textual.events import Event, Key, Paste
from textual.message import Message

MARKER_ROUNDS = 4
"""How often the mark goes round: a key may lead to a message, and that to another, on its way up
from an input by its finder to the page; a page that opens takes the focus in the round after."""

MARKER_TIMEOUT = 0.5
"""Seconds after which a mark is taken for lost, with the widget that it was given to."""


KeyInput = Key | Paste


class QueueMarker(Message):
    """The mark that follows a key."""

    def __init__(self, number: int, left: int) -> None:
        """Make a mark.

        Args:
            number: Of which turn.
            left: How often it is to go round yet.
        """
        super().__init__()
        self.number = number
        self.left = left


class KeyQueueApp(App[int]):
    """An application that takes keys and pastes strictly one after the other."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.turn: KeyInput | None = None
        """The key that is being handed out just now."""

        self._waiting: deque[KeyInput | Callable[[], None]] = deque()
        self._number = 0
        self._busy = False

    async def on_event(self, event: Event) -> None:
        """Keys wait for their turn; everything else goes on."""
        if event is self.turn or not isinstance(event, KeyInput) or event.is_forwarded:
            await super().on_event(event)
        else:
            await self.in_turn(event)

    async def in_turn(self, what: KeyInput | Callable[[], None]) -> None:
        """Hand a key out, or do something, when all keys before it have had their effect."""
        self._waiting.append(what)
        if not self._busy:
            await self._next_turn()
        elif len(self._waiting) == 1:
            self._see_to_it(self._number)

    async def _next_turn(self) -> None:
        """Hand out the next key, and send a mark behind it."""
        self._busy = bool(self._waiting)
        if not self._busy:
            return
        self._number += 1
        if len(self._waiting) > 1:
            self._see_to_it(self._number)
        what = self._waiting.popleft()
        try:
            if isinstance(what, KeyInput):
                self.turn = what
                await self.on_event(what)
            else:
                what()
        finally:
            self.turn = None
            self._send(QueueMarker(self._number, MARKER_ROUNDS - 1))

    def _send(self, mark: QueueMarker) -> None:
        """Send a mark the way a key goes now."""
        try:
            sent = (self.focused or self.screen).post_message(mark)
        except ScreenStackError:  # the last page has closed
            sent = False
        if not sent:
            self._busy = False

    @on(QueueMarker)
    async def came_round(self, mark: QueueMarker) -> None:
        """The key before it has come so far, too."""
        mark.stop()
        if mark.number != self._number:
            return
        if mark.left:
            self._send(QueueMarker(mark.number, mark.left - 1))
        else:
            await self._next_turn()

    def _see_to_it(self, number: int) -> None:
        """Go on after a while, should the mark be lost with what it was given to."""

        async def go_on() -> None:
            if self._busy and self._number == number:
                await self._next_turn()

        self.set_timer(MARKER_TIMEOUT, go_on)
