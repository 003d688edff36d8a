"""A party: household members are ticked and guests counted, in any order of keys."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.tui.view.party import PARTY_COUNTS, Party


def typed(party, keys):
    for key in keys:
        if key.isdigit():
            party.type_digit(int(key))
        elif key == " ":
            party.press_space()
        elif key == "<":
            party.erase_digit()
        elif key == "a":
            party.everybody()
    return party.counts["adults"], party.counts["children"], sorted(party.ticked)


@pytest.mark.parametrize(
    ("keys", "result"),
    [
        ("1 2", (1, 2, [])),
        ("12 3", (12, 3, [])),
        (" ", (0, 0, [4])),
        ("  ", (0, 0, [])),
        (" 1 2", (1, 2, [4])),
        ("a0 2", (0, 2, [4, 5])),
        ("aa", (0, 0, [])),
        ("12<", (1, 0, [])),
        ("1<2", (2, 0, [])),
        ("100", (0, 0, [])),
        ("995", (5, 0, [])),
    ],
)
def test_digits_count_on_any_row_and_space_moves_on(keys, result):
    assert typed(Party([4, 5]), keys) == result


def test_without_a_household_space_moves_to_the_children():
    assert typed(Party([], adults=2), " 3") == (2, 3, [])


def test_a_count_is_replaced_by_the_first_digit():
    assert typed(Party([], adults=2, children=3), "1") == (1, 3, [])


def test_a_member_who_checked_in_meanwhile_is_neither_ticked_nor_a_row():
    party = Party([4, 5], [4, 5])
    party.limit_members([5])
    assert (party.rows, party.ticked, party.at) == ([5, *PARTY_COUNTS], {5}, 5)


def test_only_members_can_be_ticked_at_first():
    assert Party([4], [4, 99]).ticked == {4}


@given(st.text(alphabet="0123456789 <a", max_size=30))
def test_no_keys_exceed_what_the_store_accepts(keys):
    adults, children, ticked = typed(Party([4, 5]), keys)
    assert 0 <= adults <= 99 and 0 <= children <= 99
    assert set(ticked) <= {4, 5}


def test_more_than_99_are_counted_where_that_is_allowed():
    assert typed(Party([], most=999), "400 1000") == (400, 0, [])


def test_tab_goes_from_row_to_row_and_a_number_typed_there_is_a_new_one():
    party = Party([7], adults=1)
    for step, row in ((1, "adults"), (1, "children"), (1, 7), (-1, "children")):
        party.turn(step)
        assert party.at == row
    party.type_digit(1)
    party.type_digit(0)
    party.turn(-1)
    party.type_digit(2)
    assert party.counts == {"adults": 2, "children": 10}
