"""The month grid: the content of a day's cell, and the calendar page around it."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest
from rich.color import Color
from rich.style import Style

from support.screens import opened
from yigong.store import language
from yigong.store.kinds import BUILT_IN
from yigong.store.records import Event, KindSpec, Squad
from yigong.tui.text.day_words import day_words, kind_letter, note_words
from yigong.tui.widgets.month_grid import MonthGrid, OccurrenceLabel

WIDTH = 78
CELL = 11


def cells(month, *, lines=2):
    """The grid as text: the lines of each day's cell."""
    strips = list(month.paint(WIDTH, 1 + 6 * lines))
    first, _last = month.days()
    found = {}
    for week in range(6):
        for day in range(7):
            date_ = date.fromordinal(first.toordinal() + 7 * week + day)
            rows = strips[1 + week * lines : 1 + (week + 1) * lines]
            left = day * CELL
            found[date_] = [row.crop(left, left + CELL).text.strip() for row in rows]
    return found


def test_a_cell_has_the_number_and_the_almanac_note():
    language.use_language("zh")
    grid = cells(MonthGrid(date(2026, 10, 8)))
    assert grid[date(2026, 10, 1)][1] == "国庆节"
    assert grid[date(2026, 10, 8)] == ["8", "寒露"]
    assert grid[date(2026, 10, 11)] == ["11", "初二"]


def test_days_off_and_working_weekends_are_after_the_number():
    grid = cells(MonthGrid(date(2026, 10, 8)))
    assert grid[date(2026, 10, 1)] == ["1 off", "Nat'l Day"]
    assert grid[date(2026, 10, 10)][0] == "10 work"
    assert grid[date(2026, 9, 30)][0] == "30"


def test_an_english_note_is_never_cut():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(730)]
    notes = {note_words(day) for day in days}
    assert max(map(len, notes)) <= CELL - 1
    assert {"Less Snow", "Midwinter", "Mid-Autumn", "Qingming"} <= notes


@pytest.mark.parametrize(
    ("kinds", "line"),
    [("", "25"), ("D", "25 D"), ("DCM", "25 DCM"), ("DDDDDDDDD", "25 DDDDD+4")],
)
def test_each_occurrence_has_the_letter_of_its_kind(kinds, line):
    month = MonthGrid(date(2026, 11, 1))
    month.show(
        {date(2026, 11, 25): [OccurrenceLabel("x", letter=kind) for kind in kinds]}, month.today
    )
    assert cells(month)[date(2026, 11, 25)][0] == line


def test_a_cancelled_occurrence_has_a_letter_only_if_it_is_alone():
    month = MonthGrid(date(2026, 11, 1))
    off, on = OccurrenceLabel("x", cancelled=True, letter="F"), OccurrenceLabel("y", letter="C")
    month.show({date(2026, 11, 24): [off], date(2026, 11, 25): [off, on]}, month.today)
    grid = cells(month)
    assert grid[date(2026, 11, 24)][0] == "24 F"
    assert grid[date(2026, 11, 25)][0] == "25 C"


def test_titles_follow_where_they_fit_and_the_rest_is_counted():
    month = MonthGrid(date(2026, 11, 1))
    marks = [OccurrenceLabel(title, letter="D") for title in ("早", "午", "晚")]
    month.show({date(2026, 11, 25): marks}, month.today)
    assert cells(month, lines=3)[date(2026, 11, 25)][1:] == ["早", "午      +1"]


def test_every_kind_has_a_letter_of_its_own():
    for lang in ("zh", "en"):
        language.use_language(lang)
        assert len({kind_letter(kind) for kind in BUILT_IN}) == len(BUILT_IN)


def test_a_kind_of_the_village_has_the_letter_it_gave_or_the_first_of_its_name():
    assert kind_letter(KindSpec(name="义诊", letter="诊")) == "诊"
    assert kind_letter(KindSpec(name="市集")) == "市"
    assert kind_letter(KindSpec(name="\x1b[2J")) == "·"
    assert kind_letter(KindSpec(name="")) == "", "a hand may write one without a name"


def test_letters_and_titles_have_the_colour_of_their_kind_but_not_on_the_chosen_day():
    month = MonthGrid(date(2026, 11, 1))
    mark = OccurrenceLabel("义诊", letter="诊", colour=Style(color="magenta"))
    month.show({date(2026, 11, day): [mark] for day in (1, 25)}, month.today)
    coloured = [
        segment.text.strip()
        for strip in month.paint(80, 31)
        for segment in strip
        if segment.style is not None and segment.style.color == Color.parse("magenta")
    ]
    assert coloured == ["义诊", "诊", "义诊"], "on the 1st the highlight takes its place"


def test_every_line_of_the_grid_is_exactly_as_wide_as_it_should_be():
    for lang in ("zh", "en"):
        language.use_language(lang)
        for width in (40, 78, 80, 119, 120, 200):
            month = MonthGrid(date(2026, 10, 1))
            mark = OccurrenceLabel(
                "[/]义务日\x1b[2J👨‍👩‍👧", "08:30", letter=kind_letter(BUILT_IN[0])
            )
            month.show({date(2026, 10, 1): [mark] * 12}, month.today)
            for strip in month.paint(width, 25):
                assert strip.cell_length == width
                assert "\x1b" not in strip.text


def test_the_week_begins_on_the_day_the_village_chose():
    assert MonthGrid(date(2026, 11, 25)).days()[0] == date(2026, 10, 26), "a Monday"
    assert MonthGrid(date(2026, 11, 25), first_weekday=6).days()[0] == date(2026, 11, 1), "a Sunday"


def test_the_day_heading_has_all_names_of_the_day():
    assert day_words(date(2026, 10, 1)) == "Thu 1 Oct  National Day  day off"
    assert "Harvest Festival Autumn Equinox" in day_words(date(2026, 9, 23))
    assert "working day" in day_words(date(2026, 10, 10))
    language.use_language("zh")
    assert "9月23日 周三 八月十三  丰收节 秋分" in day_words(date(2026, 9, 23))


async def test_a_month_without_announced_days_off_says_so_once(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        assert "announced" not in screen.text
        await screen.press("g", "=2150-10-01", "enter")
        assert screen.text.count("days off not announced yet") == 1
        await screen.press("g", "=1990-10-01", "enter")
        assert "days off" not in screen.text


async def test_the_page_filters_by_kind_and_squad_and_shows_everything_again(village, clock):
    squad = village.squads.add(Squad(name="修葺队"))
    start = datetime(2026, 11, 25, 8, 30)
    add = village.events.add
    add(Event(title="老屋修葺", start=start, needs={squad.number: 5}))
    add(Event(title="编织课", kind="class", start=start))
    async with opened(village.folder, clock=clock) as screen:
        assert "老屋修葺" in screen.text and "编织课" in screen.text
        await screen.press("f", "down", "down", "enter")
        assert "only Class" in screen.lines[0]
        assert "编织课" in screen.text and "老屋修葺" not in screen.text
        await screen.press("escape")
        assert "only" not in screen.lines[0] and "老屋修葺" in screen.text
        await screen.press("f", *["down"] * 8, "space", "enter")
        assert "only 修葺队" in screen.lines[0]
        assert "老屋修葺" in screen.text and "编织课" not in screen.text
        await screen.press("f")
        assert "编织课" in screen.text and "Every event is shown." in screen.status


async def test_an_event_is_found_by_pinyin_and_its_next_date_opened_in_the_month(village, clock):
    add = village.events.add
    add(Event(title="义务日", start=datetime(2026, 11, 25, 8, 30)))
    add(Event(title="早课", start=datetime(2027, 2, 6, 7), kind="class"))
    add(Event(title="编织课", start=datetime(2027, 2, 6, 9), kind="class"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("slash", "=bzk")
        assert "Sat 6 Feb 2027" in screen.text and "义务日" not in screen.text
        await screen.press("ctrl+u", "=qqq")
        assert "No event is found by qqq." in screen.text
        await screen.press("enter")
        assert "Find an event" in screen.lines[0], "Enter on nothing stays"
        await screen.press("escape", "=bzk", "enter")
        assert "February 2027" in screen.lines[0]
        await screen.press("enter")
        assert "编织课" in screen.lines[0], "the cursor is on it, though it is the day's second"


async def test_with_nothing_typed_the_search_lists_what_comes_next_each_event_once(
    village, duty_day, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("slash")
        assert screen.text.count("村民义务日") == 1


async def test_a_lunar_date_can_be_jumped_to(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("g", "=重阳", "enter")
        assert "October 2027" in screen.lines[0]
        assert "Fri 8 Oct" in screen.text


async def test_an_event_changed_elsewhere_shows_in_a_cached_month(village, colleague, clock):
    event = village.events.add(Event(title="义务日", start=datetime(2026, 12, 9, 8)))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("g", "=2026-12-09", "enter")
        assert "义务日" in screen.text
        await screen.press("pageup")
        colleague().events.save(msgspec.structs.replace(event, title="大扫除"))
        await screen.press("pagedown")
        assert "大扫除" in screen.text and "义务日" not in screen.text


def test_a_note_is_cut_to_a_narrow_cell():
    """学雷锋日 takes eight cells; in seven it loses a character, and no neighbour moves."""
    language.use_language("zh")
    month = MonthGrid(date(2026, 3, 1))
    for strip in month.paint(60, 13):
        assert strip.cell_length == 60
    assert any("学雷锋 " in strip.text for strip in month.paint(60, 13))
