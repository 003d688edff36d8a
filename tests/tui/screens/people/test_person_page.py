"""The page of a person and what opens from it: the form, the erasure, the service record."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest

from support.screens import opened
from yigong.store.event_records import Event
from yigong.store.records import Guardian, Squad, Volunteer
from yigong.store.village.village import Village


@pytest.fixture
def xiaoming(village):
    """张小明, sixteen, leader of the first squad."""
    person = village.people.add(
        Volunteer(
            name="张小明",
            phone="12000005678",
            born=2010,
            group="一组",
            tags=("新村民",),
            joined=date(2024, 3, 5),
        )
    )
    village.squads.add(Squad(name="修葺队", members=(1,), leader=1))
    village.squads.add(Squad(name="清理队", members=(1,)))
    return person


async def test_the_page_shows_particulars_and_contacts_and_what_is_missing(
    village, xiaoming, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zxm", "enter")
        assert "12000005678" in screen.text and "no consent on record" in screen.text
        assert "修葺队 leader" in screen.text and "清理队" in screen.text
        assert "A minor without a guardian" in screen.text
        guardian = Guardian(name="王芳", phone="12000000002", relation="母亲")
        village.people.save(
            msgspec.structs.replace(xiaoming, guardians=(guardian,), consent=date(2026, 1, 2))
        )
        await screen.until("王芳 12000000002 母亲")
        assert "consent 2026-01-02" in screen.text
        assert "A minor without a guardian" not in screen.text


async def test_hours_are_listed_by_origin_with_what_is_missing_to_the_next_star(
    village, xiaoming, duty_day, clock
):
    village.save_settings(msgspec.structs.replace(village.settings, stars=(1, 3)))
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=66)
    village.registers.checkin.check_out(duty_day, 1)
    start = duty_day.start
    village.registers.settlement.fill_in(
        duty_day, 1, start, start + timedelta(minutes=15), "忘了签到"
    )
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zxm", "enter")
        await screen.settled()
        assert "came 1 time   service 1.4" in screen.text
        assert "clocked 1.1, filled in 0.3, granted 0.0" in screen.text
        assert "1 star   1.6 hours to star 2" in screen.text, "with 1.4 it is 3"
        [row] = [line for line in screen.lines if "村民义务日" in line]
        assert "08:30 09:56+" in row and row.endswith("1.4 clocked filled unsigned")
        await screen.press("enter")
        assert "村民义务日" in screen.lines[0], "from an attendance to its register"


async def test_what_somebody_came_as_stands_beside_the_date_and_each_kind_of_time_apart(
    village, xiaoming, duty_day, clock
):
    """They served at one, were taught at the next, took part in a third and were paid for one."""
    for day, role in ((1, "volunteer"), (2, "learner"), (3, "participant"), (4, "paid")):
        start = datetime(2026, 11, day, 8, 30)
        event = village.events.add(Event(title=f"活动{day}", start=start, minutes=120, role=role))
        occurrence = village.events.occurrence(event.number, start.date())
        village.registers.settlement.fill_in(
            occurrence, 1, occurrence.start, occurrence.end, "补登"
        )
        village.registers.settlement.close(occurrence)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zxm", "enter")
        await screen.settled()
        assert "came 4 times volunteer 1 participant 1 learner 1 paid 1" in screen.text
        assert "service 2.0   clocked 0.0, filled in 2.0, granted 0.0" in screen.text
        assert "learning hours 2.0   paid hours 2.0" in screen.text
        rows = [line.split()[1:] for line in screen.lines if "活动" in line]
        assert rows == [
            ["活动4", "08:30", "10:30", "paid", "paid", "hours", "2.0"],
            ["活动3", "08:30", "10:30", "participant"],
            ["活动2", "08:30", "10:30", "learner", "learning", "hours", "2.0"],
            ["活动1", "08:30", "10:30", "2.0", "filled"],
        ]


async def test_tab_goes_on_to_upcoming_sign_ups_and_to_changes(
    village, xiaoming, duty_day, colleague, clock
):
    later = village.events.add(Event(title="编织课堂", start=datetime(2026, 12, 1, 9, 0)))
    occurrence = village.events.occurrence(later.number, later.start.date())
    colleague().registers.signup.sign_up(occurrence, 1)
    village.registers.checkin.check_in(duty_day, 1)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zxm", "enter")
        await screen.settled()
        assert "[Attendances 1]" in screen.text and "To come 1" in screen.text
        await screen.press("tab")
        assert "编织课堂" in screen.text and "村民义务日" not in screen.text
        await screen.press("tab")
        await screen.settled()
        rows = [line for line in screen.lines if line.startswith(" 2026-")]
        assert "check-in" in rows[0] and "村民义务日" in rows[0]
        assert "王强" in rows[1] and "sign-up" in rows[1] and "编织课堂" in rows[1]
        assert any("squad added" in row for row in rows) and "person added" in rows[-1]
        await screen.press("end", "enter")
        assert "person added" in screen.lines[0]


async def test_what_was_changed_under_a_merged_number_is_listed_too(village, xiaoming, clock):
    village.people.add(Volunteer(name="张晓明"))
    village.squads.join(2, 2)
    village.people.add(Volunteer(name="王强"))
    village.merge(1, 2)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zxm", "enter", "tab", "tab")
        await screen.settled()
        rows = [line for line in screen.lines if line.startswith(" 2026-")]
        added = [row for row in rows if "person added" in row]
        assert ["V0002 张晓明" in row for row in added] == [True, False], "and nobody else's"
        assert any("joined a squad" in row and "清理队" in row for row in rows)


async def test_a_check_in_at_another_desk_appears_on_the_page_by_itself(
    village, xiaoming, duty_day, colleague, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zxm", "enter")
        await screen.settled()
        assert "Never checked in yet" in screen.text
        colleague().registers.checkin.check_in(duty_day, 1)
        await screen.until("came 1 time")


async def test_guardian_consent_group_and_tags_are_given_without_an_input_method(
    village, xiaoming, clock
):
    village.save_settings(
        msgspec.structs.replace(village.settings, groups=("二组", "三组"), tags=("党员", "木工"))
    )
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zxm", "enter", "e", *["tab"] * 5)
        await screen.press("=Wang Fang 12000000002 mother", *["tab"] * 2)
        await screen.press("ctrl+t")
        assert "二组" in screen.text and "三组" in screen.text
        await screen.press("home", "down", "enter", "tab", "tab", "ctrl+t")
        await screen.press("home", "space", "down", "space", "enter", "tab", "=t", "ctrl+s")
        assert "is saved" in screen.status
    person = village.people.get(1)
    assert person.guardians == (Guardian(name="Wang Fang", phone="12000000002", relation="mother"),)
    assert person.group == "三组" and person.tags == ("党员", "木工", "新村民")
    assert person.consent == date(2026, 11, 25)


async def test_guardians_are_asked_for_where_the_year_of_birth_says_so(village, enrol, clock):
    enrol("李秀英")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=lxy", "enter", "e")
        assert "Guardian" not in screen.text
        await screen.press(*["tab"] * 4, "=2010")
        assert "Guardian" in screen.text and "16 this year" in screen.text
        await screen.press("ctrl+u", "=2020")
        assert "children are" in screen.text
        await screen.press("ctrl+s")
        assert "under 14" in screen.status
        await screen.press("ctrl+u", "=99", "ctrl+s")
        assert "four digits" in screen.status
    assert village.people.get(1).born == 0


async def test_what_was_changed_here_is_taken_back_here(village, xiaoming, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zxm", "enter", "A")
        assert village.people.get(1).archived
        await screen.press("u")
        assert "undone: person changed" in screen.status
    assert not village.people.get(1).archived


async def test_an_erasure_asks_for_the_code_and_says_what_stays(village, xiaoming, duty_day, clock):
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(duty_day, 1)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zxm", "enter", "F")
        await screen.settled()
        assert "1 attendances, 1.0 service hours" in screen.text and "修葺队 清理队" in screen.text
        await screen.press("enter")
        assert "Type V0001" in screen.status
        await screen.press("=V0002", "enter")
        assert "Type V0001" in screen.status and village.people.get(1).phone
        await screen.press("ctrl+u", "=v0001", "enter")
        await screen.settled()
        assert "V0001 is forgotten" in screen.status
        assert "Enter Forget" not in screen.lines[-1], "nothing is offered twice"
        await screen.press("enter")
        await screen.settled()
        assert "forgotten on 2026-11-25" in screen.text and "1.0" in screen.text
        assert "(forgotten)  V0001" in screen.lines[0]
        await screen.press("e")
        assert "nothing is left to change" in screen.status
        await screen.press("escape", "escape")
        assert "张小明" not in screen.text and "0 people" in screen.lines[0]
    person = village.people.get(1)
    assert person.forgotten == date(2026, 11, 25) and not person.phone
    assert village.squads.get(1).members == ()


async def test_a_reader_is_refused_before_anything_is_typed(village, xiaoming, clock, monkeypatch):
    monkeypatch.setattr(Village, "writable", property(lambda village: False))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zxm", "enter")
        for key in ("e", "m", "F", "A", "u", "x"):
            await screen.press(key)
            assert "may look but not change" in screen.status, key
            screen.app.screen.status.show("")


async def test_the_service_record_of_a_period_is_written_with_its_number(
    village, xiaoming, duty_day, clock
):
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(duty_day, 1)
    village.registers.settlement.close(duty_day)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=zxm", "enter", "x", "ctrl+u", "=20x", "enter")
        assert "is not a period" in screen.status
        await screen.press("ctrl+u", "=2026-11", "enter")
        await screen.settled()
        assert "written" in screen.status and "record-2026-0001-V0001.html" in screen.text
    [path] = (village.folder / "outbox").glob("record-*.html")
    assert "村民义务日" in path.read_text() and "12000005678" not in path.read_text()
