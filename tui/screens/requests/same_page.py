"""The choice of the request that another one is the same as."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from yigong.store.language import N_
from yigong.store.requests.request_words import request_text, state_words
from yigong.tui.screens.base.choice_page import ChoicePage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class SamePage(ChoicePage[int]):
    """Returns the number of the other request."""

    PURPOSE = N_("Choose the request that this one is the same as.")
    ASKS = N_("The same as which request?")
    BOOKS = frozenset({"requests"})
    COLUMNS = (
        ListColumn("", 6),
        ListColumn("", 8, snug=True, least=44),
        ListColumn("", 0, most=50),
        ListColumn("", 8, snug=True),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Take it"), tooltip=N_("Take the request under the cursor.")),
        BACK,
        HELP,
    ]
    EMPTY = N_("There is no other request.")

    def first(self) -> int:
        """The latest of the others."""
        first = self.rows.rows[0].key if self.rows.rows else 0
        return first if isinstance(first, int) else 0

    def reload(self) -> None:
        """List the others that are counted themselves and were accepted, the latest first."""
        self.rows.show(
            [
                ListRow(each.number, [each.code, each.group, request_text(each), state_words(each)])
                for each in reversed(self.village.requests.all_shown())
                if each.number != self.now and each.state not in ("same", "declined")
            ]
        )

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Return the request under the cursor."""
        if isinstance(event.key, int):
            self.dismiss(event.key)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Sorting says nothing here."""
        return False if action == "sort_rows" else super().check_action(action, parameters)
