"""Thin updates: of every update of the screen, only the cells that differ are sent.

`ThinUpdateApp` is a base class for any Textual application. It keeps what the terminal shows as a
grid of cells, paints every update of Textual's compositor into a second one, whatever widget or
screen it comes from, and sends the difference: moves by the shortest sequence, colours as steps
from those that are on, blanks by erasing. It reads Textual's internal `LayoutUpdate` and
`ChopsUpdate` (hence ``textual<9``); hyperlinks (OSC 8) are not sent.

A row of a grid is two lists: the text of each cell (empty: the right half of a wide character) and
the number of its look, which is what a style sends. A blank has the look of its background alone.
"""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from itertools import compress, pairwise
from operator import ne, or_
from typing import Any, NamedTuple

from rich.cells import split_graphemes
from rich.color import Color, ColorSystem
from rich.console import RenderableType
from rich.segment import Segment
from rich.style import Style
from textual import on
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.app import App, ReturnType
from textual.events import Resize
from textual.screen import Screen

_ON = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "51", "52", "53")
"""SGR parameters that turn on Rich's attributes, in the order of their bits (ECMA-48 8.3.117)."""

_OFF = ("22", "22", "23", "24", "25", "25", "27", "28", "29", "24", "54", "54", "55")
_BITS = tuple(1 << bit for bit in range(len(_ON)))
_BLINK, _UNDERLINE, _REVERSE, _STRIKE = 1 << 4 | 1 << 5, 1 << 3 | 1 << 9, 1 << 6, 1 << 8
_INTENSITY = 1 << 0 | 1 << 1
_SEEN_ON_BLANK = _BLINK | _UNDERLINE | _REVERSE | _STRIKE | 1 << 10 | 1 << 11 | 1 << 12

_LEAST_ERASED = 8
"""More blanks than this are erased: that takes four or five bytes."""

_MOST_STYLES = 4096
"""Styles that are remembered: each update may make new ones."""

_RESET, _ERASE_SCREEN, _ERASE_LINE = "\x1b[m", "\x1b[2J", "\x1b[K"
_SYNCHRONIZED = 200
"""Characters from which an update is marked as one: a shorter one is painted at once anyway."""


class _Look(NamedTuple):
    """What a style sends."""

    attributes: int = 0
    foreground: str = ""
    background: str = ""
    """SGR parameters; empty: the terminal's own colour."""


class _Looks:
    """Numbers for looks, and the shortest sequence from one look to another."""

    def __init__(self, system: ColorSystem | None, *, colour_erase: bool) -> None:
        """Begin with the plain look, number 0.

        Args:
            system: The colours of the terminal; `None`: it shows text alone.
            colour_erase: Whether the terminal erases in the background colour.
        """
        self._system = system
        self._colour_erase = colour_erase
        self._looks = [_Look()]
        self._numbers = {_Look(): 0}
        self._of_style: dict[int, tuple[Style, tuple[int, int]]] = {}
        """By the identity of a style, which is kept with it: to hash one takes longer."""

        self._steps: dict[tuple[int, int], str] = {}
        self._blank_steps: dict[tuple[int, int], tuple[str, int]] = {}

    def of(self, style: Style | None) -> tuple[int, int]:
        """The looks of a style's text and of its blanks."""
        if style is None:
            return 0, 0
        found = self._of_style.get(id(style))
        if found is None:
            if len(self._of_style) > _MOST_STYLES:
                self._of_style.clear()
            found = self._of_style[id(style)] = style, self._read(style)
        return found[1]

    def _read(self, style: Style) -> tuple[int, int]:
        if self._system is None:
            return 0, 0
        attributes = style._attributes & style._set_attributes
        foreground = self._codes(style.color, foreground=True)
        background = self._codes(style.bgcolor, foreground=False)
        seen = attributes & _SEEN_ON_BLANK
        if seen & _REVERSE:
            seen |= attributes & _INTENSITY  # of the ground, which is the ink
        blank = _Look(seen, foreground if seen else "", background)
        return self._number(_Look(attributes, foreground, background)), self._number(blank)

    def _codes(self, color: Color | None, *, foreground: bool) -> str:
        if color is None or color.is_default or self._system is None:
            return ""
        return ";".join(color.downgrade(self._system).get_ansi_codes(foreground))

    def _number(self, look: _Look) -> int:
        number = self._numbers.setdefault(look, len(self._looks))
        if number == len(self._looks):
            self._looks.append(look)
        return number

    def erasable(self, number: int) -> bool:
        """Whether a blank of this look can be made by erasing."""
        look = self._looks[number]
        return not look.attributes and (self._colour_erase or not look.background)

    def step(self, old: int, new: int, cell: str) -> tuple[str, int]:
        """What is sent before a cell of another look, and the look that is on then."""
        if old == new:
            return "", new
        return self._blank_step(old, new) if cell == " " else (self._step(old, new), new)

    def _step(self, old: int, new: int) -> str:
        """A reset and the whole look, or only what differs: whichever is shorter."""
        found = self._steps.get((old, new))
        if found is None:
            found = min(self._whole(old, new), self._change(old, new), key=len)
            self._steps[old, new] = found
        return found

    def _whole(self, old: int, new: int) -> str:
        look = self._looks[new]
        codes = [code for bit, code in zip(_BITS, _ON, strict=True) if look.attributes & bit]
        codes += filter(None, look[1:])
        return f"\x1b[{';'.join(['', *codes] if codes and old else codes)}m"

    def _change(self, old: int, new: int) -> str:
        before, after = self._looks[old], self._looks[new]
        gone = before.attributes & ~after.attributes
        off = {code for bit, code in zip(_BITS, _OFF, strict=True) if gone & bit}
        codes = sorted(off)
        for bit, begins, ends in zip(_BITS, _ON, _OFF, strict=True):
            if after.attributes & bit and (not before.attributes & bit or ends in off):
                codes.append(begins)
        if before.foreground != after.foreground:
            codes.append(after.foreground or "39")
        if before.background != after.background:
            codes.append(after.background or "49")
        return f"\x1b[{';'.join(codes)}m" if codes else ""

    def _blank_step(self, old: int, new: int) -> tuple[str, int]:
        """The same before a blank: nobody sees its ink, which stays on for the text behind it."""
        found = self._blank_steps.get((old, new))
        if found is None:
            before, after = self._looks[old], self._looks[new]
            if after.attributes or before.attributes & _SEEN_ON_BLANK:
                found = self._step(old, new), new
            else:
                kept = self._number(before._replace(background=after.background))
                found = self._step(old, kept), kept
            self._blank_steps[old, new] = found
        return found


@lru_cache(8192)
def _cells(text: str) -> tuple[tuple[str, ...], bool]:
    """The cells of a text, and whether there are blanks among them."""
    if text.isascii() and text.isprintable():
        return tuple(text), " " in text
    cells: list[str] = []
    for start, end, width in split_graphemes(text)[0]:
        piece = text[start:end]
        if width == 0:
            if cells and piece.isprintable():
                cells[-1 if cells[-1] else -2] += piece
        elif piece[0].isprintable() or piece.isspace():
            cells.append(" " if piece.isspace() and width == 1 else piece)
            cells.extend([""] * (width - 1))
        else:
            cells.extend(" " * width)
    return tuple(cells), " " in cells


@lru_cache(8192)
def _looks_of(cells: tuple[str, ...], ink: int, ground: int) -> tuple[int, ...]:
    """The looks of cells: blanks show their ground alone."""
    return tuple(ground if cell == " " else ink for cell in cells)


@lru_cache(4096)
def _is_wide(cell: str) -> bool:
    return len(_cells(cell)[0]) > 1


@lru_cache(4096)
def _is_doubtful(cell: str) -> bool:
    """Whether terminals differ in how wide they draw a character (Unicode annex 11)."""
    return len(cell) > 1 or unicodedata.east_asian_width(cell) == "A" or ord(cell) >= 0x1F000


class _Row(NamedTuple):
    """The cells of a row."""

    text: list[str]
    look: list[int]

    @classmethod
    def blank(cls, width: int) -> _Row:
        """A row of blanks."""
        return cls([" "] * width, [0] * width)

    def copy(self) -> _Row:
        """A row of its own with the same cells."""
        return _Row(self.text[:], self.look[:])

    def put(self, x: int, strip: Iterable[Segment], limit: int, looks: _Looks) -> None:
        """Paint segments from a cell on, up to the cell `limit`."""
        text, look = self
        if x < limit and text[x] == "":
            text[x - 1] = " "  # the left half of what is painted over
        for piece, style, control in strip:
            if control or not piece:
                continue
            cells, has_blanks = _cells(piece)
            if x + len(cells) > limit:
                cells = _cut(cells, max(0, limit - x))
            end = x + len(cells)
            ink, ground = looks.of(style)
            text[x:end] = cells
            look[x:end] = (
                _looks_of(cells, ink, ground)
                if has_blanks and ink != ground
                else [ink] * len(cells)
            )
            x = end
            if x >= limit:
                break
        if x < len(text) and text[x] == "" and not _is_wide(text[x - 1] or " "):
            text[x] = " "  # the right half of what was painted over

    def changes(self, shown: _Row) -> list[bool]:
        """Which cells differ; both halves of a wide character, where one does."""
        changed = [
            *map(or_, map(ne, self.text, shown.text), map(ne, self.look, shown.look))
        ]  # in C, as this is done for every cell
        for text in (self.text, shown.text):
            if "" in text:
                for x in compress(range(len(text)), [not cell for cell in text]):
                    if x and (changed[x] or changed[x - 1]):
                        changed[x] = changed[x - 1] = True
        return changed

    def blank_end(self, changed: list[bool], looks: _Looks) -> int:
        """The cell from which the row is blank in one look and worth erasing; its length: none."""
        text, look = self
        end = len(text)
        ground = look[-1]
        if text[-1] != " " or not looks.erasable(ground):
            return end
        while end and text[end - 1] == " " and look[end - 1] == ground:
            end -= 1
        return end if sum(changed[end:]) > len(_ERASE_LINE) else len(text)


def _cut(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    """The first cells; a wide character that is cut in half becomes a blank."""
    cut = cells[:width]
    return (*cut[:-1], " ") if cut and cells[width] == "" else cut


class _Pen:
    """Writes cells to the terminal. It knows where the cursor is, and which look is on."""

    def __init__(self, looks: _Looks, width: int) -> None:
        self._looks = looks
        self._width = width
        self._output: list[str] = []
        self._at: tuple[int, int] | None = None
        """Row and cell of the cursor; `None`: not known."""

        self._look = 0

    def take(self, cursor: tuple[int, int]) -> str:
        """What was written, with the cursor put to a row and cell, and no look on."""
        if self._look:
            self._output.append(_RESET)
            self._look = 0
        self._move(*cursor)
        output = "".join(self._output)
        self._output.clear()
        return output

    def clear(self) -> None:
        """Erase the screen, of which nothing is known."""
        self._output.append(_RESET + _ERASE_SCREEN)
        self._at, self._look = None, 0

    def row(self, y: int, row: _Row, shown: _Row) -> None:
        """Write the cells of a row that differ from those shown."""
        changed = row.changes(shown)
        end = row.blank_end(changed, self._looks)
        for start, stop in _runs(changed[:end]):
            begin = self._joined(y, start, row)
            self._move(y, begin)
            self._run(y, begin, stop, row)
        if end < self._width:
            self._move(y, end)
            self._turn(row.look[-1], " ")
            self._output.append(_ERASE_LINE)

    def _joined(self, y: int, start: int, row: _Row) -> int:
        """Where to begin: what stands between two runs may take less to write than to jump."""
        if self._at is None or self._at[0] != y:
            return start
        begin = self._at[1]
        gap = start - begin
        if not 0 < gap < 6 or row.text[begin] == "":
            return start
        cost, look = 0, self._look
        for x in range(begin, start):
            sequence, look = self._looks.step(look, row.look[x], row.text[x])
            cost += len(sequence) + len(row.text[x].encode())
        arrival = row.look[start], row.text[start]
        cost += len(self._looks.step(look, *arrival)[0])
        cost -= len(self._looks.step(self._look, *arrival)[0])
        return begin if cost <= (3 if gap == 1 else 4) else start

    def _run(self, y: int, x: int, stop: int, row: _Row) -> None:
        """Write the cells from one to before another."""
        text, look = row
        while x < stop:
            self._move(y, x)
            cell = text[x]
            self._turn(look[x], cell)
            if cell == " ":
                x = self._blanks(y, x, stop, row)
                continue
            self._output.append(cell)
            x += 1
            while x < stop and text[x] == "":
                x += 1
            again = x < stop and text[x] == cell and look[x] == look[x - 1]
            self._at = None if _is_doubtful(cell) and not again else self._behind(y, x)

    def _blanks(self, y: int, x: int, stop: int, row: _Row) -> int:
        """Write or erase the blanks of one look from a cell on; the cell behind them."""
        end = x + 1
        while end < stop and row.text[end] == " " and row.look[end] == row.look[x]:
            end += 1
        if end - x > _LEAST_ERASED and self._looks.erasable(row.look[x]):
            self._output.append(f"\x1b[{end - x}X")  # the cursor stays
        else:
            self._output.append(" " * (end - x))
            self._at = self._behind(y, end)
        return end

    def _behind(self, y: int, x: int) -> tuple[int, int] | None:
        """The place behind what was written; at the right edge it depends on the terminal."""
        return (y, x) if x < self._width else None

    def _turn(self, look: int, cell: str) -> None:
        """Turn to the look of a cell."""
        if look != self._look:
            sequence, self._look = self._looks.step(self._look, look, cell)
            self._output.append(sequence)

    def _move(self, y: int, x: int) -> None:
        """Move the cursor by the shortest sequence."""
        if self._at == (y, x):
            return
        far = f"\x1b[{y + 1}H" if x == 0 else f"\x1b[{y + 1};{x + 1}H"
        self._output.append(far if self._at is None else min(far, _near(*self._at, y, x), key=len))
        self._at = (y, x)


def _near(from_y: int, from_x: int, y: int, x: int) -> str:
    """A relative move of the cursor."""
    if from_y == y:
        if x == 0:
            return "\r"
        step = x - from_x
        if step > 0:
            return f"\x1b[{_count(step)}C"
        return "\b" * -step if step > -4 else f"\x1b[{-step}D"
    if x == from_x:
        return f"\x1b[{_count(abs(y - from_y))}{'B' if y > from_y else 'A'}"
    if y > from_y:
        return "\r" + "\n" * (y - from_y) + (f"\x1b[{_count(x)}C" if x else "")
    return f"\x1b[{y + 1};{x + 1}H"


def _count(steps: int) -> str:
    """The parameter of a move; one step needs none."""
    return "" if steps == 1 else str(steps)


def _runs(changed: list[bool]) -> Iterable[tuple[int, int]]:
    """The runs of changed cells: the first, and the one behind the last."""
    edges = [x for x, (a, b) in enumerate(pairwise([False, *changed, False])) if a != b]
    return zip(edges[::2], edges[1::2], strict=True)


class _TerminalGrid:
    """What the terminal shows, what it is to show, and the bytes from the one to the other."""

    def __init__(
        self, width: int, height: int, system: ColorSystem | None, *, colour_erase: bool
    ) -> None:
        """Begin with a terminal of which nothing is known.

        Args:
            width: Its columns.
            height: Its rows.
            system: Its colours; `None`: it shows text alone.
            colour_erase: Whether it erases in the background colour.
        """
        self.size = (width, height)
        self._looks = _Looks(system, colour_erase=colour_erase)
        self._pen = _Pen(self._looks, width)
        self._shown = [_Row.blank(width) for _ in range(height)]
        self._wanted: dict[int, _Row] = {}
        self._unknown = True

    def forget(self) -> None:
        """Take nothing of the terminal for known any more: the next difference is everything."""
        width, height = self.size
        self._wanted = {y: self._wanted.get(y, self._shown[y]) for y in range(height)}
        self._shown = [_Row.blank(width) for _ in range(height)]
        self._unknown = True

    def paint(self, update: CompositorUpdate) -> None:
        """Paint an update of the compositor."""
        width, _height = self.size
        if isinstance(update, LayoutUpdate):
            for y, strips in enumerate(update.strips, update.region.y):
                x = update.region.x
                for strip in strips:
                    self._put(y, x, strip, width)
                    x += strip.cell_length
        elif isinstance(update, ChopsUpdate):
            for y, first, last in update.spans:
                chops = zip(update.chop_ends[y], update.chops[y].items(), strict=False)
                for end, (x, chop) in chops:
                    if chop is not None and x <= last and end > first:
                        self._put(y, x, chop, min(end, last, width))

    def _put(self, y: int, x: int, strip: Iterable[Segment], limit: int) -> None:
        if y < self.size[1]:
            if y not in self._wanted:
                self._wanted[y] = self._shown[y].copy()
            self._wanted[y].put(x, strip, limit, self._looks)

    def difference(self, cursor: tuple[int, int]) -> str:
        """The sequences after which the terminal shows what it is to show; empty: it does.

        Args:
            cursor: The column and the row where the cursor is to stand.
        """
        if self._unknown:
            self._pen.clear()
            self._unknown = False
        for y in sorted(self._wanted):
            if self._wanted[y] != self._shown[y]:
                self._pen.row(y, self._wanted[y], self._shown[y])
                self._shown[y] = self._wanted[y]
        self._wanted.clear()
        return self._pen.take((cursor[1], cursor[0]))


class ThinUpdateApp(App[ReturnType]):
    """An application whose updates of the screen are sent as differences."""

    SETTLE = 0.05
    """Seconds without a further update after which a new screen is sent, as it lays itself out
    several times. Every other update is sent at the end of the loop's turn."""

    SETTLE_MOST = 0.2
    """Seconds after which it is sent in any case."""

    def __init__(self, *, thin: bool = True, **options: Any) -> None:
        """Make the application.

        Args:
            thin: Whether updates are thin. Without, Textual's own are sent, which tells a fault of
                this module from others.
            options: Of Textual's `App`.
        """
        super().__init__(**options)
        self._thin = thin
        self._grid: _TerminalGrid | None = None
        self._sent_screen: Screen[Any] | None = None
        self._send_timer: asyncio.TimerHandle | None = None
        self._send_latest = 0.0

    def repaint_terminal(self) -> None:
        """Send every cell, not the difference: something else may have written to the terminal."""
        if self._grid is not None:
            self._grid.forget()
            self._send_soon(0.0)

    @on(Resize)
    def _size_told(self) -> None:
        """Send every cell: at a new size the terminal may have moved lines, and after it was
        suspended, of which Textual tells by this event as well, it shows something else.
        """
        self.repaint_terminal()

    def _display(self, screen: Screen[Any], renderable: RenderableType | None) -> None:
        """Paint an update of a screen, and send the difference soon."""
        if renderable is None or not self._thin or not self._to_terminal():
            super()._display(screen, renderable)
            return
        if self._batch_count:
            return
        if not isinstance(renderable, (LayoutUpdate, ChopsUpdate)):
            super()._display(screen, renderable)
            self.repaint_terminal()
            return
        if self._grid is None or self._grid.size != tuple(self.size):
            self._grid = _TerminalGrid(
                *self.size, self.console._color_system, colour_erase=_erases_in_colour()
            )
        self._grid.paint(renderable)
        self._send_soon(0.0 if screen is self._sent_screen else self.SETTLE)
        self.post_display_hook()

    def _send_soon(self, wait: float) -> None:
        """Send after a while; a new screen that paints again meanwhile has that while anew."""
        loop = asyncio.get_running_loop()
        if self._send_timer is None:
            self._send_latest = loop.time() + self.SETTLE_MOST
        elif wait and loop.time() + wait <= self._send_latest:
            self._send_timer.cancel()
        else:
            return
        self._send_timer = loop.call_later(wait, self._send_difference)

    def _to_terminal(self) -> bool:
        """Whether the program has the whole of a terminal now."""
        return (
            self._running
            and not self._closed
            and not self.is_headless
            and self._driver is not None
            and not self._driver.is_inline
        )

    def _send_difference(self) -> None:
        """Send what the terminal does not show yet, and put the cursor."""
        self._send_timer = None
        if self._grid is None or self._driver is None or not self._to_terminal():
            return
        self._sent_screen = self.screen
        cursor = self.screen.outer_size.clamp_offset(self.cursor_position)
        self._previous_cursor_position = cursor
        difference = self._grid.difference(cursor)
        if len(difference) > _SYNCHRONIZED:
            self._begin_update()
            self._driver.write(difference)
            self._end_update()
        elif difference:
            self._driver.write(difference)
        self._driver.flush()


@lru_cache(1)
def _erases_in_colour() -> bool:
    """Whether the terminal erases in the background colour, as its description says."""
    import curses

    try:
        curses.setupterm(fd=1)  # Textual has taken the place of `sys.stdout`
    except curses.error:
        return False
    return curses.tigetflag("bce") == 1
