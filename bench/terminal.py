"""What the screens cost on the line: first paint, memory, bytes per key, time until painted."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import hello, thin
from bench.screen import Terminal
from bench.table import Row, judged, milliseconds, missing
from bench.village import big_village
from bench.writing import scratch
from yigong.store.village.village import Village

# What the screens understand. Change it here when they change.
CALENDAR_SHOWS = "大青山村"
DESK_SHOWS = "东门"
PEOPLE_SHOWS = "V0"
OPEN_DESK = b"d"
OPEN_PEOPLE = b"p"
BACK = b"\x1b"
CLEAR = b"\x15"  # ctrl+u: empties the input
DOWN = b"\x1b[B"

ORGANISER, DESK = "李芳", "东门"
STARTS = 5
MOVES = 15

ENVIRON = {
    **{name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "USER")},
    "TERM": "xterm-256color",
    "COLORTERM": "truecolor",
    "LANG": "zh_CN.UTF-8",
    "PYTHONUTF8": "1",
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    "TEXTUAL_ANIMATIONS": "none",
    "TEXTUAL_FPS": "30",
    "ESCDELAY": "100",
}
"""The same for both programs, so that only the programs differ."""


def terminal() -> Iterator[Row]:
    """The rows of this file."""
    program = Path(sys.executable).with_name("yigong")
    if not program.exists():
        yield missing("the screens", f"{program.name} is not installed beside this Python")
        return
    with scratch() as folder:
        data = shutil.copytree(big_village(), folder / "village")
        command = [str(program), "--data", str(data), "--by", ORGANISER, "--desk", DESK]
        yield from starting(command)
        yield from working(command, data)


def _hello() -> list[str]:
    return [sys.executable, hello.__file__]


def starting(command: list[str]) -> Iterator[Row]:
    """First paint and memory, the program and hello-world in turns."""
    seconds: dict[str, list[float]] = {"ours": [], "hello": []}
    sizes: dict[str, list[int]] = {"ours": [], "hello": []}
    memory: dict[str, list[int]] = {"ours": [], "hello": []}
    for _ in range(STARTS):
        for name, words, shows in (
            ("hello", _hello(), hello.SHOWS),
            ("ours", command, CALENDAR_SHOWS),
        ):
            with Terminal(words, ENVIRON) as line:
                if not line.wait_for(shows):
                    yield missing("first paint", f"{name} never showed {shows!r}")
                    return
                seconds[name].append(line.seconds_until(shows) or 0.0)
                sizes[name].append(sum(len(data) for _, data in line.all))
                memory[name].append(line.memory()[0])
    ours, plain = (statistics.median(seconds[name]) for name in ("ours", "hello"))
    yield Row(
        "first paint of the calendar, 80x24",
        milliseconds(ours),
        f"{milliseconds(plain)} hello-world",
        f"{ours / plain:.2f}x",
        "<= 1.6x",
        judged(ours <= 1.6 * plain),
    )
    size, small = (statistics.median(sizes[name]) for name in ("ours", "hello"))
    yield _bytes_row("bytes of the first paint", size, 25_000, f"{small:.0f} hello-world")
    most, least = (statistics.median(memory[name]) for name in ("ours", "hello"))
    yield _memory_row("resident memory, calendar open", most, f"{least / 1024:.0f} MB hello-world")


def working(command: list[str], data: Path) -> Iterator[Row]:
    """The desk and a list, in one session."""
    with Terminal(command, ENVIRON) as line:
        if not line.wait_for(CALENDAR_SHOWS):
            yield missing("the desk", f"the calendar never showed {CALENDAR_SHOWS!r}")
            return
        line.press(OPEN_DESK)
        if not line.wait_for(DESK_SHOWS, 5):
            yield missing("the desk", f"it never showed {DESK_SHOWS!r}")
        else:
            yield from at_the_desk(line, data)
            line.press(CLEAR)
            line.press(BACK, pause=0.5)
        line.press(OPEN_PEOPLE)
        if not line.wait_for(PEOPLE_SHOWS, 5):
            yield missing("cursor move in a list", f"it never showed {PEOPLE_SHOWS!r}")
        else:
            yield in_a_list(line)
        yield _memory_row("resident memory after all of it", line.memory()[0])


def at_the_desk(line: Terminal, data: Path) -> Iterator[Row]:
    """Keys, check-ins and silence, beside stock widgets; other desks; a thin line."""
    with thin.stock_desk(data, ENVIRON) as reference:
        plain = thin.cost(reference)
        ours = thin.cost(line)
        village = Village.open(data)
        there = len(village.registers.read(thin.watch(village).key).here)
        yield from thin.rows(ours, plain, there)
        yield thin.badges(line, ours)
        yield from thin.seen_from_elsewhere(line, data, ours)
        yield thin.thin_line(line, reference, thin.tails(village))


def in_a_list(line: Terminal) -> Row:
    """The cursor going down the list of people."""
    line.quiet(pause=0.5)
    steps = [line.press(DOWN) for _ in range(MOVES)]
    sizes = [step.size for step in steps]
    return _bytes_row(
        "bytes per cursor move in a list", statistics.median(sizes), 400, f"{max(sizes)} the most"
    )


def _bytes_row(what: str, size: float, budget: int, reference: str = "-") -> Row:
    return Row(
        what, f"{size:,.0f}", reference, budget=f"<= {budget:,}", verdict=judged(size <= budget)
    )


def _memory_row(what: str, kilobytes: float, reference: str = "-") -> Row:
    size = kilobytes / 1024
    return Row(what, f"{size:.0f} MB", reference, budget="<= 64 MB", verdict=judged(size <= 64))
