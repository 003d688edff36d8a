"""收尾: open and odd entries are listed with a proposed end, and what is shown is signed."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from support.screens import opened
from yigong.store.event_records import Event
from yigong.store.settings_records import HoursPolicy


@pytest.fixture
def odd_day(village, duty_day, enrol, clock):
    """Planned to 11:30; at 20:00 安大海 is still here, 陈玉珍 left at 14:25.

    丁建国 stayed 20 minutes, 包小明 left in time, 方秀兰 signed up and did not come.
    """
    enrol("安大海", "包小明", "陈玉珍", "丁建国", "方秀兰")
    registers = village.registers
    registers.signup.sign_up(duty_day, 5)
    for number in (1, 2, 3, 4):
        registers.checkin.check_in(duty_day, number)
    clock.forward(minutes=20)
    registers.checkin.check_out(duty_day, 4)
    clock.forward(minutes=140)
    registers.checkin.check_out(duty_day, 2)
    clock.forward(minutes=175)
    registers.checkin.check_out(duty_day, 3)
    clock.forward(minutes=335)
    return duty_day


def credits(village, occurrence) -> dict[int, tuple[int, int]]:
    """Clocked and filled minutes by person."""
    entries = village.registers.read(occurrence.key).entries.values()
    return {e.number: (e.credit.clocked, e.credit.filled) for e in entries if e.credit}


async def test_only_open_and_odd_entries_are_listed_with_the_end_that_will_be_signed(
    village, odd_day, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "x")
        row = {name: next((x for x in screen.lines if name in x), "") for name in "安包陈丁方"}
        assert "still here" in row["安"] and "11:30 filled in" in row["安"] and "2.7" in row["安"]
        assert not row["包"] and not row["方"], "they are neither open nor odd"
        assert "very long" in row["陈"] and "14:25" in row["陈"] and "as clocked" in row["陈"]
        assert "too short" in row["丁"] and "0.3" in row["丁"]
        assert "1 stays as it is" in screen.text
        assert "not come 1" in screen.text and "Signed by 李芳" in screen.text
        await screen.press("y")
        assert "signed and closed" in screen.status
    assert credits(village, odd_day) == {1: (0, 160), 2: (160, 0), 3: (335, 0), 4: (20, 0)}
    assert village.registers.read(odd_day.key).entries[5].mark == "absent"


async def test_a_name_takes_what_the_row_has_left(village, odd_day, clock):
    person = village.people.get(1)
    village.people.save(msgspec.structs.replace(person, name="Alexandra Montgomery"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "x")
        row = next(line for line in screen.lines if "Alexandra" in line)
        assert "Alexandra Montgomery " in row and "11:30 filled in" in row


async def test_an_entry_of_several_stints_shows_the_first_start_and_their_number(
    village, odd_day, clock
):
    clock.forward(hours=-10)
    village.registers.checkin.check_in(odd_day, 4, again=True)
    clock.forward(hours=10)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "x")
        row = next(line for line in screen.lines if "丁建国" in line)
        assert "08:50 (2)" in row and "11:30 filled in" in row
        assert "08:50 " in next(line for line in screen.lines if "安大海" in line)


async def test_one_key_takes_every_proposed_end(village, odd_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "x", "z")
        assert "stays as it is" not in screen.text
        await screen.press("y")
    assert credits(village, odd_day) == {1: (0, 160), 2: (160, 0), 3: (0, 160), 4: (20, 0)}
    head = village.registers.read(odd_day.key).head
    assert head is not None and head.closed_by == "李芳"


async def test_an_end_is_typed_for_one_person_and_an_impossible_one_is_refused(
    village, odd_day, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "x", "t")
        assert "When did 安大海 leave?" in screen.text
        await screen.press("=830", "enter")
        assert "They came at 08:50, so they left later." in screen.status
        await screen.press("ctrl+u", "=1500", "enter")
        assert "That is not when it took place (08:30-11:30)." in screen.status
        await screen.press("ctrl+u", "=10：15", "enter")
        assert "10:15 filled in" in screen.text
        await screen.press("down", "space")
        assert "11:30 filled in" in screen.text, "the proposed end of the very long stint"
        await screen.press("up", "space")
        assert "as clocked" in screen.text, "the clocked end again"
        await screen.press("y")
    assert credits(village, odd_day) == {1: (0, 85), 2: (160, 0), 3: (335, 0), 4: (20, 0)}


async def test_an_end_past_midnight_is_typed_for_one_and_for_all(village, enrol, clock):
    enrol("安大海", "包小明")
    event = village.events.add(
        Event(title="灯会", role="volunteer", start=datetime(2026, 11, 25, 19), minutes=240)
    )
    lanterns = village.events.occurrence(event.number, event.start.date())
    clock.now = lanterns.start
    for number in (1, 2):
        village.registers.checkin.check_in(lanterns, number)
    async with opened(village.folder, clock=clock, size=(100, 30)) as screen:
        await screen.press("enter")
        clock.forward(hours=5, minutes=30)
        await screen.press("x")
        assert "23:00 filled in" in screen.text
        await screen.press("t", "ctrl+u", "=0010", "enter")
        assert "26 Nov 00:10" in screen.text
        await screen.press("T", "ctrl+u", "=24:00", "enter")
        assert screen.text.count("26 Nov 00:00") == 2
        await screen.press("t", "ctrl+u", "=0200", "enter")
        assert "That lies ahead" in screen.status
        await screen.press("escape", "y")
    assert credits(village, lanterns) == {1: (0, 300), 2: (0, 300)}


async def test_one_end_is_typed_for_all_open_stints_but_those_that_began_later(
    village, duty_day, enrol, clock
):
    enrol("安大海", "包小明")
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=90)
    village.registers.checkin.check_in(duty_day, 2)
    clock.forward(hours=3)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "x", "T", "=10:00", "enter")
        assert "10:00 filled in" in screen.text and "11:30 filled in" in screen.text
        await screen.press("y")
    assert credits(village, duty_day) == {1: (0, 70), 2: (0, 70)}


async def test_a_person_checked_in_by_mistake_and_out_at_once_is_not_credited_with_the_day(
    village, duty_day, enrol, clock
):
    enrol("安大海", "包小明")
    for number in (1, 2):
        village.registers.checkin.check_in(duty_day, number)
        village.registers.checkin.check_out(duty_day, number)
    clock.forward(hours=4)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "x")
        assert "out before in" in screen.text and "2 stay as they are" in screen.text
        await screen.press("space")
        assert "1 stays as it is" in screen.text, "the proposal was taken for the other"
        await screen.press("y")
    assert sorted(credits(village, duty_day).values()) == [(0, 0), (0, 160)]


async def test_a_register_that_was_changed_since_it_was_shown_is_not_signed(
    village, odd_day, clock, monkeypatch, colleague
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "x")
        monkeypatch.setattr(type(screen.app), "poll", lambda self: None)
        colleague().registers.checkin.check_out(odd_day, 1)
        await screen.press("y")
        assert "look again, then y signs" in screen.status
        assert not village.registers.read(odd_day.key).closed
        assert "安大海" not in screen.text and "陈玉珍" in screen.text
        await screen.press("y")
    assert village.registers.read(odd_day.key).closed


async def test_the_hours_shown_are_the_hours_signed_under_the_villages_rules(
    village, odd_day, clock
):
    rules = HoursPolicy(round_to=30, min_presence=60)
    village.save_settings(msgspec.structs.replace(village.settings, hours=rules))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "x", "z")
        shown = {name: next(x for x in screen.lines if name in x).split()[-1] for name in "安陈丁"}
        await screen.press("y")
    assert shown == {"安": "2.5", "陈": "2.5", "丁": "0.0"}
    assert credits(village, odd_day) == {1: (0, 150), 2: (150, 0), 3: (0, 150), 4: (0, 0)}


async def test_a_long_reason_of_a_reopening_is_said_in_full_on_a_narrow_terminal(
    village, odd_day, clock
):
    reason = "two people were still here at the end, and nobody had checked them out"
    village.registers.settlement.close(odd_day, ends={1: odd_day.end})
    village.registers.settlement.reopen(odd_day, reason)
    async with opened(village.folder, clock=clock, size=(40, 20)) as screen:
        for key in ("enter", "x"):
            await screen.press(key)
            assert reason in " ".join(" ".join(screen.lines).split())


async def test_a_reopening_needs_a_reason_which_the_pages_show(village, odd_day, clock):
    async with opened(village.folder, clock=clock, size=(98, 30)) as screen:
        await screen.press("enter", "x", "z", "y", "R", "enter")
        assert "The reason is empty" in screen.status
        assert village.registers.read(odd_day.key).closed
        await screen.press("=漏了一人", "enter")
        sentence = "Corrected after signing: 2026-11-25 20:00, by 李芳: 漏了一人"
        assert sentence in screen.text
        await screen.press("x")
        assert sentence in screen.text
        await screen.press("y")
        assert sentence in screen.text and "signed by 李芳" in screen.text


async def test_any_check_in_is_revoked_with_a_reason_and_the_sign_up_stays(
    village, duty_day, enrol, clock, colleague
):
    enrol("安大海")
    village.registers.signup.sign_up(duty_day, 1)
    colleague().registers.checkin.check_in(duty_day, 1)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "minus")
        assert "Take the check-in of 安大海 at 08:50 back? Why?" in screen.text
        assert "西门 王强" in screen.text
        await screen.press("escape")
        assert village.registers.read(duty_day.key).present
        await screen.press("minus", "=认错人了", "enter")
        assert "the check-in of 安大海 is taken back" in screen.status
        assert "expected 1   came 0" in screen.text
        await screen.press("minus")
        assert "安大海 is not signed up any more" in screen.status
        village.registers.checkin.check_in(duty_day, 1)
        clock.forward(minutes=30)
        colleague("赵敏", "南门").registers.checkin.check_out(duty_day, 1)
        await screen.until(lambda: not screen.app.screen.is_stale())
        await screen.press("minus")
        assert "Take the check-out of 安大海 at 09:20 back? Why?" in screen.text
        assert "南门 赵敏" in screen.text, "desk and organiser of the check-out"
        await screen.press("=还没走", "enter")
        assert "they are here" in screen.status and "still here 1" in screen.text
    acts = [(line.act, line.note) for line in village.history.newest_first()]
    assert ("revoke", "认错人了") in acts


async def test_a_raised_capacity_moves_the_waitlist_up_and_names_who_moved(village, enrol, clock):
    enrol("安大海", "包小明", "陈玉珍")
    event = village.events.add(
        Event(title="出行", kind="outing", start=datetime(2026, 11, 25, 14, 0), capacity=1)
    )
    occurrence = village.events.occurrence(event.number, event.start.date())
    village.registers.signup.sign_up(occurrence, 1, 2, 3)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "e")
        screen.app.screen.set_value("capacity", "2")
        await screen.press("ctrl+s")
        assert "包小明 moved up from the waitlist" in screen.status
        assert "waiting 1" in screen.text and "places 2" in screen.text
        await screen.press("u")
        assert "waiting 2" in screen.text and "places 1" in screen.text, "one undo for both"
        assert screen.status == "✓ undone: event changed: 出行"


async def test_undoing_fewer_places_names_who_has_one_again(village, enrol, clock):
    enrol("安大海", "包小明")
    event = village.events.add(
        Event(title="出行", kind="outing", start=datetime(2026, 11, 25, 14, 0), capacity=2)
    )
    village.registers.signup.sign_up(village.events.occurrence(1, event.start.date()), 1)
    async with opened(village.folder, desk="西门", clock=clock) as screen:
        await screen.press("enter", "e")
        screen.app.screen.set_value("capacity", "1")
        await screen.press("ctrl+s")
        fewer = village.events.occurrence(1, event.start.date())
        village.registers.signup.sign_up(fewer, 2)  # at another desk: 东门
        await screen.press("u")
        assert "包小明 moved up from the waitlist 25 Nov" in screen.status


async def test_who_was_at_another_event_at_once_is_listed_with_it_and_the_end_is_taken(
    village, duty_day, enrol, clock
):
    enrol("安大海")
    village.events.add(Event(title="植树", start=datetime(2026, 11, 25, 10, 30), minutes=120))
    planting = village.events.occurrence(2, duty_day.planned)
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=100)
    village.registers.checkin.check_in(planting, 1)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(duty_day, 1)
    async with opened(village.folder, clock=clock, lang="zh") as screen:
        screen.app.open_occurrence(duty_day)
        await screen.press("x")
        row = next(line for line in screen.lines if "安大海" in line)
        assert "也在植树 10:30-12:30" in row
        assert screen.lines[-3].strip() == "安大海  也在植树 10:30-12:30"
        await screen.press("z", "y")
    (stint,) = village.registers.read(duty_day.key).entries[1].stints
    assert (f"{stint.start:%H:%M}", f"{stint.end:%H:%M}") == ("08:50", "10:30")


@pytest.mark.parametrize(("lang", "size"), [("en", (80, 24)), ("zh", (80, 24)), ("en", (120, 36))])
async def test_who_was_in_the_evening_before_is_signed_from_the_planned_start_unless_left(
    village, duty_day, enrol, clock, lang, size
):
    enrol("诸葛思远", "包小明")
    clock.now = duty_day.start - timedelta(hours=11, minutes=30)
    for number in (1, 2):
        village.registers.checkin.check_in(duty_day, number, outside_hours=True)
    clock.now = duty_day.end
    village.registers.checkin.check_out(duty_day, 2)
    async with opened(village.folder, clock=clock, lang=lang, size=size) as screen:
        screen.app.open_occurrence(duty_day)
        await screen.press("x")
        evening = "11月24日 21:00" if lang == "zh" else "24 Nov 21:00"
        rows = [line for line in screen.lines if evening in line]
        assert all("08:30-11:30" in row and "3.0" in row for row in rows) and len(rows) == 2
        await screen.press("down", "space")
        row = next(line for line in screen.lines if "包小明" in line and "21:00" in line)
        assert "14.5" in row and "08:30" not in row
        await screen.press("z")
        row = next(line for line in screen.lines if "包小明" in line and "21:00" in line)
        assert "08:30-11:30" in row
        await screen.press("y")
    assert credits(village, duty_day) == {1: (0, 180), 2: (0, 180)}
