"""The commands of the palette: every command of every page, found by words, pinyin or initials.

The commands of the page in front run at once. One of another page opens that page and runs there;
where a page belongs to an event or a person that is to be chosen first, it says which key it is.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import ClassVar, Protocol, cast

from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.screen import Screen

from yigong.store.language import N_, _
from yigong.store.people.finder import Finder
from yigong.store.people.pinyin import preload_titles, title_keys
from yigong.store.records import Volunteer
from yigong.tui import screens
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import Page
from yigong.tui.screens.base.popup import Popup
from yigong.tui.text.key_names import binding_key
from yigong.tui.widgets.canvas import fit
from yigong.tui.widgets.header_footer import FooterLine, declared_bindings

_SUBJECTS = {
    "calendar": ("calendar", N_("Calendar")),
    "event": ("calendar", N_("An event")),
    "people": ("people", N_("Villagers")),
    "squads": ("squads", N_("Squads")),
    "venues": ("venues", N_("Venues")),
    "programmes": ("programmes", N_("Programmes")),
    "requests": ("requests", N_("Requests")),
    "visits": ("visits", N_("Visits")),
    "points": ("points", N_("Points")),
    "scores": ("scores", N_("Scores")),
    "summary": ("summary", N_("Summary")),
    "files": ("files", N_("Files")),
    "village": ("settings", N_("Settings")),
}
"""By the folder of a page's file: the main page that leads to it, and what it is about."""

_MAIN = {main.purpose: name for name, main in MAIN_PAGES.items()}
"""The names of the main pages, by what their help says first."""

_LETTER = re.compile(r"(ctrl\+)?\w|slash")
"""The keys of commands; others move, or answer."""

_ONLY_THERE = frozenset(
    {"copy", "demo", "find_row", "leave", "offer", "pick", "save", "sort_rows", "undo"}
)
"""Actions that are no commands of other pages: they are about what is on the page already."""

_OTHER_WORDS = {
    "Workload": N_("who carries it share overtime busiest tired"),
    "How many lunches": N_("meals lunch food expected turnout"),
    "Roll call": N_("attendance"),
    "Close": N_("finish register"),
    "Ledger": N_("register of service by person"),
    "Somebody else is here": N_("log in change organiser"),
    "For the town": N_("report upward numbers"),
    "Award": N_("give points"),
    "Redeem": N_("gift exchange"),
    "Scores": N_("stars colours marks"),
    "Requests": N_("complaints wishes help"),
    "Visits": N_("households calls"),
    "Undo": N_("take back mistake"),
}
"""What else people say for a command, by its name: one or several words, as msgids."""

_ON_A_ROW = frozenset({"archive", "edit", "goals", "members", "merge"})
"""Actions of main pages on the row under the cursor: which one is to be chosen first."""


class Program(Protocol):
    """The application, as far as the palette uses it."""

    @property
    def accepts_badges(self) -> bool:
        """Whether there is a village, and the organiser is known."""

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The commands that belong to no page."""

    def run_elsewhere(self, main: str, page: type[Page[object]], action: str, said: str) -> object:
        """Open a main page and run an action there; on other pages than `page` say where it is."""


@dataclass(frozen=True)
class PageCommand:
    """A command: what it is called, where it is, and what runs it."""

    title: str
    where: str
    """The place, and the key there."""

    run: Callable[[], object]
    rank: float
    """1 for those of the page in front, less for those further away."""

    place: str = ""
    """The subject of another page; in each place a title is listed once."""

    words: str = ""
    """What else people say for it."""

    @property
    def line(self) -> Content:
        """What the palette shows of it."""
        return Content(f"{fit(self.title, _TITLE)}  {self.where}")


class Palette(CommandPalette):
    """The palette; while commands are still being collected it does not say that there are none."""

    BINDINGS: ClassVar[list[BindingType]] = []
    """Those of Textual's stay."""

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """Leave it to `PageCommands`, which says it in the language of the screen."""


class PageCommands(Provider):
    """Finds commands in the language of the screen."""

    async def startup(self) -> None:
        """Collect the commands that are near, and begin with the others until a letter is typed."""
        self._near = _each_once(self._collected_near())
        self._collecting = asyncio.create_task(self._collect_all())

    async def shutdown(self) -> None:
        """Stop what is not finished."""
        self._collecting.cancel()

    async def discover(self) -> Hits:
        """The commands that are near: those of the page in front and the main pages."""
        for command in self._near:
            yield DiscoveryHit(command.line, command.run, command.title)

    async def search(self, query: str) -> Hits:
        """The commands that a query may mean.

        Args:
            query: A part of the title, its pinyin, or the initials of that.
        """
        # The next letter ends this search, but not what it waits for.
        commands, finder = await asyncio.shield(self._collecting)
        words, found = query.casefold().split(), False
        by_pinyin = {number - 1 for number in finder.find(query, len(commands))}
        for index, command in enumerate(commands):
            title = command.title.casefold()
            by_title = index in by_pinyin or all(word in title for word in words)
            if by_title or all(word in f"{title} {command.words}" for word in words):
                found = True
                exact = 0.05 if title.startswith(query.casefold()) else 0.0
                rank = command.rank + exact - (0.0 if by_title else _STEP)
                yield Hit(max(_LEAST, rank), command.line, command.run, command.title)

        if not found:  # else Textual says it, in English
            yield Hit(0.1, Content(_("There is no such command.")), lambda: None, query)

    async def _collect_all(self) -> tuple[list[PageCommand], Finder]:
        """Collect the commands of other pages, too, and the pinyin of all titles."""
        others: Iterable[PageCommand] = ()
        if self._program.accepts_badges:  # there is a village
            await asyncio.to_thread(_import_pages)
            others = [*self._of_other_pages(), self._lunches()]
        found = _each_once([*self._near, *others])
        titles = [command.title for command in found]
        await asyncio.to_thread(preload_titles, titles)
        people = (
            Volunteer(number=number, name=title, keys=title_keys(title))
            for number, title in enumerate(titles, 1)
        )
        return found, Finder({person.number: person for person in people})

    # -- the commands ------------------------------------------------------

    @property
    def _program(self) -> Program:
        return cast("Program", self.app)

    def _collected_near(self) -> Iterator[PageCommand]:
        yield from self._of_page_in_front()
        names = {_(name): name for name in _OTHER_WORDS}
        for title, text, run, _discover in self._program.get_system_commands(self.screen):
            other = _other_words(names.get(title, ""))
            yield PageCommand(title, text, run, _NEAR, words=other)

    def _of_page_in_front(self) -> Iterator[PageCommand]:
        """What can be done on the page in front now."""
        page = self.screen
        if isinstance(page, Page):
            for binding in page.query_one(FooterLine).page_bindings():
                if binding.description and not binding.action.startswith("app.go"):
                    run = partial(self.app.call_later, self.app.run_action, binding.action, page)
                    where = binding_key(binding)
                    other = _other_words(binding.description)
                    yield PageCommand(_(binding.description), where, run, 1.0 - _STEP, words=other)

    def _of_other_pages(self) -> Iterator[PageCommand]:
        """What can be done on other pages, the main pages first."""
        for page in _page_classes():
            if type(self.screen) is page:
                continue
            for binding in declared_bindings(page):
                if _is_command(binding):
                    yield self._elsewhere(page, binding)

    def _lunches(self) -> PageCommand:
        """Says where it is told how many come: no key does that."""
        said = _("Open an event that is to come: above its people it says how many usually come.")
        run = partial(self._program.run_elsewhere, "calendar", Page, "none", said)
        place = _("An event")
        title = _("How many lunches")
        return PageCommand(
            title, place, run, _NEAR - _STEP, place, _other_words("How many lunches")
        )

    def _elsewhere(self, page: type[Page[object]], binding: Binding) -> PageCommand:
        name = _MAIN.get(page.PURPOSE)
        main, subject = (
            (name, MAIN_PAGES[name].title) if name else _SUBJECTS[page.__module__.split(".")[-2]]
        )
        place, key = _(subject), binding_key(binding)
        said = _("{place}: open the page that has it; its key there is {key}.")
        if binding.action in _ON_A_ROW:
            said = _("{place}: choose one; the key is {key}.")
            page = Page  # none that opens: it is not run
        said = said.format(place=place, key=key)
        run = partial(self._program.run_elsewhere, main, page, binding.action, said)
        where = f"{place}: {key}"
        other = _other_words(binding.description)
        return PageCommand(_(binding.description), where, run, _NEAR - _STEP, place, other)


def _other_words(name: str) -> str:
    """What else people say for a command.

    Args:
        name: Its name as a msgid.
    """
    return _(_OTHER_WORDS[name]).casefold() if name in _OTHER_WORDS else ""


_STEP, _NEAR, _LEAST = 0.1, 0.8, 0.2
_TITLE = 26
"""Cells of a title."""


def _each_once(commands: Iterable[PageCommand]) -> list[PageCommand]:
    """The commands, with each title once in each place."""
    found: dict[tuple[str, str], PageCommand] = {}
    for command in commands:
        found.setdefault((command.title, command.place), command)
    return list(found.values())


def _is_command(binding: Binding) -> bool:
    """Whether a binding of another page is a command: it has a letter, and acts not only there."""
    action = binding.action.partition("(")[0]
    return (
        bool(binding.description)
        and _LETTER.fullmatch(binding.key.partition(",")[0]) is not None
        and action not in _ONLY_THERE
        and not action.startswith("app.")
    )


def _import_pages() -> None:
    """Import the modules of all pages."""
    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)


def _page_classes() -> list[type[Page[object]]]:
    """The pages that have commands of their own, the main ones first: no bases, no popups."""
    found: list[type[Page[object]]] = []
    left: list[type[Page[object]]] = [Page]
    while left:
        page = left.pop()
        left += page.__subclasses__()
        own = page.__module__.startswith(f"{screens.__name__}.") and not page.__subclasses__()
        own = own and page.IN_VILLAGE
        if own and not issubclass(page, Popup) and ".base." not in page.__module__:
            found.append(page)
    return sorted(found, key=lambda page: (page.PURPOSE not in _MAIN, page.__module__))
