"""``yigong venue`` and ``booking``: a house booked for a day, as one story with its figures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from support.command_line import CommandLine, command_line
from yigong.store.village.village import Village


@pytest.fixture
def yigong(village: Village, monkeypatch: pytest.MonkeyPatch, capsysbinary: Any) -> CommandLine:
    """``yigong("venue", "list")`` in English, as 李芳, on `village`."""
    return command_line(village.folder, monkeypatch, capsysbinary)


@pytest.fixture
def house(yigong: CommandLine) -> CommandLine:
    """会客厅 L01 with two parts, each open from 9 to 21, with 15 minutes kept free."""
    facts = ("--open", "9-21", "--buffer", "15")
    yigong("venue", "add", "会客厅", "--seats", "60", *facts)
    for name in ("书吧", "会议室"):
        yigong("venue", "add", name, "--part-of", "L01", *facts)
    return yigong


DAY = "2026-12-08"


def test_a_house_is_booked_for_a_day(house: CommandLine, village: Village) -> None:
    assert house("booking", "add", "L02", DAY, "14-16", "B1").code == 0
    assert house("booking", "add", "L03", DAY, "15-17", "B2").code == 0
    refused = house("booking", "add", "L01", DAY, "16-17", "B3")
    assert refused.code == 1
    assert "B1 E0001 (书吧, until 16:15)" in refused.err
    assert "B2 E0002 (会议室, until 17:15)" in refused.err
    assert house("booking", "add", "L01", DAY, "17:10-18:10", "B4").code == 1
    assert house("booking", "add", "L01", DAY, "17:15-18:15", "B4").code == 0

    weekly = ("booking", "add", "L03", DAY, "15-16", "B5", "--repeat", "weekly", "--until", "4")
    refused = house(*weekly, "--lang", "zh")
    assert refused.code == 1
    assert "4 场中 1 场冲突 12-08" in refused.err
    assert f"{DAY} 周二  15:00-17:00 B2" in refused.err
    assert "--skip-taken" in refused.err
    planned = house(*weekly, "--dry-run", "--json").json
    assert [each["date"] for each in planned["taken"]] == [DAY]
    assert planned["dates"] == ["2026-12-15", "2026-12-22", "2026-12-29"]
    booked = house(*weekly, "--skip-taken", "--json").json
    assert [day for day, change in booked["changes"].items() if change.get("left_out")] == [DAY]
    listed = house("booking", "list", "--venue", "L03", "--from", "2026-12-09", "--json").json
    assert [each["planned"] for each in listed] == planned["dates"]

    numbers = house("venue", "show", "L02", DAY, "--json").json["numbers"]
    assert (numbers["held"], numbers["open"], numbers["use_percent"]) == (120, 720, 16.7)
    assert numbers["through_whole"] == 60
    free = house("venue", "free", "L02", DAY, "--json").json[0]["free"]
    said = house("venue", "free", "L02", "12月8日", "--json").json
    assert [each["date"] for each in said] == [DAY], "free times are looked up of days to come"
    assert [each["start"][11:16] for each in free] == ["09:00", "16:15", "18:30"]


def test_a_booking_that_is_moved_waits_for_the_keeper_again_and_says_so(
    house: CommandLine, village: Village
) -> None:
    house("venue", "add", "礼堂", "--approval", "yes", "--open", "9-21")
    house("booking", "add", "L04", DAY, "14-16", "A")
    house("booking", "approve", "E0001")
    moved = house("event", "move", "E0001", DAY, "17-18")
    assert moved.code == 0
    assert "its keeper must approve it again" in moved.err
    assert [each["booking"] for each in _bookings(house)] == ["tentative"]
    assert "not open then" in house("event", "move", "E0001", DAY, "20-22").err
    given = house("event", "move", "E0001", DAY, "20-22", "--why", "年终晚会")
    assert given.code == 0


def test_a_keeper_agrees_to_one_and_one_undo_brings_both_back(
    house: CommandLine, village: Village
) -> None:
    house("venue", "add", "礼堂", "--approval", "yes")
    for hours, title in (("14-16", "A"), ("15-17", "B")):
        assert house("booking", "add", "L04", DAY, hours, title, "--json").json["booking"] == (
            "tentative"
        )
    falls = house("booking", "approve", "E0001", "--dry-run", "--json").json["declined"]
    assert falls == [f"E0002@{DAY}"]
    assert house("booking", "approve", "E0001", "--json").json["declined"] == falls
    states = {each["code"]: each["booking"] for each in _bookings(house)}
    assert states == {f"E0001@{DAY}": "", f"E0002@{DAY}": "declined"}
    assert "A E0001" in house("booking", "list").out
    assert house("undo").code == 0
    assert {each["booking"] for each in _bookings(house)} == {"tentative"}
    assert len(house("booking", "list", "--waiting", "--json").json) == 2
    assert house("booking", "decline", "E0002", "检修").code == 0
    assert house("booking", "cancel", "E0001", "--reason", "不来了").code == 0


def _bookings(yigong: CommandLine) -> Any:
    return yigong("booking", "list", "--json").json


def test_an_override_is_said_of_both(house: CommandLine) -> None:
    house("booking", "add", "L02", DAY, "14-16", "读书会")
    again = ("booking", "add", "L01", DAY, "15-16", "视察")
    assert house(*again).code == 1
    assert house(*again, "--why", "书记同意").code == 0
    shown = house("event", "show", f"E0001@{DAY}").out
    assert "视察 E0002" in shown
    shown = house("event", "show", f"E0002@{DAY}").out
    assert "读书会 E0001" in shown
    assert "书记同意" in shown
    both = [each["together_with"] for each in _bookings(house)]
    assert both == [[f"E0002@{DAY}"], [f"E0001@{DAY}"]]


def test_a_date_is_moved_to_a_venue_that_is_held_only_with_a_reason(house: CommandLine) -> None:
    house("booking", "add", "L02", DAY, "14-16", "读书会")
    house("event", "add", "--title", "讲座", "--date", "2026-12-07", "--time", "14-15")
    move = ("event", "move", "E0002@2026-12-07", DAY, "--venue", "书吧")
    assert "读书会 E0001" in house(*move).err
    moved = house(*move, "--why", "说好了", "--json").json
    assert (moved["venues"], moved["override"]) == (["L02"], "说好了")


def test_a_venue_is_changed_archived_and_listed(house: CommandLine) -> None:
    house("booking", "add", "L02", DAY, "14-16", "读书会")
    asked = house("venue", "archive", "L02")
    assert asked.code == 1
    assert "2026-12-08 14:00 读书会 E0001" in asked.err
    assert house("venue", "edit", "L02", "--shut", "12-08 消杀").code == 1
    edited = house("venue", "edit", "L02", "--shut", "12-08 消杀", "--yes", "--json").json
    assert edited["shut"] == [{"first": DAY, "last": DAY, "reason": "消杀"}]
    assert house("venue", "edit", "L01", "--part-of", "L02").code == 1
    assert house("venue", "archive", "L02", "--yes").code == 0
    assert [each["code"] for each in house("venue", "list", "--json").json] == ["L01", "L03"]
    assert house("booking", "add", "L02", DAY, "10-11", "x").code == 1
    renamed = house(
        "venue", "edit", "L03", "--name", "多功能厅", "--open", "mon-fri 8-12", "--json"
    )
    assert renamed.json["opens"] == [{"days": [0, 1, 2, 3, 4], "start": "08:00", "end": "12:00"}]
    assert "多功能厅" in house("venue", "list").out


def test_back_means_the_archived_one_and_not_its_namesake(
    yigong: CommandLine, village: Village
) -> None:
    yigong("venue", "add", "礼堂")
    assert "L01 礼堂" not in yigong("venue", "archive", "礼堂", "--back").err
    yigong("venue", "archive", "礼堂")
    added = yigong("venue", "add", "礼堂")
    assert added.code == 0
    assert "yigong venue archive L01 --back" in added.err
    refused = yigong("venue", "archive", "礼堂", "--back")
    assert refused.code == 1
    assert "There is a venue 礼堂 already: L02" in refused.err
    assert village.venues.get(1).archived
    assert "L01 礼堂" in yigong("venue", "archive", "L02", "--back").err
    yigong("venue", "archive", "L02")
    two = yigong("venue", "archive", "礼堂", "--back")
    assert two.code == 1
    assert "L01 礼堂, L02 礼堂" in two.err
    assert yigong("venue", "archive", "L01", "--back").code == 0
    assert not village.venues.get(1).archived


def test_a_squad_is_taken_up_again_by_its_name_though_another_has_it_now(
    yigong: CommandLine, village: Village
) -> None:
    yigong("squad", "add", "清理队")
    yigong("squad", "archive", "清理队")
    yigong("squad", "add", "清理队", "--anyway")
    refused = yigong("squad", "archive", "清理队", "--back")
    assert refused.code == 1
    assert village.squads.get(1).archived
    assert "S01 清理队" in yigong("squad", "archive", "S02", "--back").err


def test_an_event_by_command_says_what_it_clashes_with(house: CommandLine) -> None:
    for title in ("一", "二"):
        added = house(
            *("event", "add", "--title", title, "--date", DAY, "--time", "9-10"),
            *("--place", "村口"),
        )
        assert added.code == 0
    assert "一" in added.err
    assert "the same place" in added.err


def test_an_event_at_a_time_when_its_venue_is_closed_is_planned_with_a_remark(
    house: CommandLine,
) -> None:
    house("venue", "edit", "L01", "--shut", "12-09 消杀")
    plan = ("event", "add", "--title", "讲座", "--venue", "L02", "--date")
    late = house(*plan, DAY, "--time", "20:30-22")
    assert late.code == 0
    assert "书吧 is not open for it on Tue 8 Dec 2026; open daily 09:00-21:00" in late.err
    shut = house(*plan, "2026-12-09")
    assert shut.code == 0
    assert "书吧 is shut on Wed 9 Dec 2026: 消杀" in shut.err
    for when in (("2026-12-11", "--time", "9-21"), ("2026-12-10",)):  # within hours; all day
        assert "open" not in house(*plan, *when).err
    moved = house("event", "move", "E0003@2026-12-11", "2026-12-13", "7-8")
    assert moved.code == 0
    assert "书吧 is not open" in moved.err


def test_a_series_says_which_dates_it_was_booked_without(house: CommandLine) -> None:
    weekly = ("booking", "add", "L03", DAY, "15-16", "夜校", "--repeat", "weekly", "--until", "3")
    assert "without" not in house(*weekly).out
    skipping = (*weekly[:3], "2026-12-01", *weekly[4:], "--skip-taken")
    assert "without 8 Dec, 15 Dec" in house(*skipping).out


def test_the_list_of_one_venue_has_its_events_and_says_so(house: CommandLine) -> None:
    house("event", "add", "--title", "讲座", "--date", DAY, "--time", "9-10", "--venue", "L02")
    house("booking", "add", "L02", DAY, "14-16", "读书会")
    assert "讲座" not in house("booking", "list").out
    lines = house("booking", "list", "--venue", "书吧").out.splitlines()
    assert [line.split()[-1] for line in lines] == ["event", "approved"]
    assert "讲座" not in house("booking", "list", "--venue", "书吧", "--waiting").out
    assert house("booking", "add", "L02", DAY, "17-18", "").err.startswith(
        "What it is for is empty"
    )


def test_a_venue_by_code_or_name_in_an_event_file(house: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "event.json"
    file.write_text('{"title": "讲座", "start": "2026-12-08T10:00", "venues": ["会议室"]}')
    assert house("event", "add", str(file), "--json").json[0]["venues"] == ["L03"]
    assert house("event", "add", str(file)).code == 1


@pytest.fixture
def hall(yigong: CommandLine) -> CommandLine:
    """礼堂 L01, whose keeper must approve; a class of four Tuesdays and a meeting ask for it."""
    yigong("venue", "add", "礼堂", "--approval", "yes")
    weekly = ("--repeat", "weekly", "--until", "4")
    yigong("booking", "add", "L01", "2026-12-01", "19-21", "茶艺课", *weekly)
    yigong("booking", "add", "L01", DAY, "20-22", "村民会")
    return yigong


def test_approving_names_the_keeper_whoever_does_it(hall: CommandLine, village: Village) -> None:
    assert "kept by" not in hall("booking", "approve", "E0002@" + DAY, "--dry-run").out
    hall("people", "add", "何秀英")
    assert hall("venue", "edit", "L01", "--keeper", "何秀英").code == 0
    for more in (("--dry-run",), ()):
        assert "kept by 何秀英" in hall("booking", "approve", "E0002", *more).out


def test_a_booking_over_requests_names_them(hall: CommandLine) -> None:
    assert not hall("booking", "add", "L01", DAY, "21-22", "舞会").err, "it waits itself"
    hall("venue", "edit", "L01", "--approval", "no")
    wanted = ("booking", "add", "L01", DAY, "19-21", "讲座")
    for more in (("--dry-run",), ()):
        said = hall(*wanted, *more).err
        assert "waiting for the same time: 茶艺课 E0001, 村民会 E0002\n" in said
    assert not hall("booking", "add", "L01", DAY, "9-10", "早操").err


def test_approving_a_series_says_how_many_dates_and_what_fell_as_it_is_then(
    hall: CommandLine,
) -> None:
    would = hall("booking", "approve", "E0001", "--dry-run").out
    assert "can be approved  4 dates  every Tue, 4 times" in would
    assert "Would be declined with it:" in would
    done = hall("booking", "approve", "E0001").out
    assert "E0001 茶艺课 is approved  4 dates" in done
    (fell,) = (line for line in done.splitlines() if "村民会" in line)
    assert "declined: given to 茶艺课 E0001" in fell


def test_a_series_that_lost_one_date_names_the_way_to_approve_it_after_all(
    hall: CommandLine,
) -> None:
    assert hall("booking", "approve", "E0002").code == 0
    assert hall("booking", "approve", "E0001").code == 0
    hall("booking", "cancel", "E0002")
    again = hall("booking", "approve", "E0001")
    assert again.code == 1 and "but not E0001@2026-12-08" in again.err
    assert hall("booking", "approve", "E0001@2026-12-08").code == 0
    assert {each["booking"] for each in _bookings(hall)} == {""}
    assert "approved already." in hall("booking", "approve", "E0001").err


def test_a_date_that_waits_by_itself_is_answered_with_its_series(hall: CommandLine) -> None:
    hall("booking", "approve", "E0001")
    hall("event", "move", "E0001@2026-12-15", "2026-12-16", "9-10")
    listed = hall("booking", "list", "--waiting").out
    assert "E0001@2026-12-15" in listed and "E0001@2026-12-22" not in listed
    assert hall("booking", "approve", "E0001").code == 0
    assert "no such bookings" in hall("booking", "list", "--waiting").out


def test_only_a_command_that_takes_a_reason_offers_one(house: CommandLine) -> None:
    house("booking", "add", "L02", DAY, "14-16", "读书会")
    refused = house("booking", "add", "L02", DAY, "15-17", "茶叙")
    assert "--why REASON" in refused.err
    house("booking", "add", "L02", DAY, "17-18", "茶叙")
    assert "--why REASON" in house("event", "move", "E0002", DAY, "15-16").err
    house("event", "cancel", "E0002")
    house("booking", "add", "L02", DAY, "17-18", "晚会")
    restored = house("event", "restore", "E0002")
    assert restored.code == 1 and "choose another time" in restored.err
    assert "reason" not in restored.err.lower()


def test_a_refusal_for_what_is_kept_free_says_so(house: CommandLine) -> None:
    house("booking", "add", "L02", DAY, "19-21", "茶艺课")
    house("booking", "add", "L02", DAY, "14-15", "茶叙")
    before = house("event", "move", "E0002", DAY, "17:00-18:50").err
    assert "15 min are kept free after this one, to 19:05" in before
    over = house("event", "move", "E0002", DAY, "18-20").err
    assert "19:00-21:00 茶艺课" in over and "kept free" not in over


def test_both_of_two_that_hold_a_venue_say_the_reason_and_what_is_only_near_is_no_clash(
    house: CommandLine,
) -> None:
    house("booking", "add", "L02", DAY, "18-20", "读书会")
    house("booking", "add", "L02", DAY, "19-21", "来访", "--why", "街道通知")
    house("booking", "add", "L02", DAY, "16:00-17:50", "茶叙", "--why", "很快收拾好")
    mine, theirs = (house("event", "show", key).out for key in ("E0001", "E0002"))
    assert "来访 E0002 19:00-21:00: 街道通知" in mine
    assert "读书会 E0001 18:00-20:00" in theirs and "街道通知" in theirs
    near = next(line for line in mine.splitlines() if "Too close to" in line)
    assert "茶叙 E0003 16:00-17:50: 很快收拾好" in near and "来访" not in near


def test_a_part_says_which_rules_are_those_of_its_whole(yigong: CommandLine) -> None:
    yigong("venue", "add", "会客厅", "--open", "9-21", "--buffer", "15", "--approval", "yes")
    yigong("venue", "add", "书吧", "--part-of", "L01", "--buffer", "5")
    shown = yigong("venue", "show", "L02").out
    assert "open daily 09:00-21:00 (as 会客厅)" in shown
    assert "5 min kept free after each   its keeper must approve (as 会客厅)" in shown
