"""The fields of the person form: their values, and the person for typed values."""

from __future__ import annotations

from datetime import date

import pytest

from yigong.store.errors import Refused
from yigong.store.records import Guardian, Volunteer
from yigong.tui.view.form_fields import field_values
from yigong.tui.view.person_fields import (
    guardian_text,
    offered_words,
    person_fields,
    read_guardian,
    read_person,
    read_tags,
    read_year,
)

TODAY = date(2026, 11, 25)

ALL = Volunteer(
    number=3,
    rev=2,
    name="张小明",
    reading="zhang xiao ming",
    keys="zhang xiao ming",
    phone="12000000001",
    gender="m",
    group="一组",
    tags=("新村民", "党员"),
    note="会木工\n周末有空",
    joined=date(2024, 3, 5),
    born=2010,
    guardians=(
        Guardian(name="王芳", phone="12000000002", relation="母亲"),
        Guardian(name="张伟"),
        Guardian(name="Anna Maria Schmidt", relation="aunt"),
    ),
    consent=date(2025, 1, 2),
    archived=True,
)


ODD = Volunteer(
    name="单玉珍",
    tags=("党员, 骨干", "A / B"),
    guardians=(Guardian(name="王 芳, 单", relation="母亲/监护人"), Guardian(name="1, 2")),
)
"""A record as another program may have written it."""


def shown(person):
    return field_values(person_fields(person, TODAY))


@pytest.mark.parametrize(
    "person", [ALL, Volunteer(name="单玉珍"), ODD], ids=["all", "little", "odd"]
)
def test_untouched_fields_give_the_same_person(person):
    assert read_person(shown(person), person, TODAY) == person


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("王芳 12000000002 母亲", Guardian(name="王芳", phone="12000000002", relation="母亲")),
        (
            "王芳　１２０００００００02，母亲",
            Guardian(name="王芳", phone="12000000002", relation="母亲"),
        ),
        ("王芳 母亲", Guardian(name="王芳", relation="母亲")),
        ("王芳", Guardian(name="王芳")),
        ("Anna Maria", Guardian(name="Anna Maria")),
        ("Anna Maria, aunt", Guardian(name="Anna Maria", relation="aunt")),
        ("Anna Maria 12000000002", Guardian(name="Anna Maria", phone="12000000002")),
    ],
)
def test_a_guardian_is_read_from_one_line_and_written_back_as_one(typed, meant):
    assert read_guardian(typed) == meant
    assert read_guardian(guardian_text(meant)) == meant


@pytest.mark.parametrize("typed", ["12000000002", "12000000002 母亲", ","])
def test_a_guardian_without_a_name_is_refused(typed):
    with pytest.raises(Refused, match="A guardian has a name"):
        read_guardian(typed)


@pytest.mark.parametrize(
    ("typed", "year"), [("", 0), ("2011", 2011), ("２０１１", 2011), ("2011-05-03", 2011)]
)
def test_of_a_date_of_birth_only_the_year_is_kept(typed, year):
    assert read_year(typed) == year


@pytest.mark.parametrize("typed", ["11", "20110503", "二〇一一", "x"])
def test_an_unreadable_year_of_birth_is_refused(typed):
    with pytest.raises(Refused, match="four digits"):
        read_year(typed)


@pytest.mark.parametrize("typed", ["t", "today", "今天", "T", "11-25", "20261125"])
def test_todays_date_is_one_key(typed):
    typed_values = {**shown(ALL), "consent": typed}
    assert read_person(typed_values, ALL, TODAY).consent == TODAY


def test_tags_are_separated_by_blanks_or_commas():
    assert read_tags("新村民，党员、木工  电工;") == ("新村民", "党员", "木工", "电工")


def test_words_of_the_settings_are_offered_first_in_order_and_then_those_in_use():
    found = offered_words(["三组", "一组"], ["二组", "一组", "十组", "一组", ""])
    assert list(found.items()) == [("三组", 0), ("一组", 2), ("二组", 1), ("十组", 1)]
