"""The keys that lead to each page, and what must hold on every page."""

from __future__ import annotations

import asyncio
import importlib
import pkgutil

from textual import events
from textual.keys import _character_to_key

from hostile.corpus import terminal_characters
from yigong.tui import screens
from yigong.tui.screens.base.page import Page

_CHARACTERS = {"enter": "\r", "tab": "\t", "space": " ", "slash": "/", "backspace": "\x7f"}

ROUTES: dict[str, tuple[str, ...]] = {
    "CalendarPage": (),
    "CalendarPage, the day before": ("left",),
    "WeekPage": ("w",),
    "FetchPage of the whole calendar": ("i",),
    "FilesPage": ("b",),
    "FilesPage with a file": ("i", "escape", "b"),
    "FetchPage of a file": ("i", "escape", "b", "enter"),
    "AskYes before a file goes": ("i", "escape", "b", "minus"),
    "AskText for what is sent": ("b", "a"),
    "CopyPage for what is sent": ("b", "a", "=x.csv", "enter"),
    "EventSearchPage": ("slash", "=E0"),
    "FilterPage": ("f",),
    "AskText": ("g",),
    "HelpPage": ("f1",),
    "Palette": ("ctrl+p",),
    "MenuPage": ("0",),
    "ImportFilePage": ("I",),
    "EventForm": ("n",),
    "AskOption": ("n", "tab", "space"),
    "PickFieldPage": ("n", *["tab"] * 7, "space"),
    "ProgrammePickPage": ("n", *["shift+tab"] * 6, "space"),
    "EventForm that changes": ("enter", "e"),
    "AskYes": ("n", "=x", "escape"),
    "EventPage": ("enter",),
    "AskText that moves": ("enter", "m"),
    "AskCancellation": ("enter", "c"),
    "SignUpPage": ("enter", "a", "=1"),
    "AskOption for a post": ("enter", "a", "=1", "enter"),
    "PostsPage": ("enter", "o"),
    "PostForm": ("enter", "o", "n"),
    "PostForm that changes": ("enter", "o", "e"),
    "EventPage, further down": ("enter", "down", "down", "pagedown", "end"),
    "HandOverPage": ("enter", "i"),
    "FetchPage": ("enter", "i", "w"),
    "DeskPage": ("d",),
    "DeskPage that finds": ("d", "=1"),
    "WalkInForm": ("d", "=zzz", "ctrl+n"),
    "PartyPage": ("d", "=1", "enter", "ctrl+b"),
    "NamelessPage": ("d", "ctrl+k", "=1 2"),
    "AlongPage": ("enter", "ctrl+b"),
    "AlongPage for a sign-up": ("enter", "a", "=1", "ctrl+b"),
    "RollSquadsPage": ("enter", "l"),
    "RollCallPage": ("enter", "l", "enter"),
    "LegsPage": ("enter", "t"),
    "LegForm": ("enter", "t", "n", "=8:40-9:00"),
    "SheetPage": ("enter", "p", "=1 0852 1110"),
    "ClosePage": ("enter", "x"),
    "PeoplePage": ("p",),
    "PersonForm for somebody new": ("p", "=zzz", "ctrl+n"),
    "PersonPage": ("p", "=1", "enter"),
    "PersonForm": ("p", "=1", "enter", "e"),
    "PersonPage, to come": ("p", "=1", "enter", "tab"),
    "PersonPage, changes": ("p", "=1", "enter", "shift+tab"),
    "AskText for a service record": ("p", "=1", "enter", "x"),
    "WordChoicePage": ("p", "=1", "enter", "e", "ctrl+t"),
    "PeopleFilterPage": ("p", "ctrl+f"),
    "DuplicatesPage": ("p", "ctrl+d"),
    "MergePartnerPage": ("p", "=1", "enter", "m", "=1"),
    "MergePage": ("p", "=1", "enter", "m", "=2", "enter"),
    "ErasurePage": ("p", "=1", "enter", "F"),
    "RosterFilePage": ("p", "ctrl+o"),
    "SquadsPage": ("s",),
    "SquadPage": ("s", "enter"),
    "PhoneListPage": ("s", "enter", "p"),
    "InvitePage": ("enter", "v"),
    "GrantsPage": ("enter", "g", "=1"),
    "GrantForm": ("enter", "g", "=1", "down", "enter"),
    "SquadForm": ("s", "e"),
    "MembersPage": ("s", "a", "=1"),
    "ProgrammesPage": ("0", "m"),
    "ProgrammePage": ("0", "m", "enter"),
    "ProgrammePage, people": ("0", "m", "enter", "tab"),
    "ProgrammePage, mentors": ("0", "m", "enter", "tab", "tab"),
    "ProgrammeForm": ("0", "m", "n"),
    "ProgrammeForm that changes": ("0", "m", "e"),
    "GoalForm": ("0", "m", "g"),
    "EnrolPage": ("0", "m", "enter", "a", "=1"),
    "MentorsPage": ("0", "m", "enter", "tab", "m", "=1"),
    "EnrolmentForm": ("0", "m", "enter", "tab", "c"),
    "VenuesPage": ("0", "v"),
    "VenueForm": ("0", "v", "n"),
    "VenueForm that changes": ("0", "v", "e"),
    "VenueWeekPage": ("0", "v", "enter"),
    "VenueWeekPage, only free": ("0", "v", "enter", "v", "right_square_bracket"),
    "BookingForm": ("0", "v", "enter", "n"),
    "WaitingPage": ("0", "v", "exclamation_mark"),
    "AskText for why it is declined": ("0", "v", "exclamation_mark", "r"),
    "ScoresPage": ("0", "c"),
    "ScoresPage, groups": ("0", "c", "tab", "tab"),
    "CellPage": ("0", "c", "enter"),
    "CellPage of a colour": ("0", "c", *["right"] * 12, "enter"),
    "CardsPage": ("0", "c", "c"),
    "CardPage": ("0", "c", "c", "enter"),
    "ScoreRulesPage": ("0", "c", "r"),
    "IndicatorForm": ("0", "c", "r", "n"),
    "ScoreLimitsForm": ("0", "c", "r", "s"),
    "RequestsPage": ("0", "q"),
    "RequestsPage, in hand": ("0", "q", "tab"),
    "RequestsPage, all": ("0", "q", "shift+tab", "end"),
    "RequestFilterPage": ("0", "q", "f"),
    "RequestPage": ("0", "q", "enter"),
    "RequestPage, settled": ("0", "q", "tab", "tab", "enter"),
    "RequestForm": ("0", "q", "n"),
    "RequestForm that changes": ("0", "q", "tab", "enter", "e"),
    "SamePage": ("0", "q", "m"),
    "AskText for what was done": ("0", "q", "d"),
    "AskOption for a request's table": ("0", "q", "o"),
    "EventForm in answer to a request": ("0", "q", "P"),
    "VisitsPage": ("0", "w"),
    "VisitsPage, households": ("0", "w", "tab"),
    "AskText for a household": ("0", "w", "h"),
    "ProposalsPage": ("0", "w", "g"),
    "VisitForm": ("0", "w", "n"),
    "VisitPage": ("0", "w", "enter"),
    "VisitForm that changes": ("0", "w", "enter", "e"),
    "VisitedPage": ("0", "w", "n", "ctrl+t", "=1"),
    "HouseholdPage": ("0", "w", "tab", "enter"),
    "HouseholdPage, visits": ("0", "w", "tab", "enter", "tab"),
    "HouseholdPage, requests": ("0", "w", "tab", "enter", "shift+tab"),
    "HouseholdMembersPage": ("0", "w", "tab", "enter", "a", "=1"),
    "PointsPage": ("0", "f"),
    "PointsPage, everybody": ("0", "f", "h"),
    "AccountPage": ("0", "f", "enter"),
    "AwardPeoplePage": ("0", "f", "w", "=1"),
    "AwardForm": ("0", "f", "w", "=1", "enter", "ctrl+s"),
    "RedeemForm": ("0", "f", "enter", "g"),
    "ClearForm": ("0", "f", "K"),
    "GiftsPage": ("0", "f", "l"),
    "GiftForm": ("0", "f", "l", "n"),
    "GiftForm that changes": ("0", "f", "l", "e"),
    "AskText for the stock": ("0", "f", "l", "s"),
    "PointsRulesPage": ("0", "f", "r"),
    "PointsRuleForm": ("0", "f", "r", "n"),
    "PointsRuleForm that changes": ("0", "f", "r", "e"),
    "SummaryPage": ("r",),
    "SummaryPage by person": ("r", "tab", "tab", "tab"),
    "SummaryPage by programme": ("r", "z", "shift+tab", "shift+tab", "shift+tab"),
    "SummaryPage, charts": ("r", "g"),
    "PeriodPage": ("r", "p"),
    "AskText for a period": ("r", "p", "t"),
    "StarsPage": ("r", "s"),
    "WorkloadPage": ("r", "w"),
    "WorkloadPage, never asked": ("r", "w", "tab"),
    "AskText for the code on a record": ("b", "c"),
    "RecordCheckPage": ("b", "c", "=2026-0001-AAAAAA", "enter"),
    "NamesPage": ("r", "enter"),
    "RoleReviewPage": ("r", "o"),
    "ReviewedRegisterPage": ("r", "o", "enter"),
    "HistoryPage": ("y",),
    "ChangePage": ("y", "enter"),
    "SettingsPage": ("o",),
    "KindsPage": ("o", "ctrl+t"),
    "KindForm": ("o", "ctrl+t", "n"),
    "KindForm that changes": ("o", "ctrl+t", "e"),
    "OrganiserPage": ("x",),
}
"""The keys from the calendar to a page; words after the name of its class make other routes."""

INPUTS = (
    "EventSearchPage", "AskText", "Palette", "ImportFilePage", "EventForm",
    "EventForm that changes", "AskText that moves", "AskCancellation", "SignUpPage",
    "DeskPage", "WalkInForm", "SheetPage", "PeoplePage", "PersonForm", "SquadForm", "MembersPage",
    "MergePartnerPage", "SettingsPage", "OrganiserPage", "ErasurePage", "RosterFilePage",
    "AskText for a service record", "AskText for the code on a record", "AskText for what is sent",
    "GrantsPage", "GrantForm",
    "KindForm", "KindForm that changes", "VenueForm", "VenueForm that changes", "BookingForm",
    "AskText for a household", "VisitForm", "VisitForm that changes", "VisitedPage",
    "IndicatorForm", "ScoreLimitsForm",
    "RequestForm", "RequestForm that changes",
    "HouseholdMembersPage", "AskText for why it is declined", "ProgrammeForm", "GoalForm",
    "EnrolPage", "MentorsPage",
    "EnrolmentForm", "LegForm", "PostForm", "PostForm that changes",
    "AwardPeoplePage", "AwardForm", "RedeemForm", "ClearForm", "GiftForm", "GiftForm that changes",
    "AskText for the stock", "PointsRuleForm", "PointsRuleForm that changes",
)  # fmt: skip
"""The routes to pages with an input."""

TESTED_ELSEWHERE = {
    *("FirstStartPage", "ImportReviewPage", "RosterReviewPage", "ScopePage"),
    *("BoardingPage", "BoardPickPage", "ManifestPage"),
    *("TownPage", "TownVillagePage", "AttentionPage", "DrawPage"),  # of another application
}
"""Pages with tests of their own, as keys alone do not lead to them."""


def pages() -> set[str]:
    """The names of all page classes without subclasses."""
    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    names, remaining = set(), [Page]
    while remaining:
        page = remaining.pop()
        remaining += page.__subclasses__()
        if page.__module__.startswith("yigong.") and not page.__subclasses__():
            names.add(page.__name__)
    return names


async def visit(screen, route: str) -> None:
    """Go back to the calendar, and from there along a route."""
    while len(screen.app.screen_stack) > 2:
        screen.app.pop_screen()
    await press(screen, "t", *ROUTES[route])


async def press(screen, *keys: str) -> None:
    """Press keys by name, ``=text`` types text; waits only until each is handled.

    `screens.ScreenDriver.press` waits until the machine is idle, which takes longer than the work.
    """
    for key in keys:
        for name in key[1:] if key.startswith("=") and len(key) > 1 else [key]:
            character = name if len(name) == 1 else _CHARACTERS.get(name)
            if len(name) == 1 and not name.isalnum():
                name = _character_to_key(name)  # noqa: PLW2901 - its name in Textual
            screen.app.post_message(events.Key(name, character))
            await settled(screen)


async def settled(screen) -> None:
    """Wait until all messages are handled, those that they cause, and what threads work at."""
    for _round in range(3):
        done = asyncio.Event()
        assert screen.app.call_later(done.set), "the program has ended"
        await asyncio.wait_for(done.wait(), 60)
        await screen.wait(0)
        while screen.app.scanner.holding and screen.app.is_running:
            await screen.wait(0.01)
    await screen.settled()


def assert_harmless(screen, where: str) -> None:
    """Check that the screen has no terminal characters, no links and no actions."""
    found = terminal_characters(screen.text)
    assert not found, (where, found)
    for strip in screen.app.screen._compositor.render_strips():
        for segment in strip:
            style = segment.style
            assert style is None or (style.link is None and "@click" not in (style.meta or {})), (
                where,
                segment,
            )
