"""Which files are offered as rosters, by their names and beginnings."""

from __future__ import annotations

import pytest

from support.roster_files import as_xlsx
from yigong.store.roster.file_kind import may_be_roster


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("名册.csv", "姓名\n张小明\n".encode("gb18030")),
        ("roster.csv", b"name\nAnna\n"),
        ("roster.txt", b"name\tphone\nAnna\t12000000001\n"),
        ("名单.TXT", "姓名\n张小明\n".encode()),
        ("导出.txt", "姓名\t手机\n张小明\t12000000001\n".encode("utf-16")),
        ("名册.xlsx", as_xlsx([["姓名"], ["张小明"]])[:2000]),
    ],
)
def test_a_table_is_offered(name, head):
    assert may_be_roster(name, head)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("constraints.txt", b"# Versions, as tested.\narrow==1.4.0\nbabel==2.18.0\n"),
        ("notes.txt", b"Remember the keys.\n"),
        ("empty.csv", b"\n"),
        ("picture.xlsx", b"\x89PNG"),
    ],
)
def test_what_is_no_table_is_not(name, head):
    assert not may_be_roster(name, head)
