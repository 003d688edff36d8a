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
            app.call_later(_show_result, app, _failed(error))
        else:
            app.call_later(_show_result, app, _undone(undone_words(village, undone)))

    worker = app.run_worker(work, group=_GROUP, thread=True)
    page.set_timer(progress.PROGRESS_DELAY, lambda: _notify_if_running(page, worker))


def _notify_if_running(page: Page[Any], worker: Worker[None]) -> None:
    if worker.is_running:
        page.status.show(_(_WAITING))


def _undone(act: str) -> Callable[[Page[Any]], None]:
    return lambda page: page.status.good(_("undone: {act}").format(act=act))


def _failed(error: YigongError) -> Callable[[Page[Any]], None]:
    return lambda page: page.status.bad(str(error))


def _show_result(app: App[Any], show: Callable[[Page[Any]], None]) -> None:
    """Refresh the open page, and show the result there."""
    if isinstance(app.screen, Page):
        app.screen.refresh_page()
        show(app.screen)
