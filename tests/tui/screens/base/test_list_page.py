"""Rows of any list are found by a key, and sorted by another."""

import msgspec
import pytest

from support.screens import opened
from yigong.store.records import Squad


@pytest.fixture
def squads(village, enrol):
    enrol("安大海", "李秀英", "王建国")
    village.squads.add(Squad(name="修葺队", purpose="修老屋", members=(1,)))
    village.squads.add(Squad(name="清理队", purpose="清溪道", leader=2, members=(1, 2, 3)))
    village.squads.add(Squad(name="编织队", purpose="编竹篮", members=(2, 3)))


def listed(screen):
    return [row.cells[0] for row in screen.app.screen.rows.rows]


async def test_a_row_is_found_by_pinyin_and_escape_shows_all_again(village, squads, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "slash")
        await screen.settled()
        await screen.press("=qld")
        await screen.until("1 of 3")
        assert listed(screen) == ["清理队"]
        await screen.press("escape")
        assert len(listed(screen)) == 3 and "1 of 3" not in screen.text
        assert "Squads" in screen.lines[0], "the page stays"
        await screen.press("escape")
        assert "Squads" not in screen.lines[0]


async def test_enter_gives_the_keys_to_the_rows_that_were_found(village, squads, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "slash", "=李秀英", "enter")
        assert listed(screen) == ["清理队"]
        await screen.press("A")
        assert village.squads.get(2).archived, "the key acts on the row that was found"
        await screen.press("escape", "escape")
        assert "Squads" not in screen.lines[0]


async def test_a_list_stays_narrow_and_sorted_when_somebody_else_changes_it(
    village, squads, colleague, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "S", "down", "down", "down", "enter")
        assert listed(screen) == ["清理队", "编织队", "修葺队"], "the most members first"
        await screen.press("slash", "=队")
        colleague().squads.add(Squad(name="烧饭组", members=(1, 2)))
        colleague().squads.join(1, 2, 3)
        screen.app.poll()
        await screen.wait(0)
        assert listed(screen)[:2] == ["修葺队", "清理队"] and len(listed(screen)) == 3


async def test_a_choice_and_two_records_side_by_side_are_not_sorted(village, squads, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "ctrl+f")
        assert screen.app.screen.check_action("sort_rows", ()) is False


async def test_a_popup_offers_to_find_only_what_is_not_all_in_sight(village, enrol, clock):
    people = enrol(*"甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0")
        assert "Find" not in screen.lines[-1] and not screen.app.screen.check_action("find_row", ())
        await screen.press("escape")
        for person in people:
            village.people.save(msgspec.structs.replace(person, group=f"{person.name}组"))
        await screen.press("p", "ctrl+f")
        assert screen.app.screen.check_action("find_row", ())
