"""Who came to what, for a page: at once where there is little to read, else beside the screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

from yigong.store.attendance.counts import RegisterCounts
from yigong.store.errors import DataError
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import Page
from yigong.tui.text.words import unreadable_text

Answer = TypeVar("Answer")

_AT_ONCE = 200
"""Registers that are read before the page is painted: a year of a busy village, a tenth of a
second."""

_GROUP = "who came"


def query_attendance(
    page: Page[Any],
    first: date | None,
    last: date | None,
    ask: Callable[[Sequence[RegisterCounts]], Answer],
    show: Callable[[Answer], None],
) -> None:
    """Ask something of what took place in a period. What cannot be read is left out, and said.

    Args:
        page: The page; where it asks again, only its last question is answered.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`: to the end.
        ask: Gets the registers, and gives the answer; it may run in a thread.
        show: Gets the answer; where the registers are few, before this returns.

    Raises:
        YigongError: The registers cannot be listed.
    """
    village = page.village
    counts, policy = village.counts, village.settings.hours
    unreadable: list[DataError] = []

    def look() -> Answer:
        return ask(counts.between(first, last, policy, unreadable))

    def done(answer: Answer) -> None:
        show(answer)
        if unreadable:
            page.status.bad(unreadable_text(unreadable))

    page.workers.cancel_group(page, _GROUP)
    if len(village.registers.near(first, last)) <= _AT_ONCE:
        done(look())
    else:
        run_task(page, look, done, _GROUP)
