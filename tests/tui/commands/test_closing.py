"""``yigong close``: what is open or odd is listed with an end for each, and signed when told to."""

from __future__ import annotations

import json
from datetime import datetime

import pytest

from support.clock import SHANGHAI
from yigong.store.attendance.checkin_rules import end_stint
from yigong.store.storage.book import Actor, ChangeReason
from yigong.store.village.village import Village


@pytest.fixture
def evening(yigong, founded):
    """``evening(start, minutes)`` plans an event on 25 November 2026 for 张小明 and 王芳."""

    def planned(start: str, minutes: int) -> str:
        event = {"title": "灯会", "start": f"2026-11-25T{start}", "minutes": minutes}
        event["role"] = "volunteer"
        assert yigong("event", "add", "-", stdin=json.dumps(event)).code == 0
        yigong("people", "add", "张小明")
        yigong("people", "add", "王芳")
        return "E0001@2026-11-25"

    return planned


def signed(result) -> dict[str, dict[str, int]]:
    """The service minutes of each person, by how they are known."""
    return {entry["name"]: entry["credit"] for entry in result.json["entries"]}


def test_who_stayed_too_long_or_never_left_is_listed_with_the_end_proposed(
    yigong, evening, at_time
):
    key = evening("08:00", 360)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1")
    yigong("checkin", key, "V2")
    at_time("2026-11-25T16:30")
    yigong("checkout", key, "V1")
    refused = yigong("close", key)
    assert refused.code == 1 and "Nothing was signed. --yes takes what is proposed" in refused.err
    assert refused.out.splitlines() == [
        "V0002  王芳  08:00-  still here  -> 14:00",
    ]
    assert not yigong("event", "show", key, "--json").json["register"]["head"].get("closed")
    assert signed(yigong("close", key, "--yes", "--json")) == {
        "张小明": {"clocked": 510},
        "王芳": {"filled": 360},
    }


def test_fourteen_hours_at_an_event_of_one_are_odd_and_become_that_hour(
    yigong, evening, at_time, founded
):
    """Clocked by an older version, which took any check-out for the time somebody left."""
    key = evening("08:00", 60)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1")
    village = Village.open(founded, Actor("李芳"))
    book, left = village.registers.book(key), datetime(2026, 11, 25, 22, 0, tzinfo=SHANGHAI)
    with village.session.change(book, ChangeReason("checkout")) as draft:
        draft.put(end_stint(draft.records[1], left, "李芳"))
    at_time("2026-11-25T22:05")
    answer = yigong("close", key, "--json")
    assert answer.code == 1
    assert answer.json == {
        "code": key,
        "over": True,
        "odd": [
            {
                "code": "V0001",
                "name": "张小明",
                "reasons": ["long"],
                "start": "2026-11-25T08:00:00+08:00",
                "end": "2026-11-25T22:00:00+08:00",
                "proposed": "2026-11-25T09:00:00+08:00",
                "proposed_start": None,
                "elsewhere": None,
            }
        ],
    }
    closed = yigong("close", key, "--yes", "--json")
    assert closed.json["odd"] == answer.json["odd"], "and says what it took"
    assert signed(closed) == {"张小明": {"filled": 60}}


def test_no_minutes_after_a_clock_was_set_back_are_odd(yigong, evening, at_time):
    key = evening("08:00", 120)
    at_time("2026-11-25T08:30")
    yigong("checkin", key, "V1")
    at_time("2026-11-25T08:10")
    yigong("checkout", key, "V1")
    at_time("2026-11-25T12:00")
    refused = yigong("close", key)
    assert refused.code == 1
    assert refused.out == "V0001  张小明  08:30-08:30  out before in  -> 10:00\n"
    assert signed(yigong("close", key, "--yes", "--json")) == {"张小明": {"filled": 90}}


def test_an_event_that_goes_on_is_not_signed_unless_that_is_said(yigong, evening, at_time):
    key = evening("08:00", 240)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1")
    at_time("2026-11-25T11:45")
    yigong("checkout", key, "V1")
    refused = yigong("close", key)
    assert (refused.code, refused.out) == (1, "It is not over: it goes on until 12:00.\n")
    answer = yigong("close", key, "--json")
    assert (answer.code, answer.json) == (1, {"code": key, "over": False, "odd": []})
    assert signed(yigong("close", key, "--yes", "--json")) == {"张小明": {"clocked": 225}}


def test_what_is_in_order_is_signed_at_once(yigong, evening, at_time):
    key = evening("08:00", 120)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1")
    at_time("2026-11-25T10:00")
    yigong("checkout", key, "V1")
    closed = yigong("close", key, "--json")
    assert (closed.code, closed.json["odd"], signed(closed)) == (
        0,
        [],
        {"张小明": {"clocked": 120}},
    )
    assert "was closed by 李芳" in yigong("close", key).err


def test_who_left_past_midnight_left_on_the_next_day(yigong, evening, at_time):
    key = evening("19:00", 240)
    at_time("2026-11-25T19:00")
    yigong("checkin", key, "V1")
    yigong("checkin", key, "V2")
    at_time("2026-11-26T09:00")
    assert "not when it took place (19:00-23:00)" in yigong("close", key, "--end", "V1=02:01").err
    assert "-> 23:00" in yigong("close", key, "--end", "V0001=00:10").out, "the other is still open"
    closed = yigong("close", key, "--end", "V0001=00:10", "--until", "24:00", "--json")
    assert signed(closed) == {"张小明": {"filled": 310}, "王芳": {"filled": 300}}
    ends = [entry["stints"][0]["end"] for entry in closed.json["entries"]]
    assert ends == ["2026-11-26T00:10:00+08:00", "2026-11-26T00:00:00+08:00"]


def test_one_end_for_all_leaves_out_who_came_after_it(yigong, evening, at_time):
    key = evening("08:00", 240)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1")
    at_time("2026-11-25T10:30")
    yigong("checkin", key, "V2")
    at_time("2026-11-25T13:00")
    refused = yigong("close", key, "--until", "10:00")
    assert refused.out == "V0002  王芳  10:30-  still here, too short  -> 12:00\n"
    closed = yigong("close", key, "--until", "10:00", "--yes", "--json")
    assert signed(closed) == {"张小明": {"filled": 120}, "王芳": {"filled": 90}}


def test_one_person_at_two_events_at_once_gets_three_hours_for_three(yigong, evening, at_time):
    cleaning = evening("08:00", 120)
    planting = {"title": "植树", "start": "2026-11-25T09:00", "minutes": 120, "role": "volunteer"}
    yigong("event", "add", "-", stdin=json.dumps(planting))
    at_time("2026-11-25T07:00")
    yigong("signup", "E1", "V1")
    assert "at the same time: 灯会 08:00-10:00" in yigong("signup", "E2", "V1").out
    assert yigong("signup", "E2", "V1", "--json").json[0]["elsewhere"] == [cleaning]
    assert "same time" not in yigong("signup", "E2", "V2").out
    yigong("withdraw", "E2", "V2")
    at_time("2026-11-25T08:00")
    assert yigong("checkin", "E1", "V1", "--json").json["elsewhere"] is None
    at_time("2026-11-25T09:00")
    assert yigong("checkin", "E2", "V1").out == (
        "✓ 张小明 V0001 is checked in at 09:00. (still checked in at 灯会 since 08:00)\n"
    )
    at_time("2026-11-25T10:00")
    yigong("checkout", "E1", "V1")
    at_time("2026-11-25T11:00")
    yigong("checkout", "E2", "V1")
    assert "1 time somebody was at two events at once" in yigong("doctor").out
    listed = yigong("close", "E2")
    assert listed.code == 1
    assert "09:00-11:00  also at 灯会 08:00-10:00  as clocked" in listed.out
    odd = yigong("close", "E1", "--json")
    assert odd.code == 1
    (entry,) = odd.json["odd"]
    assert entry["elsewhere"] == "E0002@2026-11-25"
    assert entry["proposed"] == "2026-11-25T09:00:00+08:00"
    first = signed(yigong("close", "E1", "--yes", "--json"))["张小明"]
    second = signed(yigong("close", "E2", "--yes", "--json"))["张小明"]
    assert sum(first.values()) + sum(second.values()) == 180
    assert "two events at once" not in yigong("doctor").out


def test_who_was_checked_in_the_evening_before_is_signed_from_the_planned_start(
    yigong, evening, at_time
):
    key = evening("08:30", 180)
    at_time("2026-11-24T21:00")
    for person in ("V1", "V2"):
        yigong("checkin", key, person, "--outside-hours")
    at_time("2026-11-25T11:20")
    yigong("checkout", key, "V2")
    at_time("2026-11-25T11:40")
    listed = yigong("close", key)
    assert listed.code == 1
    assert listed.out.splitlines() == [
        "V0001  张小明  24 Nov 21:00-       still here, very early  -> 08:30-11:30",
        "V0002  王芳    24 Nov 21:00-11:20  very early              -> 08:30-11:20",
    ]
    odd = yigong("close", key, "--json").json["odd"]
    assert [each["proposed_start"] for each in odd] == ["2026-11-25T08:30:00+08:00"] * 2
    assert signed(yigong("close", key, "--yes", "--json")) == {
        "张小明": {"filled": 180},
        "王芳": {"filled": 170},
    }


def test_the_clocked_minute_given_as_an_end_keeps_the_times_as_they_were_clocked(
    yigong, evening, at_time
):
    key = evening("08:00", 120)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1")
    at_time("2026-11-25T10:00:40")
    yigong("checkout", key, "V1")
    at_time("2026-11-25T12:00")
    closed = yigong("close", key, "--end", "V0001=10:00", "--json")
    assert signed(closed) == {"张小明": {"clocked": 120}}


def test_what_was_filled_in_before_is_not_called_clocked(yigong, evening, at_time):
    key = evening("08:00", 240)
    at_time("2026-11-25T14:00")
    yigong("checkin", key, "V1", "--at", "08:00", "--until", "09:00", "--why", "忘了签到")
    assert yigong("close", key).out == "V0001  张小明  08:00-09:00  too short  as filled in\n"


def test_who_only_takes_part_is_not_listed_by_their_times(yigong, evening, at_time):
    key = evening("08:00", 240)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1", "--as", "participant")
    yigong("checkin", key, "V2", "--as", "participant")
    at_time("2026-11-25T08:10")
    yigong("checkout", key, "V1")
    at_time("2026-11-25T13:00")
    closed = yigong("close", key, "--json")
    assert (closed.code, closed.json["odd"]) == (0, [])
    ends = [entry["stints"][0]["end"][11:16] for entry in closed.json["entries"]]
    assert ends == ["08:10", "12:00"]
