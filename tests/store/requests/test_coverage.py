"""Coverage: households met of households known, in all and by group, who was missed for longest."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.store import language
from yigong.store.records import Volunteer
from yigong.store.request_records import Visit
from yigong.store.requests.coverage import (
    coverage,
    coverage_by_group,
    coverage_words,
    share_words,
)

DAY = date(2026, 11, 25)


def people(*homes):
    """A person for each household, with the group that its label begins with."""
    return {
        number: Volunteer(number=number, name=f"村民{number}", home=home, group=home[:2])
        for number, home in enumerate(homes, 1)
    }


def test_five_of_200_households_met_twice_each_are_10_visits_and_two_and_a_half_per_cent():
    known = people(*(f"三组{n}号" for n in range(1, 201)))
    visits = [
        Visit(day=DAY - timedelta(days=days), home=f"三组{n}号")
        for n in range(1, 6)
        for days in (0, 30)
    ]
    found = coverage(visits, known, date(2026, 1, 1), date(2026, 12, 31))
    assert (found.visits, found.met, found.known) == (10, 5, 200)
    assert coverage_words(10, 5, 200) == "10 visits, reached 5/200 = 2.5 %"


def test_the_words_are_those_of_a_village_in_china():
    language.use_language("zh")
    assert coverage_words(10, 5, 200) == "走访 10 次，覆盖 5/200 = 2.5 %"


@pytest.mark.parametrize(("met", "known", "words"), [(2, 4, "2/4"), (2, 5, "2/5 = 40 %")])
def test_of_fewer_than_five_households_there_is_no_rate(met, known, words):
    assert share_words(met, known) == words


def test_without_any_household_there_is_nothing_to_divide_by():
    assert share_words(0, 0) == "no household known"


def test_who_was_never_met_comes_first_then_who_was_not_for_longest_in_natural_order():
    known = people("三组12号", "三组2号", "三组1号", "二组9号", "三组5号")
    visits = [
        Visit(day=DAY, home="三组1号"),
        Visit(day=DAY - timedelta(days=9), home="三组5号"),
        Visit(day=DAY, home="三组5号", met=False),
    ]
    found = coverage(visits, known, None, None)
    assert [row.home for row in found.households] == [
        "二组9号",
        "三组2号",
        "三组12号",
        "三组5号",
        "三组1号",
    ]


def test_a_visit_where_nobody_was_met_counts_as_a_visit_and_reaches_nobody():
    found = coverage([Visit(day=DAY, home="三组1号", met=False)], people("三组1号"), None, None)
    assert (found.visits, found.met) == (1, 0)
    assert (found.households[0].last_met, found.households[0].last_visit) == (None, DAY)


def test_a_visit_counts_for_the_household_of_its_day_wherever_who_it_was_to_lives_now():
    known = people("三组1号", "九组9号")
    found = coverage([Visit(day=DAY, who=2, home="三组1号")], known, None, None)
    assert [row.home for row in found.households if row.met] == ["三组1号"]


def test_a_visit_without_a_label_counts_for_the_household_of_whom_it_was_to():
    found = coverage([Visit(day=DAY, who=1)], people("三组1号"), None, None)
    assert found.met == 1


def test_people_without_a_household_and_labels_of_several_groups_are_said():
    known = people("12号", "12号", "", "")
    known[2] = Volunteer(number=2, name="x", home="12号", group="五组")
    found = coverage([], known, None, None)
    assert (found.known, found.unlabelled, found.scattered) == (1, 2, ("12号",))


def test_who_is_archived_merged_or_forgotten_lives_nowhere():
    known = {
        1: Volunteer(number=1, name="a", home="一组1号", archived=True),
        2: Volunteer(number=2, name="b", home="一组2号", archived=True, merged=1),
        3: Volunteer(number=3, name="", home="", archived=True, forgotten=DAY),
    }
    found = coverage([], known, None, None)
    assert (found.known, found.unlabelled) == (0, 0)


homes = st.sampled_from(["", *(f"{g}组{n}号" for g in "一二三" for n in (1, 2, 10))])
visits = st.lists(
    st.builds(
        Visit,
        day=st.dates(date(2026, 1, 1), date(2026, 12, 31)),
        who=st.integers(0, 8),
        home=homes,
        met=st.booleans(),
    ),
    max_size=30,
)


@given(visits, st.lists(homes, max_size=8), st.dates(date(2026, 1, 1), date(2026, 12, 31)))
def test_the_groups_are_together_what_the_village_is(written, labels, first):
    known = people(*labels)
    whole = coverage(written, known, first, None)
    inside = [visit for visit in written if visit.day >= first]
    groups = coverage_by_group(written, known, first, None)
    assert whole.visits == len(inside) == sum(group.visits for group in groups)
    assert whole.met == sum(group.met for group in groups) <= whole.known
    assert whole.known == sum(group.known for group in groups) == len(set(labels) - {""})
    assert whole.met <= whole.visits
