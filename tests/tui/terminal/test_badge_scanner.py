"""A badge is told from typing by its pace, and nothing that is typed is lost or turned around."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.tui.terminal.badge_scanner import GAP, BadgeScanner

FAST, SLOW = 0.004, 0.12


def hear(text, gap=FAST, scanner=None):
    """Everything passed on, in order, and the codes read; each key is its place in the text."""
    scanner = scanner or BadgeScanner()
    passed, codes = [], []
    gaps = gap if isinstance(gap, list) else [gap] * len(text)
    moment = 100.0
    for place, (character, pause) in enumerate(zip(text, gaps, strict=True)):
        moment += pause
        heard = scanner.hear(character, moment, place)
        passed += heard.keys
        codes += [heard.code] if heard.code else []
    return passed + list(scanner.let_go()), codes


@pytest.mark.parametrize("scan", ["V0123\r", "v0123\r", "V1234567\r"])
def test_a_burst_with_enter_is_a_badge_and_none_of_it_is_typed(scan):
    assert hear(scan) == ([], [scan.strip().upper()])


def test_the_same_keys_by_hand_are_typing():
    assert hear("V0123\r", SLOW) == ([0, 1, 2, 3, 4, 5], [])


def test_a_line_that_brings_all_of_it_in_one_piece_is_a_burst():
    assert hear("V0123\r", 0.0) == ([], ["V0123"])


@pytest.mark.parametrize("late", range(1, 6))
def test_one_gap_anywhere_is_enough_to_be_typing(late):
    gaps = [FAST] * 6
    gaps[late] = GAP * 1.5
    assert hear("V0123\r", gaps) == ([0, 1, 2, 3, 4, 5], [])


@pytest.mark.parametrize(
    "typed", ["V012\r", "V12345678\r", "0123\r", "E0001\r", "V01a3\r", "zxm\r", "\r", "V\r"]
)
def test_bursts_that_are_no_badge_are_passed_on_in_their_order(typed):
    assert hear(typed) == (list(range(len(typed))), [])


def test_a_badge_behind_half_a_name_leaves_the_name():
    assert hear("zhaV0123\r") == ([0, 1, 2], ["V0123"])


def test_a_badge_that_is_read_again_because_the_first_try_broke_off_counts():
    assert hear("V01V0123\r") == ([0, 1, 2], ["V0123"])


def test_two_badges_one_right_behind_the_other_are_two():
    assert hear("V0001\rV0002\r") == ([], ["V0001", "V0002"])


def test_only_a_v_is_ever_held_back():
    scanner = BadgeScanner()
    for character in "zxm0123 李":
        assert scanner.hear(character, 1.0, character).keys == (character,)
        assert not scanner.holding
    assert scanner.hear("v", 1.0, "v").keys == ()
    assert scanner.due == 1.0 + GAP


def test_an_arrow_key_lets_go_and_comes_behind():
    scanner = BadgeScanner()
    scanner.hear("V", 1.0, "V")
    assert scanner.hear("", 1.001, "down").keys == ("V", "down")


@given(st.lists(st.tuples(st.sampled_from("Vv019a\r"), st.sampled_from([0.0, FAST, GAP, SLOW]))))
def test_every_key_is_passed_on_once_and_in_order_or_belongs_to_a_badge(keys):
    text = "".join(character for character, _ in keys)
    passed, codes = hear(text, [pause for _, pause in keys])
    assert passed == sorted(set(passed))
    assert len(passed) + sum(len(code) + 1 for code in codes) == len(text)
