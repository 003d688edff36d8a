"""The history in words and on its page: lines, queries, and undoing one change."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import filterfalse

import msgspec
import pytest

from support.replay import assert_history_matches_books
from support.screens import opened
from yigong.store import language
from yigong.store.errors import Refused
from yigong.store.event_records import Event, Post
from yigong.store.records import Squad
from yigong.store.request_records import Request, Visit
from yigong.store.settings_records import KindSpec
from yigong.store.storage.history_line import HistoryLine
from yigong.tui.screens.village import history_page
from yigong.tui.view.history_words import (
    change_colour,
    change_lines,
    field_differences,
    history_filter,
    history_subject,
    is_implicit_head,
)


def test_a_visit_is_said_with_whom_it_was_to_and_by_and_what_was_heard(village, enrol):
    enrol("张小明", "李秀英")
    heard = Request(at=village.now(), text="灯坏了")
    visit = Visit(day=date(2026, 11, 20), who=1, by=(2,), home="一组2号", how="phone", met=False)
    village.visits.add(visit, [heard], unknown_home=True)
    line = next(each for each in village.history.newest_first() if each.book == "visits/2026")
    assert history_subject(village, line) == "W2026-0001 张小明 V0001"
    said = {each.label: each.after for each in field_differences(village, line)}
    assert said == {
        "Day": "2026-11-20",
        "Visitors": "李秀英 V0002",
        "Whom": "张小明 V0001",
        "Household": "一组2号",
        "How": "by telephone",
        "Met": "no",
        "Requests": "Q0001",
    }


@pytest.fixture
def lived_in(village, enrol, duty_day, colleague, clock):
    """李芳 checks 张小明 in at 08:52 at 东门; 王强 checks him out at 11:10 at 西门."""
    enrol("张小明", "李秀英", "赵玉兰")
    clock.forward(minutes=2)
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(hours=2, minutes=18)
    colleague("王强", "西门").registers.checkin.check_out(duty_day, 1)
    return village


def last(village, act=""):
    lines = filterfalse(is_implicit_head, village.history.newest_first())
    return next(line for line in lines if act in ("", line.act))


def changed(village, act=""):
    """The differences of the last change of a kind, by label."""
    differences = field_differences(village, last(village, act))
    return {found.label: (found.before, found.after) for found in differences}


# -- in words --------------------------------------------------------------


def test_the_subject_is_a_person_in_a_register_or_a_record_with_its_code(lived_in, duty_day):
    assert history_subject(lived_in, last(lived_in)) == "张小明 V0001  村民义务日 25 Nov"
    assert history_subject(lived_in, last(lived_in, "event.add")) == "E0001 村民义务日"
    assert history_subject(lived_in, last(lived_in, "village.create")) == "青山村"


def test_check_in_and_check_out_have_time_desk_and_organiser(lived_in):
    assert changed(lived_in, "checkin") == {"In and out": ("-", "08:52- at 东门 by 李芳")}
    before, after = changed(lived_in, "checkout")["In and out"]
    assert before == "08:52- at 东门 by 李芳"
    assert after == "08:52-11:10 at 东门 by 李芳, out at 西门 by 王强"
    language.use_language("zh")
    assert "08:52-11:10" in next(iter(field_differences(lived_in, last(lived_in)))).after


def test_a_filled_in_stint_has_its_reason(lived_in, duty_day, clock):
    start = duty_day.start
    lived_in.registers.settlement.fill_in(
        duty_day, 2, start, start + timedelta(hours=1), "忘了签到"
    )
    assert changed(lived_in)["In and out"] == ("-", "08:30-09:30 filled in by 李芳 (忘了签到)")


def test_squads_and_people_are_named_and_of_lists_only_the_changes(lived_in, duty_day):
    lived_in.squads.add(Squad(name="清理队", members=(1, 2)))
    lived_in.squads.join(1, 3)
    assert changed(lived_in) == {"Members": ("-", "赵玉兰 V0003")}
    event = lived_in.events.add(Event(title="秋收", start=datetime(2026, 11, 26, 9)))
    lived_in.events.save(msgspec.structs.replace(event, needs={1: 12}, minutes=180))
    assert changed(lived_in) == {"清理队": ("-", "12"), "Length": ("120 min", "180 min")}


def test_a_repeat_and_a_single_date_are_in_the_words_of_the_calendar(lived_in, duty_day):
    lived_in.events.move(1, date(2026, 12, 25), datetime(2026, 12, 26, 9, 0))
    assert changed(lived_in) == {"2026-12-25": ("-", "26 Dec 09:00")}
    assert "25" in changed(lived_in, "event.add")["Repeats"][1]
    assert "FREQ" not in changed(lived_in, "event.add")["Repeats"][1]
    lived_in.events.cancel_occurrence(1, date(2027, 1, 25), "下雪")
    assert changed(lived_in) == {"2027-01-25": ("-", "cancelled  下雪")}


def test_posts_have_their_hours_and_who_signs_up_for_one_its_name(lived_in):
    posts = (
        Post(id=1, name="停车", start=-60, minutes=120, heads=1),
        Post(id=2, name="收场", start=60),
    )
    start = datetime(2026, 12, 6, 9)
    event = lived_in.events.add(Event(title="丰收节", start=start, posts=posts[:1]))
    lived_in.events.save(msgspec.structs.replace(event, posts=posts))
    (change,) = field_differences(lived_in, last(lived_in))
    assert (change.before, change.after) == (
        "停车 08:00-10:00 1 people",
        "停车 08:00-10:00 1 people / 收场 10:00- 1 people",
    )
    occurrence = lived_in.events.occurrence(event.number, start.date())
    lived_in.registers.signup.sign_up(occurrence, 1, posts=[1])
    lived_in.registers.signup.sign_up(occurrence, 2, posts=[1, 2])
    found = {each.label: each.after for each in field_differences(lived_in, last(lived_in))}
    assert found["Posts"] == "停车 (waiting), 收场"


def test_phones_are_masked_and_counters_left_out(lived_in):
    person = lived_in.people.get(1)
    lived_in.people.save(msgspec.structs.replace(person, phone="12012345678", gender="f"))
    assert changed(lived_in) == {"Phone": ("-", "120****5678"), "Gender": ("-", "female")}


def test_settings_differ_one_by_one(lived_in):
    settings = lived_in.settings
    hours = msgspec.structs.replace(settings.hours, rounding="nearest", round_to=30)
    lived_in.save_settings(
        msgspec.structs.replace(settings, hours=hours, organisers={"lifang": "李芳"})
    )
    assert changed(lived_in) == {
        "Hours round": ("down", "to the nearest"),
        "to minutes": ("1", "30"),
        "Organisers lifang": ("-", "李芳"),
    }


def test_kinds_of_events_differ_one_by_one_and_an_event_by_kind_and_role(lived_in):
    clinic = KindSpec(name="义诊", letter="诊", colour="red")
    training = KindSpec(name="travel", role="learner", trains=True)
    lived_in.save_settings(msgspec.structs.replace(lived_in.settings, kinds=(clinic, training)))
    assert changed(lived_in) == {
        "Kind of event 义诊": ("-", "诊 red participant"),
        "Kind of event travel": ("-", "t learner trains volunteers"),
    }
    lived_in.save_kind(clinic, msgspec.structs.replace(clinic, role="guest"))
    assert changed(lived_in) == {"Kind of event 义诊": ("诊 red participant", "诊 red guest")}
    event = lived_in.events.add(Event(title="看牙", start=datetime(2026, 12, 1, 9)))
    lived_in.events.save(msgspec.structs.replace(event, kind="义诊", role="paid"))
    assert changed(lived_in) == {"Kind": ("Duty day", "义诊"), "Role": ("-", "paid")}


@pytest.mark.parametrize(
    "value", ["x", 3, [3], [{"start": 7}], {"by": "moon"}, [["x"]], True, None, "2026-13-45", 1e99]
)
@pytest.mark.parametrize(
    "book", ["people", "squads", "events", "settings", "registers/2026/E0001@2026-11-25", "?"]
)
def test_a_hand_edited_line_is_shown_as_stored(lived_in, book, value):
    names = (
        "start",
        "stints",
        "changes",
        "repeat",
        "members",
        "needs",
        "phone",
        "kind",
        "hours",
        "kinds",
        "role",
    )
    others = ("mark", "minutes", "credit", "leader", "squad", "earlier", "first_weekday", "x")
    record = dict.fromkeys((*names, *others), value)
    for key in (0, 1):
        line = HistoryLine(
            book=book, rev=1, key=key, act="?", at=last(lived_in).at, old=None, new=record
        )
        assert all(isinstance(found.after, str) for found in field_differences(lived_in, line))
        assert isinstance(history_subject(lived_in, line), str)


def test_a_head_written_with_the_first_entry_is_implicit(lived_in, duty_day, clock):
    heads = [line for line in lived_in.history.newest_first() if is_implicit_head(line)]
    assert heads and all(line.key == 0 for line in heads)
    lived_in.registers.settlement.close(duty_day)
    assert not any(is_implicit_head(n) for n in lived_in.history.change(last(lived_in).id))


def test_a_line_is_told_in_full_beside_the_list_and_coloured_by_what_it_did(lived_in):
    lines = change_lines(lived_in, [last(lived_in)])(40)
    shown = ["".join(text for text, _style in line) for line in lines]
    assert shown[0] == "check-out" and "王强  西门" in shown[1] and "张小明 V0001" in shown[2]
    before = shown.index("- 08:52- at 东门 by 李芳")
    assert shown[before + 1].startswith("+ 08:52-11:10 at 东门 by 李芳")
    assert change_colour([last(lived_in, "person.add")]) == "green"
    assert change_colour([last(lived_in)]) == "", "the entry was there"
    person = lived_in.people.get(1)
    lived_in.people.save(msgspec.structs.replace(person, name="张晓明"))
    lived_in.undo()
    assert change_colour([last(lived_in)]) == "yellow"


# -- queries ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "acts"),
    [
        ("zxm", {"person.add", "checkin", "checkout"}),
        ("zhangxiaoming", {"person.add", "checkin", "checkout"}),
        ("V0001", {"person.add", "checkin", "checkout"}),
        ("王强", {"checkout"}),
        ("西门", {"checkout"}),
        ("村民义务日", {"event.add", "checkin", "checkout"}),
        ("check-in", {"checkin"}),
        ("2026-11-24", set()),
        ("nobody", set()),
    ],
)
def test_a_query_finds_a_person_by_pinyin_an_organiser_a_title_a_date(lived_in, query, acts):
    found = filter(history_filter(lived_in, query), lived_in.history.newest_first())
    assert {line.act for line in found if not is_implicit_head(line)} == acts


def test_a_date_finds_its_lines_and_an_empty_query_all(lived_in):
    lines = list(lived_in.history.newest_first())
    assert list(filter(history_filter(lived_in, "2026-11-25"), lines)) == lines
    assert list(filter(history_filter(lived_in, "  "), lines)) == lines


# -- one change, by its id -------------------------------------------------


def test_the_id_of_a_line_finds_all_lines_of_its_change(lived_in, duty_day):
    lived_in.registers.signup.sign_up(duty_day, 2, 3)
    line = last(lived_in)
    assert line.id == f"2026-11/{line.n}"
    assert {line.key for line in lived_in.history.change(line.id)} == {2, 3}
    assert {line.key for line in lived_in.history.change(f" {line.id} ")} == {2, 3}


@pytest.mark.parametrize(
    "name", ["", "x", "2026-11/0", "2026-11/999", "2025-01/1", "../2026-11/1", "2026-11/1\n2"]
)
def test_an_unknown_change_is_refused(lived_in, name):
    with pytest.raises(Refused, match="There is no change"):
        lived_in.history.change(name)


# -- on the screen ---------------------------------------------------------


async def test_the_history_is_filtered_and_a_change_opened_and_undone(lived_in, clock):
    async with opened(lived_in.folder, clock=clock) as screen:
        await screen.press("y", "slash", "=zxm")
        await screen.until(
            lambda: "event planned" not in screen.text and "check-out" in screen.text
        )
        await screen.press("enter")
        await screen.press("enter")
        assert "08:52-11:10 at 东门 by" in screen.text
        assert "start=" not in screen.text
        await screen.press("u", "enter")
        assert "The reason is empty" in screen.status, "it was 王强's"
        await screen.press("=认错人了", "enter")
        assert "taken back: check-out" in screen.status
        assert "undo" in screen.text
        await screen.press("escape")
        await screen.until("event planned")
    line = last(lived_in)
    assert (line.act, line.note, line.by) == ("undo", "checkout 认错人了", "李芳")
    assert_history_matches_books(lived_in.folder)


async def test_the_change_under_the_cursor_stands_beside_the_list_of_a_wide_screen(lived_in, clock):
    async with opened(lived_in.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("y")
        await screen.until("+ 08:52-11:10 at 东门 by 李芳")
        await screen.press("down")
        await screen.until(lambda: "11:10 at" not in screen.text)
        assert "+ 08:52- at 东门 by 李芳" in screen.text


async def test_changes_of_many_people_are_listed_whole_until_there_are_many_lines(
    lived_in, clock, duty_day, monkeypatch
):
    monkeypatch.setattr(history_page, "_MAX_LINES", 2)
    lived_in.registers.signup.sign_up(duty_day, 2, 3)
    async with opened(lived_in.folder, clock=clock) as screen:
        await screen.press("y")
        assert screen.text.count("2 people") == 1 and "check-out" not in screen.text
        lived_in.registers.signup.withdraw(duty_day, 3)
        await screen.until("withdrawal")
        assert screen.text.count("2 people") == 1, "a change is not cut"


async def test_escape_undoes_nothing_and_a_refusal_is_shown(lived_in, clock):
    async with opened(lived_in.folder, clock=clock) as screen:
        await screen.press("y", "slash", "=person added")
        await screen.until(lambda: "check-out" not in screen.text)
        await screen.press("enter", "enter", "u", "escape")
        assert last(lived_in).act == "checkout"
        await screen.press("u", "enter")
        assert "not taken back" in screen.status


async def test_a_long_note_is_wrapped_in_a_change(lived_in, clock):
    lived_in.squads.add(Squad(name="清理队"))
    note = "收稻、挖番薯、整地，" * 12 + "收工一起吃饭"
    lived_in.events.add(Event(title="秋收", start=datetime(2026, 11, 26, 9), notes=note))
    async with opened(lived_in.folder, clock=clock, lang="zh") as screen:
        await screen.press("y", "enter")
        assert "收工一起吃饭" in "".join(screen.text.split())


def test_a_change_of_settings_is_about_what_was_changed(lived_in):
    settings = lived_in.settings
    indicators = settings.score.indicators
    fuller = (msgspec.structs.replace(indicators[0], full=25), *indicators[1:])
    score = msgspec.structs.replace(settings.score, indicators=fuller)
    lived_in.save_settings(msgspec.structs.replace(settings, score=score))
    assert history_subject(lived_in, last(lived_in)) == "Rules of scores"
    lived_in.save_settings(
        msgspec.structs.replace(lived_in.settings, name="桂花村", stars=(1, 2, 3))
    )
    assert history_subject(lived_in, last(lived_in)) == "Name, Stars at hours"
