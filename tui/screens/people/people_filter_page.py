"""The filter of the roster: by group, tag, squad, or by what is missing in a record."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.tui.screens.base.choice_page import TickPage, tick
from yigong.tui.view.people_filter import (
    STATE_NAMES,
    FilterChoice,
    FilterPart,
    PeopleFilter,
    filter_choices,
)
from yigong.tui.widgets.canvas import QUIET
from yigong.tui.widgets.row_list import ListColumn, ListRow

_HEADS: dict[FilterPart, str] = {
    "states": N_("State"),
    "groups": N_("Group"),
    "tags": N_("Tags"),
    "squads": N_("Squads"),
    "homes": N_("Households"),
}


class PeopleFilterPage(TickPage[PeopleFilter]):
    """Lists the choices of the filter, with how many people each would show."""

    PURPOSE = N_("Choose whom the list of villagers shows.")
    BINDINGS: ClassVar[list[BindingType]] = [
        *TickPage.BINDINGS[:2],
        Binding("delete", "everybody", N_("Show everybody")),
    ]
    BOOKS = frozenset({"people", "squads", "settings"})
    ASKS = N_("Which people to show")
    COLUMNS = (ListColumn("", 1), ListColumn("", 0, most=40), ListColumn("", 7, right=True))

    def first(self) -> FilterChoice:
        """The first state."""
        return "states", next(iter(STATE_NAMES))

    def reload(self) -> None:
        """List the choices, part by part."""
        village = self.village
        counts = filter_choices(
            village.people.listed(archived=True),
            village.squads.all(),
            village.squads.of,
            village.settings,
            village.now().date(),
        )
        rows: list[ListRow] = []
        for part, head in _HEADS.items():
            of_part = [(choice, count) for choice, count in counts.items() if choice[0] == part]
            if of_part:
                rows += [ListRow(None, [])] if rows else []
                rows.append(ListRow(part, ["", _(head)], QUIET))
                rows += [self._row(choice, count) for choice, count in of_part]
        self.rows.show(rows)

    def _row(self, choice: FilterChoice, count: int) -> ListRow:
        part, value = choice
        name = str(value)
        if part == "states":
            name = next(_(text) for state, text in STATE_NAMES.items() if state == value)
        elif part == "squads" and isinstance(value, int):
            name = self.village.squads.names((value,))
        return ListRow(choice, [tick(self.now.has(choice)), name, str(count)])

    def toggled(self) -> PeopleFilter:
        """The filter with the choice under the cursor added, or removed."""
        key = self.rows.key
        return self.now.toggled(key) if isinstance(key, tuple) else self.now

    def action_everybody(self) -> None:
        """Show everybody again."""
        self.dismiss(PeopleFilter())
