"""The period a summary is about: named, turned like a page, held against a year before."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

import arrow

from yigong.store import language
from yigong.store.bounds import FIRST_YEAR, LAST_YEAR
from yigong.store.language import _
from yigong.tui.text.words import month_name

PeriodUnit = Literal["month", "quarter", "year"]
MONTHS_IN_UNIT: dict[PeriodUnit, int] = {"month": 1, "quarter": 3, "year": 12}
"""How many months each has."""


@dataclass(frozen=True)
class SummaryPeriod:
    """From a day to a day, both in it; without days: all there ever was."""

    first: date | None = None
    last: date | None = None
    programme: str | None = None
    """Only what belongs to it; `None`: whatever it belongs to."""

    @property
    def months(self) -> int:
        """How many whole months it is; 0: it is not of whole months."""
        if not (self.first and self.last) or self.first.day != 1 or not _ends_month(self.last):
            return 0
        return (self.last.year - self.first.year) * 12 + self.last.month - self.first.month + 1

    @property
    def unit(self) -> PeriodUnit | None:
        """Whether it is one month, quarter or year of the calendar."""
        for unit, months in MONTHS_IN_UNIT.items():
            if self.months == months and self.first and (self.first.month - 1) % months == 0:
                return unit
        return None

    def name(self) -> str:
        """What it is called, in the language spoken now: ``2026年第4季度``, ``November 2026``."""
        if self.first is None or self.last is None:
            return _("All time")
        if self.unit == "month":
            return month_name(self.first)
        if self.unit == "quarter":
            number = arrow.get(self.first).quarter
            return _("{year} Q{number}").format(year=self.first.year, number=number)
        if self.unit == "year":
            return (
                f"{self.first.year}年"
                if language.current_language() == "zh"
                else str(self.first.year)
            )
        return f"{self.first} .. {self.last}"

    def shifted(self, step: int) -> SummaryPeriod:
        """The period before or after of the same length; as it is at the end of the calendar."""
        if self.first is None or self.last is None:
            return self
        try:
            first, last = self._moved(self.first, self.last, step)
        except (ValueError, OverflowError):
            return self
        if not FIRST_YEAR < first.year <= last.year < LAST_YEAR:
            return self
        return replace(self, first=first, last=last)

    def _moved(self, first: date, last: date, step: int) -> tuple[date, date]:
        if self.months:
            begin = arrow.get(first).shift(months=step * self.months)
            return begin.date(), begin.span("month", count=self.months)[1].date()
        by = ((last - first) + timedelta(days=1)) * step
        return first + by, last + by

    def year_earlier(self, today: date) -> SummaryPeriod | None:
        """The same a year before; of a period that still runs, as much as has passed of it.

        Args:
            today: The date in the village.

        Returns:
            The period; `None` where there is no year before: all time has none.
        """
        if self.first is None or self.last is None or self.first.year <= FIRST_YEAR:
            return None
        last = min(self.last, today) if self.first <= today else self.last
        return replace(self, first=year_before(self.first), last=year_before(last, end=True))


def period_containing(unit: PeriodUnit, day: date, programme: str | None = None) -> SummaryPeriod:
    """The month, quarter or year of the calendar that a day lies in."""
    first, last = arrow.get(day).span(unit)
    return SummaryPeriod(first.date(), last.date(), programme)


def year_before(day: date, *, end: bool = False) -> date:
    """The same day a year before; 28 February for the 29th.

    Args:
        day: The day.
        end: Whether it is the end of something: then the last of February stays the last of it.
    """
    earlier = arrow.get(day).shift(years=-1)
    return (earlier.ceil("month") if end and _ends_month(day) else earlier).date()


def _ends_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]
