"""Calendar files (RFC 5545) that phones take: one event to send round, or many in one file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import structs

from yigong.exports.ical import content_lines, vtimezone
from yigong.exports.ical.clock_changes import crosses_clock_change, starts_at_clock_change
from yigong.exports.ical.uids import date_uid, series_uid
from yigong.exports.ical.vevent import TimeNotation, revised_at, vevent_lines
from yigong.exports.plain_text import one_line
from yigong.store.dates import recurrence
from yigong.store.records import ByRRule, Change, Event, Occurrence, Settings

_PRODUCT = "-//yigong//yigong//EN"
_REFRESH = "PT12H"
"""How often a phone should look at a feed (RFC 7986 5.7). One letter wrong in a duration and MIUI
refuses the file."""

_FILE_NAME = 120
"""The most bytes of a file name: old phones and some mail programs cut at 128."""

ExportProgress = Callable[[int, int], None]
"""Told how many of how many are written."""


def write_event(event: Event, settings: Settings, *, today: date | None = None) -> bytes:
    """One event with all its dates, as a file to send to people.

    This is the default, because Android's importers take only the first event of a file.

    A date that was called off is written as an override with ``STATUS:CANCELLED`` and a marked
    title, not as an EXDATE. An EXDATE says nothing: importers that add to what they know leave
    the old date standing, and people cannot tell a date that was called off from one that was
    lost. The override reaches a date that is on the phone already (same UID and RECURRENCE-ID,
    higher SEQUENCE), and where STATUS is ignored the title still says it. Importers that read
    the first VEVENT of a file only see no override of any kind, so they show the plain rule.

    Dates by the moon and the sun are a VEVENT each, with a UID of its own (see `uids`):
    no rule of RFC 5545 says them, and of RDATE Outlook takes nothing and Apple one. What the event
    was before "this and following" was changed is a series of its own.

    Args:
        event: The event, as the store holds it.
        settings: The village's: its zone, the right-hand side of the UIDs, and how many years of
            lunar dates are written.
        today: From whose year these years are counted; `None`: the year of the event's revision.

    Returns:
        The file. The same event gives the same bytes, lunar dates at least within a year.
    """
    return _file((), [list(_series(event, settings, today))])


def write_calendar(
    events: Iterable[Event],
    settings: Settings,
    *,
    today: date | None = None,
    name: str = "",
    feed: bool = False,
    progress: ExportProgress | None = None,
) -> bytes:
    """Many events in one file, in the order of their numbers.

    Args:
        events: The events.
        settings: As in `write_event`.
        today: As in `write_event`.
        name: What the calendar is called; empty: the village's name.
        feed: Whether phones fetch it again and again; then it says how often.
        progress: Told after each event.
    """
    ordered = sorted(events, key=lambda event: event.number)
    parts = []
    for done, event in enumerate(ordered, 1):
        parts.append(list(_series(event, settings, today)))
        if progress:
            progress(done, len(ordered))
    return _file(_names(name or settings.name, feed=feed), parts)


def write_occurrences(ones: Iterable[Occurrence], settings: Settings, *, name: str = "") -> bytes:
    """Some dates of some events, each a VEVENT of its own: one person's, or one period's.

    A date of a repeating event has another UID here than in the event's file, so whoever takes
    both files has it twice; a series with one date of it would not do.

    Args:
        ones: The occurrences.
        settings: As in `write_event`.
        name: What the calendar is called; empty: the village's name.
    """
    ordered = sorted(ones, key=lambda one: (one.event.number, one.event.uid, one.planned))
    parts = [
        [_dates(list(group), settings)]
        for _event, group in groupby(ordered, key=lambda one: (one.event.number, one.event.uid))
    ]
    return _file(_names(name or settings.name, feed=False), parts)


def event_file_name(event: Event) -> str:
    """A name for an event's file that is safe on any system: ``E0042-村民义务日.ics``."""
    return safe_file_name(event.code, event.title)


def safe_file_name(code: str, title: str, suffix: str = ".ics") -> str:
    """A file name from a code and a text of people.

    Of ASCII only letters, digits, ``-`` and ``_`` are kept, so that no title makes a folder, a
    hidden file, a device or a second suffix; of the rest, all that is text.
    """
    kept = [c if _plain(c) else "-" for c in unicodedata.normalize("NFC", title)]
    stem = re.sub("-+", "-", f"{code}-{''.join(kept)}")
    cut = stem.encode()[: _FILE_NAME - len(suffix)].decode(errors="ignore")
    return cut.rstrip("-\u200d") + suffix


def _plain(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in "-_"
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp")


class _Part(NamedTuple):
    """What is written of one series: its clock, and its VEVENTs as bytes."""

    clock: TimeNotation
    data: bytes


def _file(names: Sequence[str], events: Sequence[Sequence[_Part]]) -> bytes:
    parts = [part for event in events for part in event]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", *names]
    for zone, start, last in _spans([part.clock for part in parts]):
        head += vtimezone.vtimezone_lines(zone, start, last)
    return b"".join(
        [
            content_lines.encode_lines(head),
            *(p.data for p in parts),
            content_lines.encode_lines(["END:VCALENDAR"]),
        ]
    )


def _names(name: str, *, feed: bool) -> list[str]:
    lines = [content_lines.text_line(field, one_line(name)) for field in ("NAME", "X-WR-CALNAME")]
    if feed:
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}", f"X-PUBLISHED-TTL:{_REFRESH}"]
    return lines


def _spans(clocks: list[TimeNotation]) -> Iterator[tuple[ZoneInfo, datetime, int]]:
    """The zones a file needs, each once, from its first use to its last."""
    zoned: dict[str, list[TimeNotation]] = {}
    for clock in clocks:
        if clock.zoned:
            zoned.setdefault(clock.zone.key, []).append(clock)
    for _key, users in sorted(zoned.items()):
        yield users[0].zone, min(c.start for c in users), max(c.last for c in users)


def _series(event: Event, settings: Settings, today: date | None) -> Iterator[_Part]:
    """An event's plans; the present one first, for importers that read no further."""
    for plan in reversed(recurrence.all_plans(event)):
        plan = structs.replace(plan, earlier=())  # noqa: PLW2901 - each is written by itself
        horizon = min(_this_year(plan, today) + settings.years_ahead, recurrence.LATEST.year)
        if plan.repeat is None or isinstance(plan.repeat, ByRRule):
            yield _rule_part(plan, settings, horizon)
        elif ones := _ahead(plan, settings, _this_year(plan, today), horizon):
            yield _dates(ones, settings)


def _this_year(event: Event, today: date | None) -> int:
    """From which on years are counted; not before the event begins."""
    return max((today or revised_at(event)).year, event.start.year)


def _ahead(event: Event, settings: Settings, year: int, horizon: int) -> list[Occurrence]:
    """The dates of a rule that is not written as one, those of this year and later first."""
    zone = recurrence.zone_of(event, ZoneInfo(settings.zone))
    starts = recurrence.planned_starts(event, event.start, datetime(horizon + 1, 1, 1))
    ones = [recurrence.occurrence_at(event, start, zone) for start in starts]
    return sorted(ones, key=lambda one: one.planned.year < year)


def _dates(ones: Sequence[Occurrence], settings: Settings) -> _Part:
    """Dates of one plan, each a VEVENT of its own; there is at least one."""
    event = ones[0].event
    zone = recurrence.zone_of(event, ZoneInfo(settings.zone))
    times = [one.start.replace(tzinfo=None) for one in ones]
    clock = TimeNotation(event, zone, min(times), max(times).year + 1, series=False)
    lines: list[str] = []
    for one in ones:
        change = event.changes.get(one.planned.isoformat()) or Change()
        lines += vevent_lines(clock, one, change, date_uid(event, one.planned, settings))
    return _Part(clock, content_lines.encode_lines(lines))


def _rule_part(event: Event, settings: Settings, horizon: int) -> _Part:
    """A single event or an RRULE, and after it what is different on single dates."""
    zone = recurrence.zone_of(event, ZoneInfo(settings.zone))
    moved = [change.start for change in event.changes.values() if change.start]
    last = (
        max(event.start.year, revised_at(event).year, *[m.year for m in moved])
        + vtimezone.OPEN_RULE_YEARS
    )
    start = min([event.start, *moved])
    clock = TimeNotation(event, zone, start, last, series=event.repeat is not None)
    return _Part(
        clock, content_lines.encode_lines(_rule_lines(clock, series_uid(event, settings), horizon))
    )


def _rule_lines(clock: TimeNotation, uid: str, horizon: int) -> Iterator[str]:
    event = clock.event
    if not isinstance(event.repeat, ByRRule):
        change = event.changes.get(event.start.date().isoformat()) or Change()
        one = recurrence.occurrence_at(event, event.start, clock.zone)
        yield from vevent_lines(clock, one, change, uid)
        return
    unchanged = structs.replace(event, changes={})
    first = recurrence.occurrence_at(unchanged, event.start, clock.zone)
    rule = f"RRULE:{_rule(event.repeat.rule, clock)}"
    yield from vevent_lines(clock, first, Change(), uid, rule)
    for start, change in sorted(_overridden(clock, horizon).items()):
        one = recurrence.occurrence_at(event, start, clock.zone)
        written = clock.in_utc() if crosses_clock_change(one) and not event.all_day else clock
        place = clock.line("RECURRENCE-ID", start.replace(tzinfo=clock.zone))
        yield from vevent_lines(written, one, change, uid, place)


def _overridden(clock: TimeNotation, horizon: int) -> dict[datetime, Change]:
    """The planned starts that are written out, with what is different on them.

    Changes of dates that the rule no longer gives are left out.
    """
    event = clock.event
    found = {start: Change() for start in starts_at_clock_change(event, clock.zone, horizon)}
    for planned, change in event.changes.items():
        day = _midnight(date.fromisoformat(planned))
        for start in recurrence.planned_starts(event, day, day + timedelta(days=1)):
            found[start] = change
    return found


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _rule(text: str, clock: TimeNotation) -> str:
    """The rule, FREQ first (macOS wants it so), UNTIL as RFC 5545 3.3.10 has it: a date for whole
    days, else UTC.

    In the store UNTIL is the last wall-clock moment, and a bare date counts to its end.
    """
    parts = one_line(text).upper().removeprefix("RRULE:").split(";")
    parts.sort(key=lambda part: not part.startswith("FREQ="))
    return ";".join(_until(p, clock) if p.startswith("UNTIL=") else p for p in parts)


def _until(part: str, clock: TimeNotation) -> str:
    day, _t, time = part.removeprefix("UNTIL=").rstrip("Z").partition("T")
    if clock.event.all_day:
        return f"UNTIL={day}"
    wall = datetime.strptime(day + (time or "235959"), "%Y%m%d%H%M%S")
    return f"UNTIL={content_lines.utc_text(wall.replace(tzinfo=clock.zone))}"
