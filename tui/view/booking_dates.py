"""The dates of a repeated booking that cannot be had, as lines."""

from __future__ import annotations

from collections.abc import Sequence

from yigong.store.language import _
from yigong.store.venues.booking_rules import Obstacle
from yigong.store.village.village import Village
from yigong.tui.text.words import weekday

_MOST = 12
"""The most dates that are listed one by one."""


def obstacle_lines(village: Village, obstacles: Sequence[Obstacle]) -> list[str]:
    """Each date that cannot be had, and why; the rest is counted."""
    venues, zone = village.venues.all(), village.zone
    lines = [
        f"{each.occurrence.planned} {weekday(each.occurrence.planned.weekday())}  "
        f"{each.why(venues, zone)}"
        for each in obstacles[:_MOST]
    ]
    more = len(obstacles) - _MOST
    return [*lines, _("and {n} more").format(n=more)] if more > 0 else lines
