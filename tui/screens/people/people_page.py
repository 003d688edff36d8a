"""The roster: find somebody, narrow it down, add and change; doubles are looked at from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.privacy import mask_phone
from yigong.store.language import N_, _, ngettext
from yigong.store.people.finder import Rank
from yigong.store.records import Volunteer
from yigong.tui.background.undo_task import take_back_people
from yigong.tui.screens.base.finder_page import CLEAR_OR_BACK, FinderPage
from yigong.tui.screens.base.page import HELP_F1
from yigong.tui.view.people_filter import PeopleFilter
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.person_finder import PersonFinder
from yigong.tui.widgets.row_list import ListColumn, ListRow

_LISTED = 1000
"""The most people listed at once; whoever wants another one types."""


class PeoplePage(FinderPage):
    """Everybody, narrowed down by typing."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open")),
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
        self._shows = PeopleFilter()

    def body(self) -> ComposeResult:
        """The finder over the whole roster."""
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
            limit=_LISTED,
            everybody=self._everybody,
            typed=self.typed,
            guard=self.report_refusals,
            placeholder=_("name, pinyin or initials, phone tail, code"),
        )

    def heading(self) -> list[Piece]:
        """How many there are, and of what kind."""
        count = len(self._let(self.village.people.listed(archived=bool(self._shows))))
        many = ngettext("{n} person", "{n} people", count).format(n=count)
        only = self._shows.description(self.village.squads.names)
        return [(_("Villagers"), STRONG), f"  {many}  ", (only, ACCENT)]

    def reload(self) -> None:
        """The same search, anew."""
        self.finder.refresh_candidates()
        if self.finder.candidates.rows or self.finder.query_text:
            return
        if self._shows:
            self.status.show(_("Nobody is like that. Esc shows everybody."))
        elif not self.village.people.listed(archived=True):
            self.status.show(
                _("Nobody is on the roster yet. ^N adds somebody; ^O takes in a table.")
            )

    def nobody(self, query: str) -> str:
        """Who is added here is not at a door."""
        return _("Nobody is found by {query}. ^N adds them to the roster.").format(query=query)

    def _find(self, query: str, limit: int, rank: Rank | None) -> list[Volunteer]:
        """Whom a query means, among those who are shown."""
        most = len(self.village.people.all()) if self._shows else limit
        return self._let(self.village.people.find(query, most, rank, archived=True))[:limit]

    def _everybody(self) -> list[Volunteer]:
        everybody = self._let(self.village.people.listed(archived=True))
        return sorted(everybody, key=lambda person: person.archived)[:_LISTED]

    def _let(self, people: Sequence[Volunteer]) -> list[Volunteer]:
        """Those of some people who are shown."""
        if not self._shows:
            return list(people)
        of, today = self.village.squads.of, self.village.now().date()
        return [p for p in people if self._shows.matches(p, of(p.number), today)]

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
        """Open somebody's page."""
        from yigong.tui.screens.people.person_page import PersonPage

        with self.report_refusals():
            self.app.push_screen(PersonPage(event.number))

    def action_take_in(self) -> None:
        """A table with many people."""
        from yigong.tui.screens.people.roster_file_page import RosterFilePage

        with self.report_refusals():
            self.needs_writing()
            self.app.push_screen(RosterFilePage())

    def action_new(self) -> None:
        """A form for somebody new."""
        from yigong.tui.screens.people.person_form import PersonForm

        def saved(person: Volunteer | None) -> None:
            if person is not None:
                self.refresh_page()
                self.status.good(
                    _("{name} is on the roster: {code}").format(name=person.name, code=person.code)
                )

        with self.report_refusals():
            self.needs_writing()
            self.app.push_screen(PersonForm(), saved)

    def action_filter(self) -> None:
        """Choose whom to show."""
        from yigong.tui.screens.people.people_filter_page import PeopleFilterPage

        def chosen(shows: PeopleFilter | None) -> None:
            if shows is not None:
                self._show_only(shows)

        self.app.push_screen(PeopleFilterPage(self._shows), chosen)

    def _show_only(self, shows: PeopleFilter) -> None:
        self._shows = shows
        self.finder.candidates.reset_cursor()
        self.status.show("")
        self.refresh_page()

    def action_doubles(self) -> None:
        """Who may be on the roster twice."""
        from yigong.tui.screens.people.duplicates_page import DuplicatesPage

        with self.report_refusals():
            self.app.push_screen(DuplicatesPage())

    def action_undo(self) -> None:
        """Take back my last change of people."""
        with self.report_refusals():
            take_back_people(self)

    def action_clear_or_back(self) -> None:
        """Clear what is typed; then show everybody again; then leave."""
        if self._shows and not self.finder.query_text:
            self._show_only(PeopleFilter())
        else:
            super().action_clear_or_back()
