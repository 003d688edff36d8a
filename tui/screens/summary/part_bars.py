"""The bars of a summary's squads and kinds: how many heads each had, the year before beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from rich.cells import cell_len
from textual.geometry import Size
from textual.strip import Strip

from yigong.store.kinds import kind_name, kind_spec
from yigong.store.language import N_, _
from yigong.store.settings_records import KindSpec
from yigong.store.statistics.summary import Summary, View
from yigong.tui.text.tally_words import grouped
from yigong.tui.text.words import more_text
from yigong.tui.widgets.bars import bar
from yigong.tui.widgets.canvas import QUIET, STRONG, Canvas, Piece, compose_line, fit

_TITLES: dict[View, str] = {"squads": N_("Squads"), "kinds": N_("Kinds of events")}
_NAME = 14
"""Cells of a name, at the most."""

_BESIDE = 34
"""Cells that each of two groups needs to stand beside the other."""


@dataclass(frozen=True)
class PartBar:
    """A squad or a kind, its colour and its heads."""

    name: str
    colour: str
    heads: int
    before: int | None
    """Those of a year before; `None`: there is none."""


@dataclass(frozen=True)
class BarGroup:
    """The bars of all squads, or of all kinds."""

    title: str
    bars: Sequence[PartBar]
    year_before: str = ""


def bar_groups(
    summary: Summary, before: Summary | None, squads: Mapping[int, str], own: Iterable[KindSpec]
) -> list[BarGroup]:
    """The bars of a summary, those with most heads first; without groups that have none.

    Args:
        summary: The summary of the period.
        before: The same a year earlier; `None`: there is none.
        squads: The names of the squads.
        own: The village's own kinds.
    """
    kinds = list(own)
    year = str(before.first.year) if before is not None and before.first else ""
    groups = []
    for view, title in _TITLES.items():
        old = {row.key: row.tally.attendances for row in before.rows(view)} if before else {}
        now = {row.key: row.tally.attendances for row in summary.rows(view)}
        found = []
        for key in sorted({*now, *old}, key=lambda key: (-now.get(key, 0), -old.get(key, 0), key)):
            heads, earlier = now.get(key, 0), old.get(key, 0)
            if not heads and not earlier:
                continue
            if view == "kinds":
                name, colour = kind_name(key), kind_spec(key, kinds).colour
            else:
                name, colour = squads.get(int(key)) or _("no squad"), "green"
            found.append(PartBar(name, colour, heads, earlier if before else None))
        if found:
            groups.append(BarGroup(_(title), found, year))
    return groups


class PartBars(Canvas):
    """Draws the groups beside each other where there is room, else one above the other."""

    DEFAULT_CSS = "PartBars { height: auto; margin-top: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._groups: Sequence[BarGroup] = ()

    def show(self, groups: Sequence[BarGroup]) -> None:
        """Draw other groups."""
        self._groups = groups
        self.refresh(layout=True)

    def lines(self, width: int, *, airy: bool = False) -> int:
        """How many lines all bars take; or how many with a blank one between them."""
        sizes = [len(group.bars) * (1 + airy) + 1 for group in self._groups]
        if not sizes:
            return 0
        return max(sizes) if self._beside(width) else sum(sizes) + len(sizes) - 1

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """For Textual."""
        return self.lines(width)

    def _beside(self, width: int) -> bool:
        return width >= len(self._groups) * _BESIDE

    def paint(self, width: int, height: int) -> Iterable[Strip]:
        """The groups; where there is no room for all bars, how many more there are."""
        if not self._groups:
            return
        if self._beside(width):
            cells = width // len(self._groups)
            empty: list[Piece] = [" " * (cells - 2)]
            airy = height >= self.lines(width, airy=True)
            columns = [self._group(group, cells - 2, height, airy) for group in self._groups]
            for row in zip_longest(*columns, fillvalue=empty):
                pieces = [piece for part in row for piece in [*part, "  "]]
                yield compose_line(*pieces, width=width)
            return
        left = height
        for group in self._groups:
            for pieces in [*self._group(group, width - 1, left), []]:
                yield compose_line(*pieces, width=width)
            left -= len(group.bars) + 2

    def _group(
        self, group: BarGroup, width: int, height: int, airy: bool = False
    ) -> list[list[Piece]]:
        """The lines of a group, at most so many; airy: with a blank one between the bars."""
        if height < 2:
            return []
        shown = group.bars if airy or len(group.bars) < height else group.bars[: height - 2]
        counted = [grouped(each.heads) for each in group.bars]
        earlier = ["" if each.before is None else grouped(each.before) for each in group.bars]
        heads, year = _("heads"), group.year_before
        number = max(map(cell_len, [heads, *counted])) + 1
        old = max(map(cell_len, [year, *earlier])) + 1
        name = min(_NAME, max(cell_len(each.name) for each in group.bars))
        room = width - name - 1 - number - old
        whole = max(max(each.heads, each.before or 0) for each in group.bars)
        titles = fit(heads, number, right=True) + fit(year, old, right=True)
        lines: list[list[Piece]] = [
            [(fit(group.title, name + 1 + room), STRONG), (titles, QUIET)],
        ]
        for each, n, before in zip(shown, counted, earlier, strict=False):
            drawn = bar(self, each.heads, whole, room, each.colour)
            numbers: list[Piece] = [n.rjust(number), (before.rjust(old), QUIET)]
            lines.append([fit(each.name, name) + " ", *drawn, *numbers])
            lines += [[" " * width]] * airy
        if hidden := len(group.bars) - len(shown):
            lines.append([(fit(more_text(hidden), width), QUIET)])
        return lines
