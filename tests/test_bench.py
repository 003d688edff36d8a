"""The benchmark: what one measurement does to the table and to the exit code."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from bench import __main__ as bench
from bench.table import Row, compared


def within() -> Iterator[Row]:
    yield compared("within", 2, 1, "of it", 3)


def over() -> Iterator[Row]:
    yield compared("over", 4, 1, "of it", 3)


def fails() -> Iterator[Row]:
    yield Row("before the failure")
    raise ValueError("out of order")


@pytest.mark.parametrize(
    ("measurements", "shown", "code"),
    [
        ([within], "within", 0),
        ([over, within], "OVER", 1),
        ([fails, over, within], "fails not measured: ValueError: out of order FAILED", 2),
    ],
)
def test_a_measurement_that_fails_does_not_end_the_table(
    monkeypatch, capsys, measurements, shown, code
):
    monkeypatch.setattr(bench, "PARTS", {"store": lambda: measurements})
    monkeypatch.setattr(sys, "argv", ["bench", "store"])
    assert bench.main() == code
    table = " ".join(capsys.readouterr().out.split()).replace(" - - -", "")
    assert shown in table
    assert "within" in table
    assert ("before the failure" in table) == (fails in measurements)
