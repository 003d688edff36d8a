"""A badge is told from typing by the time between keys; typed keys are never lost or reordered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.tui.terminal.badge_scanner import GAP, BadgeScanner

FAST, SLOW = 0.004, 0.12


def feed(text, gap=FAST, scanner=None):
    """The keys passed on, in order, and the codes read; each key is its index in the text."""
    scanner = scanner or BadgeScanner()
    passed, codes = [], []
    gaps = gap if isinstance(gap, list) else [gap] * len(text)
    moment = 100.0
    for index, (character, pause) in enumerate(zip(text, gaps, strict=True)):
        moment += pause
        result = scanner.feed(character, moment, index)
        passed += result.keys
        codes += [result.code] if result.code else []
    return passed + list(scanner.release()), codes


@pytest.mark.parametrize("scan", ["V0123\r", "v0123\r", "V1234567\r"])
def test_fast_keys_with_enter_are_a_badge_and_none_is_typed(scan):
    assert feed(scan) == ([], [scan.strip().upper()])


def test_the_same_keys_by_hand_are_typing():
    assert feed("V0123\r", SLOW) == ([0, 1, 2, 3, 4, 5], [])


def test_keys_that_arrive_in_one_piece_are_a_scan():
    assert feed("V0123\r", 0.0) == ([], ["V0123"])


@pytest.mark.parametrize("late", range(1, 6))
def test_one_gap_anywhere_is_enough_to_be_typing(late):
    gaps = [FAST] * 6
    gaps[late] = GAP * 1.5
    assert feed("V0123\r", gaps) == ([0, 1, 2, 3, 4, 5], [])


@pytest.mark.parametrize(
    "typed", ["V012\r", "V12345678\r", "0123\r", "E0001\r", "V01a3\r", "zxm\r", "\r", "V\r"]
)
def test_fast_keys_that_are_no_badge_are_passed_on_in_order(typed):
    assert feed(typed) == (list(range(len(typed))), [])


def test_a_badge_after_half_a_name_leaves_the_name():
    assert feed("zhaV0123\r") == ([0, 1, 2], ["V0123"])


def test_a_badge_read_again_after_a_broken_scan_counts():
    assert feed("V01V0123\r") == ([0, 1, 2], ["V0123"])


def test_two_badges_in_a_row_are_two():
    assert feed("V0001\rV0002\r") == ([], ["V0001", "V0002"])


def test_only_a_v_is_ever_held_back():
    scanner = BadgeScanner()
    for character in "zxm0123 李":
        assert scanner.feed(character, 1.0, character).keys == (character,)
        assert not scanner.holding
    assert scanner.feed("v", 1.0, "v").keys == ()
    assert scanner.deadline == 1.0 + GAP


def test_an_arrow_key_releases_the_keys_held_back_and_follows_them():
    scanner = BadgeScanner()
    scanner.feed("V", 1.0, "V")
    assert scanner.feed("", 1.001, "down").keys == ("V", "down")


@given(st.lists(st.tuples(st.sampled_from("Vv019a\r"), st.sampled_from([0.0, FAST, GAP, SLOW]))))
def test_every_key_is_passed_on_once_and_in_order_or_belongs_to_a_badge(keys):
    text = "".join(character for character, _ in keys)
    passed, codes = feed(text, [pause for _, pause in keys])
    assert passed == sorted(set(passed))
    assert len(passed) + sum(len(code) + 1 for code in codes) == len(text)
