"""``yigong points`` and ``yigong gift``: rules, accounts, awards, gifts, by command."""

from __future__ import annotations

import json
import re

import pytest

from support.command_line import command_line
from support.points_story import correct, hold, settle_down


@pytest.fixture
def yigong(village, clock, monkeypatch, capsysbinary):
    settle_down(village, clock)
    run = command_line(village.folder, monkeypatch, capsysbinary)
    return lambda words: run(*words.split(" "))


@pytest.fixture
def ruled(yigong):
    assert yigong("points rule-add 志愿服务 --unit 30 --points 1")[0] == 0
    assert yigong("points rule-add 义务日出勤 --per attendance --points 5 --kind duty_day")[0] == 0
    return yigong


def shown(yigong, person="陈月仙"):
    code, out, err = yigong(f"points show {person} --json")
    assert code == 0, err
    return json.loads(out)


def test_acceptance_e(village, ruled):
    """GROWTH 7 E, figure by figure."""
    duty_day = hold(village, "2026-11-25", 185)
    assert shown(ruled)["balance"] == 11
    rules = shown(ruled)["lines"][0]["rules"]
    assert rules == [{"name": "志愿服务", "points": 6}, {"name": "义务日出勤", "points": 5}]
    hold(village, "2026-12-01", 120, kind="class", role="participant")
    hold(village, "2026-12-02", 480, kind="other", role="paid")
    assert shown(ruled)["balance"] == 11
    assert ruled("points award 10 陈月仙 --why 台风夜送饭")[0] == 0
    assert shown(ruled)["balance"] == 21
    assert ruled("gift add 食用油 15 --stock 8")[0] == 0
    code, out, _err = ruled("points redeem 陈月仙 食用油")
    assert (code, "6 points are left" in out) == (0, True)
    assert shown(ruled)["balance"] == 6
    correct(village, duty_day, 1, 120)
    assert ruled("close E0001@2026-11-25")[0] == 0
    assert shown(ruled)["lines"][0]["points"] == 4 + 5
    assert shown(ruled)["balance"] == 4
    assert ruled("gift add 大米 25")[0] == 0
    code, _out, err = ruled("points redeem 陈月仙 大米")
    assert (code, "Points missing: 21." in err) == (1, True)
    assert "还差 21 分" in ruled("--lang zh points redeem 陈月仙 大米")[2]
    assert ruled("points rule-edit 志愿服务 --points 2")[0] == 0
    assert shown(ruled)["balance"] == 4
    assert ruled("points award 7 王建国 --why 巡逻")[0] == 0
    assert ruled("people merge 陈月仙 王建国")[0] == 0
    assert shown(ruled)["balance"] == 4 + 7
    gifts = {each["name"]: each["left"] for each in json.loads(ruled("gift list --json")[1])}
    assert gifts == {"食用油": 7, "大米": None}
    line = next(e for e in village.history.newest_first() if e.act == "points.redeem")
    assert ruled(f"undo {line.id}")[0] == 0
    assert shown(ruled)["balance"] == 11 + 15
    gifts = {each["name"]: each["left"] for each in json.loads(ruled("gift list --json")[1])}
    assert gifts == {"食用油": 8, "大米": None}


def test_undo_of_the_gift_brings_stock_and_balance_back(village, ruled):
    ruled("points award 20 陈月仙 --why 送饭")
    ruled("gift add 食用油 15 --stock 8")
    ruled("points redeem 陈月仙 G01")
    assert ruled("undo")[0] == 0
    assert shown(ruled)["balance"] == 20
    assert json.loads(ruled("gift list --json")[1])[0]["left"] == 8


def test_the_lists_in_words(village, ruled):
    hold(village, "2026-11-25", 185)
    ruled("points award 3 陈大明 王建国 --why 巡逻")
    out = ruled("points rules")[1]
    assert "1 point for each whole 30 minutes" in out
    assert "Signed registers keep" in out
    out = ruled("points list --sort points")[1]
    assert out.splitlines()[1].split()[:6] == ["四组12号", "(3", "people)", "V0001", "14", "11"]
    out = ruled("points show 陈小梅")[1]
    assert "balance 14 points" in out
    assert "志愿服务 6, 义务日出勤 5" in out


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ("points award 5 陈月仙", 2, "--why"),
        ("points award 5 陈月仙 --why \u3000", 1, "The reason is empty"),
        ("points award 0 陈月仙 --why 送饭", 1, "An award is 1 to"),
        ("points award -5 陈月仙 --why 送饭", 2, ""),
        ("points award 99999999 陈月仙 --why 送饭", 2, "99999999 is too much: at most 100000"),
        ("gift add 别的 99999999", 2, "at most 100000"),
        ("points redeem 陈月仙 没有的", 1, "No gift is called 没有的"),
        ("points redeem 陈月仙 毛巾", 1, "There is no 毛巾 left"),
        ("points redeem 陈月仙 食用油 --count 0", 1, "One redeems 1 to"),
        ("points reset --why 年末", 1, "say --all"),
        ("points reset 陈月仙 --all --why 年末", 1, "say --all"),
        ("points reverse 2026-0009", 1, "no entry of points F2026-0009"),
        ("points rule-add 别的", 1, "--points N"),
        ("points rule-add 志愿服务 --points 1", 1, "already"),
        ("points rule-add 别的 --points 1 --kind 赛龙舟", 1, "no kind of event 赛龙舟"),
        ("points rule-add 别的 --points 1 --role paid", 1, "paid earns no points"),
        ("points rule-add 别的 --points 1 --unit 0", 1, "for 1 to"),
        ("points rule-edit 没有 --points 1", 1, "There is no rule of points 没有"),
        ("gift add 食用油 15", 1, "already: G01"),
        ("gift add 别的 0", 1, "A gift costs 1 to"),
        ("gift stock 食用油", 1, "Say one of"),
        ("gift stock 毛巾 --lost 1", 1, "in stock 0 to"),
        ("gift edit 食用油 --points 0", 1, "A gift costs 1 to"),
    ],
)
def test_what_is_refused_says_why_and_writes_nothing(village, ruled, arguments, code, sentence):
    ruled("gift add 食用油 15 --stock 8")
    ruled("gift add 毛巾 1 --stock 0")
    before = {p: p.read_bytes() for p in village.folder.rglob("*.json*")}
    found, _out, err = ruled(arguments)
    assert (found, sentence in err) == (code, True), err
    assert {p: p.read_bytes() for p in village.folder.rglob("*.json*")} == before


def test_all_are_cleared_at_once(village, ruled):
    ruled("points award 10 陈月仙 王建国 --why 送饭")
    assert "lies ahead" in ruled("points reset --all --until 2099-12-31 --why 清零")[2]
    cleared = "cleared up to the last such day, when nobody had any yet"
    before = ruled("points reset --all --until 12月20日 --why 清零")
    assert "2025-12-20" in before[2] and shown(ruled)["balance"] != 0, cleared
    code, out, _err = ruled("points reset --all --why 2026年度清零")
    assert (code, "20 points of 2 people" in out) == (0, True)
    assert shown(ruled)["balance"] == 0


def test_stock_changes_and_archives(village, ruled):
    ruled("gift add 食用油 15 --stock 8")
    assert json.loads(ruled("gift stock 食用油 --add 4 --json")[1])["left"] == 12
    assert json.loads(ruled("gift stock 食用油 --left 3 --json")[1])["left"] == 3
    assert json.loads(ruled("gift stock 食用油 --uncounted --json")[1])["left"] is None
    assert ruled("gift archive 食用油")[0] == 0
    ruled("points award 30 陈月仙 --why 送饭")
    assert "is archived" in ruled("points redeem 陈月仙 食用油")[2]
    assert ruled("gift archive 食用油 --back")[0] == 0
    assert ruled("points redeem 陈月仙 食用油")[0] == 0


def test_what_is_put_up_has_no_whole_names_unless_asked_for(village, ruled):
    ruled("points award 10 陈月仙 --why 送饭")
    assert "陈月仙" in ruled("export points --format csv -o -")[1]
    public = ruled("export points --public -o -")[1]
    assert ("陈**" in public, "陈月仙" in public, "四组12号" in public) == (True, False, False)
    assert "陈月仙" in ruled("export points --public --names -o -")[1]
    assert json.loads(ruled("export points --public --json")[1])["accounts"] == 1


def test_a_passbook_has_the_code_that_the_scanner_opens_and_a_balance_after_each_line(
    village, ruled
):
    hold(village, "2026-11-25", 185)
    ruled("points award 10 陈大明 --why 送饭")
    page = ruled("export passbook 陈小梅 -o -")[1]
    assert "<svg" in page
    assert ">V0001<" in page or "V0001</p>" in page
    assert re.findall(r"<td>([+-]?\d+)</td>", page) == ["+11", "11", "+10", "21"]
    assert json.loads(ruled("export passbook 陈小梅 --json")[1])["account"]["balance"] == 21


def test_a_reversed_entry_says_so_in_the_list_and_in_json(ruled):
    ruled("points award 5 陈月仙 --why 送饭")
    ruled("points award 3 陈月仙 --why 巡逻")
    ruled("points reverse f2026-1 --why 记错了")
    out = ruled("points show 陈月仙")[1]
    assert "award 送饭 (reversed)" in out and "巡逻 (reversed)" not in out
    lines = json.loads(ruled("points show 陈月仙 --json")[1])["lines"]
    assert [line["reversed"] for line in lines] == [True, False, False]
    assert lines[2]["reverses"] == lines[0]["code"] == "F2026-0001"


def test_a_new_rule_is_for_as_many_minutes_as_the_form_begins_with(village, ruled):
    ruled("points rule-add 别的 --points 1")
    from yigong.tui.screens.points.points_rule_form import PointsRuleForm

    assert village.settings.points[-1].unit == PointsRuleForm()._rule.unit == 60
