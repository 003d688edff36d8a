"""QR codes: one date small enough for a phone's camera, and the code as cells of a terminal."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any, NamedTuple

from yigong.exports.ical import content_lines
from yigong.exports.plain_text import one_line
from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import Occurrence

MAX_PAYLOAD = 150
"""Bytes of the payload. More makes a code of more than 53 cells, which fits few terminals."""

QUIET_ZONE = 4
"""Modules of white on each side (ISO/IEC 18004 5.3.8): without them cameras find no code."""

_ROOM = (16, 31, 52, 77, 105, 133, 153)
"""Bytes that versions 1 to 7 hold at the lowest error correction (ISO/IEC 18004, table 7), less
one for the name of their encoding. A screen is neither dirty nor torn, and each version is two
rows of a terminal."""

_SHORTEST = 4
"""Fewer characters of a title say nothing."""

DARK_COLOUR, LIGHT_COLOUR = 16, 231
"""Black and white of the 256-colour cube, which no theme of a terminal redefines. A code in the
terminal's own colours would be inverted on a dark one, and cameras do not find inverted ones."""


class QrPayload(NamedTuple):
    """What a code says of an occurrence."""

    text: str
    place_left_out: bool = False
    title_cut: bool = False


def qr_payload(one: Occurrence, most: int = MAX_PAYLOAD) -> QrPayload | None:
    """An occurrence as a bare VEVENT, as cameras and QR readers take it.

    LF, unfolded, times in UTC: what is behind the camera is no calendar program but a reader of a
    few lines. It has no UID: whoever scans twice has it twice, and no later file changes it.

    Args:
        one: The occurrence.
        most: Bytes there is room for.

    Returns:
        With as much as fits: the place goes first, then the end of the title. `None`: not even
        four characters of the title would fit.
    """
    prefix = _("[Cancelled] ") if one.cancelled else ""
    title = prefix + one_line(one.event.title)
    place = one_line(one.place)
    whole = _vevent(one, title, place)
    if len(whole.encode()) <= most:
        return QrPayload(whole)
    without = _vevent(one, title, "")
    if len(without.encode()) <= most:
        return QrPayload(without, place_left_out=True)
    for length in range(len(title) - 1, len(prefix) + _SHORTEST - 1, -1):
        text = _vevent(one, f"{title[:length].rstrip()}..", "")
        if len(text.encode()) <= most:
            return QrPayload(text, place_left_out=bool(place), title_cut=True)
    return None


def _vevent(one: Occurrence, title: str, place: str) -> str:
    lines = [content_lines.text_line("SUMMARY", title)]
    if one.event.all_day:
        last = max(one.end, one.start + timedelta(days=1))
        lines += [
            content_lines.date_line("DTSTART", one.start),
            content_lines.date_line("DTEND", last),
        ]
    else:
        lines += [
            content_lines.moment_line("DTSTART", one.start),
            content_lines.moment_line("DTEND", one.end),
        ]
    if place:
        lines.append(content_lines.text_line("LOCATION", place))
    return "\n".join(content_lines.component_lines("VEVENT", lines))


def qr_capacity(columns: int, rows: int) -> int:
    """How many bytes fit a code of so many cells, border included; 0: there is no such code."""
    side = min(columns, rows * 2)
    fitting = [size for version, size in enumerate(_ROOM, 1) if _side(version) <= side]
    return fitting[-1] if fitting else 0


def terminal_rows(size: int) -> int:
    """How many rows of a terminal a code of so many bytes takes."""
    version = next((v for v, most in enumerate(_ROOM, 1) if size <= most), len(_ROOM))
    return -(-_side(version) // 2)


def _side(version: int) -> int:
    return 17 + 4 * version + 2 * QUIET_ZONE


def qr_matrix(text: str) -> list[list[bool]]:
    """The modules of a code, border included; true is black."""
    return [[bool(module) for module in row] for row in _code(text).matrix_iter(border=QUIET_ZONE)]


def half_block_rows(text: str) -> list[str]:
    """A code as lines of half blocks, two modules to a cell: cells are twice as high as wide.

    One pair of colours for the whole code, black on white (see `DARK_COLOUR`): 4 kB over a slow
    line instead of 11.
    """
    modules = qr_matrix(text)
    modules.append([False] * len(modules[0]))  # the side is odd
    pairs = zip(modules[::2], modules[1::2], strict=True)
    return ["".join(_HALVES[half] for half in zip(*pair, strict=True)) for pair in pairs]


_HALVES = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def terminal_qr(text: str) -> str:
    """A code as lines for a terminal, with its colours."""
    colours = f"\x1b[38;5;{DARK_COLOUR};48;5;{LIGHT_COLOUR}m"
    return "".join(f"{colours}{row}\x1b[0m\n" for row in half_block_rows(text))


def qr_picture(text: str, kind: str) -> bytes:
    """A code as a picture to print or to send.

    Args:
        text: What it says.
        kind: ``png`` or ``svg``.
    """
    if kind not in ("png", "svg"):
        raise Refused("A code is written as .png or .svg, not as .{kind}.", kind=kind[:20])
    out = io.BytesIO()
    _code(text).save(out, kind=kind, scale=8, border=QUIET_ZONE, light="#ffffff")
    return out.getvalue()


def _code(text: str) -> Any:
    """A code that says it is UTF-8 (ECI 26): zbar takes five Chinese characters for Japanese else.

    Readers that know nothing of it guess, and guess UTF-8.
    """
    import segno

    return segno.make_qr(text, error="l", mode="byte", encoding="utf-8", eci=True)
