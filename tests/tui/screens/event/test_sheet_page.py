"""The sheet page: rows of the printed sheet typed in, each fault shown, all or none written."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest
from textual.events import Paste

from support.screens import opened
from yigong.exports.documents.signin_file import number_sheet_rows, signin_file
from yigong.store.event_records import Event
from yigong.store.records import Squad

NAMES = ("安大海", "包小明", "陈玉珍", "丁建国", "方秀兰", "郭铁柱", "何桂花")


@pytest.fixture
def printed(village, duty_day, enrol):
    """Five people are signed up and on the printed sheet; 郭铁柱 and 何桂花 are not."""
    enrol(*NAMES)
    village.squads.add(Squad(name="修葺队", members=(1, 2, 3)))
    village.registers.signup.sign_up(duty_day, 1, 2, 3, squad=1)
    village.registers.signup.sign_up(duty_day, 4, 5)
    number_sheet_rows(village, duty_day)
    return duty_day


def sheet_rows(village, occurrence) -> list[list[str]]:
    """The rows of the printed sheet, as cells."""
    data = signin_file(village, occurrence, "csv")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[3:-1]


def minutes(village, occurrence) -> dict[str, tuple[int, int]]:
    """Clocked and filled minutes of the signed register, by name."""
    entries = village.registers.read(occurrence.key).entries.values()
    return {
        village.people.get(e.number).name: (e.credit.clocked, e.credit.filled)
        for e in entries
        if e.credit
    }


async def test_a_day_on_paper_from_the_printed_sheet_to_the_corrected_signature(
    village, duty_day, enrol, clock
):
    """08:30 to 11:30. 丁建国 is clocked at a desk, the others sign the sheet."""
    enrol(*NAMES)
    village.squads.add(Squad(name="修葺队", members=(1, 2, 3)))
    async with opened(village.folder, clock=clock, size=(100, 30)) as screen:
        # Before: sign-ups, and the sheet, which gives each person a row number.
        village.registers.signup.sign_up(duty_day, 1, 2, 3, squad=1)
        village.registers.signup.sign_up(duty_day, 4, 5)
        await screen.press("enter", "b")
        await screen.until("signin-E0001@2026-11-25.html")
        await screen.press("escape")
        assert [row[:2] for row in sheet_rows(village, duty_day)][:8] == [
            ["1", "安大海"],
            ["2", "包小明"],
            ["3", "陈玉珍"],
            ["4", "丁建国"],
            ["5", "方秀兰"],
            ["6", ""],
            ["7", ""],
            ["8", ""],
        ]

        # During: 丁建国 is checked in and out at the desk.
        village.registers.checkin.check_in(duty_day, 4)  # 08:50
        clock.forward(hours=2)
        village.registers.checkin.check_out(duty_day, 4)  # 10:50

        # Afterwards: the sheet is typed in, with mistakes.
        clock.forward(hours=3)
        await screen.press("p")
        for typed in ("1 0835 1130", "２ 8:40 1O10", "3 0910", "3 1120", "4 0845 1045", "9 1100"):
            await screen.press(f"={typed}", "enter")
        await screen.press(
            "=6 郭铁柱 0900 1000", "enter", "=5 缺", "enter", "=7 1115 0915", "enter"
        )
        lines = {int(x.split()[0]): x for x in screen.lines if x.split() and x.split()[0].isdigit()}
        assert "安大海 V0001  08:35-11:30  175 min" in lines[1]
        assert "! " in lines[2], "a letter for a nought"
        assert "陈玉珍 V0003  09:10-  still here" in lines[3]
        assert "! Line 3 says this already." in lines[4]
        assert "丁建国 ! There is a record for that time already." in lines[5], (
            "clocked at the desk"
        )
        assert "! Row 9 has nobody's name" in lines[6]
        assert "郭铁柱 V0006  09:00-10:00  60 min" in lines[7]
        assert "absent" in lines[8]
        assert "! " in lines[9]
        assert "right 4   with a fault 5" in screen.text
        before = village.registers.read(duty_day.key)
        await screen.press("ctrl+s")
        assert "Nothing was written." in screen.status and "Line 2" in screen.status
        assert village.registers.read(duty_day.key) == before, "all or nothing"

        # Corrected: the cursor is on the first fault; emptied lines are removed.
        await screen.press("ctrl+u", "=2 8:40 1010", "down", "down", "ctrl+u", "down")
        await screen.press("ctrl+u", "down", "ctrl+u", "=7 何桂花 1100 1125")
        await screen.press("down", "down", "down", "ctrl+u", "up")
        assert "right 6   with a fault 0" in screen.text
        await screen.press("ctrl+s")
        assert "6 rows are typed in" in screen.status

        # Closing lists odd entries: 陈玉珍 has no time out, two stayed under 60 per cent.
        await screen.press("x")
        rows = {name: next((x for x in screen.lines if name in x), "") for name in NAMES}
        assert "11:30 filled in" in rows["陈玉珍"]
        assert "too short" in rows["郭铁柱"] and "too short" in rows["何桂花"]
        assert not rows["安大海"] and not rows["丁建国"]
        await screen.press("y")
        assert "signed and closed" in screen.status
        first = {
            "安大海": (0, 175),  # 08:35-11:30
            "包小明": (0, 90),  # 08:40-10:10
            "陈玉珍": (0, 140),  # 09:10-11:30, the proposed end
            "丁建国": (120, 0),  # 08:50-10:50 at the desk
            "郭铁柱": (0, 60),  # 09:00-10:00
            "何桂花": (0, 25),  # 11:00-11:25
        }
        assert minutes(village, duty_day) == first
        await screen.press("p")
        assert "R reopens it" in screen.status

        # 方秀兰 was there: the register is reopened with a reason, typed in, signed again.
        await screen.press("R", "=方秀兰来了，漏看一行", "enter", "p")
        await screen.press("=5 0830 1000", "ctrl+s")
        assert "1 row is typed in" in screen.status
        await screen.press("x", "y")
        assert "Corrected after signing" in screen.text and "漏看一行" in screen.text
    assert minutes(village, duty_day) == first | {"方秀兰": (0, 90)}
    entry = village.registers.read(duty_day.key).entries[5]
    assert entry.mark == "" and entry.stints[0].reason == "paper sheet, row 5"
    assert entry.stints[0].by == "李芳"
    village.registers.read(duty_day.key)


async def test_each_key_shows_the_dry_run_and_writes_nothing(village, printed, clock):
    clock.forward(hours=4)
    rev = village.registers.read(printed.key).rev
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "p", "=3")
        assert "This line has no time, mark or role." in screen.text
        assert "陈玉珍 ! This line has no time" in screen.text, (
            "the name for the row is shown at once"
        )
        assert "right 0   with a fault 1" in screen.text, "the line in the input is counted"
        await screen.press("= 0900 11")
        assert "11 is no time of day" in screen.text
        await screen.press("=00")
        assert "陈玉珍 V0003  09:00-11:00  120 min" in screen.text
        assert village.registers.read(printed.key).rev == rev


async def test_a_paste_of_several_lines_makes_as_many_lines(village, printed, clock):
    clock.forward(hours=4)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "p")
        screen.app.screen.input.post_message(Paste("1 0900 1000\r\n\n2 0900 1000\n3 假\n"))
        await screen.until("right 3   with a fault 0")
        await screen.press("=4 0900 1000", "ctrl+s")
        assert "4 rows are typed in; u takes it back" in screen.status
        await screen.press("u")
        assert "undone: paper sheet typed in" in screen.status
    assert not village.registers.read(printed.key).present


async def test_a_check_in_at_a_desk_meanwhile_is_shown_in_the_lines(
    village, printed, clock, colleague
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "p", "=1 0840", "enter")
        assert "right 1   with a fault 0" in screen.text
        colleague().registers.checkin.check_in(printed, 1)
        await screen.until("! There is a record for that time already.")
        await screen.press("ctrl+s")
        assert "Nothing was written." in screen.status
        assert "1 0840" in screen.text, "the lines stay"


async def test_escape_and_quit_ask_before_typed_lines_are_lost(village, printed, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "p", "=1 0840", "enter", "escape")
        assert "Leave without saving?" in screen.text
        await screen.press("n")
        assert "1 0840" in screen.text
        await screen.press("ctrl+q")
        assert "Leave without saving?" in screen.text
        await screen.press("n", "up", "ctrl+u", "escape")
        assert "Sign up" in screen.lines[-1]


async def test_a_reader_may_not_type_in_the_sheet(village, printed, clock, monkeypatch):
    from yigong.store.village.village import Village

    monkeypatch.setattr(Village, "writable", property(lambda self: False))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "p")
        assert "You may look but not change" in screen.status


async def test_a_new_person_is_added_from_their_row_and_no_line_is_lost(village, printed, clock):
    clock.forward(hours=4)
    async with opened(village.folder, clock=clock, size=(90, 24)) as screen:
        await screen.press("enter", "p", "=1 0840 1000", "enter", "=6 马小芹 0900 1000", "enter")
        assert "right 1   with a fault 1" in screen.text
        assert "^N  New person" in screen.lines[-1], "on the empty line after it"
        await screen.press("ctrl+n")
        assert screen.app.screen.values()["name"] == "马小芹"
        await screen.press("ctrl+s")
        assert screen.status == "✓ 马小芹 is on the roster: V0008"
        assert "right 2   with a fault 0" in screen.text
        await screen.press("ctrl+s")
        assert "2 rows are typed in" in screen.status
    assert village.registers.read(printed.key).entries[8].row == 6


async def test_what_is_wrong_with_a_line_is_said_in_full_on_a_narrow_terminal(
    village, printed, clock
):
    async with opened(village.folder, clock=clock, size=(40, 20)) as screen:
        await screen.press("enter", "p", "=99 0852")
        said = "! The sheet ends with row 15, there is no row 99; if it was added by hand,"
        assert said in " ".join(" ".join(screen.lines).split())


@pytest.mark.parametrize("hours", [1, 4], ids=["under way", "over"])
async def test_the_examples_are_lines_of_this_sheet_and_can_be_typed_as_they_stand(
    village, printed, clock, hours
):
    village.registers.checkin.check_in(printed, 1)
    clock.forward(hours=hours)
    left = {1: "0950", 4: "1130"}[hours]
    lines = (f"2 0830 {left}", "3 0830", "4 late", "5 guest", f"6 V0006 0830 {left}")
    async with opened(village.folder, clock=clock, size=(120, 24)) as screen:
        await screen.press("enter", "p")
        assert all(f" {line}" in screen.text for line in lines)
        for line in lines:
            await screen.press(f"={line}", "enter")
        assert "right 5   with a fault 0" in screen.text


async def test_before_the_sheet_is_printed_the_example_is_a_row_with_a_name(
    village, duty_day, enrol, clock
):
    enrol("安大海")
    clock.forward(hours=4)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "p")
        assert "in, out: V0001 0830 1130" in screen.text and "guest" not in screen.text


async def test_a_name_corrected_in_the_form_is_corrected_in_the_line_with_the_code(
    village, printed, clock
):
    clock.forward(hours=4)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "p", "=6 马小琴", "ctrl+n", "ctrl+u", "=马小芹", "ctrl+s")
        await screen.press("= 0900 1000")
        assert "6 马小芹 V0008 0900" in screen.text and "09:00-10:00  60 min" in screen.text


async def test_a_blank_row_gets_the_name_of_the_new_person_and_a_printed_one_does_not(
    village, printed, clock
):
    clock.forward(hours=4)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "p", "=6 0900", "ctrl+n", "=马小芹", "ctrl+s")
        assert "6 马小芹 V0008 0900" in screen.text
        await screen.press("enter", "=2 0900", "ctrl+n", "=牛大山", "ctrl+s")
        assert "right 2   with a fault 0" in screen.text
        assert screen.app.screen.input.value == "2 0900"


async def test_who_left_past_midnight_is_typed_in_from_the_sheet(village, enrol, clock):
    enrol("安大海", "包小明", "陈玉珍")
    event = village.events.add(Event(title="灯会", start=datetime(2026, 11, 25, 19), minutes=240))
    lanterns = village.events.occurrence(event.number, event.start.date())
    clock.now = lanterns.start
    async with opened(village.folder, clock=clock, size=(100, 30)) as screen:
        await screen.press("enter")
        clock.forward(hours=6)
        await screen.press("p", "=1 安大海 2030 0010", "enter", "=2 包小明 1900 2400", "enter")
        assert "20:30 - 26 Nov 00:10  220 min" in screen.text
        assert "19:00-23:00  240 min  (no longer than the event)" in screen.text
        await screen.press("=3 陈玉珍 2030 0210")
        assert "That is not when it took place (19:00-23:00)." in screen.text
        await screen.press("ctrl+u", "ctrl+s")
        assert "2 rows are typed in" in screen.status
