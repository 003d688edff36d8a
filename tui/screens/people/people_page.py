"""The roster: people are found, filtered and added here; it leads to duplicates and imports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.exports.privacy import mask_phone
from yigong.store.language import N_, _, ngettext
from yigong.store.people.finder import Rank
from yigong.store.people.natural_order import NaturalKey, natural_key
from yigong.store.records import Volunteer
from yigong.tui.background.undo_task import undo_people_change
from yigong.tui.screens.base.finder_page import CLEAR_OR_BACK, FinderPage
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import HELP_F1, needs_writing
from yigong.tui.screens.people.person_panel import PersonPanel
from yigong.tui.view.people_filter import PeopleFilter
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.person_finder import PersonFinder
from yigong.tui.widgets.row_list import ListColumn, ListRow

_MAX_ROWS = 1000
"""The most people listed at once; typing finds the others."""


@lru_cache(maxsize=500)
def _group_key(group: str) -> NaturalKey:
    return natural_key(group)


_ORDERS: dict[str, Callable[[Volunteer], Any]] = {
    N_("by code"): lambda person: person.number,
    N_("by name"): lambda person: person.reading,
    N_("by group"): lambda person: (not person.group, _group_key(person.group), person.reading),
    N_("newest first"): lambda person: -(person.joined or date.min).toordinal(),
}
"""The orders of everybody, as msgids; whoever is typed comes in one of its own, likeliest first."""


class PeoplePage(FinderPage[None]):
    """Lists everybody; typing narrows the list down."""

    PURPOSE = MAIN_PAGES["people"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "none", N_("Open"), tooltip=N_("Open the page of the person under the cursor.")
        ),
        Binding("tab", "order", N_("Sort"), priority=True),
        Binding("ctrl+n", "new", N_("New person"), priority=True),
        Binding("ctrl+f", "filter", N_("Show only"), priority=True),
        Binding("ctrl+d", "doubles", N_("Doubles"), priority=True),
        Binding("ctrl+o", "take_in", N_("Take in a roster"), priority=True),
        Binding("ctrl+z", "undo", N_("Undo"), priority=True),
        CLEAR_OR_BACK,
        HELP_F1,
    ]
    BOOKS = frozenset({"people", "squads"})
    DEFAULT_CSS = """
    PeoplePage PersonFinder { height: 1fr; margin-top: 1; }
    PeoplePage PersonFinder #candidates { height: 1fr; margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._filter = PeopleFilter()
        self._order = next(iter(_ORDERS))

    def body(self) -> ComposeResult:
        """A finder over the whole roster."""
        yield PersonFinder(
            self._find,
            self._row,
            [
                ListColumn("", 0, most=28),
                ListColumn("", 6),
                ListColumn("", 24),
                ListColumn("", 8),
                ListColumn("", 16, least=96),
                ListColumn("", 12, least=76),
            ],
            limit=_MAX_ROWS,
            everybody=self._everybody,
            typed=self.typed,
            moved=self.reload_side_soon,
            guard=self.report_refusals,
            placeholder=_("name, pinyin or initials, phone tail, code"),
        )

    def side(self) -> Iterable[Widget]:
        """The person under the cursor."""
        yield PersonPanel()

    def reload_side(self) -> None:
        """Show who is under the cursor now; before it moves, the first of the list."""
        number = self.finder.candidates.key
        self.query_one(PersonPanel).show_people(self, [number] if isinstance(number, int) else [])

    def typed(self, query: str) -> None:
        """Show also who is the first now."""
        super().typed(query)
        self.reload_side_soon()

    def heading(self) -> list[Piece]:
        """How many people the list has, and the filter."""
        people = self._filtered(self.village.people.listed(archived=bool(self._filter)))
        count = ngettext("{n} person", "{n} people", len(people)).format(n=len(people))
        description = self._filter.description(self.village.squads.names)
        order = (f"{_(self._order)}  ", QUIET)
        return [(_("Villagers"), STRONG), f"  {count}  ", order, (description, ACCENT)]

    def reload(self) -> None:
        """Search anew; an empty list says how to fill it."""
        self.finder.refresh_candidates()
        empty = " "
        if self._filter:
            empty = _("Nobody is like that. Esc shows everybody.")
        elif not self.village.people.listed(archived=True):
            empty = _("Nobody is on the roster yet. ^N adds somebody; ^O takes in a table.")
        self.finder.candidates.show(self.finder.candidates.rows, empty=empty)

    def nobody_found(self, query: str) -> str:
        """What to say where a query finds nobody: how to add them."""
        return _("Nobody is found by {query}. ^N adds them to the roster.").format(query=query)

    def _find(self, query: str, limit: int, rank: Rank | None) -> list[Volunteer]:
        """The people whom a query finds and the filter lets through."""
        most = len(self.village.people.all()) if self._filter else limit
        return self._filtered(self.village.people.find(query, most, rank, archived=True))[:limit]

    def _everybody(self) -> list[Volunteer]:
        everybody = self._filtered(self.village.people.listed(archived=True))
        key = _ORDERS[self._order]
        return sorted(everybody, key=lambda person: (person.archived, key(person)))[:_MAX_ROWS]

    def _filtered(self, people: Sequence[Volunteer]) -> list[Volunteer]:
        if not self._filter:
            return list(people)
        squads_of, today = self.village.squads.of, self.village.now().date()
        return [p for p in people if self._filter.matches(p, squads_of(p.number), today)]

    def _row(self, person: Volunteer) -> ListRow:
        squads = self.village.squads.names(self.village.squads.of(person.number))
        cells = [
            person.name,
            person.code,
            squads,
            person.group,
            " ".join(person.tags),
            mask_phone(person.phone),
        ]
        return ListRow(person.number, cells, QUIET if person.archived else PLAIN)

    @on(PersonFinder.Picked)
    def picked(self, event: PersonFinder.Picked) -> None:
        """Open the person's page."""
        from yigong.tui.screens.people.person_page import PersonPage

        self.app.push_screen(PersonPage(event.number))

    @needs_writing
    def action_take_in(self) -> None:
        """Take in a roster from an Excel or CSV file."""
        from yigong.tui.screens.people.roster_file_page import RosterFilePage

        self.app.push_screen(RosterFilePage())

    @needs_writing
    @work
    async def action_new(self) -> None:
        """Add a person to the roster."""
        from yigong.tui.screens.people.person_form import PersonForm

        person = await self.ask(PersonForm())
        if person is not None:
            self.finder.choose(person.number)
            self.refresh_page()
            text = _("{name} is on the roster: {code}")
            self.status.good(text.format(name=person.name, code=person.code))

    @work
    async def action_filter(self) -> None:
        """Show only some people, by squad, tag, group and more."""
        from yigong.tui.screens.people.people_filter_page import PeopleFilterPage

        chosen = await self.ask(PeopleFilterPage(self._filter))
        if chosen is not None:
            self._apply_filter(chosen)

    def _apply_filter(self, chosen: PeopleFilter) -> None:
        self._filter = chosen
        self.finder.candidates.reset_cursor()
        self.status.show("")
        self.refresh_page()

    def action_order(self) -> None:
        """Sort in the next order.

        The cursor goes to the top.
        """
        orders = list(_ORDERS)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.finder.candidates.reset_cursor()
        self.refresh_page()

    def action_doubles(self) -> None:
        """List who may be on the roster twice."""
        from yigong.tui.screens.people.duplicates_page import DuplicatesPage

        self.app.push_screen(DuplicatesPage())

    def action_undo(self) -> None:
        """Take back your last change of the roster."""
        undo_people_change(self)

    def action_clear_or_back(self) -> None:
        """Clear what is typed, then the filter; with neither, go back."""
        if self._filter and not self.finder.query_text:
            self._apply_filter(PeopleFilter())
        else:
            super().action_clear_or_back()
