"""The query of summaries for a page: in a thread for many registers, and cached."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from textual.worker import Worker

from yigong.store.attendance.counts_cache import CountsCache, RegisterCounts
from yigong.store.errors import DataError
from yigong.store.language import _
from yigong.store.records import Volunteer
from yigong.store.settings_records import HoursPolicy
from yigong.store.statistics.summary import Summary, summarise
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import Page
from yigong.tui.view.summary_period import SummaryPeriod

_MAX_IMMEDIATE = 60
"""The most registers read without a thread: no delay that one notices."""

_NOTICE_DELAY = 0.4
"""Seconds until the page says that it waits."""

_GROUP = "adding"

_CACHE_SIZE = 12
"""Cached results: some periods back and forth, and the year before each."""


@dataclass
class SummaryResult:
    """The summary of a period, and the registers that could not be read."""

    summary: Summary
    policy: HoursPolicy
    unreadable: list[DataError] = field(default_factory=list)

    def is_current(self, counted: Sequence[RegisterCounts], inputs: _Inputs) -> bool:
        """Whether nothing was written since: the summary would be the same."""
        own = self.summary.counted
        return (
            self.summary.roster is inputs.people
            and self.policy == inputs.policy
            and len(own) == len(counted)
            and all(old is new for old, new in zip(own, counted, strict=True))
        )


DerivedT = TypeVar("DerivedT")


class SummaryQuery:
    """Makes summaries of periods, and caches them."""

    def __init__(self) -> None:
        """Begin with an empty cache."""
        self._cache: OrderedDict[SummaryPeriod, SummaryResult] = OrderedDict()

    def ask(
        self,
        page: Page[Any],
        periods: Sequence[SummaryPeriod],
        derive: Callable[[Sequence[Summary]], DerivedT],
        show: Callable[[Sequence[SummaryResult], DerivedT], None],
    ) -> None:
        """Summarise periods, at once for few registers, else in a thread; show nothing on a closed
        page.

        The page's earlier query is cancelled. `derive` may run in the thread, so it reads nothing.

        Raises:
            YigongError: The folder, the settings or the roster cannot be read.
        """
        village = page.village
        near = [village.registers.near(period.first, period.last) for period in periods]
        inputs = _Inputs(village.people.all(), village.settings.hours, village.counts)
        cached = [self._cache.get(period) for period in periods]

        def query() -> tuple[list[SummaryResult], DerivedT]:
            results = [inputs.summarise(*pair) for pair in zip(periods, cached, strict=True)]
            return results, derive([result.summary for result in results])

        def finish(found: tuple[list[SummaryResult], DerivedT]) -> None:
            self._store(dict(zip(periods, found[0], strict=True)))
            show(*found)

        page.workers.cancel_group(page, _GROUP)
        if sum(map(len, near)) <= _MAX_IMMEDIATE:
            finish(query())
        else:
            _notify_if_slow(page, run_task(page, query, finish, _GROUP))

    def _store(self, results: Mapping[SummaryPeriod, SummaryResult]) -> None:
        for period, result in results.items():
            self._cache[period] = result
            self._cache.move_to_end(period)
        while len(self._cache) > _CACHE_SIZE:
            self._cache.popitem(last=False)


@dataclass(frozen=True)
class _Inputs:
    """The inputs of a summary, read before a thread starts: frozen records, safe to share."""

    people: Mapping[int, Volunteer]
    policy: HoursPolicy
    counts: CountsCache

    def summarise(self, period: SummaryPeriod, cached: SummaryResult | None) -> SummaryResult:
        """Summarise a period, or return the cached result if it is current."""
        unreadable: list[DataError] = []
        counted = [
            register
            for register in self.counts.between(period.first, period.last, self.policy, unreadable)
            if period.programme in (None, register.head.programme)
        ]
        if cached is not None and cached.is_current(counted, self):
            cached.unreadable = unreadable
            return cached
        summary = summarise(
            counted, self.policy, first=period.first, last=period.last, people=self.people
        )
        return SummaryResult(summary, self.policy, unreadable)


def _notify_if_slow(page: Page[Any], worker: Worker[None]) -> None:
    """Show that the page waits, if the worker takes longer than one notices."""

    def notify() -> None:
        if not (worker.is_finished or worker.is_cancelled):
            page.status.show(_("adding up .."))

    page.set_timer(_NOTICE_DELAY, notify)
