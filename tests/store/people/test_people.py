"""The roster: numbers for life, names that repeat, all or none."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from yigong.store.errors import Refused
from yigong.store.people import age
from yigong.store.records import Guardian, Volunteer
from yigong.store.storage.book import ChangeReason


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


def merged(village, number, into):
    """A merge as the books show it afterwards, and nothing else of it."""
    with village.session.change(village.book("people"), ChangeReason("person.merge")) as draft:
        draft.put(msgspec.structs.replace(draft.records[number], merged=into, archived=True))


def test_a_merged_number_leads_to_who_they_turned_out_to_be(village, enrol, duty_day):
    enrol("张小明", "张晓明", "张明")
    merged(village, 3, 2)
    merged(village, 2, 1)
    people = village.people
    assert people.get(3).number == people.one("V0003").number == people.written("V3").number == 1
    assert people.written("张小明 V0003").number == 1
    assert people.means("V0002", people.get(1))
    assert [person.number for person in people.find("V0003")] == [1]
    assert [person.number for person in people.find("张", archived=True)] == [1]
    assert [person.number for person in people.listed(archived=True)] == [1]
    assert village.registers.signup.sign_up(duty_day, 3)[0].number == 1
    assert village.registers.checkin.check_in(duty_day, 2).entry.number == 1
    assert village.registers.checkin.bring_family(duty_day, 3, [2])[0].entry.number == 1
    assert [*village.registers.read(duty_day.key).entries] == [1]


def test_a_merged_record_is_not_changed_any_more(village, enrol):
    one, other = enrol("张小明", "张晓明")
    merged(village, other.number, one.number)
    with pytest.raises(Refused, match="V0002 is V0001 now; change that one"):
        village.people.save(other)


def test_a_ring_that_a_hand_wrote_leads_nowhere_and_hangs_nothing(village, enrol):
    enrol("张小明", "张晓明")
    merged(village, 1, 2)
    merged(village, 2, 1)
    assert village.people.get(1).number == 1
    assert village.people.find("V0002") == []


def test_nobody_is_put_on_the_roster_as_merged_or_forgotten(village):
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


def test_somebody_is_a_minor_until_the_year_they_come_of_age():
    def today(year):
        return date(year, 6, 1)

    person = Volunteer(name="王小宝", born=2010)
    assert [age.is_minor(person, today(year)) for year in (2027, 2028)] == [True, False]
    assert age.lacks_guardian(person, today(2027))
    guarded = msgspec.structs.replace(person, guardians=(Guardian(name="王秀英"),))
    assert not age.lacks_guardian(guarded, today(2027))
    assert not age.is_minor(Volunteer(name="王强"), today(2027)), "not known is not young"


def test_people_are_archived_all_or_none(village, enrol):
    enrol("张小明", "李秀英")
    with pytest.raises(Refused, match="There is no person V0009"):
        village.people.archive([1, 9])
    assert not village.people.get(1).archived
    assert [person.archived for person in village.people.archive([1, 2])] == [True, True]
    assert not village.people.archive([2], archived=False)[0].archived
