"""Choosing whom the roster shows: by group, tag, squad, or by what is amiss."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from store.language import N_, _
from tui.people_filter import STATES, Choice, Part, PeopleFilter, choices
from tui.screens.page import BACK, HELP, Page
from tui.widgets.painted import QUIET, STRONG, Piece
from tui.widgets.rows import Column, Row, Rows

_HEADS: dict[Part, str] = {
    "states": N_("State"),
    "groups": N_("Group"),
    "tags": N_("Tags"),
    "squads": N_("Squads"),
}


class PeopleFilterPage(Page[PeopleFilter | None]):
    """Things to tick; Enter without a tick takes the row it is pressed on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", N_("Tick")),
        Binding("enter", "show", N_("Show these")),
        Binding("0,delete", "everybody", N_("Show everybody")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "settings"})
    DEFAULT_CSS = "PeopleFilterPage #choices { margin-top: 1; }"

    def __init__(self, shows: PeopleFilter) -> None:
        """Choose.

        Args:
            shows: What is shown now.
        """
        super().__init__()
        self._shows = shows

    def heading(self) -> list[Piece]:
        """What is asked."""
        return [(_("Which people to show"), STRONG)]

    def body(self) -> ComposeResult:
        """One list, by parts."""
        columns = [Column("", 1), Column("", 0, most=40), Column("", 7, right=True)]
        yield Rows(columns, heads=False, id="choices")

    @property
    def rows(self) -> Rows:
        """The list."""
        return self.query_one(Rows)

    def begin(self) -> None:
        """Into the list, onto the first choice."""
        super().begin()
        self.focus_on(self.rows)
        self.rows.go(("states", next(iter(STATES))))

    def reload(self) -> None:
        """Every choice, with how many people it would show."""
        village = self.village
        found = choices(
            village.people.listed(archived=True),
            village.squads.all(),
            village.squads.of,
            village.settings,
            village.now().date(),
        )
        rows: list[Row] = []
        for part, head in _HEADS.items():
            of_part = [(choice, count) for choice, count in found.items() if choice[0] == part]
            if of_part:
                rows += [Row(None, [])] if rows else []
                rows.append(Row(part, ["", _(head)], QUIET))
                rows += [self._row(choice, count) for choice, count in of_part]
        self.rows.show(rows)

    def _row(self, choice: Choice, count: int) -> Row:
        part, value = choice
        name = str(value)
        if part == "states":
            name = next(_(said) for state, said in STATES.items() if state == value)
        elif part == "squads" and isinstance(value, int):
            name = self.village.squads.names((value,))
        return Row(choice, ["✓" if self._shows.has(choice) else "", name, str(count)])

    def _toggled(self) -> PeopleFilter:
        key = self.rows.key
        return self._shows.toggled(key) if isinstance(key, tuple) else self._shows

    def action_tick(self) -> None:
        """Tick the row, or take the tick away."""
        self._shows = self._toggled()
        self.reload()

    def action_everybody(self) -> None:
        """No choice at all."""
        self.dismiss(PeopleFilter())

    @on(Rows.Chosen)
    def action_show(self) -> None:
        """Show what is ticked; where nothing is, what the cursor is on."""
        self.dismiss(self._shows or self._toggled())
