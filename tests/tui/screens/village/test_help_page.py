"""The help page: each of its keys reaches every line, and its groups are those that concern."""

from __future__ import annotations

import re

import pytest

from support.screens import opened

LAST = "Change name, language and hours."


@pytest.mark.parametrize("key", ["down", "j", "space", "pagedown"])
async def test_each_key_scrolls_at_once_and_to_the_end(village, duty_day, key):
    async with opened(village.folder) as screen:
        await screen.press("question_mark")
        first = screen.lines[4]
        assert "On this page" in first and LAST not in screen.text
        assert "Up/Down  Scroll" in screen.lines[-1]
        await screen.press(key)
        assert screen.lines[4] != first, "the first key scrolls"
        await screen.press(*[key] * (60 if key in "down j" else 5))
        assert LAST in screen.text
        end = screen.lines
        await screen.press(key)
        assert screen.lines == end


@pytest.mark.parametrize("key", ["up", "k", "pageup", "home"])
async def test_each_key_comes_back_to_the_top(village, duty_day, key):
    async with opened(village.folder) as screen:
        await screen.press("question_mark")
        top = screen.lines
        await screen.press("end")
        assert "On this page" not in screen.text and LAST in screen.text
        await screen.press(*[key] * (60 if key in "up k" else 5))
        assert screen.lines == top


async def test_the_lines_in_view_are_counted_rightly_at_once(village, duty_day):
    async with opened(village.folder, size=(120, 36)) as screen:
        await screen.press("question_mark")
        assert (at_once := re.search(r"1-(\d+)/(\d+)", screen.text))
        await screen.press("end")
        at_end = re.search(r"(\d+)-(\d+)/(\d+)", screen.text)
        assert at_end and at_once[2] == at_end[2] == at_end[3]


async def test_the_help_says_what_the_page_is_for_and_groups_its_keys(village, duty_day, clock):
    async with opened(village.folder, clock=clock, size=(80, 60)) as screen:
        await screen.press("question_mark")
        assert screen.lines[2].strip() == "See the month and its events."
        titles = ["On this page", "Everywhere", "From the calendar"]
        assert [line.strip() for line in screen.lines if line.strip() in titles] == titles
        assert "To find somebody" not in screen.text, "nobody is looked for in the calendar"
        assert screen.text.count("Find, add and change people.") == 1


async def test_keys_that_only_move_stand_below_those_that_do_something(village, duty_day, clock):
    opening = ("s", "n", "=修葺队", "ctrl+s", "enter", "question_mark")
    async with opened(village.folder, clock=clock, size=(80, 60)) as screen:
        await screen.press(*opening)
        page, _title, rest = screen.text.partition("Everywhere")
        assert page.index("Change the squad.") < page.index("Show the period before or after.")
        assert "Left Right" in page, "keys that do the same share a row"
        assert "Sort the list by a column" in page and "Sort the list" not in rest


async def test_sorting_is_listed_only_on_pages_that_sort(village, duty_day, clock):
    async with opened(village.folder, clock=clock, size=(80, 60)) as screen:
        await screen.press("question_mark")
        assert "Sort the list" not in screen.text
        await screen.press("escape", "w", "question_mark")
        assert "Sort the list" not in screen.text


async def test_what_can_be_typed_is_said_where_somebody_is_looked_for(village, duty_day, clock):
    async with opened(village.folder, clock=clock, size=(80, 60)) as screen:
        await screen.press("p", "f1")
        assert "To find somebody" in screen.text and "a badge" not in screen.text
        await screen.press("escape", "escape", "d", "f1")
        assert "Check people in and out at the door." in screen.text
        assert "It is read wherever you are; what you typed stays." in screen.text


async def test_the_help_is_in_the_language_of_the_screen_with_its_keys(village, duty_day, clock):
    async with opened(village.folder, clock=clock, lang="zh", size=(80, 60)) as screen:
        await screen.press("question_mark")
        assert "看一个月和其中的活动。" in screen.lines[2]
        assert "上 下" in screen.text and "空格" in screen.lines[-1]
        assert not {"Left", "Right", "Up", "Down", "Space"} & set(screen.text.split())
