"""Undo the last change of people in a thread: it may be a whole roster."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.worker import Worker

from yigong.store.errors import Refused, YigongError
from yigong.store.language import N_, _
from yigong.store.village.village import Village
from yigong.tui.background import progress
from yigong.tui.screens.base.page import Page
from yigong.tui.view.history_words import undone_words
from yigong.tui.widgets.header_footer import StatusLine

_GROUP = "undo"
_WAITING = N_("It is being taken back; that takes a moment.")


def undo_people_change(page: Page[Any]) -> None:
    """Undo this organiser's last change of people in a thread, which cannot be cancelled.

    The result is shown on the page that is open by then.

    Raises:
        Refused: It is running already, or this user may only read.
    """
    page.refuse_reader()
    app, context = page.app, page.context
    if any(worker.group == _GROUP and worker.is_running for worker in app.workers):
        raise Refused(_WAITING)

    def work() -> None:
        try:
            village = Village.open(context.folder, context.actor, clock=context.clock)
            undone = village.undo("people")
        except YigongError as error:
            app.call_later(_show_result, app, StatusLine.bad, str(error))
        else:
            done = _("undone: {act}").format(act=undone_words(village, undone))
            app.call_later(_show_result, app, StatusLine.good, done)

    worker = app.run_worker(work, group=_GROUP, thread=True)
    page.set_timer(progress.PROGRESS_DELAY, lambda: _notify_if_running(page, worker))


def _notify_if_running(page: Page[Any], worker: Worker[None]) -> None:
    if worker.is_running:
        page.status.show(_(_WAITING))


def _show_result(app: App[Any], show: Callable[[StatusLine, str], None], text: str) -> None:
    """Refresh the open page, and show the result there."""
    if isinstance(app.screen, Page):
        app.screen.refresh_page()
        show(app.screen.status, text)
