"""Adding up beside the screen: in a thread where it is much, and kept while nothing changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from textual.worker import Worker

from yigong.store.attendance.counts import CountsCache, RegisterCounts
from yigong.store.errors import DataError
from yigong.store.language import _
from yigong.store.records import HoursPolicy, Volunteer
from yigong.store.statistics.summary import Summary, summarise
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.page import Page
from yigong.tui.view.summary_periods import SummaryPeriod

_AT_ONCE = 60
"""Registers that are read without leaving the keyboard alone for as long as one notices."""

_PATIENCE = 0.4
"""Seconds after which the page says what it waits for."""

_GROUP = "adding"
_KEPT = 12
"""Sums kept: turning back and forth some pages, and the year before each."""


@dataclass
class SummaryAnswer:
    """What a period adds up to, and what of it could not be read."""

    summary: Summary
    policy: HoursPolicy
    unreadable: list[DataError] = field(default_factory=list)

    def rests_on(self, counted: Sequence[RegisterCounts], work: _Work) -> bool:
        """Whether it would be the same again: nothing was written since."""
        mine = self.summary.counted
        return (
            self.summary.roster is work.people
            and self.policy == work.policy
            and len(mine) == len(counted)
            and all(old is new for old, new in zip(mine, counted, strict=True))
        )


Looked = TypeVar("Looked")


class SummaryQuery:
    """Adds periods up, and remembers what they came to."""

    def __init__(self) -> None:
        """Nothing is added up before somebody asks."""
        self._known: OrderedDict[SummaryPeriod, SummaryAnswer] = OrderedDict()

    def ask(
        self,
        page: Page[Any],
        periods: Sequence[SummaryPeriod],
        look: Callable[[Sequence[Summary]], Looked],
        then: Callable[[Sequence[SummaryAnswer], Looked], None],
    ) -> None:
        """Add periods up: at once where little is to be read, else when a thread is done with it.

        When the same page asks again, what it asked before is dropped.

        Args:
            page: Who asks; its status line says so where it takes long.
            periods: Which.
            look: Makes of the sums what is wanted of them; it runs in the thread, too, and so
                reads nothing.
            then: Called with the sums and what was made of them, unless the page is gone by then.

        Raises:
            YigongError: The folder, the settings or the roster cannot be read.
        """
        village = page.village
        near = [village.registers.near(period.first, period.last) for period in periods]
        work = _Work(village.people.all(), village.settings.hours, village.counts)
        known = [self._known.get(period) for period in periods]

        def add() -> tuple[list[SummaryAnswer], Looked]:
            sums = [work.add(*each) for each in zip(periods, known, strict=True)]
            return sums, look([added.summary for added in sums])

        def done(found: tuple[list[SummaryAnswer], Looked]) -> None:
            self._keep(dict(zip(periods, found[0], strict=True)))
            then(*found)

        page.workers.cancel_group(page, _GROUP)
        if sum(map(len, near)) <= _AT_ONCE:
            done(add())
        else:
            _patiently(page, run_task(page, add, done, _GROUP))

    def _keep(self, found: Mapping[SummaryPeriod, SummaryAnswer]) -> None:
        for period, added in found.items():
            self._known[period] = added
            self._known.move_to_end(period)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)


@dataclass(frozen=True)
class _Work:
    """What adding up needs, read by whoever owns the village; records are frozen, so a thread may
    have them."""

    people: Mapping[int, Volunteer]
    policy: HoursPolicy
    counts: CountsCache

    def add(self, period: SummaryPeriod, known: SummaryAnswer | None) -> SummaryAnswer:
        """Add a period up, unless it came to the same before."""
        unreadable: list[DataError] = []
        counted = [
            one
            for one in self.counts.between(period.first, period.last, self.policy, unreadable)
            if period.programme in (None, one.head.programme)
        ]
        if known is not None and known.rests_on(counted, self):
            known.unreadable = unreadable
            return known
        summary = summarise(
            counted, self.policy, first=period.first, last=period.last, people=self.people
        )
        return SummaryAnswer(summary, self.policy, unreadable)


def _patiently(page: Page[Any], worker: Worker[None]) -> None:
    """Say what is waited for, where it takes longer than one notices."""

    def still() -> None:
        if not (worker.is_finished or worker.is_cancelled):
            page.status.show(_("adding up .."))

    page.set_timer(_PATIENCE, still)
