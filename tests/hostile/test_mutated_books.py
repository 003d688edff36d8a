"""Thousands of mutated books, histories and journals: no traceback, and the rest goes on."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from hostile import mutated_village, page_routes
from hostile.mutated_village import OPEN, Trials
from hostile.mutations import MUTATIONS
from support.screens import opened
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

EVERYTHING = os.environ.get("YIGONG_HOSTILE") == "all"
SEEDS = range(20261130, 20261130 + (10 if EVERYTHING else 1))
COUNT = 600 if EVERYTHING else 200
"""Mutations for each seed, and a fifth of it of a change that was cut short."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return mutated_village.make_village(tmp_path_factory.mktemp("whole") / "v")


@pytest.fixture
def scratch(monkeypatch):
    """A folder in memory, where there is one: thousands of villages are copied into it."""
    monkeypatch.setattr(os, "fsync", lambda _descriptor: None)
    memory = Path("/dev/shm")
    folder = tempfile.mkdtemp(dir=memory if os.access(memory, os.W_OK) else None)
    yield Path(folder)
    shutil.rmtree(folder)


def tried(trials, count):
    """Mutate so many times; print how often each file was, and how many books were rebuilt."""
    try:
        for _turn in range(count):
            trials.mutate()
    except Exception as error:
        raise AssertionError(trials.current) from error
    done = trials.done
    print(f"\nmutated: {done.total()} {dict(done)}, rebuilt: {trials.rebuilt}")  # noqa: T201
    assert done.total() > count * 0.9


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutated_file_takes_nothing_else_with_it(whole, scratch, seed):
    tried(Trials(whole, scratch, seed), COUNT)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutated_file_of_a_change_that_was_cut_short_takes_nothing_else_with_it(
    whole, scratch, monkeypatch, seed
):
    unfinished = mutated_village.cut_short(whole, scratch / "v", monkeypatch)
    tried(Trials(unfinished, scratch, seed), COUNT // 5)


PAGES = 40 if EVERYTHING else 6
"""Mutated books before which a desk is opened."""


def mutated(rng, folder, name):
    """Mutate a file in a village; gives what was done, for whoever has to look."""
    path, mutation = folder / name, rng.choice(MUTATIONS)
    path.write_bytes(mutation(rng, path.read_bytes(), (folder / "squads.json").read_bytes()))
    return f"{mutation.__name__} {name}: {path.read_bytes()[:2000]!r}"


async def test_a_desk_on_a_mutated_book_says_a_sentence_and_stays_open(whole, scratch, clock):
    """Also where the book is mutated while the desk is open."""
    rng = random.Random(SEEDS[0])
    for turn in range(PAGES):
        folder = scratch / str(turn)
        shutil.copytree(whole, folder)
        name = rng.choice((f"registers/2026/{OPEN}.json", "people.json", "events.json"))
        what = mutated(rng, folder, name) if turn % 2 else ""
        async with opened(folder, clock=clock) as screen:
            await page_routes.visit(screen, "DeskPage that finds")
            what = what or mutated(rng, folder, name)
            for route in ("DeskPage that finds", "EventPage", "PeoplePage", "CalendarPage"):
                await page_routes.visit(screen, route)
                await page_routes.press(screen, "enter", "escape")
                assert screen.app.is_running and screen.app._exception is None, what
                page_routes.assert_harmless(screen, what)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutated_file_of_an_open_desk_is_a_desk_that_nobody_sees(whole, scratch, clock, seed):
    """Its lock is held, so it is read, and not removed as one of a killed process."""
    folder = scratch / "v"
    shutil.copytree(whole, folder)
    village = Village.open(folder, Actor("李芳", "东门"), clock=clock)
    other = Village.open(folder, Actor("王强", "西门"), clock=clock)
    assert other.presence.enter(OPEN)
    (desk,) = (folder / ".desks").iterdir()
    raw, rng = desk.read_bytes(), random.Random(seed)
    assert [user.by for user in village.presence.others(OPEN)] == ["王强"]
    people = (folder / "people.json").read_bytes()
    made = [rng.choice(MUTATIONS)(rng, raw, people) for _turn in range(COUNT)]
    nested = b'{"key":' + b"[" * 3000
    for data in (*made, nested, raw.replace(b"+08:00", b"")):
        with desk.open("r+b") as file:
            file.truncate()
            file.write(data)
        seen = village.presence.others(OPEN)
        assert all(isinstance(user.by, str) for user in seen) and len(seen) <= 1, data


@pytest.mark.parametrize("seed", SEEDS)
def test_real_commands_on_mutated_books_end_with_an_exit_code_and_no_traceback(
    whole, tmp_path, seed
):
    rng = random.Random(seed)
    for name in ("people.json", f"registers/2026/{OPEN}.json", "history/2026-11.jsonl"):
        folder = tmp_path / name.replace("/", "_")
        shutil.copytree(whole, folder)
        what = mutated(rng, folder, name)
        for words in (("doctor",), ("checkin", OPEN, "V0005"), ("doctor", "--repair")):
            done = subprocess.run(
                [sys.executable, "-m", "yigong", "--data", folder, "--by", "李芳", *words],
                capture_output=True,
                text=True,
                timeout=120,
                check=False,
            )
            assert done.returncode in (0, 1, 3), (what, done)
            assert "Traceback" not in done.stderr, (what, done)
