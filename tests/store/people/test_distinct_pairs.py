"""Distinct pairs: similar records are marked as two people, and the mark is removed."""

from __future__ import annotations

import msgspec
import pytest

from support.replay import assert_history_matches_books
from yigong.store.errors import Refused
from yigong.store.people.duplicates import find_duplicates
from yigong.store.records import Volunteer

PHONE = "12012345678"


@pytest.fixture
def family(village):
    """Four records with one name and one phone."""
    village.people.add_all([Volunteer(name="王强", phone=PHONE) for _n in range(4)])
    return village


def marks(village):
    return {n: person.apart for n, person in village.people.all().items() if person.apart}


def pairs(village):
    found = find_duplicates(village.people.all(), village.squads.all())
    return [(pair.first, pair.second) for pair in found]


def test_a_mark_is_stored_with_the_lower_number_in_one_history_line(family):
    assert family.people.mark_distinct(3, 1).number == 1
    line = next(family.history.newest_first())
    assert (line.act, line.key, line.note) == ("person.apart", 1, "V0001 V0003")
    assert marks(family) == {1: (3,)}
    assert pairs(family) == [(1, 2), (1, 4), (2, 3)], "the third may still be the second"
    written = family.book("people").read().rev
    family.people.mark_distinct(1, 3)
    assert family.book("people").read().rev == written, "marked already: nothing is written"
    assert_history_matches_books(family.folder)


def test_a_mark_is_undone_or_removed(family):
    family.people.mark_distinct(1, 2)
    assert family.undo("people").act == "person.apart"
    assert marks(family) == {}
    family.people.mark_distinct(1, 2)
    family.people.mark_distinct(1, 4)
    family.people.mark_distinct(2, 1, distinct=False)
    assert marks(family) == {1: (4,)}
    assert family.undo().act == "person.alike"
    assert marks(family) == {1: (2, 4)}


def test_only_two_current_records_are_marked_distinct(family):
    family.merge(1, 4)
    family.erase(3)
    for first, second in ((1, 1), (1, 4), (1, 3), (1, 9)):
        with pytest.raises(Refused):
            family.people.mark_distinct(first, second)
    family.people.mark_distinct(4, 2)
    assert marks(family) == {1: (2,)}, "a merged number leads to the record it was merged into"


def test_saving_or_adding_a_record_changes_no_mark(family):
    person = family.people.mark_distinct(1, 2)
    saved = family.people.save(msgspec.structs.replace(person, note="电工", apart=(7,)))
    assert saved.apart == (2,)
    assert family.people.add(Volunteer(name="王强", apart=(1,))).apart == ()


def test_a_merge_takes_over_the_marks_and_its_undo_restores_them(family):
    family.people.mark_distinct(1, 3)
    family.people.mark_distinct(3, 4)
    family.people.mark_distinct(2, 3)
    before = marks(family)
    family.merge(2, 3)
    assert marks(family) == {1: (2,), 2: (4,)}
    assert_history_matches_books(family.folder)
    family.undo()
    assert marks(family) == before
    family.merge(4, 3)
    assert marks(family) == {1: (4,), 2: (4,)}


def test_a_merge_with_chosen_fields_keeps_the_marks(family):
    family.people.mark_distinct(1, 2)
    person = msgspec.structs.replace(family.people.get(1), note="电工", apart=())
    assert family.merge(1, 3, person).person == family.people.get(1)
    assert marks(family) == {1: (2,)}


def test_an_erasure_drops_the_marks_and_no_undo_restores_them(family):
    family.people.mark_distinct(1, 2)
    family.people.mark_distinct(2, 3)
    family.people.mark_distinct(1, 4)
    family.people.mark_distinct(1, 4, distinct=False)
    removal = next(family.history.newest_first()).id
    family.erase(2)
    assert marks(family) == {}
    family.erase(4)
    with pytest.raises(Refused, match="V0004 was forgotten or merged since"):
        family.undo_change(removal)
    assert_history_matches_books(family.folder)
