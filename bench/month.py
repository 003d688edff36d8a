"""What walking through the calendar costs: a day on, a month on, with ten years of events."""

from __future__ import annotations

import shutil
import statistics
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from bench import hello
from bench.screen import Step, Terminal
from bench.table import Row, judged, milliseconds, missing, share
from bench.terminal import CALENDAR_SHOWS, DESK, DOWN, ENVIRON, ORGANISER
from bench.thin import ENTER
from bench.village import LAST_YEAR, big_village
from bench.writing import scratch

UP, RIGHT, PAGE_UP = b"\x1b[A", b"\x1b[C", b"\x1b[5~"
TO_DATE = b"g"
BEGIN = date(LAST_YEAR, 12, 9)
"""The last month in which everything of the ten years still repeats; from there back."""

DAYS, MONTHS, TYPED = 24, 40, 24
DAY_BYTES, MONTH_BYTES, PAINTED = 400, 4_000, 0.03
SMALL, LARGE = (80, 24), (120, 36)
"""The budgets are the small terminal's; the large one has half the days' titles besides."""


def month() -> Iterator[Row]:
    """The rows of this file."""
    program = Path(sys.executable).with_name("yigong")
    if not program.exists():
        yield missing("the month", f"{program.name} is not installed beside this Python")
        return
    with scratch() as folder:
        data = shutil.copytree(big_village(), folder / "village")
        command = [str(program), "--data", str(data), "--by", ORGANISER, "--desk", DESK]
        plain = typing()
        for size in (SMALL, LARGE):
            with Terminal(command, ENVIRON, *size) as line:
                if not line.wait_for(CALENDAR_SHOWS):
                    yield missing("the month", f"the calendar never showed {CALENDAR_SHOWS!r}")
                    return
                yield from walking(line, "{}x{}".format(*size), plain)


def typing() -> Sequence[Step]:
    """The reference: a letter typed into the input of hello-world."""
    with Terminal([sys.executable, hello.__file__], ENVIRON) as line:
        line.wait_for(hello.SHOWS)
        line.press(b"\t", pause=0.5)
        return [line.press(b"x") for _ in range(TYPED)]


def walking(line: Terminal, size: str, plain: Sequence[Step]) -> Iterator[Row]:
    """Days, then months, in one session."""
    line.press(TO_DATE)
    line.press(str(BEGIN).encode())
    line.press(ENTER, pause=0.5)
    days = [line.press(key) for _ in range(DAYS // 4) for key in (RIGHT, DOWN, RIGHT, UP)]
    yield _bytes(f"bytes per day step in the month, {size}", days, DAY_BYTES)
    yield _painted(f"day step to painted, {size}", days, plain)
    months = [line.press(PAGE_UP) for _ in range(MONTHS)]
    yield _bytes(f"bytes per month step, {size}", months, MONTH_BYTES)
    yield _painted(f"month step to painted, {size}", months, plain)


def _bytes(what: str, steps: Sequence[Step], budget: int) -> Row:
    most = max(step.size for step in steps)
    return Row(
        what,
        f"{statistics.median(step.size for step in steps):,.0f}",
        f"{most:,} the most",
        budget=f"<= {budget:,}",
        verdict=judged(most <= budget),
    )


def _painted(what: str, steps: Sequence[Step], plain: Sequence[Step]) -> Row:
    slow, reference = (share([step.painted for step in s], 95) for s in (steps, plain))
    return Row(
        f"{what}, p95 of {len(steps)}",
        milliseconds(slow),
        f"{milliseconds(reference)} a letter in hello-world",
        f"{slow / reference:.2f}x" if reference else "-",
        "<= 30 ms",
        judged(slow <= PAINTED),
    )
