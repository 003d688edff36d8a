"""The rows of the calendar page: a step of a day and of a month, with ten years of events."""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bench import hello
from bench.pseudo_terminal import Step, Terminal
from bench.screens import CALENDAR_SHOWS, DESK, DOWN, ENVIRON, ORGANISER
from bench.table import Row, milliseconds, missing, percentile, verdict_of
from bench.thin_line import ENTER
from bench.village import LAST_YEAR, big_village
from bench.write_costs import scratch

UP, RIGHT, PAGE_UP = b"\x1b[A", b"\x1b[C", b"\x1b[5~"
TO_DATE = b"g"
BEGIN = date(LAST_YEAR, 12, 9)
"""In the last month in which every event of the ten years still repeats; the steps go back."""

DAYS, MONTHS, TYPED = 24, 40, 24
DAY_BYTES, MONTH_BYTES, PAINTED = 400, 4_000, 0.03
SMALL, LARGE = (80, 24), (120, 36)
"""The budgets are for the small terminal; the large one also shows the titles of half the days."""


def month_costs() -> Iterator[Row]:
    """All rows of the calendar page."""
    program = Path(sys.executable).with_name("yigong")
    if not program.exists():
        yield missing("the month", f"{program.name} is not installed beside this Python")
        return
    with scratch() as folder:
        data = shutil.copytree(big_village(), folder / "village")
        command = [str(program), "--data", str(data), "--by", ORGANISER, "--desk", DESK]
        reference = typed_letters()
        for size in (SMALL, LARGE):
            with Terminal(command, ENVIRON, *size) as line:
                if not line.wait_for(CALENDAR_SHOWS):
                    yield missing("the month", f"the calendar never showed {CALENDAR_SHOWS!r}")
                    return
                yield from steps(line, "{}x{}".format(*size), reference)


def typed_letters() -> Sequence[Step]:
    """The reference: letters typed into the input of hello-world."""
    with Terminal([sys.executable, hello.__file__], ENVIRON) as line:
        line.wait_for(hello.SHOWS)
        line.press(b"\t", pause=0.5)
        return [line.press(b"x") for _ in range(TYPED)]


def steps(line: Terminal, size: str, reference: Sequence[Step]) -> Iterator[Row]:
    """The rows of days, then of months, in one session."""
    line.press(TO_DATE)
    line.press(str(BEGIN).encode())
    line.press(ENTER, pause=0.5)
    days = [line.press(key) for _ in range(DAYS // 4) for key in (RIGHT, DOWN, RIGHT, UP)]
    yield _bytes(f"bytes per day step in the month, {size}", days, DAY_BYTES)
    yield _painted(f"day step to painted, {size}", days, reference)
    months = [line.press(PAGE_UP) for _ in range(MONTHS)]
    yield _bytes(f"bytes per month step, {size}", months, MONTH_BYTES)
    yield _painted(f"month step to painted, {size}", months, reference)


def _bytes(name: str, steps: Sequence[Step], budget: int) -> Row:
    most = max(step.size for step in steps)
    return Row(
        name,
        f"{statistics.median(step.size for step in steps):,.0f}",
        f"{most:,} the most",
        budget=f"<= {budget:,}",
        verdict=verdict_of(most <= budget),
    )


def _painted(name: str, steps: Sequence[Step], reference: Sequence[Step]) -> Row:
    ours, plain = (percentile([step.painted for step in s], 95) for s in (steps, reference))
    return Row(
        f"{name}, p95 of {len(steps)}",
        milliseconds(ours),
        f"{milliseconds(plain)} a letter in hello-world",
        f"{ours / plain:.2f}x" if plain else "-",
        "<= 30 ms",
        verdict_of(ours <= PAINTED),
    )
