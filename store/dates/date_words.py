"""Days, months and spans of days in words, as they stand on a page and on paper."""

from __future__ import annotations

from datetime import date

from yigong.store.language import N_, _, current_language

MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip

WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday"),
)  # fmt: skip


def month_name(day: date) -> str:
    """``2026年11月``, ``November 2026``."""
    if current_language() == "zh":
        return f"{day.year}年{day.month}月"
    return f"{_(MONTHS[day.month - 1])} {day.year}"


def year_name(year: int) -> str:
    """``2026年``, ``2026``."""
    return f"{year}年" if current_language() == "zh" else str(year)


def short_month(day: date) -> str:
    """A month without its year: ``11月``, ``Nov``."""
    return f"{day.month}月" if current_language() == "zh" else _(MONTHS[day.month - 1])[:3]


def date_text(day: date) -> str:
    """A date with its year: ``2026年11月5日``, ``2026-11-05``."""
    if current_language() == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day:%Y-%m-%d}"


def short_date(day: date) -> str:
    """A date without its year: ``11月5日``, ``5 Nov``."""
    if current_language() == "zh":
        return f"{day.month}月{day.day}日"
    return f"{day.day} {short_month(day)}"


def days_text(first: date | None, last: date | None) -> str:
    """A span of days: ``2026年11月1日至12月5日``, ``2026-11-01 to 2026-12-05``.

    Args:
        first: The first day; `None`: no bound on that side.
        last: The last day, likewise.
    """
    if first is None and last is None:
        return _("All time")
    if first is None or last is None:
        bound = _("until {date}") if first is None else _("from {date}")
        return bound.format(date=date_text(last or first or date.min))
    if first == last:
        return date_text(first)
    if current_language() == "zh":
        return f"{date_text(first)}至{(short_date if first.year == last.year else date_text)(last)}"
    return f"{date_text(first)} to {date_text(last)}"


def near_days_text(first: date, last: date, today: date) -> str:
    """A span of days without its year where that is the present one: ``9月1日至11月30日``, ``1 Sep
    to 30 Nov``.

    Args:
        first: The first day.
        last: The last day.
        today: A day of the present year.
    """
    if first == last or not first.year == last.year == today.year:
        return days_text(first, last)
    to = "至" if current_language() == "zh" else " to "
    return f"{short_date(first)}{to}{short_date(last)}"
