"""``yigong import ical``: a dry run, what is imported, and one undo for all of it."""

from __future__ import annotations

import json
from datetime import date, datetime
from functools import partial

import msgspec
import pytest

from support.command_line import CommandLine, command_line
from support.places import FOREIGN
from yigong.exports.ical.calendar_file import write_calendar, write_event
from yigong.store.event_records import ByRRule
from yigong.tui.text.words import changed_events_text


@pytest.fixture
def call(village, monkeypatch, capsysbinary) -> CommandLine:
    """``call("file.ics")`` is ``yigong import ical file.ics`` on `village`, at 东门."""
    run = command_line(village.folder, monkeypatch, capsysbinary, desk="东门")
    return partial(run, "import", "ical")


def titles(village):
    return [event.title for event in village.events.all().values()]


def test_a_dry_run_says_what_it_would_do_and_writes_nothing(village, call):
    code, out, _err = call(FOREIGN / "apple.ics", "--dry-run")
    assert code == 0
    assert "new  2026-11-07 Sat 09:00  编织课" in out
    assert "every Sat, until 2026-12-26" in out
    assert out.endswith("new 2\nNothing was written: --dry-run.\n")
    assert titles(village) == []


def test_what_is_new_and_changed_is_taken_and_one_undo_takes_it_back(village, call, duty_day):
    raw = write_event(duty_day.event, village.settings).decode()
    raw = raw.replace("文化礼堂", "祠堂").replace("SEQUENCE:0", "SEQUENCE:1")
    more = (FOREIGN / "apple.ics").read_text().partition("BEGIN:VTIMEZONE")[2]
    both = raw.replace("END:VCALENDAR", "BEGIN:VTIMEZONE" + more.partition("END:VCALENDAR")[0])
    code, out, _err = call("-", stdin=f"{both}END:VCALENDAR\r\n".encode())
    assert code == 0
    assert "changed  2026-11-25 Wed 08:30  E0001  村民义务日\n    Place: 文化礼堂 -> 祠堂" in out
    assert "✓ 3 events are on the calendar" in out
    assert village.events.get(1).place == "祠堂"
    assert len(titles(village)) == 3
    undone = village.undo()
    assert changed_events_text(village.history.change(undone.id)) == "3 events"
    assert titles(village) == ["村民义务日"]
    assert village.events.get(1).place == "文化礼堂"


def test_importing_the_whole_calendar_of_the_village_changes_nothing(village, call, duty_day):
    village.events.move(1, date(2026, 12, 25), datetime(2026, 12, 27, 14), minutes=90)
    village.events.cancel_occurrence(1, date(2027, 1, 25), "过年")
    event = village.events.get(1)
    later = msgspec.structs.replace(event, start=datetime(2027, 3, 27, 9), place="祠堂")
    later = msgspec.structs.replace(later, repeat=ByRRule("FREQ=WEEKLY;BYDAY=SA"))
    village.events.save_from(later, date(2027, 3, 25))
    before = village.events.all()
    raw = write_calendar(before.values(), village.settings, today=date(2026, 11, 25))
    code, out, _err = call("-", stdin=raw)
    assert (code, out) == (0, "same 1\nNothing in it is new.\n")
    assert village.events.all() == before


def test_a_series_of_others_that_was_attended_goes_on_following_its_file(
    village, call, enrol, clock
):
    """The past keeps its plan and the UID; the file has only that UID."""

    def file(hour, sequence, place="祠堂"):
        return (
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:theirs@example.org\nSUMMARY:值班\n"
            f"DTSTART;TZID=Asia/Shanghai:20261118T{hour}0000\nDURATION:PT2H\nLOCATION:{place}\n"
            f"RRULE:FREQ=WEEKLY;BYDAY=WE\nSEQUENCE:{sequence}\nEND:VEVENT\nEND:VCALENDAR\n"
        ).encode()

    (person,) = enrol("张小明")
    call("-", stdin=file("08", 0))
    village.registers.checkin.check_in(
        village.events.occurrence(1, date(2026, 11, 25)), person.number
    )
    clock.forward(days=1)
    village.registers.checkin.check_out(
        village.events.occurrence(1, date(2026, 11, 25)), person.number
    )
    code, _out, err = call("-", stdin=file("10", 1))
    assert code == 0, err
    assert village.events.occurrence(1, date(2026, 11, 25)).start.hour == 8
    assert village.events.occurrence(1, date(2026, 12, 2)).start.hour == 10
    assert village.events.get(1).earlier
    assert call("-", stdin=file("10", 1)).out.startswith("same 1")
    assert "Place: 祠堂 -> 村口" in call("-", stdin=file("10", 2, "村口")).out
    assert village.events.occurrence(1, date(2026, 12, 2)).place == "村口"
    assert village.events.occurrence(1, date(2026, 11, 25)).place == "祠堂"
    assert call("-", stdin=file("10", 2, "村口")).out.startswith("same 1")


def test_json_tells_every_item_with_its_verdict(village, call):
    code, out, _err = call(FOREIGN / "chinese_server.ics", "--json")
    data = json.loads(out)
    assert code == 0
    assert list(data) == ["written", "items", "notes"]
    assert data["written"] is True
    assert [item["verdict"] for item in data["items"]] == ["new", "new", "new", "refused"]
    assert data["items"][0]["event"]["repeat"] == {"by": "lunar", "month": 9, "day": 9}
    assert list(data["items"][0]) == ["verdict", "title", "start", "event", "before", "reasons"]
    assert len(titles(village)) == 3


def test_a_file_of_which_nothing_can_be_taken_is_refused(village, call):
    raw = (
        b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nSUMMARY:tick\nDTSTART:20261125T083000Z\n"
        b"RRULE:FREQ=SECONDLY\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    code, out, err = call("-", stdin=raw)
    assert code == 1
    assert "refused  2026-11-25 Wed 16:30  tick" in out
    assert "None of its events can be taken in" in err


def test_what_a_file_holds_never_drives_the_terminal(village, call):
    _code, out, err = call(FOREIGN / "hostile.ics")
    assert all(c.isprintable() or c == "\n" for c in out + err)


def test_a_file_without_an_end_is_read_no_further_than_the_limit(village, call):
    code, _out, err = call("/dev/zero")
    assert code == 1
    assert "larger than 10 MB" in err
    code, _out, err = call("/nowhere/at/all.ics")
    assert code == 3
    assert "cannot be read" in err
