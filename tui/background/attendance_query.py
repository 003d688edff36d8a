"""The query of attendance for a page: at once for few registers, else in a thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from yigong.store.attendance.counts_cache import RegisterCounts
from yigong.store.errors import DataError
from yigong.tui.background.task import ResultT, run_task
from yigong.tui.screens.base.page import Page
from yigong.tui.text.words import unreadable_text

_MAX_IMMEDIATE = 200
"""The most registers read without a thread: a year of a busy village, a tenth of a second."""

_GROUP = "who came"


def query_attendance(
    page: Page[Any],
    first: date | None,
    last: date | None,
    derive: Callable[[Sequence[RegisterCounts]], ResultT],
    show: Callable[[ResultT], None],
) -> None:
    """Derive a result from the registers of a period; report those that cannot be read.

    The page's earlier query is cancelled. For few registers the result is shown before this
    returns, else it is derived in a thread.

    Raises:
        YigongError: The registers cannot be listed.
    """
    village = page.village
    counts, policy = village.counts, village.settings.hours
    unreadable: list[DataError] = []

    def query() -> ResultT:
        return derive(counts.between(first, last, policy, unreadable))

    def finish(result: ResultT) -> None:
        show(result)
        if unreadable:
            page.status.bad(unreadable_text(unreadable))

    page.workers.cancel_group(page, _GROUP)
    if len(village.registers.near(first, last)) <= _MAX_IMMEDIATE:
        finish(query())
    else:
        run_task(page, query, finish, _GROUP)
