"""``yigong town``, ``send`` and ``sample``: the acceptance of a town, by command."""

from __future__ import annotations

from datetime import timedelta

import pytest
from openpyxl import load_workbook

from support.command_line import command_line
from support.towns import NOON, opened_village, tree, two_villages


@pytest.fixture
def made(tmp_path, monkeypatch, capsysbinary):
    """A and B, a town that waits for what they and 丙村 send, and the command line in A."""
    first, second = two_villages(tmp_path)
    monkeypatch.setenv("YIGONG_TOWN", str(tmp_path / "town"))
    yigong = command_line(first.folder, monkeypatch, capsysbinary)
    assert yigong("town", "init", tmp_path / "town", "黄湖镇").code == 0
    return yigong, first, second


def add_all(yigong, *names):
    sends = [word for name in names for word in ("--sends", name)]
    assert yigong("town", "add", *sends).code == 0


def send(yigong, village, period="2026"):
    out = yigong("--data", village.folder, "send", period, "--json")
    assert out.code == 0, out.err
    return next(path for path in out.json["paths"] if path.endswith(".json"))


def test_a_town_of_files_sums_exactly_and_says_later_corrections(made):
    yigong, first, second = made
    add_all(yigong, "青山村", "乙村", "丙村")
    occurrence = first.events.occurrence_for("E0002@2026-11-14")
    # Format 3 counted minutes otherwise: signed anew, they are counted as a correction does.
    first.registers.settlement.reopen(occurrence, "按现在的办法重签")
    first.registers.settlement.close(occurrence)
    for village in (first, second):
        assert yigong("town", "take", send(yigong, village)).code == 0
    before = yigong("town", "summary", "2026", "--json").json
    assert before["reported"] == 2
    assert [each["state"] for each in before["villages"]] == ["sent", "sent", "waiting"]
    assert before["villages"][2]["total"] is None
    own, other = (each["total"] for each in before["villages"][:2])
    total = before["total"]
    assert total["occurrences"] == 2 * 112
    assert total["heads"]["total"] == 2 * 2075
    assert total["people_added_up"]["total"] == 2 * 161
    assert total["minutes"]["total"] == own["minutes"]["total"] + other["minutes"]["total"]

    later = opened_village(first.folder, NOON + timedelta(hours=1))
    entry = next(e for e in later.registers.read(occurrence.key).entries.values() if e.credit)
    later.registers.settlement.reopen(occurrence, "漏记了收拾场地")
    later.registers.grants.grant(occurrence, entry.number, 30, "收拾场地")
    later.registers.settlement.close(occurrence)
    taken = yigong("town", "take", send(yigong, first))
    assert "service +30 min; reason: 漏记了收拾场地" in taken.out
    assert occurrence.key in taken.out
    after = yigong("town", "summary", "2026", "--json").json
    assert after["total"]["minutes"]["total"] == total["minutes"]["total"] + 30
    assert after["total"]["heads"] == total["heads"]
    (line,) = [each for each in after["changes"] if occurrence.key in each]
    assert line.startswith("青山村") and "漏记了收拾场地" in line


def test_villages_on_this_computer_are_read_and_never_written(made):
    yigong, first, second = made
    assert yigong("town", "add", first.folder, second.folder).code == 0
    before = tree(first.folder), tree(second.folder)
    for words in (
        ("summary", "2026"),
        ("summary", "2026", "--by", "kind"),
        ("summary", "2026", "--format", "xlsx"),
        ("summary", "2026", "--format", "html", "-o", "-"),
        ("late", "2026-11"),
        ("score", "2026-Q4"),
        ("sample", "2026-11", "--seed", "x"),
        ("list",),
    ):
        assert yigong("town", *words).code == 0, words
    assert (tree(first.folder), tree(second.folder)) == before


def test_a_draw_in_a_town_is_that_of_the_village(made):
    yigong, first, _second = made
    yigong("town", "add", first.folder)
    add_all(yigong, "丙村")
    (own, asked) = yigong("town", "sample", "2026-11", "--seed", "x y", "--n", "3", "--json").json
    drawn = yigong("sample", "2026-11", "--seed", "x y", "--n", "3", "--json").json["drawn"]
    assert [(d["code"], d["digest"]) for d in own["drawn"]] == [
        (d["code"], d["digest"]) for d in drawn
    ]
    assert asked["ask"] == "yigong sample 2026-11 --n 3 --seed 'x y'"


def test_the_workbook_has_a_sheet_for_each_village_and_one_for_all(made, tmp_path):
    yigong, first, second = made
    yigong("town", "add", first.folder, second.folder)
    add_all(yigong, "丙村")
    out = yigong("town", "summary", "2026", "--format", "xlsx", "-o", tmp_path / "t.xlsx")
    assert out.code == 0, out.err
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames[0] == "All villages"
    assert book.sheetnames[-3:] == ["青山村", "乙村", "丙村"]
    assert "not reported" in str(book["丙村"]["A3"].value) + str(book["丙村"]["A2"].value)
    cells = [cell.value for row in book["All villages"] for cell in row]
    assert "2/3 villages" in cells


def test_who_is_late_is_said(made):
    yigong, first, _second = made
    yigong("town", "add", first.folder)
    add_all(yigong, "丙村")
    out = yigong("town", "late", "2026-11").out
    assert "1/2 villages" in out
    assert "丙村  not reported" in out
    assert "E0014@2026-11-30" in out


def test_villages_are_renamed_and_removed(made):
    yigong, first, _second = made
    yigong("town", "add", first.folder, "--group", "东片")
    add_all(yigong, "丙村")
    assert yigong("town", "rename", "丙村", "青山村").code == 1
    assert yigong("town", "rename", "丙村", "丁村").code == 0
    assert yigong("town", "remove", "丙村").code == 1
    assert yigong("town", "remove", "丁村").code == 0
    (one,) = yigong("town", "list", "--json").json["villages"]
    assert (one["name"], one["group"]) == ("青山村", "东片")


def test_all_villages_are_added_or_none(made, tmp_path):
    yigong, first, _second = made
    (tmp_path / "nothing").mkdir()
    out = yigong("town", "add", first.folder, tmp_path / "nothing")
    assert out.code == 1 and "no village" in out.err
    assert yigong("town", "list", "--json").json["villages"] == []
    out = yigong("town", "add", first.folder, first.folder)
    assert out.code == 1 and "the same village" in out.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("summary", "all"), "two ends"),
        (("take", "/dev/null"), "not a file"),
        (("add",), "Name the folders"),
        (("sample", "2026-11", "--seed", " "), "empty"),
        (("remove", "没有的村"), "no village"),
    ],
)
def test_what_is_wrong_is_refused_in_a_sentence(made, words, said):
    yigong, _first, _second = made
    out = yigong("town", *words)
    assert out.code in (1, 2) and said in out.err


def test_a_town_that_is_not_there_says_how_to_make_one(made, monkeypatch, tmp_path):
    yigong, _first, _second = made
    monkeypatch.setenv("YIGONG_TOWN", str(tmp_path / "none"))
    out = yigong("town", "summary")
    assert out.code == 1 and "yigong town init" in out.err


def test_a_confined_caller_has_no_town(made, monkeypatch):
    yigong, _first, _second = made
    monkeypatch.setenv("YIGONG_CONFINED", "1")
    monkeypatch.setenv("SSH_ORIGINAL_COMMAND", "yigong town list")
    assert yigong().code == 1
