"""``yigong people``: fields, lists, merges, erasure, duplicates and stars; masked phones."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest

from support.command_line import CommandLine
from yigong.store.event_records import Event
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village


@pytest.fixture
def people(yigong, founded) -> CommandLine:
    """``people("list")`` is ``yigong people list`` on a village with one squad."""
    yigong("squad", "add", "修葺队")
    return partial(yigong, "people")


THIS_YEAR = datetime.now(ZoneInfo("Asia/Shanghai")).year


def test_what_is_kept_of_a_person_is_added_and_shown(people):
    words = ("--phone", "12012345678", "--gender", "f", "--group", "一组", "--tag", "新村民")
    more = ("--born", THIS_YEAR - 15, "--guardian", "王秀英 12011112222 母亲", "--consent", "today")
    assert people("add", "王芳", *words, *more, "--squad", "修葺队").out == (
        "✓ 王芳 V0001 is on the roster.\n"
    )
    shown = people("show", "王芳").out
    for part in ("12012345678", "一组", "新村民", "王秀英 12011112222 母亲", "修葺队"):
        assert part in shown
    plain = people("show", "V1", "--json").json
    assert plain["guardians"] == [{"name": "王秀英", "phone": "12011112222", "relation": "母亲"}]
    assert (plain["squads"], plain["stars"], plain["minutes"]["total"]) == (["S01"], 0, 0)


def test_an_edit_changes_what_is_named_and_an_empty_value_takes_it_off(people):
    people(
        "add", "王芳", "--phone", "12012345678", "--tag", "党员", "--tag", "新村民", "--note", "x"
    )
    people("edit", "V1", "--phone", "", "--tag", "老村民", "--untag", "新村民", "--name", "王方")
    plain = people("show", "V1", "--json").json
    assert (plain["name"], plain["tags"], plain["note"]) == ("王方", ["党员", "老村民"], "x")
    assert "phone" not in plain
    assert plain["reading"] == "wang fang"
    assert people("edit", "V1", "--note", "x").out == "王方 V0001 is as before.\n"
    assert people("find", "wf", "--json").json[0]["code"] == "V0001"


def test_children_are_not_on_the_roster_and_minors_have_a_guardian(people):
    result = people("add", "小娃", "--born", THIS_YEAR - 13)
    assert (result.code, result.out) == (1, "")
    assert "under 14: children are counted" in result.err
    assert "lies ahead" in people("add", "小娃", "--born", THIS_YEAR + 1).err
    result = people("add", "小明", "--born", THIS_YEAR - 17)
    assert result.code == 0
    assert "under 18: --guardian keeps who answers for them" in result.err
    assert not people("add", "大明", "--born", THIS_YEAR - 18).err
    assert people("edit", "V1", "--born", THIS_YEAR - 13).code == 1


def test_lists_are_filtered(people):
    people("add", "王芳", "--tag", "党员", "--consent", "2026-01-02")
    people("add", "王强", "--group", "一组", "--squad", "修葺队")
    people("add", "张小明", "--tag", "党员")
    people("archive", "V3")

    def codes(*words: str) -> list[str]:
        return [person["code"] for person in people(*words, "--json").json]

    assert codes("list") == ["V0001", "V0002"]
    assert codes("list", "--archived") == ["V0001", "V0002", "V0003"]
    assert codes("list", "--tag", "党员") == ["V0001"]
    assert codes("list", "--group", "一组") == codes("list", "--squad", "S01") == ["V0002"]
    assert codes("list", "--no-consent") == ["V0002"]
    assert codes("find", "w", "--tag", "党员") == ["V0001"]
    assert codes("find", "w", "--limit", "1") == ["V0002"]


def test_who_is_archived_comes_back(people):
    people("add", "王芳")
    people("add", "王强")
    assert people("archive", "V1", "V2").out == "✓ 2 people are archived.\n"
    assert people("archive", "V1", "--back").out == "✓ 1 person is back.\n"
    assert people("list", "--json").json[0]["code"] == "V0001"
    assert people("archive", "V1", "V9").code == 1


def test_whole_phones_of_guardians_too_are_masked_unless_asked_and_asking_is_kept(yigong, people):
    people("add", "小明", "--born", THIS_YEAR - 15, "--guardian", "王秀英 12011112222 母亲")
    for words in (("list",), ("list", "--json"), ("find", "小明", "--json")):
        assert "12011112222" not in people(*words).out
    assert "12011112222" not in yigong("history", "--json").out
    assert "12011112222" in people("list", "--json", "--full-phones").out
    asked = yigong("history", "--last", "1").out
    assert "whole phone numbers given out" in asked
    assert "the roster" in asked


def test_a_merge_is_told_first_and_undone_as_one(yigong, people):
    people("add", "王芳", "--tag", "党员")
    people("add", "王方", "--phone", "12012345678", "--squad", "修葺队")
    result = people("merge", "V1", "V2", "--dry-run")
    assert "V0002 would become 王芳 V0001." in result.out
    assert "Nothing was written" in result.out
    assert len(people("list", "--json").json) == 2
    assert "✓ V0002 is 王芳 V0001 now." in people("merge", "V1", "V2").out
    shown = people("show", "V2")
    assert shown.err == "V0002 is 王芳 V0001 now.\n"
    for part in ("V0001  王芳", "12012345678", "党员", "修葺队", "V0002"):
        assert part in shown.out
    assert people("find", "王方", "--json").json == []
    assert [person["code"] for person in people("find", "V2", "--json").json] == ["V0001"]
    assert [person["code"] for person in people("list", "--archived", "--json").json] == ["V0001"]
    assert yigong("undo").code == 0
    assert len(people("list", "--json").json) == 2


def test_a_merge_takes_the_fields_that_are_named(people):
    people("add", "王芳", "--phone", "12000000001", "--group", "一组")
    people("add", "王方", "--phone", "12012345678", "--group", "二组")
    assert people("merge", "V1", "V2", "--take", "name, phone", "--json").code == 0
    plain = people("show", "V1", "--json").json
    assert [plain[field] for field in ("name", "phone", "group")] == ["王方", "12012345678", "一组"]
    assert people("merge", "V1", "V2", "--take", "shoe").code == 2


def test_a_clash_is_shown_with_what_becomes_of_it(people, founded):
    people("add", "王芳")
    people("add", "王方")
    began = datetime.now(ZoneInfo("Asia/Shanghai")) - timedelta(minutes=30)
    village = Village.open(founded, Actor("李芳"))
    from yigong.store.event_records import Event

    start = began.replace(tzinfo=None, second=0, microsecond=0)
    event = village.events.add(Event(title="清溪巡护", start=start, minutes=120))
    occurrence = village.events.occurrence(event.number, start.date())
    village.registers.checkin.check_in(occurrence, 1)
    village.registers.checkin.check_in(occurrence, 2)
    out = people("merge", "V1", "V2", "--dry-run").out
    assert "清溪巡护" in out
    assert out.count(f"{village.now():%H:}") >= 3, "of each, and of both"
    data = people("merge", "V1", "V2", "--dry-run", "--json").json
    assert list(data) == ["person", "squads", "registers", "clashes"]
    assert list(data["clashes"][0]) == [
        *("key", "title", "date", "mine", "theirs", "became"),
        *("both_brought", "signed", "moved_up"),
    ]


def test_a_merge_of_two_who_both_brought_people_asks_whose_they_are(people, founded):
    people("add", "王芳")
    people("add", "王方")
    village = Village.open(founded, Actor("李芳"))
    start = (village.now() - timedelta(minutes=30)).replace(tzinfo=None, second=0)
    event = village.events.add(Event(title="番薯节", start=start, minutes=120))
    occurrence = village.events.occurrence(event.number, start.date())
    for number, adults, children in ((1, 2, 1), (2, 1, 0)):
        village.registers.checkin.check_in(occurrence, number)
        village.registers.checkin.bring(occurrence, number, adults=adults, children=children)
    result = people("merge", "V1", "V2")
    assert result.code == 1
    assert "V0001" in result.out and "+ 2 adults, 1 child" in result.out
    assert "V0002" in result.out and "+ 1 adult\n" in result.out
    assert "people came with both of them" in result.err and "--along says so" in result.err
    assert len(people("list", "--json").json) == 2, "nothing was merged"
    assert "the merge asks for --along" in people("merge", "V1", "V2", "--dry-run").out
    given = people("merge", "V1", "V2", "--along", "B", "--dry-run").out
    assert "asks for --along" not in given
    assert people("merge", "V1", "V2", "--along", "C").code == 2
    assert people("merge", "V1", "V2", "--along", "both", "--json").code == 0
    entry = village.registers.read(occurrence.key).entries[1]
    assert (entry.adults, entry.children) == (3, 1)


def test_forgetting_needs_a_yes_and_says_what_it_cannot_reach(yigong, people, founded):
    people("add", "欧阳若溪", "--phone", "12098761234", "--squad", "修葺队")
    people("add", "王强", "--note", "欧阳若溪的邻居")
    event = Event(title="修路", start=datetime(2026, 12, 1, 8), lead="李芳、欧阳若溪")
    Village.open(founded).events.add(event)
    (founded / "outbox" / "list.csv").touch()
    result = people("forget", "欧阳若溪")
    assert result.code == 1
    assert result.out.splitlines()[3:] == [
        "Squads left: 修葺队",
        "The code stands in the place of the name: E0001",
        "These texts may still name them, and stay: V0002 (Note), 1 line of the history",
        "These files in the village's folder may, too: outbox 1",
        "Not reached: paper, and files sent or copied elsewhere.",
    ]
    assert "--yes forgets them" in result.err
    outlook = people("forget", "欧阳若溪", "--json")
    assert outlook.code == 1
    assert outlook.json["person"]["phone"] == "120****1234"
    report = people("forget", "V1", "--yes", "--json").json
    assert {**outlook.json, "person": 0} == {**report, "person": 0}
    assert report == {
        **{"person": report["person"], "attendances": 0, "service": 0, "learning": 0, "labour": 0},
        **{"squads": [1], "sign_ups": [], "events": [1], "registers": 0, "logins": []},
        **{"guardian_of": [], "history_lines": 2, "namesakes": [], "signatures": 0},
        **{"mentions": [{"where": "V0002", "field": "note"}], "mention_lines": 1},
        **{"backups": 0, "set_aside": 0, "outbox": 1},
    }
    assert report["person"]["name"] == "V0001"
    assert "李芳、V0001" in yigong("event", "show", "E1").out
    assert yigong("history", "--json", "--full-phones").out.count("欧阳若溪") == 1
    assert [person["code"] for person in people("list", "--archived", "--json").json] == ["V0002"]
    assert people("show", "V1").err == "V0001 was forgotten at their wish.\n"
    assert yigong("undo").code == 1, "nobody joins again by it, either"
    assert people("forget", "V1", "--yes").code == 0, "once more does no harm"
    found = yigong("doctor")
    assert "V0001 was forgotten, and these may still name them: V0002." in found.out


def test_possible_doubles_are_listed_with_the_reason(people):
    people("add", "王芳", "--phone", "12012345678")
    people("add", "王方", "--phone", "12012345678")
    people("add", "李明", "--phone", "12099999999")
    assert people("doubles").out.splitlines() == [
        "V0001  王芳  120****5678  V0002  王方  120****5678  the same reading and phone",
        "1 pair",
    ]
    (pair,) = people("doubles", "--json").json
    assert (pair["one"]["code"], pair["other"]["phone"], pair["why"]) == (
        "V0001",
        "120****5678",
        "reading_phone",
    )


def test_two_who_share_a_phone_and_are_two_people_are_listed_only_when_asked_for(yigong, people):
    for name in ("王芳", "王方"):
        people("add", name, "--phone", "12012345678")
    result = people("doubles", "--apart", "王芳", "V0002")
    assert result.out == "✓ 王芳 V0001 and 王方 V0002 are two people.\n"
    assert people("doubles").out == "0 pairs\n"
    assert people("doubles", "--all").out.splitlines() == [
        "V0001  王芳  120****5678  V0002  王方  120****5678  told apart: two people",
        "0 pairs",
    ]
    assert people("doubles", "--back").code == 1, "of whom?"
    assert people("doubles", "--apart", "V1", "V2", "--back", "--json").json["code"] == "V0001"
    assert people("doubles").out.endswith("1 pair\n")
    assert people("doubles", "--apart", "V1", "V1").err == "V0001 is one person; name two.\n"
    assert people("doubles", "--apart", "V1", "V2", "--json").json["apart"] == [2]
    assert "told apart: two people" in yigong("undo").out
    assert people("doubles").out.endswith("1 pair\n")


def test_the_stars_and_who_is_about_to_reach_one(people, founded):
    for name in ("王芳", "王方", "李明"):
        people("add", name)
    village = Village.open(founded, Actor("李芳"))
    from msgspec.structs import replace

    from yigong.store.event_records import Event

    village.save_settings(replace(village.settings, stars=(1, 3)))
    began = village.now().replace(tzinfo=None) - timedelta(hours=5)
    event = village.events.add(Event(title="清溪巡护", start=began, minutes=240))
    occurrence = village.events.occurrence(event.number, began.date())
    for number, minutes in ((1, 150), (2, 50)):
        end = occurrence.start + timedelta(minutes=minutes)
        village.registers.settlement.fill_in(occurrence, number, occurrence.start, end, "忘了签到")
    rows = people("stars", "--json").json
    assert [(row["code"], row["stars"], row["missing"]) for row in rows] == [("V0001", 1, 30)]
    near = people("stars", "--within", 1, "--json").json
    assert [(row["code"], row["missing"]) for row in near] == [("V0002", 10), ("V0001", 30)]
    assert "2.5" in people("stars").out
    shown = people("show", "V1").out
    assert "filled in 2.5" in shown
    assert "0.5 hours to the next" in shown


def test_stars_of_nobody_are_a_sentence(people):
    assert people("stars").out == "Nobody has a star yet.\n"
    assert people("stars", "--within", 1).out == "Nobody is so near the next star.\n"
