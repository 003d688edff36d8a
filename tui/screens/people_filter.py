"""Choosing whom the roster shows: by group, tag, squad, or by what is amiss."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from store.language import N_, _
from tui.people_filter import STATES, Choice, Part, PeopleFilter, choices
from tui.screens.choice_page import TickPage, tick
from tui.widgets.painted import QUIET
from tui.widgets.rows import Column, Row

_HEADS: dict[Part, str] = {
    "states": N_("State"),
    "groups": N_("Group"),
    "tags": N_("Tags"),
    "squads": N_("Squads"),
}


class PeopleFilterPage(TickPage[PeopleFilter]):
    """What people are ticked by, in parts."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("0,delete", "everybody", N_("Show everybody")),
    ]
    BOOKS = frozenset({"people", "squads", "settings"})
    ASKS = N_("Which people to show")
    COLUMNS = (Column("", 1), Column("", 0, most=40), Column("", 7, right=True))

    def first(self) -> Choice:
        """The first state."""
        return "states", next(iter(STATES))

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
        return Row(choice, [tick(self.now.has(choice)), name, str(count)])

    def toggled(self) -> PeopleFilter:
        """With the choice under the cursor, or without it."""
        key = self.rows.key
        return self.now.toggled(key) if isinstance(key, tuple) else self.now

    def action_everybody(self) -> None:
        """No choice at all."""
        self.dismiss(PeopleFilter())
