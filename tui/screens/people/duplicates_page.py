"""People who may be on the roster twice, pair by pair: compared, or said to be two people."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.privacy import mask_phone
from yigong.store.language import N_, _, ngettext
from yigong.store.people.duplicates import DUPLICATE_REASONS, DuplicatePair, find_duplicates
from yigong.tui.background.undo_task import take_back_people
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_LISTED = 500


class DuplicatesPage(Page[None]):
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
    DEFAULT_CSS = "DuplicatesPage #pairs { margin-top: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._pairs: list[DuplicatePair] = []
        self._all = False

    def head(self) -> None:
        """Look for them first: the heading says how many there are."""
        people, squads = self.village.people.all(), self.village.squads.all()
        self._pairs = find_duplicates(people, squads, include_distinct=self._all)
        super().head()

    def heading(self) -> list[Piece]:
        """How many pairs, and of how many it was said that they are two people."""
        told = sum(double.distinct for double in self._pairs)
        count = len(self._pairs) - told
        many = ngettext("{n} pair", "{n} pairs", count).format(n=count)
        besides = _("told apart {n}").format(n=told) if self._all else ""
        return [(_("Possible doubles"), STRONG), f"  {many}  {besides}".rstrip()]

    def body(self) -> ComposeResult:
        """One list."""
        columns = [
            ListColumn(_("Name"), 0, most=24),
            ListColumn(_("Code"), 6),
            ListColumn(_("Phone"), 11, least=90),
            ListColumn(_("Name"), 0, most=24),
            ListColumn(_("Code"), 6),
            ListColumn(_("Phone"), 11, least=90),
            ListColumn(_("Why"), 34),
        ]
        empty = _("Nobody looks as if they were on the roster twice.")
        yield RowList(columns, empty=empty, id="pairs")

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one("#pairs", RowList)

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.rows)

    def reload(self) -> None:
        """The surest first."""
        self.rows.show([self._row(pair) for pair in self._pairs[:_LISTED]])

    def _row(self, pair: DuplicatePair) -> ListRow:
        people = self.village.people.all()
        cells = []
        for person in (people[pair.first], people[pair.second]):
            cells += [person.name, person.code, mask_phone(person.phone)]
        if pair.distinct:
            return ListRow((pair.first, pair.second), [*cells, _("told apart: two people")], QUIET)
        return ListRow((pair.first, pair.second), [*cells, _(DUPLICATE_REASONS[pair.reason])])

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Compare the two; the older record stays, to begin with."""
        from yigong.tui.screens.people.merge_page import MergePage

        def merged(said: str | None) -> None:
            if said:
                self.refresh_page()
                self.status.good(said)

        if isinstance(event.key, tuple):
            one, other = event.key
            with self.report_refusals():
                self.app.push_screen(MergePage(one, other), merged)

    def action_none(self) -> None:
        """Enter is the list's; it stands here for the line of keys."""

    def action_apart(self) -> None:
        """Say of the two under the cursor that they are two people, or take that back."""
        pair = next(
            (pair for pair in self._pairs if (pair.first, pair.second) == self.rows.key), None
        )
        if pair is None:
            return
        with self.report_refusals():
            self.needs_writing()
            self.village.people.mark_distinct(pair.first, pair.second, distinct=not pair.distinct)
            names = [self.village.people.get(n) for n in (pair.first, pair.second)]
            self.refresh_page()
            text = (
                _("{one} and {other} may be one person again")
                if pair.distinct
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
        with self.report_refusals():
            take_back_people(self)
