"""Every look is legible: by the contrast of WCAG 2.2 (success criterion 1.4.3, 4.5 to 1)."""

from __future__ import annotations

import pytest
from rich.color import Color as PaletteColor
from textual.color import Color

from support.screens import opened
from yigong.tui import themes
from yigong.tui.widgets.canvas import CHOSEN

LEAST = 4.5

PALETTES = {
    # text, ground, white (7), black (0): as these terminals have them when they are new
    "xterm": ("#ffffff", "#000000", "#e5e5e5", "#000000"),
    "xterm, black on white": ("#000000", "#ffffff", "#e5e5e5", "#000000"),
    "PuTTY": ("#bbbbbb", "#000000", "#bbbbbb", "#000000"),
    "Windows Terminal": ("#cccccc", "#0c0c0c", "#cccccc", "#0c0c0c"),
    "GNOME, light": ("#171421", "#ffffff", "#d0cfcc", "#171421"),
    "Solarized dark": ("#839496", "#002b36", "#eee8d5", "#073642"),
}
LOOKS = {"dark": themes._DARK, "light": themes._LIGHT}
INKS = ("red", "green")
"""The colours that text has; the others are grounds of blanks only."""


def contrast(one, other):
    """The contrast of two colours, 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour):
    def linear(part):
        part /= 255
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return sum(w * linear(p) for w, p in zip((0.2126, 0.7152, 0.0722), colour.rgb, strict=True))


def parsed(*codes):
    return [Color.parse(code) for code in codes]


def variable(name, look):
    """A colour of our style sheet in a look."""
    theme = next(theme for theme in themes._THEMES if theme.name == look)
    return Color.parse(theme.variables[name])


@pytest.mark.parametrize("palette", PALETTES)
def test_the_chosen_row_and_a_popup_are_legible_with_the_palette_of_a_terminal(palette):
    text, ground, white, black = parsed(*PALETTES[palette])
    assert CHOSEN.reverse and CHOSEN.color is None and CHOSEN.bgcolor is None
    assert contrast(text, ground) >= LEAST
    assert contrast(black, white) >= LEAST


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("ground", ["ground", "side", "field"])
def test_text_and_its_colours_are_legible_on_every_ground_of_our_looks(look, ground):
    palette = LOOKS[look]
    back = variable(ground, look)
    assert contrast(variable("text", look), back) >= LEAST
    for name in INKS:
        ink = Color(*PaletteColor.parse(name).get_truecolor(palette))
        assert contrast(ink, back) >= LEAST, name


@pytest.mark.parametrize("look", LOOKS)
def test_quiet_text_is_legible_on_the_grounds_that_it_stands_on(look):
    from rich.color import Color as RichColor
    from textual.filter import dim_color

    for ground in ("ground", "side", "pop"):
        text = variable("on-pop" if ground == "pop" else "text", look).rich_color
        back = variable(ground, look)
        quiet: RichColor = dim_color(back.rich_color, text)
        assert contrast(Color.from_rich_color(quiet), back) >= LEAST, ground


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(
    ("ink", "ground"),
    [("on-pop", "pop"), ("on-pop", "pop-field"), ("on-chip", "chip"), ("text-ink", "text-ground")],
)
def test_popups_keys_and_the_chosen_row_are_legible_in_our_looks(look, ink, ground):
    assert contrast(variable(ink, look), variable(ground, look)) >= LEAST


@pytest.mark.parametrize("palette", LOOKS)
def test_every_colour_of_a_kind_is_told_from_the_ground(palette):
    look = LOOKS[palette]
    ground = Color(*look.background_color)
    for name in ("green", "red", "blue", "cyan", "yellow", "magenta"):
        shade = Color(*PaletteColor.parse(name).get_truecolor(look))
        assert contrast(shade, ground) >= 3, name  # WCAG 1.4.11: what is no text


@pytest.mark.parametrize("look", themes.NAMES)
async def test_without_colours_no_look_has_any(look, village, clock, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with opened(village.folder, clock=clock) as screen:
        screen.app.theme = look
        await screen.press("s")
        widgets = screen.app.screen.walk_children()
        lines = [line for each in widgets if each.size for line in each.render_lines(each.region)]
        styles = [segment.style for line in lines for segment in line if segment.style]
        colours = {colour for style in styles for colour in (style.color, style.bgcolor) if colour}
        assert styles and {colour.name for colour in colours} <= {"default"}
