"""The roster's page: its filter, its empty states, and who is left out of it."""

from __future__ import annotations

from datetime import date

import msgspec

from support.screens import opened
from yigong.store.records import Squad, Volunteer


async def test_the_roster_is_filtered_and_the_heading_names_the_filter(village, clock):
    village.people.add(Volunteer(name="张小明", group="一组", tags=("党员",)))
    village.people.add(Volunteer(name="李秀英", group="二组", tags=("党员",)))
    village.people.add(Volunteer(name="张大明", group="一组", consent=date(2026, 1, 1)))
    village.squads.add(Squad(name="修葺队", members=(1, 3)))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "ctrl+f")
        assert "一组" in screen.text and "no consent on record" in screen.text
        await screen.press("enter")
        assert "2 people" in screen.lines[0] and "only no consent on record" in screen.lines[0]
        assert "张大明" not in screen.text
        await screen.press("ctrl+f", "space", *["down"] * 8, "space", "enter")
        assert "only 一组" in screen.lines[0]
        assert "张小明" in screen.text and "张大明" in screen.text and "李秀英" not in screen.text
        await screen.press("=zh", "=xm")
        assert "张小明" in screen.text and "张大明" not in screen.text
        await screen.press("escape")
        assert "only 一组" in screen.lines[0]
        await screen.press("escape")
        assert "3 people" in screen.lines[0] and "李秀英" in screen.text


async def test_a_filter_that_shows_nobody_says_so_and_how_to_get_everybody_back(village, clock):
    village.people.add(Volunteer(name="张小明", consent=date(2026, 1, 1)))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "ctrl+f", "enter")
        assert "0 people" in screen.lines[0] and "Esc shows everybody" in screen.text
        await screen.press("escape")
        assert "张小明" in screen.text and "Esc shows everybody" not in screen.text


async def test_a_roster_without_duplicates_says_so_on_the_page_of_duplicates(village, enrol, clock):
    enrol("张小明", "李秀英")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "ctrl+d")
        assert "Nobody looks as if they were on the roster twice" in screen.text
        await screen.press("enter", "escape")
        assert "Villagers" in screen.lines[0]


async def test_merged_and_erased_people_are_not_on_the_roster(village, enrol, clock):
    enrol("张小明", "李秀英", "单玉珍", "王强")
    village.merge(1, 2)
    village.erase(3)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p")
        assert "2 people" in screen.lines[0]
        listed = [line.split()[1] for line in screen.lines if " V000" in line]
        assert listed == ["V0001", "V0004"]
        await screen.press("=V0002", "enter")
        assert "张小明  V0001" in screen.lines[0], "the old code leads to who they are now"


async def test_beside_the_list_stands_who_is_under_the_cursor(village, duty_day, enrol, clock):
    enrol("张小明", "李秀英")
    village.people.save(msgspec.structs.replace(village.people.get(2), phone="12000000006"))
    village.registers.checkin.check_in(duty_day, 2)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(duty_day, 2)
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("p")
        assert "occ. 0 " in screen.text
        await screen.press("down", "down")
        await screen.until("occ. 1 ")
        assert duty_day.event.title in screen.text
        assert "120****0006" in screen.text and "12000000006" not in screen.text


async def test_everybody_is_sorted_by_the_next_order(village, clock):
    for name, group in (("张小明", "十组"), ("安大海", "二组"), ("李秀英", "")):
        village.people.add(Volunteer(name=name, group=group))

    def names():
        return [row.cells[0] for row in screen.app.screen.finder.candidates.rows]

    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p")
        assert names() == ["张小明", "安大海", "李秀英"] and "by code" in screen.lines[0]
        await screen.press("tab")
        assert names() == ["安大海", "李秀英", "张小明"] and "by name" in screen.lines[0]
        await screen.press("tab")
        assert names() == ["安大海", "张小明", "李秀英"], "who is in no group comes last"


async def test_enter_without_a_chosen_row_says_what_to_do_and_of_a_single_one_chooses_it(
    village, enrol, clock
):
    enrol("张小明")
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "enter", "enter")
        assert "张小明  V0001" in screen.lines[0]
        enrol("李秀英")
        await screen.press("escape", "escape", "p", "enter")
        assert screen.status == "2 people: choose with the arrows, then Enter."


async def test_who_was_just_added_is_under_the_cursor_and_nothing_is_looked_for(village, clock):
    village.people.add_all(Volunteer(name=name) for name in ("张小明", "李秀英"))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "=n", "ctrl+n", "ctrl+u", "=王芳", "ctrl+s")
        assert "3 people" in screen.lines[0] and "王芳 is on the roster" in screen.status
        assert all(name in screen.text for name in ("张小明", "李秀英", "王芳"))
        await screen.press("enter")
        assert "王芳" in screen.lines[0]
