"""Navigation: makes the pages that several pages open, whose modules are imported only then."""

from __future__ import annotations

from textual.screen import Screen

from yigong.store.event_records import Occurrence


def main_page(name: str) -> Screen[None]:
    """Make a page of `tui.screens.base.main_pages.MAIN_PAGES`.

    Raises:
        KeyError: No main page has that name.
    """
    if name == "calendar":
        from yigong.tui.screens.calendar.calendar_page import CalendarPage

        return CalendarPage()
    if name == "people":
        from yigong.tui.screens.people.people_page import PeoplePage

        return PeoplePage()
    if name == "squads":
        from yigong.tui.screens.squads.squads_page import SquadsPage

        return SquadsPage()
    if name == "venues":
        from yigong.tui.screens.venues.venues_page import VenuesPage

        return VenuesPage()
    if name == "programmes":
        from yigong.tui.screens.programmes.programmes_page import ProgrammesPage

        return ProgrammesPage()
    if name == "requests":
        from yigong.tui.screens.requests.requests_page import RequestsPage

        return RequestsPage()
    if name == "visits":
        from yigong.tui.screens.visits.visits_page import VisitsPage

        return VisitsPage()
    if name == "points":
        from yigong.tui.screens.points.points_page import PointsPage

        return PointsPage()
    if name == "scores":
        from yigong.tui.screens.scores.scores_page import ScoresPage

        return ScoresPage()
    if name == "summary":
        from yigong.tui.screens.summary.summary_page import SummaryPage

        return SummaryPage()
    if name == "files":
        from yigong.tui.screens.files.files_page import FilesPage

        return FilesPage()
    if name == "history":
        from yigong.tui.screens.village.history_page import HistoryPage

        return HistoryPage()
    if name == "settings":
        from yigong.tui.screens.village.settings_page import SettingsPage

        return SettingsPage()
    raise KeyError(name)


def occurrence_page(occurrence: Occurrence) -> Screen[None]:
    """Make the page of an occurrence: its plan, its squads, its register."""
    from yigong.tui.screens.event.event_page import EventPage

    return EventPage(occurrence)


def desk_page(occurrence: Occurrence) -> Screen[None]:
    """Make the desk of an occurrence, where people are checked in; of a trip, where they board."""
    if occurrence.legs:
        from yigong.tui.screens.event.boarding_page import BoardingPage

        return BoardingPage(occurrence)
    from yigong.tui.screens.event.desk_page import DeskPage

    return DeskPage(occurrence)


def household_page(home: str) -> Screen[None]:
    """Make the page of a household."""
    from yigong.tui.screens.visits.household_page import HouseholdPage

    return HouseholdPage(home)


def account_page(person: int) -> Screen[None]:
    """Make the page of the account of points that somebody has a part in, by their number."""
    from yigong.tui.screens.points.account_page import AccountPage

    return AccountPage(person)


def visit_page(year: int, number: int) -> Screen[None]:
    """Make the page of a visit of a year."""
    from yigong.tui.screens.visits.visit_page import VisitPage

    return VisitPage(year, number)


def record_page(letter: str, number: int) -> Screen[None]:
    """Make the page of a squad, a programme, a venue or a request, by the letter of its code.

    Raises:
        KeyError: No page shows one with that letter.
    """
    if letter == "V":
        from yigong.tui.screens.people.person_page import PersonPage

        return PersonPage(number)
    if letter == "S":
        from yigong.tui.screens.squads.squad_page import SquadPage

        return SquadPage(number)
    if letter == "P":
        from yigong.tui.screens.programmes.programme_page import ProgrammePage

        return ProgrammePage(number)
    if letter == "L":
        from yigong.tui.screens.venues.venue_week_page import VenueWeekPage

        return VenueWeekPage(number)
    if letter == "Q":
        from yigong.tui.screens.requests.request_page import RequestPage

        return RequestPage(number)
    raise KeyError(letter)
