"""The screen as a camera sees it: cells become pixels, half blocks and colours and all."""

from __future__ import annotations

import shutil
import subprocess

import pyte
import pytest

CELL = 6
"""Pixels of a cell across; it is twice as high."""

DARK, LIGHT = {"default": (220, 24)}, {"default": (24, 250)}
"""Foreground and background, as grey, of a terminal's own colours."""

_SHAPES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def screen_of(text: str, columns: int = 80, lines: int = 24) -> pyte.Screen:
    """What a terminal shows after it was sent a text."""
    screen = pyte.Screen(columns, lines)
    pyte.Stream(screen).feed(text)
    return screen


def picture(screen: pyte.Screen, theme: dict) -> bytes:
    """A grey picture (PGM) of a terminal; letters are a smudge of half their cell."""
    rows = []
    for y in range(screen.lines):
        upper, lower = bytearray(), bytearray()
        for x in range(screen.columns):
            cell = screen.buffer[y][x]
            ink, paper = _grey(cell.fg, theme, 0), _grey(cell.bg, theme, 1)
            if cell.reverse:
                ink, paper = paper, ink
            shape = _SHAPES.get(cell.data, (0, 1))
            for half, pixels in zip(shape, (upper, lower), strict=True):
                pixels.extend([ink if half else paper] * CELL)
        rows += [bytes(upper)] * CELL + [bytes(lower)] * CELL
    size = f"{screen.columns * CELL} {screen.lines * 2 * CELL}"
    return f"P5 {size} 255\n".encode() + b"".join(rows)


def _grey(colour: str, theme: dict, side: int) -> int:
    if len(colour) == 6 and colour.isalnum() and colour != "yellow":
        return sum(bytes.fromhex(colour)) // 3
    return theme["default"][side]


def read_by_camera(pgm: bytes, folder) -> str:
    """What zbar reads from a picture; empty: no code found."""
    if not shutil.which("zbarimg"):
        pytest.skip("zbarimg (zbar-tools) is not installed")
    path = folder / "screen.pgm"
    path.write_bytes(pgm)
    done = subprocess.run(
        ["zbarimg", "-q", "--raw", str(path)], capture_output=True, check=False, timeout=60
    )
    return done.stdout.decode().removesuffix("\n")
