"""The side column of a page that has none of its own: today, what is next, the past year."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import cast
from weakref import WeakKeyDictionary

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.worker import get_current_worker

from yigong.store.attendance.register import Register
from yigong.store.dates import recurrence
from yigong.store.errors import DataError, YigongError
from yigong.store.event_records import Occurrence
from yigong.store.request_records import Request
from yigong.store.requests.due_dates import days_overdue
from yigong.store.squads.staffing import AHEAD
from yigong.store.village.village import Village
from yigong.tui.app_context import AppContext
from yigong.tui.view.today_view import attendance_by_day, filling
from yigong.tui.widgets.today_card import ComingList, Filling, TodayCard, TodayView
from yigong.tui.widgets.year_map import YearMap

_BOOKS = ("events", "settings", "squads", "requests")
_LOOK = 2.0
"""Seconds between two looks at the files it shows: a few stats."""

_YEAR = timedelta(days=365)
_MOST_COMING = 30
"""As many as the largest terminals have lines for."""

_LAST_VIEWS: WeakKeyDictionary[Village, TodayView] = WeakKeyDictionary()
"""What the panel of a village showed last: the next page begins with it."""


class TodayPanel(Vertical):
    """It reads in a thread, and shows what it read last until then."""

    DEFAULT_CSS = """
    TodayPanel { height: 1fr; margin-top: 1; }
    TodayPanel > ComingList { height: 6; margin-top: 1; }
    TodayPanel > YearMap { height: 1fr; margin-top: 1; }
    """

    _seen: object = None
    """The fingerprint of the files when they were read."""

    def compose(self) -> ComposeResult:
        """Today, what is next, the past year."""
        yield TodayCard()
        yield ComingList()
        yield YearMap()

    def on_mount(self) -> None:
        """Look at the files from now on, while its page is in front."""
        self.set_interval(_LOOK, self._look)

    def reload(self) -> None:
        """Show what was read last, and read again once the page is painted."""
        village = self._village
        now = village.now()
        last = _LAST_VIEWS.get(village)
        self._show(replace(last, now=now) if last else TodayView(now))
        self.call_after_refresh(self._read)

    @property
    def _village(self) -> Village:
        return cast("AppContext", self.app).village

    def _look(self) -> None:
        """Read again if the files were written."""
        if self.screen.is_current:
            with suppress(YigongError):  # the page reports it
                if self._fingerprint() != self._seen:
                    self.reload()

    def _fingerprint(self) -> object:
        """The day, and the fingerprints of the books and of the registers of today."""
        village = self._village
        shown = _LAST_VIEWS.get(village)
        keys = [each.occurrence.key for each in shown.today] if shown else []
        registers = [village.registers.peek_fingerprint(key) for key in keys]
        return village.now().date(), village.fingerprints(_BOOKS), registers

    def _read(self) -> None:
        """Read in a thread, from frozen records and registers that no page holds."""

        def run() -> None:
            worker = get_current_worker()
            with suppress(YigongError):
                view = read()
                if not worker.is_cancelled and self.is_running:
                    self.call_later(self._take, village, view)

        with suppress(YigongError):  # what the page shows comes from the same files: it reports it
            self._seen = self._fingerprint()
            village = self._village
            read = _Reading(village)
            self.run_worker(run, group="today", exclusive=True, thread=True)

    def _take(self, village: Village, view: TodayView) -> None:
        """Show what was read."""
        _LAST_VIEWS[village] = view
        self._show(view)

    def _show(self, view: TodayView) -> None:
        self.query_one(TodayCard).show(view)
        self.query_one(ComingList).show(view)
        self.query_one(YearMap).show(view.attendance, view.now.date())


class _Reading:
    """What a thread needs to read a view: it is made before the thread starts."""

    def __init__(self, village: Village) -> None:
        self._now = village.now()
        self._zone = village.zone
        self._settings = village.settings
        today = self._now.date()
        self._events = village.events.near(today, today + AHEAD, bookings=False)
        self._squads = {squad.number: squad.name for squad in village.squads.all().values()}
        self._registers, self._counts = village.registers, village.counts
        self._requests: Collection[Request] = ()
        if village.book("requests").fingerprint():  # else not even its code is loaded
            self._requests = village.requests.all().values()

    def __call__(self) -> TodayView:
        """Read. A register that cannot be read counts as empty: pages that show it say so."""
        today = self._now.date()
        occurrences = recurrence.occurrences(self._events, today, today + AHEAD, self._zone)
        todays = [each for each in occurrences if each.start.date() <= today]
        coming = [each for each in occurrences if each.start.date() > today and not each.cancelled]
        counted = self._counts.between(today - _YEAR, today, self._settings.hours, [])
        return TodayView(
            self._now,
            list(self._fillings(todays)),
            list(self._fillings(coming[:_MOST_COMING])),
            attendance_by_day(counted),
            sum(days_overdue(request, today) > 0 for request in self._requests),
        )

    def _fillings(self, occurrences: Iterable[Occurrence]) -> Iterable[Filling]:
        for occurrence in occurrences:
            try:
                register = self._registers.peek(occurrence.key)
            except DataError:
                register = Register(occurrence.key, {})
            yield filling(occurrence, register, self._squads, self._settings.kinds)
