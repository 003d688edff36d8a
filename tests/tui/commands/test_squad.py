"""``yigong squad`` and ``event invite``: offices, the board, phone lists, whom to ask."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from support.command_line import CommandLine, command_line
from yigong.store.records import Squad


@pytest.fixture
def yigong(village, monkeypatch, capsysbinary) -> CommandLine:
    """``yigong("squad", "list")`` in English, as 李芳, on `village`."""
    return command_line(village.folder, monkeypatch, capsysbinary)


@pytest.fixture
def menders(village, enrol, duty_day, clock):
    """Four menders with phones; 张小明 came today for an hour, 李秀英 signed up."""
    enrol("张小明", "李秀英", "王建国", "陈玉珍")
    for number in (1, 2, 3, 4):
        person = village.people.get(number)
        village.people.save(msgspec.structs.replace(person, phone=f"1200000000{number}"))
    village.squads.add(Squad(name="修葺队", leader=3, members=(1, 2, 3, 4)))
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.signup.sign_up(duty_day, 2)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(duty_day, 1)
    return village.squads.get(1)


def test_a_leader_and_deputies_are_named_and_relieved(yigong, village, menders):
    assert yigong("squad", "lead", "修葺队", "张小明").out == "✓ 张小明 leads 修葺队 S01.\n"
    assert yigong("squad", "deputy", "S01", "V2", "V3").out == "✓ 修葺队 S01: 2 deputies.\n"
    assert yigong("squad", "deputy", "S01", "V2", "--remove").out == "✓ 修葺队 S01: 1 deputy.\n"
    assert yigong("squad", "lead", "S01", "-").out == "✓ 修葺队 S01 has no leader.\n"
    squad = village.squads.get(1)
    assert (squad.leader, squad.deputies) == (None, (3,))


def test_members_join_and_leave_a_squad_all_or_none(yigong, village, enrol):
    enrol("张小明", "王芳")
    yigong("squad", "add", "修葺队", "--leader", "V1")
    assert yigong("squad", "join", "修葺队", "V2", "V99").code == 1
    assert yigong("squad", "join", "修葺队", "王芳", "--json").json["members"] == [1, 2]
    left = yigong("squad", "leave", "S01", "V1", "--json").json
    assert (left["members"], left.get("leader")) == ([2], None)
    assert yigong("squad", "leave", "S01", "V1").code == 1


def test_an_archived_squad_is_listed_only_when_asked_for_and_comes_back(yigong, menders):
    assert "is archived" in yigong("squad", "archive", "S01").out
    assert yigong("squad", "list").out == ""
    assert "修葺队" in yigong("squad", "list", "--archived").out
    assert yigong("squad", "archive", "S01", "--back", "--json").json["code"] == "S01"
    assert "修葺队" in yigong("squad", "list").out


def test_the_board_is_of_the_period_that_is_asked_for(yigong, menders):
    def board(*words):
        return {
            row["code"]: (row["times"], row["minutes"], row["last"])
            for row in yigong("squad", "board", "S01", *words, "--json").json
        }

    assert board("2026-11")["V0001"] == (1, 60, "2026-11-25")
    assert board("2026-11")["V0003"] == (0, 0, None)
    assert board("2025")["V0001"] == (0, 0, None)
    assert board("all") == board("2026-11")
    code, _out, err = yigong("squad", "board", "S01", "once upon a time")
    assert code == 1 and "is not a period" in err


def test_the_board_in_words_begins_with_who_came_most_often(yigong, menders):
    lines = yigong("squad", "board", "S01", "2026").out.splitlines()
    assert lines[0].split() == ["Code", "Name", "Office", "Times", "Service", "Last", "served"]
    assert lines[1].split() == ["V0001", "张小明", "1", "1.0", "2026-11-25"]
    last = yigong("squad", "board", "S01", "2026", "--sort", "lately").out.splitlines()[-1]
    assert "张小明" in last


def test_a_phone_list_is_masked_and_asking_for_whole_numbers_is_kept(yigong, village, menders):
    masked = yigong("squad", "phones", "S01", "-o", "-").out
    assert "120****0001" in masked and "12000000001" not in masked
    assert not village.issued.all()
    whole = yigong("squad", "phones", "S01", "-o", "-", "--full-phones").out
    assert "12000000001" in whole
    [issue] = village.issued.all().values()
    assert (issue.what, issue.count, issue.by) == ("phones S01", 4, "李芳")


def test_a_phone_list_goes_to_the_outbox_as_a_table_too(yigong, village, menders):
    out = yigong("squad", "phones", "S01", "--format", "csv").out.strip()
    assert out == str(village.folder / "outbox/phones-S01.csv")
    assert (village.folder / "outbox/phones-S01.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_whom_to_ask_is_who_is_not_in_the_register_and_who_never_came_first(
    yigong, village, menders, duty_day, clock
):
    village.events.save(msgspec.structs.replace(village.events.get(1), needs={1: 4}))
    following = f"E0001@{duty_day.planned + timedelta(days=30)}"
    found = yigong("event", "invite", following, "--json").json
    assert [(row["code"], row["last"]) for row in found] == [
        ("V0004", None), ("V0002", None), ("V0003", None), ("V0001", "2026-11-25"),
    ]  # fmt: skip
    assert found[0]["squad"] == "S01"
    assert "V0001" not in yigong("event", "invite", duty_day.key).out
    assert "120****0004" in yigong("event", "invite", duty_day.key).out


def test_another_squad_is_asked_when_it_is_named(yigong, village, menders, duty_day):
    village.squads.add(Squad(name="清理队", members=(4,)))
    asked = yigong("event", "invite", duty_day.key, "--squad", "清理队").out
    assert "V0004" in asked and "V0003" not in asked
    village.registers.signup.sign_up(duty_day, 4)
    out = yigong("event", "invite", duty_day.key, "--squad", "清理队").out
    assert out == "All of them are in the register already.\n"


def test_a_squad_is_shown_with_what_is_needed_of_it_next(yigong, village, menders):
    village.events.save(msgspec.structs.replace(village.events.get(1), needs={1: 4}))
    shown = yigong("squad", "show", "S01").out
    assert "E0001@20" in shown and "0/4" in shown, "whatever the date of today"


def test_a_second_spelling_of_a_squad_is_asked_about(yigong, village, menders):
    refused = yigong("squad", "add", "修葺队伍")
    assert refused.code == 1 and "perhaps 修葺队 S01?" in refused.err
    assert "already" in yigong("squad", "add", "修葺队").err
    assert yigong("squad", "add", "修葺队伍", "--anyway").code == 0
    assert len(village.squads.all()) == 2
