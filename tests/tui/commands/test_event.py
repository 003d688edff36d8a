"""``yigong event``: events as JSON, changed, moved, cancelled, listed and found."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from support.command_line import DUTY_DAY, ESCAPE
from yigong.store.programme_records import Programme
from yigong.store.village.village import Village


def test_event_add_takes_exactly_what_event_list_gives(yigong, founded, tmp_path):
    other = ("--data", tmp_path / "other")
    assert yigong(*other, "init").code == 0
    for folder in ((), other):
        yigong(*folder, "people", "add", "张小明")
        yigong(*folder, "squad", "add", "修葺队")
    events = [
        {**DUTY_DAY, "needs": {"1": 20}, "lead": "张小明", "notes": "带手套\n带水"},
        {"title": "番薯丰收节", "kind": "festival", "start": "2026-11-14T09:00", "all_day": True},
        {
            **{"title": "重阳节", "start": "2026-01-01T09:00", "geo": [30.27, 120.15]},
            "repeat": {"by": "lunar", "month": 9, "day": 9, "leap": "both", "short": "skip"},
        },
        {
            **{"title": "丰收节", "start": "2026-01-01T09:00"},
            "repeat": {"by": "term", "term": "秋分", "until": "2030-01-01"},
        },
    ]
    assert yigong("event", "add", "-", stdin=json.dumps(events)).code == 0
    moved = ("event", "move", "E1@2026-12-25", "2026-12-26", "09:00", "--place", "溪边")
    assert yigong(*moved).code == 0
    assert yigong("event", "cancel", "E1", "2027-01-25", "--reason", "下雪").code == 0
    assert yigong("event", "cancel", "E2", "--why", "下雨").code == 0
    split = ("event", "change", "E3", "-", "--from", "2028-01-01")
    assert yigong(*split, stdin='{"start": "2026-10-18T14:00"}').code == 0
    listed = yigong("event", "list", "--json")
    assert yigong(*other, "event", "add", "-", stdin=listed.out).code == 0
    copied = yigong(*other, "event", "list", "--json").json
    assert [{**event, "rev": 0} for event in copied] == [
        {**event, "rev": 0} for event in listed.json
    ]
    assert len(copied) == 4
    assert copied[2]["earlier"][0]["repeat"]["until"] == "2027-10-08"


def test_event_add_takes_one_event_from_a_file(yigong, founded, tmp_path):
    file = tmp_path / "duty.json"
    file.write_text(json.dumps(DUTY_DAY), encoding="utf-8-sig")
    (event,) = yigong("event", "add", file, "--json").json
    assert (event["code"], event["start"]) == ("E0001", "2026-11-25T08:30:00")


@pytest.mark.parametrize(
    ("spoilt", "named"),
    [
        ({"colour": "red"}, "colour"),
        ({"minutes": "three hours"}, "minutes"),
        ({"minutes": 0}, "1 minute"),
        ({"kind": "party"}, "kind"),
        ({"start": "2026-02-30T08:30"}, "start"),
        ({"start": "2026-11-25T08:30:00+08:00"}, "offset"),
        ({"start": None}, "start"),
        ({"title": ""}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"title": f"义务日{ESCAPE}"}, "title"),
        ({"repeat": {"by": "rrule", "rule": "FREQ=SECONDLY"}}, "SECONDLY"),
        ({"repeat": {"by": "moon"}}, "repeat"),
        ({"repeat": {"by": "rrule", "rule": "FREQ=DAILY", "colour": 1}}, "repeat.colour"),
        ({"repeat": {"by": "lunar", "month": 9}}, "day"),
        ({"repeat": {"by": "lunar", "month": 9, "day": 31}}, "1 to 30"),
        ({"repeat": {"by": "lunar", "month": 9, "day": 9, "rule": "x"}}, "repeat.rule"),
        ({"repeat": {"by": "lunar", "month": 9, "day": 9, "leap": ESCAPE}}, "repeat.leap"),
        ({"repeat": {"by": "term", "term": ESCAPE}}, "term"),
        ({"repeat": {"by": "term", "term": "秋分", "count": 1, "until": "2030-01-01"}}, "not both"),
        ({"geo": [91, 0]}, "-90 to 90"),
        ({"geo": [0, 181]}, "-180 to 180"),
        ({"geo": [0]}, "geo"),
        ({"earlier": [{**DUTY_DAY, "colour": 1}]}, "earlier.0.colour"),
        ({"earlier": [{**DUTY_DAY, "title": ESCAPE}]}, "title"),
        ({"earlier": [DUTY_DAY]}, "before the next"),
        ({"earlier": [3]}, "earlier"),
        ({"earlier": [{**DUTY_DAY, "changes": {"soon": {}}}]}, "soon"),
        ({"earlier": [{**DUTY_DAY, "stamped": "2026-11-25T08:30:00"}]}, "earlier.0.stamped"),
        ({"needs": {"7": 1}}, "S07"),
        ({"changes": {"soon": {}}}, "soon"),
        (
            {"changes": {"2026-12-25": {"start": "2026-12-26T08:30:00Z"}}},
            "changes.2026-12-25.start",
        ),
        ({"changes": {"2026-12-25": {"place": ESCAPE}}}, "place"),
        ({"changes": {"2026-12-25": {"colour": 1}}}, "changes.2026-12-25.colour"),
        ({"stamped": "2026-11-25T08:30:00"}, "stamped"),
        ({"uid": "two words"}, "UID"),
    ],
)
def test_a_spoilt_event_is_refused_by_the_name_of_its_field_and_none_is_added(
    yigong, founded, spoilt, named
):
    events = [DUTY_DAY, {**DUTY_DAY, **spoilt}]
    result = yigong("event", "add", "-", stdin=json.dumps(events))
    assert (result.code, result.out) == (1, "")
    assert named in result.err
    if "uid" not in spoilt:  # a UID is checked only when its event is written
        assert yigong("event", "list", "--json").json == []
    else:
        assert "E0001" in result.err


@pytest.mark.parametrize("text", ["", "{", "[1]", '"x"', "[[]]", "[" * 100_000, "\x00", '{"a":1}'])
def test_what_is_no_event_at_all_is_refused(yigong, founded, text):
    result = yigong("event", "add", "-", stdin=text)
    assert (result.code, result.out) == (1, "")


def test_an_event_is_not_added_twice(yigong, founded):
    assert yigong("event", "add", "-", stdin=json.dumps(DUTY_DAY)).code == 0
    again = yigong("event", "list", "--json").out
    assert yigong("event", "add", "-", stdin=again).code == 1
    assert len(yigong("event", "list", "--json").json) == 1


def test_what_happens_in_a_period_is_listed_where_it_was_moved_to(yigong, founded):
    yigong("event", "add", "-", stdin=json.dumps(DUTY_DAY))
    yigong("event", "move", "E1@2026-12-25", "2027-01-03")
    january = yigong("event", "list", "--from", "2027-01-01", "--to", "2027-01-31").out
    assert [line.split()[:2] for line in january.splitlines()] == [
        ["E0001@2026-12-25", "2027-01-03"],
        ["E0001@2027-01-25", "2027-01-25"],
    ]
    assert "moved from 2026-12-25" in january
    yigong("event", "restore", "E1@2026-12-25")
    december = yigong("event", "list", "--from", "2026-12-01", "--to", "2026-12-31").out
    assert december.split()[:2] == ["E0001@2026-12-25", "2026-12-25"]


def test_cancel_with_a_date_means_that_day_and_without_one_the_event(yigong, founded):
    yigong("event", "add", "-", stdin=json.dumps(DUTY_DAY))
    assert yigong("event", "cancel", "E1@2026-12-25", "--json").json["cancelled"]
    (event,) = yigong("event", "list", "--json").json
    assert "cancelled" not in event
    assert event["changes"]["2026-12-25"]["cancelled"]
    assert yigong("event", "cancel", "E1", "--json").json["cancelled"]
    assert "cancelled" not in yigong("event", "restore", "E1", "--json").json


def test_fields_of_an_event_are_changed_for_all_dates_or_from_a_date_on(yigong, founded):
    yigong("event", "add", "-", stdin=json.dumps(DUTY_DAY))
    result = yigong("event", "change", "E1", "-", stdin='{"place": "祠堂", "uid": "x", "rev": 9}')
    assert (result.code, result.out) == (0, "✓ E0001 村民义务日 is changed.\n")
    words = ("event", "change", "E1", "-", "--from", "2027-01-01", "--json")
    changed = yigong(*words, stdin='{"title": "大扫除", "minutes": 60}').json
    assert (changed["start"], changed["place"]) == ("2027-01-25T08:30:00", "祠堂")
    agenda = yigong("event", "list", "--from", "2026-12-01", "--to", "2027-01-31").out
    assert [line.split()[6] for line in agenda.splitlines()] == ["村民义务日", "大扫除"]
    assert "2026-12-25, 2027-01-25" in yigong("event", "show", "E1@2026-11-25").out
    assert yigong("event", "show", "E1@2026-12-25", "--json").json["event"]["title"] == "村民义务日"
    assert yigong("undo").code == 0
    assert "earlier" not in yigong("event", "list", "--json").json[0]


@pytest.mark.parametrize("text", ["", "[]", "3", '{"colour": 1}', '{"minutes": 0}', '{"start": 3}'])
def test_a_change_that_cannot_be_changes_nothing(yigong, founded, text):
    yigong("event", "add", "-", stdin=json.dumps(DUTY_DAY))
    before = yigong("event", "list", "--json").out
    assert yigong("event", "change", "E1", "-", stdin=text).code == 1
    assert yigong("event", "list", "--json").out == before


def test_events_are_found_by_words_pinyin_and_code(yigong, founded):
    lesson = {"title": "急救课堂", "start": "2020-12-01T09:00", "place": "文化礼堂"}
    yigong("event", "add", "-", stdin=json.dumps([DUTY_DAY, lesson]))

    def found(query):
        listed = yigong("event", "list", "--search", query, "--json").json
        return [event["code"] for event in listed]

    assert found("jjkt") == ["E0002"]
    assert found("礼堂") == ["E0001", "E0002"]
    assert found("E2") == ["E0002"]
    assert found(ESCAPE) == []
    period = ("--from", "2026-12-01", "--to", "2026-12-31")
    assert "E0001@2026-12-25" in yigong("event", "list", "--search", "礼堂", *period).out


def test_what_is_in_each_others_way_is_listed_once(yigong, founded):
    assert yigong("event", "clashes").out == "Nothing shares a place or a squad at the same time.\n"
    began = datetime.now(ZoneInfo("Asia/Shanghai")) + timedelta(days=3)
    event = {**DUTY_DAY, "start": f"{began:%Y-%m-%d}T09:00", "repeat": None}
    yigong("event", "add", "-", stdin=json.dumps([event, {**event, "title": "课堂"}]))
    (clash,) = yigong("event", "clashes", "--json").json
    assert (clash["one"]["event"], clash["other"]["event"]) == ("E0001", "E0002")
    assert (clash["place"], clash["squads"]) == (True, [])
    of_one = yigong("event", "clashes", "E2").out
    assert of_one.split()[2] == f"E0002@{began:%Y-%m-%d}"
    assert "文化礼堂" in of_one


def test_an_occurrence_is_made_shorter_and_stays_on_its_day(yigong, founded):
    yigong("event", "add", "-", stdin=json.dumps(DUTY_DAY))
    moved = yigong("event", "move", "E1@2026-12-25", "2026-12-25", "--minutes", "90", "--json").json
    assert (moved["start"][:16], moved["end"][11:16]) == ("2026-12-25T08:30", "10:00")


def test_an_event_is_added_with_its_programme_and_way_and_listed_with_them(yigong, founded):
    event = {
        "title": "走访",
        "start": "2026-11-25T08:30",
        "minutes": 180,
        "programme": "四季赋能",
        "travel": 40,
    }
    refused = yigong("event", "add", "-", stdin=json.dumps(event))
    assert refused.code == 1 and "No programme is called 四季赋能" in refused.err
    Village.open(founded).programmes.add(Programme(name="四季赋能"))
    assert yigong("event", "add", "-", stdin=json.dumps(event)).code == 0
    listed = yigong("event", "list", "--json").json[0]
    assert (listed["programme"], listed["travel"]) == ("P01", 40)
    assert "40 min" in yigong("event", "show", "E0001").out
    too_far = yigong("event", "add", "-", stdin=json.dumps({**event, "travel": 180}))
    assert too_far.code == 1 and "on the way" in too_far.err


def test_more_places_and_an_undo_of_fewer_name_who_moves_up(yigong, founded):
    event = {**DUTY_DAY, "start": "2099-11-25T08:30", "capacity": 1, "repeat": None}
    yigong("event", "add", "-", stdin=json.dumps(event))
    for name in ("张小明", "王芳", "李强"):
        yigong("people", "add", name)
    yigong("signup", "E1", "V1", "V2", "V3")
    out = yigong("event", "change", "E1", "-", stdin='{"capacity": 2}').out.splitlines()
    assert out[1:] == ["王芳 V0002 waited and has a place on 2099-11-25 now."]
    changed = yigong("event", "change", "E1", "-", "--json", stdin='{"capacity": 0}').json
    assert [(each["occurrence"], each["code"]) for each in changed["moved_up"]] == [
        ("E0001@2099-11-25", "V0003")
    ]
    yigong("event", "change", "E1", "-", "--desk", "东门", stdin='{"capacity": 3}')
    yigong("people", "add", "赵月")
    yigong("signup", "E1", "V4")
    assert "赵月 V0004 waited and has a place" in yigong("undo", "--desk", "东门").out


# -- dates and times as people say them -----------------------------------------


def test_an_event_is_planned_by_what_people_say(yigong, founded, at_time):
    at_time("2026-11-25T09:00")
    said = ("event", "add", "--title", "打扫", "--place", "村口")
    answer = yigong(*said, "--date", "下周六", "--time", "下午2点-4点")
    assert answer.out == "✓ E0001 打扫 (Duty day) is planned: 2026-12-05 Sat, 14:00-16:00.\n"
    answer = yigong(*said, "--date", "next sat")
    assert answer.out == "✓ E0002 打扫 (Duty day) is planned: 2026-12-05 Sat, all day.\n"
    (_first, event) = yigong("event", "list", "--json").json
    assert (event["start"], event["minutes"]) == ("2026-12-05T00:00:00", 1440)
    assert (event["all_day"], event["place"]) == (True, "村口")


def test_one_event_or_a_file_is_planned_not_both_and_not_half_of_one(yigong, founded):
    for given in ((), ("--title", "x"), ("--date", "25"), ("-", "--title", "x", "--date", "25")):
        answer = yigong("event", "add", *given)
        assert (answer.code, answer.err) == (2, "Give a FILE, or --title and --date.\n")


def test_a_date_that_is_read_is_said_where_the_answer_does_not_say_it(yigong, founded, at_time):
    at_time("2026-11-25T09:00")
    yigong("event", "add", "--title", "打扫", "--date", "明天", "--time", "8点")
    listed = yigong("event", "list", "--from", "today", "--to", "周五")
    assert listed.err == "today: 2026-11-25 Wed\n周五: 2026-11-27 Fri\n"
    assert "2026-11-26" in listed.out
    moved = yigong("event", "move", "E1@26", "+7", "8点半-11点")
    assert "is now on 2026-12-03 Thu, 08:30-11:00" in moved.out
    assert moved.err == "E0001@2026-11-26 打扫: 2026-11-26 Thu 08:00-10:00\n"
    assert not yigong("event", "list", "--from", "2026-11-25").err


def test_a_date_or_time_that_is_none_is_wrong_usage(yigong, founded):
    said = ("event", "add", "--title", "x", "--date")
    for given, why in (
        (("上午",), "上午 is no date: write 2026-11-25, 25 or tomorrow."),
        (("2-30",), "There is no date 2-30; write it as 2026-11-25."),
        (("25", "--time", "上午"), "上午 is no time of day: write 08:30."),
    ):
        answer = yigong(*said, *given)
        assert answer.code == 2 and why in answer.err
    twice = yigong("event", "move", "E1", "25", "8-11", "--minutes", "60")
    assert twice.code == 1, "there is no E1"


def test_an_end_and_a_length_say_it_twice(yigong, founded):
    yigong("event", "add", "--title", "x", "--date", "2026-12-05")
    twice = yigong("event", "move", "E1", "25", "8-11", "--minutes", "60")
    assert (twice.code, "say the length twice" in twice.err) == (2, True)


def test_an_event_is_added_with_its_kind_by_any_name_and_the_answer_says_it(yigong, founded):
    day = ("--date", "2026-12-05", "--time", "14:00-16:00")
    added = yigong("event", "add", "--title", "木工课", *day, "--kind", "课堂", "--role", "学")
    assert added.code == 0 and "(Class)" in added.out, added.err
    (event,) = yigong("event", "list", "--json").json
    assert (event["kind"], event["role"]) == ("class", "learner")
    unknown = yigong("event", "add", "--title", "课", *day, "--kind", "xyz")
    assert unknown.code == 1 and "outing" in unknown.err


def test_bookings_are_listed_only_where_they_are_asked_for(yigong, founded):
    day = ("--date", "2026-12-05", "--time", "14:00-16:00")
    assert yigong("venue", "add", "礼堂", "--kind", "room").code == 0
    held = ("--kind", "booking", "--venue", "L01")
    assert yigong("event", "add", "--title", "排练 一", *day, *held).code == 0
    assert yigong("event", "add", "--title", "排练 二", *day).code == 0
    for words in ((), ("--search", "排练"), ("--from", "2026-12-01")):
        assert "排练 一" not in yigong("event", "list", *words).out
        assert len(yigong("event", "list", *words, "--json").json) == 1
        assert len(yigong("event", "list", *words, "--json", "--bookings").json) == 2


def test_what_is_cancelled_already_or_is_not_is_said_and_a_single_date_is_restored(yigong, founded):
    day = ("--date", "2026-12-05", "--time", "14:00-16:00")
    assert yigong("event", "add", "--title", "讲座", *day).code == 0
    assert yigong("event", "cancel", "E0001@2026-12-05").code == 0
    assert "already" in yigong("event", "cancel", "E0001@2026-12-05").err
    assert yigong("event", "restore", "E0001").code == 0
    assert not yigong("event", "show", "E0001", "--json").json["occurrence"]["cancelled"]
    assert "as it was planned" in yigong("event", "restore", "E0001").err
    assert yigong("event", "cancel", "E0001").code == 0
    again = yigong("event", "cancel", "E0001")
    assert again.code == 1 and "already" in again.err
    refused = yigong("event", "restore", "E0001@2026-12-05")
    assert refused.code == 1 and "restore E0001" in refused.err


def test_a_date_without_a_year_that_lands_far_ahead_is_remarked(yigong, founded, at_time):
    at_time("2026-12-01T09:00")
    planned = yigong("event", "add", "--title", "采摘", "--date", "10月24日", "--time", "9-11")
    assert planned.code == 0 and "2027-10-24" in planned.out
    assert "10月24日 is read as 2027-10-24 Sun" in planned.err and "2026-10-24" in planned.err
    full = yigong("event", "add", "--title", "秋收", "--date", "2027-10-24", "--time", "9-11")
    near = yigong("event", "add", "--title", "年会", "--date", "12月24日", "--time", "9-11")
    assert "read as" not in full.err + near.err and "2026-12-24" in near.out
