"""The rows of a check-in at one desk: against a bare write, and against stock TinyDB."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import tinydb

from bench.table import Row, compared, milliseconds, verdict_of
from yigong.store.event_records import Event, Occurrence
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

NOW = datetime.fromisoformat("2026-11-25T08:50:00+08:00")
SMALL, LARGE = 400, 4_000
"""People expected in the registers of which check-ins are timed."""

CHECK_INS = 200
STOCK_ROWS = 100_000
STOCK_WRITES = 5


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """A new folder on the project's disk (a temporary folder may be in memory)."""
    folder = Path(tempfile.mkdtemp(prefix=".village-run-", dir=Path(__file__).parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


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
    """A durable check-in in two sizes of register; in the small one, stock TinyDB beside it."""
    check_in, write = check_ins(SMALL)
    yield compared(
        f"durable check-in, register of {SMALL}", check_in, write, "write+fsync+rename+fsync", 3
    )
    yield stock_row(check_in)
    check_in, write = check_ins(LARGE)
    yield compared(f"the same, register of {LARGE:,}", check_in, write, "of the same bytes", 4)


def check_ins(people: int) -> tuple[float, float]:
    """The median seconds of a check-in and of a bare write of the same bytes, in turns."""
    ours: list[float] = []
    bare: list[float] = []
    with scratch() as folder:
        village, occurrence = village_with(folder / "village", people)
        village.registers.signup.sign_up(occurrence, *village.people.all())
        register = village.registers.book(occurrence.key).path
        for number in range(1, CHECK_INS + 1):
            began = time.perf_counter()
            village.registers.checkin.check_in(occurrence, number)
            ours.append(time.perf_counter() - began)
            content = register.read_bytes()
            began = time.perf_counter()
            _write_bare(folder / "bare", content)
            bare.append(time.perf_counter() - began)
    return statistics.median(ours), statistics.median(bare)


def stock_row(check_in: float) -> Row:
    """An insert into stock TinyDB that holds all attendances in one file, beside a check-in."""
    stock: list[float] = []
    with scratch() as folder:
        database = tinydb.TinyDB(_stock_file(folder / "stock.json"))
        for number in range(STOCK_WRITES):
            began = time.perf_counter()
            database.insert(_stock_row(number))
            stock.append(time.perf_counter() - began)
        database.close()
    insert = statistics.median(stock)
    return Row(
        "the same against stock TinyDB",
        milliseconds(check_in),
        f"{milliseconds(insert)} in one file of {STOCK_ROWS:,}",
        f"{insert / check_in:.0f}x faster",
        ">= 20x",
        verdict_of(insert >= 20 * check_in),
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
