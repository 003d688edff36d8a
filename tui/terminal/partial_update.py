"""Screen updates that send only the changed cells of a line, not the line from its beginning.

Textual's own `ChopsUpdate` crops a changed span at its right edge only (its source says "TODO: crop
to x extents"), so a change at the end of a line sends the whole line. This crops the left edge,
too. It subclasses an internal class, hence the bound ``textual<9`` and a test that counts bytes.
"""

from __future__ import annotations

from rich.console import Console, RenderableType
from rich.control import Control
from rich.style import Style
from textual._compositor import ChopsUpdate
from textual.strip import Strip

ERASE = "\x1b[K"
"""Erase to the end of the line (ECMA-48 EL)."""


class PartialUpdate(ChopsUpdate):
    """A partial update of the screen, cropped at both edges."""

    def render_segments(self, console: Console) -> str:
        """The update as text and escape sequences for the terminal."""
        output: list[str] = []
        for y, first, last in self.spans:
            ends = self.chop_ends[y]
            for end, (x, strip) in zip(ends, self.chops[y].items(), strict=False):
                if strip is None or x >= last or end <= first:
                    continue
                begin, stop = max(x, first), min(end, last)
                # Where the rest of the screen's line is blank, erasing it takes three bytes.
                content = x + _content_width(strip) if end == ends[-1] else stop
                erase = stop - max(content, begin) > len(ERASE)
                if erase:
                    stop = max(content, begin)
                output.append(Control.move_to(begin, y).segment.text)
                if stop > begin:
                    output.append(strip.crop(begin - x, stop - x).render(console))
                if erase:
                    output.append(ERASE)
        return "".join(output)


def _content_width(strip: Strip) -> int:
    """The cells up to the last one that is not blank on the terminal's own background."""
    cells = strip.cell_length
    for text, style, _control in reversed(list(strip)):
        plain = not style or not (
            style.reverse or style.underline or style.strike or _coloured(style)
        )
        length = len(text.rstrip(" ")) if plain else len(text)
        cells -= len(text) - length
        if length:
            return cells
    return 0


def _coloured(style: Style) -> bool:
    return style.bgcolor is not None and not style.bgcolor.is_default


def as_partial_update(update: RenderableType | None) -> RenderableType | None:
    """Replace Textual's partial update by one that is cropped at both edges; pass others on."""
    if type(update) is ChopsUpdate:
        return PartialUpdate(update.chops, update.spans, update.chop_ends)
    return update
