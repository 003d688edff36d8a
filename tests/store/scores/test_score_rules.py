"""Marks, stars and colours: what is counted gives what the rules say, and nothing is scaled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from yigong.store.errors import Refused
from yigong.store.score_records import (
    SCORE_MEASURES,
    SHARES,
    USUAL_INDICATORS,
    Indicator,
    ScoreRules,
    ScoreStep,
)
from yigong.store.scores.checked_rules import checked_score_rules, usual_score_rules
from yigong.store.scores.score_rules import colour_for, indicator_cell, score_row, score_stars
from yigong.store.settings_records import Settings
from yigong.store.village.village import Village

RULES = ScoreRules()
COUNTED = [(10, 0), (210, 0), (9, 10), (6, 6), (180, 200)]


def test_the_card_of_the_towns_has_84_marks_four_stars_and_is_yellow():
    row = score_row(RULES, "", "青山村", COUNTED, late=1, overdue=0)
    assert [cell.marks for cell in row.cells] == [16, 20, 10, 20, 18]
    assert (row.marks, row.full, row.stars, row.colour) == (84, 100, 4, "yellow")


@pytest.mark.parametrize(
    ("uncounted", "marks", "full", "stars"),
    [("open", 64, 80, None), ("full", 84, 100, 4), ("zero", 64, 100, 2)],
)
def test_without_a_request_nothing_is_scaled_and_the_village_says_what_then(
    uncounted, marks, full, stars
):
    rules = structs.replace(RULES, uncounted=uncounted)
    row = score_row(rules, "", "", [*COUNTED[:3], (0, 0), COUNTED[4]], late=1, overdue=0)
    assert (row.marks, row.full, row.stars) == (marks, full, stars)
    assert row.cells[3].of == 0


def test_a_count_without_a_target_has_no_marks_whatever_was_counted():
    cell = indicator_cell(Indicator(name="x", measure="visits"), 7, 0, "open")
    assert (cell.marks, cell.value, cell.of) == (None, 7, 0)


@pytest.mark.parametrize(("part", "marks"), [(949, 10), (950, 20), (800, 10), (799, 0), (0, 0)])
def test_a_step_is_reached_at_its_percentage_and_never_by_rounding(part, marks):
    assert indicator_cell(USUAL_INDICATORS[2], part, 1000, "open").marks == marks


@pytest.mark.parametrize(
    ("late", "overdue", "colour"),
    [
        *((0, 0, "green"), (1, 0, "yellow"), (2, 0, "yellow"), (3, 0, "red"), (0, 1, "yellow")),
        *((0, 29, "yellow"), (0, 30, "red"), (1, 30, "red")),
    ],
)
def test_the_colour_is_red_before_yellow_before_green(late, overdue, colour):
    assert colour_for(RULES, late, overdue) == colour


def test_a_limit_of_0_is_none():
    rules = structs.replace(RULES, yellow_late=0, red_late=0, yellow_overdue=0, red_overdue=0)
    assert colour_for(rules, 99, 999) == "green"


@pytest.mark.parametrize(("marks", "stars"), [(49, 0), (50, 1), (89, 4), (90, 5), (100, 5)])
def test_a_star_is_given_from_its_marks_on(marks, stars):
    assert score_stars(marks, RULES.stars) == stars


indicators = st.builds(
    Indicator,
    name=st.text("一二三四", min_size=1, max_size=4),
    measure=st.sampled_from(SCORE_MEASURES),
    full=st.integers(1, 100),
    target=st.integers(0, 500),
)


@given(indicators, st.integers(0, 1000), st.integers(0, 1000), st.sampled_from(["open", "zero"]))
def test_marks_are_whole_between_none_and_the_full_and_rise_with_what_is_counted(
    indicator, value, more, uncounted
):
    whole = value + more if indicator.measure in SHARES else 0
    cell = indicator_cell(indicator, value, whole, uncounted)
    if cell.of == 0:
        assert cell.marks in (None, 0)
        return
    assert cell.marks is not None
    assert 0 <= cell.marks <= indicator.full
    assert cell.marks * cell.of <= indicator.full * value
    further = indicator_cell(indicator, value + more, whole, uncounted)
    assert further.marks is not None and further.marks >= cell.marks


STEPS = (ScoreStep(least=95, marks=20), ScoreStep(least=80, marks=10))


def named(**fields) -> Indicator:
    return structs.replace(USUAL_INDICATORS[0], **fields)


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        (ScoreRules(indicators=()), "1 to 12 indicators"),
        (ScoreRules(indicators=tuple(named(name=f"i{n}") for n in range(13))), "1 to 12 indi"),
        (ScoreRules(indicators=(named(name="A"), named(name="a"))), "an indicator a already"),
        (ScoreRules(indicators=(named(name=" "),)), "The name is empty"),
        (ScoreRules(indicators=(named(name="\x1b[31m"),)), "not text"),
        (ScoreRules(indicators=(named(full=0),)), "full marks"),
        (ScoreRules(indicators=(named(full=1001),)), "full marks"),
        (ScoreRules(indicators=(named(target=-1),)), "target"),
        (ScoreRules(indicators=(named(steps=STEPS),)), "steps are for shares"),
        (ScoreRules(indicators=(named(measure="visits", target=10**8),)), "target"),
        (
            ScoreRules(indicators=(named(measure="signed_in_time", steps=STEPS[::-1]),)),
            "the steps fall",
        ),
        (
            ScoreRules(indicators=(named(measure="signed_in_time", steps=STEPS, full=10),)),
            "0 to 10 marks",
        ),
        (
            ScoreRules(
                indicators=(
                    named(measure="signed_in_time", steps=(ScoreStep(least=101, marks=1),)),
                )
            ),
            "0 to 100 per cent",
        ),
        (ScoreRules(stars=()), "1 to 9 stars"),
        (ScoreRules(stars=(60, 50)), "rise"),
        (ScoreRules(stars=(50, 50)), "rise"),
        (ScoreRules(stars=(0, 50)), "rise"),
        (ScoreRules(sign_within=0), "working days"),
        (ScoreRules(yellow_late=3, red_late=3), "above"),
        (ScoreRules(yellow_overdue=31), "above"),
        (ScoreRules(red_overdue=-1), "0 is none"),
    ],
)
def test_rules_that_cannot_be_are_refused_in_a_sentence_and_nothing_is_written(
    village, rules, sentence
):
    with pytest.raises(Refused, match=sentence):
        checked_score_rules(rules)
    with pytest.raises(Refused):
        village.save_settings(structs.replace(village.settings, score=rules))
    assert village.settings.score == RULES


def test_a_share_keeps_no_target_and_names_are_cleaned():
    rules = ScoreRules(indicators=(named(name=" 收尾 ", measure="signed_in_time"),))
    (kept,) = checked_score_rules(rules).indicators
    assert (kept.name, kept.target) == ("收尾", 0)


@pytest.mark.parametrize(("spoken", "first"), [("zh", "场次"), ("en", "Occasions")])
def test_a_new_village_has_the_usual_indicators_in_its_language(tmp_path, spoken, first):
    made = Village.create(tmp_path / "new", Settings(name="Osmanthus", language=spoken))
    assert made.settings.score == usual_score_rules(spoken)
    assert made.settings.score.indicators[0].name == first
    assert checked_score_rules(made.settings.score) == made.settings.score
