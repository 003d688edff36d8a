"""Pairs of records that may be one person: compared, or marked as two people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.exports.privacy import mask_phone
from yigong.store.language import N_, _, ngettext
from yigong.store.people.duplicates import DUPLICATE_REASONS, DuplicatePair, find_duplicates
from yigong.tui.background.undo_task import undo_people_change
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.people.person_panel import PersonPanel
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_MAX_ROWS = 500


class DuplicatesPage(ListPage[None]):
    """Lists the pairs of records that may be duplicates, the likeliest first."""

    PURPOSE = N_("Find people who are on the roster twice.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "none", N_("Compare"), tooltip=N_("Compare the two records side by side.")
        ),
        Binding("d", "apart", N_("Two people")),
        Binding("h", "all", N_("Told apart, too")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads"})
    EMPTY = N_("Nobody looks as if they were on the roster twice. Esc goes back.")

    def __init__(self) -> None:
        super().__init__()
        self._pairs: list[DuplicatePair] = []
        self._show_distinct = False

    def show_heading(self) -> None:
        """Find the pairs before the heading counts them."""
        people, squads = self.village.people.all(), self.village.squads.all()
        self._pairs = find_duplicates(people, squads, include_distinct=self._show_distinct)
        super().show_heading()

    def heading(self) -> list[Piece]:
        """How many pairs there are, and how many more are marked as two people."""
        distinct = sum(pair.distinct for pair in self._pairs)
        count = len(self._pairs) - distinct
        pairs = ngettext("{n} pair", "{n} pairs", count).format(n=count)
        marked = _("told apart {n}").format(n=distinct) if self._show_distinct else ""
        return [(_("Possible doubles"), STRONG), f"  {pairs}  {marked}".rstrip()]

    def columns(self) -> Sequence[ListColumn]:
        """Both people, then why they may be one."""
        return [
            ListColumn(_("Name"), 0, most=24),
            ListColumn(_("Code"), 6),
            ListColumn(_("Phone"), 11, least=90),
            ListColumn(_("Name"), 0, most=24),
            ListColumn(_("Code"), 6),
            ListColumn(_("Phone"), 11, least=90),
            ListColumn(_("Why"), 34),
        ]

    def side(self) -> Iterable[Widget]:
        """Both people of the pair under the cursor."""
        yield PersonPanel()

    def reload_side(self) -> None:
        """Show who they are now."""
        pair = self.rows.key
        self.query_one(PersonPanel).show_people(self, pair if isinstance(pair, tuple) else ())

    @on(RowList.Moved)
    def moved(self) -> None:
        """The cursor is on another pair: show that."""
        self.reload_side_soon()

    def reload(self) -> None:
        """List the pairs that `head` found."""
        self.rows.show([self._row(pair) for pair in self._pairs[:_MAX_ROWS]])

    def _row(self, pair: DuplicatePair) -> ListRow:
        people = self.village.people.all()
        cells = []
        for person in (people[pair.first], people[pair.second]):
            cells += [person.name, person.code, mask_phone(person.phone)]
        if pair.distinct:
            return ListRow((pair.first, pair.second), [*cells, _("told apart: two people")], QUIET)
        cells.append(_(DUPLICATE_REASONS[pair.reason]))
        return ListRow((pair.first, pair.second), cells, mark=swatch("yellow"))

    @on(RowList.Chosen)
    @work
    async def chosen(self, event: RowList.Chosen) -> None:
        """Compare the two records; the older one is proposed as the one that stays."""
        from yigong.tui.screens.people.merge_page import MergePage

        if isinstance(event.key, tuple):
            result = await self.ask(MergePage(*event.key))
            if result:
                self.refresh_page()
                self.status.good(result)

    def action_apart(self) -> None:
        """Say that these are two people, or take that back."""
        pair = next(
            (pair for pair in self._pairs if (pair.first, pair.second) == self.rows.key), None
        )
        if pair is None:
            return
        self.refuse_reader()
        self.village.people.mark_distinct(pair.first, pair.second, distinct=not pair.distinct)
        people = [self.village.people.get(n) for n in (pair.first, pair.second)]
        self.refresh_page()
        text = (
            _("{one} and {other} may be one person again")
            if pair.distinct
            else _("{one} and {other} are two people; u takes it back")
        )
        first, second = (f"{person.name} {person.code}" for person in people)
        self.status.good(text.format(one=first, other=second))

    def action_all(self) -> None:
        """List also those who were told apart, or hide them again."""
        self._show_distinct = not self._show_distinct
        self.refresh_page()
        text = _("pairs that were told apart are listed, too") if self._show_distinct else ""
        self.status.show(text)

    def action_undo(self) -> None:
        """Take back your last change of the roster."""
        undo_people_change(self)
