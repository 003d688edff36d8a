"""The people filter: by group, tag, squad and state."""

from __future__ import annotations

from datetime import date

import pytest

from yigong.store.records import Guardian, Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.tui.view.people_filter import PeopleFilter, filter_choices

TODAY = date(2026, 11, 25)
PEOPLE = [
    Volunteer(
        number=1, name="张小明", group="一组", home="一组2号", tags=("党员",), phone="12000000001"
    ),
    Volunteer(number=2, name="李秀英", group="二组", consent=date(2025, 1, 1)),
    Volunteer(number=3, name="单玉珍", group="一组", tags=("新村民", "党员"), archived=True),
    Volunteer(number=4, name="王小宝", born=2011),
    Volunteer(
        number=5, name="王大宝", born=2010, home="一组12号", guardians=(Guardian(name="王芳"),)
    ),
]
SQUADS = {1: (1,), 2: (1, 2)}


def shown(people_filter: PeopleFilter) -> list[int]:
    return [p.number for p in PEOPLE if people_filter.matches(p, SQUADS.get(p.number, ()), TODAY)]


@pytest.mark.parametrize(
    ("ticked", "numbers"),
    [
        ([], [1, 2, 3, 4, 5]),
        ([("groups", "一组")], [1]),
        ([("groups", "一组"), ("groups", "二组")], [1, 2]),
        ([("groups", "一组"), ("groups", "二组"), ("tags", "党员")], [1]),
        ([("squads", 2)], [2]),
        ([("states", "no_consent")], [1, 4, 5]),
        ([("states", "unguarded")], [4]),
        ([("states", "minors")], [4, 5]),
        ([("states", "no_squad"), ("states", "no_phone")], [2, 4, 5]),
        ([("homes", "一组2号"), ("homes", "一组12号")], [1, 5]),
        ([("homes", "一组2号"), ("states", "minors")], []),
        ([("states", "no_home")], [2, 4]),
        ([("states", "archived")], [3]),
        ([("states", "archived"), ("tags", "新村民")], [3]),
        ([("tags", "新村民")], []),
    ],
)
def test_a_person_matches_any_choice_of_a_part_in_every_part(ticked, numbers):
    people_filter = PeopleFilter()
    for choice in ticked:
        people_filter = people_filter.toggled(choice)
    assert shown(people_filter) == numbers


def test_a_choice_toggled_twice_is_not_ticked():
    people_filter = PeopleFilter().toggled(("tags", "党员"))
    assert people_filter.has(("tags", "党员")) and people_filter
    assert people_filter.toggled(("tags", "党员")) == PeopleFilter()


def test_each_choice_has_the_number_of_people_it_shows():
    squads = {1: Squad(number=1, name="修葺队"), 2: Squad(number=2, name="清理队")}
    settings = Settings(name="青山村", groups=("三组",), tags=("木工",))
    found = filter_choices(PEOPLE, squads, lambda n: SQUADS.get(n, ()), settings, TODAY)
    for choice, count in found.items():
        assert count == len(shown(PeopleFilter().toggled(choice))), choice
    assert [value for part, value in found if part == "groups"] == ["三组", "一组", "二组"]
    assert ("squads", 2) in found and ("tags", "木工") in found
    assert [value for part, value in found if part == "homes"] == ["一组2号", "一组12号"]


def test_a_village_without_households_is_not_asked_for_who_has_none():
    people = [Volunteer(number=1, name="张小明")]
    found = filter_choices(people, {}, lambda _n: (), Settings(name="青山村"), TODAY)
    assert ("states", "no_home") not in found and ("states", "no_phone") in found


def test_the_description_names_the_ticked_choices():
    people_filter = PeopleFilter().toggled(("tags", "党员")).toggled(("states", "no_consent"))
    assert people_filter.description(lambda numbers: "") == "only no consent on record + 党员"
    assert PeopleFilter().description(lambda numbers: "") == ""
