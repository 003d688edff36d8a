"""The rows of several desks on one register: nothing lost, nobody starved, none refused."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.table import Row, milliseconds, verdict_of
from bench.write_costs import scratch, village_with

DESKS, MANY_DESKS = 8, 32
ROUNDS, PEOPLE = 5, 400
MANY_PEOPLE = 1_280
LONGEST, RATE = 6.0, 0.6


@dataclass(frozen=True)
class Race:
    """What became of some people whom desks checked into one register without pause."""

    people: int
    seconds: float
    """Until the last desk had done its share."""

    waits: list[float]
    """Seconds of each check-in, as its desk saw them."""

    refused: int
    processor: float
    """Seconds of processor time of all desks."""

    lost: int
    """Check-ins that were reported and are not in the register."""

    twice: int
    """People with more than one stint, or welcomed again."""


def several_desks() -> Iterator[Row]:
    """One desk and eight in turns, in several rounds."""
    alone, together = [], []
    for _ in range(ROUNDS):
        alone.append(race(1, PEOPLE))
        together.append(race(DESKS, PEOPLE))
    yield _exactness(f"{DESKS} desks without pause, one register", together)
    one, eight = (statistics.median(each.seconds for each in races) for races in (alone, together))
    rate = statistics.median(a.seconds / b.seconds for a, b in zip(alone, together, strict=True))
    yield Row(
        "the same, check-ins a second",
        f"{PEOPLE / eight:.0f}",
        f"{PEOPLE / one:.0f} by one desk",
        f"{rate:.0%}",
        f">= {RATE:.0%}",
        verdict_of(rate >= RATE),
    )
    yield _longest_wait("the same, longest wait", together)
    one, eight = (sum(each.processor for each in races) for races in (alone, together))
    yield Row(
        "the same, processor time of a check-in",
        milliseconds(eight / PEOPLE / ROUNDS),
        f"{milliseconds(one / PEOPLE / ROUNDS)} by one desk, which reads nobody else's changes",
        f"{eight / one:.2f}x",
    )


def many_desks() -> Iterator[Row]:
    """Far more desks than processors."""
    races = [race(MANY_DESKS, MANY_PEOPLE)]
    yield _exactness(f"{MANY_DESKS} desks without pause, one register", races)
    yield _longest_wait("the same, longest wait", races)


def _exactness(name: str, races: list[Race]) -> Row:
    lost, twice, refused = (
        sum(getattr(each, count) for each in races) for count in ("lost", "twice", "refused")
    )
    return Row(
        f"{name}, {sum(each.people for each in races):,} check-ins",
        f"{lost} lost, {twice} twice, {refused} refused",
        budget="0, 0 and 0",
        verdict=verdict_of(not lost and not twice and not refused),
    )


def _longest_wait(name: str, races: list[Race]) -> Row:
    waits = [wait for each in races for wait in each.waits]
    longest, median = max(waits), statistics.median(waits)
    return Row(
        name,
        milliseconds(longest),
        f"{milliseconds(median)} the median",
        f"{longest / median:.1f}x",
        f"<= {LONGEST:.0f}x",
        verdict_of(longest <= LONGEST * median),
    )


def race(desks: int, people: int) -> Race:
    """Let desks, each a process, check people into one register, a share each.

    Then each tries the share of the next once more, which must not be welcomed again.
    """
    with scratch() as folder:
        village, occurrence = village_with(folder / "village", people)
        running = [_start(village.folder, occurrence.key, n, desks) for n in range(desks)]
        try:
            for desk in running:
                assert _read_line(desk) == "ready"
            began = time.perf_counter()
            reports = [json.loads(line) for line in _proceed(running)]
            seconds = time.perf_counter() - began
            kept = len(village.registers.read(occurrence.key).entries)
            welcomed = sum(map(int, _proceed(running)))
        finally:
            for desk in running:
                desk.communicate()
        entries = village.registers.read(occurrence.key).entries
    refused = sum(report["refused"] for report in reports)
    return Race(
        people,
        seconds,
        [wait for report in reports for wait in report["waits"]],
        refused,
        sum(report["processor"] for report in reports),
        people - refused - kept,
        sum(len(entry.stints) != 1 for entry in entries.values()) + max(0, welcomed - refused),
    )


def _start(folder: Path, key: str, number: int, desks: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.desk_process", str(folder), key, str(number), str(desks)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=Path(__file__).parent.parent,
    )


def _proceed(running: list[subprocess.Popen[str]]) -> list[str]:
    """Let all desks go on at once; the line that each answers with."""
    for desk in running:
        assert desk.stdin is not None
        desk.stdin.write("\n")
        desk.stdin.flush()
    return [_read_line(desk) for desk in running]


def _read_line(desk: subprocess.Popen[str]) -> str:
    assert desk.stdout is not None
    return desk.stdout.readline().strip()
