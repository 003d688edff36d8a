"""The export of the whole calendar as one file, in a thread beside the screen."""

from __future__ import annotations

from typing import Any

from yigong.store.language import _
from yigong.tui.background import progress
from yigong.tui.background.progress import ProgressReporter
from yigong.tui.screens.base.page import Page
from yigong.tui.screens.files.write_file import write_file


def write_whole_calendar(page: Page[Any]) -> None:
    """Write every event but bookings into one file of the outbox, in a thread.

    The books are read before the thread starts; it gets frozen records only.

    Args:
        page: The page that says how far it is.

    Raises:
        YigongError: The events cannot be read.
    """
    village = page.village
    events, settings = list(village.events.all().values()), village.settings
    context, today = village.context.snapshot(), village.now().date()

    def make() -> tuple[str, bytes]:
        from yigong.exports.ical.calendar_file import write_calendar
        from yigong.exports.ical.selection import without_bookings

        reporter = ProgressReporter(
            page, lambda _stage, done, total: export_progress_text(done, total)
        )
        content = write_calendar(
            without_bookings(events),
            settings,
            context=context,
            today=today,
            progress=reporter.report,
        )
        return "calendar.ics", content

    write_file(page, make)


def export_progress_text(done: int, total: int) -> str:
    """The progress of the export, as a line with a bar."""
    text = _("writing the calendar file {bar} {done} of {total}")
    return text.format(bar=progress.progress_bar(done, total), done=done, total=total)
