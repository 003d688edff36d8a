"""The pages of a town, by keys: sums, who has not reported, one village, a draw, a workbook."""

from __future__ import annotations

import re
import string
from contextlib import asynccontextmanager

import pytest
from openpyxl import load_workbook

from support.screens import ScreenDriver
from support.towns import NOON, NOVEMBER, town_of, tree, two_villages
from yigong.store import language
from yigong.store.storage.book import Actor
from yigong.store.town.upward_file import encode_upward
from yigong.store.town.upward_report import upward_report
from yigong.tui.screens.town.town_village_page import TownVillagePage
from yigong.tui.town_app import TownApp


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("town")
    villages = two_villages(folder)
    return town_of(folder / "town", *villages), *villages


@asynccontextmanager
async def shown(town, lang="en", size=(80, 24), first="2/3"):
    app = TownApp(town, Actor("镇办"), asked_language=lang, clock=lambda: NOON)
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            screen = ScreenDriver(app, pilot)
            await screen.until(first)
            yield screen
    finally:
        language.use_language("en")


@pytest.mark.parametrize(
    ("lang", "size", "words"),
    [
        ("en", (80, 24), ("not reported 1", "2/3 villages", "people sum", "not sent")),
        ("zh", (80, 24), ("已报 2", "未报 1", "2/3 村", "人数和", "会算两次")),
        ("zh", (120, 36), ("已报 2", "未报 1", "2/3 村", "未收尾 2 场")),
        ("en", (40, 20), ("2/3 villages", "not sent")),
    ],
)
async def test_the_sums_are_of_who_reported_and_who_did_not_is_no_zero(made, lang, size, words):
    async with shown(made[0], lang, size) as screen:
        for word in words:
            assert word in screen.text
        (row,) = [line[:60] for line in screen.lines if line.strip().startswith("丙村")]
        assert " 0" not in row


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_at_80_cells_the_score_is_whole_and_the_sum_is_one_line(made, lang):
    async with shown(made[0], lang) as screen:
        await screen.press("y")
        await screen.until("224")
        (row,) = [line for line in screen.lines if line.strip().startswith("乙村")]
        assert re.search(r" \d+/\d+ ", row), row
        assert not any(".." in line for line in screen.lines)
        (total,) = [line for line in screen.lines if "2/3" in line]
        assert "322" in total and "3 878" in total and re.search(r"\d[\d ]*\.\d", total)


async def test_beside_the_list_stands_what_the_village_at_the_cursor_tells(made):
    async with shown(made[0], size=(120, 36)) as screen:
        await screen.press("y")
        await screen.until("vol 1 939")
        assert "Score" in screen.text or "score" in screen.text
        assert str(made[1].folder)[-12:] in screen.text.replace("\n", "")
        await screen.press("end")
        await screen.until("Ask it for the file")
        await screen.press("home", "tab")
        await screen.until("not in it, as they have")
        assert "Villages" in screen.text and "丙村" in screen.text


async def test_escape_goes_from_a_sum_to_the_villages_and_leaves_from_there(made):
    async with shown(made[0]) as screen:
        await screen.press("tab", "tab")
        await screen.press("escape")
        assert "[By village]" in screen.text
        await screen.press("escape")
        await screen.wait(0.1)
    assert screen.app.return_code == 0


ALL_KEYS = [
    *string.ascii_lowercase, *string.ascii_uppercase, *string.digits, "space", "enter", "delete",
    "backspace", "insert", "tab", "shift+tab", "left", "right", "minus", "plus", "full_stop",
    *(f"f{n}" for n in range(1, 13)),
    *(f"ctrl+{c}" for c in "abdefgknorstuvwxyz"),
]  # fmt: skip
"""Those that leave the program left out, and what moves the cursor alone."""


async def test_no_key_of_a_village_or_of_its_town_writes_in_a_village(made):
    town, first, second = made
    before = tree(first.folder), tree(second.folder)
    async with shown(town) as screen:
        for opened in (True, False):
            for key in ALL_KEYS:
                if opened and not isinstance(screen.app.screen, TownVillagePage):
                    await screen.press("home", "enter")
                    await screen.until("to look only")
                here = screen.app.screen
                await screen.press(key)
                while screen.app.screen is not here:
                    await screen.press("escape")
                assert (tree(first.folder), tree(second.folder)) == before, key
            await screen.settled()
            if opened:
                await screen.press("escape")
                await screen.until("2/3")
    assert not (first.folder / ".desks").exists()
    assert (tree(first.folder), tree(second.folder)) == before


async def test_the_year_is_twice_that_of_one_village(made):
    async with shown(made[0]) as screen:
        await screen.press("y")
        await screen.until("224")
        assert "3 878" in screen.text and "322" in screen.text
        await screen.press("enter")
        await screen.until("to look only")
        await screen.until("heads 2 075 vol 1 939 part 136")
        await screen.press("shift+tab")
        await screen.until("[Occurrences]")
        await screen.press("escape")
        await screen.until("2/3")


async def test_tab_goes_through_the_sums(made):
    async with shown(made[0]) as screen:
        for title in ("[By month]", "[By kind]", "[By programme]", "[By host]", "[By village]"):
            await screen.press("tab")
            assert title in screen.text


async def test_who_is_late_and_a_draw_are_pages_of_their_own(made):
    async with shown(made[0]) as screen:
        await screen.press("l")
        assert "Not reported 1" in screen.text and "Late or unsigned 2" in screen.text
        await screen.press("escape", "p", "=x", "enter")
        await screen.until("Spot check")
        await screen.until("V0199")
        assert "yigong sample 2026-11 --n 5 --seed x" in screen.text


async def test_a_village_that_has_not_reported_says_how_it_does(made):
    async with shown(made[0]) as screen:
        await screen.press("end", "enter")
        assert "yigong send 2026-11" in screen.status


async def test_the_workbook_is_written_into_the_outbox_of_the_town(made):
    town, first, second = made
    before = tree(first.folder), tree(second.folder)
    async with shown(town) as screen:
        await screen.press("x")
        await screen.until("written")
    book = load_workbook(town.path / "outbox" / "town-2026-11.xlsx")
    assert book.sheetnames[-3:] == ["青山村", "乙村", "丙村"]
    assert (tree(first.folder), tree(second.folder)) == before


async def test_help_palette_find_sort_and_the_end_work_without_a_village(made):
    async with shown(made[0]) as screen:
        await screen.press("question_mark")
        assert "See the numbers of many villages" in screen.text
        assert "From the calendar" not in screen.text
        await screen.press("escape", "slash", "=yicun")
        await screen.settled()
        assert "乙村" in screen.text and "丙村" not in screen.text
        await screen.press("escape", "s")
        assert "Sort by" in screen.text
        await screen.press("escape", "ctrl+p", "=quit")
        await screen.press("escape", "escape")
    assert screen.app.return_code in (0, None)


async def test_a_file_that_somebody_takes_meanwhile_is_shown(made, tmp_path):
    first, second = two_villages(tmp_path)
    town = town_of(tmp_path / "town", first)
    async with shown(town, first="1/2") as screen:
        town.take(encode_upward(upward_report(second, *NOVEMBER)), new=True)
        screen.app.poll()
        await screen.until("2/3")
