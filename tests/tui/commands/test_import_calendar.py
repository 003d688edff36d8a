"""Taking in a calendar file, by command and on screen: seen first, done at once, undone at once."""

from __future__ import annotations

import io
import json
from datetime import date, datetime

import msgspec
import pytest

from support.places import FOREIGN
from support.screens import opened
from yigong.exports.ical.calendar_file import write_calendar, write_event
from yigong.store.records import ByRRule, Event
from yigong.tui.main import main
from yigong.tui.text.words import changed_events_text
from yigong.tui.view.import_words import event_differences


@pytest.fixture
def call(village, monkeypatch, capsysbinary):
    """``call("import", "ical", ...)``: exit code, standard output, standard error."""
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("YIGONG_BY", "李芳")
    monkeypatch.setenv("YIGONG_DESK", "东门")
    monkeypatch.setenv("YIGONG_DATA", str(village.folder))

    def called(*words, stdin=b""):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main(["import", "ical", *map(str, words)])
        captured = capsysbinary.readouterr()
        return code, captured.out.decode(), captured.err.decode()

    return called


def titles(village):
    return [event.title for event in village.events.all().values()]


# -- the command line ---------------------------------------------------------------


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
    """What happened keeps its plan, and the UID; the file knows only that one."""

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
    assert call("-", stdin=file("10", 1))[1].startswith("same 1")
    assert "Place: 祠堂 -> 村口" in call("-", stdin=file("10", 2, "村口"))[1]
    assert village.events.occurrence(1, date(2026, 12, 2)).place == "村口"
    assert village.events.occurrence(1, date(2026, 11, 25)).place == "祠堂"
    assert call("-", stdin=file("10", 2, "村口"))[1].startswith("same 1")


def test_json_tells_every_item_with_its_verdict(village, call):
    code, out, _err = call(FOREIGN / "chinese_server.ics", "--json")
    told = json.loads(out)
    assert code == 0
    assert told["written"] is True
    assert [item["verdict"] for item in told["items"]] == ["new", "new", "new", "refused"]
    assert told["items"][0]["event"]["repeat"] == {"by": "lunar", "month": 9, "day": 9}
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


# -- words ----------------------------------------------------------------------------


def test_every_field_that_differs_is_named_with_both_values():
    before = Event(title="a", start=datetime(2026, 11, 25, 8), minutes=150, uid="u")
    after = Event(
        title="b",
        kind="class",
        start=datetime(2026, 11, 26, 9),
        minutes=1560,
        repeat=ByRRule("FREQ=DAILY"),
        place="祠堂",
        notes="new",
        lead="王强",
        geo=(30.27, 120.15),
        cancelled=True,
        zone="Asia/Tokyo",
        uid="u",
    )
    assert event_differences(before, after) == [
        "Title: a -> b",
        "Kind: Duty day -> Class",
        "Date: 2026-11-25 08:00 -> 2026-11-26 09:00",
        "Length: 2 h 30 min -> 1 d 2 h",
        "Repeats: once -> every day",
        "Time zone: - -> Asia/Tokyo",
        "Place: - -> 祠堂",
        "In charge: - -> 王强",
        "Coordinates: - -> 30.27, 120.15",
        "State: as planned -> cancelled",
        "The notes differ.",
    ]


# -- the screens ------------------------------------------------------------------------


async def until(desk, words):
    """The file is read beside the screen: wait until what is awaited stands on it."""
    for _turn in range(200):
        if words in desk.text:
            return
        await desk.wait(0.02)
    raise AssertionError(desk.text)


async def test_a_file_is_chosen_looked_through_and_taken_in(village, clock, tmp_path, monkeypatch):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "phone.ics").write_bytes((FOREIGN / "apple.ics").read_bytes())
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("I")
        assert "~/phone.ics" in desk.text
        await desk.press("down", "enter")
        await until(desk, "new 2")
        assert "2026-11-07 Sat 09:00  编织课" in desk.text
        assert "every Sat, until 2026-12-26" in desk.text
        assert titles(village) == []
        await desk.press("enter")
        await until(desk, "2 events are on the calendar")
        assert len(titles(village)) == 2
        await desk.press("u")
        assert titles(village) == []
        assert desk.status == "✓ undone: calendar file taken in 2 events"


async def test_where_nothing_can_be_taken_in_the_key_for_it_is_not_named(
    village, clock, tmp_path, monkeypatch, duty_day
):
    (tmp_path / "x.ics").write_bytes(write_event(duty_day.event, village.settings))
    monkeypatch.chdir(tmp_path)
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("I", "=x.ics", "enter")
        await until(desk, "same 1")
        assert "Enter" not in desk.lines[-1] and "Esc" in desk.lines[-1]


async def test_a_file_that_is_none_is_refused_on_screen_and_the_path_stays(
    village, clock, tmp_path, monkeypatch
):
    (tmp_path / "x.ics").write_bytes(b"\x1b[31mnothing")
    monkeypatch.chdir(tmp_path)
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("I", "=./", "enter")
        assert "is not a file" in desk.text
        await desk.press("=x.ics", "enter")
        await until(desk, "not a calendar file")
        await desk.press("enter", "escape")
        assert " ./x.ics" in desk.text


async def test_what_somebody_changes_meanwhile_is_looked_at_again(
    village, clock, tmp_path, monkeypatch, duty_day, colleague
):
    raw = write_event(duty_day.event, village.settings).decode()
    raw = raw.replace("文化礼堂", "祠堂").replace("SEQUENCE:0", "SEQUENCE:1")
    (tmp_path / "x.ics").write_text(raw)
    monkeypatch.chdir(tmp_path)
    async with opened(village.folder, clock=clock) as desk:
        await desk.press("I", "=x.ics", "enter")
        await until(desk, "Place: 文化礼堂 -> 祠堂")
        other = colleague()
        event = other.events.get(1)
        other.events.save(msgspec.structs.replace(event, place="村口"))
        await until(desk, "Place: 村口 -> 祠堂")
