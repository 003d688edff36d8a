"""The rows of a check-in: against a bare write, against stock TinyDB, and by eight processes."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import tinydb

from bench.table import Row, milliseconds, verdict_of
from yigong.store.records import Event, Occurrence, Settings, Volunteer
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

NOW = datetime.fromisoformat("2026-11-25T08:50:00+08:00")
REGISTER = 400
"""People expected in the register of which check-ins are timed."""

CHECK_INS = 200
STOCK_ROWS = 100_000
STOCK_WRITES = 5
PROCESSES = 8
PEOPLE = 2_000


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A new folder on the project's disk (a temporary folder may be in memory)."""
    folder = Path(tempfile.mkdtemp(prefix=".village-run-", dir=Path(__file__).parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def write_costs() -> Iterator[Row]:
    """All rows of a check-in."""
    yield from one_desk()
    yield from eight_desks()


def village_with(folder: Path, people: int) -> tuple[Village, Occurrence]:
    """A village with so many people, and an occurrence under way."""
    village = Village.create(
        folder, Settings(name="青山村"), Actor("李芳", "东门"), clock=lambda: NOW
    )
    village.people.add_all(Volunteer(name=f"村民{n}") for n in range(1, people + 1))
    event = village.events.add(
        Event(title="村民义务日", start=datetime(2026, 11, 25, 8, 30), minutes=180)
    )
    return village, village.events.occurrence(event.number, event.start.date())


def one_desk() -> Iterator[Row]:
    """A durable check-in, a bare write of the same bytes, an insert into stock TinyDB, in turns."""
    ours: list[float] = []
    bare: list[float] = []
    stock: list[float] = []
    with scratch() as folder:
        village, occurrence = village_with(folder / "village", REGISTER)
        village.registers.signup.sign_up(occurrence, *village.people.all())
        register = village.registers.book(occurrence.key).path
        database = tinydb.TinyDB(_stock_file(folder / "stock.json"))
        for number in range(1, CHECK_INS + 1):
            began = time.perf_counter()
            village.registers.checkin.check_in(occurrence, number)
            ours.append(time.perf_counter() - began)
            content = register.read_bytes()
            began = time.perf_counter()
            _write_bare(folder / "bare", content)
            bare.append(time.perf_counter() - began)
            if number % (CHECK_INS // STOCK_WRITES) == 0:
                began = time.perf_counter()
                database.insert(_stock_row(number))
                stock.append(time.perf_counter() - began)
        database.close()
    check_in, write, insert = map(statistics.median, (ours, bare, stock))
    size = f"{len(content) // 1000} kB"
    yield Row(
        f"durable check-in, register of {REGISTER} ({size})",
        milliseconds(check_in),
        f"{milliseconds(write)} write+fsync+rename+fsync",
        f"{check_in / write:.2f}x",
        "<= 3x",
        verdict_of(check_in <= 3 * write),
    )
    yield Row(
        "the same against stock TinyDB",
        milliseconds(check_in),
        f"{milliseconds(insert)} in one file of {STOCK_ROWS:,}",
        f"{insert / check_in:.0f}x faster",
        ">= 200x",
        verdict_of(insert >= 200 * check_in),
    )


def _write_bare(path: Path, content: bytes) -> None:
    """Replace a file durably, with nothing else."""
    temporary = path.with_suffix(".tmp")
    with temporary.open("wb", buffering=0) as file:
        file.write(content)
        os.fsync(file.fileno())
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _stock_row(number: int) -> dict[str, object]:
    return {
        "occurrence": "E0001@2026-11-25",
        "person": number,
        "squad": number % 8,
        "start": "2026-11-25T08:50:00+08:00",
        "end": "2026-11-25T11:20:00+08:00",
        "desk": "东门",
        "by": "李芳",
    }


def _stock_file(path: Path) -> Path:
    rows = {str(number): _stock_row(number) for number in range(1, STOCK_ROWS + 1)}
    path.write_text(json.dumps({"_default": rows}), encoding="utf-8")
    return path


def eight_desks() -> Iterator[Row]:
    """One process, then eight, check the same 2 000 people into one register."""
    with scratch() as folder:
        village, occurrence = village_with(folder / "one", PEOPLE)
        alone, _ = _race(village.folder, occurrence.key, 1)
        village, occurrence = village_with(folder / "eight", PEOPLE)
        together, repeats = _race(village.folder, occurrence.key, PROCESSES)
        entries = village.registers.read(occurrence.key).entries
        lost = PEOPLE - len(entries)
        twice = sum(1 for entry in entries.values() if len(entry.stints) != 1) + repeats
    rate = alone / together
    yield Row(
        f"{PROCESSES} processes, one register, {PEOPLE:,} check-ins",
        f"{lost} lost, {twice} twice",
        budget="0 and 0",
        verdict=verdict_of(lost == 0 and twice == 0),
    )
    yield Row(
        "the same, check-ins a second",
        f"{PEOPLE / together:.0f}",
        f"{PEOPLE / alone:.0f} by one process",
        f"{rate:.0%}",
        ">= 60 %",
        verdict_of(rate >= 0.6),
    )


def _race(folder: Path, key: str, count: int) -> tuple[float, int]:
    """Let some processes check in a share of the people each, then the next process's share again.

    Returns:
        The seconds until all shares were checked in; how many of the repeats were accepted.
    """
    desks = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.desk_process", str(folder), key, str(index), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            cwd=Path(__file__).parent.parent,
        )
        for index in range(count)
    ]

    def read_line(desk: subprocess.Popen[str]) -> str:
        assert desk.stdout is not None
        return desk.stdout.readline().strip()

    def proceed(desk: subprocess.Popen[str]) -> None:
        assert desk.stdin is not None
        desk.stdin.write("\n")
        desk.stdin.flush()

    for desk in desks:
        assert read_line(desk) == "ready"
    began = time.perf_counter()
    for desk in desks:
        proceed(desk)
    for desk in desks:
        assert read_line(desk) == "in"
    spent = time.perf_counter() - began
    for desk in desks:
        proceed(desk)
    repeats = sum(int(read_line(desk)) for desk in desks)
    for desk in desks:
        desk.communicate()
    return spent, repeats
