"""``yigong trip``: a bus there and back by command, with exactly the figures it is to have."""

from __future__ import annotations

import json

import msgspec
import pytest

from yigong.store.village.village import Village

DAY = "2026-12-12"
KEY = f"E0001@{DAY}"
GUIDE, WAITS, WALK_IN, DRIVER = "V0001", "V0046", "V0047", "V0048"
LEGS = [
    {"after": 0, "minutes": 40, "origin": "未来科技城", "destination": "溪口", "vehicles": ["L01"]},
    {
        "after": 480,
        "minutes": 40,
        "origin": "溪口",
        "destination": "未来科技城",
        "vehicles": ["L01"],
    },
]


def codes(first: int, last: int) -> list[str]:
    return [f"V{number:04d}" for number in range(first, last + 1)]


@pytest.fixture
def trip(yigong, founded, at_time, tmp_path) -> str:
    """百橙号 with a bus of 45, 08:00 there, 16:00 back; 46 signed up, the guide as a volunteer."""
    at_time("2026-12-10T09:00")
    roster = tmp_path / "roster.csv"
    roster.write_text("姓名\n" + "".join(f"乘客{n}号\n" for n in range(1, 49)), "utf-8")
    assert yigong("people", "import", roster).code == 0
    assert yigong("venue", "add", "大巴", "--kind", "vehicle", "--seats", 45).code == 0
    plan = {"title": "百橙号·西游技", "kind": "festival", "start": f"{DAY}T08:00", "minutes": 520}
    added = yigong("event", "add", "-", stdin=json.dumps({**plan, "legs": LEGS}))
    assert added.code == 0, added.err
    assert yigong("signup", KEY, GUIDE, "--as", "服").code == 0
    assert yigong("signup", KEY, *codes(2, 46)).code == 0
    return KEY


def show(yigong):
    return yigong("event", "show", KEY, "--json").json


def leg(yigong, number: int):
    return show(yigong)["occurrence"]["legs"][number - 1]


def waiting(yigong) -> list[str]:
    return [e["code"] for e in show(yigong)["register"]["entries"] if e.get("waiting")]


def ride_there_and_back(yigong, at_time) -> None:
    """Leg 1: two do not come, who waited and a walk-in do; leg 2: two stay, two are missing."""
    at_time(f"{DAY}T07:30")
    assert yigong("checkin", KEY, DRIVER, "--as", "工").code == 0
    at_time(f"{DAY}T08:00")
    assert yigong("trip", "board", KEY, *codes(1, 43), "--leg", 1).code == 0
    for code in (WAITS, WALK_IN):
        refused = yigong("trip", "board", KEY, code, "--leg", 1)
        assert (
            refused.code == 1 and "乘客44号, 乘客45号" in refused.err and "--admit" in refused.err
        )
        assert yigong("trip", "board", KEY, code, "--leg", 1, "--admit").code == 0
    at_time(f"{DAY}T08:40")
    assert yigong("trip", "arrive", KEY, "--leg", 1).code == 0
    at_time(f"{DAY}T16:00")
    assert yigong("trip", "stays", KEY, "V0040").code == 0
    assert yigong("trip", "stays", KEY, "V0041").code == 0
    assert yigong("trip", "board", KEY, *codes(1, 39), WAITS, WALK_IN, "--leg", 2).code == 0


def test_a_bus_of_45_there_and_back_has_exactly_these_numbers(yigong, trip, at_time):
    there = leg(yigong, 1)
    assert (there["due"], there["seats"], there["waiting"]) == (45, 45, 1)
    assert waiting(yigong) == [WAITS]
    ride_there_and_back(yigong, at_time)
    assert leg(yigong, 1)["boarded"] == 45
    assert leg(yigong, 2)["boarded"] == 41
    missing = yigong("trip", "missing", KEY, "--leg", 2, "--json").json
    assert [entry["code"] for entry in missing] == ["V0042", "V0043"]
    at_time(f"{DAY}T16:40")
    arrived = yigong("trip", "arrive", KEY, "--leg", 2)
    assert "41" in arrived.out and "乘客42号, 乘客43号" in arrived.out + arrived.err
    assert yigong("checkout", KEY, DRIVER).code == 0
    assert yigong("close", KEY, "--yes").code == 0
    numbers = yigong("export", "signin", KEY, "--json").json["numbers"]
    heads = numbers["heads"]
    assert numbers["boardings"] == 86
    assert (heads["total"], heads["volunteers"], heads["participants"]) == (45, 1, 44)
    assert heads["paid"] == 1
    assert numbers["minutes"]["total"] == 440, "the guide's 520 minutes less two rides of 40"
    total = yigong("export", "summary", "2026-12", "--json").json["total"]
    assert total["boardings"] == 86, "as it is read without the times of the register"


def test_where_rides_count_the_guide_has_served_all_day(yigong, trip, at_time, founded):
    settings = Village.open(founded).settings
    hours = msgspec.structs.replace(settings.hours, travel=True)
    Village.open(founded).save_settings(msgspec.structs.replace(settings, hours=hours))
    ride_there_and_back(yigong, at_time)
    at_time(f"{DAY}T16:40")
    assert yigong("trip", "arrive", KEY, "--leg", 2).code == 0
    assert yigong("close", KEY, "--yes").code == 0
    numbers = yigong("export", "signin", KEY, "--json").json["numbers"]
    assert numbers["minutes"]["total"] == 520


def test_a_forgotten_arrival_is_odd_and_ends_when_the_leg_was_to_arrive(yigong, trip, at_time):
    ride_there_and_back(yigong, at_time)
    at_time(f"{DAY}T18:00")
    refused = yigong("close", KEY)
    assert refused.code == 1
    assert yigong("close", KEY, "--yes").code == 0
    entries = {e["code"]: e for e in show(yigong)["register"]["entries"]}
    assert entries[GUIDE]["stints"][-1]["end"].startswith(f"{DAY}T16:40")
    assert entries["V0002"]["stints"][-1]["end"].startswith(f"{DAY}T16:40")


def test_a_full_bus_asks_and_admits_and_every_step_is_taken_back(yigong, trip, at_time):
    at_time(f"{DAY}T08:00")
    assert yigong("trip", "board", KEY, *codes(1, 45), "--leg", 1).code == 0
    full = yigong("trip", "board", KEY, WAITS, "--leg", 1)
    assert full.code == 1 and "--admit" in full.err and waiting(yigong) == [WAITS]
    assert yigong("trip", "board", KEY, WAITS, "--leg", 1, "--admit").code == 0
    assert (leg(yigong, 1)["boarded"], waiting(yigong)) == (46, [])
    assert yigong("undo").code == 0
    assert (leg(yigong, 1)["boarded"], waiting(yigong)) == (45, [WAITS])
    assert yigong("trip", "board", KEY, "V0002", "--leg", 1, "--back").code == 0
    assert leg(yigong, 1)["boarded"] == 44
    at_time(f"{DAY}T08:40")
    assert yigong("trip", "arrive", KEY, "--leg", 1).code == 0
    again = yigong("trip", "arrive", KEY, "--leg", 1)
    assert again.code == 1 and "arrived already" in again.err
    assert yigong("undo").code == 0
    assert not leg(yigong, 1)["arrived"]
    assert yigong("trip", "stays", KEY, "V0003").code == 0
    assert yigong("undo").code == 0
    missing = yigong("trip", "missing", KEY, "--leg", 2, "--json").json
    assert "V0003" in [entry["code"] for entry in missing]


def test_a_seat_is_one_of_the_bus_and_nobody_elses(yigong, trip, at_time):
    at_time(f"{DAY}T08:00")
    assert yigong("trip", "board", KEY, "V0002", "--leg", 1, "--seat", 12).code == 0
    taken = yigong("trip", "board", KEY, "V0003", "--leg", 1, "--seat", 12)
    assert taken.code == 1 and "12 is taken" in taken.err
    beyond = yigong("trip", "board", KEY, "V0003", "--leg", 1, "--seat", 46)
    assert beyond.code == 1 and "there are 45" in beyond.err
    assert leg(yigong, 1)["boarded"] == 1, "nothing was written"
    assert yigong("trip", "board", KEY, "V0003", "--leg", 3).code == 1


def test_who_wants_one_leg_takes_a_seat_there_alone(yigong, trip):
    assert yigong("signup", KEY, WALK_IN, "--ride", 2).code == 0
    assert waiting(yigong) == [WAITS, WALK_IN], "nobody is overtaken"
    assert yigong("withdraw", KEY, WAITS).code == 0
    assert waiting(yigong) == [WALK_IN], "the way back is full"
    assert yigong("withdraw", KEY, "V0002").code == 0
    assert waiting(yigong) == []
    assert [leg(yigong, n)["due"] for n in (1, 2)] == [44, 45]


def test_a_vehicle_is_held_for_its_rides_and_for_nothing_else(yigong, trip):
    one = {"title": "另一趟", "kind": "festival", "minutes": 60}
    ride = {"minutes": 30, "vehicles": ["L01"]}
    meets = {**one, "start": f"{DAY}T08:30", "legs": [ride]}
    refused = yigong("event", "add", "-", stdin=json.dumps(meets))
    assert refused.code == 1 and "百橙号" in refused.err
    between = {**one, "start": f"{DAY}T10:00", "legs": [ride]}
    assert yigong("event", "add", "-", stdin=json.dumps(between)).code == 0


def test_who_withdraws_from_one_leg_keeps_the_other_until_the_last(yigong, trip):
    assert yigong("signup", KEY, WALK_IN, "--ride", 2).code == 0
    assert yigong("withdraw", KEY, WAITS).code == 0
    assert waiting(yigong) == [WALK_IN]
    done = yigong("withdraw", KEY, "V0002", "--ride", 2)
    assert "Way back" in done.out, done.err
    assert waiting(yigong) == [], "the seat back goes to who waits for it"
    assert [leg(yigong, n)["due"] for n in (1, 2)] == [45, 45]
    again = yigong("withdraw", KEY, "V0002", "--ride", 2)
    assert again.code == 1 and "Not signed up for Way back" in again.err
    assert yigong("withdraw", KEY, "V0002", "--ride", 1).code == 0
    assert "V0002" not in {e["code"] for e in show(yigong)["register"]["entries"]}


def test_who_waits_for_one_leg_keeps_nobody_from_another(yigong, trip):
    assert yigong("withdraw", KEY, WAITS).code == 0
    assert yigong("withdraw", KEY, "V0002").code == 0
    party = yigong("signup", KEY, WAITS, "--ride", 1, "--adults", 2)
    assert "there are not so many places" in party.out
    assert yigong("signup", KEY, WALK_IN, "--ride", 2).code == 0
    assert waiting(yigong) == [WAITS], "the way back has a seat, and nobody waits for it"
    assert yigong("withdraw", KEY, WALK_IN).code == 0
    behind = yigong("signup", KEY, WALK_IN, "--ride", 1)
    assert "needs 3 places; free: 1" in behind.out
    assert waiting(yigong) == [WAITS, WALK_IN]


@pytest.mark.parametrize(
    ("legs", "words"),
    [
        ([{"after": -10, "minutes": 40}], "before the trip does"),
        ([{"after": 0, "minutes": 0}], "takes no time"),
        ([{"after": 100, "minutes": 40}], "after the trip is over"),
        ([{"after": 0, "minutes": 40}, {"after": 30, "minutes": 20}], "before the one before it"),
        ([{"minutes": 40, "vehicles": ["L02"]}], "no vehicle"),
        ([{"minutes": 40, "origin": "\x1b[2J"}], "not text"),
    ],
)
def test_a_leg_that_cannot_be_is_refused_in_a_sentence(yigong, trip, legs, words):
    assert yigong("venue", "add", "会客厅").code == 0
    plan = {"title": "远足", "kind": "festival", "start": "2026-12-20T08:00", "minutes": 120}
    refused = yigong("event", "add", "-", stdin=json.dumps({**plan, "legs": legs}))
    assert refused.code == 1 and words in refused.err


def test_a_check_in_at_a_trip_says_that_people_board(yigong, trip, at_time):
    at_time(f"{DAY}T08:00")
    done = yigong("checkin", KEY, DRIVER, "--as", "工")
    assert done.code == 0 and "yigong trip board" in done.err


def test_who_waits_is_told_the_turn_and_who_rides_one_leg_which(yigong, trip):
    waits = yigong("signup", KEY, WALK_IN, "--ride", 2)
    assert "Way back" in waits.out and "no. 2" in waits.out
    shown = yigong("event", "show", KEY).out.splitlines()
    rows = {code: line for line in shown for code in (WAITS, WALK_IN) if code in line}
    assert "no. 1" in rows[WAITS]
    assert "no. 2" in rows[WALK_IN] and "Way back" in rows[WALK_IN]


def test_closing_a_trip_says_how_who_is_not_back_is_written_in(yigong, trip, at_time):
    ride_there_and_back(yigong, at_time)
    at_time(f"{DAY}T18:00")
    refused = yigong("close", KEY)
    assert f"yigong trip board {KEY} PERSON --leg 2" in refused.out + refused.err
