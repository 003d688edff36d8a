"""The month grid: the content of a day's cell, and the calendar page around it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace

import msgspec
from rich.color import Color
from rich.style import Style

from support.screens import opened
from yigong.store import language
from yigong.store.event_records import Event
from yigong.store.kinds import BUILT_IN
from yigong.store.records import Squad
from yigong.store.settings_records import KindSpec
from yigong.tui.text.day_words import day_words, kind_letter, note_words
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import QUIET
from yigong.tui.widgets.month_grid import MonthGrid, OccurrenceLabel

WIDTH = 84
CELL = 12


class Month(MonthGrid):
    """A grid without an application around it, as a terminal of 16 colours shows it."""

    app = SimpleNamespace(native_ansi_color=True, no_color=False)


def cells(month, *, lines=2, width=WIDTH):
    """The grid as text: the lines of each day's cell."""
    strips = list(month.paint(width, 1 + 6 * lines))
    first, _last = month.days()
    found = {}
    for week in range(6):
        for day in range(7):
            date_ = date.fromordinal(first.toordinal() + 7 * week + day)
            rows = strips[1 + week * lines : 1 + (week + 1) * lines]
            left, right = day * width // 7, (day + 1) * width // 7
            found[date_] = [row.crop(left, right).text.strip() for row in rows]
    return found


def looks(month, day, **options):
    """Each piece of text in a day's cell, and its style."""
    lines, width = options.get("lines", 3), options.get("width", WIDTH)
    strips = list(month.paint(width, 1 + 6 * lines))
    at = (day - month.days()[0]).days
    rows = strips[1 + at // 7 * lines : 1 + (at // 7 + 1) * lines]
    left, right = at % 7 * width // 7, (at % 7 + 1) * width // 7
    return {
        segment.text.strip() or f"blank {y}": segment.style
        for y, row in enumerate(rows)
        for segment in row.crop(left, right)
    }


def shown(day, *labels, chosen=date(2026, 11, 1), today=date(2026, 11, 1)):
    """A grid with the occurrences of one day."""
    month = Month(chosen)
    month.show({day: labels}, today)
    return month


def test_a_cell_has_the_number_and_the_almanac_note_beside_it():
    language.use_language("zh")
    grid = cells(Month(date(2026, 10, 8)))
    assert grid[date(2026, 10, 1)][0] == "1休 国庆节"
    assert grid[date(2026, 10, 8)][0] == "8 寒露"
    assert grid[date(2026, 10, 11)][0] == "11 初二"


def test_a_note_that_does_not_fit_beside_the_number_has_a_line_of_its_own_if_one_is_left():
    language.use_language("zh")
    day = date(2026, 12, 5)
    label = OccurrenceLabel("编织课")
    assert cells(shown(day, chosen=date(2026, 12, 1)), width=63)[day] == ["5", "志愿者日"]
    busy = shown(day, label, chosen=date(2026, 12, 1))
    assert cells(busy, width=63)[day] == ["5", "编织课"]
    assert cells(busy, width=63, lines=3)[day] == ["5", "志愿者日", "编织课"]
    assert cells(busy)[day] == ["5 志愿者日", "编织课"]


def test_days_off_and_working_weekends_are_after_the_number():
    grid = cells(Month(date(2026, 10, 8)))
    assert grid[date(2026, 10, 1)] == ["1 off", "Nat'l Day"]
    assert grid[date(2026, 10, 10)][0] == "10 work"
    assert grid[date(2026, 9, 30)][0] == "30"


def test_an_english_note_is_never_cut():
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(730)]
    notes = {note_words(day) for day in days}
    assert max(map(len, notes)) <= 10
    assert {"Minor Snow", "Winter Sol", "Mid-Autumn", "Qingming"} <= notes
    for width in (40, 60, 80):
        grid = cells(Month(date(2026, 11, 1)), width=width)
        lines = grid[date(2026, 11, 22)]
        assert " ".join(lines).strip() in ("22", "22 Minor Snow"), width


def test_each_occurrence_has_a_slip_and_what_has_none_is_counted_at_the_date():
    day = date(2026, 11, 25)
    month = shown(day, *[OccurrenceLabel(title) for title in ("早", "午", "晚")])
    assert cells(month, lines=3)[day] == ["25       +1", "早", "午"]
    assert cells(month, lines=4)[day] == ["25", "早", "午", "晚"]


def test_in_forty_columns_a_slip_has_the_letter_of_its_kind_and_the_number_of_the_others():
    day = date(2026, 11, 25)
    labels = [OccurrenceLabel("义务日", letter=letter) for letter in "DCM"]
    assert cells(shown(day, *labels), width=40)[day] == ["25", "D+2"]
    language.use_language("zh")
    assert cells(shown(day, OccurrenceLabel("义务日", letter="义")), width=40)[day][1] == "义"


def test_a_cancelled_occurrence_is_struck_out_and_after_the_others():
    day = date(2026, 11, 25)
    off, on = OccurrenceLabel("停", cancelled=True, colour="red"), OccurrenceLabel("办")
    month = shown(day, off, on)
    assert cells(month, lines=3)[day][1:] == ["办", "停"]
    assert looks(month, day)["停"].strike and not looks(month, day)["办"].strike


def test_a_slip_begins_with_the_colour_of_its_kind_also_on_the_chosen_day():
    day, label = date(2026, 11, 25), OccurrenceLabel("义诊", colour="magenta")
    for month in (shown(day, label), shown(day, label, chosen=day)):
        styles = list(looks(month, day).values())
        assert swatch("magenta") in styles
        assert all(style.color is None for style in styles if style != swatch("magenta"))


def test_a_day_of_another_month_is_dim_and_without_colours():
    language.use_language("zh")
    day = date(2026, 12, 5)
    label = OccurrenceLabel("编织课", colour="blue")
    found = looks(shown(day, label), day)
    assert {style for text, style in found.items() if not text.startswith("blank")} == {QUIET}


def test_today_the_chosen_day_and_a_day_off_are_told_apart():
    today, day, free = date(2026, 10, 9), date(2026, 10, 14), date(2026, 10, 1)
    month = Month(day)
    month.show({}, today)
    assert looks(month, today)["9"] == Style(bold=True, reverse=True)
    assert looks(month, day)["14"] == Style(bold=True, reverse=True)
    assert looks(month, date(2026, 10, 11))["11"].color == Color.parse("red"), "a Sunday"
    assert looks(month, free)["1 off"].color == Color.parse("red")
    assert looks(month, date(2026, 10, 10))["10 work"].color is None, "a Saturday that is worked"
    month.show({}, day)
    assert not looks(month, day)["14"].reverse, "today stands out of the chosen day's ground"


def test_every_kind_has_a_letter_of_its_own():
    for lang in ("zh", "en"):
        language.use_language(lang)
        assert len({kind_letter(kind) for kind in BUILT_IN}) == len(BUILT_IN)


def test_a_kind_of_the_village_has_the_letter_it_gave_or_the_first_of_its_name():
    assert kind_letter(KindSpec(name="义诊", letter="诊")) == "诊"
    assert kind_letter(KindSpec(name="市集")) == "市"
    assert kind_letter(KindSpec(name="\x1b[2J")) == "?"
    assert kind_letter(KindSpec(name="")) == "", "a hand may write one without a name"


def test_every_line_of_the_grid_is_exactly_as_wide_as_it_should_be():
    for lang in ("zh", "en"):
        language.use_language(lang)
        for width in (40, 78, 80, 119, 120, 200):
            month = Month(date(2026, 10, 1))
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
        await screen.press("f", *["down"] * 9, "space", "enter")
        assert "only 修葺队" in screen.lines[0]
        assert "老屋修葺" in screen.text and "编织课" not in screen.text
        await screen.press("f")
        assert "编织课" in screen.text and "Every event is shown." in screen.status


def found(screen):
    """Date and title of each row of the search."""
    rows = screen.app.screen.query_one("#results").rows
    return [[row.cells[0], row.cells[3]] for row in rows]


async def test_an_event_is_found_by_pinyin_and_its_next_date_opened_in_the_month(village, clock):
    add = village.events.add
    add(Event(title="义务日", start=datetime(2026, 11, 25, 8, 30)))
    add(Event(title="早课", start=datetime(2027, 2, 6, 7), kind="class"))
    add(Event(title="编织课", start=datetime(2027, 2, 6, 9), kind="class"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("slash", "=bzk")
        assert found(screen) == [["Sat 6 Feb 2027", "编织课"]]
        await screen.press("ctrl+u", "=qqq")
        assert "No event is found by qqq." in screen.text
        await screen.press("enter")
        assert "Find an event" in screen.text, "Enter on nothing stays"
        await screen.press("escape", "=bzk", "enter")
        assert "February 2027" in screen.lines[0]
        await screen.press("enter")
        assert "编织课" in screen.lines[0], "the cursor is on it, though it is the day's second"


async def test_with_nothing_typed_the_search_lists_what_comes_next_each_event_once(
    village, duty_day, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("slash")
        assert found(screen) == [["Wed 25 Nov", "村民义务日"]]


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


def test_a_chinese_note_is_cut_to_a_narrow_cell():
    """学雷锋日 takes eight cells; in seven it loses a character, and no neighbour moves."""
    language.use_language("zh")
    month = Month(date(2026, 3, 1))
    assert cells(month, width=56)[date(2026, 3, 5)] == ["5", "学雷锋"]
    assert {strip.cell_length for strip in month.paint(56, 13)} == {56}


async def test_the_cursor_of_the_terminal_stands_on_the_chosen_day(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        for key in ("left", "down", "pagedown", "right"):
            await screen.press(key)
            month = screen.app.screen.query_one(MonthGrid)
            x, y = screen.app.cursor_position
            assert screen.lines[y][x : x + 2].strip() == str(month.day.day)
