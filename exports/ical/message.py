"""A date as plain text for a group chat: WeChat shows text to everybody, a file to few."""

from __future__ import annotations

from datetime import date, timedelta

from yigong.exports.plain_text import one_line, paragraphs
from yigong.store import language
from yigong.store.dates.almanac import day_note
from yigong.store.language import N_, _
from yigong.store.records import Occurrence

_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday"),
)  # fmt: skip


def chat_message(one: Occurrence) -> str:
    """What people need to know of an occurrence: title, day by both calendars, time, place, notes.

    Returns:
        Lines of plain text, without markup and without a newline at the end.
    """
    event = one.event
    title = one_line(event.title)
    lines = [(_("[Cancelled] ") + title) if one.cancelled else title]
    if one.cancelled and one.reason:
        lines.append(_("Reason: {reason}").format(reason=one_line(one.reason)))
    if one.moved and not one.cancelled:
        lines.append(_("Moved from {day}.").format(day=_day(one.planned)))
    lines += _when(one)
    if one.place:
        lines.append(_("Place: {place}").format(place=one_line(one.place)))
    if event.lead:
        lines.append(_("In charge: {name}").format(name=one_line(event.lead)))
    notes = paragraphs(event.notes)
    return "\n".join([*lines, *([notes] if notes else [])])


def _when(one: Occurrence) -> list[str]:
    first = one.start.date()
    last = (one.end - timedelta(seconds=1)).date()
    times = f"{one.start:%H:%M}-{one.end:%H:%M}"
    if one.event.all_day:
        when = _day(first) if last <= first else f"{_day(first)} - {_day(last)}"
    elif one.minutes >= 24 * 60:
        when = f"{_day(first)} {one.start:%H:%M} - {_day(one.end.date())} {one.end:%H:%M}"
    else:
        when = f"{_day(first)} {times}"
    lines = [_("Time: {when}").format(when=when)]
    if one.event.zone:
        lines.append(_("(clock time in {zone})").format(zone=one.event.zone))
    known = day_note(first)
    if known.lunar:
        name = f" {known.text}" if known.kind in ("festival", "term") else ""
        lines.append(_("Lunar calendar: {day}").format(day=known.lunar + name))
    return lines


def _day(day: date) -> str:
    weekday = _(_WEEKDAYS[day.weekday()])
    if language.current_language() == "zh":
        return f"{day.year}年{day.month}月{day.day}日（{weekday}）"
    return f"{weekday} {day.isoformat()}"
