"""The pages of the summary: numbers, views, charts, names, stars, periods and exports."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, strategies
from openpyxl import load_workbook

from support.clinic import hold_clinic
from support.format3 import format3_village
from support.places import ROOT
from support.screens import opened
from yigong.store import language
from yigong.store.event_records import ByRRule, Event
from yigong.store.programme_records import Programme
from yigong.store.records import Squad, Volunteer
from yigong.tui.screens.summary.charts import align, column_parts, scale_ticks, step_labels


@pytest.fixture
def two_years(village, clock):
    """A duty day in November of 2025 and of 2026, and a class in October 2026.

    张小明 and 李秀英 came to both duty days, 王强 only to the first; two children came along once;
    赵月 did not come and was granted an hour. The class belongs to a programme.
    """
    people = [("张小明", "东组"), ("李秀英", "西组"), ("王强", ""), ("赵月", "东组")]
    village.people.add_all(Volunteer(name=name, group=group) for name, group in people)
    village.squads.add(Squad(name="修葺队", members=(1,)))
    village.programmes.add(Programme(name="四季赋能"))
    village.events.add(
        Event(
            title="村民义务日",
            start=datetime(2025, 11, 20, 8, 30),
            minutes=180,
            repeat=ByRRule("FREQ=YEARLY"),
        )
    )
    village.events.add(
        Event(
            title="编织课",
            kind="class",
            start=datetime(2026, 10, 8, 14),
            minutes=120,
            programme=1,
        )
    )
    for event, day, people_present in (
        (1, date(2025, 11, 20), (1, 2, 3)),
        (2, date(2026, 10, 8), (2,)),
        (1, date(2026, 11, 20), (1, 2)),
    ):
        occurrence = village.events.occurrence(event, day)
        for number in people_present:
            clock.now = occurrence.start
            village.registers.checkin.check_in(occurrence, number)
            clock.now = occurrence.start + timedelta(hours=2)
            village.registers.checkin.check_out(occurrence, number)
        if day.year == 2026 and event == 1:
            village.registers.checkin.bring(occurrence, 1, adults=0, children=2)
            village.registers.grants.grant(occurrence, 4, 60, "在家备料")
        clock.now = occurrence.end
        village.registers.settlement.close(occurrence)
    clock.now = datetime(2026, 11, 25, 9, 0, tzinfo=clock.now.tzinfo)
    return village


def row(screen, name):
    """The other words of the first line that begins with a name: below the list are bars."""
    return next(line.split()[1:] for line in screen.lines if line.split()[:1] == [name])


async def test_each_number_stands_with_its_split_beside_that_of_a_year_before(two_years, clock):
    async with opened(two_years.folder, clock=clock) as screen:
        await screen.press("r")
        assert "Summary  2026  beside 2025-01-01 to 2025-11-25" in screen.lines[0]
        assert "occ. 2   heads 5 vol 2 part 3   people 2 vol 2   service 5.0" in screen.text
        assert "a year before:   occ. 1   heads 3 vol 3 part 0   people 3 vol 3" in screen.text
        assert "clocked 4.0, filled in 0.0, granted 1.0" in screen.text
        # 场次; 人次, 志愿, 参加, 人数 and 服务时长, each beside that of the year before
        assert " ".join(row(screen, "Total")) == "2 5 3 2 3 3 0 2 3 5.0 6.0"
        assert " ".join(row(screen, "October")) == "2026 1 1 0 0 0 1 0 1 0 0.0 0.0"
        assert " ".join(row(screen, "November")) == "2026 1 4 3 2 3 2 0 2 3 5.0 6.0"
        await screen.press("tab", "tab")
        assert " ".join(row(screen, "修葺队")) == "1 1 3 1 1 1 2 0 1 1 2.0 2.0"
        await screen.press("tab")  # of people, how many they are is left out
        assert " ".join(row(screen, "李秀英")) == "V0002 2 1 2 1 1 1 1 0 2.0 2.0"
        assert " ".join(row(screen, "赵月")) == "V0004 0 0 0 0 0 0 0 0 1.0 0.0"
        await screen.press("tab")
        assert " ".join(row(screen, "Class")[:7]) == "1 0 1 0 0 0 1"
        await screen.press("tab")
        assert " ".join(row(screen, "东组")) == "1 1 3 1 1 1 2 0 1 1 3.0 2.0"
        await screen.press("tab")
        assert " ".join(row(screen, "四季赋能")[:7]) == "1 1 0 0 0 1 0"


async def test_the_names_behind_a_number_have_their_roles_and_hours_and_granted_ones_are_marked(
    two_years, clock
):
    async with opened(two_years.folder, clock=clock, size=(99, 36)) as screen:
        await screen.press("r", "enter")
        assert "Total  2026" in screen.lines[0]
        assert "heads 5 vol 2 part 3   people 2 vol 2   service 5.0" in screen.text
        assert row(screen, "张小明")[:5] == ["V0001", "vol.", "1", "2", "2.0"]
        assert row(screen, "李秀英")[:5] == ["V0002", "vol.", "part.", "2", "2.0"]
        assert row(screen, "赵月")[:5] == ["V0004", "granted", "only", "0", "1.0"]
        names = [line.split()[0] for line in screen.lines if " V000" in line]
        assert names == ["李秀英", "张小明", "赵月"]
        await screen.press("escape", "down", "enter")
        assert "October 2026" in screen.lines[0] and "张小明" not in screen.text
        assert row(screen, "李秀英")[:3] == ["V0002", "part.", "1"]
        await screen.press("enter")
        assert "李秀英  V0002" in screen.lines[0]


async def test_who_served_took_part_was_paid_and_was_only_granted_hours_are_listed_apart(
    two_years, clock
):
    occurrence = two_years.events.occurrence_for("E0002@2026-10-08")
    two_years.registers.settlement.reopen(occurrence, "漏记一位老师和一位厨师")
    for number in (1, 3):
        two_years.registers.settlement.fill_in(
            occurrence, number, occurrence.start, occurrence.end, "漏记"
        )
    two_years.registers.roles.change(occurrence, 1, "guest")
    two_years.registers.roles.change(occurrence, 3, "paid")
    two_years.registers.settlement.close(occurrence)

    def listed():
        return {line.split()[0] for line in screen.lines if " V000" in line}

    async with opened(two_years.folder, clock=clock, size=(99, 36)) as screen:
        await screen.press("r")
        assert "heads 6 vol 2 part 3 guests 1   people 2 vol 2   service 5.0" in screen.text
        assert "paid heads 1 people 1 paid hours 2.0" in screen.text
        await screen.press("enter")
        tabs = "[everybody 4]  volunteers 2   who took part 2   who was paid 1   granted only 1"
        assert tabs in screen.text and listed() == {"张小明", "李秀英", "王强", "赵月"}
        assert row(screen, "王强") == ["V0003", "paid.", "0", "1", "2.0"]
        for names in ({"张小明", "李秀英"}, {"张小明", "李秀英"}, {"王强"}, {"赵月"}):
            await screen.press("tab")
            assert listed() == names
        await screen.press("shift+tab")
        assert "[who was paid 1]" in screen.text and listed() == {"王强"}


async def test_a_period_is_chosen_typed_and_turned_and_a_programme_over_all_time(two_years, clock):
    async with opened(two_years.folder, clock=clock) as screen:
        await screen.press("r", "m")
        assert "November 2026  beside 2025-11-01 to 2025-11-25" in screen.lines[0]
        assert "heads 4 vol 2" in screen.text
        await screen.press("left", "3")
        assert "2026 Q4" in screen.lines[0] and "heads 5 vol 2" in screen.text
        await screen.press("p", "t", "=x", "enter")
        assert "is not a period" in screen.status
        await screen.press("ctrl+u", "=2025-10..2026-10", "enter")
        assert "2025-10-01 to 2026-10-31" in screen.lines[0]
        assert "occ. 2   heads 4 vol 3 part 1   people 3 vol 3   service 6.0" in screen.text
        await screen.press("right")
        assert "2026-11-01 to 2027-11-30" in screen.lines[0]
        await screen.press("z")
        assert "All time" in screen.lines[0] and "beside" not in screen.lines[0]
        assert "occ. 3   heads 8 vol 5 part 3   people 3 vol 3   service 11.0" in screen.text
        await screen.press("p", "end", "z")
        assert "All time  四季赋能" in screen.lines[0]
        assert "occ. 1   heads 1 vol 0 part 1   people 1 vol 0   service 0.0" in screen.text


async def test_a_year_before_that_was_signed_by_the_old_rule_is_marked(tmp_path, clock):
    async with opened(format3_village(tmp_path), clock=clock) as screen:
        await screen.press("r", "right")
        await screen.settled()
        assert "2027  beside 2026-01-01 to 2026-12-31" in screen.lines[0]
        [line] = [line for line in screen.lines if "by the old rule" in line]
        assert "65 occurrences by the old rule" in line


async def test_the_chart_has_a_column_for_each_month_and_a_number_for_each_column(two_years, clock):
    async with opened(two_years.folder, clock=clock) as screen:
        await screen.press("r", "g")
        assert "heads by month  most 4, November 2026" in screen.text
        assert "volunteers" in screen.text and "others" in screen.text
        months = "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"
        assert row(screen, "Jan") == [*months]
        assert row(screen, "vol") == [*"0000000000", "2"], "December has not begun"
        assert " ".join(row(screen, "in")) == "all 0 0 0 0 0 0 0 0 0 1 4", "one was taught"
        assert row(screen, "2025")[-11:] == [*"0000000000", "3"]
        await screen.press("enter", "left")
        assert "2025" in screen.lines[0] and "most 3, November 2025" in screen.text
        await screen.press("g")
        assert row(screen, "November")[:2] == ["2025", "1"]


async def test_a_wide_screen_has_the_chart_and_the_days_of_the_year_beside_the_table(
    two_years, clock
):
    async with opened(two_years.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("r")
        assert "Total" in screen.text and "heads by month" in screen.text
        assert "who came each day" in screen.text
        await screen.press("m")
        assert "heads by day" in screen.text
        assert "who came each day" not in screen.text, "a month is no year"
        await screen.press("g")
        assert screen.text.count("heads by day") == 1, "the open chart needs none beside it"


async def test_bars_of_squads_and_kinds_stand_below_a_list_that_leaves_room(two_years, clock):
    async with opened(two_years.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("r")
        [heads] = [line for line in screen.lines if line.startswith(" Squads")]
        assert "Kinds of events" in heads and heads.count("2025") == 2
        [duty] = [line for line in screen.lines if "Duty day" in line]
        assert duty[:72].split()[-2:] == ["4", "3"]
    async with opened(two_years.folder, clock=clock, size=(80, 24)) as screen:
        await screen.press("r")
        assert "Kinds of events" in screen.text, "four rows leave room"
    async with opened(two_years.folder, clock=clock, size=(60, 16)) as screen:
        await screen.press("r")
        assert "Kinds of events" not in screen.text


@pytest.mark.parametrize(("lang", "page"), [("en", "numbers.md"), ("zh", "numbers.zh-CN.md")])
async def test_the_first_line_in_the_documentation_is_that_of_its_clinic(
    village, clock, lang, page
):
    hold_clinic(village, clock)
    async with opened(village.folder, clock=clock, lang=lang) as screen:
        await screen.press("r")
        await screen.settled()
        first = " ".join(screen.lines[2].split())
    assert f"`{first}`" in (ROOT / "docs" / page).read_text(encoding="utf-8")


def test_a_column_has_volunteers_below_and_all_others_above():
    assert [column_parts(serving, 4, 4, 4) for serving in (0, 2, 4)] == [(0, 4), (2, 4), (4, 4)]
    assert column_parts(0, 0, 4, 2) == (0, 0)
    assert column_parts(1, 100, 100, 4) == (1, 4), "neither is hidden"
    assert column_parts(99, 100, 100, 4) == (3, 4)
    assert column_parts(1, 4, 40, 2) == (0, 1), "a low column is of the larger part"
    assert column_parts(3, 4, 40, 2) == (1, 1)


@given(strategies.integers(0, 999), strategies.integers(0, 999), strategies.integers(1, 60))
def test_a_column_that_is_not_zero_is_seen_and_none_is_higher_than_there_is_room(a, b, height):
    parts = column_parts(a, a + b, 1998, height)
    assert bool(parts.whole) == bool(a + b) and parts.whole <= height
    assert 0 <= parts.lower <= parts.whole
    assert a or not parts.lower
    assert b or parts.lower == parts.whole


@pytest.mark.parametrize(
    ("most", "height", "expected"),
    [
        (472, 24, {4: "100", 9: "200", 14: "300", 19: "400"}),
        (4, 10, {4: "2", 9: "4"}),
        (1, 10, {9: "1"}),
        (1, 1, {}),
    ],
)
def test_the_scale_has_round_numbers_a_few_lines_apart(most, height, expected):
    assert scale_ticks(most, height) == expected


@given(strategies.integers(1, 10**6), strategies.integers(1, 60))
def test_the_number_of_a_scale_stands_where_a_column_of_it_ends(most, height):
    for line, number in scale_ticks(most, height).items():
        value = int(number.replace(" ", ""))
        assert 0 <= line < height
        assert column_parts(0, value, most, height).whole == line + 1


@pytest.mark.parametrize(
    ("step", "begins", "cells", "expected"),
    [
        ("month", [date(2026, 9, 1), date(2026, 10, 1)], 5, ["9月", "10月"]),
        ("month", [date(2026, 9, 1), date(2026, 10, 1)], 3, ["9", "10"]),
        ("quarter", [date(2026, 1, 1), date(2026, 4, 1)], 4, ["Q1", "Q2"]),
        ("year", [date(2025, 1, 1), date(2026, 1, 1)], 7, ["2025年", "2026年"]),
        ("day", [date(2026, 11, n) for n in (1, 2, 3, 4)], 1, ["1", "", "3", ""]),
        ("day", [date(2026, 11, 30), date(2026, 12, 1)], 9, ["11月30日", "12月1日"]),
    ],
)
def test_columns_have_labels_as_long_as_there_is_room(step, begins, cells, expected):
    language.use_language("zh")
    assert step_labels(step, begins, cells) == expected


def test_labels_stand_at_the_left_of_their_columns_whatever_their_width():
    assert align(["1月", "", "3月"], 4) == "1月     3月"


async def test_the_page_summarises_again_by_itself_when_somebody_else_writes(
    two_years, clock, colleague
):
    async with opened(two_years.folder, clock=clock) as screen:
        await screen.press("r", "enter")
        assert "王强" not in screen.text
        other = colleague()
        event = other.events.add(Event(title="清理", start=datetime(2026, 11, 25, 8, 30)))
        occurrence = other.events.occurrence(event.number, date(2026, 11, 25))
        other.registers.checkin.check_in(occurrence, 3)
        screen.app.poll()
        await screen.press("f20")
        assert "王强" in screen.text
        await screen.press("escape")
        assert "heads 6 vol 3" in screen.text and "1 register unsigned" in screen.text


async def test_the_files_hold_the_numbers_of_the_page_and_names_only_from_the_view_of_people(
    two_years, clock
):
    outbox = two_years.outbox()
    async with opened(two_years.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("r", "c")
        await screen.until("written")
        table = (outbox / "summary-2026-01-01-2026-12-31.csv").read_text("utf-8-sig")
        assert "2,5,2,3,2,2,5.0,4.0,0.0,1.0" in table and "张小明" not in table
        await screen.press("escape", "tab", "tab", "tab", "c")
        await screen.until("with everybody's name")
        assert "张小明" in (outbox / "summary-2026-01-01-2026-12-31.csv").read_text("utf-8-sig")
        await screen.press("escape", "shift+tab", "shift+tab", "shift+tab", "end", "l")
        await screen.until("ledger-2026-11.html")
        ledger = (outbox / "ledger-2026-11.html").read_text()
        assert "村民义务日" in ledger and "编织课" not in ledger
        await screen.press("escape", "x")
        await screen.until("summary-2026-01-01-2026-12-31.xlsx")
        book = load_workbook(outbox / "summary-2026-01-01-2026-12-31.xlsx")
        assert book["By month"]["L3"].value == "Attendances a year before"
        await screen.press("escape", "p", "end", "enter", "d")
        await screen.until("written")
    [named] = outbox.glob("*四季赋能.md")
    assert "编织课" in named.read_text() and "村民义务日" not in named.read_text()


async def test_the_stars_list_who_is_near_one_and_who_has_how_many(two_years, clock):
    village = two_years
    village.save_settings(msgspec.structs.replace(village.settings, stars=(4, 10)))
    village.people.save(msgspec.structs.replace(village.people.get(3), archived=True))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("r", "s")
        assert "from 4, 10 hours" in screen.lines[0]
        assert "1 star 2    2 stars 0" in screen.text
        assert row(screen, "赵月")[:4] == ["V0004", "0", "1.0", "3.0"]
        assert row(screen, "李秀英")[:4] == ["V0002", "1", "4.0", "6.0"], "without the class"
        assert "王强" not in screen.text, "archived people are left out"
        order = [line.split()[0] for line in screen.lines if " V000" in line]
        assert order == ["赵月", "张小明", "李秀英"]
        await screen.press("left", "left")
        assert "5 hours or less" in screen.text and "张小明" not in screen.text
        await screen.press("tab")
        assert row(screen, "李秀英")[:4] == ["V0002", "1", "4.0", "6.0"]
        assert "赵月" not in screen.text
        await screen.press("enter")
        assert "张小明" in screen.lines[0]


async def test_an_unreadable_register_is_reported_and_the_rest_is_summarised(two_years, clock):
    path = two_years.folder / "registers/2026/E0002@2026-10-08.json"
    path.write_bytes(path.read_bytes()[:100])
    async with opened(two_years.folder, clock=clock) as screen:
        await screen.press("r")
        assert "1 register cannot be read and is not counted" in screen.status
        assert "heads 4 vol 2" in screen.text


async def test_of_queries_in_a_thread_the_last_one_is_shown(village, clock):
    """With more registers than are read at once, keys still work, and no states are mixed."""
    village.people.add(Volunteer(name="张小明"))
    village.events.add(
        Event(title="值班", start=datetime(2026, 8, 1, 8), repeat=ByRRule("FREQ=DAILY"))
    )
    for occurrence in village.events.between(date(2026, 8, 1), date(2026, 11, 20)):
        clock.now = occurrence.start
        village.registers.checkin.check_in(occurrence, 1)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("r")
        await screen.app.workers.wait_for_complete()
        await screen.press("f20")
        assert "Summary  2026  " in screen.lines[0] and "occ. 112 " in screen.text
        await screen.press("left", "right", "m")
        await screen.app.workers.wait_for_complete()
        await screen.press("f20")
        assert "November 2026" in screen.lines[0] and "occ. 20 " in screen.text
        assert "adding up" not in screen.text
        await screen.press("tab", "tab", "tab", "y")
        await screen.app.workers.wait_for_complete()
        await screen.press("f20")
        assert row(screen, "张小明")[:2] == ["V0001", "112"]


async def test_an_empty_village_says_that_nobody_was_checked_in(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("r")
        assert "occ. 0   heads 0 vol 0 part 0   people 0 vol 0   service 0.0" in screen.text
        assert "Nobody was checked in in this period." in screen.text
        await screen.press("enter", "g")
        assert "Nobody was checked in in this period." in screen.text
        await screen.press("s", "right", "tab")
        assert "Nobody has a star yet." in screen.text
