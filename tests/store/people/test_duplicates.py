"""Possible doubles: who looks alike is listed, families are not accused for long."""

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


def test_the_same_reading_and_phone_is_the_surest():
    people = roster(
        ("李明", "li ming", PHONE), ("张晓明", "zhang xiao ming", PHONE),
        ("张小明", "zhang xiao ming", PHONE), ("张小明", "zhang xiao ming", OTHER),
    )  # fmt: skip
    assert find_duplicates(people, {}) == [DuplicatePair(2, 3, "reading_phone")]


def test_a_family_that_shares_a_phone_is_no_double():
    people = roster(("张建国", "zhang jian guo", PHONE), ("李玉兰", "li yu lan", PHONE))
    assert find_duplicates(people, {}) == []


def test_the_same_phone_and_squad_comes_later_and_names_that_are_alike_first():
    people = roster(
        ("张建国", "zhang jian guo", PHONE), ("李玉兰", "li yu lan", PHONE),
        ("张大明", "zhang da ming", OTHER), ("张明", "zhang ming", OTHER),
    )  # fmt: skip
    assert find_duplicates(people, squad(1, 2, 3, 4)) == [
        DuplicatePair(3, 4, "phone_squad"),
        DuplicatePair(1, 2, "phone_squad"),
    ]


def test_a_walk_in_without_a_phone_is_seen_beside_their_name_in_the_squad():
    people = roster(
        ("王强", "wang qiang", PHONE), ("王强", "wang qiang", ""), ("王强", "wang qiang", OTHER)
    )
    assert find_duplicates(people, squad(1, 2, 3)) == [DuplicatePair(1, 2, "reading_squad")]
    assert find_duplicates(people, squad(1, 3)) == [], "two phones: two people of one name"


def test_a_pair_is_listed_once_by_its_best_reason():
    people = roster(("王强", "wang qiang", PHONE), ("王强", "wang qiang", PHONE))
    assert find_duplicates(people, squad(1, 2)) == [DuplicatePair(1, 2, "reading_phone")]


def test_archived_merged_and_forgotten_people_are_left_out():
    people = roster(*[("王强", "wang qiang", PHONE)] * 4)
    people[2] = msgspec.structs.replace(people[2], archived=True)
    people[3] = msgspec.structs.replace(people[3], merged=1)
    people[4] = msgspec.structs.replace(people[4], forgotten=date(2026, 1, 1))
    assert find_duplicates(people, squad(1, 2, 3, 4)) == []


def test_the_office_phone_and_an_archived_squad_say_nothing():
    office = roster(*[(f"王{c}", f"wang {c}", PHONE) for c in "abcdefghi"])
    assert find_duplicates(office, squad(*office)) == []
    two = roster(("王强", "wang qiang", PHONE), ("李明", "li ming", PHONE))
    assert find_duplicates(two, squad(1, 2, archived=True)) == []


def apart(people: dict[int, Volunteer], one: int, *others: int) -> None:
    people[one] = msgspec.structs.replace(people[one], apart=others)


def test_two_that_somebody_told_apart_are_no_doubles_and_listed_last_when_asked_for():
    people = roster(
        ("张建国", "zhang jian guo", PHONE), ("李玉兰", "li yu lan", PHONE),
        ("王强", "wang qiang", OTHER), ("王强", "wang qiang", OTHER),
    )  # fmt: skip
    apart(people, 3, 4)
    assert find_duplicates(people, squad(1, 2)) == [DuplicatePair(1, 2, "phone_squad")]
    assert find_duplicates(people, squad(1, 2), apart=True) == [
        DuplicatePair(1, 2, "phone_squad"),
        DuplicatePair(3, 4, "reading_phone", apart=True),
    ]


def test_whoever_is_not_the_first_of_three_may_still_be_the_second():
    people = roster(*[("王强", "wang qiang", PHONE)] * 3)
    apart(people, 1, 2, 3)
    assert find_duplicates(people, {}) == [DuplicatePair(2, 3, "reading_phone")]
    walk_ins = roster(*[("王强", "wang qiang", "")] * 3)
    apart(walk_ins, 1, 3)
    assert find_duplicates(walk_ins, squad(1, 2, 3)) == [
        DuplicatePair(1, 2, "reading_squad"),
        DuplicatePair(2, 3, "reading_squad"),
    ]


def test_a_thousand_alike_are_a_thousand_pairs_and_not_a_million():
    people = roster(*[("王强", "wang qiang", "")] * 1000)
    assert len(find_duplicates(people, squad(*people))) == 999
