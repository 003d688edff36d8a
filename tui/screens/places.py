"""The main pages: key, name, how to open them; calendar, palette and help ask here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from store.language import N_

if TYPE_CHECKING:
    from textual.screen import Screen


@dataclass(frozen=True)
class Place:
    """A main page."""

    key: str
    title: str
    purpose: str
    page: Callable[[], Callable[[], Screen[None]]]
    """Imports the page's class: a page costs nothing before it is opened."""


def _calendar() -> Callable[[], Screen[None]]:
    from tui.screens.calendar import CalendarPage

    return CalendarPage


def _people() -> Callable[[], Screen[None]]:
    from tui.screens.people import PeoplePage

    return PeoplePage


def _squads() -> Callable[[], Screen[None]]:
    from tui.screens.squads import SquadsPage

    return SquadsPage


def _summary() -> Callable[[], Screen[None]]:
    from tui.screens.summary import SummaryPage

    return SummaryPage


def _settings() -> Callable[[], Screen[None]]:
    from tui.screens.settings import SettingsPage

    return SettingsPage


def _history() -> Callable[[], Screen[None]]:
    from tui.screens.history import HistoryPage

    return HistoryPage


PLACES: dict[str, Place] = {
    "calendar": Place("", N_("Calendar"), N_("The month and its events"), _calendar),
    "people": Place("p", N_("Villagers"), N_("Find, add and change people"), _people),
    "squads": Place("s", N_("Squads"), N_("Squads and their members"), _squads),
    "summary": Place("r", N_("Summary"), N_("The four numbers of a period"), _summary),
    "history": Place("y", N_("History"), N_("Who changed what, and when"), _history),
    "settings": Place("o", N_("Settings"), N_("Name, zone, language, hours"), _settings),
}
