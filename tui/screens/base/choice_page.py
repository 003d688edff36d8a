"""One list under a question: something is chosen from it, or several things are ticked."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import ClassVar, Generic, TypeVar

from textual import on
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, RowList

T = TypeVar("T")


class ChoicePage(ListPage[T | None], Generic[T]):
    """A question, and the choices; Escape leaves without any."""

    HEADS = False
    ASKS: ClassVar[str]
    """The question, as a msgid."""

    COLUMNS: ClassVar[Sequence[ListColumn]]

    def __init__(self, now: T) -> None:
        """Choose.

        Args:
            now: What holds now.
        """
        super().__init__()
        self.now = now

    def heading(self) -> list[Piece]:
        """What is asked."""
        return [(_(self.ASKS), STRONG)]

    def columns(self) -> Sequence[ListColumn]:
        """The choices."""
        return self.COLUMNS

    def first(self) -> Hashable:
        """The key of the row that the cursor is on at first."""
        raise NotImplementedError

    def begin(self) -> None:
        """Onto the first row."""
        super().begin()
        self.rows.move_to(self.first())


class TickPage(ChoicePage[T]):
    """Things to tick; Enter without a tick takes the row it is pressed on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "tick", N_("Tick")),
        Binding("enter", "show", N_("Show these")),
        BACK,
        HELP,
    ]

    def toggled(self) -> T:
        """What holds when the row under the cursor is ticked, or not ticked any more."""
        raise NotImplementedError

    def action_tick(self) -> None:
        """Tick the row, or take the tick away."""
        self.now = self.toggled()
        self.reload()

    @on(RowList.Chosen)
    def action_show(self) -> None:
        """Show what is ticked; where nothing is, what the cursor is on."""
        self.dismiss(self.now or self.toggled())


def tick(ticked: bool) -> str:
    """The mark of a row."""
    return "✓" if ticked else ""
