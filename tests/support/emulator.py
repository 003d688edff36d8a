"""A terminal in memory, and what a person sees on it."""

from __future__ import annotations

import pyte
from pyte import graphics
from rich.cells import cell_len

# pyte knows no dim. Here it is what pyte calls blink, which nothing draws.
graphics.TEXT[2] = "+blink"
_NOT_BOLD_NOT_DIM, _COLOURS = 22, (38, 48)


class Emulator(pyte.Screen):
    """A screen of pyte that is fed with text, knows dim, and may not erase in colour."""

    def __init__(self, columns, lines, *, colour_erase=True):
        self.colour_erase = colour_erase
        super().__init__(columns, lines)
        self._stream = pyte.Stream(self)

    def feed(self, text):
        self._stream.feed(text)

    def select_graphic_rendition(self, *attrs, **kwargs):
        super().select_graphic_rendition(*attrs, **kwargs)
        codes, dim = list(attrs), self.cursor.attrs.blink
        while codes:
            code = codes.pop(0)
            if code in _COLOURS:
                del codes[: 4 if codes[:1] == [2] else 2]
            elif code in (2, _NOT_BOLD_NOT_DIM):
                dim = code == 2
        self.cursor.attrs = self.cursor.attrs._replace(blink=dim)

    def erase_in_line(self, how=0, private=False):
        self._plainly(super().erase_in_line, how)

    def erase_characters(self, count=None):
        self._plainly(super().erase_characters, count)

    def _plainly(self, erase, argument):
        attrs = self.cursor.attrs
        if not self.colour_erase:
            self.cursor.attrs = attrs._replace(bg="default")
        erase(argument)
        self.cursor.attrs = attrs


def seen(screen):
    """What is seen of each cell: not the ink of a blank, nor what is behind half a character."""
    rows = []
    for y in range(screen.lines):
        line, row = screen.buffer[y], []
        for x in range(screen.columns):
            cell = line[x]
            after = line[x + 1].data if x + 1 < screen.columns else " "
            if cell.data == "" and row and len(row[-1]) > 2:
                row.append("")
            elif cell.data == "" or (after != "" and cell_len(cell.data) == 2):
                row.append((" ", cell.bg))  # terminals blank half a wide character, pyte does not
            elif cell.data == " " and not (cell.reverse or cell.underscore or cell.strikethrough):
                row.append((" ", cell.bg))
            elif cell.data == " ":
                row.append(
                    (" ", cell.fg, cell.bg, cell.reverse, cell.underscore, cell.strikethrough)
                )
            else:
                row.append(tuple(cell))
        rows.append(row)
    return rows
