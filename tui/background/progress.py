"""Long work beside a page, in a thread of its own: how far it is, and how it is ended."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from textual.worker import get_current_worker

from yigong.tui.screens.base.page import Page

PATIENCE = 1.0
"""Seconds after which a bar shows how far it is."""

_STEP = 0.3
"""Seconds between two states of the bar; each costs some 60 bytes."""

_CELLS = 30


class WorkCancelled(Exception):
    """Nobody waits for it any more."""


def progress_bar(done: int, total: int) -> str:
    """How far it is: ``[######      ]``."""
    full = min(_CELLS, _CELLS * done // max(1, total))
    return f"[{'#' * full}{' ' * (_CELLS - full)}]"


class ProgressTask:
    """Tells a page how far it is. Messages are posted, never waited for: the page may be gone.

    To be made in the thread that works.
    """

    def __init__(self, page: Page[Any], words: Callable[[str, int, int], str]) -> None:
        """Begin.

        Args:
            page: Where it was asked for.
            words: What the status line says of a stage, and how much of how much is done.
        """
        self._page = page
        self._words = words
        self._worker = get_current_worker()
        self._next = time.monotonic() + PATIENCE

    def progress(self, done: int, total: int, stage: str = "") -> None:
        """So far it is.

        Raises:
            Left: The page was left, or asked for it anew.
        """
        if self._worker.is_cancelled:
            raise WorkCancelled
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _STEP
            self._page.call_later(self._page.status.show, self._words(stage, done, total))
