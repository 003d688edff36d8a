"""What came of many tries."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Outcome:
    """The faults or power cuts that were tried, by kind, and what was lost by them."""

    tried: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        """Add another outcome."""
        self.tried += other.tried
        self.lost += other.lost

    def line(self, what: str) -> str:
        """How many were tried, and of which kind."""
        kinds = ", ".join(f"{how} {n}" for how, n in sorted(self.tried.items()))
        return f"{self.tried.total():5} {what} ({kinds})"
