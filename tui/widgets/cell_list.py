"""A list whose cursor is on one cell of a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.message import Message

from yigong.tui.widgets.canvas import CHOSEN, DULL_CHOSEN, Piece
from yigong.tui.widgets.row_list import ListRow, RowList


class CellList(RowList):
    """The left and the right arrow move to another cell; the page says which columns have cells."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left,h", "move_cell(-1)", show=False),
        Binding("right,l", "move_cell(1)", show=False),
    ]

    @dataclass
    class CellMoved(Message):
        """The cursor is to move to another cell of its row."""

        step: int

    at_cell = -1
    """The column of the cell under the cursor."""

    def action_move_cell(self, step: int) -> None:
        """Ask the page for the cell beside."""
        self.post_message(self.CellMoved(step))

    def show_cell(self, at: int) -> None:
        """Put the cursor on the cell of a column."""
        if at != self.at_cell:
            self.at_cell = at
            self.refresh()

    def chosen_style(self, row: ListRow) -> Style:
        """The row under the cursor stands out less than the cell."""
        return row.style + DULL_CHOSEN

    def chosen_piece(self, at: int, text: str, style: Style, own: Style) -> Piece:
        """A cell of the row under the cursor: the one that it is on in reverse."""
        return (text, CHOSEN + own if at == self.at_cell else style + own)
