"""The main pages: key, name, how to open them; calendar, palette and help ask here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yigong.store.language import N_

if TYPE_CHECKING:
    from textual.screen import Screen


@dataclass(frozen=True)
class MainPage:
    """A main page."""

    key: str
    title: str
    purpose: str
    page: Callable[[], Callable[[], Screen[None]]]
    """Imports the page's class: a page costs nothing before it is opened."""


def _calendar() -> Callable[[], Screen[None]]:
    from yigong.tui.screens.calendar.calendar_page import CalendarPage

    return CalendarPage


def _people() -> Callable[[], Screen[None]]:
    from yigong.tui.screens.people.people_page import PeoplePage

    return PeoplePage


def _squads() -> Callable[[], Screen[None]]:
    from yigong.tui.screens.squads.squads_page import SquadsPage

    return SquadsPage


def _summary() -> Callable[[], Screen[None]]:
    from yigong.tui.screens.summary.summary_page import SummaryPage

    return SummaryPage


def _settings() -> Callable[[], Screen[None]]:
    from yigong.tui.screens.village.settings_page import SettingsPage

    return SettingsPage


def _history() -> Callable[[], Screen[None]]:
    from yigong.tui.screens.village.history_page import HistoryPage

    return HistoryPage


MAIN_PAGES: dict[str, MainPage] = {
    "calendar": MainPage("", N_("Calendar"), N_("The month and its events"), _calendar),
    "people": MainPage("p", N_("Villagers"), N_("Find, add and change people"), _people),
    "squads": MainPage("s", N_("Squads"), N_("Squads and their members"), _squads),
    "summary": MainPage("r", N_("Summary"), N_("The four numbers of a period"), _summary),
    "history": MainPage("y", N_("History"), N_("Who changed what, and when"), _history),
    "settings": MainPage("o", N_("Settings"), N_("Name, zone, language, hours"), _settings),
}
