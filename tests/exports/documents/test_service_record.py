"""The service record: the content that 令67号 art. 7 requires, signed hours, no certificate."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from support.html_cells import HtmlCells
from yigong.exports.documents.html_page import html_page
from yigong.exports.documents.service_record import issue_service_record, service_record
from yigong.store.attendance.by_person import AttendanceByPerson
from yigong.store.errors import Refused
from yigong.store.records import Event, Issue, Squad, Volunteer


@pytest.fixture
def served(village, duty_day, clock):
    """张小明 has two stints on a signed duty day, for a squad, and one in an unsigned class."""
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
    village.registers.checkin.check_in(occurrence, 1)
    clock.forward(minutes=30)
    village.registers.checkin.check_out(occurrence, 1)
    return village


def issued_page(village, **options) -> HtmlCells:
    return HtmlCells(issue_service_record(village, 1, **options)[1].decode())


def test_it_has_the_content_that_the_law_requires(served):
    found = issued_page(served)
    assert found.rows[1] == [
        "Event", "Date", "Place", "What was done", "Time served", "Hours", "Organised by",
        "In charge",
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
    none = issued_page(served, first=date(2026, 1, 1), last=date(2026, 11, 24))
    assert "Total: 0 attendances" in none.text
    assert "Period 2026-01-01 .. 2026-11-24" in none.text
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
    issue = Issue(kind="record", at=clock.now, by=text, person=1, year=2026, serial=1)
    person, squad = Volunteer(number=1, name=text, phone=text), Squad(number=1, name=text)
    settings = msgspec.structs.replace(served.settings, name=text)
    given = (person, changed, issue, {1: squad}, settings)
    found = HtmlCells(html_page(service_record(*given, full_phones=True)))
    assert found.tags == issued_page(served).tags
    assert [len(row) for row in found.rows] == [1, 8, 8, 8, 1]
