"""What the tests share: a village in a fresh folder, and a clock that moves when it is told to."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import hypothesis
import pytest

from support.clock import Clock
from support.places import PROCESSES
from yigong.store import language
from yigong.store.event_records import Event, Occurrence
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

_PATIENT = hypothesis.settings(
    deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
"""How long an example takes says more about what else the machine does than about the code."""

hypothesis.settings.register_profile("new each time", _PATIENT)
hypothesis.settings.register_profile("the same each time", _PATIENT, derandomize=True)
hypothesis.settings.load_profile(  # `make fuzz` looks for what is new
    "new each time" if "YIGONG_HOSTILE" in os.environ else "the same each time"
)


@pytest.fixture(autouse=True)
def english() -> None:
    """Sentences are read in English, whatever the locale of who runs the tests."""
    language.use_language("en")


@pytest.fixture
def clock() -> Clock:
    """08:50 on the 25th of November 2026, until told otherwise."""
    return Clock()


@pytest.fixture
def village(tmp_path: Path, clock: Clock) -> Village:
    """青山村, empty, worked on by 李芳 at 东门. It does not wait for the disk, so it is fast."""
    return Village.create(
        tmp_path / "qingshan",
        Settings(name="青山村"),
        Actor("李芳", "东门"),
        clock=clock,
        sync=False,
    )


@pytest.fixture
def colleague(village: Village, clock: Clock) -> Callable[..., Village]:
    """``colleague("王强", "西门")``: the same folder, opened by another organiser."""

    def opened(by: str = "王强", desk: str = "西门") -> Village:
        return Village.open(village.folder, Actor(by, desk), clock=clock)

    return opened


@pytest.fixture
def enrol(village: Village) -> Callable[..., list[Volunteer]]:
    """``enrol("张小明", "李秀英")`` puts people on the roster; ``enrol(200)`` made-up ones."""

    def enrolled(*names: str | int) -> list[Volunteer]:
        if len(names) == 1 and isinstance(names[0], int):
            names = tuple(f"村民{n:03d}" for n in range(1, names[0] + 1))
        return village.people.add_all(Volunteer(name=str(name)) for name in names)

    return enrolled


@pytest.fixture
def duty_day(village: Village) -> Occurrence:
    """The 村民义务日 under way: 08:30 to 11:30 today, and monthly on the 25th from then on."""
    from yigong.store.event_records import ByRRule

    event = village.events.add(
        Event(
            title="村民义务日",
            start=datetime(2026, 11, 25, 8, 30),
            minutes=180,
            place="文化礼堂",
            lead="李芳",
            repeat=ByRRule("FREQ=MONTHLY;BYMONTHDAY=25"),
        )
    )
    return village.events.occurrence(event.number, event.start.date())


Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """``start("check_in.py", folder, ...)`` runs a script of tests/processes as a real process.

    Its standard input and output are pipes; whatever still runs at the end of the test is ended.
    """
    running: list[subprocess.Popen[str]] = []

    def started(script: str, *arguments: object) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(PROCESSES / script), *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        running.append(process)
        return process

    yield started
    for process in running:
        if process.poll() is None:
            process.kill()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                pipe.close()
        process.wait()
