"""Write calendar files (RFC 5545) for phones: of one event, of many, or of single dates."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import structs

from yigong.exports.ical import content_lines, vtimezone
from yigong.exports.ical.clock_changes import crosses_clock_change, starts_crossing_clock_change
from yigong.exports.ical.post_dates import leg_occurrence, post_occurrence
from yigong.exports.ical.uids import date_uid, series_uid
from yigong.exports.ical.vevent import TimeNotation, revised_at, vevent_lines
from yigong.exports.plain_text import one_line
from yigong.store.dates import recurrence
from yigong.store.event_records import ByRRule, Change, Event, Occurrence, Post
from yigong.store.plan_context import NO_CONTEXT, PlanContext
from yigong.store.settings_records import Settings

_PRODUCT = "-//yigong//yigong//EN"
_REFRESH = "PT12H"
"""How often a phone should fetch a feed (RFC 7986 5.7). MIUI refuses a file for one letter wrong
in a duration."""

_MAX_FILE_NAME = 120
"""Bytes; old phones and some mail programs cut file names at 128."""

ExportProgress = Callable[[int, int], None]
"""Called with the number of written events and the number of all."""


def write_event(
    event: Event,
    settings: Settings,
    *,
    context: PlanContext = NO_CONTEXT,
    today: date | None = None,
) -> bytes:
    """Write one event with all its dates, as a file to send to people.

    One event a file is the default, because Android's importers read only the first.

    A date that was left out is an EXDATE: it never was. A cancelled one is an override with
    ``STATUS:CANCELLED`` and a marked title instead: an importer that merges would keep the date,
    and people could not tell a cancelled date from a missing one. The override updates a date that
    is on the phone (same UID and RECURRENCE-ID, higher SEQUENCE); where STATUS is ignored the title
    shows it. Importers that read only the first VEVENT see no override and show the plain rule.

    Lunar dates and solar terms are a VEVENT each, with its own UID (see `uids`): RFC 5545 has no
    rule for them, and Outlook ignores RDATE, Apple all but the first. The plans before a change of
    "this and following" are series of their own.

    Args:
        event: The event, as the store holds it.
        settings: The village's: its zone, the domain of the UIDs, and how many years of lunar
            dates are written.
        context: What the programmes, hosts and venues are.
        today: The year from which these are counted; `None`: the year of the event's revision.

    Returns:
        The file. The same event gives the same bytes, lunar dates within a year.
    """
    return _file((), [list(_event_series(event, settings, context, today))])


def write_calendar(
    events: Iterable[Event],
    settings: Settings,
    *,
    context: PlanContext = NO_CONTEXT,
    dates: Iterable[Occurrence] = (),
    today: date | None = None,
    name: str = "",
    feed: bool = False,
    progress: ExportProgress | None = None,
) -> bytes:
    """Write many events in one file, in the order of their numbers.

    Args:
        events: The events.
        settings: As in `write_event`.
        context: As in `write_event`.
        dates: Single dates of other events, which come after them.
        today: As in `write_event`.
        name: The calendar's name; empty: the village's.
        feed: Whether phones subscribe to it; then it states how often to fetch it.
        progress: Called after each event.
    """
    ordered = sorted(events, key=lambda event: event.number)
    series = []
    for done, event in enumerate(ordered, 1):
        series.append(list(_event_series(event, settings, context, today)))
        if progress:
            progress(done, len(ordered))
    series.append(list(_dates_by_event(dates, settings, context)))
    return _file(_name_lines(name or settings.name, feed=feed), series)


def write_occurrences(
    occurrences: Iterable[Occurrence],
    settings: Settings,
    *,
    context: PlanContext = NO_CONTEXT,
    posts: Mapping[str, Sequence[Post]] = {},
    rides: Mapping[str, Sequence[int]] = {},
    name: str = "",
) -> bytes:
    """Write single dates of events, each as a VEVENT of its own: a person's, or a period's.

    A date of a series has another UID here than in the event's file, so whoever imports both
    files has it twice; the UID of the series would replace the series.

    Args:
        occurrences: The occurrences.
        settings: As in `write_event`.
        context: As in `write_event`.
        posts: The posts that a person has at an occurrence, by its key: each is a VEVENT then.
        rides: The legs of a trip that a person rides, in the same way.
        name: The calendar's name; empty: the village's.
    """
    dates: list[Occurrence] = []
    for each in occurrences:
        own = [post_occurrence(each, post) for post in posts.get(each.key, ())]
        own += [leg_occurrence(each, leg) for leg in rides.get(each.key, ())]
        dates += own or [each]
    series = [list(_dates_by_event(dates, settings, context))]
    return _file(_name_lines(name or settings.name, feed=False), series)


def event_file_name(event: Event) -> str:
    """Return the name of an event's file, safe on any system: ``E0042-村民义务日.ics``."""
    return safe_file_name(event.code, event.title)


def safe_file_name(code: str, title: str, suffix: str = ".ics") -> str:
    """Make a file name of a code and a title.

    Of ASCII only letters, digits, ``-`` and ``_`` are kept, so that no title makes a folder, a
    hidden file, a device or a second suffix; of other characters, all that are visible.
    """
    characters = [c if _is_safe(c) else "-" for c in unicodedata.normalize("NFC", title)]
    stem = re.sub("-+", "-", f"{code}-{''.join(characters)}")
    cut = stem.encode()[: _MAX_FILE_NAME - len(suffix)].decode(errors="ignore")
    return cut.rstrip("-\u200d") + suffix


def _is_safe(character: str) -> bool:
    if character.isascii():
        return character.isalnum() or character in "-_"
    return unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Cn", "Zs", "Zl", "Zp")


class _Series(NamedTuple):
    """The VEVENTs of one plan, encoded, and the notation of their times."""

    notation: TimeNotation
    data: bytes


def _file(name_lines: Sequence[str], events: Sequence[Sequence[_Series]]) -> bytes:
    all_series = [series for event in events for series in event]
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{_PRODUCT}", *name_lines]
    for zone, start, last in _used_zones([series.notation for series in all_series]):
        head += vtimezone.vtimezone_lines(zone, start, last)
    return b"".join(
        [
            content_lines.encode_lines(head),
            *(series.data for series in all_series),
            content_lines.encode_lines(["END:VCALENDAR"]),
        ]
    )


def _name_lines(name: str, *, feed: bool) -> list[str]:
    lines = [content_lines.text_line(prop, one_line(name)) for prop in ("NAME", "X-WR-CALNAME")]
    if feed:
        lines += [f"REFRESH-INTERVAL;VALUE=DURATION:{_REFRESH}", f"X-PUBLISHED-TTL:{_REFRESH}"]
    return lines


def _used_zones(notations: list[TimeNotation]) -> Iterator[tuple[ZoneInfo, datetime, int]]:
    """Yield each zone that needs a VTIMEZONE, with its earliest time and its last year."""
    by_zone: dict[str, list[TimeNotation]] = {}
    for notation in notations:
        if notation.zoned:
            by_zone.setdefault(notation.zone.key, []).append(notation)
    for _key, users in sorted(by_zone.items()):
        yield users[0].zone, min(n.start for n in users), max(n.last for n in users)


def _dates_by_event(
    occurrences: Iterable[Occurrence], settings: Settings, context: PlanContext
) -> Iterator[_Series]:
    """Yield single dates, by event and plan; a post of a whole day has hours."""
    ordered = sorted(occurrences, key=lambda o: (*_plan_key(o), o.planned))
    for _plan, group in groupby(ordered, key=_plan_key):
        yield _dates_series(list(group), settings, context)


def _plan_key(occurrence: Occurrence) -> tuple[int, str, bool]:
    event = occurrence.event
    return event.number, event.uid, event.all_day


def _event_series(
    event: Event, settings: Settings, context: PlanContext, today: date | None
) -> Iterator[_Series]:
    """Yield an event's plans; the present one first, for importers that read no further."""
    for plan in reversed(recurrence.all_plans(event)):
        plan = structs.replace(plan, earlier=())  # noqa: PLW2901 - each is written by itself
        year = _first_year(plan, today)
        horizon = min(year + settings.years_ahead, recurrence.LATEST.year)
        if plan.repeat is None or isinstance(plan.repeat, ByRRule):
            yield _rule_series(plan, settings, context, horizon)
        elif dates := _listed_dates(plan, settings, year, horizon):
            yield _dates_series(dates, settings, context)


def _first_year(event: Event, today: date | None) -> int:
    """Return the year from which dates are listed; not before the event begins."""
    return max((today or revised_at(event)).year, event.start.year)


def _listed_dates(event: Event, settings: Settings, year: int, horizon: int) -> list[Occurrence]:
    """List the dates of a lunar or solar-term rule, those from a year on before the earlier."""
    zone = recurrence.zone_of(event, ZoneInfo(settings.zone))
    starts = recurrence.planned_starts(event, event.start, datetime(horizon + 1, 1, 1))
    occurrences = [recurrence.occurrence_at(event, start, zone) for start in starts]
    return sorted(occurrences, key=lambda occurrence: occurrence.planned.year < year)


def _dates_series(
    occurrences: Sequence[Occurrence], settings: Settings, context: PlanContext
) -> _Series:
    """Write at least one date of a plan, each as a VEVENT of its own."""
    event = occurrences[0].event
    zone = recurrence.zone_of(event, ZoneInfo(settings.zone))
    times = [occurrence.start.replace(tzinfo=None) for occurrence in occurrences]
    notation = TimeNotation(event, zone, min(times), max(times).year + 1, series=False)
    lines: list[str] = []
    for occurrence in occurrences:
        change = event.changes.get(occurrence.planned.isoformat()) or Change()
        uid = date_uid(event, occurrence.planned, settings)
        lines += vevent_lines(notation, occurrence, change, uid, context)
    return _Series(notation, content_lines.encode_lines(lines))


def _rule_series(event: Event, settings: Settings, context: PlanContext, horizon: int) -> _Series:
    """Write a single event, or a series by RRULE with its overrides."""
    zone = recurrence.zone_of(event, ZoneInfo(settings.zone))
    moved = [change.start for change in event.changes.values() if change.start]
    last = max(event.start.year, revised_at(event).year, *[m.year for m in moved])
    last += vtimezone.OPEN_RULE_YEARS
    start = min([event.start, *moved])
    notation = TimeNotation(event, zone, start, last, series=event.repeat is not None)
    lines = _rule_lines(notation, series_uid(event, settings), context, horizon)
    return _Series(notation, content_lines.encode_lines(lines))


def _rule_lines(
    notation: TimeNotation, uid: str, context: PlanContext, horizon: int
) -> Iterator[str]:
    event, zone = notation.event, notation.zone
    if not isinstance(event.repeat, ByRRule):
        change = event.changes.get(event.start.date().isoformat()) or Change()
        occurrence = recurrence.occurrence_at(event, event.start, zone)
        yield from vevent_lines(notation, occurrence, change, uid, context)
        return
    unchanged = structs.replace(event, changes={})
    first = recurrence.occurrence_at(unchanged, event.start, zone)
    rule = f"RRULE:{_rule_value(event.repeat.rule, notation)}"
    rule_lines = [rule, *_exdate_lines(notation)]
    yield from vevent_lines(notation, first, Change(), uid, context, rule_lines)
    for start, change in sorted(_overrides(notation, horizon).items()):
        occurrence = recurrence.occurrence_at(event, start, zone)
        in_utc = crosses_clock_change(occurrence) and not event.all_day
        recurrence_id = notation.line("RECURRENCE-ID", start.replace(tzinfo=zone))
        yield from vevent_lines(
            notation.in_utc() if in_utc else notation,
            occurrence, change, uid, context, [recurrence_id],
        )  # fmt: skip


def _exdate_lines(notation: TimeNotation) -> Iterator[str]:
    """Yield an EXDATE for each date that was left out, in the type and zone of DTSTART."""
    event = notation.event
    for left_out in sorted(recurrence.left_out_dates(event)):
        day = _midnight(left_out)
        for start in recurrence.plan_starts(event, day, day + timedelta(days=1)):
            yield notation.line("EXDATE", start.replace(tzinfo=notation.zone))


def _overrides(notation: TimeNotation, horizon: int) -> dict[datetime, Change]:
    """Return the planned starts that are written as overrides, with their changes.

    Changes of dates that the rule no longer gives are left out.
    """
    event = notation.event
    overrides = {
        start: Change() for start in starts_crossing_clock_change(event, notation.zone, horizon)
    }
    for planned, change in event.changes.items():
        day = _midnight(date.fromisoformat(planned))
        for start in recurrence.planned_starts(event, day, day + timedelta(days=1)):
            overrides[start] = change
    return overrides


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)


def _rule_value(text: str, notation: TimeNotation) -> str:
    """Return the value of RRULE (RFC 5545 3.3.10): FREQ first, as macOS needs it, UNTIL as a date
    for whole days, else in UTC.

    In the store UNTIL is the last wall-clock moment; a date means the end of the day.
    """
    parts = one_line(text).upper().removeprefix("RRULE:").split(";")
    parts.sort(key=lambda part: not part.startswith("FREQ="))
    return ";".join(_until_part(p, notation) if p.startswith("UNTIL=") else p for p in parts)


def _until_part(part: str, notation: TimeNotation) -> str:
    day, _t, time = part.removeprefix("UNTIL=").rstrip("Z").partition("T")
    if notation.event.all_day:
        return f"UNTIL={day}"
    wall = datetime.strptime(day + (time or "235959"), "%Y%m%d%H%M%S")
    return f"UNTIL={content_lines.utc_text(wall.replace(tzinfo=notation.zone))}"
