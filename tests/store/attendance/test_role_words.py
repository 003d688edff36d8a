"""The words for roles: what is printed on a sheet is understood when it is typed back."""

from __future__ import annotations

import pytest

from yigong.store import language
from yigong.store.attendance.role_words import (
    SHORT_ROLES,
    next_role,
    read_role,
    role_from_word,
    role_letter,
    role_name,
)
from yigong.store.errors import Refused
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


@pytest.mark.parametrize("spoken", ["zh", "en"])
def test_a_letter_means_one_role_and_has_one_character(spoken):
    language.use_language(spoken)
    letters = [role_letter(role) for role in ROLES]
    assert [read_role(letter) for letter in letters] == [*ROLES]
    assert {len(letter) for letter in letters} == {1} and len(set(letters)) == len(ROLES)


def test_a_letter_stands_in_the_name_of_its_role_but_for_the_sign_of_money():
    assert [role_name(role)[0].upper() for role in ROLES[:4]] == [*map(role_letter, ROLES[:4])]
    language.use_language("zh")
    assert all(role_letter(role) in role_name(role) for role in ROLES)


def test_an_unknown_role_is_refused_with_those_that_there_are():
    with pytest.raises(
        Refused, match=r"There is no role 队长; there are: V volunteer, .*\$ paid\."
    ):
        read_role("队长")


def test_every_role_comes_once_before_the_first_comes_again():
    role, seen = ROLES[0], []
    for _turn in ROLES:
        seen.append(role)
        role = next_role(role)
    assert (seen, role) == ([*ROLES], ROLES[0])
