"""Two who look like one person and are two: it is said once, remembered, and taken back."""

from __future__ import annotations

import msgspec
import pytest

from support.replay import assert_history_is_the_books
from yigong.store.errors import Refused
from yigong.store.people.duplicates import find_duplicates
from yigong.store.records import Volunteer

PHONE = "12012345678"


@pytest.fixture
def family(village):
    """王强 and three who share his reading and his phone."""
    village.people.add_all([Volunteer(name="王强", phone=PHONE) for _n in range(4)])
    return village


def apart(village):
    return {n: person.apart for n, person in village.people.all().items() if person.apart}


def pairs(village):
    found = find_duplicates(village.people.all(), village.squads.all())
    return [(each.one, each.other) for each in found]


def test_two_told_apart_are_remembered_by_the_lower_number_in_one_line_of_the_history(family):
    assert family.people.tell_apart(3, 1).number == 1
    line = next(family.history.newest_first())
    assert (line.act, line.key, line.note) == ("person.apart", 1, "V0001 V0003")
    assert apart(family) == {1: (3,)}
    assert pairs(family) == [(1, 2), (1, 4), (2, 3)], "the third may still be the second"
    written = family.book("people").read().rev
    family.people.tell_apart(1, 3)
    assert family.book("people").read().rev == written, "said already: nothing is written"
    assert_history_is_the_books(family.folder)


def test_it_is_undone_or_taken_back(family):
    family.people.tell_apart(1, 2)
    assert family.undo("people").act == "person.apart"
    assert apart(family) == {}
    family.people.tell_apart(1, 2)
    family.people.tell_apart(1, 4)
    family.people.tell_apart(2, 1, two=False)
    assert apart(family) == {1: (4,)}
    assert family.undo().act == "person.alike"
    assert apart(family) == {1: (2, 4)}


def test_only_two_who_are_there_are_told_apart(family):
    family.merge(1, 4)
    family.erase(3)
    for one, other in ((1, 1), (1, 4), (1, 3), (1, 9)):
        with pytest.raises(Refused):
            family.people.tell_apart(one, other)
    family.people.tell_apart(4, 2)
    assert apart(family) == {1: (2,)}, "an old number leads to whom it means"


def test_whoever_changes_a_record_or_adds_one_tells_nobody_apart(family):
    person = family.people.tell_apart(1, 2)
    saved = family.people.save(msgspec.structs.replace(person, note="电工", apart=(7,)))
    assert saved.apart == (2,)
    assert family.people.add(Volunteer(name="王强", apart=(1,))).apart == ()


def test_a_merge_carries_on_from_whom_either_was_told_apart_and_one_undo_brings_it_back(family):
    family.people.tell_apart(1, 3)
    family.people.tell_apart(3, 4)
    family.people.tell_apart(2, 3)
    before = apart(family)
    family.merge(2, 3)
    assert apart(family) == {1: (2,), 2: (4,)}
    assert_history_is_the_books(family.folder)
    family.undo()
    assert apart(family) == before
    family.merge(4, 3)
    assert apart(family) == {1: (4,), 2: (4,)}


def test_a_record_that_was_chosen_to_stay_remembers_too(family):
    family.people.tell_apart(1, 2)
    person = msgspec.structs.replace(family.people.get(1), note="电工", apart=())
    assert family.merge(1, 3, person).person == family.people.get(1)
    assert apart(family) == {1: (2,)}


def test_nobody_need_be_told_from_somebody_forgotten_and_no_undo_says_so_again(family):
    family.people.tell_apart(1, 2)
    family.people.tell_apart(2, 3)
    family.people.tell_apart(1, 4)
    family.people.tell_apart(1, 4, two=False)
    again = next(family.history.newest_first()).id
    family.erase(2)
    assert apart(family) == {}
    family.erase(4)
    with pytest.raises(Refused, match="V0004 was forgotten or merged since"):
        family.undo_change(again)
    assert_history_is_the_books(family.folder)
