"""A list of rows with a cursor: columns that line up, a page at a time, few bytes a step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from yigong.tui.widgets.canvas import (
    CHOSEN,
    DULL_CHOSEN,
    PLAIN,
    QUIET,
    Canvas,
    Piece,
    compose_line,
    fit,
)


@dataclass(frozen=True)
class ListColumn:
    """A column: its head, and how wide it is."""

    head: str
    width: int
    """Cells; 0: what is left, shared by all such columns."""

    right: bool = False
    least: int = 0
    """Below this width of the whole list the column is left out; 0: never."""

    most: int = 0
    """Where it shares what is left: no wider than this, so that its neighbours stay near."""

    quiet: bool = False
    """Whether it only stands beside the others, to be compared with."""


@dataclass(frozen=True)
class ListRow:
    """A row: what it stands for, its cells, and the style of the whole of it."""

    key: object
    cells: Sequence[str]
    style: Style = PLAIN


class RowList(Canvas, can_focus=True):
    """The list. It holds records' texts, never records' meaning: screens decide what a row is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
        Binding("enter", "choose", show=False),
    ]

    @dataclass
    class Chosen(Message):
        """Enter was pressed on a row."""

        rows: RowList
        key: object

        @property
        def control(self) -> RowList:
            """The list, for `on` selectors."""
            return self.rows

    @dataclass
    class Moved(Message):
        """The cursor is on another row."""

        rows: RowList
        key: object

        @property
        def control(self) -> RowList:
            """The list, for `on` selectors."""
            return self.rows

    def __init__(
        self,
        columns: Sequence[ListColumn],
        *,
        empty: str = "",
        heads: bool = True,
        id: str | None = None,
        focusable: bool = True,
    ) -> None:
        """Make an empty list.

        Args:
            columns: Its columns, left to right.
            empty: What it says when there are no rows.
            heads: Whether the heads of the columns are shown.
            id: For style and search.
            focusable: Whether Tab comes here; a list steered by an input says no.
        """
        super().__init__(id=id)
        self.can_focus = focusable
        self._columns = columns
        self._empty = empty
        self._heads = heads
        self._rows: Sequence[ListRow] = ()
        self._top = 0
        self.index = 0
        self.highlighted = False
        """Whether the cursor shows in full colour although the focus is elsewhere."""

    # -- what is in it -----------------------------------------------------

    def show(
        self,
        rows: Sequence[ListRow],
        *,
        columns: Sequence[ListColumn] | None = None,
        empty: str = "",
    ) -> None:
        """Put other rows in; the cursor stays on the row it was on, where that is still there."""
        key = self.key
        index = self.index
        self._rows = rows
        self._columns = columns or self._columns
        self._empty = empty or self._empty
        self.index = next((i for i, row in enumerate(rows) if row.key == key), -1)
        if self.index < 0:
            self.index = max(0, min(index, len(rows) - 1))
        self._scroll()
        self.repaint()

    def reset_cursor(self) -> None:
        """Forget which row the cursor is on: what is shown next starts at its top."""
        self._rows = ()
        self.index = self._top = 0

    @property
    def rows(self) -> Sequence[ListRow]:
        """The rows in it."""
        return self._rows

    @property
    def key(self) -> object:
        """What the row under the cursor stands for; `None` in an empty list."""
        return self._rows[self.index].key if self._rows else None

    def move_to(self, key: object) -> None:
        """Put the cursor on the row that stands for something, if it is there."""
        for index, row in enumerate(self._rows):
            if row.key == key:
                self._go(index)
                return

    # -- moving ------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """The next or the previous row."""
        self._go(self.index + step)

    def action_page(self, step: int) -> None:
        """A page on or back."""
        self._go(self.index + step * max(1, self._room))

    def action_end(self, step: int) -> None:
        """The first or the last row."""
        self._go(0 if step < 0 else len(self._rows) - 1)

    def action_choose(self) -> None:
        """Say which row was chosen."""
        if self._rows:
            self.post_message(self.Chosen(self, self.key))

    def highlight(self, lit: bool) -> None:
        """Show or hide the cursor of a list that has not the focus."""
        if lit != self.highlighted:
            self.highlighted = lit
            self.repaint()

    def _go(self, index: int) -> None:
        index = max(0, min(index, len(self._rows) - 1))
        if index != self.index:
            self.index = index
            self._scroll()
            self.repaint()
            self.post_message(self.Moved(self, self.key))

    @property
    def _room(self) -> int:
        return max(1, self.size.height - self._heads)

    def _scroll(self) -> None:
        """Bring the cursor into view, half a page at a time: one repaint instead of many."""
        room = self._room
        if not self._top <= self.index < self._top + room:
            self._top = self.index - room // 2
        self._top = max(0, min(self._top, len(self._rows) - room))

    # -- drawing -----------------------------------------------------------

    def on_focus(self) -> None:
        """The cursor lights up."""
        self.repaint()

    def on_blur(self) -> None:
        """The cursor dims."""
        self.repaint()

    def on_resize(self, event: events.Resize) -> None:
        """Another size: the cursor may be out of view."""
        self._scroll()
        self.repaint()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The heads and the rows in view."""
        widths = self._widths(width)
        if self._heads:
            heads: list[Piece] = [" "]
            more = f"  {self.index + 1}/{len(self._rows)}" if len(self._rows) > height - 1 else ""
            for _at, column, cells in widths:
                room = cells - cell_len(column.head) >= cell_len(more)
                head, more = (column.head + more, "") if room else (column.head, more)
                heads += [(fit(head, cells, right=column.right), QUIET), " "]
            yield compose_line(*heads, width=width)
        if not self._rows:
            yield compose_line((f" {self._empty}", QUIET), width=width)
            return
        for position in range(self._top, min(len(self._rows), self._top + height - self._heads)):
            row = self._rows[position]
            style = row.style
            if position == self.index and (self.has_focus or self.highlighted):
                style = CHOSEN
            elif position == self.index and self.can_focus:
                style = style + DULL_CHOSEN
            text: list[Piece] = [" "]
            for at, column, cells in widths:
                cell = row.cells[at] if at < len(row.cells) else ""
                words = fit(cell, cells, right=column.right) + " "
                quiet = column.quiet and style is not CHOSEN
                text.append((words, style + QUIET) if quiet else words)
            yield compose_line(*text, width=width, fill=style)

    def _widths(self, width: int) -> list[tuple[int, ListColumn, int]]:
        """The columns there is room for: their places, themselves, their cells."""
        shown = [(at, c) for at, c in enumerate(self._columns) if width >= c.least]
        fixed = sum(column.width + 1 for _at, column in shown) + 1
        open_ones = sum(1 for _at, column in shown if column.width == 0)
        share = max(4, (width - fixed) // open_ones) if open_ones else 0
        return [(at, c, c.width or (min(share, c.most) if c.most else share)) for at, c in shown]
