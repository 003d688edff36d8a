"""Phone lists: masked unless whole numbers are asked for, harmless as text and as a table."""

from __future__ import annotations

import csv
import io

from yigong.exports.documents.phone_list import count_phone_numbers, phone_list_csv, phone_list_text
from yigong.store.records import Guardian, Volunteer

PEOPLE = [
    Volunteer(number=1, name="张小明", phone="12012345678"),
    Volunteer(
        number=2,
        name="李小花",
        guardians=(Guardian(name="李秀英", phone="12087654321", relation="母亲"),),
    ),
    Volunteer(number=3, name="王建国"),
]


def rows(raw: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))


def test_a_list_has_a_line_for_each_person_and_their_numbers_are_masked():
    assert phone_list_text("修葺队", PEOPLE).splitlines() == [
        "修葺队  3 people",
        "张小明  V0001  120****5678",
        "李小花  V0002  (母亲 李秀英 120****4321)",
        "王建国  V0003  no phone",
    ]


def test_whole_numbers_are_in_it_only_when_asked_for():
    assert "12012345678" not in phone_list_text("队", PEOPLE) + phone_list_csv(PEOPLE).decode()
    assert "12012345678" in phone_list_text("队", PEOPLE, full=True)
    assert "12087654321" in phone_list_csv(PEOPLE, full=True).decode()


def test_the_table_has_a_row_for_each_guardian():
    both = (Guardian(name="李秀英", phone="12087654321"), Guardian(name="李大海"))
    table = rows(phone_list_csv([Volunteer(number=2, name="李小花", guardians=both)]))
    assert [row[3] for row in table] == ["Guardian", "李秀英", "李大海"]
    assert [row[4] for row in table[1:]] == ["120****4321", ""]


def test_the_numbers_on_a_list_are_counted_with_those_of_guardians():
    assert count_phone_numbers(PEOPLE) == 2
    assert count_phone_numbers([]) == 0


def test_a_name_is_text_on_one_line_and_no_formula():
    evil = Volunteer(number=4, name='=HYPERLINK("x")\x1b[2J', phone="+12012345678")
    text = phone_list_text("队\n伍", [evil], full=True)
    assert text.count("\n") == 1 and "\x1b" not in text
    assert rows(phone_list_csv([evil], full=True))[1][0].startswith("'=HYPERLINK")
