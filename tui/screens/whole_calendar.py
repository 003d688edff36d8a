"""Writing the whole calendar without holding up the screen."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.worker import get_current_worker

from store.errors import YigongError
from store.language import _

if TYPE_CHECKING:
    from tui.screens.page import Page

_PATIENCE = 1.0
"""Seconds after which a bar shows how far it is."""

_STEP = 0.3
"""Seconds between two states of the bar; each costs some 60 bytes."""

_CELLS = 30


class Left(Exception):
    """Nobody waits for it any more."""


def write_whole(page: Page[Any]) -> None:
    """Write every event into one file of the outbox, beside the screen, in a thread of its own.

    The books are read before, by whoever owns them; records are frozen, so the thread may.
    When it is done, the page says so and, if it is still on top, how to fetch the file.

    Args:
        page: Where it was asked for.

    Raises:
        YigongError: The events cannot be read, or the outbox not be made.
    """
    village = page.village
    events, settings = list(village.events.all().values()), village.settings
    today, path = village.now().date(), village.outbox() / "calendar.ics"

    def run() -> None:
        from exports.files import write
        from exports.ical import write_calendar

        try:
            told = _Told(page)
            write(path, write_calendar(events, settings, today=today, progress=told.progress))
        except Left:
            return
        except YigongError as error:
            page.call_later(page.status.bad, str(error))
        else:
            page.call_later(_written, page, path)

    # Pressed again, it begins again: the calendar may have been changed in the meantime.
    page.run_worker(run, group="calendar file", exclusive=True, thread=True)


class _Told:
    """Tells the page how far it is. Messages are posted, never waited for: the page may be gone."""

    def __init__(self, page: Page[Any]) -> None:
        self._page = page
        self._worker = get_current_worker()
        self._next = time.monotonic() + _PATIENCE

    def progress(self, done: int, total: int) -> None:
        if self._worker.is_cancelled:
            raise Left
        now = time.monotonic()
        if now >= self._next:
            self._next = now + _STEP
            self._page.call_later(self._page.status.show, bar(done, total))


def bar(done: int, total: int) -> str:
    """How far it is, as a line."""
    full = _CELLS * done // max(1, total)
    text = _("writing the calendar file {bar} {done} of {total}")
    return text.format(bar=f"[{'#' * full}{' ' * (_CELLS - full)}]", done=done, total=total)


def _written(page: Page[Any], path: Path) -> None:
    from tui.screens.copying import CopyPage
    from tui.screens.hand_over import fetching

    page.status.good(_("written: {path}").format(path=path))
    if page.app.screen is page:
        blocks = fetching(page.village, path)
        page.app.push_screen(CopyPage(_("The whole calendar"), blocks, _("written")))
