"""``yigong programme``: seasons, goals and where they stand, places and waitlist, mentors."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import msgspec
import pytest

from support.command_line import CommandLine, command_line
from yigong.store.event_records import Event, OrganisedBy
from yigong.store.programme_records import Goal, Programme, Season
from yigong.store.records import Squad


@pytest.fixture
def yigong(village, monkeypatch, capsysbinary) -> CommandLine:
    """``yigong("programme", "list")`` in English, as 李芳, on `village`."""
    return command_line(village.folder, monkeypatch, capsysbinary)


@pytest.fixture
def seasons(village, enrol):
    """四季赋能 with a goal; 张小明 and 李秀英 were at its one event, which was long ago."""
    enrol("张小明", "李秀英", "王建国", "陈玉珍")
    village.squads.add(Squad(name="党群服务中心", hosts=True))
    village.programmes.add(Programme(name="四季赋能", goal=Goal(occurrences=30, attendances=1000)))
    event = village.events.add(
        Event(title="沙龙", kind="class", start=datetime(2026, 11, 25, 8, 30), programme=1)
    )
    occurrence = village.events.occurrence(event.number, date(2026, 11, 25))
    for person in (1, 2):
        village.registers.checkin.check_in(occurrence, person)
    return village


def test_seasons_goals_and_hosts_are_typed_as_they_are_said(yigong, village, enrol):
    enrol("张小明")
    village.squads.add(Squad(name="党群服务中心", hosts=True))
    answer = yigong(
        "programme", "add", "四季赋能", "--period", "2026-03-01..2027-01-31",
        "--season", "春规:2026-03-01..2026-05-31", "--season", "丰收 2026-11",
        "--goal", "30场,1 000人次，300人", "--host", "S01", "--places", "500", "--mentors", "2",
    )  # fmt: skip
    assert answer.out == "✓ 四季赋能 P01 is added.\n"
    programme = village.programmes.get(1)
    assert programme.seasons == (
        Season(name="春规", first=date(2026, 3, 1), last=date(2026, 5, 31)),
        Season(name="丰收", first=date(2026, 11, 1), last=date(2026, 11, 30)),
    )
    assert programme.goal == Goal(occurrences=30, attendances=1000, people=300)
    assert (programme.places, programme.mentors_each) == (500, 2)
    assert programme.hosts == (OrganisedBy(squad=1),)
    edited = yigong("programme", "edit", "四季", "--goal", "0人,40场", "--season", "-", "--json")
    assert edited.json["goal"] == {"occurrences": 40, "participants": 1000}
    assert "seasons" not in edited.json
    assert edited.json["hosts"] == [{"squad": "S01", "how": "host"}]


def test_a_season_that_is_not_named_stays_and_the_answer_says_which_there_are(yigong, seasons):
    def season_names(*words):
        answer = yigong("programme", "edit", "四季", *words).out
        return answer.partition("seasons now: ")[2].strip()

    assert season_names("--season", "春 2026-03", "--season", "夏 2026-06") == "春, 夏"
    assert season_names("--season", "秋: 2026-09") == "春, 夏, 秋"
    assert season_names("--season", "春 2026-02") == "春, 夏, 秋"
    assert seasons.programmes.get(1).seasons[0].first == date(2026, 2, 1)
    assert season_names("--season", "夏:-") == "春, 秋"
    assert season_names("--season", "-", "--season", "冬 2026-12") == "冬"
    refused = yigong("programme", "edit", "四季", "--season", "夏:-")
    assert refused.code == 1 and "no season 夏" in refused.err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--season", "春规"), "春规 is no season"),
        (("--season", "春规: all"), "is no season"),
        (("--season", "春 2026-03", "--season", "夏 2026-03-31..2026-05-01"), "春 and 夏 overlap"),
        (("--goal", "很多"), "很多 is no goal"),
        (("--period", "2026-05..2026-03"), "end of the period is before"),
        (("--host", "没有"), "No squad is called 没有"),
    ],
)
def test_what_is_no_season_no_goal_and_no_squad_is_refused(yigong, village, words, sentence):
    result = yigong("programme", "add", "四季赋能", *words)
    assert result.code == 1 and sentence in result.err
    assert village.programmes.all() == {}


def test_a_second_spelling_is_offered_the_first_and_added_only_if_it_is_meant(yigong, seasons):
    for name in ("四季", "四季付能"):
        refused = yigong("programme", "add", name)
        assert refused.code == 1 and "perhaps 四季赋能 P01?" in refused.err
    assert "already: P01" in yigong("programme", "add", "四季赋能").err
    assert yigong("programme", "add", "四季付能", "--anyway").code == 0
    merged = yigong("programme", "merge", "P01", "P02")
    assert merged.out == "✓ 四季付能 P02 is 四季赋能 P01 now.\n"
    assert yigong("programme", "show", "四季付能", "--json").json["code"] == "P01"


def test_the_list_says_where_the_goals_stand(yigong, seasons):
    (line,) = yigong("programme", "list").out.splitlines()
    assert line.split("  ")[:2] == ["P01", "四季赋能"]
    assert "1/30 occ., 2/1 000 participants, 2 people" in line
    (data,) = yigong("programme", "list", "--json").json
    assert data["progress"] == {
        "occurrences": 1,
        "participants": 2,
        "people": 2,
        "service": 0,
        "planned": 0,
    }
    yigong("programme", "archive", "P01")
    assert yigong("programme", "list").out == ""
    assert "四季赋能" in yigong("programme", "list", "--archived").out


def test_a_summary_of_a_programme_takes_code_or_name_and_refuses_what_is_none(yigong, seasons):
    def occurrences(name):
        words = ("export", "summary", "2026", "--programme", name, "--json")
        return yigong(*words).json["total"]["occurrences"]

    yigong("programme", "edit", "P01", "--name", "四季成长")
    assert [occurrences(name) for name in ("P01", "四季成长", "四季赋能", "四季")] == [1] * 4
    refused = yigong("export", "summary", "2026", "--programme", "晨练")
    assert refused.code == 1 and "there are: 四季成长" in refused.err


def test_people_are_enrolled_wait_leave_and_come_back(yigong, seasons):
    village = seasons
    programme = village.programmes.get(1)
    village.programmes.save(msgspec.structs.replace(programme, places=2, mentors_each=2))
    lines = yigong("programme", "enrol", "P01", "V1", "V2", "V3").out.splitlines()
    assert lines[0] == "✓ 张小明 V0001: enrolled in 四季赋能."
    assert lines[2] == "✓ 王建国 V0003: waits, no. 1 in 四季赋能."
    assert "enrolled in 四季赋能 already" in yigong("programme", "enrol", "P01", "V1").err
    left = yigong("programme", "leave", "P01", "V2")
    assert left.out.splitlines()[1] == "王建国 V0003 waited and is enrolled now."
    back = yigong("programme", "leave", "P01", "V2", "--back")
    assert back.code == 1 and "Others have the place by now" in back.err
    mentors = yigong("programme", "mentor", "P01", "V1", "V3", "V4")
    assert mentors.out == "✓ 张小明: mentors 王建国, 陈玉珍.\n"
    assert "2 mentors for each" in yigong("programme", "mentor", "P01", "V1", "V2", "V3", "V4").err
    assert yigong("programme", "mentor", "P01", "V1", "-", "--json").json["mentors"] == []
    more = yigong("programme", "edit", "P01", "--places", "5", "--json").json
    assert more["moved_up"] == []
    assert "enrolled 2/5" in yigong("programme", "show", "P01").out


def test_the_list_of_the_enrolled_has_masked_phones_and_who_waits_last(yigong, seasons):
    village = seasons
    person = village.people.get(1)
    village.people.save(msgspec.structs.replace(person, phone="12000000001", note="=cmd()"))
    yigong("programme", "edit", "P01", "--places", "1")
    yigong("programme", "enrol", "P01", "V1", "V2")
    out = yigong("export", "enrolled", "P01", "--format", "csv", "-o", "-").out
    rows = list(csv.reader(io.StringIO(out.lstrip("\ufeff"))))
    assert "12000000001" not in out and "120****0001" in out
    assert [row[-1] for row in rows if row and row[0] in ("张小明", "李秀英")] == [
        "enrolled",
        "waits, no. 1",
    ]
    progress = yigong("export", "programmes", "--format", "csv", "-o", "-").out
    assert "四季赋能 P01" in progress


def test_the_enrolled_are_asked_to_come_to_its_events_and_to_others_when_it_is_named(
    yigong, seasons, clock
):
    seasons.enrolments.add(1, [3])
    salon = seasons.events.add(Event(title="沙龙", start=datetime(2026, 12, 9, 9), programme=1))
    talk = seasons.events.add(Event(title="讲座", start=datetime(2026, 12, 10, 9)))
    coming, other = f"{salon.code}@2026-12-09", f"{talk.code}@2026-12-10"
    for words in ((coming,), (coming, "--programme", "四季"), (other, "--programme", "P01")):
        (asked,) = yigong("event", "invite", *words, "--json").json
        assert (asked["code"], asked["squad"]) == ("V0003", "")
    seasons.squads.add(Squad(name="修葺队", members=(3, 4)))
    both = yigong("event", "invite", other, "--programme", "P01", "--squad", "修葺队", "--json")
    assert [(row["code"], row["squad"]) for row in both.json] == [
        ("V0004", "S02"),
        ("V0003", "S02"),
    ]
    refused = yigong("event", "invite", coming, "--programme", "五季")
    assert refused.code == 1 and "there are: 四季赋能" in refused.err
