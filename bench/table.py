"""One row of the table, and the table."""

from __future__ import annotations

import statistics
import time
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

HEADINGS = ("what", "figure", "reference", "ratio", "budget", "")


@dataclass(frozen=True)
class Row:
    """One measurement."""

    what: str
    figure: str = "-"
    reference: str = "-"
    """What it is held against, measured in the same run."""

    ratio: str = "-"
    budget: str = "-"
    verdict: Literal["ok", "OVER", ""] = ""
    """Empty: there is no budget, or nothing to measure yet."""


def judged(fine: bool) -> Literal["ok", "OVER"]:
    """The verdict of a budget kept or not."""
    return "ok" if fine else "OVER"


def missing(what: str, why: object) -> Row:
    """A row whose part is not there to be measured; it says so."""
    return Row(what, f"not measured: {why}"[:70])


def milliseconds(seconds: float) -> str:
    """Seconds for show."""
    return f"{seconds * 1000:.1f} ms" if seconds < 10 else f"{seconds:.1f} s"


def share(part: Sequence[float], hundredth: int) -> float:
    """A percentile of some figures, the nearest that was really measured."""
    ordered = sorted(part)
    return ordered[min(len(ordered) - 1, len(ordered) * hundredth // 100)]


def interleaved(times: int, *works: Callable[[], object]) -> list[float]:
    """The median seconds of several works, run in turns, so that all meet the same weather."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, seconds in zip(works, spent, strict=True):
            began = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - began)
    return [statistics.median(seconds) for seconds in spent]


def width(text: str) -> int:
    """The cells a text takes in a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def show(rows: Iterable[Row]) -> str:
    """The rows as a table of plain text."""
    cells = [
        HEADINGS,
        *((r.what, r.figure, r.reference, r.ratio, r.budget, r.verdict) for r in rows),
    ]
    widths = [max(width(line[column]) for line in cells) for column in range(len(HEADINGS))]
    lines = [
        "  ".join(
            cell + " " * (wide - width(cell)) for cell, wide in zip(line, widths, strict=True)
        )
        for line in cells
    ]
    lines.insert(1, "  ".join("-" * wide for wide in widths))
    return "\n".join(line.rstrip() for line in lines)
