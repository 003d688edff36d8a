"""Thousands of mutated books, histories and journals: no traceback, and the rest goes on."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from hostile import mutated_village
from hostile.mutated_village import Trials

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
