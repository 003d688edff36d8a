"""The main pages: their keys and names, for the calendar, the command palette and the help page."""

from __future__ import annotations

from dataclasses import dataclass

from yigong.store.language import N_


@dataclass(frozen=True)
class MainPage:
    """A page that can be opened from anywhere, above the calendar (`tui.navigation.main_page`)."""

    key: str
    """Its key in the calendar and in the menu; empty: the calendar has none for it."""

    title: str
    purpose: str
    menu_key: str = ""
    """Its key in the menu where the calendar has none."""

    @property
    def letter(self) -> str:
        """Its key in the menu."""
        return self.key or self.menu_key


MAIN_PAGES: dict[str, MainPage] = {
    "calendar": MainPage("", N_("Calendar"), N_("See the month and its events.")),
    "people": MainPage("p", N_("Villagers"), N_("Find, add and change people.")),
    "squads": MainPage("s", N_("Squads"), N_("Keep the squads and their members.")),
    "venues": MainPage("", N_("Venues"), N_("Book rooms, grounds and vehicles."), "v"),
    "programmes": MainPage("", N_("Programmes"), N_("Keep programmes and their people."), "m"),
    "requests": MainPage("", N_("Requests"), N_("Answer what residents ask for."), "q"),
    "visits": MainPage("", N_("Visits"), N_("Write down visits to households."), "w"),
    "points": MainPage("", N_("Points"), N_("See points, and redeem gifts."), "f"),
    "scores": MainPage("", N_("Scores"), N_("Score squads, hosts and groups."), "c"),
    "summary": MainPage("r", N_("Summary"), N_("See the numbers of a period.")),
    "files": MainPage("b", N_("Files"), N_("Fetch files, and send some here.")),
    "history": MainPage("y", N_("History"), N_("See who changed what, and when.")),
    "settings": MainPage("o", N_("Settings"), N_("Change name, language and hours.")),
}
