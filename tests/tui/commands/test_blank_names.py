"""A blank where somebody or something is named, as of a script's variable that is not set."""

from __future__ import annotations

import pytest

from support.command_line import command_line
from yigong.store.records import Squad
from yigong.store.request_records import Request
from yigong.store.venue_records import Venue


@pytest.fixture
def yigong(village, enrol, duty_day, monkeypatch, capsysbinary):
    enrol("张小明", "李秀英")
    village.squads.add(Squad(name="修葺队", members=(1,)))
    village.venues.add(Venue(name="礼堂"))
    village.requests.add(Request(number=0, at=village.now(), text="灯坏了"))
    return command_line(village.folder, monkeypatch, capsysbinary)


COMMANDS = [
    "people archive {}", "people archive 张小明 {}", "people show {}", "people edit {} --note x",
    "people forget {} --yes", "people merge 张小明 {} --yes", "people merge {} 张小明 --yes",
    "people list --squad {}", "people add 赵六 --squad {}", "people import {}",
    "squad show {}", "squad archive {}", "squad join 修葺队 {}", "squad leave 修葺队 {}",
    "squad lead 修葺队 {}", "squad deputy 修葺队 {}", "squad board {}", "squad phones {}",
    "squad host {}", "event leave-out {} 2026-12-25", "event put-back {} 2026-12-25",
    "event add --title 节 --date 2026-12-01 --host {}",
    "event add --title 节 --date 2026-12-01 --programme {}",
    "event add --title 节 --date 2026-12-01 --venue {}",
    "squad add 清理队 --leader {}", "event show {}", "event cancel {} --reason x",
    "event invite E0001 --programme {}", "event restore {}", "event add {}", "event invite {}",
    "checkin {} 张小明", "checkin E0001 {}",
    "checkout E0001 {}", "checkout {} --all", "signup E0001 {}", "signup E0001 张小明 --squad {}",
    "signup E0001 张小明 --post {}", "withdraw E0001 张小明 --post {}",
    "withdraw E0001 {}", "withdraw {} 张小明", "close {}", "reopen {} --why x", "undo {}",
    "undo {} --why x", "export ical {}", "export ical --person {}", "export ical --squad {}",
    "export ical --feeds {}", "export ical -o {}", "export record {}", "export badges {}",
    "export badges --squad {}", "export signin {}", "export qr {}", "export message {}",
    "export summary -o {}", "history --person {}", "import ical {}", "paper E0001 {}",
    "export summary {}", "history --who {}", "event list --search {}", "kind remove {}",
    "kind change {}", "paper {} -", "backup -o {}", "restore {} new", "restore x.zip {}",
    "programme show {}", "programme edit {} --places 3", "programme archive {}",
    "programme merge {} P01", "programme merge P01 {}", "programme enrol {} 张小明",
    "programme enrol P01 {}", "programme leave P01 {}", "programme mentor P01 {} -",
    "programme mentor P01 张小明 {}", "export enrolled {}", "export summary --programme {}",
    "export bookings --venue {}", "send {}", "sample {} --seed x", "sample 2026 --seed {}",
    "town add {}", "town add --sends {}", "town take {}", "town remove {}", "town rename 甲 {}",
    "town list --town {}", "town init {} 镇",
    "points show {}", "points award 5 {} --why x", "points award 5 张小明 {} --why x",
    "points redeem {} 油", "points redeem 张小明 {}", "points reset {} --why x",
    "points reverse {}", "points rule-edit {} --points 1", "points rule-remove {}",
    "points rule-add {} --points 1", "gift edit {} --points 3", "gift stock {} --add 1",
    "gift archive {}", "gift add {} 3", "export passbook {}",
    "request add {}", "request show {}", "request take {} 张小明", "request take Q1 {}",
    "request take Q1 --squad {}", "request begin {}", "request note {} x", "request note Q1 {}",
    "request done {} x", "request done Q1 {}", "request done Q1 x --event {}",
    "request feedback {} good", "request message {}", "request decline {} x",
    "request decline Q1 {}", "request same {} Q1", "request same Q1 {}", "request reopen {}",
    "request change {} --topic x", "request change Q1 --who {}", "request change Q1 --for {}",
    "request event {} E0001", "request event Q1 {}", "request list --holder {}",
    "request list --squad {}", "event add --title 节 --date 2026-12-01 --answers {}",
    "venue show {}", "venue edit {} --seats 3", "venue edit 礼堂 --keeper {}", "venue free {}",
    "venue edit 礼堂 --part-of {}", "venue week {}", "venue archive {}", "booking cancel {}",
    "booking add {} 2026-12-08 9-10 x", "booking add 礼堂 2026-12-08 9-10 {}",
    "booking add 礼堂 2026-12-08 9-10 x --for {}", "booking add 礼堂 2026-12-08 9-10 x --also {}",
    "booking list --venue {}", "booking approve {}", "booking decline {} x", "venue add {}",
    "trip board E0001 {} --leg 1", "trip board {} 张小明 --leg 1", "trip arrive {} --leg 1",
    "trip missing {} --leg 1", "trip stays E0001 {}", "trip list {} --leg 1",
    "export manifest {} --leg 1", "signup E0001 张小明 --ride {}", "demo {}", "init {}",
    "verify {}", "workload {}", "export workload {}", "files get {}", "files put {}", "publish {}",
    "score {}", "score withdraw {} --why x", "score cell {}", "score cell 场次 {}",
    "score cell 场次 --of groups --row {}", "score sign {}", "score rules {}", "export score {}",
]  # fmt: skip


@pytest.mark.parametrize("blank", ["", "  ", "\u3000", "\t"])
def test_a_blank_names_nobody_and_nothing_and_never_everybody(village, yigong, tmp_path, blank):
    before = {p: p.read_bytes() for p in village.folder.rglob("*.json")}
    for command in COMMANDS:
        words = [blank if word == "{}" else word for word in command.split()]
        result = yigong(*words)
        assert result.code in (1, 2), (command, result)
        assert result.err.count("\n") == 1, (command, result)
        assert result.out == "", (command, result)
    assert {p: p.read_bytes() for p in village.folder.rglob("*.json")} == before
    assert not list(village.outbox().iterdir())
