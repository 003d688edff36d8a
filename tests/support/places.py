"""Where the tests find the program and what lies beside it."""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parents[1]
ROOT = TESTS.parent
FOREIGN = TESTS / "foreign"
"""Calendar files of other programs."""

PROCESSES = TESTS / "processes"
"""What the tests run as processes of their own."""

READERS = TESTS / "readers"
"""Readers of calendar files that are not Python."""
