"""The progress of long work in a thread, shown on the page that started it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from textual.worker import get_current_worker

from yigong.tui.screens.base.page import Page

PROGRESS_DELAY = 1.0
"""Seconds until progress is shown."""

_INTERVAL = 0.3
"""Seconds between two updates of the bar; each takes some 60 bytes."""

_CELLS = 30


class WorkCancelled(Exception):
    """The page that started the work was left, or started it anew."""


def progress_bar(done: int, total: int) -> str:
    """A progress bar: ``[######      ]``."""
    full = min(_CELLS, _CELLS * done // max(1, total))
    return f"[{'#' * full}{' ' * (_CELLS - full)}]"


class ProgressReporter:
    """Reports progress to a page, without waiting for it: the page may have closed.

    It is made in the worker's thread.
    """

    def __init__(self, page: Page[Any], words: Callable[[str, int, int], str]) -> None:
        """Begin; `words` gives the status text for a stage, the amount done and the total."""
        self._page = page
        self._words = words
        self._worker = get_current_worker()
        self._next = time.monotonic() + PROGRESS_DELAY

    def report(self, done: int, total: int, stage: str = "") -> None:
        """Show the progress, at intervals.

        Raises:
            WorkCancelled: The page was left, or started the work anew.
        """
        if self._worker.is_cancelled:
            raise WorkCancelled
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _INTERVAL
            self._page.call_later(self._page.status.show, self._words(stage, done, total))
