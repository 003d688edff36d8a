"""The roster: permanent numbers, equal names, changes of all or none."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from yigong.store.errors import Refused
from yigong.store.people import age
from yigong.store.records import Guardian, Volunteer
from yigong.store.storage.book import ChangeReason


def test_numbers_rise_and_codes_are_made_of_them(village, enrol):
    people = enrol("张小明", "李秀英")
    assert [person.code for person in people] == ["V0001", "V0002"]
    assert enrol("王建国")[0].number == 3


def test_the_number_of_a_new_person_is_assigned(village):
    assert village.people.add(Volunteer(number=77, rev=9, name="张小明")).number == 1


def test_several_are_added_all_or_none(village):
    with pytest.raises(Refused):
        village.people.add_all([Volunteer(name="张小明"), Volunteer(name="")])
    assert not village.people.all()


def test_two_people_may_have_one_name_and_one_phone(village):
    for _ in range(2):
        village.people.add(Volunteer(name="王强", phone="12012345678"))
    assert [person.code for person in village.people.find("王强")] == ["V0001", "V0002"]


def test_an_unknown_number_is_refused_with_a_sentence(village):
    with pytest.raises(Refused, match="There is no person V0009"):
        village.people.get(9)
    with pytest.raises(Refused, match="There is no person V0009"):
        village.people.save(Volunteer(number=9, name="张小明"))


def test_archived_people_stay_on_record_and_are_not_found(village, enrol):
    (person,) = enrol("张小明")
    village.people.save(msgspec.structs.replace(person, archived=True))
    assert village.people.find("张小明") == []
    assert village.people.get(person.number).archived


def test_adding_a_person_is_not_undone(village, enrol):
    enrol("张小明")
    with pytest.raises(Refused, match="not taken back"):
        village.undo()


def test_a_household_is_the_others_with_the_same_phone(village):
    for name, phone, archived in (
        ("张小明", "12012345678", False),
        ("张建国", "120 1234 5678", False),
        ("张玉兰", "12012345678", True),
        ("李秀英", "", False),
        ("王强", "", False),
    ):
        village.people.add(Volunteer(name=name, phone=phone, archived=archived))
    assert [person.code for person in village.people.household(1)] == ["V0002"]
    assert village.people.household(4) == [], "an empty phone is not shared"
    with pytest.raises(Refused, match="There is no person V0009"):
        village.people.household(9)


def test_a_sheet_needs_the_whole_name_or_a_code(village, enrol):
    enrol("张三", "张三丰", "王强", "王强")
    assert village.people.person_on_sheet("张三").number == 1
    assert village.people.person_on_sheet("王强 V0004").number == 4
    assert village.people.person_on_sheet("zsf").number == 2
    with pytest.raises(Refused, match="V0004 is 王强, not 张三"):
        village.people.person_on_sheet("张三 V0004")
    with pytest.raises(Refused, match="王强 V0003, 王强 V0004"):
        village.people.person_on_sheet("王强")
    with pytest.raises(Refused, match="Nobody on the roster is called 张"):
        village.people.person_on_sheet("张")


def merged(village, number, into):
    """Write what a merge leaves in the people book, and nothing else."""
    with village.session.change(village.book("people"), ChangeReason("person.merge")) as draft:
        draft.put(msgspec.structs.replace(draft.records[number], merged=into, archived=True))


def test_a_merged_number_leads_to_the_record_it_was_merged_into(village, enrol, duty_day):
    enrol("张小明", "张晓明", "张明")
    merged(village, 3, 2)
    merged(village, 2, 1)
    people = village.people
    assert (
        people.get(3).number
        == people.person_for("V0003").number
        == people.person_on_sheet("V3").number
        == 1
    )
    assert people.person_on_sheet("张小明 V0003").number == 1
    assert people.matches_sheet("V0002", people.get(1))
    assert [person.number for person in people.find("V0003")] == [1]
    assert [person.number for person in people.find("张", archived=True)] == [1]
    assert [person.number for person in people.listed(archived=True)] == [1]
    assert village.registers.signup.sign_up(duty_day, 3)[0].number == 1
    assert village.registers.checkin.check_in(duty_day, 2).entry.number == 1
    assert village.registers.checkin.bring_family(duty_day, 3, [2])[0].entry.number == 1
    assert [*village.registers.read(duty_day.key).entries] == [1]


def test_a_merged_record_cannot_be_changed(village, enrol):
    first, second = enrol("张小明", "张晓明")
    merged(village, second.number, first.number)
    with pytest.raises(Refused, match="V0002 is V0001 now; change that one"):
        village.people.save(second)


def test_a_merge_cycle_in_a_hand_edited_file_does_not_hang(village, enrol):
    enrol("张小明", "张晓明")
    merged(village, 1, 2)
    merged(village, 2, 1)
    assert village.people.get(1).number == 1
    assert village.people.find("V0002") == []


def test_nobody_is_added_or_saved_as_merged_or_erased(village):
    person = village.people.add(Volunteer(name="王强", merged=7, forgotten=date(2026, 1, 1)))
    assert (person.merged, person.forgotten) == (0, None)
    saved = village.people.save(msgspec.structs.replace(person, merged=7, phone="12012345678"))
    assert (saved.merged, saved.phone) == (0, "12012345678")


def test_children_are_counted_and_not_named(village):
    with pytest.raises(Refused, match="王小宝 is under 14"):
        village.people.add(Volunteer(name="王小宝", born=2013))
    person = village.people.add(Volunteer(name="王小宝", born=2012))
    with pytest.raises(Refused, match="The year of birth 2027 lies ahead"):
        village.people.save(msgspec.structs.replace(person, born=2027))


def test_a_person_is_a_minor_until_the_year_they_turn_18():
    def today(year):
        return date(year, 6, 1)

    person = Volunteer(name="王小宝", born=2010)
    assert [age.is_minor(person, today(year)) for year in (2027, 2028)] == [True, False]
    assert age.lacks_guardian(person, today(2027))
    guarded = msgspec.structs.replace(person, guardians=(Guardian(name="王秀英"),))
    assert not age.lacks_guardian(guarded, today(2027))
    assert not age.is_minor(Volunteer(name="王强"), today(2027)), (
        "an unknown year of birth is no minor"
    )


def test_people_are_archived_all_or_none(village, enrol):
    enrol("张小明", "李秀英")
    with pytest.raises(Refused, match="There is no person V0009"):
        village.people.archive([1, 9])
    assert not village.people.get(1).archived
    assert [person.archived for person in village.people.archive([1, 2])] == [True, True]
    assert not village.people.archive([2], archived=False)[0].archived
