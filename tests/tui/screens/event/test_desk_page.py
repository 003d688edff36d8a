"""The desk page: full events, other squads, check-out of all, households, other desks."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from support.screens import opened
from yigong.store.attendance.roles import counted_role
from yigong.store.event_records import Event
from yigong.store.records import Squad, Volunteer

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
        assert screen.status == "✓ 26 Nov 00:00 2 people are checked out"
        await screen.press("ctrl+z", "ctrl+o", "ctrl+u", "=0010", "enter")
        assert screen.status == "✓ 26 Nov 00:10 2 people are checked out"
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
        ended = "11:30 张小明 is checked out  It ended long ago, so the planned end is filled in."
        assert ended in screen.status
        clock.forward(days=5)
        await screen.press("ctrl+o", "enter")
        assert screen.status == "✓ 25 Nov 11:30 1 person is checked out"
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
        assert screen.status == asked and asked in screen.lines[3]
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


async def test_long_before_the_start_the_desk_asks_and_enter_checks_in_all_the_same(
    village, small, clock
):
    village.people.add_all(Volunteer(name=n, phone=PHONE) for n in ("张小明", "李秀英", "张大山"))
    clock.now = small.start - timedelta(hours=4)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "d", "=zxm", "enter")
        asked = "It begins much later, 张小明 is not in. Enter checks in all the same."
        assert screen.status == asked and asked in screen.lines[3]
        assert not village.registers.read(small.key).entries
        await screen.debounced()
        await screen.press("enter")
        assert "04:30 张小明 is checked in" in screen.status
        await screen.press("=lxy", "ctrl+b", "space", "enter")
        assert "It begins much later, 李秀英" in screen.status


async def test_a_household_that_comes_after_the_end_is_asked_about_as_one(village, small, clock):
    village.people.add_all(Volunteer(name=n, phone=PHONE) for n in ("张小明", "李秀英", "张大山"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "d")
        clock.now = small.end + timedelta(minutes=1)
        await screen.press("=zxm", "ctrl+b", "a", "enter")
        assert "It has ended, 张小明 李秀英 张大山 is not in." in screen.status
        assert not village.registers.read(small.key).entries
        await screen.press("enter")
        assert "3 heads, and 2 of 2 places are free" in screen.status
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
        assert "came 4 +3" in screen.text and "vol 4   part 3" in screen.text
        await screen.press("ctrl+z")
        assert "came 1" in screen.text, "it was one change"
    entries = village.registers.read(duty_day.key).entries
    assert [e.number for e in entries.values() if e.stints] == [4]


async def test_who_has_left_comes_back_with_a_household_only_by_a_key_of_its_own(
    village, duty_day, clock
):
    village.people.add_all(Volunteer(name=n, phone=PHONE) for n in ("张小明", "李秀英", "张大山"))
    checkin = village.registers.checkin
    village.registers.signup.sign_up(duty_day, 1, 2, 3)
    for number in (1, 2):
        checkin.check_in(duty_day, number)
    clock.forward(minutes=30)
    for number in (1, 2):
        checkin.check_out(duty_day, number)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "ctrl+b")
        assert "[ ] 李秀英" in screen.text and "[x] 张大山" in screen.text
        await screen.press("z", "z")
        assert "[ ] 李秀英" in screen.text and "[x] 张大山" in screen.text
        await screen.press("enter")
        assert "张小明 left at 09:20. Back again?" in screen.status
        assert not village.registers.read(duty_day.key).here
        await screen.press("enter")
    assert [entry.number for entry in village.registers.read(duty_day.key).here] == [1, 3]


async def test_after_an_undo_nobody_is_the_last_person(village, duty_day, enrol, clock):
    enrol("张小明", "李秀英")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "enter", "ctrl+z", "ctrl+b")
        assert screen.status == "! Choose somebody first: who did they come with?"
        await screen.press("ctrl+t")
        assert screen.status == "! Choose somebody first: whose role is another?"


async def test_the_footer_says_what_enter_does_now(village, duty_day, enrol, clock):
    enrol("张小明")
    async with opened(village.folder, clock=clock, size=(40, 20)) as screen:
        await screen.press("d", "=zxm")
        assert "Enter  Check in" in screen.text
        await screen.press("enter")
        clock.forward(minutes=30)
        await screen.press("=zxm", "enter")
        assert "Enter  Check out" in screen.text and "Enter checks out." in screen.status
        await screen.press("escape")
        assert "Enter  Check in" in screen.text


async def test_a_household_without_a_free_place_is_asked_about_and_stays_ticked(
    village, small, clock
):
    village.people.add_all(Volunteer(name=n, phone=PHONE) for n in ("张小明", "李秀英", "张大山"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "ctrl+b", "a", "enter")
        assert "张小明: 3 heads, and 2 of 2 places are free" in screen.status
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
        assert "vol 1   part 3" in screen.text and "still here 0" in screen.text


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
        assert "came V 张伟 V0002" in screen.text
        clock.forward(minutes=30)
        await screen.press("=v2", "enter")
        await screen.debounced()
        await screen.press("enter")
        assert screen.status == "✓ 09:20 张伟 V0002 is checked out"
        await screen.press("ctrl+z")
        assert screen.status == "✓ undone: check-out: 张伟 V0002"


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


async def test_signing_up_for_two_events_at_one_time_is_asked(village, small, duty_day, clock):
    village.people.add(Volunteer(name="张小明"))
    village.registers.signup.sign_up(duty_day, 1)
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        screen.app.open_occurrence(small)
        await screen.press("a", "=zxm", "enter")
        await screen.until("at the same time: 村民义务日 08:30-11:30")
        await screen.press("n")
        assert village.registers.read(small.key).entries == {}
        await screen.press("enter", "y")
        assert "张小明 is signed up; 1 are expected" in screen.status


# -- as what, and without a name -------------------------------------------------


@pytest.fixture
def lecture(village, clock, enrol):
    """A lecture of eight places under way, to which people come as participants."""
    enrol("张小明", "李秀英", "单玉珍")
    start = clock.now.replace(hour=8, minute=30, tzinfo=None)
    event = village.events.add(
        Event(title="健康讲座", kind="class", start=start, minutes=180, capacity=8)
    )
    return village.events.occurrence(event.number, start.date())


def roles(village, occurrence):
    """What each person counts as."""
    entries = village.registers.read(occurrence.key).entries
    head = village.registers.head(occurrence)
    return {number: counted_role(entry, head) for number, entry in entries.items()}


async def test_a_check_in_costs_no_key_more_and_one_character_says_as_what(village, lecture, clock):
    village.registers.signup.sign_up(lecture, 2, adults=1, children=2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        assert "expected 1 +3   came 0   still here 0   places 4/8" in screen.lines[1]
        await screen.press("=zxm", "enter")
        assert screen.status == "✓ 08:50 张小明 is checked in  participant"
        await screen.press("=lxy")
        assert "P expected" in screen.text
        await screen.press("enter")
        assert screen.status == "✓ 08:50 李秀英 is checked in  participant, with 3 more"
        assert screen.lines[2].strip() == "part 5"
        assert "08:50 came P 李秀英 +3" in screen.text
    assert roles(village, lecture) == {1: "participant", 2: "participant"}


async def test_a_key_turns_the_role_of_who_came_last_and_undo_turns_it_back(
    village, lecture, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "ctrl+t")
        assert "Choose somebody first" in screen.status
        await screen.press("=zxm", "enter", "ctrl+t")
        assert screen.status == "✓ 张小明: learner"
        assert "came L 张小明" in screen.text and "learn 1" in screen.lines[2]
        for word in ("guest", "paid", "volunteer", "participant", "learner"):
            await screen.press("ctrl+t")
            assert screen.status == f"✓ 张小明: {word}"
        await screen.press("ctrl+z")
        assert screen.status == "✓ undone: role changed: 张小明"
        assert roles(village, lecture) == {1: "participant"}
        await screen.press("=lxy", "ctrl+t")
        assert "李秀英 is not in the register yet; Enter checks them in." in screen.status
        await screen.press("enter", "=zxm", "ctrl+t")
        assert screen.status == "✓ 张小明: learner", "who is under the cursor, not who came last"
    assert roles(village, lecture) == {1: "learner", 2: "participant"}


async def test_who_comes_back_as_something_else_keeps_what_they_were_before(
    village, lecture, clock
):
    village.registers.checkin.check_in(lecture, 1, role="volunteer")
    clock.forward(minutes=30)
    village.registers.checkin.check_out(lecture, 1)
    village.registers.checkin.check_in(lecture, 1, again=True)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "ctrl+t")
        assert screen.status == "✓ 张小明: participant"
        assert "VP here since 09:20" in screen.text
    entry = village.registers.read(lecture.key).entries[1]
    assert [stint.role for stint in entry.stints] == ["", "participant"]
    assert roles(village, lecture) == {1: "volunteer"}


async def test_people_without_a_name_are_counted_at_the_desk_and_taken_back(
    village, lecture, clock, colleague
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "ctrl+k")
        assert "How many came who give no name?" in screen.text
        await screen.press("enter")
        assert "counted from 1 to 999" in screen.status
        await screen.press("=3 2", "enter")
        assert screen.status == "✓ counted without a name: 3 adults, 2 children; 5 in all"
        assert screen.lines[2].strip() == "part 5 (5 nameless)"
        clock.forward(minutes=1)
        colleague().registers.checkin.count(lecture, adults=1, children=0)
        await screen.until("part 6 (6 nameless)")
        await screen.press("ctrl+z")
        assert screen.status == "✓ undone: people counted without a name"
        assert screen.lines[2].strip() == "part 1 (1 nameless)", "the other desk's count stays"


async def test_more_without_a_name_than_there_are_places_are_asked_about(village, lecture, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "ctrl+k", "=9", "enter")
        assert "There are not so many places: 8 in all. Enter writes it down" in screen.status
        await screen.press("backspace")
        assert screen.status == "", "another number is asked about again"
        await screen.press("=9", "enter", "enter")
        assert "9 in all" in screen.status and "places 9/8" in screen.text
        await screen.press("ctrl+k", "=999 999", "escape", "ctrl+k", "=12", "escape")
        assert "part 9 (9 nameless)" in screen.text, "Escape counts nobody"


async def test_a_party_that_needs_more_places_than_are_free_is_asked_about(village, lecture, clock):
    village.registers.checkin.count(lecture, adults=6, children=0)
    village.registers.signup.sign_up(lecture, 1, adults=2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "enter")
        assert "张小明: 3 heads, and 2 of 8 places are free. Enter lets them" in screen.status
        await screen.debounced()
        await screen.press("enter")
        assert "张小明 is checked in  participant, with 2 more" in screen.status
        await screen.press("=lxy", "enter")
        assert "All 8 places are taken, and 李秀英 has none." in screen.status


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_count_fits_a_line_of_80_cells(village, lecture, clock, lang, enrol):
    numbers = [person.number for person in enrol(*(f"村民{n:02d}" for n in range(44)))]
    for at, number in enumerate(numbers):
        role = ("volunteer", "participant", "learner", "guest")[at // 11]
        village.registers.checkin.check_in(lecture, number, role=role, admit=True)
    village.registers.checkin.check_in(lecture, 1, role="paid", admit=True)
    village.registers.checkin.count(lecture, adults=112, children=0, admit=True)
    async with opened(village.folder, clock=clock, lang=lang) as screen:
        await screen.press("d")
        assert "112" in screen.lines[1] and "157/8" in screen.lines[1]
        assert "123" in screen.lines[2] and screen.lines[2].rstrip().endswith("1")
        await screen.press("escape", "enter")
        assert any("123" in line and line.endswith("1") for line in screen.lines)


async def test_the_desk_and_the_page_of_the_event_say_the_same_of_a_squad(
    village, small, enrol, clock
):
    enrol("张小明", "李秀英", "单玉珍")
    for number in (1, 2):
        village.squads.join(1, number)
    village.registers.signup.sign_up(small, 1, 2)
    village.registers.checkin.check_in(small, 1)
    async with opened(village.folder, clock=clock, lang="zh") as screen:
        await screen.press("enter")
        assert "修葺队 报名 2/2 到 1" in screen.text
        await screen.press("d")
        assert "修葺队 报名 2/2 到 1" in screen.text


# -- the answer ----------------------------------------------------------------


def ground(screen, text):
    """The colour of the ground on which a text stands."""
    for strip in screen.app.screen._compositor.render_strips():
        for segment in strip:
            if text in segment.text and segment.style.reverse:
                return segment.style.color.name
    return ""


async def test_done_a_question_and_a_refusal_each_have_a_ground_over_the_field(
    village, duty_day, enrol, clock
):
    enrol("张小明")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=zxm", "enter")
        assert ground(screen, "张小明 is checked in") == "green"
        clock.forward(minutes=30)
        await screen.press("=zxm", "enter")
        assert ground(screen, "Enter checks out") == "yellow"
        assert "Enter checks out" in screen.lines[3] and "zxm" in screen.lines[4]
        await screen.press("ctrl+u", "ctrl+t", "=q")
        assert ground(screen, "Nobody is found") == "", "what is typed is not answered yet"
        village.registers.settlement.close(duty_day)
        await screen.press("ctrl+u", "=zxm", "enter")
        assert ground(screen, "The register was closed") == "red"


async def test_where_there_is_room_the_answer_is_a_sign_beside_who_is_still_awaited(
    village, duty_day, enrol, clock
):
    enrol("张小明", "李秀英")
    village.registers.signup.sign_up(duty_day, 1, 2)
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("d")
        assert "张小明" in screen.text and "李秀英" in screen.text, "nothing is typed"
        await screen.press("enter")
        assert not village.registers.read(duty_day.key).present, "Enter alone means nobody"
        await screen.press("=zxm", "enter")
        assert ground(screen, "张 小 明") == "green" and "here since 08:50" in screen.text
        assert "张小明" not in "\n".join(line[:78] for line in screen.lines[5:])
        assert "came V 张小明" in screen.text
        clock.forward(minutes=30)
        await screen.press("=zxm", "enter")
        assert ground(screen, "张 小 明") == "yellow" and ground(screen, "Enter checks out.")
        await screen.press("escape")
        assert "张 小 明" not in screen.text


async def test_a_second_enter_or_another_desk_checks_in_nobody_from_the_list_of_the_awaited(
    village, duty_day, enrol, clock, colleague
):
    enrol("安大海", "包小明", "陈玉珍")
    village.registers.signup.sign_up(duty_day, 1, 2, 3)
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("d", "down", "enter", "enter")
        assert "安大海 is checked in" in screen.status
        await screen.press("down")
        assert screen.app.screen.finder.number == 2
        colleague().registers.checkin.check_in(duty_day, 2)
        await screen.until("came 2")
        await screen.press("enter")
        assert screen.app.screen.finder.number is None, "whoever moved up is not chosen"
    assert [entry.number for entry in village.registers.read(duty_day.key).present] == [1, 2]
