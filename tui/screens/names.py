"""The names behind the numbers of one row of a summary."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from store.language import N_, _
from store.summary import Row as SumRow
from tui.screens.page import BACK, HELP, Page
from tui.widgets.painted import STRONG, Piece
from tui.widgets.plan import Plan
from tui.widgets.rows import Column, Row, Rows
from tui.words import four_numbers


class NamesPage(Page[None]):
    """Who is behind the numbers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads"})

    def __init__(self, label: str, row: SumRow) -> None:
        """Show whose numbers a row's are.

        Args:
            label: What the row is called.
            row: The row.
        """
        super().__init__()
        self._label = label
        self._row = row

    def heading(self) -> list[Piece]:
        """The row."""
        return [(self._label, STRONG)]

    def body(self) -> ComposeResult:
        """The four numbers, then the names."""
        yield Plan()
        yield Rows(
            [
                Column(_("Name"), 0, most=28),
                Column(_("Code"), 6),
                Column(_("Squads"), 28),
                Column(_("Group"), 10),
            ],
            id="names",
        )

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.query_one("#names"))

    def reload(self) -> None:
        """By name."""
        self.query_one(Plan).show([[(four_numbers(self._row.tally), STRONG)]])
        people = self.village.people.all()
        squads = self.village.squads
        found = sorted(
            (people[n] for n in self._row.numbers if n in people),
            key=lambda p: (p.reading, p.number),
        )
        self.query_one("#names", Rows).show(
            [
                Row(p.number, [p.name, p.code, squads.names(squads.of(p.number)), p.group])
                for p in found
            ]
        )

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Open somebody's page."""
        from tui.screens.person import PersonPage

        if isinstance(event.key, int):
            self.app.push_screen(PersonPage(event.key))

    def action_none(self) -> None:
        """Enter is the list's; it stands here for the line of keys."""
