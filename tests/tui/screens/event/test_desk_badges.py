"""Badges at the desk: they are read wherever the focus is, and leave all inputs as they are."""

from __future__ import annotations

import msgspec
import pytest

from support.screens import opened
from yigong.store.event_records import Event
from yigong.tui.screens.people.person_page import PersonPage


async def test_a_badge_checks_in_and_leaves_the_query(village, duty_day, enrol, clock):
    enrol("张小明", "李秀英", "李秀兰")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=lix")
        await screen.badge("V0001")
        assert "08:50 张小明 is checked in" in screen.status
        assert screen.app.screen.finder.query_text == "lix"
        assert "李秀英" in screen.text and "李秀兰" in screen.text
        await screen.press("=y", "enter")
        assert "李秀英 is checked in" in screen.status
    assert list(village.registers.read(duty_day.key).entries) == [1, 2]


async def test_enter_answers_the_question_of_a_badge_and_the_query_stays(
    village, duty_day, enrol, clock
):
    enrol("张小明", "李秀英", "李秀兰")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        await screen.badge("v0001")
        clock.forward(minutes=70)
        await screen.press("=lix")
        await screen.badge("V0001")
        assert screen.status == "张小明 is here since 08:50. Enter checks out."
        await screen.press("enter")
        assert "Enter checks out" in screen.status, "a bounced Enter is no answer"
        await screen.debounced()
        await screen.press("enter")
        assert "10:00 张小明 is checked out" in screen.status
        assert screen.app.screen.finder.query_text == "lix"
        await screen.badge("V0001")
        assert "Back again?" in screen.status
        await screen.press("escape")
        assert screen.status == "" and screen.app.screen.finder.query_text == "lix"
    [entry] = village.registers.read(duty_day.key).entries.values()
    assert len(entry.stints) == 1 and not entry.here


async def test_a_badge_read_above_the_desk_checks_in_there_and_the_form_reports_it(
    village, duty_day, enrol, clock
):
    enrol("张小明")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "ctrl+n", "=王建", "tab", "=120")
        form = screen.app.screen
        await screen.badge("V0001")
        assert "08:50 张小明 is checked in" in screen.status
        assert screen.app.screen is form, "Enter of the badge did not save or leave"
        assert form.values() == {"name": "王建", "phone": "120"}
        assert form.focused.id == "field-phone"
        clock.forward(minutes=30)
        await screen.badge("V0001")
        assert "is here since 08:50. The desk asks when you are back." in screen.status
        await screen.press("escape", "y")
        assert "张小明 is here since 08:50. Enter checks out." in screen.status
        await screen.debounced()
        await screen.press("enter")
        assert "09:20 张小明 is checked out" in screen.status


async def test_the_badge_of_a_merged_record_checks_the_person_in_and_shows_the_present_code(
    village, duty_day, enrol, clock
):
    enrol("张小明", "张晓明")
    village.merge(1, 2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        await screen.badge("V0002")
        assert "张小明 is checked in" in screen.status and "V0001" in screen.status
        await screen.press("=v0002")
        assert "张小明" in screen.text and "张晓明" not in screen.text
    assert list(village.registers.read(duty_day.key).entries) == [1]


async def test_without_a_desk_a_badge_opens_the_persons_page(village, duty_day, enrol, clock):
    enrol("张小明", "李秀英")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zh")
        await screen.badge("V0001")
        assert isinstance(screen.app.screen, PersonPage)
        assert "张小明" in screen.lines[0]
        await screen.badge("V0002")
        assert "李秀英" in screen.lines[0]
        await screen.press("escape")
        assert screen.app.screen.finder.query_text == "zh"


@pytest.mark.parametrize("archived", [False, True])
async def test_a_badge_of_an_unknown_or_archived_person_is_refused(
    village, duty_day, enrol, clock, archived
):
    [person] = enrol("张小明")
    if archived:
        village.people.save(msgspec.structs.replace(person, archived=True))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        await screen.badge("V0001" if archived else "V9999")
        sentence = "张小明 V0001 is archived." if archived else "There is no person V9999."
        assert screen.status == f"! {sentence}"
    assert not village.registers.read(duty_day.key).entries


async def test_a_v_typed_by_hand_is_part_of_the_query(village, duty_day, enrol, clock):
    enrol("吕洁", "张小明")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d", "=lv")
        assert screen.app.screen.finder.query_text == "lv"
        assert "吕洁" in screen.text and "张小明" not in screen.text


async def test_a_person_expected_at_another_event_is_asked_about_and_tab_checks_in_there(
    village, duty_day, enrol, clock
):
    enrol("张小明", "李秀英")
    start = clock.now.replace(hour=9, minute=0, tzinfo=None)
    event = village.events.add(Event(title="编织课", start=start))
    elsewhere = village.events.occurrence(event.number, start.date())
    village.registers.signup.sign_up(elsewhere, 1, 2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        await screen.badge("V0001")
        assert (
            "张小明 is expected at 编织课, 09:00. Enter checks in here, Tab there." in screen.status
        )
        await screen.press("tab")
        assert "张小明 is checked in  编织课" in screen.status
        assert "came 0" in screen.text and village.registers.read(elsewhere.key).entries[1].here
        await screen.press("ctrl+z")
        assert "undone: check-in: 张小明" in screen.status
        await screen.badge("V0002")
        await screen.debounced()
        await screen.press("enter")
        assert "08:50 李秀英 is checked in" in screen.status
        await screen.press("tab")
        assert "李秀英 is checked in" in screen.status, "Tab means nothing without a question"
    assert not any(entry.stints for entry in village.registers.read(elsewhere.key).entries.values())
    assert [e.number for e in village.registers.read(duty_day.key).present] == [2]


@pytest.fixture
def three_here(village, duty_day, enrol, clock):
    enrol("张小明", "李秀英", "单玉珍", "王强")
    for number in (1, 2, 3):
        village.registers.checkin.check_in(duty_day, number)
    clock.forward(minutes=30)
    return duty_day


async def test_questions_of_badges_are_asked_in_their_order(village, three_here, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        for code in ("V0001", "V0002", "V0003", "V0002", "V0001"):
            await screen.badge(code)
            assert screen.status.startswith("张小明 is here"), "the first stays current"
        question = "{} is here since 08:50. Enter checks out."
        assert screen.status == f"{question.format('张小明')}  2 more wait for an answer"
        await screen.badge("V0004")
        assert screen.status.startswith("✓ 09:20 王强 is checked in  张小明 is here"), "it stays"
        await screen.debounced()
        await screen.press("enter")
        done = "✓ 09:20 张小明 is checked out  "
        assert screen.status == f"{done}{question.format('李秀英')}  1 more waits for an answer"
        await screen.press("enter")
        assert "李秀英 is here" in screen.status, "a bounced Enter is no answer to the next"
        await screen.press("escape")
        assert screen.status == question.format("单玉珍")
        await screen.press("escape")
        assert screen.status == ""
    here = [e.number for e in village.registers.read(three_here.key).here]
    assert here == [2, 3, 4]


async def test_typing_a_name_drops_the_current_question_and_the_next_follows_the_check_in(
    village, three_here, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        for code in ("V0001", "V0002"):
            await screen.badge(code)
        await screen.press("=wq")
        assert screen.status == "1 more waits for an answer"
        await screen.press("enter")
        assert "王强 is checked in  李秀英 is here since 08:50" in screen.status
    assert len(village.registers.read(three_here.key).here) == 4


async def test_a_refused_answer_and_a_new_badge_keep_the_order_of_questions(
    village, three_here, clock, colleague
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("d")
        for code in ("V0001", "V0002"):
            await screen.badge(code)
        await screen.press("=x")
        await screen.badge("V0003")
        assert screen.status.startswith("李秀英 is here"), "the question that waited longest"
        colleague().registers.checkin.check_out(three_here, 2)
        await screen.debounced()
        await screen.press("enter")
        assert screen.status.startswith("! ") and "单玉珍 is here" in screen.status
