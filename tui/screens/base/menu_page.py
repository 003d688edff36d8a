"""The menu: a popup with every main page, from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.tui.screens.base.choice_page import ChoicePage
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class MenuPage(ChoicePage[str]):
    """Returns the name of a main page; its key chooses it, too."""

    ASKS = N_("Menu")
    COLUMNS: ClassVar[Sequence[ListColumn]] = (
        ListColumn("", 2),
        ListColumn("", 10),
        ListColumn("", 0, least=50),  # what it is for: whole, or not at all
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Open"),
            tooltip=N_("Open the page under the cursor; its letter does so, too."),
        ),
        *(
            Binding(main.letter, f"take('{name}')", show=False)
            for name, main in MAIN_PAGES.items()
            if main.letter
        ),
        BACK,
    ]

    def first(self) -> str:
        """The page that was opened last."""
        return self.now

    def reload(self) -> None:
        """List the pages with their keys."""
        self.rows.show(
            [
                ListRow(name, [main.letter, _(main.title), _(main.purpose)])
                for name, main in MAIN_PAGES.items()
            ]
        )

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Return the page under the cursor."""
        self.dismiss(str(event.key))

    def action_take(self, name: str) -> None:
        """Open the page of the key."""
        self.dismiss(name)
