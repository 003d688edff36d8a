"""Posts by command: planned, signed up for, waited for, asked for, worked and closed."""

from __future__ import annotations

import json

import pytest

HARVEST = {
    "title": "番薯丰收节",
    "kind": "festival",
    "start": "2026-11-15T09:00",
    "minutes": 180,
    "posts": [
        {"name": "停车", "start": -90, "minutes": 150, "heads": 4},
        {"name": "摊位", "start": 60, "minutes": 120, "heads": 6, "squad": "手工编织队"},
        {"name": "收场", "start": 180, "minutes": 60, "heads": 3},
    ],
}
PARKERS = ("周小明", "吴秀英", "郑强", "王建国", "冯丽")
AT_THE_STALL = ("王建国", "陈小梅", "俞凤珠", "李芳", "陈医生")
KEY = "E0001@2026-11-15"


@pytest.fixture
def harvest(yigong, founded, at_time):
    """The acceptance of the concept: five sign up for 停车, the last waits; five for 摊位."""
    at_time("2026-11-10T09:00")
    yigong("squad", "add", "手工编织队")
    for name in dict.fromkeys((*PARKERS, *AT_THE_STALL, "张惠琴", "赵月")):
        yigong("people", "add", name)
    yigong("squad", "join", "S01", "张惠琴")
    yigong("squad", "add", "清理队")
    yigong("squad", "join", "清理队", "赵月")
    assert yigong("event", "add", "-", stdin=json.dumps(HARVEST)).code == 0
    for minute, name in enumerate(PARKERS):
        at_time(f"2026-11-10T09:{minute:02d}")
        assert yigong("signup", KEY, name, "--post", "停车").code == 0
    assert yigong("signup", KEY, *AT_THE_STALL, "--post", "摊位").code == 0
    return KEY


def posts(yigong, key):
    """Each post in the order shown: name, signed up, waiting, lacking."""
    shown = yigong("event", "show", key, "--json").json["occurrence"]["posts"]
    return [(p["name"], p["signed"], p["waiting"], p["lacks"]) for p in shown]


def entry(yigong, key, name):
    entries = yigong("event", "show", key, "--json").json["register"]["entries"]
    return next(each for each in entries if each["name"] == name)


def held(yigong, key, name):
    found = entry(yigong, key, name).get("posts", ())
    return [post["name"] + ("?" if post.get("waiting") else "") for post in found]


def test_what_is_lacking_is_said_in_one_order_by_the_event_the_invitations_and_the_text(
    yigong, harvest
):
    assert posts(yigong, harvest) == [("摊位", 5, 0, 1), ("收场", 0, 0, 3), ("停车", 4, 1, 0)]
    lacking = "still needed 4: 摊位 1, 收场 3"
    assert lacking in yigong("event", "show", harvest).out
    invited = yigong("event", "invite", harvest).out.splitlines()
    assert invited[0] == lacking
    rows = [line.split() for line in invited[2:]]
    assert [(row[1], row[-2]) for row in rows] == [("张惠琴", "摊位"), ("赵月", "收场")]
    text = yigong("export", "message", harvest, "-o", "-").out.splitlines()
    at = text.index("4 people are still needed:")
    assert text[at + 1 : at + 3] == ["摊位 10:00-12:00: 1", "收场 12:00-13:00: 3"]


def test_the_last_waits_and_moves_up_where_one_leaves_and_nowhere_else(yigong, harvest):
    assert held(yigong, harvest, "冯丽") == ["停车?"]
    answer = yigong("withdraw", harvest, "郑强", "--post", "停车").out
    assert "冯丽" in answer
    assert "waited and has the place now" in answer
    assert held(yigong, harvest, "冯丽") == ["停车"]
    assert posts(yigong, harvest) == [("摊位", 5, 0, 1), ("收场", 0, 0, 3), ("停车", 4, 0, 0)]


def test_posts_that_touch_are_one_persons_and_those_that_overlap_are_refused(yigong, harvest):
    assert held(yigong, harvest, "王建国") == ["停车", "摊位"]
    more = [*HARVEST["posts"], {"name": "半场", "start": 30, "minutes": 90, "heads": 1}]
    event = yigong("event", "show", harvest, "--json").json["event"]
    changed = {"posts": [*event["posts"], more[-1]]}
    assert yigong("event", "change", "E1", "-", stdin=json.dumps(changed)).code == 0
    refused = yigong("signup", harvest, "周小明", "--post", "半场")
    assert refused.code == 1
    assert "半场 (09:30-11:00) overlaps 停车 (07:30-10:00)" in refused.err
    unknown = yigong("signup", harvest, "周小明", "--post", "舞台")
    assert (unknown.code, "停车, 半场, 摊位" in unknown.err) == (1, True)
    lost = yigong("event", "change", "E1", "-", stdin=json.dumps({"posts": event["posts"][1:]}))
    assert lost.code == 1
    assert "5 are signed up for the post 停车" in lost.err


def test_who_withdraws_from_one_of_two_posts_keeps_the_other(yigong, harvest):
    answer = yigong("withdraw", harvest, "王建国", "--post", "停车").out
    assert "not signed up for the post 停车 any more" in answer
    assert held(yigong, harvest, "王建国") == ["摊位"]
    assert yigong("undo").code == 0
    assert held(yigong, harvest, "王建国") == ["停车", "摊位"]
    yigong("withdraw", harvest, "王建国")
    assert held(yigong, harvest, "冯丽") == ["停车"]


def test_the_time_at_two_posts_is_one_stint_of_285_minutes(yigong, harvest, at_time):
    at_time("2026-11-15T07:25")
    assert yigong("checkin", harvest, "王建国").code == 0
    assert yigong("checkin", harvest, "周小明").code == 0
    at_time("2026-11-15T12:10")
    yigong("checkout", harvest, "王建国")
    at_time("2026-11-15T18:00")
    asked = yigong("close", harvest)
    assert "王建国" not in asked.out + asked.err, "nothing of it is odd"
    yigong("close", harvest, "--yes")
    assert entry(yigong, harvest, "王建国")["credit"]["clocked"] == 285
    assert entry(yigong, harvest, "周小明")["stints"][-1]["end"][11:16] == "10:00"


def test_a_forgotten_check_out_is_proposed_to_end_with_the_last_post(yigong, harvest, at_time):
    at_time("2026-11-15T07:25")
    yigong("checkin", harvest, "王建国")
    at_time("2026-11-15T18:00")
    yigong("close", harvest, "--yes")
    assert entry(yigong, harvest, "王建国")["stints"][-1]["end"][11:16] == "12:00"


def test_the_sheet_takes_the_hours_of_posts_outside_of_the_event(yigong, harvest, at_time):
    yigong("export", "signin", harvest, "-o", "-")
    rows = {name: entry(yigong, harvest, name)["row"] for name in ("王建国", "周小明")}
    at_time("2026-11-15T18:00")
    lines = f"{rows['王建国']} 0725 1210\n{rows['周小明']} 0730 0850\n"
    assert yigong("paper", harvest, "-", stdin=lines).code == 0
    assert entry(yigong, harvest, "王建国")["stints"][-1]["end"][11:16] == "12:10"


def test_another_event_at_the_hours_of_the_post_is_remarked_on(yigong, harvest):
    other = {"title": "义诊", "start": "2026-11-15T10:30", "minutes": 60}
    yigong("event", "add", "-", stdin=json.dumps(other))
    yigong("signup", "E0002", "张惠琴", "赵月")
    assert "义诊 10:30-11:30" in yigong("signup", harvest, "张惠琴", "--post", "摊位").out
    assert "义诊" not in yigong("signup", harvest, "赵月", "--post", "收场").out


def test_fewer_places_than_people_have_are_refused_until_somebody_is_sure(yigong, harvest):
    fewer = json.dumps({"posts": [{**post, "heads": 2} for post in show_posts(yigong, harvest)]})
    refused = yigong("event", "change", "E1", "-", stdin=fewer)
    assert refused.code == 1
    assert "停车" in refused.err and "4 have a place" in refused.err and "--yes" in refused.err
    assert yigong("event", "change", "E1", "-", "--yes", stdin=fewer).code == 0
    assert held(yigong, harvest, "周小明") == ["停车"], "nobody loses theirs"
    assert yigong("event", "change", "E1", "-", stdin='{"place": "文化礼堂"}').code == 0, "no fewer"


def show_posts(yigong, key):
    return yigong("event", "show", key, "--json").json["event"]["posts"]


def test_who_moves_up_is_said_to_have_the_post_that_was_waited_for_and_not_their_others(
    yigong, harvest
):
    assert yigong("signup", harvest, "冯丽", "--post", "收场").code == 0
    done = yigong("withdraw", harvest, "周小明", "--post", "停车")
    moved_up = next(line for line in done.out.splitlines() if "冯丽" in line)
    assert "停车" in moved_up and "收场" not in moved_up


def test_who_moves_up_by_more_places_is_said_to_have_the_post_that_has_them(yigong, harvest):
    assert yigong("signup", harvest, "冯丽", "--post", "收场").code == 0
    more = [
        {**post, "heads": post["heads"] + (post["name"] == "停车")}
        for post in show_posts(yigong, harvest)
    ]
    done = yigong("event", "change", "E1", "-", stdin=json.dumps({"posts": more}))
    moved_up = next(line for line in done.out.splitlines() if "冯丽" in line)
    assert "停车" in moved_up and "收场" not in moved_up
