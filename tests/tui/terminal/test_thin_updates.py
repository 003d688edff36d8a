"""With thin updates a terminal shows the same cells as with whole ones, for fewer bytes."""

from __future__ import annotations

import random
from itertools import pairwise

import pyte
import pytest
from rich.cells import cell_len
from rich.color import ColorSystem
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from support.emulator import Emulator, seen
from yigong.tui.terminal.thin_updates import _TerminalGrid

TEXTS = ["村民义务日", "abc ", "  ", " " * 10, "12", "✓", "修葺队 7/12", "é", "e\u0301x", "·"]
TEXTS += ["───", "…", "ｱ", "👍", "x", " " * 20, "“引”"]
NAMES = ["bold", "dim", "bold dim", "red", "bold red", "on green", "black on green", "reverse"]
NAMES += ["underline", "italic yellow on blue", "on #102030", "#a0b0c0 on #102030", "strike"]
NAMES += ["bold #a0b0c0 on #102030", "not bold", "default on default", "reverse red"]
NAMES += ["underline on red", "underline2 blink"]
STYLES = [None, *map(Style.parse, NAMES)]


def a_strip(rng, width):
    """A strip of random pieces, exactly as wide as asked."""
    segments, left = [], width
    while left:
        text = rng.choice(TEXTS)
        if not 0 < cell_len(text) <= left:
            text = " " * rng.randint(1, left)
        segments.append(Segment(text, rng.choice(STYLES)))
        left -= cell_len(text)
    return Strip(segments, width)


def a_layout(rng, width, height):
    """An update of a random region, sometimes of the whole screen."""
    x, y = rng.randrange(width), rng.randrange(height)
    w, h = rng.randint(1, width - x), rng.randint(1, height - y)
    if rng.random() < 0.2:
        x, y, w, h = 0, 0, width, height
    return LayoutUpdate([[a_strip(rng, w)] for _ in range(h)], Region(x, y, w, h))


def chops_of(rng, width, height):
    """A partial update: some chops of some lines, cropped at their ends."""
    chops, ends, spans = [], [], []
    for y in range(height):
        cuts = sorted({0, width, *(rng.randrange(1, width) for _ in range(2))})
        chops.append({a: a_strip(rng, b - a) for a, b in pairwise(cuts)})
        ends.append(cuts[1:])
        first = rng.randrange(width)
        if rng.random() < 0.6:
            spans.append((y, first, rng.randint(first + 1, width)))
    return ChopsUpdate(chops, spans or [(0, 0, width)], ends)


def whole(grid):
    """What the grid is to show, each cell by itself with its look in full."""
    out = ["\x1b[m\x1b[2J"]
    for y, row in enumerate(grid._shown):
        for x, (cell, look) in enumerate(zip(row.text, row.look, strict=True)):
            if cell:
                out.append(f"\x1b[{y + 1};{x + 1}H\x1b[m{grid._looks._whole(0, look)}{cell}")
    return "".join(out)


@pytest.mark.parametrize("colour_erase", [True, False])
@pytest.mark.parametrize("seed", range(60))
def test_after_random_updates_the_terminal_shows_what_was_painted(seed, colour_erase):
    rng = random.Random(seed)
    width, height = rng.choice([(20, 4), (40, 6), (81, 5), (7, 3)])
    system = rng.choice([ColorSystem.TRUECOLOR, ColorSystem.STANDARD, ColorSystem.EIGHT_BIT])
    grid = _TerminalGrid(width, height, system, colour_erase=colour_erase)
    terminal = Emulator(width, height, colour_erase=colour_erase)
    for _ in range(12):
        for _ in range(rng.randint(1, 3)):
            made = rng.choice([a_layout, chops_of])(rng, width, height)
            grid.paint(made)
        if rng.random() < 0.1:
            grid.forget()
        cursor = rng.randrange(width), rng.randrange(height)
        terminal.feed(grid.difference(cursor))
        assert (terminal.cursor.x, terminal.cursor.y) == cursor
        again = Emulator(width, height)
        again.feed(whole(grid))
        assert seen(terminal) == seen(again)


@pytest.mark.parametrize("seed", range(20))
def test_what_a_layout_update_paints_is_what_textual_itself_would_send(seed):
    from rich.console import Console

    rng = random.Random(seed)
    width, height = 40, 6
    console = Console(color_system="truecolor", force_terminal=True)
    grid = _TerminalGrid(width, height, ColorSystem.TRUECOLOR, colour_erase=True)
    stock, thin = Emulator(width, height), Emulator(width, height)
    for _ in range(8):
        # Whole lines: where Textual cuts a wide character in half, terminals differ.
        update = LayoutUpdate(
            [[a_strip(rng, width)] for _ in range(height)], Region(0, 0, width, height)
        )
        stock.feed(update.render_segments(console))
        grid.paint(update)
        thin.feed(grid.difference((0, 0)))
        assert seen(thin) == seen(stock)


def test_the_same_update_again_sends_nothing():
    rng = random.Random(1)
    grid = _TerminalGrid(40, 6, ColorSystem.TRUECOLOR, colour_erase=True)
    update = LayoutUpdate([[a_strip(rng, 40)] for _ in range(6)], Region(0, 0, 40, 6))
    grid.paint(update)
    assert grid.difference((0, 0))
    grid.paint(update)
    assert grid.difference((0, 0)) == ""


def test_one_changed_letter_sends_a_move_and_the_letter():
    grid = _TerminalGrid(20, 2, ColorSystem.TRUECOLOR, colour_erase=True)
    for text in ("0123456789", "01234x6789"):
        grid.paint(LayoutUpdate([[Strip([Segment(text)])]], Region(0, 0, 10, 1)))
        sent = grid.difference((0, 1))
    assert sent == "\x1b[1;6Hx\r\n"


def test_an_end_of_a_line_that_becomes_blank_is_erased():
    grid = _TerminalGrid(20, 1, ColorSystem.TRUECOLOR, colour_erase=True)
    for text in ("x" * 20, "ab" + " " * 18):
        grid.paint(LayoutUpdate([[Strip([Segment(text)])]], Region(0, 0, 20, 1)))
        sent = grid.difference((0, 0))
    assert sent.endswith("ab\x1b[K\r")


def test_behind_a_glyph_of_ambiguous_width_the_next_cell_is_addressed_absolutely():
    grid = _TerminalGrid(20, 1, ColorSystem.TRUECOLOR, colour_erase=True)
    grid.paint(LayoutUpdate([[Strip([Segment("a·b")])]], Region(0, 0, 3, 1)))
    assert "a·\x1b[1;3Hb" in grid.difference((0, 0))


def test_a_terminal_without_colours_gets_text_alone():
    grid = _TerminalGrid(20, 1, None, colour_erase=False)
    strip = Strip([Segment("ab", Style.parse("bold red on blue"))])
    grid.paint(LayoutUpdate([[strip]], Region(0, 0, 2, 1)))
    assert grid.difference((2, 0)) == "\x1b[m\x1b[2J\x1b[1Hab"


@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.STANDARD])
def test_a_step_between_two_looks_ends_as_a_reset_and_the_second_would(system):
    looks = _TerminalGrid(1, 1, system, colour_erase=True)._looks
    numbers = [looks.of(style)[0] for style in STYLES]
    for before in numbers:
        for after in numbers:
            stepped, reset = Emulator(2, 1), Emulator(2, 1)
            first, _look = looks.step(0, before, "x")
            second, _look = looks.step(before, after, "x")
            stepped.feed(first + second + "x")
            reset.feed("\x1b[m" + looks._whole(0, after) + "x")
            assert stepped.buffer[0][0] == reset.buffer[0][0]


def test_the_emulator_tells_dim_from_plain():
    screen = Emulator(2, 1)
    screen.feed("\x1b[2ma\x1b[22mb")
    assert isinstance(screen, pyte.Screen)
    assert seen(screen)[0][0][1:] != seen(screen)[0][1][1:]
