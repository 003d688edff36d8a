"""Calendar files: other programs read from them exactly the dates that the store plans."""

from __future__ import annotations

import re
import subprocess
import sys
import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import msgspec
import pytest
import vobject
from hypothesis import example, given, strategies

from support.calendar_cases import (
    CASES,
    LATER,
    MONTHLY,
    SATURDAY,
    SATURDAYS,
    VILLAGE,
    changed,
    every,
    planned,
)
from support.calendar_readers import by_recurring, by_vobject, in_store, utc, with_unknown_zones
from yigong.exports.ical.calendar_file import event_file_name, write_calendar, write_event
from yigong.exports.ical.content_lines import encode_lines, text_line
from yigong.store import language
from yigong.store.event_records import Event


def span(event: Event, days: int = 240) -> tuple[date, date]:
    """The first and the last day that are compared."""
    first = event.start.date() - timedelta(days=40)
    return first, first + timedelta(days=days - 1)


def planned_days(event: Event, days: int = 240):
    return in_store([event], VILLAGE, *span(event, days))


@pytest.mark.parametrize("event", CASES.values(), ids=CASES)
def test_readers_find_the_dates_that_the_store_plans(event):
    data = write_event(event, VILLAGE)
    assert planned_days(event)
    assert by_recurring(data, *span(event)) == planned_days(event)


@pytest.mark.parametrize("event", CASES.values(), ids=CASES)
def test_readers_that_know_no_zone_by_name_find_them_too(event):
    data = with_unknown_zones(write_event(event, VILLAGE))
    assert by_recurring(data, *span(event)) == planned_days(event)
    if event.zone == "Africa/Casablanca":
        return  # vobject takes a zone for UTC that looks like it from 2000 to 2020 in the file
    assert by_vobject(data, *span(event)) == planned_days(event)


def test_events_that_need_different_years_of_a_zone_share_one_that_serves_all():
    old = every(SATURDAYS, number=1, uid="old", title="旧", start=datetime(1988, 8, 6, 8))
    new = every(SATURDAYS, number=2, uid="new", title="新", start=SATURDAY)
    data = write_calendar([new, old], VILLAGE)
    assert data.count(b"BEGIN:VTIMEZONE") == 1
    assert data.index(b"UID:old") < data.index(b"UID:new"), "in the order of their numbers"
    unknown = with_unknown_zones(data)
    assert by_recurring(unknown, *span(old)) == planned_days(old)
    later = {row for row in by_recurring(unknown, *span(new)) if row[2] == "新"}
    assert later == planned_days(new)


def test_every_date_of_ten_years_is_right_in_zones_of_every_sort():
    for zone in ("Europe/London", "America/Sao_Paulo", "Asia/Jerusalem", "Europe/Istanbul"):
        event = every("FREQ=WEEKLY", start=datetime(2012, 1, 7, 9), zone=zone)
        data = with_unknown_zones(write_event(event, VILLAGE))
        assert by_recurring(data, *span(event, 3650)) == planned_days(event, 3650), zone


# -- the bytes ---------------------------------------------------------------


def vevents(data: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(data).walk("VEVENT"))


HOSTILE = [
    "逗号,分号;反斜杠\\冒号:引号\"'",
    "literal \\n and \\N and \\, stay",
    "😀👨‍👩‍👧‍👦🇨🇳 " * 20,
    "番薯" * 200,
    "a" * 1000,
    "\\" * 301,
    "[/] [red]x[/] \x1b[31mred\x1b[0m",
    "BEGIN:VEVENT\r\nUID:x",
    "one\u2028two\u2029three\x85four\rfive\x0bsix",
    "nul\x00bell\x07del\x7fbom\ufeffend",
    "=1+1",
    "../../etc/passwd",
    "\ud800 alone",
    "",
]


def assert_valid_lines(data: bytes) -> None:
    """Check the rules of content lines (RFC 5545 3.1)."""
    assert not data.startswith(b"\xef\xbb\xbf")
    assert data.endswith(b"\r\n")
    lines = data.split(b"\r\n")
    for line in lines:
        assert b"\n" not in line
        assert b"\r" not in line
        assert len(line) <= 75
        assert not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)
        line.decode()
    assert not [line for line in lines if line.startswith((b"METHOD", b"ORGANIZER"))]


@pytest.mark.parametrize("event", CASES.values(), ids=CASES)
def test_a_file_is_crlf_utf8_and_folded_and_the_same_each_time(event):
    data = write_event(event, VILLAGE)
    assert_valid_lines(data)
    stored = msgspec.json.decode(msgspec.json.encode(event), type=Event)
    assert write_event(stored, VILLAGE) == data
    assert write_calendar([event], VILLAGE) == write_calendar([stored], VILLAGE)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_read_as_text_by_every_reader(text):
    event = planned(title=text or "x", place=text, notes=text, lead=text, uid=text[:20])
    data = write_event(event, VILLAGE)
    assert_valid_lines(data)
    (read,) = vevents(data)
    read_again = vobject.readOne(data.decode()).vevent
    assert str(read["SUMMARY"]) == read_again.summary.value
    assert "\n" not in read["SUMMARY"]
    if text.isprintable():
        assert str(read["SUMMARY"]) == (text.strip() or "x")
    assert planned_days(planned()) == {
        (utc(read.start), utc(read.end), "村民义务日", str(read["STATUS"]))
    }


def is_removed(character):
    """Whether Unicode classes it as a control or an invisible format character."""
    return unicodedata.category(character) == "Cc" or (
        unicodedata.category(character) == "Cf" and character not in VISIBLE_FORMAT
    )


VISIBLE_FORMAT = (
    "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd"
)
"""The visible format characters: signs of Arabic, Syriac and Kaithi numbers."""


@given(strategies.text(max_size=300))
def test_any_text_comes_back_without_its_invisible_characters(text):
    """Removed are control characters and those that hide or reorder their neighbours; the joiner
    in an emoji stays."""
    data = write_event(planned(title=f"x{text}x", notes=f"x{text}x"), VILLAGE)
    assert_valid_lines(data)
    (read,) = vevents(data)
    newlines = re.sub("\r\n|[\r\u0085\u2028\u2029]", "\n", f"x{text}x").replace("\t", " ")
    expected = "".join(c for c in newlines if c == "\n" or c == "\u200d" or not is_removed(c))
    assert str(read["DESCRIPTION"]) == expected
    assert vobject.readOne(data.decode()).vevent.description.value == expected


@given(strategies.text(strategies.characters(exclude_categories=["Cs", "Cc"])))
@example("\\" * 301)
@example("义" * 301)
def test_folds_are_only_added_never_lost(text):
    data = encode_lines([text_line("SUMMARY", text)])
    assert_valid_lines(data)
    line = data.replace(b"\r\n ", b"").decode().removesuffix("\r\n")
    assert line == text_line("SUMMARY", text)
    for fold in data.split(b"\r\n ")[:-1]:
        backslashes = len(fold) - len(fold.rstrip(b"\\"))
        assert backslashes % 2 == 0, "an escape is never folded in two"


def test_only_the_whole_calendar_carries_the_villages_name():
    single, whole = write_event(planned(), VILLAGE), write_calendar([planned()], VILLAGE)
    assert b"CALNAME" not in single
    assert b"NAME:\xe9" not in single
    assert "NAME:青山村\r\nX-WR-CALNAME:青山村\r\n".encode() in whole


def test_a_calendar_of_nothing_is_still_a_calendar():
    assert icalendar.Calendar.from_ical(write_calendar([], VILLAGE)).walk("VEVENT") == []


# -- what phones go by -------------------------------------------------------


def test_an_event_has_what_a_phone_needs_and_the_alarm_last():
    data = write_event(every(MONTHLY, place="文化礼堂", lead="李芳", notes="带手套\n带水"), VILLAGE)
    lines = data.decode().split("\r\n")
    assert "UID:a1b2c3@0123456789ab.yigong" in lines
    assert "DTSTAMP:20261001T020304Z" in lines
    assert "LAST-MODIFIED:20261001T020304Z" in lines
    assert "DTSTART;TZID=Asia/Shanghai:20261125T083000" in lines
    assert "DTEND;TZID=Asia/Shanghai:20261125T113000" in lines
    assert "LOCATION:文化礼堂" in lines
    assert "DESCRIPTION:In charge: 李芳\\n带手套\\n带水" in lines
    assert "CATEGORIES:Duty day" in lines
    assert lines[-4:] == ["END:VALARM", "END:VEVENT", "END:VCALENDAR", ""]
    assert "TRIGGER:-PT1H" in lines
    assert sum("TZOFFSET" in line for line in lines) == 2, "one STANDARD block for China today"


def test_the_alarm_of_a_whole_day_is_at_nine_the_day_before():
    event = planned(start=datetime(2026, 11, 25), all_day=True, minutes=1440)
    data = write_event(event, VILLAGE)
    assert b"\r\nTRIGGER:-PT15H\r\n" in data
    assert b"DTSTART;VALUE=DATE:20261125\r\nDTEND;VALUE=DATE:20261126\r\n" in data
    assert b"VTIMEZONE" not in data


def test_a_cancelled_event_has_no_alarm():
    assert b"VALARM" not in write_event(planned(cancelled=True), VILLAGE)


def test_another_programs_uid_is_unchanged():
    assert b"UID:x@example.org\r\n" in write_event(planned(uid="x@example.org"), VILLAGE)


def test_times_before_1992_and_single_dates_abroad_are_utc():
    once = write_event(CASES["summer time in Shanghai, 1988, once"], VILLAGE)
    assert b"DTSTART:19880630T230000Z\r\n" in once
    abroad = write_event(CASES["abroad once"], VILLAGE)
    assert b"DTSTART:20261125T133000Z\r\n" in abroad
    assert b"TZID" not in once + abroad


def test_a_zone_with_summer_time_is_two_yearly_rules():
    data = write_event(CASES["New York, into winter and summer"], VILLAGE)
    assert data.count(b"BEGIN:DAYLIGHT") == data.count(b"BEGIN:STANDARD") == 1
    assert b"RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\r\n" in data
    assert b"RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\r\n" in data


def test_until_is_utc_where_there_is_a_zone_and_a_date_where_there_are_days():
    zoned = write_event(CASES["Saturdays until a day"], VILLAGE)
    assert b"RRULE:FREQ=WEEKLY;BYDAY=SA;UNTIL=20261219T155959Z\r\n" in zoned
    moment = write_event(CASES["Saturdays until a moment"], VILLAGE)
    assert b"RRULE:FREQ=WEEKLY;UNTIL=20261219T010000Z;BYDAY=SA\r\n" in moment, "FREQ comes first"
    days = write_event(CASES["all day, weekly until"], VILLAGE)
    assert b"RRULE:FREQ=WEEKLY;BYDAY=SA;UNTIL=20261219\r\n" in days
    assert b"RECURRENCE-ID;VALUE=DATE:20261114\r\n" in days


def test_a_changed_date_is_an_override_with_its_own_stamps():
    data = write_event(CASES["one cancelled"], VILLAGE)
    master, override = vevents(data)
    assert "RRULE" in master
    assert "RECURRENCE-ID" not in master
    assert "RRULE" not in override
    assert "EXDATE" not in master, "the date is not hidden, but marked as cancelled"
    assert override["UID"] == master["UID"]
    assert override["RECURRENCE-ID"].params["TZID"] == "Asia/Shanghai"
    assert override["SEQUENCE"] == 1
    assert override["DTSTAMP"].dt == override["LAST-MODIFIED"].dt == LATER
    assert str(override["DESCRIPTION"]) == "Reason: 雪"


def test_a_single_event_that_was_moved_is_just_at_its_new_time():
    (only,) = vevents(write_event(CASES["once, moved"], VILLAGE))
    assert "RECURRENCE-ID" not in only
    assert only.start == datetime(2026, 11, 28, 14, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert only["SEQUENCE"] == 1
    assert only["DTSTAMP"].dt == LATER
    assert str(only["LOCATION"]) == "祠堂"


def test_a_change_of_a_date_that_the_rule_no_longer_gives_is_left_out():
    event = every(MONTHLY, changes={"2026-12-24": changed(cancelled=True)})
    assert len(vevents(write_event(event, VILLAGE))) == 1


def test_sequence_and_stamp_rise_with_every_change(village, duty_day, clock):
    number, day = duty_day.event.number, date(2026, 12, 25)
    events, revisions = village.events, []

    def record(part: int) -> None:
        read = vevents(write_event(events.get(number), village.settings))[part]
        revisions.append((int(read["SEQUENCE"]), read["DTSTAMP"].dt))
        clock.forward(minutes=1)

    record(0)
    events.save(msgspec.structs.replace(events.get(number), title="村民义务日 (新)"))
    record(0)
    events.cancel(number)
    record(0)
    events.move(number, day, datetime(2026, 12, 26, 9))
    record(1)
    events.save(msgspec.structs.replace(events.get(number), place="祠堂"))
    record(1)
    events.cancel_occurrence(number, day)
    record(1)
    events.restore_occurrence(number, day)
    record(1)
    assert revisions == sorted(set(revisions))
    assert [s for s, _ in revisions] == sorted({s for s, _ in revisions}), (
        "each rises, none stays the same"
    )


def test_a_single_event_that_is_moved_and_then_changed_rises_twice(village, clock):
    event = village.events.add(Event(title="番薯丰收节", start=datetime(2026, 11, 28, 9)))
    village.events.move(event.number, event.start.date(), datetime(2026, 11, 29, 9))
    moved = village.events.get(event.number)
    (first,) = vevents(write_event(moved, village.settings))
    village.events.save(msgspec.structs.replace(moved, place="祠堂"))
    (second,) = vevents(write_event(village.events.get(event.number), village.settings))
    assert second["SEQUENCE"] > first["SEQUENCE"] > 0


def test_titles_are_marked_in_the_current_language(monkeypatch):
    monkeypatch.setattr(
        "yigong.exports.ical.vevent._", {"[Cancelled] ": "【已取消】"}.get, raising=True
    )  # stands for the catalogue
    monkeypatch.setattr("yigong.exports.ical.vevent._description", lambda *_at, **_by: "")
    monkeypatch.setattr("yigong.exports.ical.vevent.kind_name", str)
    (read,) = vevents(write_event(planned(cancelled=True), VILLAGE))
    assert str(read["SUMMARY"]) == "【已取消】村民义务日"
    assert language.current_language() == "en"


def test_writing_a_file_imports_neither_icalendar_nor_the_screens():
    code = (
        "import sys, yigong.exports.ical.calendar_file, yigong.exports.documents.summary_tables\n"
        "import yigong.exports.documents.signin_file, yigong.exports.export_file\n"
        "print(sorted({'icalendar', 'textual', 'rich', 'arrow', 'pypinyin'} & set(sys.modules)))"
    )
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout == "[]\n"


# -- the name of the file ----------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("村民义务日", "E0042-村民义务日.ics"),
        ("../../etc/passwd", "E0042-etc-passwd.ics"),
        ('a/b\\c:d*e?f"g<h>i|j', "E0042-a-b-c-d-e-f-g-h-i-j.ics"),
        ("CON", "E0042-CON.ics"),
        (" . ", "E0042.ics"),
        ("x\x00\x1b[31m\n\u202egpj.exe", "E0042-x-31m-gpj-exe.ics"),
        ("$(rm -rf ~); `id`", "E0042-rm-rf-id.ics"),
        ("秋收 2026", "E0042-秋收-2026.ics"),
    ],
)
def test_a_file_name_is_harmless_and_keeps_its_characters(title, name):
    assert event_file_name(planned(title=title)) == name


@given(strategies.text(max_size=400))
def test_any_title_gives_a_short_name_of_one_part(title):
    name = event_file_name(planned(title=title))
    assert len(name.encode()) <= 120
    assert name.startswith("E0042")
    assert name.endswith(".ics")
    assert name.count(".") == 1
    assert not re.search(r"[\x00-\x20/\\:*?\"<>|~$`'\x7f]", name)
