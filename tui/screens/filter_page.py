"""Choosing what the calendar shows: some kinds of events, some squads."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from store.language import N_, _
from store.records import KINDS
from tui.day_words import sign
from tui.filters import Filter
from tui.screens.page import BACK, HELP, Page
from tui.widgets.painted import QUIET, STRONG, Piece
from tui.widgets.rows import Column, Row, Rows
from tui.words import kind_name


class FilterPage(Page[Filter | None]):
    """Kinds and squads to tick; Enter without a tick takes the row it is pressed on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", N_("Tick")),
        Binding("enter", "show", N_("Show these")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"squads"})
    DEFAULT_CSS = "FilterPage #choices { margin-top: 1; }"

    def __init__(self, shows: Filter) -> None:
        """Choose.

        Args:
            shows: What is shown now.
        """
        super().__init__()
        self._shows = shows

    def heading(self) -> list[Piece]:
        """What is asked."""
        return [(_("Which events to show"), STRONG)]

    def body(self) -> ComposeResult:
        """One list: the kinds, then the squads."""
        columns = [Column("", 1), Column("", 2), Column("", 0)]
        yield Rows(columns, heads=False, id="choices")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one(Rows)

    def begin(self) -> None:
        """Into the list, onto the first kind."""
        super().begin()
        self.focus_on(self.rows)
        self.rows.go(KINDS[0])

    def reload(self) -> None:
        """Every kind, and every squad that is not archived."""
        squads = [s for s in self.village.squads.all().values() if not s.archived]
        kinds = [
            Row(kind, [_tick(kind in self._shows.kinds), sign(kind), kind_name(kind)])
            for kind in KINDS
        ]
        needed = [
            Row(squad.number, [_tick(squad.number in self._shows.squads), "", squad.name])
            for squad in squads
        ]
        rows = [Row("", ["", "", _("Kind")], QUIET), *kinds]
        if needed:
            rows += [Row(None, []), Row("", ["", "", _("Squads needed")], QUIET), *needed]
        self.rows.show(rows)

    def action_tick(self) -> None:
        """Tick the row, or take the tick away."""
        self._shows = self._toggled()
        self.reload()

    def _toggled(self) -> Filter:
        key, shows = self.rows.key, self._shows
        if isinstance(key, int):
            return Filter(shows.kinds, shows.squads ^ {key})
        return Filter(shows.kinds ^ {kind for kind in KINDS if kind == key}, shows.squads)

    @on(Rows.Chosen)
    def action_show(self) -> None:
        """Show what is ticked; where nothing is, what the cursor is on."""
        self.dismiss(self._shows or self._toggled())


def _tick(ticked: bool) -> str:
    return "✓" if ticked else ""
