"""The fuzz with a fixed seed for some seconds; ``make fuzz`` runs it for minutes with others."""

from __future__ import annotations

import random

import pytest

from hostile.fuzz import Fuzz, mutate_bytes, mutate_data

SEED = 20261125


@pytest.fixture
def fuzz(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return Fuzz(SEED, tmp_path.resolve())


def test_mutated_books_give_an_answer_or_a_refusal(fuzz):
    for _turn in range(10):
        fuzz.mutate_book()
    assert sum(fuzz.done.values()) >= 40


def test_mutated_inputs_and_arguments_give_an_answer_or_a_refusal(fuzz):
    for _turn in range(20):
        fuzz.mutate_input()
        fuzz.mutate_argument()
    assert sum(fuzz.done.values()) >= 30


def test_random_keys_on_random_pages_leave_the_program_running(fuzz):
    for _turn in range(2):
        fuzz.press_keys(15)
    assert fuzz.done["keys"] >= 30


def test_the_same_seed_gives_the_same_mutations():
    first, second = (random.Random(SEED) for _ in range(2))
    data = {"a": [1, {"b": "c"}]}
    assert mutate_bytes(first, b"x" * 50) == mutate_bytes(second, b"x" * 50)
    assert mutate_data(first, data) == mutate_data(second, data)
