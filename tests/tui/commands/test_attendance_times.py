"""The times of ``checkin``, ``checkout`` and ``paper``: none is written that never was."""

from __future__ import annotations

import json

import pytest


@pytest.fixture
def event(yigong, founded):
    """``event(start, minutes)`` plans an event on 25 November 2026 for 张小明 and 王芳."""

    def planned(start: str, minutes: int) -> str:
        plan = {"title": "守夜", "start": f"2026-11-25T{start}", "minutes": minutes}
        plan["role"] = "volunteer"
        assert yigong("event", "add", "-", stdin=json.dumps(plan)).code == 0
        yigong("people", "add", "张小明")
        yigong("people", "add", "王芳")
        return "E0001@2026-11-25"

    return planned


def last(entry) -> tuple[str, str, str]:
    """Start, end and origin of a person's last stint."""
    stint = entry["stints"][-1]
    return stint["start"][5:16], stint["end"][5:16], stint.get("origin", "clocked")


# -- checking out ----------------------------------------------------------


def test_a_check_out_days_later_is_filled_in_to_the_planned_end(yigong, event, at_time):
    key = event("08:00", 120)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1")
    yigong("checkin", key, "V2")
    at_time("2026-11-30T09:00")
    answer = yigong("checkout", key, "V1").out
    assert "张小明 V0001 left at 25 Nov 10:00, after 120 min." in answer
    assert "It ended long ago, so the planned end is filled in." in answer
    [other] = yigong("checkout", key, "--all", "--json").json
    assert last(other) == ("11-25T08:00", "11-25T10:00", "filled")
    assert other["stints"][0]["reason"] == "补签退"
    closed = yigong("close", key, "--json").json
    assert [entry["credit"] for entry in closed["entries"]] == [{"filled": 120}] * 2
    page = yigong("people", "stars", "--json")
    assert page.code == 0 and not any(row["stars"] for row in page.json)


def test_everybody_checked_out_days_later_is_told_so_too(yigong, event, at_time):
    key = event("08:00", 120)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1")
    at_time("2026-11-30T09:00")
    assert "the planned end is filled in" in yigong("checkout", key, "--all").out
    yigong("undo")
    answer = yigong("checkout", key, "--all", "--at", "09:30")
    assert answer.out == "✓ 张小明 V0001 left at 25 Nov 09:30, after 90 min.\n"


@pytest.mark.parametrize(("left", "origin"), [("12:59", "clocked"), ("13:01", "filled")])
def test_a_check_out_is_clocked_up_to_the_margin(yigong, event, at_time, left, origin):
    key = event("08:00", 120)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1")
    at_time(f"2026-11-25T{left}")
    entry = yigong("checkout", key, "V1", "--json").json
    end = "12:59" if origin == "clocked" else "10:00"
    assert last(entry) == ("11-25T08:00", f"11-25T{end}", origin)


def test_who_came_after_the_end_and_is_checked_out_days_later_left_as_they_came(
    yigong, event, at_time
):
    key = event("08:00", 120)
    at_time("2026-11-25T10:30")
    yigong("checkin", key, "V1", "--outside-hours")
    at_time("2026-11-30T09:00")
    answer = yigong("checkout", key, "V1").out
    assert "Who came after the end has no time filled in." in answer
    assert "planned end" not in answer
    [entry] = yigong("event", "show", key, "--json").json["register"]["entries"]
    assert last(entry) == ("11-25T10:30", "11-25T10:30", "filled")


def test_on_the_second_day_of_several_a_time_is_todays_and_one_later_today_lies_ahead(
    yigong, event, at_time
):
    key = event("08:00", 3 * 24 * 60)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1")
    at_time("2026-11-26T12:00")
    refused = yigong("checkout", key, "--all", "--at", "17:00")
    assert (refused.code, "lies ahead" in refused.err) == (1, True)
    answer = yigong("checkout", key, "--all", "--at", "11:00")
    assert answer.out == "✓ 张小明 V0001 left at 26 Nov 11:00, after 1620 min.\n"
    yigong("undo")
    at_time("2026-11-28T10:00")
    answer = yigong("checkout", key, "--all", "--at", "09:00")
    assert "left at 28 Nov 09:00" in answer.out, "today, though it ended at eight"
    yigong("undo")
    at_time("2026-11-28T23:00")
    answer = yigong("checkout", key, "--all", "--at", "17:00")
    assert "left at 27 Nov 17:00" in answer.out, "it was over before five today"


@pytest.mark.parametrize(("typed", "left"), [("00:10", "00:10"), ("24:00", "00:00")])
def test_who_left_past_midnight_left_on_the_next_day(yigong, event, at_time, typed, left):
    key = event("19:00", 240)
    at_time("2026-11-25T19:00")
    yigong("checkin", key, "V1")
    at_time("2026-11-26T00:40")
    answer = yigong("checkout", key, "--all", "--at", typed)
    minutes = 310 if left == "00:10" else 300
    assert answer.out == f"✓ 张小明 V0001 left at 26 Nov {left}, after {minutes} min.\n"


def test_a_time_that_was_not_at_the_event_is_refused_with_its_hours(yigong, event, at_time):
    key = event("08:00", 120)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1")
    at_time("2026-11-25T20:00")
    for typed in ("04:59", "13:01", "19:00"):
        answer = yigong("checkout", key, "--all", "--at", typed)
        assert (answer.code, "not when it took place (08:00-10:00)" in answer.err) == (1, True)
    for wrong in ("24:01", "25:00", "上午"):
        assert yigong("checkout", key, "--all", "--at", wrong).code == 2


def test_minutes_are_those_between_the_times_that_are_shown(yigong, event, at_time):
    key = event("08:30", 120)
    at_time("2026-11-25T08:30:50")
    yigong("checkin", key, "V1")
    at_time("2026-11-25T09:30:10")
    assert yigong("checkout", key, "V1").out == "✓ 张小明 V0001 left at 09:30, after 60 min.\n"
    [entry] = yigong("close", key, "--yes", "--json").json["entries"]
    assert entry["credit"] == {"clocked": 60}


# -- filling in ------------------------------------------------------------


def filled_in(yigong, key, start, end):
    return yigong("checkin", key, "V1", "--at", start, "--until", end, "--why", "忘了签到")


def test_the_small_hours_of_a_night_are_the_next_morning(yigong, event, at_time):
    key = event("22:00", 480)
    at_time("2026-11-26T08:00")
    answer = filled_in(yigong, key, "04:00", "06:00")
    assert answer.out == "✓ 张小明 V0001: 26 Nov 04:00-06:00 is filled in.\n"
    [entry] = yigong("event", "show", key, "--json").json["register"]["entries"]
    assert last(entry) == ("11-26T04:00", "11-26T06:00", "filled")
    assert "record for that time already" in filled_in(yigong, key, "05:00", "05:30").err
    assert filled_in(yigong, key, "22:00", "24:00").out.endswith(
        ": 22:00 - 26 Nov 00:00 is filled in.\n"
    )


@pytest.mark.parametrize(
    ("times", "sentence"),
    [
        (("02:00", "04:00"), "not when it took place (08:30-11:30)"),
        (("06:00", "08:00"), "not when it took place (08:30-11:30)"),
        (("22:00", "24:00"), "not when it took place (08:30-11:30)"),
        (("11:00", "09:00"), "The end is not after the start."),
        (("08:00", "11:30"), "cannot be longer than the event (180 min)"),
    ],
)
def test_what_was_not_at_the_event_is_not_filled_in(yigong, event, at_time, times, sentence):
    key = event("08:30", 180)
    at_time("2026-11-26T08:00")
    answer = filled_in(yigong, key, *times)
    assert (answer.code, sentence in answer.err) == (1, True), answer.err


# -- the paper sheet -------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("1 张小明 1900 0010", "19:00-23:00  240 min  (no longer than the event)"),
        ("1 张小明 2030 0010", "20:30 - 26 Nov 00:10  220 min"),
        ("1 张小明 1945 0010", "19:45-23:45  240 min  (no longer than the event)"),
        ("1 张小明 1900 2400", "19:00-23:00  240 min  (no longer than the event)"),
        ("1 张小明 2200 24:00", "22:00 - 26 Nov 00:00  120 min"),
        ("1 张小明 2200 0300", "! That is not when it took place (19:00-23:00)."),
    ],
)
def test_who_left_past_midnight_is_typed_in_from_paper(yigong, event, at_time, line, read):
    key = event("19:00", 240)
    at_time("2026-11-26T09:00")
    assert read in yigong("paper", key, "-", "--dry-run", stdin=line).out
    assert yigong("paper", key, "-", stdin=line).code == (1 if read.startswith("!") else 0)


# -- checking in after the end ---------------------------------------------


def test_a_check_in_after_the_end_says_how_it_is_written_in(yigong, event, at_time):
    key = event("08:00", 120)
    yigong("signup", key, "V1")
    at_time("2026-11-25T20:00")
    for words in ((), ("--json",)):
        refused = yigong("checkin", key, "V1", *words)
        assert refused.code == 1
        assert "It has ended" in refused.err and "--at, --until and --why" in refused.err
    assert filled_in(yigong, key, "08:00", "10:00").code == 0
    late = yigong("checkin", key, "V2", "--outside-hours", "--json").json
    assert late["tone"] == "welcome" and late["entry"]["stints"][0]["start"][11:16] == "20:00"


def test_who_left_and_is_back_after_the_end_is_asked_about_both(yigong, event, at_time):
    key = event("08:00", 120)
    at_time("2026-11-25T08:00")
    yigong("checkin", key, "V1")
    yigong("checkout", key, "V1")
    at_time("2026-11-25T10:30")
    assert "--again" in yigong("checkin", key, "V1").err
    assert "--outside-hours" in yigong("checkin", key, "V1", "--again").err
    assert yigong("checkin", key, "V1", "--again", "--outside-hours").code == 0


# -- checking in long before the start ---------------------------------------


def test_a_check_in_the_evening_before_is_asked_about(yigong, event, at_time):
    key = event("08:30", 180)
    at_time("2026-11-24T21:00")
    for words in ((), ("--json",)):
        refused = yigong("checkin", key, "V1", *words)
        assert (refused.code, "--outside-hours" in refused.err) == (1, True)
        assert "It begins much later" in refused.err
    early = yigong("checkin", key, "V1", "--outside-hours", "--json").json
    assert early["tone"] == "welcome" and early["entry"]["stints"][0]["start"][11:16] == "21:00"
    at_time("2026-11-25T05:29")
    assert yigong("checkin", key, "V2").code == 1
    at_time("2026-11-25T05:30")
    assert yigong("checkin", key, "V2").code == 0
