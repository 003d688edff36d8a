"""The service record: what 令67号 requires, signed hours of a volunteer, no certificate."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from support.clinic import STAYS, hold_clinic, pick_chestnuts
from support.html_cells import HtmlCells
from yigong.exports.documents.html_page import html_page
from yigong.exports.documents.service_record import issue_service_record, service_record
from yigong.store.attendance.by_person import AttendanceByPerson
from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.records import Issue, Squad, Volunteer


@pytest.fixture
def served(village, duty_day, clock):
    """张小明 has two stints on a signed duty day, for a squad, and serves at an unsigned class."""
    village.people.add(Volunteer(name="张小明", phone="12000000001"))
    village.squads.add(Squad(name="修葺队", members=(1,)))
    village.registers.signup.sign_up(duty_day, 1, squad=1)
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(duty_day, 1)
    clock.forward(minutes=10)
    village.registers.checkin.check_in(duty_day, 1, again=True)
    clock.forward(minutes=30)
    village.registers.checkin.check_out(duty_day, 1)
    clock.forward(minutes=120)
    village.registers.settlement.close(duty_day)
    event = village.events.add(
        Event(title="编织课", kind="class", start=datetime(2026, 11, 25, 12), minutes=60)
    )
    occurrence = village.events.occurrence(event.number, event.start.date())
    village.registers.checkin.check_in(occurrence, 1, role="volunteer")
    clock.forward(minutes=30)
    village.registers.checkin.check_out(occurrence, 1)
    return village


def issued_page(village, number=1, **options) -> HtmlCells:
    return HtmlCells(issue_service_record(village, number, **options)[1].decode())


def blocks(page) -> list[list[str]]:
    """Its rows, from the first below the headings to the last sum: event, times, hours."""
    return [[row[0], row[4], row[5]] for row in page.rows[2:-1]]


def test_it_has_the_content_that_the_law_requires(served):
    found = issued_page(served)
    assert found.rows[1] == [
        "Event", "Date", "Place", "What was done", "Time served", "Service hours",
        "Organised by", "In charge",
    ]  # fmt: skip
    assert found.rows[2] == [
        "村民义务日", "2026-11-25", "文化礼堂", "Duty day\n修葺队", "08:50-09:50\n10:00-10:30",
        "1.5 clocked", "青山村", "李芳",
    ]  # fmt: skip
    for text in (
        "Recording unit 青山村",
        "Name 张小明 V0001",
        "Recorded by 李芳",
        "Record no. 2026-0001",
    ):
        assert text in found.text


def test_it_says_that_it_is_no_certificate_and_has_room_for_the_seal(served):
    found = issued_page(served)
    assert "no certificate" in found.text
    assert "Seal of the recording unit" in found.text
    assert found.rows[0][0].startswith("Volunteer service record")


def test_unsigned_attendances_are_left_out_and_counted_in_a_note(served):
    found = issued_page(served)
    assert "编织课" not in found.text
    assert "1 attendance is left out: its register is not signed yet." in found.text
    assert "Total: 1 attendance" in found.text


def test_each_has_the_next_number_and_a_history_line_with_the_person(served, clock):
    name, _page = issue_service_record(served, 1)
    assert name == "record-2026-0001-V0001.html"
    clock.forward(days=1)
    assert issue_service_record(served, 1)[0] == "record-2026-0002-V0001.html"
    line = next(iter(served.history.newest_first()))
    assert (line.act, line.new["person"], line.new["minutes"]) == ("issue.record", 1, 90)


def test_a_period_limits_the_attendances(served):
    with pytest.raises(Refused, match="is signed in this period"):
        issued_page(served, first=date(2026, 1, 1), last=date(2026, 11, 24))
    assert not served.issued.all(), "no running number is used up"
    year = issued_page(served, first=date(2026, 1, 1), last=date(2026, 12, 31))
    assert "Period 2026-01-01 to 2026-12-31" in year.text
    day = issued_page(served, first=date(2026, 11, 25), last=date(2026, 11, 25))
    assert "Total: 1 attendance" in day.text


def test_the_phone_is_masked_unless_asked_and_a_whole_one_is_recorded(served):
    assert "120****0001" in issued_page(served).text
    assert "12000000001" in issued_page(served, full_phones=True).text
    assert [issue.count for issue in served.issued.all().values()] == [0, 1]


def test_the_unit_is_the_village_unless_it_has_another_name(served):
    served.save_settings(msgspec.structs.replace(served.settings, unit="青山村服务站"))
    found = issued_page(served)
    assert "Recording unit 青山村服务站" in found.text
    assert found.rows[2][6] == "青山村服务站"


def test_granted_hours_are_on_it_without_an_attendance(served, duty_day):
    served.registers.settlement.reopen(duty_day, "认定")
    served.people.add(Volunteer(name="李秀英"))
    served.registers.grants.grant(duty_day, 2, 45, "布置会场")
    served.registers.settlement.close(duty_day)
    found = HtmlCells(issue_service_record(served, 2)[1].decode())
    assert found.rows[2][4:6] == ["", "0.8 granted"]
    assert "Total: 0 attendances" in found.text


def test_an_unknown_person_is_refused_without_a_number(served):
    with pytest.raises(Refused, match="There is no person V0077"):
        issue_service_record(served, 77)
    assert not served.issued.all()


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "</td></tr></table>", "a\nb", "[/]"])
def test_names_and_titles_are_text_on_it(served, clock, text):
    attendances = AttendanceByPerson(served.registers, 1).read(served.settings.hours)
    changed = [
        msgspec.structs.replace(
            attendance,
            head=msgspec.structs.replace(attendance.head, title=text, place=text, lead=text),
        )
        for attendance in attendances
    ]
    issue = Issue(
        kind="record", at=clock.now, by=text, person=1, year=2026, serial=1, digest="0" * 64
    )
    person, squad = Volunteer(number=1, name=text, phone=text), Squad(number=1, name=text)
    settings = msgspec.structs.replace(served.settings, name=text)
    given = (person, changed, issue, {1: squad}, settings)
    found = HtmlCells(html_page(service_record(*given, full_phones=True)))
    assert found.tags == issued_page(served).tags
    assert [len(row) for row in found.rows] == [1, 8, 8, 8, 1]


# -- what is no service ------------------------------------------------------------


def test_who_was_served_taught_invited_or_paid_has_no_line(village, clock):
    hold_clinic(village, clock)
    pick_chestnuts(village, clock)
    people = {person.name: number for number, person in village.people.all().items()}
    for name in [*STAYS, "冯丽", "罗浩然"]:
        if name != "王建国":
            with pytest.raises(Refused, match=f"Nothing of {name} is signed"):
                issued_page(village, people[name])
    lines = [["义诊", "08:50-11:10", "2.3 clocked"]]
    assert blocks(issued_page(village, people["王建国"]))[:-1] == lines
    minutes = [(issue.person, issue.minutes) for issue in village.issued.all().values()]
    assert minutes == [(people["王建国"], 140)], "nobody else used up a number"


def test_the_training_of_volunteers_is_a_block_of_its_own(village, clock):
    hold_clinic(village, clock, trains=True)
    learner = list(STAYS).index("俞凤珠") + 1
    found = issued_page(village, learner)
    assert blocks(found) == [
        ["Total: 0 attendances", "", "0.0"],
        ["Training", "Time of training", "Learning hours"],
        ["急救培训", "09:00-11:00", "2.0"],
        ["Total: 1 attendance", "", "2.0"],
    ]
    assert "Clocked hours 0.0" in found.text and "Learning hours 2.0" in found.text
    assert village.issued.all()[1].minutes == 0, "no time of learning is service"
    assert "Learning hours" not in issued_page(village, 2).text


def test_only_the_time_somebody_served_is_on_it(village, enrol, duty_day, clock):
    enrol("王建国")
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 1, again=True, role="participant")
    clock.forward(minutes=90)
    village.registers.checkin.check_out(duty_day, 1)
    village.registers.settlement.close(duty_day)
    assert blocks(issued_page(village)) == [
        ["村民义务日", "08:50-09:50", "1.0 clocked"],
        ["Total: 1 attendance", "", "1.0"],
    ]


def test_the_parts_of_an_attendance_and_of_the_whole_add_up(village, enrol, duty_day, clock):
    """Twice 62 minutes are 2.1 hours, so one of them is shown as 1.1."""
    enrol("王建国")
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=62)
    village.registers.checkin.check_out(duty_day, 1)
    village.registers.grants.grant(duty_day, 1, 62, "备料")
    village.registers.settlement.close(duty_day)
    found = issued_page(village)
    assert blocks(found)[0][2] == "1.1 clocked\n1.0 granted"
    assert blocks(found)[1][2] == "2.1"
    assert "Clocked hours 1.1Filled-in hours 0.0Granted hours 1.0" in found.text


def test_what_was_signed_before_there_were_roles_is_marked_in_a_note(served):
    attendances = [
        msgspec.structs.replace(
            each, head=msgspec.structs.replace(each.head, role="", kind="class")
        )
        for each in AttendanceByPerson(served.registers, 1).read(served.settings.hours)
    ]
    issue = Issue(kind="record", at=attendances[0].head.start, person=1, year=2026, serial=1)
    given = (Volunteer(number=1, name="张小明"), attendances, issue, {}, served.settings)
    notes = service_record(*given).notes
    assert any(note.startswith("1 attendance was signed before there were roles") for note in notes)
