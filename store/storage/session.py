"""The session of one organiser: who signs changes, by which clock, with which time limit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from yigong.store.records import Record
from yigong.store.storage.book import Actor, Book, ChangeReason, Draft
from yigong.store.storage.history import History
from yigong.store.storage.locks import TIMEOUT
from yigong.store.storage.transaction import Transaction, transaction

R = TypeVar("R", bound=Record)

DESK_TIMEOUT = 2.0
"""Seconds that a desk with a queue in front of it waits for another writer, before it says who that
is and takes keys again."""


def system_clock() -> datetime:
    """The time now, UTC."""
    return datetime.now(UTC)


class Session:
    """One organiser at one keyboard."""

    def __init__(
        self,
        actor: Actor,
        zone: Callable[[], ZoneInfo],
        clock: Callable[[], datetime] = system_clock,
        *,
        sync: bool = True,
    ) -> None:
        """Begin a session.

        Args:
            actor: Who, at which desk.
            zone: Gives the village's zone; called each time, because it is a setting.
            clock: Gives the time, aware.
            sync: Whether changes wait for the disk; only a village being generated may say no.
        """
        self.actor = actor
        self.lock_timeout = TIMEOUT
        """Seconds to wait for other writers: a command may wait longer than a desk."""

        self._zone = zone
        self._clock = clock
        self._sync = sync

    def now(self) -> datetime:
        """The time in the village, to the second."""
        return self._clock().astimezone(self._zone()).replace(microsecond=0)

    @contextmanager
    def change(self, book: Book[R], reason: ChangeReason) -> Iterator[Draft[R]]:
        """Change a book (see `Book.change`), signed by this session."""
        with book.change(
            self.actor, self.now(), reason, sync=self._sync, timeout=self.lock_timeout
        ) as draft:
            yield draft

    @contextmanager
    def transaction(self, history: History, reason: ChangeReason) -> Iterator[Transaction]:
        """Change several books (see `store.storage.transaction`), signed by this session."""
        with transaction(
            history, self.actor, self.now(), reason, sync=self._sync, timeout=self.lock_timeout
        ) as change:
            yield change
