"""The page of an event: as what each came, who has no name, who comes along, and corrections."""

from __future__ import annotations

from datetime import datetime

import pytest
from msgspec import structs

from support.screens import opened
from yigong.store.attendance.roles import counted_role
from yigong.store.attendance_records import ServiceTime
from yigong.store.event_records import Event, OrganisedBy
from yigong.store.programme_records import Programme
from yigong.store.records import Squad
from yigong.store.venue_records import Venue
from yigong.tui.widgets.inputs import TextInput


@pytest.fixture
def clinic(village, clock, enrol):
    """A clinic under way of eight places, at which each is something else."""
    enrol("王建国", "陈医生", "周小明", "俞凤珠", "郑强")
    start = clock.now.replace(hour=8, minute=0, tzinfo=None)
    event = village.events.add(
        Event(title="义诊", kind="class", start=start, minutes=120, capacity=8)
    )
    occurrence = village.events.occurrence(event.number, start.date())
    checkin = village.registers.checkin
    for number, role in enumerate(("volunteer", "guest", "", "learner", "paid"), 1):
        checkin.check_in(occurrence, number, role=role)
    clock.forward(minutes=30)
    checkin.check_out_all(occurrence)
    return occurrence


def entry(village, occurrence, number):
    return village.registers.read(occurrence.key).entries[number]


def role(village, occurrence, number):
    return counted_role(entry(village, occurrence, number), village.registers.head(occurrence))


async def test_who_was_late_stays_late_on_the_page_and_a_time_that_came_to_nothing_is_zero(
    village, duty_day, enrol, clock
):
    for person in enrol("张小明", "李秀英", "王强"):
        village.registers.checkin.check_in(duty_day, person.number)
    village.registers.checkin.mark(duty_day, 1, "late")
    village.registers.checkin.mark(duty_day, 2, "late")
    clock.forward(minutes=1)
    village.registers.checkin.check_out(duty_day, 2)
    village.registers.checkin.check_out(duty_day, 3)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter")
        rows = {line.split()[0]: line for line in screen.lines if "V000" in line}
        assert rows["张小明"].endswith("late 08:50"), "who is here still has no time yet"
        assert rows["李秀英"].split()[-4:] == ["late,", "left", "08:51", "0.0"]
        assert rows["王强"].split()[-3:] == ["left", "08:51", "0.0"]


async def test_every_row_says_as_what_and_each_kind_of_time_by_its_name(village, clinic, clock):
    village.registers.checkin.count(clinic, adults=2, children=1)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter")
        rows = {line.split()[0]: line for line in screen.lines if "V000" in line}
        assert {name: line.split()[2] for name, line in rows.items()} == {
            "王建国": "V", "陈医生": "G", "周小明": "P", "俞凤珠": "L", "郑强": "$",
        }  # fmt: skip
        assert rows["王建国"].endswith(" 0.5") and rows["俞凤珠"].endswith("learn 0.5")
        assert rows["郑强"].endswith("paid 0.5") and rows["周小明"].endswith("left 09:20")
        assert "vol 1   part 4 (3 nameless)   learn 1   guests 1   paid besides 1" in screen.text
        (last,) = (line for line in screen.lines if line.strip().startswith("Without a name"))
        assert " ".join(last.split()) == "Without a name P 3 heads the last at 09:20"
        assert "places 3/8" in screen.text


async def test_a_key_turns_the_role_for_all_of_the_day(village, clinic, clock):
    village.registers.checkin.check_in(clinic, 1, again=True, role="participant")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter")
        screen.app.screen.rows.move_to(1)
        await screen.press("ctrl+t")
        assert screen.status == "✓ 王建国: participant; u takes it back"
        assert [stint.role for stint in entry(village, clinic, 1).stints] == ["", ""]
        await screen.press("u")
        assert role(village, clinic, 1) == "volunteer"
        assert screen.status == "✓ undone: role changed: 王建国"


async def test_an_undo_of_several_names_nobody(village, clinic, clock):
    village.registers.settlement.close(clinic)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "u")
        assert screen.status == "✓ undone: register closed"
        await screen.press("u")
        assert screen.status == "✓ undone: check-out: 5 people"


async def test_in_a_signed_register_a_role_is_a_correction_with_a_reason(village, clinic, clock):
    village.registers.settlement.close(clinic)
    async with opened(village.folder, clock=clock, size=(98, 36)) as screen:
        await screen.press("enter")
        screen.app.screen.rows.move_to(3)
        await screen.press("ctrl+t")
        assert "周小明 is signed as participant. As what, and why?" in screen.text
        await screen.press("=v", "enter")
        assert "Write why behind it: v ..." in screen.status
        await screen.press("ctrl+u", "=队长 帮忙", "enter")
        assert "There is no role 队长; there are: V volunteer" in screen.status
        await screen.press("ctrl+u", "=服 一直在帮忙", "enter")
        assert screen.status == "✓ 周小明: volunteer; u takes it back"
        assert "V0003 participant -> volunteer: 一直在帮忙" in screen.text
        assert entry(village, clinic, 3).credit == ServiceTime(clocked=30)
        await screen.press("u")
        assert role(village, clinic, 3) == "participant"
        await screen.press("ctrl+t", "escape", "ctrl+k")
        assert "It is signed already" in screen.status
        await screen.press("ctrl+b")
        assert "It is signed already" in screen.status


async def test_people_without_a_name_are_counted_and_taken_back_with_a_reason(
    village, clinic, clock, colleague
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "ctrl+k", "=4", "enter")
        assert screen.status == "✓ counted without a name: 4 adults; 4 in all"
        clock.forward(minutes=5)
        colleague().registers.checkin.count(clinic, adults=0, children=2)
        await screen.until("6 heads")
        await screen.press("end", "ctrl+t")
        assert "Nobody is chosen" in screen.status
        await screen.press("delete")
        assert "Take the count of 2 children at 09:25 back? Why?" in screen.text
        assert "西门 王强" in screen.text
        await screen.press("=数了两遍", "enter")
        assert screen.status == "✓ the count is taken back" and "4 heads" in screen.text
    assert next(village.history.newest_first()).note == "数了两遍"


async def test_an_event_with_nobody_but_people_without_a_name_is_closed(village, clock):
    start = clock.now.replace(hour=8, minute=0, tzinfo=None)
    event = village.events.add(Event(title="市集", kind="festival", start=start, minutes=30))
    occurrence = village.events.occurrence(event.number, start.date())
    village.registers.checkin.count(occurrence, adults=400, children=0)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "x")
        assert "part 400 (400 nameless)" in screen.text
        await screen.press("y")
        assert "signed and closed" in screen.status
    assert village.registers.read(occurrence.key).closed


async def test_who_comes_along_is_counted_with_a_sign_up_and_later(village, clock, enrol):
    enrol("王建国", "陈医生", "周小明")
    start = datetime(2026, 11, 26, 9, 0)
    event = village.events.add(Event(title="番薯节", kind="festival", start=start, capacity=5))
    occurrence = village.events.occurrence(event.number, start.date())
    async with opened(village.folder, clock=clock) as screen:
        screen.app.open_occurrence(occurrence)
        await screen.press("a", "ctrl+b")
        assert "Choose somebody first" in screen.status
        await screen.press("=wjg", "ctrl+b")
        assert "Who comes along with 王建国?" in screen.text and "not signed up yet" in screen.text
        await screen.press("=1 2", "enter")
        assert screen.status == "✓ 王建国 is signed up; 1 are expected  with 3 more"
        assert "P expected +3" in screen.text
        await screen.press("=cys", "enter", "ctrl+b", "=1", "enter")
        assert "There are not so many places: 5 in all. Enter writes it down" in screen.status
        await screen.press("escape", "=zxm", "ctrl+b", "=1", "enter")
        assert "周小明 is on the waitlist: there are not so many places  with 1 more" in (
            screen.status
        )
        await screen.press("escape")
        assert "expected 2 +3" in screen.text and "places 5/5" in screen.text
        screen.app.screen.rows.move_to(1)
        await screen.press("ctrl+b", "=0 2", "enter")
        assert screen.status == "✓ 王建国: with 2 more", "one place is not enough for two"
        await screen.press("ctrl+b", "=0 1", "enter")
        assert screen.status == "✓ 王建国: with 1 more   周小明 moved up from the waitlist"
        await screen.press("u", "u")
    assert [each.number for each in village.registers.read(occurrence.key).waiting] == [3]


async def test_who_is_invited_signs_up_with_others(village, clock, enrol):
    enrol("王建国", "陈医生")
    village.squads.add(Squad(name="修葺队", members=(1, 2)))
    start = datetime(2026, 11, 26, 9, 0)
    event = village.events.add(Event(title="番薯节", start=start, needs={1: 2}))
    occurrence = village.events.occurrence(event.number, start.date())
    async with opened(village.folder, clock=clock) as screen:
        screen.app.open_occurrence(occurrence)
        await screen.press("v")
        await screen.settled()
        await screen.press("ctrl+b", "=2", "enter")
        assert "is signed up; 1 are expected  with 2 more" in screen.status
    (signed,) = village.registers.read(occurrence.key).expected
    assert (signed.adults, signed.squad) == (2, 1)


async def test_the_roll_call_says_as_what_each_is_expected(village, clinic, clock):
    village.registers.signup.sign_up(clinic, 2, 4)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "l")
        listed = [line for line in screen.lines if "V000" in line]
        assert any("陈医生" in line and " G " in line for line in listed)
        assert any("俞凤珠" in line and " L " in line for line in listed)
        called = screen.app.screen.number
        word = {2: "guest", 4: "learner"}[called]
        assert any(f"V000{called}  {word}" in line for line in screen.lines)


async def test_before_it_is_signed_heads_and_each_kind_of_time_are_said_as_they_will_be(
    village, clinic, clock
):
    village.registers.checkin.check_in(clinic, 1, again=True)
    village.registers.checkin.check_in(clinic, 4, again=True, role="volunteer")
    clock.forward(minutes=30)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "x")
        assert "vol 2   part 1   guests 1   paid besides 1" in screen.text
        assert "service 1.5   learning hours 0.5   paid hours 0.5" in screen.text
        await screen.press("y")
    total = village.summary(None, None).total
    assert (total.service.total, total.credit.learning.minutes, total.credit.labour.minutes) == (
        *(90, 30),
        30,
    )


async def test_a_move_that_is_refused_says_why_by_the_title_and_keeps_what_was_typed(
    village, clinic, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "m", "ctrl+u", "=+7", "enter")
        assert "People were checked in at 义诊 on 2026-11-25; it cannot be moved." in screen.status
        assert screen.app.screen.query_one(TextInput).value == "+7"
        await screen.press("escape")
        assert "义诊" in screen.lines[0]


async def test_its_programme_venue_host_and_squads_are_a_key_away(village, clock):
    village.programmes.add(Programme(name="四季赋能"))
    village.venues.add(Venue(name="会客厅"))
    village.squads.add(Squad(name="青山农场", hosts=True))
    plain = Event(title="讲座", start=datetime(2026, 11, 26, 9))
    one = structs.replace(plain, start=datetime(2026, 11, 27, 9), programme=1)
    hosts = (OrganisedBy(squad=1),)
    all_of_them = structs.replace(one, start=datetime(2026, 11, 28, 9), venues=(1,), hosts=hosts)
    dates = []
    for event in (plain, one, all_of_them):
        number = village.events.add(event).number
        dates.append(village.events.occurrence(number, event.start.date()))
    async with opened(village.folder, clock=clock) as screen:
        screen.app.open_occurrence(dates[0])
        await screen.press("r")
        await screen.until("讲座 names no programme, venue, squad or request; e names them.")
        screen.app.open_occurrence(dates[1])
        await screen.press("r")
        await screen.until("四季赋能  P01")
        screen.app.open_occurrence(dates[2])
        for step, heading in enumerate(("四季赋能", "会客厅", "青山农场")):
            await screen.press("r", *["down"] * step, "enter")
            await screen.settled()
            assert heading in screen.lines[0]
            await screen.press("escape")
