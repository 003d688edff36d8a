"""The seasons of the programmes along the months of a year: which hold when, and what is next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual.widget import Widget

from yigong.store.dates.date_words import short_month
from yigong.store.language import _
from yigong.store.programme_records import Programme, Season
from yigong.tui.widgets.bars import ground, track
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece, StyledLines, fit

_MONTHS, _BEFORE = 12, 5
"""The months that are shown, and how many of them are before the present one."""

_NAME, _LEAST = 20, 6
"""Cells of a name, and the least of a month."""


def season_timeline(
    widget: Widget, programmes: Iterable[Programme], today: date, width: int
) -> StyledLines:
    """A line of months, and below it each programme that has seasons in them.

    Args:
        widget: The widget that they are for.
        programmes: The programmes, in their order.
        today: The day in the village.
        width: The cells that there are.

    Returns:
        Nothing where there is no room, or nothing to show.
    """
    month = (width - _NAME) // _MONTHS
    begin = today.year * 12 + today.month - 1 - _BEFORE

    def cell(day: date) -> int:
        months = day.year * 12 + day.month - 1 - begin
        return min(max(0, months * month + (day.day - 1) * month // 31), _MONTHS * month)

    lines: StyledLines = []
    for programme in programmes:
        pieces: list[Piece] = []
        at = 0
        for season in programme.seasons:
            first, last = max(at, cell(season.first)), max(cell(season.last), at)
            if last > first:
                pieces += [track(widget, first - at), _season(widget, season, today, last - first)]
                at = last
        if pieces:
            rest = track(widget, _MONTHS * month - at)
            lines.append([(fit(programme.name, _NAME - 1) + " ", QUIET), *pieces, rest])
    if month < _LEAST or not lines:
        return []
    days = (date((begin + n) // 12, (begin + n) % 12 + 1, 1) for n in range(_MONTHS))
    names: list[Piece] = [
        (fit(short_month(day), month), QUIET if n != _BEFORE else STRONG)
        for n, day in enumerate(days)
    ]
    return [[(fit(_("Seasons or themes"), _NAME), STRONG), *names], *lines]


def _season(widget: Widget, season: Season, today: date, cells: int) -> Piece:
    """The name of a season on a ground that says whether it was, is or is to come."""
    text = fit(f" {season.name}", cells)
    if season.last < today:
        return text, QUIET + track(widget, 0)[1]
    return text, ground(widget, "green" if season.first <= today else "cyan")
