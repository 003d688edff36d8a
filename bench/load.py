"""The rows of many organisers at once: lost changes, rate, waits; and of twenty open desks."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bench.pseudo_terminal import Terminal
from bench.screens import DESK_SHOWS, ENVIRON
from bench.table import Row, milliseconds, percentile, verdict_of
from bench.write_costs import NOW, scratch
from yigong.store.event_records import Event
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village import doctor
from yigong.store.village.village import Village

PROCESSES = 32
SECONDS = 60.0
PEOPLE = 400
EVENTS = 4
SCREENS = 20
IDLE = 10.0


def mixed_load(seconds: float = SECONDS, processes: int = PROCESSES) -> Iterator[Row]:
    """The rows of the mixed load."""
    with scratch() as folder:
        village = make_village(folder / "village")
        began = time.perf_counter()
        reports = run_workers(village.folder, processes, seconds)
        duration = time.perf_counter() - began
        spent: dict[str, list[float]] = defaultdict(list)
        refused: Counter[str] = Counter()
        for report in reports:
            refused.update(report["refused"])
            for work, times in report["spent"].items():
                spent[work] += times
        examined = doctor.examine(village.folder, NOW)
        twice = count_double_stints(village)
    all_times = [each for times in spent.values() for each in times]
    yield Row(
        f"{processes} organisers, {seconds:.0f} s of mixed work: books against their history",
        f"{examined.books} books, {len(examined.faults)} faults, {twice} in a register twice",
        budget="0 and 0",
        verdict=verdict_of(not examined.faults and not twice),
    )
    yield Row(
        "the same, works a second",
        f"{len(all_times) / duration:.0f}",
        f"{sum(refused.values())} refused ({', '.join(f'{k} {n}' for k, n in refused.items())})",
    )
    for work, times in spent.items():
        yield Row(
            f"the same, {work} (n={len(times)})",
            f"p50 {milliseconds(percentile(times, 50))}, p99 {milliseconds(percentile(times, 99))}",
            f"{milliseconds(max(times))} the longest",
        )


def make_village(folder: Path) -> Village:
    """Make a village with people and events of one day."""
    village = Village.create(
        folder, Settings(name="青山村"), Actor("李芳", "东门"), clock=lambda: NOW, sync=False
    )
    village.people.add_all(
        Volunteer(name=f"村民{n}", reading="cun min") for n in range(1, PEOPLE + 1)
    )
    for number in range(1, EVENTS + 1):
        start = datetime(2026, 11, 25, 8, 30)
        village.events.add(Event(title=f"村民义务日 {number}", start=start, minutes=180))
    return village


def run_workers(
    folder: Path, count: int, seconds: float
) -> list[dict[str, dict[str, list[float]]]]:
    """Let so many processes work at once; the reports that they print at the end."""
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.load_worker", str(folder), str(index), str(seconds)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            cwd=Path(__file__).parent.parent,
        )
        for index in range(count)
    ]
    for worker in workers:
        assert worker.stdout is not None
        assert worker.stdout.readline().strip() == "ready"
    for worker in workers:
        assert worker.stdin is not None
        worker.stdin.write("\n")
        worker.stdin.flush()
    return [json.loads(worker.communicate()[0]) for worker in workers]


def count_double_stints(village: Village) -> int:
    """How many entries have an open stint before the last."""
    count = 0
    for key in village.registers.planned_between():
        for entry in village.registers.read(key).entries.values():
            ends = [stint.end for stint in entry.stints[:-1]]
            count += any(end is None for end in ends)
    return count


# -- open desks ------------------------------------------------------------


def open_desks() -> Iterator[Row]:
    """The rows of twenty desks that are open on one village."""
    program = Path(sys.executable).with_name("yigong")
    with scratch() as folder:
        village = Village.create(folder / "village", Settings(name="青山村"), Actor("李芳", ""))
        village.people.add_all(Volunteer(name=f"村民{n}") for n in range(1, 201))
        midnight = village.now().replace(hour=0, minute=0, second=0, tzinfo=None)
        village.events.add(Event(title="村民义务日", start=midnight, minutes=1439))
        lines = []
        for number in range(SCREENS):
            command = [str(program), "--data", str(village.folder), "--lang", "zh"]
            command += ["--by", f"村干部{number}", "--desk", f"{DESK_SHOWS}{number}"]
            lines.append(Terminal(command, ENVIRON))
        try:
            yield from _measure_desks(lines, village)
        finally:
            for line in lines:
                line.end()


def _measure_desks(lines: list[Terminal], village: Village) -> Iterator[Row]:
    for line in lines:
        assert line.wait_for("村民义务日", 60)
        line.press(b"d")
        assert line.wait_for(DESK_SHOWS, 20)
    for line in lines:
        line.quiet(1.0)
    before = [line.processor() for line in lines]
    time.sleep(IDLE)
    shares = [
        (line.processor() - earlier) / IDLE for line, earlier in zip(lines, before, strict=True)
    ]
    sizes = [line.memory()[1] / 1024 for line in lines]
    idle = sum(line.quiet(0.1).size for line in lines)
    village.registers.checkin.check_in(village.events.occurrence_for("E0001"), 7)
    time.sleep(2.0)
    for line in lines:
        line.quiet(0.2)
    missed = sum("村民7" not in line.text() for line in lines)
    yield Row(
        f"{SCREENS} desks open: resident memory of each",
        f"{max(sizes):.0f} MB the most",
        f"{sum(sizes):.0f} MB together",
        budget="<= 64 MB",
        verdict=verdict_of(max(sizes) <= 64),
    )
    yield Row(
        f"{SCREENS} desks open: idle for {IDLE:.0f} s, of a core each",
        f"{max(shares):.2%} the most",
        f"{idle} bytes sent",
        budget="<= 0.5 %",
        verdict=verdict_of(max(shares) <= 0.005 and idle == 0),
    )
    yield Row(
        f"{SCREENS} desks open: refreshes missed two seconds after a check-in",
        f"{missed}",
        budget="0",
        verdict=verdict_of(missed == 0),
    )
