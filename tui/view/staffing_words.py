"""Staffing in words: each squad's sign-ups against its need, and who came.

It is one form on all pages: ``修葺队 signed 13/12 in 7``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rich.cells import cell_len
from rich.style import Style

from yigong.store.language import _
from yigong.store.records import Squad
from yigong.store.squads.staffing import Need
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, Piece


def need_lines(needs: Iterable[Need], squads: Mapping[int, Squad], width: int) -> list[list[Piece]]:
    """All squads, on as many lines as necessary; a lack is highlighted.

    Args:
        needs: The needs (see `store.squads.staffing.staffing`).
        squads: The squads by number, for their names.
        width: The cells of a line.
    """
    lines: list[list[Piece]] = [[]]
    used = 0
    for need in needs:
        pieces = need_pieces(need, squads)
        cells = sum(cell_len(piece if isinstance(piece, str) else piece[0]) for piece in pieces)
        if used + cells > width and used:
            lines.append([])
            used = 0
        used += cells
        lines[-1] += pieces
    return lines if lines[0] else []


def need_pieces(need: Need, squads: Mapping[int, Squad]) -> list[Piece]:
    """One squad, and a gap behind it.

    Args:
        need: The need.
        squads: As for `need_lines`.
    """
    name = squads[need.squad].name if need.squad in squads else _("no squad")
    signed = _("signed {count}").format(count=need_count(need))
    came = " " + _("in {n}").format(n=need.came) if need.came else ""
    all_came = need.needed and need.came >= need.needed
    return [f"{name} ", (signed, need_style(need)), (came, ACCENT if all_came else PLAIN), "   "]


def need_count(need: Need) -> str:
    """``5/8``: signed up against needed; where none are needed, only those signed up."""
    return f"{need.signed}/{need.needed}" if need.needed else str(need.signed)


def need_style(need: Need) -> Style:
    """The style of such a count: a lack is highlighted, and so is a met need."""
    return BAD if need.lacks else ACCENT if need.needed else PLAIN
