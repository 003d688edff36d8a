"""People who may be on the roster twice, pair by pair: compared, or said to be two people."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from exports.privacy import mask
from store.doubles import WHY, Double, doubles
from store.language import N_, _, ngettext
from tui.screens.page import BACK, HELP, Page
from tui.undoing import take_back_people
from tui.widgets.painted import QUIET, STRONG, Piece
from tui.widgets.rows import Column, Row, Rows

_LISTED = 500


class DoublesPage(Page[None]):
    """Possible doubles."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Compare")),
        Binding("a", "apart", N_("Two people")),
        Binding("h", "all", N_("Told apart, too")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads"})
    DEFAULT_CSS = "DoublesPage #pairs { margin-top: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._pairs: list[Double] = []
        self._all = False

    def head(self) -> None:
        """Look for them first: the heading says how many there are."""
        people, squads = self.village.people.all(), self.village.squads.all()
        self._pairs = doubles(people, squads, apart=self._all)
        super().head()

    def heading(self) -> list[Piece]:
        """How many pairs, and of how many it was said that they are two people."""
        told = sum(double.apart for double in self._pairs)
        count = len(self._pairs) - told
        many = ngettext("{n} pair", "{n} pairs", count).format(n=count)
        besides = _("told apart {n}").format(n=told) if self._all else ""
        return [(_("Possible doubles"), STRONG), f"  {many}  {besides}".rstrip()]

    def body(self) -> ComposeResult:
        """One list."""
        columns = [
            Column(_("Name"), 0, most=24),
            Column(_("Code"), 6),
            Column(_("Phone"), 11, least=90),
            Column(_("Name"), 0, most=24),
            Column(_("Code"), 6),
            Column(_("Phone"), 11, least=90),
            Column(_("Why"), 34),
        ]
        empty = _("Nobody looks as if they were on the roster twice.")
        yield Rows(columns, empty=empty, id="pairs")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one("#pairs", Rows)

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.rows)

    def reload(self) -> None:
        """The surest first."""
        self.rows.show([self._row(pair) for pair in self._pairs[:_LISTED]])

    def _row(self, pair: Double) -> Row:
        people = self.village.people.all()
        cells = []
        for person in (people[pair.one], people[pair.other]):
            cells += [person.name, person.code, mask(person.phone)]
        if pair.apart:
            return Row((pair.one, pair.other), [*cells, _("told apart: two people")], QUIET)
        return Row((pair.one, pair.other), [*cells, _(WHY[pair.why])])

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Compare the two; the older record stays, to begin with."""
        from tui.screens.merge import MergePage

        def merged(said: str | None) -> None:
            if said:
                self.refresh_page()
                self.status.good(said)

        if isinstance(event.key, tuple):
            one, other = event.key
            with self.telling():
                self.app.push_screen(MergePage(one, other), merged)

    def action_none(self) -> None:
        """Enter is the list's; it stands here for the line of keys."""

    def action_apart(self) -> None:
        """Say of the two under the cursor that they are two people, or take that back."""
        pair = next((pair for pair in self._pairs if (pair.one, pair.other) == self.rows.key), None)
        if pair is None:
            return
        with self.telling():
            self.needs_writing()
            self.village.people.tell_apart(pair.one, pair.other, two=not pair.apart)
            names = [self.village.people.get(n) for n in (pair.one, pair.other)]
            self.refresh_page()
            text = (
                _("{one} and {other} may be one person again")
                if pair.apart
                else _("{one} and {other} are two people; u takes it back")
            )
            one, other = (f"{person.name} {person.code}" for person in names)
            self.status.good(text.format(one=one, other=other))

    def action_all(self) -> None:
        """List those, too, who were told apart, or not any more."""
        self._all = not self._all
        self.refresh_page()
        self.status.show(_("pairs that were told apart are listed, too") if self._all else "")

    def action_undo(self) -> None:
        """Take back my last change of people."""
        with self.telling():
            take_back_people(self)
