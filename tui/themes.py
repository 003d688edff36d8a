"""The three looks: the terminal's own 16 colours, a dark one and a light one.

Pages and widgets name the colours of a terminal ("green", "red", dim). With the first look they are
the terminal's, so whatever palette the organiser has fits. Each of the other two says which shade
each name has (`App.ansi_theme_dark`, `App.ansi_theme_light`), and adds grounds for panels, popups
and fields.
"""

from __future__ import annotations

from collections.abc import Mapping

from rich.terminal_theme import TerminalTheme
from textual.app import App
from textual.filter import Monochrome, NoColor
from textual.theme import Theme

from yigong.store.language import N_

TERMINAL, DARK, LIGHT = "terminal", "dark", "light"
NAMES = {
    TERMINAL: N_("The terminal's own colours"),
    DARK: N_("Dark"),
    LIGHT: N_("Light"),
}
"""What each look is called, as msgids."""

Shade = tuple[int, int, int]


def _shade(code: str) -> Shade:
    """Red, green and blue of ``#rrggbb``."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:], 16)


def _palette(ground: str, text: str, colours: str) -> TerminalTheme:
    """The shades of black, red, green, yellow, blue, magenta, cyan and white."""
    shades = [_shade(code) for code in colours.split()]
    return TerminalTheme(_shade(ground), _shade(text), shades, shades)


_DARK = _palette(
    "#15181b",
    "#d9d9d3",
    "#15181b #e48277 #6fae6a #d6a850 #64a6d2 #b58cc9 #4fb3a6 #d9d9d3",
)
_LIGHT = _palette(
    "#fbfaf6",
    "#24272b",
    "#24272b #b23127 #226b36 #946100 #256da3 #8a4f9e #197a70 #fbfaf6",
)


def _theme(name: str, *, dark: bool, ansi: bool, **colours: str) -> Theme:
    """A theme of Textual's from the colours of our style sheet."""
    named = {key.replace("_", "-"): colour for key, colour in colours.items()}
    known: Mapping[str, str] = {
        "block-cursor-background": colours["text_ink"],
        "block-cursor-foreground": colours["text_ground"],
        "block-cursor-text-style": "none",
        "input-cursor-background": colours["text_ink"],
        "input-cursor-foreground": colours["text_ground"],
        "input-cursor-text-style": "none",
        "ansi-background": colours["text_ground"],
        "ansi-foreground": colours["text_ink"],
    }
    return Theme(
        name,
        primary=colours["accent_ink"],
        secondary=colours["accent_ink"],
        accent=colours["accent_ink"],
        success=colours["accent_ink"],
        warning=colours["warning_ink"],
        error=colours["error_ink"],
        foreground=colours["text"],
        background=colours["ground"],
        surface=colours["ground"],
        panel=colours["side"],
        boost=colours["side"],
        dark=dark,
        ansi=ansi,
        variables={**known, **named},
    )


_THEMES = (
    _theme(
        TERMINAL,
        dark=True,
        ansi=True,
        ground="ansi_default",
        side="ansi_default",
        text="ansi_default",
        text_ink="ansi_white",
        text_ground="ansi_black",
        pop="ansi_white",
        on_pop="ansi_black",
        field="ansi_default",
        track="ansi_default",
        pop_field="ansi_white",
        chip="ansi_default",
        on_chip="ansi_default",
        accent_ink="ansi_green",
        warning_ink="ansi_yellow",
        error_ink="ansi_red",
    ),
    _theme(
        DARK,
        dark=True,
        ansi=False,
        ground="#15181b",
        side="#1c2024",
        text="#d9d9d3",
        text_ink="#d9d9d3",
        text_ground="#15181b",
        pop="#2f363d",
        on_pop="#e6e6e0",
        field="#2b3138",
        track="#262b30",
        pop_field="#414a53",
        chip="#2b3138",
        on_chip="#e8c77a",
        accent_ink="#6fae6a",
        warning_ink="#d6a850",
        error_ink="#e48277",
    ),
    _theme(
        LIGHT,
        dark=False,
        ansi=False,
        ground="#fbfaf6",
        side="#f3f1ea",
        text="#24272b",
        text_ink="#24272b",
        text_ground="#fbfaf6",
        pop="#e4e0d4",
        on_pop="#1e2124",
        field="#e9e6dc",
        track="#e9e6dc",
        pop_field="#f6f4ee",
        chip="#e4e0d4",
        on_chip="#7a4f00",
        accent_ink="#226b36",
        warning_ink="#946100",
        error_ink="#b23127",
    ),
)


def has_shades(app: App[int]) -> bool:
    """Whether a terminal shows more than 16 colours; with those our shades would all be greys."""
    return app.console.color_system != "standard"


def shown_look(app: App[int], preferred: str) -> str:
    """The look that an application has where one is preferred.

    Returns:
        The terminal's own for an unknown one, and where there are no shades.
    """
    return preferred if preferred in NAMES and has_shades(app) else TERMINAL


def add_themes(app: App[int], name: str = TERMINAL) -> None:
    """Give an application the three looks alone, and turn on one.

    Args:
        app: The application; its style sheet is not parsed yet.
        name: The look that is preferred.
    """
    for other in list(app.available_themes):
        app.unregister_theme(other)
    for theme in _THEMES:
        app.register_theme(theme)
    # The watchers of these would each have Textual parse the style sheet again at the first paint.
    app.set_reactive(App.ansi_theme_dark, _DARK)
    app.set_reactive(App.ansi_theme_light, _LIGHT)
    app.set_reactive(App.theme, shown_look(app, name))
    app.stylesheet.set_variables(app.get_css_variables())
    app._refresh_truecolor_filter(app.ansi_theme)
    if app.no_color:
        # Textual chose by its own look to make greys of colours, with black for the terminal's own.
        filters = app._filters
        filters[:] = [NoColor() if isinstance(each, Monochrome) else each for each in filters]
