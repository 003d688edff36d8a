"""Other programs' readers of calendar files, each of which gives the occurrences in one form.

A row is (start, end, title, status): times in UTC, whole days as dates.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
import vobject

from support.places import READERS as JAVASCRIPT
from yigong.exports.plain_text import one_line
from yigong.store.dates import recurrence
from yigong.store.event_records import Event, Occurrence
from yigong.store.settings_records import Settings

CalendarRow = tuple[date, date, str, str]
MARGIN = timedelta(days=60)
"""Longer than any move of an occurrence in the tests."""

_zone_numbers = count()


def in_store(
    events: Iterable[Event], settings: Settings, first: date, last: date
) -> set[CalendarRow]:
    """The rows of the store's own occurrences."""
    zone = ZoneInfo(settings.zone)
    occurrences = recurrence.occurrences(events, first - MARGIN, last + MARGIN, zone)
    return within(map(_row, occurrences), first, last)


def _row(occurrence: Occurrence) -> CalendarRow:
    title = one_line(occurrence.event.title)
    title = f"[Cancelled] {title}" if occurrence.cancelled else title
    status = "CANCELLED" if occurrence.cancelled else "CONFIRMED"
    start, end = occurrence.start, occurrence.end
    if occurrence.event.all_day:
        return start.date(), end.date(), title, status
    return start.astimezone(UTC), end.astimezone(UTC), title, status


def within(rows: Iterable[CalendarRow], first: date, last: date) -> set[CalendarRow]:
    """The rows that begin from a first to a last day."""
    return {row for row in rows if first <= _day(row[0]) <= last}


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def utc(value: date) -> date:
    """A time in UTC; a day unchanged."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def with_unknown_zones(data: bytes) -> bytes:
    """The same file with zone names that no reader knows or has cached."""
    return re.sub(rb"(TZID[:=])([\w/]+)", rb"\1Nowhere%d/\2" % next(_zone_numbers), data)


# -- the readers -------------------------------------------------------------


def by_recurring(data: bytes, first: date, last: date) -> set[CalendarRow]:
    """The rows read by recurring_ical_events (with icalendar)."""
    calendar = icalendar.Calendar.from_ical(data)
    found = recurring_ical_events.of(calendar).between(first - MARGIN, last + MARGIN)
    rows = ((utc(e.start), utc(e.end), str(e["SUMMARY"]), str(e["STATUS"])) for e in found)
    return within(rows, first, last)


def by_vobject(data: bytes, first: date, last: date) -> set[CalendarRow]:
    """The rows read by vobject (with dateutil), which uses the VTIMEZONE of the file."""
    series: dict[str, tuple[list, dict]] = {}
    for part in getattr(vobject.readOne(data.decode()), "vevent_list", ()):
        masters, overrides = series.setdefault(part.uid.value, ([], {}))
        if hasattr(part, "recurrence_id"):
            overrides[utc(part.recurrence_id.value)] = part
        else:
            masters.append(part)
    rows: list[CalendarRow] = []
    for masters, overrides in series.values():
        (master,) = masters
        rows += _series_by_vobject(master, overrides, last + MARGIN)
        unused = [day for day in overrides if _day(day) <= last]
        assert not unused, "an override that belongs to no date"
    return within(rows, first, last)


def _series_by_vobject(master, overrides: dict, last: date) -> Iterable[CalendarRow]:
    length = utc(master.dtend.value) - utc(master.dtstart.value)
    for start in _starts_by_vobject(master):
        part = overrides.pop(utc(start), None)
        if part is None and _day(start) > last:
            return
        begins = utc(part.dtstart.value if part else start)
        ends = utc(part.dtend.value) if part else begins + length
        part = part or master
        yield begins, ends, part.summary.value, part.status.value


def _starts_by_vobject(master) -> Iterable[date]:
    first = master.dtstart.value
    if not hasattr(master, "rrule"):
        yield first
        return
    for start in master.getrruleset():
        yield start.replace(tzinfo=first.tzinfo) if isinstance(first, datetime) else start.date()


def javascript_unavailable() -> str:
    """Why ical.js cannot run; empty: it can."""
    if not shutil.which("node"):
        return "node is not installed"
    if not (JAVASCRIPT / "node_modules" / "ical.js").is_dir():
        return "ical.js is not installed (`make readers` installs it)"
    return ""


def by_javascript(files: Sequence[tuple[bytes, date, date]]) -> list[set[CalendarRow]]:
    """The rows that ical.js (Thunderbird, Nextcloud) reads from files between two days each."""
    requests = [
        {"text": data.decode(), "before": (last + MARGIN).isoformat()}
        for data, _first, last in files
    ]
    done = subprocess.run(
        ["node", "read.mjs"],
        input=json.dumps(requests),
        capture_output=True,
        cwd=JAVASCRIPT,
        check=True,
        encoding="utf-8",
        timeout=120,
    )
    answers = []
    for (_data, first, last), rows in zip(files, json.loads(done.stdout), strict=True):
        assert "error" not in rows, rows
        answers.append(within(map(_from_javascript, rows), first, last))
    return answers


def _from_javascript(row: dict[str, str]) -> CalendarRow:
    start, end = (
        date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
        for text in (row["start"], row["end"])
    )
    return start, end, row["title"], row["status"]
