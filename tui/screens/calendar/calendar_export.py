"""The export of the whole calendar as one file, in a thread beside the screen."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from yigong.store.errors import YigongError
from yigong.store.language import _
from yigong.tui.background import progress
from yigong.tui.background.progress import ProgressReporter, WorkCancelled

if TYPE_CHECKING:
    from yigong.tui.screens.base.page import Page


def write_whole_calendar(page: Page[Any]) -> None:
    """Write every event into one file of the outbox, in a thread.

    The books are read before the thread starts; it gets frozen records only. Afterwards the page
    says that the file is written and, if it is still on top, how to fetch it.

    Args:
        page: The page that says so.

    Raises:
        YigongError: The events cannot be read, or the outbox cannot be made.
    """
    village = page.village
    events, settings = list(village.events.all().values()), village.settings
    today, path = village.now().date(), village.outbox() / "calendar.ics"

    def run() -> None:
        from yigong.exports.export_file import write_export
        from yigong.exports.ical.calendar_file import write_calendar

        try:
            reporter = ProgressReporter(
                page, lambda _stage, done, total: export_progress_text(done, total)
            )
            content = write_calendar(events, settings, today=today, progress=reporter.report)
            write_export(path, content, village.root)
        except WorkCancelled:
            return
        except YigongError as error:
            page.call_later(page.status.bad, str(error))
        else:
            page.call_later(_report_written, page, path)

    # A second key press starts again: the calendar may have been changed in the meantime.
    page.run_worker(run, group="calendar file", exclusive=True, thread=True)


def export_progress_text(done: int, total: int) -> str:
    """The progress of the export, as a line with a bar."""
    text = _("writing the calendar file {bar} {done} of {total}")
    return text.format(bar=progress.progress_bar(done, total), done=done, total=total)


def _report_written(page: Page[Any], path: Path) -> None:
    from yigong.tui.screens.base.copy_page import CopyPage, fetch_texts

    page.status.good(_("written: {path}").format(path=path))
    if page.app.screen is page:
        texts = fetch_texts(page.village, path)
        page.app.push_screen(CopyPage(_("The whole calendar"), texts, _("written")))
