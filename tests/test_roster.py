"""A roster as villages keep it: any encoding, strange headers, spoiled numbers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies

from store import roster
from store.errors import Refused
from store.records import Volunteer

PLAIN = "姓名,手机号\n张小明,12012345678\n李秀英,12087654321\n"


def rows(text, people=(), encoding="utf-8"):
    known = {
        n: Volunteer(number=n, name=name, phone=phone) for n, (name, phone) in enumerate(people, 1)
    }
    return roster.parse(text.encode(encoding), known)


def verdicts(found):
    return [(row.verdict, row.person.name if row.person else "") for row in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16"])
def test_any_encoding_that_villages_use_is_read(encoding):
    assert verdicts(rows(PLAIN, encoding=encoding)) == [("new", "张小明"), ("new", "李秀英")]


@pytest.mark.parametrize(
    "header",
    [
        "姓名,手机号",
        "名字,联系电话",
        " 姓 名 ,电话",
        "姓名*,手机号码（必填）",
        "Name,Phone",
        "姓名\t手机",
    ],
)
def test_headers_vary(header):
    cells = "张小明\t12012345678" if "\t" in header else "张小明,12012345678"
    (row,) = rows(f"{header}\n{cells}\n")
    assert (row.person.name, row.person.phone) == ("张小明", "12012345678")


def test_title_rows_above_and_totals_below_and_empty_rows_are_passed_over():
    text = "青山村义工花名册,,\n2026年11月,,\n序号,姓名,电话\n1,张小明,12012345678\n,,\n合计,1,\n"
    found = rows(text)
    assert verdicts(found) == [("new", "张小明")]
    assert found[0].line == 4


def test_columns_are_taken_by_name_wherever_they_stand():
    text = "备注,所属队伍,性别,姓名,村民小组\n带水,修葺队、清理队,女,李秀英,三组\n"
    (row,) = rows(text)
    assert (row.person.note, row.person.gender, row.person.group) == ("带水", "f", "三组")
    assert row.squads == ("修葺队", "清理队")


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("12012345678.0", "12012345678"),
        ("１２０１２３４５６７８", "12012345678"),
        ("+86 120-1234-5678", "12012345678"),
        ("", ""),
    ],
)
def test_what_a_spreadsheet_spoiled_is_mended_where_nothing_is_lost(cell, kept):
    (row,) = rows(f"姓名,手机号\n张小明,{cell}\n")
    assert (row.verdict, row.person and row.person.phone) == ("new", kept)


@pytest.mark.parametrize("cell", ["1.2E+10", "1.20123E+10", "无", "12"])
def test_a_number_whose_digits_are_gone_is_flagged_and_not_guessed(cell):
    (row,) = rows(f"姓名,手机号\n张小明,{cell}\n")
    assert (row.verdict, row.person) == ("refused", None)
    assert row.reason


def test_a_row_with_a_fault_hinders_no_other():
    found = rows("姓名,手机号\n\x1b[2J,12012345678\n,12012345678\n张小明,\n")
    assert [row.verdict for row in found] == ["refused", "refused", "new"]


def test_who_is_here_already_is_the_same_or_doubtful_and_says_who():
    here = [("张小明", "12012345678"), ("王强", "12000000001")]
    found = rows(
        "姓名,手机号\n张小明,12012345678\n王强,12000000002\n王强,\n赵六,12012345678\n", here
    )
    assert [row.verdict for row in found] == ["same", "doubtful", "doubtful", "new"]
    assert found[1].reason == "V0002 has this name and another phone; not imported"


def test_a_person_twice_in_one_file_is_added_once():
    found = rows("姓名,手机号\n张小明,12012345678\n张小明,12012345678\n")
    assert [row.verdict for row in found] == ["new", "same"]
    assert len(roster.new_people(found)) == 1


def test_two_of_one_name_in_one_file_are_not_silently_one():
    found = rows("姓名,手机号\n王强,12000000001\n王强,12000000002\n")
    assert [row.verdict for row in found] == ["new", "doubtful"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"PK\x03\x04xlsx",
        b"\xd0\xcf\x11\xe0xls",
        "电话\n12012345678\n".encode(),
        b"\xff\xfe\x00",
        b"\x80\xff",
    ],
)
def test_what_is_no_roster_is_a_sentence(raw):
    with pytest.raises(Refused):
        roster.parse(raw, {})


def test_a_file_of_too_many_rows_or_bytes_is_a_sentence(monkeypatch):
    monkeypatch.setattr(roster, "MAX_ROWS", 1)
    with pytest.raises(Refused, match="more than 1 rows"):
        rows(PLAIN)
    monkeypatch.setattr(roster, "MAX_BYTES", 10)
    with pytest.raises(Refused, match="larger than"):
        rows(PLAIN)


@given(
    strategies.binary(max_size=300)
    | strategies.text(max_size=120).map(lambda t: f"姓名,电话\n{t}".encode("utf-8", "replace"))
)
@settings(max_examples=200, deadline=None)
def test_no_file_whatever_crashes_the_import(raw):
    try:
        found = roster.parse(raw, {})
    except Refused as refused:
        assert str(refused)
        return
    assert all(row.person is not None or row.reason for row in found)
