"""The choice page: a question, and a list to choose one row from, or to tick several."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.base.popup import Popup
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, RowList

T = TypeVar("T")


class ChoicePage(Popup[T | None], ListPage[T | None], Generic[T]):
    """Returns the chosen value; Escape leaves without one."""

    HEADS = False
    ASKS: ClassVar[str]
    """The question, as a msgid."""

    COLUMNS: ClassVar[Sequence[ListColumn]]

    def __init__(self, now: T) -> None:
        """Make the page.

        Args:
            now: The present value.
        """
        super().__init__()
        self.now = now

    def heading(self) -> list[Piece]:
        """The question."""
        return [(_(self.ASKS), STRONG)]

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return self.COLUMNS

    def first(self) -> Hashable:
        """The key of the row that the cursor starts on."""
        raise NotImplementedError

    def begin(self) -> None:
        """Move to the first row."""
        super().begin()
        self.rows.move_to(self.first())


class TickPage(ChoicePage[T]):
    """Several rows can be ticked; without a tick, Enter takes the row under the cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", N_("Tick")),
        Binding("enter,ctrl+s", "show", N_("Show these")),
        BACK,
        HELP,
    ]

    def toggled(self) -> T:
        """The value with the row under the cursor ticked, or not ticked any more."""
        raise NotImplementedError

    def action_tick(self) -> None:
        """Tick the row under the cursor, or remove its tick."""
        self.now = self.toggled()
        self.reload()

    @on(RowList.Chosen)
    def action_show(self) -> None:
        """Show only what is ticked; with nothing ticked, the row under the cursor."""
        self.dismiss(self.now or self.toggled())


def tick(ticked: bool) -> str:
    """The tick of a row, or none."""
    return "✓" if ticked else ""
