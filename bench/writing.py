"""What a check-in costs: against the bare disk, against stock TinyDB, and among eight processes."""

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

from bench.table import Row, judged, milliseconds
from yigong.store.records import Event, Occurrence, Settings, Volunteer
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

NOW = datetime.fromisoformat("2026-11-25T08:50:00+08:00")
REGISTER = 400
"""People expected at the occurrence where a check-in is timed."""

CHECK_INS = 200
STOCK_ROWS = 100_000
STOCK_WRITES = 5
PROCESSES = 8
PEOPLE = 2_000


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A folder on the disk the project lies on (a temporary one may be in memory)."""
    folder = Path(tempfile.mkdtemp(prefix=".village-run-", dir=Path(__file__).parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def writing() -> Iterator[Row]:
    """The rows of this file."""
    yield from one_desk()
    yield from eight_desks()


def village_with(folder: Path, people: int) -> tuple[Village, Occurrence]:
    """A village with so many people and one occurrence under way."""
    village = Village.create(
        folder, Settings(name="青山村"), Actor("李芳", "东门"), clock=lambda: NOW
    )
    village.people.add_all(Volunteer(name=f"村民{n}") for n in range(1, people + 1))
    event = village.events.add(
        Event(title="村民义务日", start=datetime(2026, 11, 25, 8, 30), minutes=180)
    )
    return village, village.events.occurrence(event.number, event.start.date())


def one_desk() -> Iterator[Row]:
    """A durable check-in, the same bytes written bare, an insert into stock TinyDB, in turns."""
    ours: list[float] = []
    bare: list[float] = []
    stock: list[float] = []
    with scratch() as folder:
        village, one = village_with(folder / "village", REGISTER)
        village.registers.signup.sign_up(one, *village.people.all())
        register = village.registers.book(one.key).path
        database = tinydb.TinyDB(_stock_file(folder / "stock.json"))
        for number in range(1, CHECK_INS + 1):
            began = time.perf_counter()
            village.registers.checkin.check_in(one, number)
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
    mine, disk, tiny = map(statistics.median, (ours, bare, stock))
    size = f"{len(content) // 1000} kB"
    yield Row(
        f"durable check-in, register of {REGISTER} ({size})",
        milliseconds(mine),
        f"{milliseconds(disk)} write+fsync+rename+fsync",
        f"{mine / disk:.2f}x",
        "<= 3x",
        judged(mine <= 3 * disk),
    )
    yield Row(
        "the same against stock TinyDB",
        milliseconds(mine),
        f"{milliseconds(tiny)} in one file of {STOCK_ROWS:,}",
        f"{tiny / mine:.0f}x faster",
        ">= 200x",
        judged(tiny >= 200 * mine),
    )


def _write_bare(path: Path, content: bytes) -> None:
    """What durable replacement costs at least."""
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
        village, one = village_with(folder / "one", PEOPLE)
        alone, _ = _race(village.folder, one.key, 1)
        village, one = village_with(folder / "eight", PEOPLE)
        together, repeats = _race(village.folder, one.key, PROCESSES)
        entries = village.registers.read(one.key).entries
        lost = PEOPLE - len(entries)
        twice = sum(1 for entry in entries.values() if len(entry.stints) != 1) + repeats
    rate = alone / together
    yield Row(
        f"{PROCESSES} processes, one register, {PEOPLE:,} check-ins",
        f"{lost} lost, {twice} twice",
        budget="0 and 0",
        verdict=judged(lost == 0 and twice == 0),
    )
    yield Row(
        "the same, check-ins a second",
        f"{PEOPLE / together:.0f}",
        f"{PEOPLE / alone:.0f} by one process",
        f"{rate:.0%}",
        ">= 60 %",
        judged(rate >= 0.6),
    )


def _race(folder: Path, key: str, count: int) -> tuple[float, int]:
    """Let some processes check everybody in, each its share, then try its neighbour's share again.

    Returns:
        Seconds until the last share was in; how many of the second tries were let in again.
    """
    desks = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.desk", str(folder), key, str(index), str(count)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            cwd=Path(__file__).parent.parent,
        )
        for index in range(count)
    ]

    def hear(desk: subprocess.Popen[str]) -> str:
        assert desk.stdout is not None
        return desk.stdout.readline().strip()

    def tell(desk: subprocess.Popen[str]) -> None:
        assert desk.stdin is not None
        desk.stdin.write("\n")
        desk.stdin.flush()

    for desk in desks:
        assert hear(desk) == "ready"
    began = time.perf_counter()
    for desk in desks:
        tell(desk)
    for desk in desks:
        assert hear(desk) == "in"
    spent = time.perf_counter() - began
    for desk in desks:
        tell(desk)
    repeats = sum(int(hear(desk)) for desk in desks)
    for desk in desks:
        desk.communicate()
    return spent, repeats
