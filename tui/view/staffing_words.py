"""Staffing in words and bars: the sign-ups of each squad or post against its need, and who came.

It is one form on all pages: ``修葺队 signed 13/12 away 1 in 7``, with a bar below where there is
room. Signed up is who signed up and has a place, also who is away (on leave or absent).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from rich.cells import cell_len
from rich.style import Style
from textual.widget import Widget

from yigong.store.language import _
from yigong.store.records import Squad
from yigong.store.squads.staffing import Demand, Need, PostNeed
from yigong.tui.widgets.bars import bar, shade, swatch, track
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, Piece, StyledLines, pieces_width

_GAP = 1
"""The least cells between two squads on a line."""

_AIRY = 6
"""The most squads below one another with a blank line between them."""


def need_lines(needs: Iterable[Demand], squads: Mapping[int, Squad], width: int) -> StyledLines:
    """All of them in words, on as many lines as necessary; a lack is highlighted."""
    lines: StyledLines = [[]]
    used = 0
    for need in needs:
        pieces = [*need_pieces(need, squads), "   "]
        cells = pieces_width(pieces)
        if used + cells > width and used:
            lines.append([])
            used = 0
        used += cells
        lines[-1] += pieces
    return lines if lines[0] else []


def need_pieces(need: Demand, squads: Mapping[int, Squad]) -> list[Piece]:
    """One squad, or one post with its hours, in words."""
    name = demand_name(need, squads)
    signed = _("signed {count}").format(count=_sign_ups(need))
    away = " " + _("away {n}").format(n=need.away) if need.away else ""
    came = " " + _("in {n}").format(n=need.came) if need.came else ""
    if isinstance(need, PostNeed) and need.waiting:
        away += " " + _("waiting {n}").format(n=need.waiting)
    all_came = need.needed and need.came >= need.needed
    return [f"{name} ", (signed + away, need_style(need)), (came, ACCENT if all_came else PLAIN)]


def demand_name(need: Demand, squads: Mapping[int, Squad]) -> str:
    """The name of the squad; of a post with its hours."""
    if isinstance(need, PostNeed):
        return f"{need.post.name} {need.hours}"
    squad = squads.get(need.squad) if isinstance(need, Need) else None
    return squad.name if squad is not None else _("no squad")


def need_bars(
    widget: Widget, needs: Sequence[Demand], squads: Mapping[int, Squad], width: int
) -> StyledLines:
    """All of them, as many beside one another as fit, with bars below their words; but not where
    nobody came and nobody is missing."""
    worded = [(need, need_pieces(need, squads)) for need in needs]
    longest = max((pieces_width(pieces) for _need, pieces in worded), default=width)
    columns = max(1, min(len(worded), (width + _GAP) // (longest + _GAP)))
    cells = (width + _GAP) // columns - _GAP
    lines: StyledLines = []
    for at in range(0, len(worded), columns):
        if lines and columns == 1 and len(worded) <= _AIRY:
            lines.append([])
        words: list[Piece] = []
        bars: list[Piece] = []
        for need, pieces in worded[at : at + columns]:
            gap = " " * _GAP if words else ""
            pad = " " * max(0, cells - pieces_width(pieces))
            words += [gap, *pieces, pad]
            bars += [gap, *need_bar(widget, need, cells)]
        lines.append(words)
        if any(need.came or need.lacks for need, _pieces in worded[at : at + columns]):
            lines.append(bars)
    return lines


def need_bar(widget: Widget, need: Demand, width: int) -> list[Piece]:
    """Who came, who only is coming, who is missing, of those needed."""
    whole = need.needed or max(need.signed, need.came, 1)
    came = bar(widget, need.came, whole, width, "green")[0]
    inked = cell_len(came[0])
    signed = max(inked, round(width * min(1.0, need.coming / whole)))
    rest = signed - inked
    sign, style = shade(widget, 2, "green") if not need.lacks else (" ", swatch("yellow"))
    return [came, (sign * rest, style), track(widget, width - signed)]


def need_count(need: Demand) -> str:
    """``5/8``: signed up against needed; ``5/8 -1``, where one of them is away."""
    return _sign_ups(need) + (f" -{need.away}" if need.away else "")


def _sign_ups(need: Demand) -> str:
    """Signed up against needed; where none are needed, only those signed up."""
    return f"{need.signed}/{need.needed}" if need.needed else str(need.signed)


def need_style(need: Demand) -> Style:
    """The style of such a count: a lack is highlighted, and so is a met need."""
    return BAD if need.lacks else ACCENT if need.needed else PLAIN
