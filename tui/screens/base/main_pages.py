"""The main pages: their keys and names, for the calendar, the command palette and the help page."""

from __future__ import annotations

from dataclasses import dataclass

from yigong.store.language import N_


@dataclass(frozen=True)
class MainPage:
    """A page that can be opened from anywhere, above the calendar (`tui.navigation.main_page`)."""

    key: str
    title: str
    purpose: str


MAIN_PAGES: dict[str, MainPage] = {
    "calendar": MainPage("", N_("Calendar"), N_("The month and its events")),
    "people": MainPage("p", N_("Villagers"), N_("Find, add and change people")),
    "squads": MainPage("s", N_("Squads"), N_("Squads and their members")),
    "summary": MainPage("r", N_("Summary"), N_("The numbers of a period")),
    "files": MainPage("b", N_("Files"), N_("What was written, and how to fetch it")),
    "history": MainPage("y", N_("History"), N_("Who changed what, and when")),
    "settings": MainPage("o", N_("Settings"), N_("Name, zone, language, hours")),
}
