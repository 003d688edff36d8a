"""``yigong visit``: write visits down, coverage, households; ``export visits``."""

from __future__ import annotations

import pytest

from support.command_line import CommandLine, command_line
from yigong.store.records import Volunteer


@pytest.fixture
def yigong(village, monkeypatch, capsysbinary) -> CommandLine:
    """``yigong("visit", "list")`` in English, as 李芳, on `village`."""
    return command_line(village.folder, monkeypatch, capsysbinary)


@pytest.fixture
def homes(village):
    """200 households in two groups, with one person each, and 李芳, who has none."""
    village.people.add_all(
        [
            *(
                Volunteer(
                    name=f"村民{n:03d}", home=f"{'三四'[n % 2]}组{n}号", group=f"{'三四'[n % 2]}组"
                )
                for n in range(1, 201)
            ),
            Volunteer(name="李芳"),
        ]
    )
    return village


def test_five_of_200_households_met_twice_each_are_ten_visits_and_two_and_a_half_per_cent(
    yigong, homes
):
    for number in range(1, 6):
        yigong("visit", "add", f"V{number}", "--visitor", "李芳", "--day", "2024-10-08")
        yigong("visit", "add", "--home", homes.people.get(number).home, "--day", "2024-12-31")
    yigong("visit", "add", "V7", "--day", "2024-09-30")
    covered = yigong("visit", "cover", "2024-Q4")
    assert covered.out.startswith("10 visits, reached 5/200 = 2.5 %\n")
    assert covered.err == "1 person has no household written down\n"
    data = yigong("visit", "cover", "2024-Q4", "--json").json
    assert (data["visits"], data["households_met"], data["households_known"]) == (10, 5, 200)
    assert data["percent"] == 2.5
    assert [(g["group"], g["visits"], g["households_met"]) for g in data["groups"]] == [
        ("三组", 4, 2),
        ("四组", 6, 3),
    ]
    assert (
        "4 visits, reached 2/100 = 2 %"
        in yigong("visit", "cover", "2024-Q4", "--group", "三组").out
    )
    html = yigong("export", "visits", "2024-Q4", "--format", "csv", "-o", "-").out
    assert "reached 5/200 = 2.5 %" in html


def test_in_chinese_it_is_said_as_the_handbook_does(yigong, homes):
    for number in range(1, 6):
        yigong("visit", "add", f"V{number}")
        yigong("visit", "add", f"V{number}")
    assert yigong("visit", "cover", "--lang", "zh").out.startswith(
        "走访 10 次，覆盖 5/200 = 2.5 %\n"
    )


def test_a_visit_says_whom_it_met_and_what_it_heard(yigong, homes):
    added = yigong(
        *("visit", "add", "村民007", "--visitor", "李芳", "--day", "2024-11-25"),
        *("--heard", "灯坏了", "--heard", "理发"),
    )
    assert added.out == "✓ W2024-0001 2024-11-25 村民007: met.  heard: Q0001 Q0002\n"
    shown = yigong("visit", "show", "2024-0001").out
    assert "四组7号" in shown and "李芳" in shown and "灯坏了" in shown
    data = yigong("visit", "list", "2024", "--json").json
    assert data[0]["requests"] == ["Q0001", "Q0002"] and data[0]["by"] == ["V0201"]
    assert yigong("request", "list", "--json").code == 0


def test_what_is_not_named_stays_when_a_visit_is_changed(yigong, homes):
    words = ("--note", "在家", "--not-met", "--how", "phone", "--day", "2024-01-02")
    yigong("visit", "add", "V7", *words)
    changed = yigong("visit", "change", "2024-1", "--met", "--day", "2023-12-30", "--json").json
    assert changed["code"] == "W2023-0001"
    assert (changed["note"], changed["how"], changed["met"]) == ("在家", "phone", True)
    assert yigong("undo").code == 0
    assert [v["code"] for v in yigong("visit", "list", "all", "--json").json] == ["W2024-0001"]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("add", "V7", "--day", "2099-11-26"), "to come"),
        (("add", "--home", "五组999号"), "--new-home"),
        (("add",), "name one"),
        (("add", "V7", "--visitor", "V7"), "themselves"),
        (("add", "V7", "--heard", " "), "what they ask for"),
        (("show", "2026-0009"), "no visit W2026-0009"),
        (("cover", "--group", "九组"), "no group 九组"),
        (("rename", "四组7号", "三组8号"), "--join"),
        (("rename", "九组7号", "九组8号"), "Nobody lives"),
        (("household", "新户", "V999"), "V999"),
    ],
)
def test_what_cannot_be_is_refused_with_a_sentence(yigong, homes, words, sentence):
    refused = yigong("visit", *words)
    assert refused.code == 1 and sentence in refused.err
    assert homes.visits.all() == []


def test_a_household_that_nobody_lives_in_is_written_where_that_is_meant(yigong, homes):
    assert yigong("visit", "add", "--home", "五组999号", "--new-home").code == 0


def test_households_come_with_who_was_never_met_first(yigong, homes):
    yigong("visit", "add", "V2", "--day", "2024-11-25")
    rows = yigong("visit", "households", "--json").json
    assert rows[0]["home"] == "三组4号" and rows[-1]["home"] == "三组2号"
    assert rows[-1]["last_met"] == "2024-11-25" and len(rows) == 200
    assert (
        len(yigong("visit", "households", "--limit", "3", "--group", "四组").out.splitlines()) == 3
    )


def test_people_are_put_into_a_household_and_taken_out(yigong, homes):
    assert (
        yigong("visit", "household", "三组2号", "李芳", "V4").out
        == "✓ 2 people live in 三组2号 now.\n"
    )
    shown = yigong("people", "show", "李芳", "--json").json
    assert shown["home"] == "三组2号" and shown["household"] == ["V0002", "V0004"]
    assert [p["code"] for p in yigong("people", "list", "--home", "三组2号", "--json").json] == [
        "V0002",
        "V0004",
        "V0201",
    ]
    yigong("visit", "household", "-", "李芳")
    assert "home" not in yigong("people", "show", "李芳", "--json").json
    yigong("people", "edit", "李芳", "--home", "三组2号")
    assert homes.people.get(201).home == "三组2号"


def test_equal_phones_are_proposed_and_taken_only_when_that_is_said(yigong, village):
    village.people.add_all(Volunteer(name=n, phone="15400000001") for n in ("郑强", "冯丽"))
    assert "--yes does" in yigong("visit", "propose").out
    assert village.people.get(1).home == ""
    assert "✓ 1 household is set." in yigong("visit", "propose", "--yes").out
    assert village.people.get(1).home == village.people.get(2).home != ""
    assert "No phone" in yigong("visit", "propose").out


def test_formulas_and_markup_of_a_label_stay_text_in_the_table(yigong, village):
    village.people.add_all([Volunteer(name="郑强", home="=1+1", group="[/]")])
    yigong("visit", "add", "V1")
    assert "'=1+1" in yigong("export", "visits", "year", "--format", "csv", "-o", "-").out
    assert "[/]" in yigong("export", "visits", "year", "--format", "html", "-o", "-").out
