"""The first and the last line of a page: what stays of them where there is little room."""

from __future__ import annotations

import pytest
from msgspec import structs

from support.screens import opened


@pytest.fixture
def people(village, duty_day, enrol):
    """Somebody is signed up and checked in for the day."""
    enrol("张小明", "李秀英")
    village.registers.signup.sign_up(duty_day, 1, 2)
    village.registers.checkin.check_in(duty_day, 1)


NEEDED = [
    (("d",), ("Enter",)),
    (("enter", "x"), ("y",)),
    (("enter", "l", "enter"), ("1", "2", "3", "4")),
    (("o",), ("^S",)),
]
"""Keys to a page, and those that it is for."""


@pytest.mark.parametrize("size", [(40, 20), (60, 20)])
@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("way", "keys"), NEEDED)
async def test_the_keys_that_a_page_is_for_stay_on_a_small_terminal(
    village, people, clock, size, lang, way, keys
):
    async with opened(village.folder, clock=clock, lang=lang, size=size) as screen:
        await screen.press(*way)
        footer = " ".join(screen.lines[-2:])
        assert all(f" {key}  " in footer for key in (*keys, "Esc")), footer
        assert " ?  " in footer or " F1  " in footer


async def test_the_keys_have_one_line_where_all_of_them_fit(village, people, clock):
    async with opened(village.folder, clock=clock, size=(70, 20)) as screen:
        await screen.press("enter", "?")
        assert "Scroll" in screen.lines[-1] and "Back" in screen.lines[-1]
        assert not screen.lines[-2]


@pytest.mark.parametrize("width", [24, 40, 60])
async def test_the_title_stays_and_what_stands_behind_it_gives_way(village, people, clock, width):
    async with opened(village.folder, clock=clock, size=(width, 20)) as screen:
        await screen.press("enter", "x")
        assert "Close the regis" in screen.lines[0]
        assert ("李芳" in screen.lines[0]) is (width > 24)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_the_month_stays_whole_on_a_small_terminal(village, clock, lang):
    village.save_settings(structs.replace(village.settings, name="青山绿水风光村"))
    async with opened(village.folder, clock=clock, lang=lang, size=(40, 20)) as screen:
        month = "2026年11月" if lang == "zh" else "November 2026"
        assert month in screen.lines[0]
