"""Taking back the last change of people, beside the page: it may be a whole roster."""

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
from yigong.tui.text.words import act_name

_GROUP = "undo"
_WAITING = N_("It is being taken back; that takes a moment.")


def undo_people_change(page: Page[Any]) -> None:
    """Take back this organiser's last change of people; the page stays alive meanwhile.

    How it went is said on whatever page is open by then, and nobody can stop it midway.

    Args:
        page: Where it was asked for.

    Raises:
        Refused: It is being done already, or this user may only read.
    """
    page.needs_writing()
    app, context = page.app, page.context
    if any(worker.group == _GROUP and worker.is_running for worker in app.workers):
        raise Refused(_WAITING)

    def work() -> None:
        try:
            village = Village.open(context.folder, context.actor, clock=context.clock)
            undone = village.undo("people")
        except YigongError as error:
            app.call_later(_say, app, _bad(error))
        else:
            app.call_later(_say, app, _good(undone.act))

    worker = app.run_worker(work, group=_GROUP, thread=True)
    page.set_timer(progress.PROGRESS_DELAY, lambda: _still(page, worker))


def _still(page: Page[Any], worker: Worker[None]) -> None:
    if worker.is_running:
        page.status.show(_(_WAITING))


def _good(act: str) -> Callable[[Page[Any]], None]:
    return lambda page: page.status.good(_("undone: {act}").format(act=act_name(act)))


def _bad(error: YigongError) -> Callable[[Page[Any]], None]:
    return lambda page: page.status.bad(str(error))


def _say(app: App[Any], said: Callable[[Page[Any]], None]) -> None:
    """Say how it went, on the page that is open."""
    if isinstance(app.screen, Page):
        app.screen.refresh_page()
        said(app.screen)
