"""The period of a summary: its name, the periods beside it, and the one a year earlier."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import arrow

from yigong.store.bounds import FIRST_YEAR, LAST_YEAR
from yigong.store.dates.date_words import days_text, month_name, year_name
from yigong.store.language import _

PeriodUnit = Literal["month", "quarter", "year"]
MONTHS_IN_UNIT: dict[PeriodUnit, int] = {"month": 1, "quarter": 3, "year": 12}
"""The months of each unit."""


@dataclass(frozen=True)
class SummaryPeriod:
    """The days from a first to a last, inclusive; without days: all time."""

    first: date | None = None
    last: date | None = None
    programme: str | None = None
    """Only events of this programme; `None`: all events."""

    @property
    def months(self) -> int:
        """The number of whole months; 0: it is not of whole months."""
        if not (self.first and self.last) or self.first.day != 1 or not _ends_month(self.last):
            return 0
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def unit(self) -> PeriodUnit | None:
        """The calendar unit it is, if it is one month, quarter or year."""
        for unit, months in MONTHS_IN_UNIT.items():
            if self.months == months and self.first and (self.first.month - 1) % months == 0:
                return unit
        return None

    @property
    def year(self) -> int | None:
        """The calendar year it is, if it is one."""
        return self.first.year if self.first and self.unit == "year" else None

    def name(self) -> str:
        """Its name in the current language: ``2026年第4季度``, ``November 2026``."""
        if self.first is None or self.last is None:
            return _("All time")
        if self.unit == "month":
            return month_name(self.first)
        if self.unit == "quarter":
            number = arrow.get(self.first).quarter
            return _("{year} Q{number}").format(year=self.first.year, number=number)
        if self.unit == "year":
            return year_name(self.first.year)
        return days_text(self.first, self.last)

    def shifted(self, step: int) -> SummaryPeriod:
        """The period of the same length some steps on; unchanged at the end of the calendar."""
        if self.first is None or self.last is None:
            return self
        try:
            first, last = self._shift(self.first, self.last, step)
        except (ValueError, OverflowError):
            return self
        if not FIRST_YEAR < first.year <= last.year < LAST_YEAR:
            return self
        return replace(self, first=first, last=last)

    def _shift(self, first: date, last: date, step: int) -> tuple[date, date]:
        if self.months:
            begin = arrow.get(first).shift(months=step * self.months)
            return begin.date(), begin.span("month", count=self.months)[1].date()
        offset = ((last - first) + timedelta(days=1)) * step
        return first + offset, last + offset

    def year_earlier(self, today: date) -> SummaryPeriod | None:
        """The same period a year earlier; of a period that still runs, the part until today;
        `None` for all time, and at the beginning of the calendar."""
        if self.first is None or self.last is None or self.first.year <= FIRST_YEAR:
            return None
        last = min(self.last, today) if self.first <= today else self.last
        return replace(self, first=year_before(self.first), last=year_before(last, end=True))


def period_containing(unit: PeriodUnit, day: date, programme: str | None = None) -> SummaryPeriod:
    """The calendar month, quarter or year that contains a day."""
    first, last = arrow.get(day).span(unit)
    return SummaryPeriod(first.date(), last.date(), programme)


def year_before(day: date, *, end: bool = False) -> date:
    """The same day a year before; 28 February for the 29th. At a period's end the last of
    February stays the last of it."""
    earlier = arrow.get(day).shift(years=-1)
    return (earlier.ceil("month") if end and _ends_month(day) else earlier).date()


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]
