"""A finder for whom a visit was to."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.store.records import Volunteer
from yigong.tui.screens.base.finder_page import CLEAR_OR_BACK, FinderPage
from yigong.tui.screens.base.page import HELP_F1, needs_writing
from yigong.tui.screens.base.popup import Popup
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.person_finder import PersonFinder
from yigong.tui.widgets.row_list import ListColumn, ListRow


class VisitedPage(Popup[int | None], FinderPage[int | None]):
    """Finds a person and returns their number."""

    PURPOSE = N_("Find whom the visit was to.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Take"), tooltip=N_("Take the person under the cursor.")),
        Binding("ctrl+n", "new_person", N_("New person"), priority=True),
        CLEAR_OR_BACK,
        HELP_F1,
    ]
    BOOKS = frozenset({"people"})
    DEFAULT_CSS = "VisitedPage #popup { width: 80; }"

    def __init__(self, typed: str = "") -> None:
        """Make the page.

        Args:
            typed: What is looked for at first.
        """
        super().__init__()
        self._typed = typed

    def heading(self) -> list[Piece]:
        """The question."""
        return [(_("Whom was the visit to?"), STRONG)]

    def body(self) -> ComposeResult:
        """A finder over everybody who is not archived."""
        yield PersonFinder(
            self.village.people.find,
            self._row,
            [
                ListColumn("", 0, most=28),
                ListColumn("", 6),
                ListColumn("", 18),
                ListColumn("", 10, least=60),
            ],
            limit=200,
            everybody=self.village.people.listed,
            typed=self.typed,
            guard=self.report_refusals,
            placeholder=_("name, pinyin or initials, phone tail, code"),
        )

    def begin(self) -> None:
        """Look for what was typed already."""
        super().begin()
        if self._typed:
            self.finder.input.value = self._typed
            self.finder.input.cursor_position = len(self._typed)

    def reload(self) -> None:
        """Search anew."""
        self.finder.refresh_candidates()

    @needs_writing
    @work
    async def action_new_person(self) -> None:
        """Add whoever is typed to the roster, and take them."""
        from yigong.tui.screens.people.person_form import PersonForm

        found = self.finder.candidates.rows
        name = "" if found else self.finder.query_text
        person = await self.ask(PersonForm(filled=Volunteer(name=name)))
        if person is not None:
            self.dismiss(person.number)

    def _row(self, person: Volunteer) -> ListRow:
        return ListRow(person.number, [person.name, person.code, person.home, person.group])

    @on(PersonFinder.Picked)
    def picked(self, event: PersonFinder.Picked) -> None:
        """Return the person."""
        self.dismiss(event.number)
