"""Any file gives items or one sentence, and no text that could control a terminal."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import example, given, settings, strategies

from support.places import FOREIGN as FOLDER
from yigong.exports.ical.calendar_file import write_event
from yigong.exports.ical.importing.import_plan import plan_import
from yigong.store import language
from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.event_records import ByLunar, ByRRule, Change, Event
from yigong.store.settings_records import Settings
from yigong.store.validate_event import validated_event
from yigong.tui.text.display_text import is_harmless

FOREIGN = sorted(FOLDER.glob("*.ics"))
NOW = datetime(2026, 11, 25, 8, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
VILLAGE = Settings(name="青山村", uid_domain="0123456789ab.yigong")

FILES = [path.read_bytes() for path in FOREIGN]
PIECES = [
    *sorted({line for raw in FILES for line in raw.splitlines()}),
    b"DTSTART:99991231T235959Z",
    b"DTSTART;VALUE=DATE:00000000",
    b"DTSTART;TZID=Asia:20261125T083000",
    b"DTSTART;TZID=\xff:20261125T083000",
    b"DTEND:10000101T000000Z",
    b"DURATION:P9999W",
    b"RRULE:FREQ=YEARLY;BYYEARDAY=366;INTERVAL=9999",
    b"RRULE:FREQ=DAILY;COUNT=9999;BYMONTH=2;BYMONTHDAY=30",
    b"RRULE:FREQ=WEEKLY;UNTIL=99991231T235959Z",
    b"RRULE:FREQ=LUNAR_YEARLY;UNTIL=00010101",
    b"RRULE:RSCALE=CHINESE;FREQ=MONTHLY;SKIP=BACKWARD;BYMONTHDAY=30",
    b"RRULE:;;=;FREQ",
    b"EXDATE:19000101,22001231T000000Z,20261125T083000",
    b"RECURRENCE-ID;VALUE=DATE:20261205",
    b"SEQUENCE:-1",
    "SEQUENCE:٣".encode(),
    b"GEO:nan;inf",
    b"GEO:91;181",
    b"SUMMARY:\x1b]0;pwned\x07\xe2\x80\xae\xc2\x9b",
    b'X;A="unclosed:value',
    b"STATUS:CANCELLED",
    b"METHOD:CANCEL",
]


@strategies.composite
def mutated(draw):
    """A file of another program with lines swapped, doubled, cut or with wrong bytes."""
    lines = draw(strategies.sampled_from(FILES)).splitlines()
    at = strategies.integers(0, max(0, len(lines) - 1))
    for _turn in range(draw(strategies.integers(1, 6))):
        here = draw(at)
        match draw(strategies.integers(0, 5)):
            case 0:
                lines[here] = draw(strategies.sampled_from(PIECES))
            case 1:
                lines.insert(here, draw(strategies.sampled_from(PIECES)))
            case 2:
                lines[here] = b""
            case 3:
                cut = draw(strategies.integers(0, len(lines[here])))
                lines[here] = lines[here][:cut] + draw(strategies.binary(max_size=6))
            case 4:
                other = draw(at)
                lines[here], lines[other] = lines[other], lines[here]
            case 5:
                old, new = draw(strategies.sampled_from([(b"0", b"9"), (b"=", b";"), (b"2", b"")]))
                lines[here] = lines[here].replace(old, new)
    return b"\r\n".join(lines)


def checked_items(raw, events=()):
    """Read a file, and check what holds for the result of every file."""
    try:
        found = plan_import(raw, {event.number: event for event in events}, VILLAGE, now=NOW)
    except Refused as error:
        assert str(error)
        return []
    for item in found.items:
        texts = (item.title, *item.reasons, item.event.notes if item.event else "")
        assert all(is_harmless(c) or c == "\n" for text in texts for c in text), texts
        assert item.reasons or item.verdict != "refused"
        if item.event is not None:
            assert validated_event(item.event) == item.event
            occurrences = recurrence.occurrences(
                [item.event], date(2026, 1, 1), date(2027, 1, 1), ZoneInfo("Asia/Shanghai")
            )
            assert all(occurrence.start < occurrence.end for occurrence in occurrences)
    return found.items


_REPEATS_FROM = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:%s\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n"
)


@given(mutated())
@example(_REPEATS_FROM % b"99991231T235959Z")
@example(_REPEATS_FROM % b"00010101T000000Z")
@settings(max_examples=300, deadline=None)
def test_any_mutation_of_a_foreign_file_gives_events_or_a_sentence(raw):
    checked_items(raw)


@given(strategies.binary(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_bytes_give_events_or_a_sentence(junk):
    checked_items(junk)
    checked_items(b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + junk + b"\nEND:VEVENT\nEND:VCALENDAR")


@given(mutated())
@settings(max_examples=150, deadline=None)
def test_importing_any_file_twice_changes_nothing(raw):
    taken = [
        msgspec.structs.replace(item.event, number=number, rev=1)
        for number, item in enumerate(checked_items(raw), 1)
        if item.verdict == "new"
    ]
    again = checked_items(raw, taken)
    changed = [item for item in again if item.verdict in ("new", "changed")]
    assert not changed, changed


words = strategies.text(
    strategies.one_of(
        strategies.sampled_from('\\;,:"\n [/]='),
        strategies.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cf", "Cn"]),
    ),
    max_size=40,
)


@strategies.composite
def stored_events(draw):
    """A valid event with changes of its dates, or `None`."""
    day = draw(strategies.dates(date(1985, 1, 1), date(2040, 12, 31)))
    minute = draw(strategies.integers(0, 1439))
    start = datetime.combine(day, datetime.min.time()) + timedelta(minutes=minute)
    repeat = draw(
        strategies.sampled_from(
            [
                None,
                ByRRule("FREQ=DAILY;INTERVAL=3"),
                ByRRule("FREQ=WEEKLY;BYDAY=MO,SA;COUNT=20"),
                ByRRule("FREQ=MONTHLY;BYDAY=-1FR"),
                ByRRule("FREQ=YEARLY;UNTIL=20501231"),
                ByLunar(month=8, day=15),
                ByLunar(month=0, day=30, short="skip", count=9),
            ]
        )
    )
    try:
        event = validated_event(
            Event(
                number=3,
                title=draw(words),
                start=start,
                minutes=draw(strategies.integers(1, 9000)),
                all_day=draw(strategies.booleans()),
                zone=draw(strategies.sampled_from(["", "America/New_York", "Europe/Berlin"])),
                repeat=repeat,
                place=draw(words),
                notes=draw(words),
                lead=draw(strategies.sampled_from(["", "李芳"])),
                cancelled=draw(strategies.booleans()),
                uid="base",
            )
        )
    except Refused:
        return None
    changes = {}
    for planned in recurrence.next_starts(event, event.start, 4):
        if draw(strategies.booleans()):
            shift = timedelta(minutes=draw(strategies.integers(-2000, 2000)))
            if event.all_day:
                shift = timedelta(days=draw(strategies.integers(-2, 2)))
            changes[planned.date().isoformat()] = Change(
                start=draw(strategies.sampled_from([None, planned + shift])),
                minutes=draw(strategies.sampled_from([None, 1440, 2880])),
                place=draw(strategies.sampled_from([None, "", "祠堂"])),
                cancelled=draw(strategies.booleans()),
                sequence=draw(strategies.integers(0, 9)),
            )
    return msgspec.structs.replace(event, changes=changes)


@given(stored_events())
@settings(max_examples=200, deadline=None)
def test_importing_our_own_file_of_any_event_changes_nothing(event):
    if event is None:
        return
    for written in ("en", "zh"):
        language.use_language(written)
        raw = write_event(event, VILLAGE)
        language.use_language("en")
        (item,) = plan_import(raw, {3: event}, VILLAGE, now=NOW).items
        assert (item.verdict, item.reasons) == ("same", ())
        assert item.event == event
