"""Natural order: names with numbers in them sort by value."""

from __future__ import annotations

import pytest

from yigong.store.people.natural_order import natural_key


@pytest.mark.parametrize(
    "names",
    [
        ["一组", "二组", "三组", "四组", "五组", "六组", "十组", "十一组", "二十组", "一百零三组"],
        ["1组", "2组", "10组"],
        ["第1组", "第二组", "第３组", "第十组", "第11组"],
        ["二〇二五", "二〇二六", "2027"],
        ["3组", "三组", "4组"],
        ["2组", "党员", "木工"],
    ],
)
def test_numbers_in_names_sort_by_value_in_arabic_and_chinese_numerals(names):
    found = names[::-1]
    found.sort(key=natural_key)
    assert found == names


def test_a_very_long_number_and_an_empty_name_are_sorted_too():
    assert sorted(["9" * 6000, "一" * 6000, "", "甲"], key=natural_key)[0] == ""
