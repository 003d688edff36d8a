"""Calendar files read by programs that are not ours: every occurrence, in one form for all.

An occurrence is (start, end, title, status): times in UTC, days as dates.
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
from yigong.store.records import Event, Occurrence, Settings

Seen = tuple[date, date, str, str]
AROUND = timedelta(days=60)
"""Further than any date of the tests is moved."""

_fresh = count()


def in_store(events: Iterable[Event], settings: Settings, first: date, last: date) -> set[Seen]:
    """What the store itself plans."""
    zone = ZoneInfo(settings.zone)
    ones = recurrence.occurrences(events, first - AROUND, last + AROUND, zone)
    return within((_seen(one) for one in ones), first, last)


def _seen(one: Occurrence) -> Seen:
    title = one_line(one.event.title)
    title = f"[Cancelled] {title}" if one.cancelled else title
    status = "CANCELLED" if one.cancelled else "CONFIRMED"
    if one.event.all_day:
        return one.start.date(), one.end.date(), title, status
    return one.start.astimezone(UTC), one.end.astimezone(UTC), title, status


def within(found: Iterable[Seen], first: date, last: date) -> set[Seen]:
    """Those that begin within two days, the same for every reader."""
    return {row for row in found if first <= _day(row[0]) <= last}


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value


def utc(value: date) -> date:
    """A time in UTC; a day as it is."""
    return value.astimezone(UTC) if isinstance(value, datetime) else value


def with_unknown_zones(data: bytes) -> bytes:
    """The same file, its zones under names that no reader knows or has read before."""
    return re.sub(rb"(TZID[:=])([\w/]+)", rb"\1Nowhere%d/\2" % next(_fresh), data)


# -- the readers -------------------------------------------------------------


def by_recurring(data: bytes, first: date, last: date) -> set[Seen]:
    """What recurring_ical_events (over icalendar) finds."""
    calendar = icalendar.Calendar.from_ical(data)
    found = recurring_ical_events.of(calendar).between(first - AROUND, last + AROUND)
    rows = ((utc(e.start), utc(e.end), str(e["SUMMARY"]), str(e["STATUS"])) for e in found)
    return within(rows, first, last)


def by_vobject(data: bytes, first: date, last: date) -> set[Seen]:
    """What vobject (over dateutil) finds, which takes times from the file's own VTIMEZONE."""
    series: dict[str, tuple[list, dict]] = {}
    for part in getattr(vobject.readOne(data.decode()), "vevent_list", ()):
        masters, overrides = series.setdefault(part.uid.value, ([], {}))
        if hasattr(part, "recurrence_id"):
            overrides[utc(part.recurrence_id.value)] = part
        else:
            masters.append(part)
    found: list[Seen] = []
    for masters, overrides in series.values():
        (master,) = masters
        found += _series_by_vobject(master, overrides, last + AROUND)
        lost = [day for day in overrides if _day(day) <= last]
        assert not lost, "an override that belongs to no date"
    return within(found, first, last)


def _series_by_vobject(master, overrides: dict, last: date) -> Iterable[Seen]:
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


def javascript_is_here() -> str:
    """Why ical.js cannot be asked; empty: it can."""
    if not shutil.which("node"):
        return "node is not installed"
    if not (JAVASCRIPT / "node_modules" / "ical.js").is_dir():
        return "ical.js is not installed (`make readers` installs it)"
    return ""


def by_javascript(files: Sequence[tuple[bytes, date, date]]) -> list[set[Seen]]:
    """What ical.js (Thunderbird, Nextcloud) finds in files, each with its first and last day."""
    asked = [
        {"text": data.decode(), "before": (last + AROUND).isoformat()}
        for data, _first, last in files
    ]
    done = subprocess.run(
        ["node", "read.mjs"],
        input=json.dumps(asked),
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


def _from_javascript(row: dict[str, str]) -> Seen:
    start, end = (
        date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
        for text in (row["start"], row["end"])
    )
    return start, end, row["title"], row["status"]
