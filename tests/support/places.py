"""The folders of the repository that the tests use."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
FOREIGN = TESTS / "foreign"
"""Calendar files of other programs."""

PROCESSES = TESTS / "processes"
"""Scripts that the tests run as processes."""

READERS = TESTS / "readers"
"""Readers of calendar files that are not written in Python."""
