"""The roster: find somebody, look at them, add and change."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from store.language import N_, _, ngettext
from store.records import Volunteer
from tui.screens.finder_page import CLEAR_OR_BACK, FinderPage
from tui.screens.page import HELP_F1
from tui.widgets.painted import PLAIN, QUIET, STRONG, Piece
from tui.widgets.person_finder import PersonFinder
from tui.widgets.rows import Column, Row

_LISTED = 1000
"""The most people listed at once; whoever wants another one types."""


class PeoplePage(FinderPage):
    """Everybody, narrowed down by typing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open")),
        Binding("ctrl+n", "new", N_("New person"), priority=True),
        CLEAR_OR_BACK,
        HELP_F1,
    ]
    BOOKS = frozenset({"people", "squads"})
    DEFAULT_CSS = """
    PeoplePage PersonFinder { height: 1fr; margin-top: 1; }
    PeoplePage PersonFinder #candidates { height: 1fr; margin-top: 1; }
    """

    def body(self) -> ComposeResult:
        """The finder over the whole roster."""
        yield PersonFinder(
            partial(self.village.people.find, archived=True),
            self._row,
            [
                Column("", 0, most=28),
                Column("", 6),
                Column("", 24),
                Column("", 8),
                Column("", 16, least=96),
                Column("", 12, least=76),
            ],
            limit=_LISTED,
            everybody=self._everybody,
            typed=self.typed,
            guard=self.telling,
            placeholder=_("name, pinyin or initials, phone tail, code"),
        )

    def heading(self) -> list[Piece]:
        """How many there are."""
        count = sum(1 for p in self.village.people.all().values() if not p.archived)
        many = ngettext("{n} person", "{n} people", count).format(n=count)
        return [(_("Villagers"), STRONG), f"  {many}"]

    def reload(self) -> None:
        """The same search, anew."""
        self.finder.look()
        if not self.village.people.all():
            self.status.show(
                _(
                    "Nobody is on the roster yet. ^N adds somebody; "
                    "`yigong people import` takes a file."
                )
            )

    def _everybody(self) -> list[Volunteer]:
        everybody = self.village.people.all().values()
        return sorted(everybody, key=lambda person: person.archived)[:_LISTED]

    def _row(self, person: Volunteer) -> Row:
        from exports.privacy import mask

        squads = self.village.squads.names(self.village.squads.of(person.number))
        cells = [
            person.name,
            person.code,
            squads,
            person.group,
            " ".join(person.tags),
            mask(person.phone),
        ]
        return Row(person.number, cells, QUIET if person.archived else PLAIN)

    @on(PersonFinder.Picked)
    def picked(self, event: PersonFinder.Picked) -> None:
        """Open somebody's page."""
        from tui.screens.person import PersonPage

        with self.telling():
            self.app.push_screen(PersonPage(event.number))

    def action_new(self) -> None:
        """A form for somebody new."""
        from tui.screens.person_form import PersonForm

        def saved(person: Volunteer | None) -> None:
            if person is not None:
                self.refresh_page()
                self.status.good(
                    _("{name} is on the roster: {code}").format(name=person.name, code=person.code)
                )

        with self.telling():
            self.needs_writing()
            self.app.push_screen(PersonForm(), saved)
