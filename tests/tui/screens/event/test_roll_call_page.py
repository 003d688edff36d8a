"""点名: one key for each name, interrupted and continued; who is not called is not absent."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from support.clock import MORNING
from support.screens import opened
from yigong.store.attendance.register import Register
from yigong.store.attendance_records import Entry, Stint
from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.records import Squad
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village
from yigong.tui.view.roll_call_words import call_state, roll_call_entries, roll_counts
from yigong.tui.widgets.called_name import spaced_name


@pytest.fixture
def occurrence(village, duty_day, enrol):
    """Five people signed up: three of the 修葺队, which 李芳 leads, two of the 清理队."""
    enrol("安大海", "包小明", "陈玉珍", "丁建国", "方秀兰", "李芳")
    village.squads.add(Squad(name="清理队", members=(4, 5)))
    village.squads.add(Squad(name="修葺队", members=(1, 2, 3, 6), leader=6))
    village.registers.signup.sign_up(duty_day, 1, 2, 3, squad=2)
    village.registers.signup.sign_up(duty_day, 4, 5, squad=1)
    return duty_day


def marks(village, occurrence) -> dict[int, str]:
    """The state of each entry, by person."""
    entries = village.registers.read(occurrence.key).entries
    return {n: call_state(e) for n, e in entries.items()}


async def test_a_squad_is_chosen_and_called_with_one_key_each(village, occurrence, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l")
        assert "Roll call" in screen.text
        assert any("修葺队" in line and "李芳" in line and "3" in line for line in screen.lines)
        await screen.press("enter")  # the cursor is on the squad that 李芳 leads
        assert "修葺队" in screen.lines[0] and "丁建国" not in screen.text
        assert "安  大  海" in screen.text and "then 包小明" in screen.text
        await screen.press("1")
        assert screen.status == "✓ 安大海: here"
        assert "包  小  明" in screen.text, "the next name is shown at once"
        await screen.press("2", "4")
        assert "here 1   late 1   on leave 0   absent 1   not called yet 0" in screen.text
        assert "everybody is called" in screen.status
        await screen.press("escape")
        assert "not called yet 2" in screen.text, "those of the other squad"
    assert marks(village, occurrence) == {
        1: "here 08:50", 2: "late 08:50", 3: "absent", 4: "", 5: "",
    }  # fmt: skip


async def test_after_the_end_the_same_key_again_checks_in_and_another_marks(
    village, occurrence, clock
):
    clock.now = occurrence.end + timedelta(hours=1)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l", "enter", "1")
        asked = "! It has ended, 安大海 is not in. Press again, or p at the event fills in."
        assert screen.status == asked and asked in screen.lines[-2]
        await screen.press("down", "1")
        assert "It has ended, 包小明" in screen.status, "each is asked about"
        await screen.press("1")
        assert screen.status == "✓ 包小明: here"
        await screen.press("2", "4")
        assert "It has ended" not in screen.status
    assert marks(village, occurrence)[2] == "here 12:30"
    assert marks(village, occurrence)[3] == "absent"


async def test_long_before_the_start_the_same_key_again_checks_in(village, occurrence, clock):
    clock.now = occurrence.start - timedelta(hours=4)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l", "enter", "1")
        assert screen.status == (
            "! It begins much later, 安大海 is not in. Press again to check in."
        )
        assert marks(village, occurrence)[1] == ""
        await screen.press("1")
        assert screen.status == "✓ 安大海: here"
    with pytest.raises(Refused, match=r"It begins only at 08:30\."):
        village.registers.checkin.roll(occurrence, 2, "here")


async def test_letters_mark_without_an_input_method(village, occurrence, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l", "home", "up", "enter")
        await screen.press("space", "c", "j", "q", "d")
    assert [*marks(village, occurrence).values()].count("here 08:50") == 2
    assert sorted(marks(village, occurrence).values())[:2] == ["absent", "here 08:50"]
    assert {"late 08:50", "on leave"} < set(marks(village, occurrence).values())


async def test_a_roll_call_continues_where_it_was_left_and_skipped_people_are_called_again(
    village, occurrence, clock, colleague
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l", "enter", "1", "down")
        assert "陈  玉  珍" in screen.text
        await screen.press("escape", "escape")
        colleague().registers.checkin.check_in(occurrence, 3)
        await screen.press("l", "enter")
        assert "包  小  明" in screen.text, "they were skipped, and are the only one not called yet"
        await screen.press("up", "4")
        assert "Checked in already, so not absent" not in screen.status
        assert "安大海: absent" in screen.status, "another mark replaces a wrong one"
        assert "包  小  明" in screen.text
    assert marks(village, occurrence)[2] == ""


async def test_a_check_in_at_a_desk_is_shown_and_the_called_person_stays(
    village, occurrence, clock
):
    other = Village.open(village.folder, Actor("王建国", "西门"), clock=clock)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l", "enter", "down")
        assert "包  小  明" in screen.text
        other.registers.checkin.check_in(occurrence, 2)
        other.registers.checkin.check_in(occurrence, 3)
        await screen.until("西门 王建国")
        assert "包  小  明" in screen.text
        assert "here 2" in screen.text
        await screen.press("minus")
        assert "was checked in at a desk" in screen.status
    assert marks(village, occurrence)[2] == "here 08:50"


async def test_an_empty_mark_takes_a_call_back(village, occurrence, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l", "enter", "1", "4", "up", "minus")
        assert "包小明: not called yet" in screen.status
        await screen.press("up", "minus")
        assert "not called yet 3" in screen.text
        await screen.press("3", "u")
        assert "undone: roll call: 安大海   not called yet" in screen.status
    assert set(marks(village, occurrence).values()) == {""}
    assert all(not e.stints for e in village.registers.read(occurrence.key).entries.values())


async def test_an_empty_mark_on_a_person_not_called_takes_the_last_call_of_the_page_back(
    village, occurrence, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l", "enter", "minus")
        assert screen.status == "! 安大海 is not called yet, so there is nothing to take back."
        await screen.press("1", "4")
        assert "陈  玉  珍" in screen.text
        await screen.press("minus")
        assert screen.status == "✓ 包小明: not called yet" and "包  小  明" in screen.text
        await screen.press("backspace")
        assert screen.status == "✓ 安大海: not called yet" and "安  大  海" in screen.text
    assert set(marks(village, occurrence).values()) == {""}


async def test_the_person_named_as_next_is_called_next(village, occurrence, clock):
    village.registers.checkin.check_in(occurrence, 2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l", "enter")
        assert "安  大  海" in screen.text and "then 陈玉珍" in screen.text
        await screen.press("down", "down")
        assert "陈  玉  珍" in screen.text and "then 安大海" in screen.text, (
            "after the last, the first"
        )
        await screen.press("1")
        assert "安  大  海" in screen.text and "then " not in screen.text


async def test_an_undo_names_the_called_person_and_not_who_had_moved_up(village, enrol, clock):
    enrol("安大海", "包小明")
    start = datetime(2026, 11, 25, 14, 0)
    event = village.events.add(Event(title="出行", kind="outing", start=start, capacity=1))
    occurrence = village.events.occurrence(event.number, event.start.date())
    village.registers.signup.sign_up(occurrence, 1, 2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l", "3", "u")
        assert screen.status == "✓ undone: roll call: 安大海   not called yet"
        assert "安  大  海" in screen.text


async def test_leave_before_the_start_frees_a_place_and_names_who_moved_up(village, enrol, clock):
    enrol("安大海", "包小明")
    start = datetime(2026, 11, 25, 14, 0)
    event = village.events.add(Event(title="出行", kind="outing", start=start, capacity=1))
    occurrence = village.events.occurrence(event.number, event.start.date())
    village.registers.signup.sign_up(occurrence, 1, 2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l")
        assert "安  大  海" in screen.text and "包小明" not in screen.text
        await screen.press("3")
        assert "安大海: on leave   包小明 moved up from the waitlist" in screen.status
        assert "包  小  明" in screen.text


async def test_without_expected_people_a_roll_call_is_refused(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l")
        assert "Nobody is expected yet: a signs people up, w whole squads." in screen.status


# -- the words and widgets ---------------------------------------------------


def test_people_on_the_waitlist_or_not_expected_are_not_called():
    register = Register(
        "E0001@2026-11-25",
        {
            1: Entry(number=1, expected=MORNING, squad=2),
            2: Entry(number=2, expected=MORNING, squad=2, waiting=True),
            3: Entry(number=3, stints=(Stint(start=MORNING),), squad=2),
            4: Entry(number=4, expected=MORNING),
        },
    )
    assert [e.number for e in roll_call_entries(register, {}, None)] == [1, 4], (
        "in no squad comes last"
    )
    assert [e.number for e in roll_call_entries(register, {}, 2)] == [1]
    assert [e.number for e in roll_call_entries(register, {}, 0)] == [4]


def test_each_entry_is_counted_in_one_state():
    stint = (Stint(start=MORNING),)
    entries = [
        Entry(number=1, expected=MORNING),
        Entry(number=2, expected=MORNING, stints=stint),
        Entry(number=3, expected=MORNING, stints=stint, mark="late"),
        Entry(number=4, expected=MORNING, mark="leave"),
        Entry(number=5, expected=MORNING, mark="absent"),
    ]
    text = "   ".join(text for text, _style in roll_counts(entries))
    assert text == "here 1   late 1   on leave 1   absent 1   not called yet 1"


def test_only_a_chinese_name_is_spaced():
    assert spaced_name("张小明", 20) == "张 小 明"
    assert spaced_name("张小明", 20, gap=2) == "张  小  明"
    assert spaced_name("Aleksandra", 20) == "Aleksandra"
    assert spaced_name("一个很长很长的名字", 20) == "一个很长很长的名字"


async def test_on_a_small_terminal_name_and_state_are_whole(village, occurrence, clock):
    async with opened(village.folder, clock=clock, size=(40, 20), lang="zh") as screen:
        await screen.press("enter", "l", "enter", "1", "up")
        assert "安  大  海" in screen.text and "还没点 2" in screen.text
        assert any("安大海" in line and "到 08:50" in line for line in screen.lines)
