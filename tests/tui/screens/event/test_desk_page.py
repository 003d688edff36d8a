"""The desk page: full events, other squads, check-out of all, households, other desks."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from support.screens import opened
from yigong.store.records import Event, Squad, Volunteer

PHONE = "12000000001"


@pytest.fixture
def small(village, clock):
    """An event of two places that began twenty minutes ago and needs 修葺队."""
    village.squads.add(Squad(name="修葺队"))
    start = clock.now.replace(hour=8, minute=30, tzinfo=None)
    event = village.events.add(
        Event(title="出行", start=start, minutes=180, capacity=2, needs={1: 2})
    )
    return village.events.occurrence(event.number, start.date())


async def test_without_a_free_place_the_desk_asks_and_enter_admits(village, small, enrol, clock):
    enrol("张小明", "李秀英", "单玉珍", "王强")
    village.registers.signup.sign_up(small, 1, 2, 3)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "enter")
        assert "张小明 is checked in" in screen.status, "they had signed up for a place"
        assert "places 2/2" in screen.text
        await screen.press("=wq", "enter")
        assert "All 2 places are taken, and 王强 has none." in screen.status
        await screen.press("escape")
        assert screen.status == "" and screen.app.screen.finder.query_text == ""
        await screen.press("=syz", "enter")
        assert "单玉珍 is on the waitlist. Enter lets them in" in screen.status
        await screen.debounced()
        await screen.press("enter")
        assert "单玉珍 is checked in" in screen.status and "places 3/2" in screen.text
    present = [e.number for e in village.registers.read(small.key).present]
    assert present == [1, 3]


async def test_a_person_of_a_squad_that_is_not_needed_is_checked_in_with_a_note(
    village, small, enrol, clock
):
    enrol("张小明", "李秀英")
    village.squads.add(Squad(name="清理队", members=(1,)))
    village.squads.join(1, 2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "enter")
        assert "清理队: not among the squads needed" in screen.status
        await screen.press("=lxy", "enter")
        assert screen.status == "✓ 08:50 李秀英 is checked in  修葺队"


async def test_everybody_still_here_is_checked_out_at_one_time(village, duty_day, enrol, clock):
    enrol("张小明", "李秀英", "单玉珍")
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "ctrl+o")
        assert "Check out all 2 who are still here" in screen.text
        await screen.press("ctrl+u", "=9:30", "enter")
        assert "That lies ahead" in screen.status
        clock.forward(hours=2)
        village.registers.checkin.check_in(duty_day, 3)
        await screen.press("ctrl+u", "=10:00", "enter")
        assert screen.status == "✓ 10:00 2 people are checked out  1 came later and are still here"
        await screen.press("ctrl+z")
        assert "undone: check-out" in screen.status and "still here 3" in screen.text
        await screen.press("ctrl+o", "enter", "ctrl+o")
        assert "Nobody is here now" in screen.status
    ends = [e.stints[0].end for e in village.registers.read(duty_day.key).present]
    assert ends == [clock.now] * 3


async def test_everybody_is_checked_out_at_an_hour_past_midnight(village, enrol, clock):
    enrol("张小明", "李秀英")
    event = village.events.add(Event(title="灯会", start=datetime(2026, 11, 25, 19), minutes=240))
    lanterns = village.events.occurrence(event.number, event.start.date())
    clock.now = lanterns.start
    for number in (1, 2):
        village.registers.checkin.check_in(lanterns, number)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "d")
        clock.forward(hours=5, minutes=30)
        await screen.press("ctrl+o", "ctrl+u", "=02:30", "enter")
        assert "not when it took place (19:00-23:00)" in screen.status
        await screen.press("ctrl+u", "=24:00", "enter")
        assert screen.status == "✓ 11-26 00:00 2 people are checked out"
        await screen.press("ctrl+z", "ctrl+o", "ctrl+u", "=0010", "enter")
        assert screen.status == "✓ 11-26 00:10 2 people are checked out"
    ends = {e.stints[0].end for e in village.registers.read(lanterns.key).present}
    assert ends == {lanterns.start + timedelta(hours=5, minutes=10)}


async def test_a_check_out_long_after_the_end_is_the_planned_end_and_says_so(
    village, duty_day, enrol, clock
):
    enrol("张小明", "李秀英")
    for number in (1, 2):
        village.registers.checkin.check_in(duty_day, number)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "d")
        clock.forward(hours=8)
        await screen.press("=zxm", "enter")
        assert "张小明 is here since 08:50. Enter checks out." in screen.status
        await screen.debounced()
        await screen.press("enter")
        ended = "11:30 张小明 is checked out: it ended long ago, so its end is filled in"
        assert ended in screen.status
        clock.forward(days=5)
        await screen.press("ctrl+o", "enter")
        assert screen.status == "✓ 11:30 1 person is checked out"
    for entry in village.registers.read(duty_day.key).present:
        [stint] = entry.stints
        assert (stint.end, stint.origin) == (duty_day.end, "filled")


async def test_after_the_end_the_desk_asks_and_enter_checks_in_all_the_same(
    village, small, enrol, clock
):
    enrol("张小明", "李秀英", "单玉珍", "王强")
    village.registers.signup.sign_up(small, 1, 2)
    village.registers.checkin.check_in(small, 1)
    village.registers.checkin.check_out(small, 1)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "d")
        clock.now = small.end + timedelta(minutes=1)
        await screen.press("=lxy", "enter")
        asked = "It has ended, 李秀英 is not in. Enter checks in; p at the event writes it in."
        assert screen.status == asked and asked in screen.lines[-2]
        await screen.press("escape")
        assert not village.registers.read(small.key).entries[2].stints
        await screen.press("=lxy", "enter")
        await screen.debounced()
        await screen.press("enter")
        assert "11:31 李秀英 is checked in" in screen.status
        await screen.press("=zxm", "enter")
        for question in ("left at 08:50. Back again?", "It has ended, 张小明"):
            assert question in screen.status
            await screen.debounced()
            await screen.press("enter")
        assert "11:31 张小明 is checked in" in screen.status
        await screen.press("=wq", "enter")
        for question in ("It has ended, 王强", "All 2 places are taken"):
            assert question in screen.status
            await screen.debounced()
            await screen.press("enter")
        assert "11:31 王强 is checked in" in screen.status


async def test_a_household_that_comes_after_the_end_is_asked_about_as_one(village, small, clock):
    village.people.add_all(Volunteer(name=n, phone=PHONE) for n in ("张小明", "李秀英", "张大山"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "d")
        clock.now = small.end + timedelta(minutes=1)
        await screen.press("=zxm", "ctrl+b", "a", "enter")
        assert "It has ended, 张小明 李秀英 张大山 is not in." in screen.status
        assert not village.registers.read(small.key).entries
        await screen.press("enter")
        assert "All 2 places are taken" in screen.status
        await screen.press("enter")
        assert "张小明: 2 people along" in screen.status
    assert len(village.registers.read(small.key).present) == 3


async def test_a_household_and_two_children_are_checked_in_with_one_enter(village, duty_day, clock):
    village.people.add_all(
        Volunteer(name=name, phone=PHONE) for name in ("张小明", "李秀英", "张大山", "张小宝")
    )
    village.registers.signup.sign_up(duty_day, 2)
    village.registers.checkin.check_in(duty_day, 4)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "ctrl+b")
        assert "[x] 李秀英" in screen.text, "expected members are ticked"
        assert "[ ] 张大山" in screen.text and "[ ] 张小宝" not in screen.text
        assert "heads 2" in screen.text
        await screen.press("down", "space", "1", "space", "2")
        assert "[x] 张大山" in screen.text and "heads 6" in screen.text
        await screen.press("enter")
        assert screen.status == "✓ 张小明: 5 people along  李秀英 张大山"
        assert "came 4" in screen.text and "heads 7" in screen.text
        await screen.press("ctrl+z")
        assert "came 1" in screen.text, "it was one change"
    entries = village.registers.read(duty_day.key).entries
    assert [e.number for e in entries.values() if e.stints] == [4]


async def test_a_household_without_a_free_place_is_asked_about_and_stays_ticked(
    village, small, clock
):
    village.people.add_all(Volunteer(name=n, phone=PHONE) for n in ("张小明", "李秀英", "张大山"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "ctrl+b", "a", "enter")
        assert "All 2 places are taken, and 张大山 has none" in screen.status
        assert not village.registers.read(small.key).entries, "all of them, or nobody"
        await screen.press("down")
        await screen.press("space")
        assert screen.status == "" and "[ ] 张大山" in screen.text
        await screen.press("space", "enter", "enter")
        assert "张小明: 2 people along" in screen.status
    assert len(village.registers.read(small.key).present) == 3


async def test_head_counts_are_corrected_later_without_a_new_check_in(
    village, duty_day, enrol, clock
):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=30)
    village.registers.checkin.check_out(duty_day, 1)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "ctrl+b", "=0 3", "enter")
        assert "heads 4" in screen.text and "still here 0" in screen.text


async def test_the_other_desks_at_work_are_shown_as_they_open_and_close(
    village, duty_day, enrol, clock, colleague
):
    other = colleague("王建国", "西门")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        assert "also at work" not in screen.text
        other.presence.enter(duty_day.key)
        assert [(at.desk, at.by) for at in other.presence.others(duty_day.key)] == [
            ("东门", "李芳")
        ]
        await screen.until(lambda: "also at work: 西门 王建国" in screen.lines[1])
        other.presence.leave(duty_day.key)
        await screen.until(lambda: "also at work" not in screen.text)
        await screen.press("escape")
        await screen.until(lambda: other.presence.others(duty_day.key) == [])


async def test_a_check_in_reloads_the_page_once_and_another_desks_check_in_once(
    village, duty_day, enrol, clock, colleague
):
    """After its own check-in the page is loaded, so the next poll does not reload it."""
    enrol("张小明", "李秀英")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "enter")
        page = screen.app.screen
        assert not page.is_stale()
        reloaded = []
        page.reload = lambda: reloaded.append(1)
        await screen.wait(1.2)
        assert not reloaded
        colleague().registers.checkin.check_in(duty_day, 2)
        await screen.until(lambda: reloaded)
        assert reloaded == [1]


async def test_namesakes_are_distinguished_before_enter_acts(village, duty_day, clock):
    village.people.add(Volunteer(name="张伟", phone="12000000001", group="一组"))
    village.people.add(Volunteer(name="张伟", phone="12000000002", group="二组"))
    village.squads.add(Squad(name="修葺队", members=(2,)))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zw", "enter")
        assert "2 people: choose with the arrows" in screen.status
        rows = [line for line in screen.lines if "张伟" in line]
        assert "..0001 一组" in rows[0]
        assert "修葺队" in rows[1] and "..0002 二组" in rows[1]
        await screen.press("down", "down", "enter")
        assert screen.status == "✓ 08:50 张伟 V0002 is checked in  修葺队"
        assert "came   张伟 V0002" in screen.text
        clock.forward(minutes=30)
        await screen.press("=v2", "enter")
        await screen.debounced()
        await screen.press("enter")
        assert screen.status == "✓ 09:20 张伟 V0002 is checked out"
        await screen.press("ctrl+z")
        assert screen.status == "✓ undone: check-out 张伟 V0002"


async def test_arrows_drop_the_question_and_choose_another_person(village, duty_day, enrol, clock):
    enrol("张小明", "张晓梅")
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=30)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "down")
        first = screen.app.screen.finder.number
        if first != 1:
            await screen.press("down")
        await screen.press("enter")
        assert "张小明 is here since 08:50" in screen.status
        await screen.press("up" if first != 1 else "down")
        assert screen.status == ""
        await screen.debounced()
        await screen.press("enter")
        assert "张晓梅 is checked in" in screen.status
    assert village.registers.read(duty_day.key).entries[1].here


async def test_a_person_archived_after_the_check_in_stays_in_the_register(
    village, duty_day, enrol, clock
):
    [person] = enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    village.people.save(msgspec.structs.replace(person, archived=True))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        assert "张小明" in screen.text and "came 1" in screen.text


async def test_an_open_desk_notices_that_a_colleague_moved_or_cancelled_the_occurrence(
    village, duty_day, enrol, clock, colleague
):
    enrol("张小明")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm")
        other = colleague()
        start = clock.now.replace(hour=10, minute=0, tzinfo=None)
        other.events.move(duty_day.event.number, duty_day.planned, start)
        await screen.until(lambda: "10:00-13:00" in screen.lines[0])
        other.events.cancel_occurrence(duty_day.event.number, duty_day.planned, "下雨")
        await screen.until(lambda: "cancelled" in screen.lines[1])
        await screen.press("enter")
        assert "is cancelled" in screen.status
        assert screen.app.screen.finder.query_text == "zxm"
    assert not village.registers.read(duty_day.key).entries


async def test_a_missing_folder_is_reported_instead_of_a_missing_person(
    village, duty_day, enrol, clock
):
    enrol("张小明")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        renamed = village.folder.rename(village.folder.with_name("gone"))
        await screen.press("=zxm")
        assert "is gone" in screen.status and "Nobody" not in screen.status
        await screen.wait(1.0)  # longer than a poll
        renamed.rename(village.folder)
        await screen.until(lambda: "张小明" in screen.text and screen.status == "")


async def test_after_an_answer_the_next_letter_replaces_the_query_and_enter_still_answers(
    village, duty_day, enrol, clock
):
    enrol("潘宝山", "孙桂兰")
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=30)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=pbs", "enter")
        assert "Enter checks out" in screen.status
        await screen.press("=sgl")
        assert screen.app.screen.finder.query_text == "sgl"
        await screen.press("enter")
        assert "孙桂兰 is checked in" in screen.status
        await screen.press("=pbs", "enter")
        await screen.debounced()
        await screen.press("enter")
        assert "潘宝山 is checked out" in screen.status
        await screen.press("=xyz", "enter", "=pb")
        assert screen.app.screen.finder.query_text == "pb", "nobody was found by xyz"


async def test_a_query_can_be_edited_after_an_answer(village, duty_day, enrol, clock):
    enrol("潘宝山", "潘宝珠")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=pbx", "enter", "backspace")
        assert screen.app.screen.finder.query_text == "pb"
        await screen.press("enter", "=z")
        assert screen.app.screen.finder.query_text == "pbz", "several people: type more"
        await screen.press("=q", "enter", "left", "=h")
        assert screen.app.screen.finder.query_text == "pbzhq"


async def test_the_number_of_hidden_matches_is_shown_while_typing(village, duty_day, enrol, clock):
    enrol(19)
    village.people.add(Volunteer(name="李秀英"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=c")
        assert screen.status == "and 12 more: type another letter"
        assert screen.text.count("村民0") == 7
        await screen.press("backspace")
        assert screen.status == "", "the note about the query is removed with it"
        await screen.press("=lx")
        assert screen.status == ""
        await screen.press("=q")
        assert "Nobody is found by lxq" in screen.status
        enrol(40)
        await screen.press("ctrl+u", "=c")
        assert screen.status == "and more than 43 more: type another letter"


async def test_without_a_household_the_page_explains_that_digits_count_heads(
    village, duty_day, enrol, clock
):
    enrol("张小明")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "ctrl+b")
        assert "Digits count heads" in screen.text
        assert "Tick" not in screen.lines[-1] and "Everybody" not in screen.lines[-1]
        await screen.press("=1 2", "enter")
        assert "张小明: 3 people along" in screen.status


async def test_who_is_still_inside_another_event_is_checked_in_and_it_is_said(
    village, small, duty_day, enrol, clock
):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=5)
    async with opened(village.folder, clock=clock) as screen:
        screen.app.open_desk(small)
        await screen.press("=zxm", "enter")
        assert "✓ 08:55 张小明 is checked in  still checked in at 村民义务日 since 08:50" in (
            screen.status
        )
    assert village.registers.read(small.key).here and village.registers.read(duty_day.key).here


async def test_signing_up_for_two_events_at_one_time_is_said(village, small, duty_day, clock):
    village.people.add(Volunteer(name="张小明"))
    village.registers.signup.sign_up(duty_day, 1)
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        screen.app.open_occurrence(small)
        await screen.press("a", "=zxm", "enter")
        assert "张小明 is signed up; 1 are expected   at the same time: 村民义务日 08:30-11:30" in (
            screen.status
        )
