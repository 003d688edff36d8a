"""An occurrence as plain text for a group chat (WeChat), where few people can open a file."""

from __future__ import annotations

from datetime import date, timedelta

from yigong.exports.plain_text import one_line, paragraphs
from yigong.store import language
from yigong.store.dates.almanac import day_note
from yigong.store.dates.date_words import date_text
from yigong.store.language import N_, _
from yigong.store.records import Occurrence

_WEEKDAYS = (
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday"),
)  # fmt: skip


def chat_message(occurrence: Occurrence) -> str:
    """Write an occurrence as a message: title, day by both calendars, time, place, notes.

    Returns:
        Lines of plain text, without markup and without a newline at the end.
    """
    event = occurrence.event
    title = one_line(event.title)
    lines = [(_("[Cancelled] ") + title) if occurrence.cancelled else title]
    if occurrence.cancelled and occurrence.reason:
        lines.append(_("Reason: {reason}").format(reason=one_line(occurrence.reason)))
    if occurrence.moved and not occurrence.cancelled:
        lines.append(_("Moved from {day}.").format(day=_day(occurrence.planned)))
    lines += _time_lines(occurrence)
    if occurrence.place:
        lines.append(_("Place: {place}").format(place=one_line(occurrence.place)))
    if event.lead:
        lines.append(_("In charge: {name}").format(name=one_line(event.lead)))
    notes = paragraphs(event.notes)
    return "\n".join([*lines, *([notes] if notes else [])])


def _time_lines(occurrence: Occurrence) -> list[str]:
    start, end = occurrence.start, occurrence.end
    first, last = start.date(), (end - timedelta(seconds=1)).date()
    if occurrence.event.all_day:
        when = _day(first) if last <= first else _span(_day(first), _day(last))
    elif occurrence.minutes >= 24 * 60:
        when = _span(f"{_day(first)} {start:%H:%M}", f"{_day(end.date())} {end:%H:%M}")
    else:
        when = f"{_day(first)} {start:%H:%M}-{end:%H:%M}"
    lines = [_("Time: {when}").format(when=when)]
    if occurrence.event.zone:
        lines.append(_("(clock time in {zone})").format(zone=occurrence.event.zone))
    note = day_note(first)
    if note.lunar:
        name = f" {note.text}" if note.kind in ("festival", "term") else ""
        lines.append(_("Lunar calendar: {day}").format(day=note.lunar + name))
    return lines


def _span(first: str, last: str) -> str:
    return _("{first} to {last}").format(first=first, last=last)


def _day(day: date) -> str:
    weekday = _(_WEEKDAYS[day.weekday()])
    if language.current_language() == "zh":
        return f"{date_text(day)}（{weekday}）"
    return f"{weekday} {date_text(day)}"
