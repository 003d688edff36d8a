"""QR codes of an occurrence: a payload that phones read, drawn for a terminal or as a picture."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any, NamedTuple

from yigong.exports.ical import content_lines
from yigong.exports.plain_text import one_line
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import _

MAX_PAYLOAD = 150
"""Bytes. A longer payload makes a code of more than 53 cells, which fits few terminals."""

QUIET_ZONE = 4
"""Light modules on each side (ISO/IEC 18004 5.3.8), without which cameras find no code."""

_CAPACITIES = (16, 31, 52, 77, 105, 133, 153)
"""Bytes that versions 1 to 7 hold at the lowest error correction (ISO/IEC 18004, table 7), less
one for the ECI: a screen is neither dirty nor torn, and a version more is two rows more."""

_MIN_TITLE = 4
"""The fewest characters to which a title is cut."""

DARK_COLOUR, LIGHT_COLOUR = 16, 231
"""Black and white of the 256-colour cube, which no terminal theme redefines. In the theme's own
colours the code is inverted on a dark terminal, and cameras do not find inverted codes."""


class QrPayload(NamedTuple):
    """The text of a code, and what of the occurrence did not fit into it."""

    text: str
    place_left_out: bool = False
    title_cut: bool = False


def qr_payload(occurrence: Occurrence, max_bytes: int = MAX_PAYLOAD) -> QrPayload | None:
    """Write an occurrence as a bare VEVENT, as cameras and QR readers take it.

    LF, unfolded, times in UTC, because a camera app parses only a few lines. Without a UID: a
    second scan adds the event again, and no later file changes it.

    Args:
        occurrence: The occurrence.
        max_bytes: The capacity of the code.

    Returns:
        What fits: the place is left out first, then the end of the title. `None`: not even four
        characters of the title fit.
    """
    prefix = _("[Cancelled] ") if occurrence.cancelled else ""
    title = prefix + one_line(occurrence.event.title)
    place = one_line(occurrence.place)
    text = _vevent(occurrence, title, place)
    if len(text.encode()) <= max_bytes:
        return QrPayload(text)
    text = _vevent(occurrence, title, "")
    if len(text.encode()) <= max_bytes:
        return QrPayload(text, place_left_out=True)
    for length in range(len(title) - 1, len(prefix) + _MIN_TITLE - 1, -1):
        text = _vevent(occurrence, f"{title[:length].rstrip()}..", "")
        if len(text.encode()) <= max_bytes:
            return QrPayload(text, place_left_out=bool(place), title_cut=True)
    return None


def _vevent(occurrence: Occurrence, title: str, place: str) -> str:
    start, end = occurrence.start, occurrence.end
    lines = [content_lines.text_line("SUMMARY", title)]
    if occurrence.event.all_day:
        lines += [
            content_lines.date_line("DTSTART", start),
            content_lines.date_line("DTEND", max(end, start + timedelta(days=1))),
        ]
    else:
        lines += [
            content_lines.date_time_line("DTSTART", start),
            content_lines.date_time_line("DTEND", end),
        ]
    if place:
        lines.append(content_lines.text_line("LOCATION", place))
    return "\n".join(content_lines.component_lines("VEVENT", lines))


def qr_capacity(columns: int, rows: int) -> int:
    """Return the bytes that fit a code on so many columns and rows, quiet zone included; or 0."""
    side = min(columns, rows * 2)
    fitting = [size for version, size in enumerate(_CAPACITIES, 1) if _side(version) <= side]
    return fitting[-1] if fitting else 0


def terminal_rows(size: int) -> int:
    """Return the rows of a terminal that a code of so many bytes takes."""
    version = next((v for v, n in enumerate(_CAPACITIES, 1) if size <= n), len(_CAPACITIES))
    return -(-_side(version) // 2)


def _side(version: int) -> int:
    return 17 + 4 * version + 2 * QUIET_ZONE


def qr_matrix(text: str) -> list[list[bool]]:
    """Return the modules of a code, quiet zone included; true is dark."""
    return [[bool(module) for module in row] for row in _code(text).matrix_iter(border=QUIET_ZONE)]


def half_block_rows(text: str) -> list[str]:
    """Draw a code as rows of half blocks, two modules to a cell: cells are twice as high as wide.

    The whole code has one pair of colours, black on white (see `DARK_COLOUR`): 4 kB over a slow
    line instead of 11.
    """
    modules = qr_matrix(text)
    modules.append([False] * len(modules[0]))  # the number of rows is odd
    pairs = zip(modules[::2], modules[1::2], strict=True)
    return ["".join(_HALF_BLOCKS[cell] for cell in zip(*pair, strict=True)) for pair in pairs]


_HALF_BLOCKS = {(False, False): " ", (True, False): "▀", (False, True): "▄", (True, True): "█"}


def terminal_qr(text: str) -> str:
    """Draw a code for a terminal, with its colours."""
    colours = f"\x1b[38;5;{DARK_COLOUR};48;5;{LIGHT_COLOUR}m"
    return "".join(f"{colours}{row}\x1b[0m\n" for row in half_block_rows(text))


def qr_picture(text: str, kind: str) -> bytes:
    """Draw a code as a picture to print or to send.

    Args:
        text: The payload.
        kind: ``png`` or ``svg``.

    Raises:
        Refused: The kind is another one.
    """
    if kind not in ("png", "svg"):
        raise Refused("A code is written as .png or .svg, not as .{kind}.", kind=kind[:20])
    out = io.BytesIO()
    _code(text).save(out, kind=kind, scale=8, border=QUIET_ZONE, light="#ffffff")
    return out.getvalue()


def _code(text: str) -> Any:
    """Make a code marked as UTF-8 (ECI 26): zbar else reads five Chinese characters as Japanese.

    Readers that do not know the ECI guess UTF-8.
    """
    import segno

    return segno.make_qr(text, error="l", mode="byte", encoding="utf-8", eci=True)
