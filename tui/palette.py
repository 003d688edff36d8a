"""The commands of the palette: every command of every page, found by words, pinyin or initials.

The commands of the page in front run at once. One of another page opens that page and runs there;
where a page belongs to an event or a person that is to be chosen first, it says which key it is.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, cast

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from yigong.store.language import N_, _
from yigong.store.people.finder import Finder
from yigong.store.people.pinyin import preload_titles, title_keys
from yigong.store.records import Volunteer
from yigong.tui import screens
from yigong.tui.screens.base.page import Page
from yigong.tui.screens.base.popup import Popup
from yigong.tui.widgets.canvas import fit
from yigong.tui.widgets.header_footer import FooterLine, declared_bindings, key_name

if TYPE_CHECKING:
    from yigong.tui.app import YigongApp

_SUBJECTS = {
    "calendar": ("calendar", N_("Calendar")),
    "event": ("calendar", N_("An event")),
    "people": ("people", N_("Villagers")),
    "squads": ("squads", N_("Squads")),
    "summary": ("summary", N_("Summary")),
    "files": ("files", N_("Files")),
    "village": ("settings", N_("Settings")),
}
"""By the folder of a page's file: the main page that leads to it, and what it is about."""

_EVERYWHERE = frozenset({"back", "leave", "app.help", "app.focus_next", "none", "undo"})
"""Actions that are no commands of other pages: they are on every page, or only act there."""


@dataclass(frozen=True)
class PageCommand:
    """A command: what it is called, where it is, and what runs it."""

    title: str
    where: str
    run: Callable[[], object]
    rank: float
    """1 for those of the page in front, less for those further away."""

    @property
    def line(self) -> Content:
        """What the palette shows of it."""
        return Content(f"{fit(self.title, _TITLE)}  {self.where}")


class PageCommands(Provider):
    """Finds commands in the language of the screen."""

    async def startup(self) -> None:
        """Collect the commands that are near; the others are looked for with the first letter."""
        self._near = list(self._collected_near())
        self._all: list[PageCommand] = []
        self._finder = Finder({})

    async def discover(self) -> Hits:
        """The commands that are near: those of the page in front and the main pages."""
        for command in self._near:
            yield DiscoveryHit(command.line, command.run, command.title)

    async def search(self, query: str) -> Hits:
        """The commands that a query may mean.

        Args:
            query: A part of the title, its pinyin, or the initials of that.
        """
        if not self._all:
            await self._collect_all()
        words = query.casefold().split()
        by_pinyin = {number - 1 for number in self._finder.find(query, len(self._all))}
        for index, command in enumerate(self._all):
            title = command.title.casefold()
            if index in by_pinyin or all(word in title for word in words):
                exact = 0.05 if title.startswith(query.casefold()) else 0.0
                yield Hit(command.rank + exact, command.line, command.run, command.title)

    async def _collect_all(self) -> None:
        """Collect the commands of other pages, and the pinyin of all titles."""
        commands = list(self._near)
        if self._program.accepts_badges:  # there is a village
            commands += self._of_other_pages()
        found = list({(each.title, each.where): each for each in commands}.values())
        titles = [command.title for command in found]
        await asyncio.to_thread(preload_titles, titles)  # the next letter may end it here
        self._finder = Finder(
            {
                number: Volunteer(number=number, name=title, keys=title_keys(title))
                for number, title in enumerate(titles, 1)
            }
        )
        self._all = found

    # -- the commands ------------------------------------------------------

    @property
    def _program(self) -> YigongApp:
        return cast("YigongApp", self.app)

    def _collected_near(self) -> Iterator[PageCommand]:
        yield from self._of_page_in_front()
        for name, text, run, _discover in self._program.get_system_commands(self.screen):
            yield PageCommand(name, text, run, _NEAR)

    def _of_page_in_front(self) -> Iterator[PageCommand]:
        """What can be done on the page in front now."""
        page = self.screen
        if isinstance(page, Page):
            for binding in page.query_one(FooterLine).page_bindings():
                if binding.description and not binding.action.startswith("app.go"):
                    run = partial(self.app.call_later, self.app.run_action, binding.action, page)
                    yield PageCommand(_(binding.description), _keys(binding), run, 1.0 - _STEP)

    def _of_other_pages(self) -> Iterator[PageCommand]:
        """What can be done on other pages."""
        for page in _page_classes():
            if type(self.screen) is page:
                continue
            main, title = _SUBJECTS[page.__module__.rsplit(".", 2)[1]]
            for binding in declared_bindings(page):
                action = binding.action.partition("(")[0]
                if not (binding.show and binding.description) or action in _EVERYWHERE:
                    continue
                if action.startswith("app."):
                    continue
                where = f"{_(title)}: {_keys(binding)}"
                run = partial(self._program.run_elsewhere, main, page, binding.action, where)
                yield PageCommand(_(binding.description), where, run, _NEAR - _STEP)


_STEP, _NEAR = 0.1, 0.8
_TITLE = 26
"""Cells of a title."""


def _keys(binding: Binding) -> str:
    return binding.key_display or key_name(binding.key.split(",")[0])


def _page_classes() -> Iterable[type[Page[object]]]:
    """The pages that have commands of their own: no bases, no popups."""
    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    left: list[type[Page[object]]] = [Page]
    while left:
        page = left.pop()
        left += page.__subclasses__()
        own = page.__module__.startswith(f"{screens.__name__}.") and not page.__subclasses__()
        if own and not issubclass(page, Popup) and ".base." not in page.__module__:
            yield page
