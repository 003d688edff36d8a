"""Issues: lists with whole phone numbers, and service records with their running numbers."""

from __future__ import annotations

import os
from datetime import date

import pytest

from yigong.store.errors import Refused
from yigong.store.records import Guardian, Squad, Volunteer
from yigong.store.village import doctor
from yigong.tui.view.history_words import field_differences, history_reason, history_subject

YEAR = date(2026, 1, 1), date(2026, 12, 31)


def test_an_issued_phone_list_is_in_the_book_and_in_the_history(village):
    issue = village.issued.add_phone_list("people list", 23)
    line = next(iter(village.history.newest_first()))
    assert (issue.kind, issue.by, issue.what, issue.count) == ("phones", "李芳", "people list", 23)
    assert (line.book, line.act, line.by, line.note) == (
        "issued",
        "issue.phones",
        "李芳",
        "people list 23",
    )
    assert (history_subject(village, line), history_reason(line)) == ("the roster", "23 numbers")
    assert ("Whole phone numbers", "-", "23") in field_differences(village, line)


def test_the_history_names_an_issued_list_in_words(village, enrol, duty_day):
    enrol("张小明")
    squad = village.squads.add(Squad(name="巡逻队"))
    lists = [f"phones {squad.code}", f"phones {duty_day.key}", f"signin {duty_day.key}"]
    for what in (*lists, "history", "phones S99", "phones ²", "something else"):
        village.issued.add_phone_list(what, 1)
    lines = list(village.history.newest_first())[6::-1]
    title = duty_day.event.title
    assert [history_subject(village, line) for line in lines] == [
        "Phone list S01 巡逻队",
        f"Phone list {duty_day.key} {title}",
        f"Sign-in sheet {duty_day.key} {title}",
        "History",
        "Phone list S99",
        "Phone list ²",
        "something else",
    ]
    assert {history_reason(line) for line in lines} == {"1 number"}
    assert ("The list", "-", "Phone list S01 巡逻队") in field_differences(village, lines[0])


def test_service_records_are_numbered_within_each_year(village, enrol, clock):
    first, second = enrol("张小明", "李秀英")
    codes = [village.issued.add_service_record(first.number, *YEAR, 60).code]
    codes.append(village.issued.add_service_record(second.number, *YEAR, 60).code)
    clock.forward(days=60)
    codes.append(village.issued.add_service_record(first.number, *YEAR, 60).code)
    assert codes == ["2026-0001", "2026-0002", "2027-0001"]
    line = next(iter(village.history.newest_first()))
    assert history_subject(village, line) == "2027-0001 张小明 V0001"


def test_the_same_service_record_on_the_same_day_keeps_its_number(village, enrol, clock):
    (person,) = enrol("张小明")
    issue = village.issued.add_service_record(person.number, *YEAR, 60)
    clock.forward(hours=2)
    assert village.issued.add_service_record(person.number, *YEAR, 60) == issue
    assert village.issued.add_service_record(person.number, *YEAR, 120).code == "2026-0002"
    clock.forward(days=1)
    assert village.issued.add_service_record(person.number, *YEAR, 60).code == "2026-0003"


def test_two_organisers_never_get_the_same_number(village, enrol, colleague):
    first, second = enrol("张小明", "李秀英")
    mine = village.issued.add_service_record(first.number, *YEAR, 60)
    theirs = colleague().issued.add_service_record(second.number, *YEAR, 60)
    assert (mine.code, theirs.code) == ("2026-0001", "2026-0002")


def test_an_issue_is_not_undone(village):
    village.issued.add_phone_list("people list", 1)
    line = next(iter(village.history.newest_first()))
    with pytest.raises(Refused, match="of this kind is not taken back"):
        village.undo_change(line.id)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_user_who_may_only_read_is_refused(village):
    village.folder.chmod(0o550)
    try:
        with pytest.raises(Refused, match="you may only read this village"):
            village.issued.add_phone_list("people list", 1)
    finally:
        village.folder.chmod(0o2770)


def test_the_doctor_reports_the_book_if_it_is_missing(village, enrol):
    (person,) = enrol("张小明")
    village.issued.add_service_record(person.number, *YEAR, 60)
    assert not doctor.examine(village.folder, village.now()).faults
    (village.folder / "issued.json").unlink()
    (finding,) = doctor.examine(village.folder, village.now()).faults
    assert (finding.where, finding.repair) == ("issued.json", "rebuild")


def test_a_guardians_phone_is_masked_in_the_history(village):
    guardian = Guardian(name="王强", phone="12000000009", relation="父亲")
    village.people.add(Volunteer(name="王小宝", born=2012, guardians=(guardian,)))
    line = next(iter(village.history.newest_first()))
    assert ("Guardians", "-", "父亲 王强 120****0009") in field_differences(village, line)
