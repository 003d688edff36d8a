"""Who else is the same person: a finder, with those who look alike above the others."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.privacy import mask_phone
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.people.duplicates import find_duplicates
from yigong.store.records import Volunteer
from yigong.tui.screens.base.finder_page import CLEAR_OR_BACK, FinderPage
from yigong.tui.screens.base.page import HELP_F1
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.person_finder import PersonFinder
from yigong.tui.widgets.row_list import ListColumn, ListRow

_LIKELY = 50


class MergePartnerPage(FinderPage):
    """Finds the other record of a person."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Compare")),
        CLEAR_OR_BACK,
        HELP_F1,
    ]
    BOOKS = frozenset({"people", "squads"})
    DEFAULT_CSS = """
    MergePartnerPage PersonFinder { height: 1fr; margin-top: 1; }
    MergePartnerPage PersonFinder #candidates { height: 1fr; margin-top: 1; }
    """

    def __init__(self, person: Volunteer, compare: Callable[[int], None]) -> None:
        """Look for the other record.

        Args:
            person: The one there is.
            compare: Called with the number of the other one, when this page is closed.
        """
        super().__init__()
        self._person = person
        self._compare = compare

    def heading(self) -> list[Piece]:
        """Of whom."""
        question = _("Who is the same person as {name}?").format(name=self._person.name)
        return [(question, STRONG), f"  {self._person.code}"]

    def body(self) -> ComposeResult:
        """The finder, archived people too."""
        yield PersonFinder(
            partial(self.village.people.find, archived=True),
            self._row,
            [
                ListColumn("", 0, most=28),
                ListColumn("", 6),
                ListColumn("", 24),
                ListColumn("", 8),
                ListColumn("", 12, least=70),
            ],
            limit=200,
            everybody=self._likely,
            typed=self.typed,
            guard=self.report_refusals,
            placeholder=_("name, pinyin or initials, phone tail, code"),
        )

    def reload(self) -> None:
        """The same search, anew."""
        self.finder.refresh_candidates()

    def nobody(self, query: str) -> str:
        """Nobody new is added here."""
        return _("Nobody is found by {query}.").format(query=query)

    def _likely(self) -> list[Volunteer]:
        """Those who look like the same person, then those with the same name or phone."""
        me, village = self._person, self.village
        pairs = find_duplicates(village.people.all(), village.squads.all())
        alike = [
            pair.second if pair.first == me.number else pair.first
            for pair in pairs
            if me.number in (pair.first, pair.second)
        ]
        near = [
            person.number
            for person in village.people.listed(archived=True)
            if person.name == me.name or (me.phone and person.phone == me.phone)
        ]
        found = dict.fromkeys([*alike, *near])
        return [village.people.get(n) for n in found if n != me.number][:_LIKELY]

    def _row(self, person: Volunteer) -> ListRow:
        squads = self.village.squads.names(self.village.squads.of(person.number))
        cells = [person.name, person.code, squads, person.group, mask_phone(person.phone)]
        return ListRow(person.number, cells, QUIET if person.archived else PLAIN)

    @on(PersonFinder.Picked)
    def picked(self, event: PersonFinder.Picked) -> None:
        """On to comparing the two."""
        with self.report_refusals():
            if event.number == self._person.number:
                raise Refused("That is the same record; look for the other one.")
            self.dismiss()
            self._compare(event.number)
