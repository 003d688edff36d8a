"""``yigong role``, ``along`` and ``count``, and roles and heads of ``signup`` and ``checkin``."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def clinic(yigong, founded) -> str:
    """A lecture of eight places that began an hour ago, and six people on the roster."""
    began = datetime.now(SHANGHAI) - timedelta(hours=1)
    event = {"title": "义诊", "kind": "class", "start": f"{began:%Y-%m-%dT%H:%M}", "minutes": 120}
    yigong("event", "add", "-", stdin=json.dumps({**event, "capacity": 8}))
    for name in ("王建国", "陈医生", "周小明", "吴秀英", "俞凤珠", "郑强"):
        yigong("people", "add", name)
    return f"E0001@{began:%Y-%m-%d}"


@pytest.fixture
def signed(yigong, founded) -> str:
    """A lecture yesterday, signed; 王建国 was there for an hour."""
    day = datetime.now(SHANGHAI).date() - timedelta(days=1)
    event = {"title": "讲座", "kind": "class", "start": f"{day}T08:30", "minutes": 120}
    yigong("event", "add", "-", stdin=json.dumps(event))
    yigong("people", "add", "王建国")
    key = f"E0001@{day}"
    times = ("--at", "09:00", "--until", "10:00", "--why", "忘了")
    assert yigong("checkin", key, "V1", *times).code == 0
    assert yigong("close", key, "--yes").code == 0
    return key


def counted(yigong, key):
    return yigong("event", "show", key, "--json").json["register"]["heads"]


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("服", "volunteer"), ("志愿", "volunteer"), ("Volunteer", "volunteer"),
        ("参", "participant"), ("参加", "participant"), ("PARTICIPANT", "participant"),
        ("学", "learner"), ("学习", "learner"), ("learner", "learner"),
        ("宾", "guest"), ("嘉宾", "guest"), ("guest", "guest"), ("g", "guest"),
        ("工", "paid"), ("用工", "paid"), ("Paid", "paid"), ("$", "paid"),
    ],
)  # fmt: skip
def test_a_role_is_named_by_a_character_or_a_word_in_any_language(yigong, clinic, word, role):
    assert yigong("checkin", clinic, "V1", "--as", word, "--json").json["entry"]["counts_as"] == (
        role
    )


def test_the_help_lists_the_roles(yigong, founded):
    for command in ("checkin", "signup", "role"):
        out = "".join(yigong("--lang", "zh", command, "--help").out.split())
        assert "志志愿、参参加、学学习、宾嘉宾、工用工" in out


def test_a_check_in_says_as_what_and_with_how_many_where_it_is_not_alone_as_a_volunteer(
    yigong, clinic
):
    assert yigong("checkin", clinic, "V1", "--as", "服").out.endswith(".\n")
    assert yigong("checkin", clinic, "V3").out.endswith(". (participant)\n")
    with_three = yigong("checkin", clinic, "V4", "--adults", 1, "--children", 2)
    assert with_three.out.endswith(". (participant, with 3 more)\n")
    assert yigong("checkin", clinic, "V2", "--as", "宾").out.endswith(". (guest)\n")
    heads = counted(yigong, clinic)
    assert (heads["volunteers"], heads["participants"], heads["guests"]) == (1, 5, 1)


def test_who_is_here_already_is_not_said_to_be_there_as_something_else(yigong, clinic):
    yigong("checkin", clinic, "V1")
    result = yigong("checkin", clinic, "V1", "--as", "工", "--adults", 2)
    assert result.code == 1 and "here already, as participant" in result.err
    assert counted(yigong, clinic)["total"] == 1, "what is refused is not half written"
    assert yigong("checkin", clinic, "V1", "--as", "参").code == 0
    assert yigong("checkin", clinic, "V1", "--adults", 2).out.endswith("with 2 more)\n")
    assert counted(yigong, clinic)["total"] == 3


def test_a_party_that_does_not_fit_is_let_in_only_when_that_is_said(yigong, clinic):
    result = yigong("checkin", clinic, "V1", "--adults", 8)
    assert result.code == 1 and "not so many places" in result.err and "--admit" in result.err
    assert counted(yigong, clinic)["total"] == 0
    assert yigong("checkin", clinic, "V1", "--adults", 8, "--admit").code == 0
    assert counted(yigong, clinic)["total"] == 9


def test_a_stint_that_is_filled_in_later_has_a_role_of_its_own(yigong, signed):
    yigong("reopen", signed, "--why", "漏了")
    fill = ("checkin", signed, "V1", "--at", "08:30", "--until", "09:00", "--why", "忘了")
    result = yigong(*fill, "--as", "工")
    assert result.out.endswith("is filled in. (paid)\n")
    [entry] = yigong("event", "show", signed, "--json").json["register"]["entries"]
    assert [stint.get("role", "") for stint in entry["stints"]] == ["paid", ""]
    assert yigong(*fill, "--adults", 1).code == 2, "heads are not filled in"


def test_a_family_signs_up_as_one_and_waits_as_one(yigong, founded):
    ahead = datetime.now(SHANGHAI) + timedelta(days=3)
    event = {"title": "番薯节", "start": f"{ahead:%Y-%m-%dT%H:%M}", "kind": "festival"}
    yigong("event", "add", "-", stdin=json.dumps({**event, "capacity": 5}))
    for name in ("王建国", "陈医生", "周小明"):
        yigong("people", "add", name)
    assert "(participant, with 2 more)" in yigong("signup", "E1", "V1", "--adults", 2).out
    assert "waits for a place" in yigong("signup", "E1", "V2", "--children", 2).out
    assert "waits for a place" in yigong("signup", "E1", "V3", "--as", "服").out
    places = next(
        line for line in yigong("event", "show", "E1").out.splitlines() if "Place" in line
    )
    assert places.split() == ["Places", "3/5"], "a place is for one head"
    smaller = yigong("signup", "E1", "V2", "--children", 0).out.splitlines()
    assert smaller[0].startswith("✓ 陈医生")
    assert "周小明 V0003 waited and has the place now." in smaller
    assert yigong("signup", "E1", "V1", "V2", "--adults", 1).code == 2
    assert "-1 is not a whole number, 0 or more" in yigong("along", "E1", "V1", "--adults=-1").err
    refused = yigong("signup", "E1", "V1", "--adults", 100)
    assert refused.code == 1 and "0 to 99" in refused.err


def test_a_role_is_changed_for_all_of_a_day_or_since_they_came_last(yigong, clinic):
    yigong("checkin", clinic, "V1", "--as", "服")
    yigong("checkout", clinic, "V1")
    yigong("checkin", clinic, "V1", "--again")
    assert "is there as participant since" in yigong("role", clinic, "V1", "参", "--last").out
    entry = yigong("role", clinic, "V1", "参", "--last", "--json").json
    assert [stint.get("role", "") for stint in entry["stints"]] == ["", "participant"]
    assert entry["counts_as"] == "volunteer"
    assert yigong("role", clinic, "V1", "宾").out == "✓ 王建国 V0001 is there as guest.\n"
    assert "Undone: role changed 王建国" in yigong("undo").out
    assert counted(yigong, clinic)["volunteers"] == 1


def test_a_role_in_a_signed_register_needs_a_reason(yigong, signed):
    result = yigong("role", signed, "V1", "服")
    assert result.code == 1 and "needs a reason" in result.err
    result = yigong("role", signed, "V1", "服", "--why", "一直在帮忙")
    assert result.out == "✓ 王建国 V0001 is signed as volunteer, with 1.0 h.\n"
    head = yigong("event", "show", signed, "--json").json["register"]["head"]
    assert head["corrections"][0]["reason"] == "V0001 participant -> volunteer: 一直在帮忙"


def test_nobody_gets_a_role_who_is_not_in_the_register(yigong, clinic):
    result = yigong("role", clinic, "V1", "服")
    assert result.code == 1 and "Not in this register" in result.err
    result = yigong("role", clinic, "V1", "队长")
    assert result.code == 2 and "there are: V volunteer" in result.err


def test_hours_are_granted_to_no_participant(yigong, clinic):
    yigong("checkin", clinic, "V1")
    result = yigong("grant", clinic, "V1", "60", "--why", "备课")
    assert result.code == 1 and "granted to volunteers only" in result.err


def test_who_comes_along_is_said_later_and_corrected(yigong, clinic):
    yigong("checkin", clinic, "V1")
    assert yigong("along", clinic, "V1").code == 2
    result = yigong("along", clinic, "V1", "--adults", 1, "--children", 2)
    assert result.out == "✓ 王建国 V0001 comes with 1 adult, 2 children.\n"
    assert "comes with 2 children" in yigong("along", clinic, "V1", "--adults", 0).out
    assert "comes alone" in yigong("along", clinic, "V1", "--children", 0).out
    result = yigong("along", clinic, "V1", "--adults", 9)
    assert result.code == 1 and "8 in all; `--admit` lets them in" in result.err
    data = yigong("along", clinic, "V1", "--adults", 9, "--admit", "--json").json
    assert (data["adults"], data["moved_up"]) == (9, [])
    assert yigong("along", clinic, "V2", "--adults", 1).code == 1, "not in the register"


def test_a_household_is_checked_in_with_one_command(yigong, clinic):
    result = yigong("along", clinic, "V1", "--children", 1, "--with", "V2", "周小明")
    assert result.out.splitlines()[0].endswith("(participant, with 1 more)")
    assert [line.split()[1] for line in result.out.splitlines()] == ["王建国", "陈医生", "周小明"]
    assert counted(yigong, clinic)["total"] == 4
    full = yigong("along", clinic, "V1", "--children", 4, "--with", "V4", "V5")
    assert full.code == 1 and "--admit" in full.err
    data = yigong("along", clinic, "V1", "--children", 4, "--with", "V4", "V5", "--admit", "--json")
    assert [each["tone"] for each in data.json] == ["stutter", "welcome", "welcome"]
    assert counted(yigong, clinic)["total"] == 9


def test_people_without_a_name_are_counted_and_taken_back(yigong, clinic):
    assert yigong("count", clinic).code == 2
    result = yigong("count", clinic, "--adults", 3, "--children", 2)
    assert result.out == "✓ 5 without a name are counted; 5 in all.\n"
    result = yigong("count", clinic, "--adults", 4)
    assert result.code == 1 and "8 in all; `--admit` lets them in" in result.err
    data = yigong("count", clinic, "--adults", 4, "--admit", "--json").json
    assert (data["nameless"], len(data["headcounts"])) == (9, 2)
    assert yigong("count", clinic, "--back").code == 2
    assert yigong("count", clinic, "--back", "--why", "错", "--adults", 1).code == 2
    assert "5 without a name in all" in yigong("count", clinic, "--back", "--why", "数错了").out
    assert "part 5 (5 nameless)" in yigong("event", "show", clinic).out
    yigong("undo")
    assert counted(yigong, clinic)["nameless"] == 9


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--adults", "-1"), 2),
        (("--adults", "0"), 1),
        (("--adults", "0", "--children", "0"), 1),
        (("--adults", "1000"), 1),
        (("--adults", "二"), 2),
    ],
)
def test_a_count_that_cannot_be_is_refused_and_nothing_is_written(yigong, clinic, words, code):
    assert yigong("count", clinic, *words).code == code
    assert counted(yigong, clinic)["nameless"] == 0


def test_nobody_is_counted_after_closing(yigong, signed):
    result = yigong("count", signed, "--adults", 1)
    assert result.code == 1 and "was closed by 李芳" in result.err
