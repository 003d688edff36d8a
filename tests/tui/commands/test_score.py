"""``yigong score``: cards, what stands behind cells, signatures, rules."""

from __future__ import annotations

import json

import pytest

from support.command_line import ESCAPE, CommandLine, command_line
from support.scored_village import hold_quarter
from yigong.store.score_records import ScoreRules
from yigong.store.village.village import Village


@pytest.fixture
def yigong(village, clock, monkeypatch, capsysbinary) -> CommandLine:
    """``yigong("score")`` in English, as 李芳, after the quarter of `hold_quarter`."""
    hold_quarter(village, clock)
    monkeypatch.setitem(Village.open.__func__.__kwdefaults__, "clock", clock)
    return command_line(village.folder, monkeypatch, capsysbinary)


def test_the_quarter_of_the_village_has_84_marks_four_stars_and_is_yellow(yigong):
    row = yigong("score", "2026-Q4", "--json").json["rows"][0]
    assert [(cell["indicator"], cell["marks"]) for cell in row["cells"]] == [
        ("场次", 16), ("志愿人次", 20), ("收尾及时", 10), ("诉求按期", 20), ("走访", 18)
    ]  # fmt: skip
    assert (row["marks"], row["full"], row["stars"], row["colour"]) == (84, 100, 4, "yellow")
    shown = yigong("score", "2026-Q4").out
    assert "16 (10/12)" in shown and "10 (9/10)" in shown and "18 (180/200)" in shown
    assert "84 4 stars yellow 1 register late" in " ".join(shown.split())
    assert yigong("score", "show", "2026-Q4").out == shown
    assert yigong("score", "2026-Q4", "--of", "squads", "--json").json["rows"][0]["key"] == "S01"
    assert yigong("score", "--json", "--of", "groups", "2026-Q4").json["of"] == "groups"


def test_with_no_request_it_is_64_of_80_and_no_star_unless_the_village_says_what_then(
    village, clock, monkeypatch, capsysbinary
):
    hold_quarter(village, clock, requests=False)
    monkeypatch.setitem(Village.open.__func__.__kwdefaults__, "clock", clock)
    yigong = command_line(village.folder, monkeypatch, capsysbinary)
    shown = " ".join(yigong("score", "2026-Q4").out.split())
    assert "10 (9/10) — 18 (180/200) 64/80 — yellow" in shown
    assert "no marks, and no star" in shown
    rules = yigong("score", "rules", "--json").json | {"uncounted": "full"}
    assert yigong("score", "rules", "-", stdin=json.dumps(rules)).code == 0
    assert "84 4 stars" in " ".join(yigong("score", "2026-Q4").out.split())


def test_every_cell_opens_what_stands_behind_it(yigong):
    late = yigong("score", "cell", "收尾及时", "2026-Q4", "--json").json
    assert (late["marks"], late["value"], late["of"]) == (10, 9, 10)
    assert [each["state"] for each in late["behind"]] == ["in_time"] * 9 + ["late"]
    assert late["behind"][-1]["key"] == "E0001@2026-11-13"
    heads = yigong("score", "cell", "志愿人次", "2026-Q4", "--of", "squads", "--row", "S01")
    assert "志愿人次 20 (210/200)" in heads.out and heads.out.count("E0001@") == 10
    colour = yigong("score", "cell", "colour", "2026-Q4").out
    assert "yellow  1 register late" in colour and "E0001@2026-11-13" in colour
    requests = yigong("score", "cell", "诉求按期", "2026-Q4").out
    assert requests.count("Q000") == 6 and "楼道灯坏了" not in requests
    assert len(yigong("score", "cell", "走访", "2026-Q4", "--json").json["behind"]) == 200


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("score", "2026-Q9"), 1, "not a period"),
        (("score", "cell", "没有", "2026-Q4"), 1, "There is no indicator"),
        (("score", "cell", "场次", "2026-Q4", "--of", "squads"), 1, "has no row"),
        (("score", "cell", "场次", "2026-Q4", "--of", "groups", "--row", ESCAPE), 1, "has no row"),
        (("score", "--of", "people"), 2, "choice"),
        (("score", "C07"), 1, "no scorecard C07"),
        (("score", "withdraw", "x", "--why", "y"), 1, "no scorecard"),
        (("score", "sign", "all"), 1, "first and a last day"),
        (("score", "sign", "2030"), 1, "not over yet"),
        (("score", "rules", "-", "--usual"), 1, "not both"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(yigong, words, code, sentence):
    answer = yigong(*words)
    assert (answer.code, sentence in answer.err) == (code, True), answer
    assert "\x1b" not in answer.err
    assert not yigong("score", "list", "--json").json


@pytest.mark.parametrize(
    "raw",
    [
        "", "[]", "{", "null", '{"stars": "x"}', '{"of": 1}', '{"indicators": []}', "[" * 10_000,
        '{"indicators": [{"name": "a"}]}', '{"indicators": [{"name": "a", "measure": "souls"}]}',
        '{"stars": [60, 50]}', '{"red_late": 1}', "\udcff",
    ],
)  # fmt: skip
def test_rules_that_cannot_be_read_or_kept_are_refused_and_nothing_is_written(village, yigong, raw):
    answer = yigong("score", "rules", "-", stdin=raw.encode("utf-8", "surrogateescape"))
    assert answer.code == 1 and answer.err
    assert village.settings.score == ScoreRules()


def test_rules_go_out_and_in_in_the_same_shape_and_the_usual_ones_come_back(village, yigong):
    rules = yigong("score", "rules", "--json").json
    rules["indicators"][0] |= {"name": "活动", "target": 20}
    rules["stars"] = [60, 80]
    assert yigong("score", "rules", "-", "--dry-run", stdin=json.dumps(rules)).code == 0
    assert village.settings.score == ScoreRules()
    assert yigong("score", "rules", "-", "--json", stdin=json.dumps(rules)).json == rules
    assert village.settings.score.indicators[0].name == "活动"
    assert "20 at 20" in yigong("score", "rules").out
    assert yigong("score", "rules", "--usual").code == 0
    assert village.settings.score == ScoreRules()
    assert yigong("undo").code == 0
    assert village.settings.score.stars == (60, 80)


def test_a_card_is_signed_shown_replaced_and_withdrawn(village, yigong, clock):
    signed = yigong("score", "sign", "2026-Q4", "--note", "第四季度")
    assert signed.out == "✓ C01 is signed: The village  2026-10-01 to 2026-12-31.\n"
    again = yigong("score", "sign", "2026-Q4")
    assert again.code == 1 and "C01 of these days is signed already" in again.err
    assert yigong("score", "2026-Q4", "--json").json["signed"] == "C01"
    assert yigong("score", "sign", "2026-Q4", "--why", "漏了一场", "--json").json["replaces"] == 1
    assert "C02 took its place: 漏了一场" in yigong("score", "c1").out
    assert yigong("score", "withdraw", "C02", "--why", "数字有误").code == 0
    listed = yigong("score", "list").out
    assert [line.split()[0] for line in listed.splitlines()] == ["C02", "C01"]
    assert "withdrawn" in listed and "took its place" not in listed
    shown = yigong("score", "show", "C02").out
    assert "by 李芳: 数字有误" in shown and "signed by 李芳" in shown
    assert yigong("score", "C01", "--json").json["differences"] == []


@pytest.mark.parametrize("form", ["html", "xlsx", "csv"])
def test_a_card_leaves_as_a_table_with_number_and_signature(yigong, form, tmp_path):
    yigong("score", "sign", "2026-Q4")
    target = tmp_path / f"card.{form}"
    for period in ("C01", "2026-Q4"):
        answer = yigong("export", "score", period, "--format", form, "-o", target, "--json")
        assert answer.code == 0 and answer.json["rows"][0]["name"] == "青山村"
        if form == "csv":
            text = target.read_text("utf-8-sig")
            assert ("C01" in text) == (period == "C01")
            assert ("李芳" in text) == (period == "C01")
            assert ("not signed" in text.lower()) == (period != "C01")
        elif form == "html":
            assert "20 (210/200)" in target.read_text() and "84" in target.read_text()
