"""The clock of the tests, which stands still until a test moves it, and its first moment."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 25, 8, 50, tzinfo=SHANGHAI)
"""A Wednesday, twenty minutes after the start of the 村民义务日 of `duty_day`."""

DEMO_NOW = datetime(2026, 11, 30, 9, 40, tzinfo=SHANGHAI)
"""A day on which the demo village has one event, in the middle of it."""


class Clock:
    """Call it for the time; set `now`, or `forward` it."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        """Move the clock: ``clock.forward(minutes=5)``; negative values move it back."""
        self.now += timedelta(**by)
        return self.now
