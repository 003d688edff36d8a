"""The palette: every command of every page, found by words and pinyin, run where it belongs."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.command import CommandPalette, DiscoveryHit, Hit

from support.screens import opened
from yigong.store.programme_records import Programme
from yigong.tui.palette import PageCommands


async def choose(screen, query, shown):
    """Type a query into the palette and run what it finds first."""
    await screen.press("ctrl+p", f"={query}")
    await screen.until(shown)
    await screen.press("enter")
    if isinstance(screen.app.screen, CommandPalette):
        await screen.press("enter")


async def found(screen, query):
    """The titles that a query finds, the best first, and what runs each."""
    provider = PageCommands(screen.app.screen)
    await provider.startup()
    hits = [hit async for hit in provider.search(query)]
    assert all(isinstance(hit, Hit) for hit in hits)
    return {hit.text: hit for hit in sorted(hits, key=lambda hit: -hit.score)}


@pytest.mark.parametrize(
    ("lang", "query", "title"),
    [
        ("zh", "名册", "导入名册"),
        ("zh", "drmc", "导入名册"),
        ("zh", "daorumingce", "导入名册"),
        ("zh", "qdb", "签到表"),
        ("en", "doubles", "Doubles"),
        ("en", "roster", "Take in a roster"),
        ("en", "in roster", "Take in a roster"),
    ],
)
async def test_a_command_of_any_page_is_found_by_words_pinyin_and_initials(
    village, clock, lang, query, title
):
    async with opened(village.folder, clock=clock, lang=lang) as screen:
        assert title in await found(screen, query)


async def test_a_command_of_the_page_in_front_comes_first_and_runs_there(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s")
        await choose(screen, "new", "New squad")
        await screen.until(lambda: type(screen.app.screen).__name__ == "SquadForm")
        await screen.press("escape")
        assert type(screen.app.screen).__name__ == "SquadsPage"


async def test_a_command_of_another_main_page_opens_that_and_runs_there(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s")
        await choose(screen, "new person", "Villagers: ^N")
        await screen.until(lambda: type(screen.app.screen).__name__ == "PersonForm")
        await screen.press("escape")
        assert type(screen.app.screen).__name__ == "PeoplePage"


async def test_of_a_page_that_needs_a_choice_first_its_key_is_said(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s")
        await choose(screen, "roll call", "An event: l")
        await screen.until("An event: open the page that has it; its key there is l.")
        assert type(screen.app.screen).__name__ == "CalendarPage"


async def test_what_is_done_to_a_row_is_not_done_to_one_that_nobody_chose(village, clock):
    village.programmes.add(Programme(name="四季赋能"))
    async with opened(village.folder, clock=clock) as screen:
        await choose(screen, "archive", "Programmes: A")
        await screen.until("Programmes: choose one; the key is A.")
    assert not village.programmes.get(1).archived


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_title_is_listed_once_in_each_place(village, clock, lang):
    async with opened(village.folder, clock=clock, lang=lang) as screen:
        provider = PageCommands(screen.app.screen)
        await provider.startup()
        near = [hit.text async for hit in provider.discover() if isinstance(hit, DiscoveryHit)]
        assert len(near) == len(set(near)) and len(near) > 15
        commands, _finder = await provider._collect_all()
        count = Counter((command.title, command.place) for command in commands)
        assert len(count) > 60 and set(count.values()) == {1}


async def test_what_only_answers_or_moves_on_another_page_is_no_command_of_this(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        provider = PageCommands(screen.app.screen)
        await provider.startup()
        commands, _finder = await provider._collect_all()
        others = {command.title for command in commands if command.place}
        assert not others & {
            *("OK", "Next field", "Leave", "Take these", "Save", "Sort", "Scroll", "Tick"),
            *("Leave it", "Copy", "Choose and save", "Look at the demo village", "Clear / back"),
        }


@pytest.mark.parametrize(
    ("lang", "query", "title"),
    [
        *(("zh", word, "出力") for word in ("出力", "谁在", "加班")),
        *(("zh", word, "订几份饭") for word in ("午饭", "吃饭")),
        ("en", "lunch", "How many lunches"),
        ("en", "overtime", "Workload"),
    ],
)
async def test_people_find_a_command_by_the_words_they_use(village, clock, lang, query, title):
    async with opened(village.folder, clock=clock, lang=lang) as screen:
        assert next(iter(await found(screen, query))) == title


async def test_pages_of_every_subject_are_in_the_palette(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "q")
        titles = await found(screen, "")
        assert {"New visit", "Award", "Usual rules", "Workload"} <= titles.keys()


async def test_what_is_not_found_is_said_in_the_language_of_the_screen(village, clock):
    async with opened(village.folder, clock=clock, lang="zh") as screen:
        await screen.press("ctrl+p", "=火星")
        await screen.until("没有这样的命令。")
        assert screen.app.screen._no_matches_timer is None, "Textual's own words"
        assert "No matches" not in screen.text
