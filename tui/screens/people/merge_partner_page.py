"""A finder for the other record of a person; likely duplicates come first."""

from __future__ import annotations

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
from yigong.tui.screens.base.popup import Popup
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.person_finder import PersonFinder
from yigong.tui.widgets.row_list import ListColumn, ListRow

_MAX_LIKELY = 50


class MergePartnerPage(Popup[int], FinderPage[int]):
    """Finds the other record of a person and returns its number."""

    PURPOSE = N_("Find the other record of the person.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "none", N_("Compare"), tooltip=N_("Compare with the person under the cursor.")
        ),
        CLEAR_OR_BACK,
        HELP_F1,
    ]
    BOOKS = frozenset({"people", "squads"})
    DEFAULT_CSS = "MergePartnerPage #popup { width: 80; }"

    def __init__(self, person: Volunteer) -> None:
        """Look for the other record.

        Args:
            person: The record that is known.
        """
        super().__init__()
        self._person = person

    def heading(self) -> list[Piece]:
        """Whose other record is looked for."""
        question = _("Who is the same person as {name}?").format(name=self._person.name)
        return [(question, STRONG), f"  {self._person.code}"]

    def body(self) -> ComposeResult:
        """A finder over everybody, archived people included."""
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
        """Search anew."""
        self.finder.refresh_candidates()

    def nobody_found(self, query: str) -> str:
        """What to say where a query finds nobody; nobody is added here."""
        return _("Nobody is found by {query}.").format(query=query)

    def _likely(self) -> list[Volunteer]:
        """The person's duplicates, then other people of the same name or phone."""
        known, village = self._person, self.village
        pairs = find_duplicates(village.people.all(), village.squads.all())
        duplicates = [
            pair.second if pair.first == known.number else pair.first
            for pair in pairs
            if known.number in (pair.first, pair.second)
        ]
        similar = [
            person.number
            for person in village.people.listed(archived=True)
            if person.name == known.name or (known.phone and person.phone == known.phone)
        ]
        numbers = dict.fromkeys([*duplicates, *similar])
        return [village.people.get(n) for n in numbers if n != known.number][:_MAX_LIKELY]

    def _row(self, person: Volunteer) -> ListRow:
        squads = self.village.squads.names(self.village.squads.of(person.number))
        cells = [person.name, person.code, squads, person.group, mask_phone(person.phone)]
        return ListRow(person.number, cells, QUIET if person.archived else PLAIN)

    @on(PersonFinder.Picked)
    def picked(self, event: PersonFinder.Picked) -> None:
        """Return the record, unless it is the known one."""
        if event.number == self._person.number:
            raise Refused("That is the same record; look for the other one.")
        self.dismiss(event.number)
