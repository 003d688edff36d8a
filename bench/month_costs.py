"""The rows of the calendar page: a step of a day and of a month, with ten years of events."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Sequence
from datetime import date

from bench import hello
from bench.pseudo_terminal import Step, Terminal
from bench.screens import CALENDAR_SHOWS, DOWN, ENVIRON, program
from bench.table import Row, compared, missing, percentile, verdict_of
from bench.thin_line import ENTER
from bench.village import LAST_YEAR

UP, RIGHT, PAGE_UP = b"\x1b[A", b"\x1b[C", b"\x1b[5~"
TO_DATE = b"g"
BEGIN = date(LAST_YEAR, 12, 9)
"""In the last month in which every event of the ten years still repeats; the steps go back."""

DAYS, MONTHS = 24, 40
DAY_BYTES, MONTH_BYTES = 400, 4_000
DAY_PAINTED, MONTH_PAINTED = 4, 8
"""As multiples of a letter typed into hello-world."""

SMALL, LARGE = (80, 24), (120, 36)
"""The budgets are for the small terminal; the large one also shows the titles of half the days."""


def month_costs() -> Iterator[Row]:
    """All rows of the calendar page."""
    with program() as (command, _data):
        for size in (SMALL, LARGE):
            with (
                Terminal(command, ENVIRON, *size) as line,
                Terminal([sys.executable, hello.__file__], ENVIRON) as reference,
            ):
                if not line.wait_for(CALENDAR_SHOWS) or not reference.wait_for(hello.SHOWS):
                    yield missing("the month", f"the calendar never showed {CALENDAR_SHOWS!r}")
                    return
                reference.press(b"\t", pause=0.5)
                yield from steps(line, "{}x{}".format(*size), reference)


def steps(line: Terminal, size: str, reference: Terminal) -> Iterator[Row]:
    """The rows of days, then of months, in one session; letters in hello-world in turns."""
    line.press(TO_DATE)
    line.press(str(BEGIN).encode())
    line.press(ENTER, pause=0.5)
    keys = [key for _ in range(DAYS // 4) for key in (RIGHT, DOWN, RIGHT, UP)]
    days, letters = _in_turns(line, keys, reference)
    yield _bytes(f"bytes per day step in the month, {size}", days, DAY_BYTES)
    yield _painted(f"day step to painted, {size}", days, letters, DAY_PAINTED)
    months, letters = _in_turns(line, [PAGE_UP] * MONTHS, reference)
    yield _bytes(f"bytes per month step, {size}", months, MONTH_BYTES)
    yield _painted(f"month step to painted, {size}", months, letters, MONTH_PAINTED)


def _in_turns(
    line: Terminal, keys: Sequence[bytes], reference: Terminal
) -> tuple[list[Step], list[Step]]:
    both = [(line.press(key), reference.press(b"x")) for key in keys]
    return [step for step, _ in both], [letter for _, letter in both]


def _bytes(name: str, steps: Sequence[Step], budget: int) -> Row:
    most = max(step.size for step in steps)
    return Row(
        name,
        f"{statistics.median(step.size for step in steps):,.0f}",
        f"{most:,} the most",
        budget=f"<= {budget:,}",
        verdict=verdict_of(most <= budget),
    )


def _painted(name: str, steps: Sequence[Step], letters: Sequence[Step], most: float) -> Row:
    ours, plain = (percentile([step.painted for step in s], 95) for s in (steps, letters))
    name = f"{name}, p95 of {len(steps)}"
    return compared(name, ours, plain, "a letter in hello-world", most)
