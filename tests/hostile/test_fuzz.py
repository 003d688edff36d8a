"""The fuzz with a fixed seed, for some seconds; ``make fuzz`` goes on for minutes with others."""

from __future__ import annotations

import random

import pytest

from hostile.fuzz import Fuzz, spoilt, twisted

SEED = 20261125


@pytest.fixture
def fuzz(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return Fuzz(SEED, tmp_path.resolve())


def test_mutated_books_end_in_an_answer_or_a_sentence(fuzz):
    for _turn in range(10):
        fuzz.a_book()
    assert sum(fuzz.done.values()) >= 40


def test_mutated_files_and_words_end_in_an_answer_or_a_sentence(fuzz):
    for _turn in range(20):
        fuzz.an_input()
        fuzz.an_argument()
    assert sum(fuzz.done.values()) >= 30


def test_random_keys_on_random_pages_leave_the_program_running(fuzz):
    for _turn in range(2):
        fuzz.some_keys(15)
    assert fuzz.done["keys"] >= 30


def test_the_same_seed_does_the_same():
    once, again = (random.Random(SEED) for _ in range(2))
    data = {"a": [1, {"b": "c"}]}
    assert spoilt(once, b"x" * 50) == spoilt(again, b"x" * 50)
    assert twisted(once, data) == twisted(again, data)
