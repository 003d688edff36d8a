"""The rows of the screens: first paint, memory, bytes of a key, time until painted."""

from __future__ import annotations

import os
import shutil
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import hello, thin_line
from bench.pseudo_terminal import Terminal
from bench.table import Row, compared, milliseconds, missing, verdict_of
from bench.village import big_village
from bench.write_costs import scratch
from yigong.store.village.village import Village

# Texts and keys of the screens.
CALENDAR_SHOWS = "大青山村"
DESK_SHOWS = "东门"
PEOPLE_SHOWS = "V0"
SUMMARY_SHOWS = "人次"
OPEN_DESK = b"d"
OPEN_PEOPLE = b"p"
OPEN_SUMMARY = b"r"
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
    "XDG_CONFIG_HOME": "/nonexistent",
}
"""The same for both programs, so that only the programs differ; without preferences."""


@contextmanager
def program() -> Iterator[tuple[list[str], Path]]:
    """The command of the program on a copy of the big village, and that copy.

    Raises:
        FileNotFoundError: It is not installed beside this Python.
    """
    installed = Path(sys.executable).with_name("yigong").resolve(strict=True)
    with scratch() as folder:
        data = shutil.copytree(big_village(), folder / "village")
        yield [str(installed), "--data", str(data), "--by", ORGANISER, "--desk", DESK], data


def start_rows() -> Iterator[Row]:
    """First paint and memory, of the program and of hello-world in turns."""
    with program() as (command, _data):
        yield from _start_rows(command)


def _start_rows(command: list[str]) -> Iterator[Row]:
    seconds: dict[str, list[float]] = {"ours": [], "hello": []}
    processor: dict[str, list[float]] = {"ours": [], "hello": []}
    sizes: dict[str, list[int]] = {"ours": [], "hello": []}
    memory: dict[str, list[int]] = {"ours": [], "hello": []}
    for _ in range(STARTS):
        for name, words, shows in (
            ("hello", [sys.executable, hello.__file__], hello.SHOWS),
            ("ours", command, CALENDAR_SHOWS),
        ):
            with Terminal(words, ENVIRON) as line:
                if not line.wait_for(shows):
                    yield missing("first paint", f"{name} never showed {shows!r}")
                    return
                seconds[name].append(line.seconds_until(shows) or 0.0)
                processor[name].append(line.processor())
                sizes[name].append(sum(len(data) for _, data in line.all))
                memory[name].append(line.memory()[0])
    shown = milliseconds(statistics.median(seconds["ours"]))
    ours, plain = (statistics.median(processor[name]) for name in ("ours", "hello"))
    name = f"first paint of the calendar, 80x24, processor time ({shown} until shown)"
    yield compared(name, ours, plain, "hello-world", 1.7)
    size, small = (statistics.median(sizes[name]) for name in ("ours", "hello"))
    yield _bytes_row("bytes of the first paint", size, 25_000, f"{small:.0f} hello-world")
    most, least = (statistics.median(memory[name]) for name in ("ours", "hello"))
    yield _memory_row("resident memory, calendar open", most, f"{least / 1024:.0f} MB hello-world")


def session_rows() -> Iterator[Row]:
    """The rows of the desk and of a list, in one session."""
    with program() as (command, data), Terminal(command, ENVIRON) as line:
        if not line.wait_for(CALENDAR_SHOWS):
            yield missing("the desk", f"the calendar never showed {CALENDAR_SHOWS!r}")
            return
        line.press(OPEN_DESK)
        if not line.wait_for(DESK_SHOWS, 5):
            yield missing("the desk", f"it never showed {DESK_SHOWS!r}")
        else:
            yield from desk_rows(line, data)
            line.press(CLEAR)
            line.press(BACK, pause=0.5)
        line.press(OPEN_PEOPLE)
        if not line.wait_for(PEOPLE_SHOWS, 5):
            yield missing("cursor move in a list", f"it never showed {PEOPLE_SHOWS!r}")
        else:
            yield list_row(line)
        line.press(BACK, pause=0.5)
        line.press(OPEN_SUMMARY, pause=0.5)
        if not line.wait_for(SUMMARY_SHOWS, 15):
            yield missing("memory", f"the summary never showed {SUMMARY_SHOWS!r}")
        else:
            yield _memory_row("memory with desk, villagers and summary opened (PSS)", line.share())


def desk_rows(line: Terminal, data: Path) -> Iterator[Row]:
    """Keys, check-ins and idle time against stock widgets; other desks; a thin connection."""
    with thin_line.start_stock_desk(data, ENVIRON) as reference:
        plain = thin_line.desk_cost(reference)
        ours = thin_line.desk_cost(line)
        village = Village.open(data)
        here = len(village.registers.read(thin_line.daily_occurrence(village).key).here)
        yield from thin_line.cost_rows(ours, plain, here)
        yield thin_line.badge_row(line, ours)
        yield from thin_line.other_desk_rows(line, data, ours)
        yield thin_line.thin_line_row(line, reference, thin_line.distinct_people(village))


def list_row(line: Terminal) -> Row:
    """Moves of the cursor down the list of people."""
    line.quiet(pause=0.5)
    steps = [line.press(DOWN) for _ in range(MOVES)]
    sizes = [step.size for step in steps]
    return _bytes_row(
        "bytes per cursor move in a list", statistics.median(sizes), 400, f"{max(sizes)} the most"
    )


def _bytes_row(name: str, size: float, budget: int, reference: str = "-") -> Row:
    return Row(
        name, f"{size:,.0f}", reference, budget=f"<= {budget:,}", verdict=verdict_of(size <= budget)
    )


def _memory_row(name: str, kilobytes: float, reference: str = "-") -> Row:
    size = kilobytes / 1024
    return Row(name, f"{size:.0f} MB", reference, budget="<= 64 MB", verdict=verdict_of(size <= 64))
