"""Households: who lives together by the village's label, and what equal phones propose."""

from __future__ import annotations

import pytest

from yigong.store.errors import Refused
from yigong.store.people.households import households, propose_households
from yigong.store.people.merge_rules import merge_records
from yigong.store.records import Volunteer


def person(number, home="", phone="", **more):
    return Volunteer(number=number, name=f"村民{number}", home=home, phone=phone, **more)


def test_a_household_is_who_has_its_label_but_for_who_is_archived():
    found = households(
        [person(1, "2号"), person(2, "2号", archived=True), person(3), person(4, "3号")]
    )
    assert {home: [p.number for p in who] for home, who in found.items()} == {
        "2号": [1],
        "3号": [4],
    }


def test_equal_phones_propose_a_household_named_after_the_first():
    (found,) = propose_households([person(2, phone="15400000001"), person(1, phone="15400000001")])
    assert [p.number for p in found.people] == [1, 2] and "村民1" in found.home


def test_who_shares_the_phone_of_a_household_is_proposed_to_join_it():
    (found,) = propose_households([person(1, "2号", "15400000001"), person(2, phone="15400000001")])
    assert (found.home, [p.number for p in found.people]) == ("2号", [2])
    assert [p.number for p in found.joins] == [1]


@pytest.mark.parametrize(
    "people",
    [
        [person(1, phone="15400000001"), person(2, phone="15400000002")],
        [person(1, "2号", "15400000001"), person(2, "2号", "15400000001")],
        [person(1, "2号", "15400000001"), person(2, "3号", "15400000001"),
         person(3, phone="15400000001")],
        [person(n, phone="15400000001") for n in range(1, 10)],
        [person(1), person(2)],
        [person(1, phone="15400000001"), person(2, phone="15400000001", archived=True)],
    ],
    ids=["two phones", "set already", "two labels", "an office", "no phone", "archived"],
)  # fmt: skip
def test_nothing_is_proposed_where_it_would_be_a_guess(people):
    assert propose_households(people) == []


def test_two_families_named_alike_get_two_labels():
    pairs = [
        Volunteer(number=n, name="王芳", group="三组", phone=f"1540000000{n // 3}")
        for n in (1, 2, 3, 4)
    ]
    first, second = propose_households(pairs)
    assert first.home != second.home


def test_a_merge_keeps_the_household_that_either_has():
    assert merge_records(person(1), person(2, "2号")).home == "2号"
    assert merge_records(person(1, "1号"), person(2, "2号")).home == "1号"


def test_people_are_set_into_a_household_all_or_none(village, enrol):
    enrol("张小明", "李秀英")
    with pytest.raises(Refused):
        village.people.live_in("三组2号", [1, 99])
    assert village.people.get(1).home == ""
    village.people.live_in(" 三组2号 ", [1, 2])
    assert [p.home for p in village.people.listed()] == ["三组2号", "三组2号"]
    village.undo("visits")
    assert [p.home for p in village.people.listed()] == ["", ""]


def test_the_desk_takes_a_family_by_its_label_and_without_one_by_its_phone(village):
    village.people.add_all(
        [
            Volunteer(name="陈月仙", home="三组2号", phone="15400000001"),
            Volunteer(name="李国强", home="三组2号"),
            Volunteer(name="邻居", home="三组3号", phone="15400000001"),
            Volunteer(name="孙女", phone="15400000001"),
        ]
    )
    assert [p.name for p in village.people.household(1)] == ["李国强", "孙女"]
