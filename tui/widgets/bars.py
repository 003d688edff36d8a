"""Bars and shades of coloured blanks, which every terminal draws one cell wide.

They are blanks in reverse: without colours (NO_COLOR) they stand in the colour of the text.
"""

from __future__ import annotations

from rich.style import Style
from textual.color import Color
from textual.widget import Widget

from yigong.tui.widgets.canvas import QUIET, Piece

SHADES = 4
"""The shades of a colour, from hardly anything to all of it."""

_SHADE_SIGNS = ".:="
"""The shades but the last where the terminal has 16 colours, and no shades of them."""


def swatch(colour: str) -> Style:
    """The style of a blank in one of a terminal's colours ("green"); empty: in that of the text."""
    return Style(color=colour or None, reverse=True)


def ground(widget: Widget, colour: str) -> Style:
    """The style of words on a ground of a terminal's colour, legible on any palette."""
    if not widget.app.native_ansi_color:
        return swatch(colour)
    return Style(color=colour, bgcolor="white" if colour == "red" else "black", reverse=True)


def bar(widget: Widget, value: float, whole: float, width: int, colour: str) -> list[Piece]:
    """A bar of `width` cells, as full as a value is of the whole; something is never nothing."""
    part = min(1.0, value / whole) if whole > 0 else float(value > 0)
    full = min(width, max(int(value > 0), round(width * part)))
    return [(" " * full, swatch(colour)), track(widget, width - full)]


def track(widget: Widget, width: int) -> tuple[str, Style]:
    """The empty part of a bar."""
    if widget.app.native_ansi_color:
        return "." * width, QUIET
    ground = Color.parse(widget.app.theme_variables["track"]).rich_color
    return " " * width, Style(bgcolor=ground)


def shade(widget: Widget, level: int, colour: str) -> tuple[str, Style]:
    """One cell in a shade of a colour: 0, nothing, to `SHADES`, all of it."""
    if level <= 0:
        return track(widget, 1)
    if level >= SHADES:
        return " ", swatch(colour)
    if widget.app.native_ansi_color:
        return _SHADE_SIGNS[level - 1], Style(color=colour)
    return " ", Style(bgcolor=_blend(widget, colour, level / SHADES).rich_color)


def tint(widget: Widget, colour: str) -> Style:
    """A ground with a breath of a colour, for text to stand on; plain in 16 colours."""
    if widget.app.native_ansi_color or not colour:
        return Style()
    return Style(bgcolor=_blend(widget, colour, 0.2).rich_color)


def today_mark(widget: Widget, *, chosen: bool = False) -> Style:
    """The style of today in a calendar: a ground of its own, also on that of what is chosen."""
    if widget.app.native_ansi_color or widget.app.no_color:
        return Style(bold=True, reverse=not chosen)
    ground = Color.parse(widget.app.theme_variables["on-chip"]).rich_color
    return Style(color=ground, bold=True, reverse=True)


def _blend(widget: Widget, colour: str, factor: float) -> Color:
    """A mixture of the page's ground with a colour of the palette."""
    from rich.color import Color as PaletteColor

    theme = widget.app.ansi_theme
    shade_of = Color(*PaletteColor.parse(colour).get_truecolor(theme))
    return Color(*theme.background_color).blend(shade_of, factor)
