"""The table of a benchmark, its rows, and what computes their figures."""

from __future__ import annotations

import statistics
import sys
import time
import traceback
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

HEADINGS = ("what", "figure", "reference", "ratio", "budget", "")


@dataclass(frozen=True)
class Row:
    """A measurement."""

    name: str
    figure: str = "-"
    reference: str = "-"
    """What the figure is compared with, measured in the same run."""

    ratio: str = "-"
    budget: str = "-"
    verdict: Literal["ok", "OVER", "FAILED", ""] = ""
    """Empty: there is no budget."""


Measurement = Callable[[], Iterable[Row]]
"""A function that measures some rows. It runs on its own, so that if it fails the others do not."""


def measured(measurement: Measurement) -> Iterator[Row]:
    """The rows of a measurement; if it fails, those that it had, and one that says so."""
    try:
        yield from measurement()
    except Exception as error:  # whatever it is, the table goes on
        traceback.print_exc(file=sys.stderr)
        yield missing(measurement.__name__, f"{type(error).__name__}: {error}")


def verdict_of(within_budget: bool) -> Literal["ok", "OVER"]:
    """The verdict of a figure."""
    return "ok" if within_budget else "OVER"


def missing(name: str, why: object) -> Row:
    """A row that says why it was not measured."""
    return Row(name, f"not measured: {why}".splitlines()[0][:70], verdict="FAILED")


def compared(name: str, seconds: float, reference: float, beside: str, most: float) -> Row:
    """A row of seconds beside those of a reference.

    Args:
        name: What took them.
        seconds: How many.
        reference: How many the reference took in the same run.
        beside: The reference.
        most: The budget, as a multiple of the reference.
    """
    ratio = seconds / reference
    return Row(
        name,
        milliseconds(seconds),
        f"{milliseconds(reference)} {beside}",
        f"{ratio:.2f}x",
        f"<= {most:g}x",
        verdict_of(ratio <= most),
    )


def milliseconds(seconds: float) -> str:
    """Seconds as text."""
    return f"{seconds * 1000:.1f} ms" if seconds < 10 else f"{seconds:.1f} s"


def percentile(figures: Sequence[float], hundredth: int) -> float:
    """A percentile of some figures, one of those that were measured."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, len(ordered) * hundredth // 100)]


def interleaved(times: int, *works: Callable[[], object]) -> list[float]:
    """The median seconds of several works, run in turns, so that all have the same conditions."""
    spent: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for work, seconds in zip(works, spent, strict=True):
            began = time.perf_counter()
            work()
            seconds.append(time.perf_counter() - began)
    return [statistics.median(seconds) for seconds in spent]


def width(text: str) -> int:
    """The cells of a text in a terminal."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def show(rows: Iterable[Row]) -> str:
    """The rows as a plain text table."""
    cells = [
        HEADINGS,
        *((r.name, r.figure, r.reference, r.ratio, r.budget, r.verdict) for r in rows),
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
