"""The words for roles: what is printed on a sheet is understood when it is typed back."""

from __future__ import annotations

import pytest

from yigong.store import language
from yigong.store.attendance.role_words import SHORT_ROLES, role_from_word
from yigong.store.records import ROLE_NAMES, ROLES


@pytest.mark.parametrize("spoken", ["zh", "en"])
@pytest.mark.parametrize("names", [SHORT_ROLES, ROLE_NAMES])
def test_every_role_is_understood_as_it_is_printed(spoken, names):
    language.use_language(spoken)
    assert [role_from_word(language._(names[role])) for role in ROLES] == [*ROLES]


@pytest.mark.parametrize(
    ("word", "role"),
    [("服", "volunteer"), (" PAID ", "paid"), ("志愿者", "volunteer"), ("Ｇｕｅｓｔ", "guest")],
)
def test_case_width_and_blanks_do_not_matter(word, role):
    assert role_from_word(word) == role


@pytest.mark.parametrize("word", ["", ".", "张三", "学文", "0852", "V0001"])
def test_other_words_are_no_roles(word):
    assert role_from_word(word) is None
