"""Pictures of a terminal's screen, and the QR codes that zbar reads from them."""

from __future__ import annotations

import shutil
import subprocess

import pyte
import pytest

CELL = 6
"""The width of a cell in pixels; it is twice as high."""

DARK, LIGHT = {"default": (220, 24)}, {"default": (24, 250)}
"""The default colours of a terminal, as grey: foreground, background."""

_SHAPES = {" ": (0, 0), "▀": (1, 0), "▄": (0, 1), "█": (1, 1)}


def terminal_screen(text: str, columns: int = 80, lines: int = 24) -> pyte.Screen:
    """The screen of a terminal that was sent a text."""
    screen = pyte.Screen(columns, lines)
    pyte.Stream(screen).feed(text)
    return screen


def picture(screen: pyte.Screen, theme: dict) -> bytes:
    """A grey picture (PGM) of a screen; a letter fills the lower half of its cell."""
    rows = []
    for y in range(screen.lines):
        upper, lower = bytearray(), bytearray()
        for x in range(screen.columns):
            cell = screen.buffer[y][x]
            foreground, background = _grey(cell.fg, theme, 0), _grey(cell.bg, theme, 1)
            if cell.reverse:
                foreground, background = background, foreground
            shape = _SHAPES.get(cell.data, (0, 1))
            for half, pixels in zip(shape, (upper, lower), strict=True):
                pixels.extend([foreground if half else background] * CELL)
        rows += [bytes(upper)] * CELL + [bytes(lower)] * CELL
    size = f"{screen.columns * CELL} {screen.lines * 2 * CELL}"
    return f"P5 {size} 255\n".encode() + b"".join(rows)


def _grey(colour: str, theme: dict, side: int) -> int:
    if len(colour) == 6 and colour.isalnum() and colour != "yellow":
        return sum(bytes.fromhex(colour)) // 3
    return theme["default"][side]


def read_qr_code(pgm: bytes, folder) -> str:
    """The text of the QR code in a picture, read by zbar; empty: it finds none."""
    if not shutil.which("zbarimg"):
        pytest.skip("zbarimg (zbar-tools) is not installed")
    path = folder / "screen.pgm"
    path.write_bytes(pgm)
    done = subprocess.run(
        ["zbarimg", "-q", "--raw", str(path)], capture_output=True, check=False, timeout=60
    )
    return done.stdout.decode().removesuffix("\n")
