"""Run work in a thread, and show its result on the page that started it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from textual.worker import Worker, get_current_worker

from yigong.store.errors import YigongError
from yigong.tui.background.progress import WorkCancelled
from yigong.tui.screens.base.page import Page

ResultT = TypeVar("ResultT")


def run_task(
    page: Page[Any],
    work: Callable[[], ResultT],
    show: Callable[[ResultT], None],
    group: str,
) -> Worker[None]:
    """Run work in a thread, then show its result on the page, in the application's thread.

    A refusal is shown on the page's status line, and a list says no more that work goes on. Nothing
    is shown on a page that has closed. The page's earlier workers of the group are cancelled.
    """

    def run() -> None:
        worker = get_current_worker()

        def on_page(action: Callable[[], None]) -> None:
            if not worker.is_cancelled and page.is_running:
                with page.report_refusals():
                    action()

        try:
            result = work()
        except WorkCancelled:
            pass
        except YigongError as error:
            message = str(error)
            page.call_later(on_page, lambda: page.work_failed(message))
        else:
            page.call_later(on_page, lambda: show(result))

    return page.run_worker(run, group=group, exclusive=True, thread=True)
