"""Duplicates: similar records are listed, and families that share a phone come late or not."""

from __future__ import annotations

from datetime import date

import msgspec

from yigong.store.people.duplicates import DuplicatePair, find_duplicates
from yigong.store.records import Squad, Volunteer

PHONE, OTHER = "12012345678", "12087654321"


def roster(*people: tuple[str, str, str]) -> dict[int, Volunteer]:
    return {
        n: Volunteer(number=n, name=name, reading=reading, phone=phone)
        for n, (name, reading, phone) in enumerate(people, 1)
    }


def squad(*members: int, number: int = 1, archived: bool = False) -> dict[int, Squad]:
    return {number: Squad(number=number, name="修葺队", members=members, archived=archived)}


def test_the_same_reading_and_phone_make_a_duplicate():
    people = roster(
        ("李明", "li ming", PHONE), ("张晓明", "zhang xiao ming", PHONE),
        ("张小明", "zhang xiao ming", PHONE), ("张小明", "zhang xiao ming", OTHER),
    )  # fmt: skip
    assert find_duplicates(people, {}) == [DuplicatePair(2, 3, "reading_phone")]


def test_a_family_that_shares_a_phone_is_no_duplicate():
    people = roster(("张建国", "zhang jian guo", PHONE), ("李玉兰", "li yu lan", PHONE))
    assert find_duplicates(people, {}) == []


def test_of_pairs_with_one_phone_and_squad_similar_names_come_first():
    people = roster(
        ("张建国", "zhang jian guo", PHONE), ("李玉兰", "li yu lan", PHONE),
        ("张大明", "zhang da ming", OTHER), ("张明", "zhang ming", OTHER),
    )  # fmt: skip
    assert find_duplicates(people, squad(1, 2, 3, 4)) == [
        DuplicatePair(3, 4, "phone_squad"),
        DuplicatePair(1, 2, "phone_squad"),
    ]


def test_a_walk_in_without_a_phone_is_paired_by_name_within_the_squad():
    people = roster(
        ("王强", "wang qiang", PHONE), ("王强", "wang qiang", ""), ("王强", "wang qiang", OTHER)
    )
    assert find_duplicates(people, squad(1, 2, 3)) == [DuplicatePair(1, 2, "reading_squad")]
    assert find_duplicates(people, squad(1, 3)) == [], "two phones: two people of one name"


def test_a_pair_is_listed_once_with_its_strongest_reason():
    people = roster(("王强", "wang qiang", PHONE), ("王强", "wang qiang", PHONE))
    assert find_duplicates(people, squad(1, 2)) == [DuplicatePair(1, 2, "reading_phone")]


def test_archived_merged_and_erased_people_are_left_out():
    people = roster(*[("王强", "wang qiang", PHONE)] * 4)
    people[2] = msgspec.structs.replace(people[2], archived=True)
    people[3] = msgspec.structs.replace(people[3], merged=1)
    people[4] = msgspec.structs.replace(people[4], forgotten=date(2026, 1, 1))
    assert find_duplicates(people, squad(1, 2, 3, 4)) == []


def test_the_office_phone_and_an_archived_squad_are_no_reason():
    office = roster(*[(f"王{c}", f"wang {c}", PHONE) for c in "abcdefghi"])
    assert find_duplicates(office, squad(*office)) == []
    family = roster(("王强", "wang qiang", PHONE), ("李明", "li ming", PHONE))
    assert find_duplicates(family, squad(1, 2, archived=True)) == []


def mark_distinct(people: dict[int, Volunteer], number: int, *others: int) -> None:
    people[number] = msgspec.structs.replace(people[number], apart=others)


def test_a_distinct_pair_is_no_duplicate_and_listed_last_when_asked_for():
    people = roster(
        ("张建国", "zhang jian guo", PHONE), ("李玉兰", "li yu lan", PHONE),
        ("王强", "wang qiang", OTHER), ("王强", "wang qiang", OTHER),
    )  # fmt: skip
    mark_distinct(people, 3, 4)
    assert find_duplicates(people, squad(1, 2)) == [DuplicatePair(1, 2, "phone_squad")]
    assert find_duplicates(people, squad(1, 2), include_distinct=True) == [
        DuplicatePair(1, 2, "phone_squad"),
        DuplicatePair(3, 4, "reading_phone", distinct=True),
    ]


def test_a_record_that_is_distinct_from_the_first_is_paired_with_the_second():
    people = roster(*[("王强", "wang qiang", PHONE)] * 3)
    mark_distinct(people, 1, 2, 3)
    assert find_duplicates(people, {}) == [DuplicatePair(2, 3, "reading_phone")]
    walk_ins = roster(*[("王强", "wang qiang", "")] * 3)
    mark_distinct(walk_ins, 1, 3)
    assert find_duplicates(walk_ins, squad(1, 2, 3)) == [
        DuplicatePair(1, 2, "reading_squad"),
        DuplicatePair(2, 3, "reading_squad"),
    ]


def test_a_thousand_similar_records_are_a_thousand_pairs_and_not_a_million():
    people = roster(*[("王强", "wang qiang", "")] * 1000)
    assert len(find_duplicates(people, squad(*people))) == 999
