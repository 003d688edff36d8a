"""The posts of an occurrence along its hours: when each is, and how far it is filled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from textual.widget import Widget

from yigong.store.attendance.posts import PostPlan, whole_hours
from yigong.store.records import elapsed
from yigong.store.squads.staffing import PostNeed
from yigong.tui.widgets.bars import swatch, track
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece, StyledLines, fit

_NAME, _LEAST = 14, 16
"""Cells of a name, and the least of a line of hours."""

_MOST = timedelta(hours=36)
"""The longest occurrence that fits a line of hours."""


def post_timeline(
    widget: Widget, needs: Sequence[PostNeed], plan: PostPlan, chosen: int, width: int
) -> StyledLines:
    """A line of hours, and below it each post as a bar, with how much of it is filled.

    Args:
        widget: The widget that they are for.
        needs: The posts, by time.
        plan: The occurrence.
        chosen: The post whose name is set off.
        width: The cells that there are.

    Returns:
        Nothing where there is no room, or the occurrence is too long.
    """
    start, end = whole_hours(plan)
    room = width - _NAME - 1
    if room < _LEAST or end - start > _MOST or not needs:
        return []
    whole = max(1, elapsed(start, end))

    def cell(moment: datetime) -> int:
        return round(room * elapsed(start, moment) / whole)

    lines: StyledLines = [[(" " * (_NAME + 1) + _hour_line(start, end, room), QUIET)]]
    for need in needs:
        first = cell(need.hours.start)
        last = max(first + 1, cell(need.hours.end))
        filled = round((last - first) * need.filled / max(1, need.needed))
        name: Piece = (fit(need.post.name, _NAME), STRONG if need.post.id == chosen else QUIET)
        missing = last - first - filled
        lines.append(
            [
                name,
                " ",
                track(widget, first),
                (" " * filled, swatch("green")),
                (" " * missing, swatch("yellow")),
                track(widget, max(0, room - last)),
            ]
        )
    return lines


def _hour_line(start: datetime, end: datetime, room: int) -> str:
    """The hours, each at its place, as many as have room."""
    whole, text = max(1, elapsed(start, end)), ""
    hour = start.replace(minute=0, second=0) + timedelta(hours=bool(start.minute))
    while hour <= end:
        at = round(room * elapsed(start, hour) / whole)
        label = f"{hour:%H:%M}"
        if at >= len(text) + bool(text) and at + len(label) <= room:
            text = text.ljust(at) + label
        hour += timedelta(hours=1)
    return text
