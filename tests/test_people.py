"""The roster: numbers for life, names that repeat, all or none."""

from __future__ import annotations

import msgspec
import pytest

from store.errors import Refused
from store.records import Volunteer


def test_numbers_rise_and_codes_follow(village, enrol):
    people = enrol("张小明", "李秀英")
    assert [person.code for person in people] == ["V0001", "V0002"]
    assert enrol("王建国")[0].number == 3


def test_a_number_that_came_with_a_new_person_is_not_believed(village):
    assert village.people.add(Volunteer(number=77, rev=9, name="张小明")).number == 1


def test_several_are_added_all_or_none(village):
    with pytest.raises(Refused):
        village.people.add_all([Volunteer(name="张小明"), Volunteer(name="")])
    assert not village.people.all()


def test_two_people_may_have_one_name_and_one_phone(village):
    for _ in range(2):
        village.people.add(Volunteer(name="王强", phone="12012345678"))
    assert [person.code for person in village.people.find("王强")] == ["V0001", "V0002"]


def test_who_is_not_there_is_a_sentence(village):
    with pytest.raises(Refused, match="There is no person V0009"):
        village.people.get(9)
    with pytest.raises(Refused, match="There is no person V0009"):
        village.people.save(Volunteer(number=9, name="张小明"))


def test_the_archived_are_kept_and_not_found(village, enrol):
    (person,) = enrol("张小明")
    village.people.save(msgspec.structs.replace(person, archived=True))
    assert village.people.find("张小明") == []
    assert village.people.get(person.number).archived


def test_people_are_not_undone_from_the_roster(village, enrol):
    enrol("张小明")
    with pytest.raises(Refused, match="nothing of yours"):
        village.undo()


def test_a_household_is_who_else_has_the_phone(village):
    for name, phone, archived in (
        ("张小明", "12012345678", False),
        ("张建国", "120 1234 5678", False),
        ("张玉兰", "12012345678", True),
        ("李秀英", "", False),
        ("王强", "", False),
    ):
        village.people.add(Volunteer(name=name, phone=phone, archived=archived))
    assert [person.code for person in village.people.household(1)] == ["V0002"]
    assert village.people.household(4) == [], "no phone is not a phone they share"
    with pytest.raises(Refused, match="There is no person V0009"):
        village.people.household(9)


def test_paper_means_the_whole_name_and_a_code_settles_it(village, enrol):
    enrol("张三", "张三丰", "王强", "王强")
    assert village.people.written("张三").number == 1
    assert village.people.written("王强 V0004").number == 4
    assert village.people.written("zsf").number == 2
    with pytest.raises(Refused, match="V0004 is 王强, not 张三"):
        village.people.written("张三 V0004")
    with pytest.raises(Refused, match="王强 V0003, 王强 V0004"):
        village.people.written("王强")
    with pytest.raises(Refused, match="Nobody on the roster is called 张"):
        village.people.written("张")
