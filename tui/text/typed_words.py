"""What a typed date, time or period was read as, said back beside it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from yigong.store.dates.almanac import day_note
from yigong.store.dates.day_parser import FAR_AHEAD
from yigong.store.event_records import Occurrence
from yigong.store.language import _, current_language, ngettext
from yigong.tui.text.words import day_name


def day_meaning(day: date, today: date) -> str:
    """A typed date: ``2026年11月27日 周五  3 天前  十月十九``; how long past or far ahead it is."""
    lunar = day_note(day).lunar if current_language() == "zh" else ""
    distance = past_words(day, today) or _ahead_words(day, today)
    return "  ".join(filter(None, (day_name(day, year=True), distance, lunar)))


def past_words(day: date, today: date) -> str:
    """How long a day is past: ``yesterday``, ``3 days ago``, ``2 years ago``; else empty."""
    days = (today - day).days
    if days <= 0:
        return ""
    if days == 1:
        return _("yesterday")
    if days < 60:
        return ngettext("{n} day ago", "{n} days ago", days).format(n=days)
    months = (today.year - day.year) * 12 + today.month - day.month - (today.day < day.day)
    if months < 24:
        return ngettext("{n} month ago", "{n} months ago", months).format(n=months)
    return ngettext("{n} year ago", "{n} years ago", months // 12).format(n=months // 12)


def _ahead_words(day: date, today: date) -> str:
    """How far ahead a day is that is `FAR_AHEAD`: who left out the year may mean another."""
    if day - today < FAR_AHEAD:
        return ""
    months = (day.year - today.year) * 12 + day.month - today.month - (day.day < today.day)
    return ngettext("in {n} month", "in {n} months", months).format(n=months)


def hours_meaning(begin: time, minutes: int, *, all_day: bool = False) -> str:
    """Typed hours: ``14:00-16:00``; whether the end is on the next day."""
    if all_day:
        return _("all day")
    start = datetime.combine(date(2000, 1, 1), begin)
    end = start + timedelta(minutes=minutes)
    hours = f"{start:%H:%M}-{end:%H:%M}"
    over_midnight = end - timedelta(minutes=1)
    if over_midnight.date() == start.date():
        return hours
    return _("{hours} the next day").format(hours=hours)


def move_meaning(start: datetime, minutes: int | None, occurrence: Occurrence, today: date) -> str:
    """Where an occurrence is moved to: its date, then its hours."""
    all_day = occurrence.event.all_day and minutes is None and start.time() == time()
    hours = hours_meaning(start.time(), minutes or occurrence.minutes, all_day=all_day)
    return f"{hours}  {day_meaning(start.date(), today)}"
