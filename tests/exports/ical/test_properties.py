"""With any text, zone, rule or change, other programs read from a file what the store plans."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import HealthCheck, assume, example, given, settings, strategies
from msgspec.structs import replace

from support.calendar_cases import VILLAGE, planned
from support.calendar_readers import (
    by_javascript,
    by_recurring,
    by_vobject,
    in_store,
    javascript_unavailable,
    with_unknown_zones,
)
from yigong.exports.ical.calendar_file import write_calendar, write_event
from yigong.exports.plain_text import one_line, paragraphs
from yigong.store.dates import recurrence
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Change, Event

TERMS = ("立春", "清明", "夏至", "秋分", "冬至")
ZONES = (
    "Asia/Shanghai", "Asia/Tokyo", "Asia/Kolkata", "Europe/Rome", "Europe/London",
    "America/New_York", "America/St_Johns", "America/Santiago", "Australia/Lord_Howe",
    "Pacific/Auckland", "Pacific/Apia", "UTC",
)  # fmt: skip
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

quick = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

PIECES = ("\r\n", "\\", ",", ";", ":", '"', "\\n", "义", "🍠", "\u2028", "\x00", "a", " ")
texts = strategies.one_of(
    strategies.text(strategies.characters(exclude_categories=["Cs"]), max_size=120),
    strategies.lists(strategies.sampled_from(PIECES), max_size=120).map("".join),
)


@strategies.composite
def rules(draw) -> str:
    """A rule that the store accepts."""
    shape = draw(
        strategies.sampled_from(
            [
                "FREQ=DAILY",
                "FREQ=WEEKLY;BYDAY={days}",
                "FREQ=MONTHLY;BYMONTHDAY={day}",
                "FREQ=MONTHLY;BYMONTHDAY=-1",
                "FREQ=MONTHLY;BYDAY={nth}{weekday}",
                "FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}",
                "FREQ=YEARLY;BYMONTH={month};BYDAY={nth}{weekday}",
            ]
        )
    )
    rule = shape.format(
        days=",".join(
            draw(
                strategies.lists(strategies.sampled_from(DAYS), min_size=1, max_size=3, unique=True)
            )
        ),
        day=draw(strategies.integers(1, 28)),
        nth=draw(strategies.sampled_from([1, 2, 3, 4, -1])),
        weekday=draw(strategies.sampled_from(DAYS)),
        month=draw(strategies.integers(1, 12)),
    )
    if draw(strategies.booleans()):
        rule += f";INTERVAL={draw(strategies.integers(2, 3))}"
    return rule + draw(strategies.sampled_from(["", ";COUNT=7", ";UNTIL=20270601"]))


@strategies.composite
def repeats(draw):
    return draw(
        strategies.one_of(
            rules().map(ByRRule),
            strategies.builds(
                ByLunar,
                strategies.integers(0, 12),
                strategies.integers(1, 30),
                leap=strategies.sampled_from(["first", "leap", "both"]),
                short=strategies.sampled_from(["last", "skip"]),
            ),
            strategies.sampled_from(TERMS).map(ByTerm),
        )
    )


@strategies.composite
def events(draw) -> Event:
    """A valid event: its start is the first date of its rule."""
    all_day = draw(strategies.booleans())
    start = datetime(2026, 1, 1) + timedelta(days=draw(strategies.integers(0, 400)))
    minutes = 1440 * draw(strategies.integers(1, 3))
    if not all_day:
        start += timedelta(minutes=5 * draw(strategies.integers(0, 287)))
        minutes = draw(strategies.sampled_from([1, 45, 180, 480, 24 * 60, 50 * 60]))
    event = planned(
        title=draw(texts) or "x",
        start=start,
        minutes=minutes,
        all_day=all_day,
        zone=draw(strategies.sampled_from(ZONES)),
        repeat=draw(repeats()),
    )
    soon = recurrence.next_starts(event, start, 1)
    assume(soon and soon[0].year < 2030)
    event = replace(event, start=soon[0])
    return replace(event, changes=draw(changes(event)))


@strategies.composite
def changes(draw, event: Event) -> dict[str, Change]:
    days = [start.date() for start in recurrence.next_starts(event, event.start, 6)]
    chosen = draw(strategies.lists(strategies.sampled_from(days), max_size=3, unique=True))
    found = {}
    for sequence, day in enumerate(sorted(chosen), 1):
        moved = timedelta(days=draw(strategies.integers(-3, 3)))
        if not event.all_day:
            moved += timedelta(minutes=30 * draw(strategies.integers(-8, 8)))
        found[day.isoformat()] = draw(
            strategies.sampled_from(
                [
                    Change(cancelled=True, reason="雨", sequence=sequence),
                    Change(
                        start=datetime.combine(day, event.start.time()) + moved, sequence=sequence
                    ),
                    Change(place="祠堂", sequence=sequence),
                ]
            )
        )
    return found


def compared_period(event: Event) -> tuple[date, date]:
    first = event.start.date() - timedelta(days=20)
    return first, first + timedelta(days=500)


@quick
@given(events())
def test_every_date_is_read_as_it_is_planned_whatever_the_rule_and_the_zone(event):
    span = compared_period(event)
    expected = in_store([event], VILLAGE, *span)
    data = with_unknown_zones(write_event(event, VILLAGE))
    assert by_recurring(data, *span) == expected
    if event.zone != "Europe/London":  # vobject takes for UTC what was UTC from 2000 to 2020
        assert by_vobject(data, *span) == expected


@settings(quick, max_examples=4)
@given(strategies.lists(events(), min_size=12, max_size=12))
def test_the_javascript_reader_reads_the_same(many):
    if javascript_unavailable():
        pytest.skip(javascript_unavailable())
    spans = [compared_period(event) for event in many]
    files = [with_unknown_zones(write_event(event, VILLAGE)) for event in many]
    shown = by_javascript([(data, *span) for data, span in zip(files, spans, strict=True)])
    for event, span, found in zip(many, spans, shown, strict=True):
        assert found == in_store([event], VILLAGE, *span)


@quick
@given(events())
def test_a_file_is_whole_lines_of_75_octets_and_the_same_each_time(event):
    data = write_event(event, VILLAGE)
    assert data == write_event(event, VILLAGE)
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        assert not re.search(rb"[\x00-\x1f\x7f]", line)
        line.decode()
    for zone in set(re.findall(rb";TZID=([^:]+):", data)):
        assert b"BEGIN:VTIMEZONE\r\nTZID:" + zone in data, "every zone that is named is there"


@quick
@given(strategies.lists(events(), max_size=3))
def test_every_uid_and_date_is_in_the_file_once(many):
    numbered = [replace(event, number=n, uid=f"u{n}") for n, event in enumerate(many, 1)]
    data = write_calendar(numbered, VILLAGE)
    keys = [
        (str(part["UID"]), str(part.get("RECURRENCE-ID", icalendar.vText("")).to_ical()))
        for part in icalendar.Calendar.from_ical(data).walk("VEVENT")
    ]
    assert len(keys) == len(set(keys))


@quick
@given(texts, texts, texts)
@example("\\n", "\\,", "\\;")
@example("义" * 40, "🍠" * 30, "\\" * 99)
def test_text_comes_back_as_it_was_but_for_control_characters(title, place, notes):
    event = planned(title=f"x{title}x", place=f"x{place}x", notes=f"x{notes}x")
    data = write_event(event, VILLAGE)
    read = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
    read_by_vobject = vobject.readOne(data.decode()).vevent
    assert str(read["SUMMARY"]) == read_by_vobject.summary.value == one_line(event.title)
    assert str(read["LOCATION"]) == read_by_vobject.location.value == one_line(event.place)
    assert str(read["DESCRIPTION"]) == read_by_vobject.description.value == paragraphs(event.notes)


@quick
@given(
    strategies.sampled_from(ZONES),
    strategies.datetimes(datetime(1980, 1, 1), datetime(2040, 1, 1)),
    strategies.integers(1, 3000),
)
def test_a_single_event_is_at_its_moment_in_any_zone_and_year(zone, start, minutes):
    event = planned(zone=zone, start=start.replace(second=0, microsecond=0), minutes=minutes)
    occurrence = recurrence.occurrence_at(event, event.start, ZoneInfo(zone))
    data = with_unknown_zones(write_event(event, VILLAGE))
    read = icalendar.Calendar.from_ical(data).walk("VEVENT")[0]
    assert read["DTSTART"].dt.astimezone(UTC) == occurrence.start.astimezone(UTC)
    assert read["DTEND"].dt.astimezone(UTC) == occurrence.end.astimezone(UTC)
