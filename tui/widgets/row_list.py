"""A list of rows in aligned columns, with a cursor; few bytes per move."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Offset, Size
from textual.message import Message
from textual.strip import Strip

from yigong.store.language import _
from yigong.tui.text.words import more_text
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.widgets.bars import bar
from yigong.tui.widgets.canvas import (
    CHOSEN,
    DULL_CHOSEN,
    MORE,
    PLAIN,
    QUIET,
    STRONG,
    CursorCanvas,
    Piece,
    compose_line,
    fit,
)

_LEGIBLE = 8
"""The least cells of a shared column: four Chinese characters."""

_MORE = " +"
"""Says at the end of the last row that more follow, where words would cover text."""

_NUMBER = 10
"""Cells for the number of the row under the cursor, and how many there are."""


@dataclass(frozen=True)
class ListColumn:
    """A column: its heading and its width."""

    head: str
    width: int
    """Cells; 0: an equal share of the cells left by the other columns."""

    right: bool = False
    least: int = 0
    """The list's width below which the column is hidden; 0: never."""

    most: int = 0
    """The most cells of a shared width, so that its neighbours stay near; 0: no limit. Of another
    width what its texts need: so far it grows into cells that are left over."""

    snug: bool = False
    """Whether it takes no more cells than its widest text needs."""

    quiet: bool = False
    """Whether it is shown dimmed, as a comparison to the others."""


class Fill(NamedTuple):
    """A bar in a cell: a value of a whole, in a colour."""

    value: float
    whole: float
    colour: str = "green"


@dataclass(frozen=True)
class ListRow:
    """A row: its key, its cells, and the style of all of them."""

    key: object
    """Of what it is about; an entry that takes several rows has it in each, a heading is `None`."""

    cells: Sequence[str]
    style: Style = PLAIN

    cell_styles: Mapping[int, Style] = field(default_factory=dict)
    """What single cells have beside it, by column."""

    mark: Style = PLAIN
    """Of the blank before the row: a coloured ground says a kind or a state, beside the words."""

    fills: Mapping[int, Fill] = field(default_factory=dict)
    """Bars in the place of single cells, by column; another cell says the same in numbers."""


Arrange = Callable[[Sequence[ListRow], Sequence[ListColumn]], Sequence[ListRow]]
"""Gives the rows that are shown from all rows and the columns."""


@dataclass
class RowMessage(Message):
    """A message about a row of a list."""

    rows: RowList
    key: object

    @property
    def control(self) -> RowList:
        """The list, for `on` selectors."""
        return self.rows


class RowList(CursorCanvas):
    """The list. It holds texts, not records: screens decide what a row is."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", show=False),
        Binding("down,j", "move(1)", show=False),
        Binding("pageup", "page(-1)", show=False),
        Binding("pagedown", "page(1)", show=False),
        Binding("home", "end(-1)", show=False),
        Binding("end", "end(1)", show=False),
        Binding("enter", "choose", show=False),
        Binding("escape", "show_all", show=False),
    ]

    @dataclass
    class ShowAll(Message):
        """Escape was pressed, and only some of the rows are shown."""

    class Chosen(RowMessage):
        """Enter was pressed on a row."""

    class Moved(RowMessage):
        """The cursor moved to another row."""

    def __init__(
        self,
        columns: Sequence[ListColumn],
        *,
        empty: str = "",
        heads: bool = True,
        id: str | None = None,
        focusable: bool = True,
    ) -> None:
        """Make an empty list: with the text that says so, without headings if they are not
        wanted, and without the focus where an input moves the cursor."""
        super().__init__(id=id)
        self.can_focus = focusable
        self._given = self._columns = columns
        self._empty = empty
        self._heads = heads
        self._all: Sequence[ListRow] = ()
        self.rows: Sequence[ListRow] = ()
        """The rows that are shown, in the order in which they are."""

        self._arrange: Arrange | None = None
        self._sorted_by = ""
        self._narrowed = False
        self._top = 0
        self.index = 0
        self.highlighted = False
        """Whether the cursor is highlighted although the list is without the focus."""

        self.says_more = True
        """Whether the last line says how many rows are below it; not where the page says so."""

    # -- rows --------------------------------------------------------------

    def show(
        self,
        rows: Sequence[ListRow],
        *,
        columns: Sequence[ListColumn] | None = None,
        empty: str = "",
    ) -> None:
        """Show other rows; the cursor stays on the row with its key, if that is still there."""
        self._all = rows
        self._given = columns or self._given
        self._columns = [_sized(column, at, rows) for at, column in enumerate(self._given)]
        self._empty = empty or self._empty
        self._show_rows()

    def rearrange(
        self, arrange: Arrange | None, *, sorted_by: str = "", narrowed: bool = False
    ) -> None:
        """Show some of the rows, or in another order; so are rows that are shown later. Without
        `arrange` all are, in their own order; of narrowed ones Escape asks for all."""
        key = self.key
        self._arrange, self._sorted_by, self._narrowed = arrange, sorted_by, narrowed
        self._show_rows()
        if self.key != key:
            self.post_message(self.Moved(self, self.key))

    def _show_rows(self) -> None:
        key, index = self.key, self.index
        rows = self._arrange(self._all, self._columns) if self._arrange else self._all
        self.rows = rows
        self.index = next((i for i, row in enumerate(rows) if row.key == key), -1)
        if self.index < 0:
            self.index = max(0, min(index, len(rows) - 1))
        self._scroll()
        self.refresh(layout=self.styles.is_auto_height)
        self.place_cursor()

    def reset_cursor(self) -> None:
        """Remove the rows and the cursor's place: the rows shown next start at the top."""
        self._all = self.rows = ()
        self.index = self._top = 0

    @property
    def all_rows(self) -> Sequence[ListRow]:
        """The rows, also those that are not found now."""
        return self._all

    @property
    def fits(self) -> bool:
        """Whether all rows are in sight."""
        return len(self._all) <= self._room

    @property
    def columns(self) -> Sequence[ListColumn]:
        """The columns."""
        return self._columns

    @property
    def key(self) -> object:
        """The key of the row under the cursor; `None` in an empty list."""
        return self.rows[self.index].key if self.rows else None

    def move_to(self, key: object) -> None:
        """Move the cursor to the row with a key, if there is one."""
        for index, row in enumerate(self.rows):
            if row.key == key:
                self._move_to_index(index)
                return

    # -- cursor ------------------------------------------------------------

    def action_move(self, step: int) -> None:
        """Move by a row."""
        self._move_to_index(self.index + step)

    def action_page(self, step: int) -> None:
        """Move by a page."""
        self._move_to_index(self.index + step * max(1, self._room))

    def action_end(self, step: int) -> None:
        """Move to the first or the last row."""
        self._move_to_index(0 if step < 0 else len(self.rows) - 1)

    def action_choose(self) -> None:
        """Post which row was chosen."""
        if self.rows:
            self.post_message(self.Chosen(self, self.key))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Escape to the page, unless only some of the rows are shown."""
        if action == "show_all":
            return self._narrowed
        return super().check_action(action, parameters)

    def action_show_all(self) -> None:
        """Ask for all rows."""
        self.post_message(self.ShowAll())

    def highlight(self, highlighted: bool) -> None:
        """Show or hide the cursor of a list without the focus."""
        if highlighted != self.highlighted:
            self.highlighted = highlighted
            self.refresh()

    def _move_to_index(self, index: int) -> None:
        index = max(0, min(index, len(self.rows) - 1))
        if index != self.index:
            self.index = index
            self._scroll()
            self.refresh()
            self.place_cursor()
            self.post_message(self.Moved(self, self.key))

    @property
    def _room(self) -> int:
        return max(1, self.size.height - self._heads)

    def _scroll(self) -> None:
        """Scroll the cursor into view, half a page at a time: one repaint instead of many."""
        room = self._room
        if not self._top <= self.index < self._top + room:
            self._top = self.index - room // 2
        self._top = max(0, min(self._top, len(self.rows) - room))

    # -- drawing -----------------------------------------------------------

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual, where the height is to be that of the rows."""
        lines = len(self.rows) or len(self._wrapped(self._empty, width))
        return int(self._heads) + max(1, lines)

    def _wrapped(self, text: str, width: int) -> list[str]:
        return wrap_text(text, max(1, width - 2))

    def cursor_cell(self) -> Offset:
        """The row under the cursor."""
        return Offset(0, self._heads + self.index - self._top)

    def on_resize(self) -> None:
        """Scroll: the cursor may be out of view at the new size."""
        self._scroll()
        self.refresh()

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The headings and the rows in view."""
        scrolls = self.says_more and len(self.rows) > height - self._heads
        widths = self._widths(width, len(_MORE) if scrolls else 0)
        if self._heads:
            heads: list[Piece] = [" "]
            place, count = entry_count(self.rows[: self.index + 1]), entry_count(self.rows)
            more = f"  {place}/{count}" if len(self.rows) > height - 1 else ""
            for _at, column, cells in widths:
                room = cells - cell_len(column.head) >= cell_len(more)
                head, more = (column.head + more, "") if room else (column.head, more)
                style = STRONG if column.head and column.head == self._sorted_by else QUIET
                heads += [(fit(head, cells, right=column.right), style), " "]
            yield compose_line(*heads, width=width)
        if not self.rows:
            empty = _("No row matches; Esc shows all.") if self._narrowed else self._empty
            for text_line in self._wrapped(empty, width):
                yield compose_line((f" {text_line}", QUIET), width=width)
            return
        for position in range(self._top, min(len(self.rows), self._top + height - self._heads)):
            row = self.rows[position]
            style = row.style
            chosen = position == self.index and (self.has_focus or self.highlighted)
            if chosen:
                style = self.chosen_style(row)
            elif position == self.index and self.can_focus:
                style = style + DULL_CHOSEN
            text: list[Piece] = [(" ", row.mark if row.mark else style)]
            for at, column, cells in widths:
                if at in row.fills:
                    text += [*self._bar(row.fills[at], cells, style), " "]
                    continue
                cell = row.cells[at] if at < len(row.cells) else ""
                fitted = fit(cell, cells, right=column.right) + " "
                own = row.cell_styles.get(at, PLAIN) + (QUIET if column.quiet else PLAIN)
                if chosen:
                    text.append(self.chosen_piece(at, fitted, style, own))
                else:
                    text.append((fitted, style + own))
            at_end = position == self._top + height - self._heads - 1
            hidden = entry_count(self.rows[position + 1 :]) if at_end and self.says_more else 0
            line = compose_line(*text, width=width, fill=style)
            yield _with_count(line, hidden, width) if hidden else line

    def chosen_style(self, row: ListRow) -> Style:
        """The style of the row under the cursor."""
        return CHOSEN

    def chosen_piece(self, at: int, text: str, style: Style, own: Style) -> Piece:
        """A cell of the row under the cursor.

        Args:
            at: Its column.
            text: Its text, as wide as the column, and a blank.
            style: The style of the row.
            own: What the cell has beside it.
        """
        return text

    def _bar(self, fill: Fill, cells: int, style: Style) -> list[Piece]:
        """A bar; under the cursor it stands on the ground of its row."""
        full, track = bar(self, fill.value, fill.whole, cells, fill.colour)
        return [full, " " * cell_len(track[0]) if style is CHOSEN else track]

    def _widths(self, width: int, kept: int) -> list[tuple[int, ListColumn, int]]:
        """The columns that fit: index, column, cells. Shared ones are names, and stay legible.

        Args:
            width: Cells of the list.
            kept: Cells of it that stay blank at its end.
        """
        shown = [(at, c) for at, c in enumerate(self._columns) if width >= c.least]
        width -= kept
        while len(shown) > 1 and _least_width(shown) > width:
            shown.pop(max(range(1, len(shown)), key=lambda i: (shown[i][1].width > 0, i)))
        fixed = sum(column.width + 1 for _at, column in shown) + 1
        sharing = sum(1 for _at, column in shown if column.width == 0)
        share = max(_LEGIBLE, (width - fixed) // sharing) if sharing else 0
        cells = [c.width or (min(share, c.most) if c.most else share) for _at, c in shown]
        spare = width - sum(cells) - len(cells) - 1
        for index, (_at, column) in enumerate(shown):  # no text is cut beside blank cells
            if column.width and spare > 0:
                more = min(spare, max(0, column.most - column.width))
                cells[index] += more
                spare -= more
        return [(at, c, own) for (at, c), own in zip(shown, cells, strict=True)]


def entry_count(rows: Iterable[ListRow]) -> int:
    """How many entries rows are, headings left out."""
    return len({row.key for row in rows} - {None})


def _sized(column: ListColumn, at: int, rows: Sequence[ListRow]) -> ListColumn:
    """A column with the most cells that its texts need; a snug one has no more than these, and one
    that shares has room for the row's number behind its head."""
    if not (column.width or column.snug):
        return column
    texts = (row.cells[at] for row in rows if at < len(row.cells) and at not in row.fills)
    needed = max(map(cell_len, (column.head, *texts)))
    if column.width:
        width = min(column.width, needed) if column.snug else column.width
        return replace(column, width=width, most=needed)
    needed = max(needed, cell_len(column.head) + _NUMBER)
    return replace(column, most=min(column.most or needed, needed))


def _least_width(columns: Sequence[tuple[int, ListColumn]]) -> int:
    """The cells that columns need."""
    return 1 + sum((column.width or _LEGIBLE) + 1 for _at, column in columns)


def _with_count(line: Strip, hidden: int, width: int) -> Strip:
    """A row that says how many follow out of sight; a sign alone, where words would cover text."""
    for more in (" " + more_text(hidden) + " ", _MORE):
        cells = width - cell_len(more)
        if not line.crop(cells).text.strip():
            break
    return Strip.join([line.crop(0, cells), compose_line((more, MORE), width=width - cells)])
