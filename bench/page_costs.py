"""The rows of pages and popups: the bytes of each, against its own text written once.

The reference is what the terminal shows afterwards, each row written from its first cell to its
last, colours only where they change, blank ends erased. A popup that closes is held against what it
uncovered.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pyte

from bench.pseudo_terminal import Terminal
from bench.screens import BACK, CALENDAR_SHOWS, ENVIRON, ORGANISER, program
from bench.table import Row, missing, verdict_of
from bench.write_costs import scratch

SIZES = ((80, 24), (120, 36))
MOST = 1.3
QUESTION, COLOURFUL_QUESTION = 1_500, 2_500
SETTLED = 0.6

_NAMED, _SHADE, _MOVE = 5, 17, 6
"""Bytes of a step to a named colour, of one to a shade of red, green and blue, and of a move."""


class Deed(NamedTuple):
    """A key, and what it does to the screen."""

    name: str
    key: bytes
    kind: str = "page"
    """``page``, ``opens`` or ``closes`` a popup, ``question`` (opens and closes with the next)."""


DEEDS = (
    Deed("calendar to an event", b"\r"),
    Deed("a question opens", b"c", "question"),
    Deed("the question closes", BACK, "question"),
    Deed("an event to its desk", b"d"),
    Deed("desk back to the event", BACK),
    Deed("event back to the calendar", BACK),
    Deed("calendar to villagers", b"p"),
    Deed("villagers back", BACK),
    Deed("calendar to squads", b"s"),
    Deed("squads back", BACK),
    Deed("calendar to the summary", b"r"),
    Deed("summary back", BACK),
    Deed("calendar to the week", b"w"),
    Deed("week back", BACK),
    Deed("calendar to the form of an event", b"n"),
    Deed("a choice as a popup opens", b"\t ", "opens"),
    Deed("the choice closes", BACK, "closes"),
    Deed("back from the form", BACK),
    Deed("the menu opens", b"0", "opens"),
    Deed("the menu closes", BACK, "closes"),
    Deed("the palette opens", b"\x10", "opens"),
    Deed("the palette closes", BACK, "closes"),
    Deed("a question over the month opens", b"g", "opens"),
    Deed("that question closes", BACK, "closes"),
)


def page_costs() -> Iterator[Row]:
    """The rows of every deed, in the terminal's colours and in the dark look."""
    with program() as (command, _data), scratch() as folder:
        for look in ("terminal", "dark"):
            for size in SIZES:
                yield from _rows(command, _environ(folder, look), look, size)


def _environ(folder: Path, look: str) -> Mapping[str, str]:
    """An environment in which the organiser has chosen a look."""
    home = folder / look / "yigong"
    home.mkdir(parents=True, exist_ok=True)
    chosen = json.dumps({ORGANISER: {"look": look}}, ensure_ascii=False)
    (home / "preferences.json").write_text(chosen, "utf-8")
    return {**ENVIRON, "XDG_CONFIG_HOME": str(folder / look)}


def _rows(
    command: list[str], environ: Mapping[str, str], look: str, size: tuple[int, int]
) -> Iterator[Row]:
    where = f"{size[0]}x{size[1]}, {look}"
    with Terminal(command, environ, *size) as line:
        if not line.wait_for(CALENDAR_SHOWS):
            yield missing("pages", f"the calendar never showed {CALENDAR_SHOWS!r}")
            return
        yield _row(f"first paint, {where}", sum(len(d) for _, d in line.all), line.screen())
        question = 0
        for deed in DEEDS:
            before = _copy(line.screen())
            sent = line.press(deed.key, pause=SETTLED).size
            after = line.screen()
            if deed.kind == "page":
                yield _row(f"{deed.name}, {where}", sent, after)
            elif deed.kind == "question":
                question += sent
            else:
                yield _row(f"{deed.name}, {where}", sent, after, unlike=before)
        most = QUESTION if look == "terminal" else COLOURFUL_QUESTION
        name = f"a question opened and closed, {where}"
        yield Row(
            name,
            f"{question:,}",
            budget=f"<= {most:,}",
            verdict=verdict_of(0 < question <= most),
        )


Cells = list[list[pyte.screens.Char]]


def _copy(screen: pyte.Screen) -> Cells:
    return [[screen.buffer[y][x] for x in range(screen.columns)] for y in range(screen.lines)]


def _row(name: str, sent: int, screen: pyte.Screen, unlike: Cells | None = None) -> Row:
    reference = written_once(_copy(screen), unlike)
    ratio = sent / max(1, reference)
    return Row(
        f"bytes: {name}",
        f"{sent:,}",
        f"{reference:,} its text once",
        f"{ratio:.2f}x",
        f"<= {MOST:g}x",
        verdict_of(0 < ratio <= MOST),
    )


def written_once(cells: Cells, unlike: Cells | None = None) -> int:
    """The bytes of a screen written once.

    Args:
        cells: The screen.
        unlike: Another screen: then of each row only what is between the first and the last
            difference is written.
    """
    return sum(
        _line_bytes(row, unlike[y] if unlike is not None else None) for y, row in enumerate(cells)
    )


def _line_bytes(row: list[pyte.screens.Char], before: list[pyte.screens.Char] | None) -> int:
    first, last = 0, len(row)
    if before is not None:
        changed = [x for x, (a, b) in enumerate(zip(row, before, strict=True)) if a != b]
        if not changed:
            return 0
        first, last = changed[0], changed[-1] + 1
    if last == len(row):
        while (
            last > first
            and row[last - 1].data == " "
            and _ground(row[last - 1]) == _ground(row[-1])
        ):
            last -= 1
    if last <= first:
        return _MOVE if _ground(row[-1]) != ("default", False) else 0
    size, ink, ground = _MOVE, ("default", False), ("default", False)
    for cell in row[first:last]:
        if (now := _ground(cell)) != ground:
            size, ground = size + _step(now[0]), now
        if cell.data != " " and (now := (cell.fg, cell.bold)) != ink:
            size, ink = size + _step(now[0]), now
        size += len(cell.data.encode())
    return size


def _ground(cell: pyte.screens.Char) -> tuple[str, bool]:
    return cell.bg, cell.reverse or cell.underscore


def _step(colour: str) -> int:
    return _SHADE if len(colour) == 6 and colour.isalnum() and colour not in _NAMES else _NAMED


_NAMES = set(pyte.graphics.FG_ANSI.values()) | set(pyte.graphics.FG_AIXTERM.values())
