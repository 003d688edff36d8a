"""A clock that moves when it is told to, and the morning on which most tests take place."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 25, 8, 50, tzinfo=SHANGHAI)
"""A Wednesday, the day of the 村民义务日 of `duty_day`, twenty minutes after it began."""


class Clock:
    """A clock that stands still: call it for the time, set `now` or `forward` it."""

    def __init__(self, now: datetime = MORNING) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> datetime:
        """Move it: ``clock.forward(minutes=5)``; negative goes back."""
        self.now += timedelta(**by)
        return self.now
