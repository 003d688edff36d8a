"""Whom a code or a name means, and which names may be second spellings of one another."""

from __future__ import annotations

import unicodedata

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.store.errors import Refused
from yigong.store.named_records import MOST_NAMES
from yigong.store.programme_records import Programme
from yigong.store.programmes.programmes import Programmes
from yigong.store.similar_names import similar_names
from yigong.store.village.village import Village


@pytest.fixture
def programmes(village: Village) -> Programmes:
    """Five, of which 晨练 and 四季 are archived, and one is called like the code of another."""
    for name in ("四季赋能", "月月有亮点", "晨练", "四季", "P1"):
        village.programmes.add(Programme(name=name))
    for number in (3, 4):
        village.programmes.archive(number)
    former = msgspec.structs.replace(village.programmes.get(1), aliases=("年年成长",))
    village.programmes.save(former)
    return village.programmes


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("P01", 1),
        ("p0002", 2),
        (" P2 ", 2),
        ("P3", 3),
        ("月月有亮点", 2),
        (" 月月", 2),
        ("四季", 4),
        ("四季赋", 1),
        ("季", 1),
        ("晨", 3),
        ("年年成长", 1),
        ("年年", 1),
        ("P", 5),
        ("P1", 0),
        ("V01", 0),
        ("P09", 0),
        ("2", 0),
        ("", 0),
        (" ", 0),
    ],
)
def test_a_record_is_meant_by_its_code_or_a_name_else_by_a_part_of_one_that_only_it_has(
    programmes: Programmes, query: str, number: int
) -> None:
    if number:
        assert programmes.find(query).number == number
    else:
        with pytest.raises(Refused, match="there are: 四季赋能, 月月有亮点, P1"):
            programmes.find(query)


def test_an_archived_one_is_found_among_the_archived_alone(
    programmes: Programmes,
) -> None:
    assert programmes.find_archived("四").number == 4
    for query in ("P01", "月月", "晨练四季"):
        with pytest.raises(Refused, match=r"No archived one .*there are: P03 晨练, P04 四季"):
            programmes.find_archived(query)


def test_not_more_names_are_listed_than_a_line_has(village: Village) -> None:
    with pytest.raises(Refused, match="there are: -"):
        village.programmes.find("晨练")
    for n in range(1, 16):
        village.programmes.add(Programme(name=f"项目{n}"))
    with pytest.raises(Refused) as refused:
        village.programmes.find("晨练")
    assert str(refused.value).count("项目") == MOST_NAMES


def test_a_name_that_somebody_has_is_no_second_spelling_unless_its_owner_is_archived(
    programmes: Programmes,
) -> None:
    assert programmes.similar(" 四季赋能 ") == []
    assert programmes.similar("年年成长") == []
    assert [each.number for each in programmes.similar("四季")] == [1, 4]
    assert [each.number for each in programmes.similar("年年成")] == [1]


# -- second spellings -----------------------------------------------------------------

names = st.text("甲乙 aA", max_size=5)


def plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().replace(" ", "")


@given(names, names)
def test_names_are_similar_if_one_has_the_other_in_it_or_one_edit_of_a_character_lies_between(
    one: str, other: str
) -> None:
    short, long = sorted((plain(one), plain(other)), key=len)
    edits = {long[:n] + long[n + 1 :] for n in range(len(long))}
    if len(short) == len(long):
        edits = {long[:n] + short[n] + long[n + 1 :] for n in range(len(long))}
    similar = bool(short) and (short in long or (len(short) > 2 and short in edits))
    assert similar_names(one, other) is similar
    assert similar_names(other, one) is similar
