"""The choice of the fields of a merged person, by default and by hand."""

from __future__ import annotations

from datetime import date

from yigong.store.people.merge_rules import merge_records
from yigong.store.records import Guardian, Volunteer
from yigong.tui.view.merge_choice import MERGE_FIELDS, MergeChoice, field_words

KEEP = Volunteer(
    number=5,
    rev=3,
    name="张小明",
    reading="zhang xiao ming",
    keys="k5",
    tags=("党员",),
    note="木工",
)
OTHER = Volunteer(
    number=9,
    rev=7,
    name="张晓明",
    reading="zhang xiao ming",
    keys="k9",
    phone="12000000009",
    gender="m",
    born=2010,
    group="一组",
    home="一组9号",
    tags=("新村民", "党员"),
    guardians=(Guardian(name="王芳"),),
    emergency="王芳 12000000001",
    insured=date(2027, 1, 2),
    consent=date(2026, 1, 2),
    joined=date(2025, 1, 1),
    note="电工",
    archived=True,
)


def test_by_default_a_field_is_from_the_record_that_has_it_and_tags_from_both():
    person = MergeChoice(KEEP, OTHER).person
    assert (person.number, person.rev, person.name, person.keys) == (5, 3, "张小明", "k5")
    assert (person.phone, person.gender, person.born) == ("12000000009", "m", 2010)
    assert person.tags == ("党员", "新村民") and person.note == "木工\n电工"
    assert not person.archived


def test_the_default_is_what_the_store_does_except_for_notes():
    plain = MergeChoice(KEEP, OTHER)
    plain.choose("note", "keep")
    assert plain.person == merge_records(KEEP, OTHER)


def test_a_name_brings_its_reading_and_its_keys():
    merging = MergeChoice(KEEP, OTHER)
    merging.choose_next("name")
    assert (merging.person.name, merging.person.keys) == ("张晓明", "k9")
    assert merging.person.number == 5


def test_both_is_a_choice_only_for_fields_that_combine():
    merging = MergeChoice(KEEP, OTHER)
    sides = []
    for _step in range(3):
        merging.choose_next("tags")
        sides.append(merging.side("tags"))
    assert sides == ["keep", "other", "both"]
    merging.choose("name", "both")
    assert merging.side("name") == "keep"


def test_an_empty_field_can_be_chosen_on_purpose():
    merging = MergeChoice(KEEP, OTHER)
    merging.choose("phone", "keep")
    assert merging.person.phone == ""


def test_after_a_swap_each_field_is_from_the_same_record_as_before():
    merging = MergeChoice(KEEP, OTHER)
    merging.choose("name", "other")
    merging.swap()
    assert merging.person.name == "张晓明" and merging.person.number == 9
    assert merging.person.rev == 7
    merging.choose("name", "other")
    assert merging.person.name == "张小明"


def test_every_field_has_words_in_one_line():
    for field in MERGE_FIELDS:
        assert field_words(field, OTHER) and "\n" not in field_words(field, OTHER)
