"""The menu: every main page, from any page."""

from __future__ import annotations

import pytest

from support.screens import opened
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.menu_page import MenuPage

OPENED = {
    "people": "PeoplePage",
    "squads": "SquadsPage",
    "venues": "VenuesPage",
    "summary": "SummaryPage",
    "files": "FilesPage",
    "history": "HistoryPage",
    "settings": "SettingsPage",
}


@pytest.mark.parametrize("name", OPENED)
async def test_a_letter_in_the_menu_opens_its_page_from_a_list(village, clock, name):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("s", "0")
        assert isinstance(screen.app.screen, MenuPage)
        for main in MAIN_PAGES.values():
            assert main.purpose in screen.text
        await screen.press(MAIN_PAGES[name].letter)
        assert type(screen.app.screen).__name__ == OPENED[name]
        await screen.press("escape")
        assert type(screen.app.screen).__name__ == "CalendarPage", "pages do not pile up"


async def test_where_one_types_a_zero_is_typed_and_f10_opens_the_menu(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "0")
        assert type(screen.app.screen).__name__ == "PeoplePage"
        await screen.press("f10", "s")
        assert type(screen.app.screen).__name__ == "SquadsPage"


async def test_a_form_is_not_left_for_another_page_without_a_question(village, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("n", "=打扫", "f10", "p")
        assert "Leave without saving?" in screen.text
        await screen.press("n")
        assert type(screen.app.screen).__name__ == "EventForm" and "打扫" in screen.text
