"""``yigong roles review``: what was signed before there were roles is listed, and corrected."""

from __future__ import annotations

import pytest

from support.command_line import command_line
from support.format3 import format3_village


@pytest.fixture
def old(tmp_path, monkeypatch, capsysbinary):
    """``yigong`` on the demo village that the last version of format 3 left behind."""
    return command_line(format3_village(tmp_path), monkeypatch, capsysbinary)


def test_the_list_says_what_would_move_and_who_stays_and_changes_nothing(old):
    result = old("roles", "review", "2026-01")
    lines = result.out.splitlines()
    assert [line.split()[:2] for line in lines if line.startswith("E00")] == [
        ["E0002@2026-01-03", "手工编织课堂"],
        ["E0003@2026-01-09", "村民议事会"],
        ["E0002@2026-01-10", "手工编织课堂"],
        ["E0002@2026-01-17", "手工编织课堂"],
        ["E0011@2026-01-18", "写春联送祝福"],
        ["E0002@2026-01-24", "手工编织课堂"],
        ["E0002@2026-01-31", "手工编织课堂"],
    ]
    assert lines[0].split() == ["Code", "Title", "There", "as", "Vol.", "Service", "less"]
    assert lines[1].split()[2:] == ["participant", *["11", "->", "7", "24.3", "->", "15.8"], "8.5"]
    assert lines[2].startswith(
        "    volunteers, as their squad is needed: 陈小梅 V0003, 王秀英 V0154"
    )
    assert lines[-2].startswith(
        "7 occurrences   volunteer heads 96 -> 40   hours of service 206.8 -> 79.9   not counted"
    )
    assert lines[-1] == "Nothing was changed; --apply --why REASON corrects all of them."
    assert old("roles", "review", "2026-01").out == result.out


def test_all_of_a_period_is_corrected_for_one_reason_and_one_undo_takes_it_back(old):
    before = old("roles", "review", "all", "--json").json
    assert before["applied"] is False
    result = old("roles", "review", "all", "--apply", "--why", "按身份复核")
    assert result.out.startswith("✓ 78 registers are corrected   volunteer heads 1 359 -> 639")
    assert old("roles", "review", "all").out == (
        "Every register of this period has roles; there is nothing to review.\n"
    )
    assert old("undo").out == "✓ Undone: roles reviewed 78 registers\n"
    assert old("roles", "review", "all", "--json").json == before


def test_as_json_each_person_stands_with_their_minutes_before_and_after(old):
    data = old("roles", "review", "2026-01-03", "--json").json
    assert (data["volunteers"], data["dropped"]) == ({"before": 11, "after": 7}, 509)
    [register] = data["registers"]
    assert (register["code"], register["role"]) == ("E0002@2026-01-03", "participant")
    assert register["signed"] is True
    people = {each["name"]: each for each in register["people"]}
    assert (people["陈小梅"]["role"], people["陈小梅"]["kept_for"]) == ("volunteer", "squad")
    moved = people["王建国"]
    assert (moved["role"], moved["kept_for"], moved["squad"]) == ("participant", "", 1)
    assert moved["before"]["service"]["total"] == moved["dropped"] == 115
    assert moved["after"] == {
        "service": {"clocked": 0, "filled": 0, "granted": 0, "total": 0},
        "learning": 0,
        "labour": 0,
    }
    applied = old("roles", "review", "2026-01-03", "--apply", "--why", "x", "--json").json
    assert applied == {**data, "applied": True}


@pytest.mark.parametrize("words", [["--apply"], ["--why", "x"]])
def test_a_correction_needs_its_reason_and_a_reason_a_correction(old, words):
    result = old("roles", "review", *words)
    assert (result.code, result.err) == (2, "To correct give --apply and --why together.\n")


def test_a_second_correction_is_refused(old):
    correct = ("roles", "review", "2026", "--apply", "--why", "x")
    assert old(*correct).code == 0
    result = old(*correct)
    assert result.code == 1
    assert result.err == "There is nothing to review: every register has roles.\n"


def test_a_register_that_cannot_be_read_is_named_and_the_others_are_listed(old, tmp_path):
    path = tmp_path / "village/registers/2026/E0002@2026-01-03.json"
    path.write_bytes(path.read_bytes()[:-40])
    result = old("roles", "review", "2026-01")
    assert result.code == 0
    assert "1 register cannot be read" in result.err
    assert "6 occurrences" in result.out


def test_the_sheet_and_the_ledger_say_that_it_was_corrected_and_why(old):
    old("roles", "review", "2026-01", "--apply", "--why", "按身份复核")
    sheet = old("export", "signin", "E0002@2026-01-03", "--format", "csv", "-o", "-").out
    assert "按身份复核" in sheet
    assert "corrected once" in old("export", "ledger", "2026-01", "--format", "csv", "-o", "-").out
