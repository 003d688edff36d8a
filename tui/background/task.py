"""Work beside the screen: in a thread, and then on the page that asked for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from textual.worker import Worker, get_current_worker

from yigong.store.errors import YigongError
from yigong.tui.screens.base.page import Page

Found = TypeVar("Found")


def run_task(
    page: Page[Any],
    work: Callable[[], Found],
    then: Callable[[Found], None],
    group: str,
    *,
    overtakes: bool = True,
) -> Worker[None]:
    """Do something while the page stays alive, and show there what came of it.

    A refusal is said on the page's status line. Nothing is shown on a page that has closed.

    Args:
        page: Who asks.
        work: What is to be done; it runs in a thread.
        then: Gets what came of it; it runs where pages do.
        group: What kind of work of this page it is.
        overtakes: Whether what the page asked before, of this kind, is not wanted any more.
    """

    def run() -> None:
        worker = get_current_worker()

        def back(show: Callable[[], None]) -> None:
            if not worker.is_cancelled and page.is_running:
                with page.report_refusals():
                    show()

        try:
            found = work()
        except YigongError as error:
            said = str(error)
            page.call_later(back, lambda: page.status.bad(said))
        else:
            page.call_later(back, lambda: then(found))

    return page.run_worker(run, group=group, exclusive=overtakes, thread=True)
