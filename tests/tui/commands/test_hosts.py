"""Hosts by command (主办 承办 协办), what an event belongs to, and dates left out of a series."""

from __future__ import annotations

from datetime import date

import pytest

from support.command_line import CommandLine, command_line
from yigong.store.records import Squad
from yigong.store.venue_records import Venue


@pytest.fixture
def yigong(village, monkeypatch, capsysbinary) -> CommandLine:
    """``yigong("squad", "list")`` in English, as 李芳, on `village`."""
    return command_line(village.folder, monkeypatch, capsysbinary)


@pytest.fixture
def hosts(village, enrol):
    """修葺队 with a leader; 青山农场, a company that hosts; 党支部, which does, too."""
    enrol("王建国")
    village.squads.add(Squad(name="修葺队", leader=1))
    village.squads.add(Squad(name="青山农场", hosts=True, contact="王总"))
    village.squads.add(Squad(name="党支部", hosts=True))
    return village.squads


ADD = ("event", "add", "--title", "采摘节", "--date", "+7", "--time", "9-12")


def test_a_squad_hosts_when_it_is_said_to_and_has_a_contact(yigong, hosts):
    assert yigong(*ADD, "--host", "修葺队").code == 1
    assert (
        yigong("squad", "host", "S01", "--contact", "村委会").out == "✓ 修葺队 S01 hosts events.\n"
    )
    assert yigong(*ADD, "--host", "修葺队").code == 0
    assert (hosts.get(1).hosts, hosts.get(1).contact) == (True, "村委会")
    assert yigong("squad", "host", "S01", "--no").out == "✓ 修葺队 S01 hosts no more.\n"
    assert hosts.get(1).contact == "村委会"
    assert yigong("event", "change", "E1", "-", stdin='{"title": "采摘日"}').code == 0, (
        "what it hosts already it keeps"
    )


def test_a_host_without_members_is_founded_and_stands_apart_in_the_list(yigong, hosts):
    assert yigong("squad", "add", "乐跑团", "--host", "--contact", "赵六").code == 0
    yigong("squad", "add", "清理队")
    lines = yigong("squad", "list").out.splitlines()
    assert [line.split()[1] for line in lines] == [
        "修葺队",
        "清理队",
        "青山农场",
        "党支部",
        "乐跑团",
    ]
    assert "0 members" not in lines[2]
    assert "赵六" in yigong("squad", "show", "乐跑团").out


def test_an_event_says_who_hosts_it_and_a_squad_what_it_hosts(yigong, hosts):
    assert yigong(*ADD, "--host", "青山农场", "--support", "党支部").code == 0
    shown = yigong("event", "show", "E1").out
    assert "host 青山农场  supported by 党支部" in shown
    assert "采摘节" in yigong("squad", "show", "党支部").out
    listed = yigong("event", "list", "--json").json[0]
    assert [(h["squad"], h.get("how", "host")) for h in listed["hosts"]] == [
        ("S02", "host"),
        ("S03", "support"),
    ]


def test_an_event_without_hosts_of_its_own_has_those_of_its_programme(yigong, village, hosts):
    yigong("programme", "add", "四季赋能", "--host", "党支部", "--with", "青山农场")
    yigong(*ADD, "--programme", "四季赋能")
    assert "host 党支部  with 青山农场" in yigong("event", "show", "E1").out
    assert yigong(*ADD, "--programme", "四季").code == 0, "a part of one name is that"
    refused = yigong(*ADD, "--programme", "五季")
    assert (refused.code, "四季赋能" in refused.err) == (1, True)


def test_venues_give_the_place(yigong, village, hosts):
    village.venues.add(Venue(name="会客厅"))
    village.venues.add(Venue(name="院子"))
    added = yigong(*ADD, "--venue", "L01", "--venue", "院子", "--json").json[0]
    assert (added["venues"], added["place"]) == (["L01", "L02"], "会客厅, 院子")
    assert yigong("event", "add", "-", "--venue", "L01", stdin="{}").code == 2


def test_the_history_names_hosts(yigong, village, hosts):
    yigong(*ADD, "--host", "青山农场")
    yigong("event", "change", "E1", "-", stdin='{"hosts": [{"squad": "S03", "how": "with"}]}')
    from yigong.tui.view.value_words import ValueWords

    line = next(village.history.newest_first())
    words = ValueWords(village)
    assert words.words("hosts", line.old["hosts"], line.old) == "host 青山农场"
    assert words.words("hosts", line.new["hosts"], line.new) == "with 党支部"


# -- dates left out ---------------------------------------------------------------


def test_a_date_is_left_out_and_put_back(yigong, village, duty_day):
    out = yigong("event", "leave-out", "E1@2026-12-25").out
    assert out == "✓ 村民义务日 leaves 2026-12-25 Fri out; nobody is told.\n"
    assert village.events.between(date(2026, 12, 1), date(2026, 12, 31)) == []
    refused = yigong("event", "show", "E1@2026-12-25")
    assert (refused.code, "2027-01-25" in refused.err) == (1, True)
    back = yigong("event", "put-back", "E1", "2026-12-25", "--json").json
    assert back["planned"] == "2026-12-25"
    assert yigong("event", "put-back", "E1@2026-12-25").code == 1


def test_the_whole_of_an_event_is_not_left_out(yigong, duty_day):
    assert yigong("event", "leave-out", "E1").code == 2
    assert yigong("event", "put-back", "E1").code == 2


def test_a_date_with_people_is_cancelled_and_not_left_out(yigong, village, duty_day, enrol):
    enrol("张小明")
    village.registers.signup.sign_up(village.events.occurrence(1, date(2026, 12, 25)), 1)
    refused = yigong("event", "leave-out", "E1@2026-12-25")
    assert (refused.code, "cancel it instead" in refused.err) == (1, True)


def test_what_is_left_out_is_nowhere_planned(yigong, village, duty_day):
    yigong("event", "leave-out", "E1@2026-12-25")
    listed = yigong("event", "list", "--from", "2026-12-20", "--to", "2027-01-31").out
    assert "2026-12-25" not in listed
    assert "2027-01-25" in listed
    shown = yigong("event", "show", "E1@2026-11-25").out
    assert "2026-12-25" not in next(line for line in shown.splitlines() if "Next" in line)
    assert "2026-12-25" in next(line for line in shown.splitlines() if "Left out" in line)
    exported = yigong("export", "ical", "E1", "-o", "-").out
    assert "EXDATE;TZID=Asia/Shanghai:20261225T083000" in exported
    assert yigong("undo").code == 0
    assert village.events.occurrence(1, date(2026, 12, 25)).planned == date(2026, 12, 25)
