"""Writing the whole calendar without holding up the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from yigong.store.errors import YigongError
from yigong.store.language import _
from yigong.tui.background import progress
from yigong.tui.background.progress import ProgressReporter, WorkCancelled

if TYPE_CHECKING:
    from yigong.tui.screens.base.page import Page


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
        from yigong.exports.export_file import write_export
        from yigong.exports.ical.calendar_file import write_calendar

        try:
            told = ProgressReporter(page, lambda _stage, done, total: export_bar(done, total))
            write_export(path, write_calendar(events, settings, today=today, progress=told.report))
        except WorkCancelled:
            return
        except YigongError as error:
            page.call_later(page.status.bad, str(error))
        else:
            page.call_later(_written, page, path)

    # Pressed again, it begins again: the calendar may have been changed in the meantime.
    page.run_worker(run, group="calendar file", exclusive=True, thread=True)


def export_bar(done: int, total: int) -> str:
    """How far it is, as a line."""
    text = _("writing the calendar file {bar} {done} of {total}")
    return text.format(bar=progress.progress_bar(done, total), done=done, total=total)


def _written(page: Page[Any], path: Path) -> None:
    from yigong.tui.screens.base.copy_page import CopyPage, fetch_blocks

    page.status.good(_("written: {path}").format(path=path))
    if page.app.screen is page:
        blocks = fetch_blocks(page.village, path)
        page.app.push_screen(CopyPage(_("The whole calendar"), blocks, _("written")))
