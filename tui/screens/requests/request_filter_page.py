"""The filter of requests: by group, topic, who works on them, and overdue ones."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.tui.screens.base.choice_page import TickPage, tick
from yigong.tui.view.request_filter import RequestChoice, RequestFilter, request_choices
from yigong.tui.widgets.canvas import QUIET
from yigong.tui.widgets.row_list import ListColumn, ListRow

_HEADS = {
    "overdue": N_("Due"),
    "groups": N_("Group"),
    "topics": N_("Topic"),
    "holders": N_("Taken on by"),
    "squads": N_("Given to"),
}


class RequestFilterPage(TickPage[RequestFilter]):
    """Lists the choices of the filter, with how many requests each would show."""

    PURPOSE = N_("Choose which requests the list shows.")
    BINDINGS: ClassVar[list[BindingType]] = [
        *TickPage.BINDINGS[:2],
        Binding("delete", "everything", N_("Show all")),
    ]
    BOOKS = frozenset({"requests", "people", "squads"})
    ASKS = N_("Which requests to show")
    COLUMNS = (ListColumn("", 1), ListColumn("", 0, most=40), ListColumn("", 7, right=True))
    EMPTY = N_("There is nothing to choose from yet.")

    def first(self) -> RequestChoice:
        """The first choice."""
        return "overdue", True

    def reload(self) -> None:
        """List the choices, part by part."""
        counts = request_choices(self.village)
        rows: list[ListRow] = []
        for part, head in _HEADS.items():
            of_part = [(choice, found) for choice, found in counts.items() if choice[0] == part]
            if of_part:
                rows += [ListRow(None, [])] if rows else []
                rows.append(ListRow(part, ["", _(head)], QUIET))
                rows += [
                    ListRow(choice, [tick(self.now.has(choice)), name, str(count)])
                    for choice, (name, count) in of_part
                ]
        self.rows.show(rows)

    def toggled(self) -> RequestFilter:
        """The filter with the choice under the cursor added, or removed."""
        key = self.rows.key
        return self.now.toggled(key) if isinstance(key, tuple) else self.now

    def action_everything(self) -> None:
        """Show all requests again."""
        self.dismiss(RequestFilter())
