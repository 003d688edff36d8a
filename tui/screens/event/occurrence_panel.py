"""The panel beside or above the people of an occurrence: its plan, its counts, its squads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.widget import Widget

from yigong.store.kinds import kind_spec
from yigong.store.language import _
from yigong.store.records import Occurrence
from yigong.store.squads.staffing import staffing
from yigong.store.village.village import Village
from yigong.tui.screens.base.page import WIDE, Page, Result
from yigong.tui.view.occurrence_plan import OccurrencePlan
from yigong.tui.view.staffing_words import need_bars, need_lines
from yigong.tui.widgets.canvas import STRONG, StyledLines
from yigong.tui.widgets.panel import Panel, PanelLines

_HIGH = 30
"""Rows from which several lines of bars have room beside a list of people."""

_BROAD = 60
"""Columns from which bars have."""


class OccurrenceSide(Page[Result]):
    """A page about an occurrence, whose side column says all of that."""

    SIDE_FROM: ClassVar[int] = WIDE
    """Columns from which there is one."""

    occurrence: Occurrence

    def side(self) -> Iterable[Widget]:
        """The plan, the counts and the squads."""
        if self.app.size.width >= self.SIDE_FROM:
            yield Panel(id="about")
            yield from self.side_below()

    def reload_side(self) -> None:
        """Show them as they are now."""
        super().reload_side()
        for panel in self.query("#about").results(Panel):
            panel.fill(occurrence_panel(self, self.occurrence))


def occurrence_plan(village: Village, occurrence: Occurrence) -> OccurrencePlan:
    """All there is to say of an occurrence, as it is now."""
    return OccurrencePlan(
        occurrence,
        village.events.get(occurrence.event.number),
        kind_spec(occurrence.event.kind, village.settings.kinds),
        village.registers.read(occurrence.key),
        village.registers.head(occurrence),
    )


def occurrence_panel(page: Page[Result], occurrence: Occurrence) -> PanelLines:
    """The lines of the panel.

    Args:
        page: The page that it is on.
        occurrence: The occurrence.
    """
    village = page.village
    plan = occurrence_plan(village, occurrence)
    needs, squads = staffing(occurrence, plan.register), village.squads.all()

    def lines(width: int) -> StyledLines:
        bars = need_bars(page, needs, squads, width)
        heading: StyledLines = [[], [(_("Squads"), STRONG)]] if bars else []
        return [[], *plan.panel(width), *heading, *bars]

    return lines


def occurrence_brief(page: Page[Result], occurrence: Occurrence) -> PanelLines:
    """The same in as few lines as possible, to stand above a list."""
    plan, squads = occurrence_plan(page.village, occurrence), squad_lines(page, occurrence)

    def lines(width: int) -> StyledLines:
        return [*([" ", *line] for line in plan.brief(width - 1)), *squads(width)]

    return lines


def squad_lines(page: Page[Result], occurrence: Occurrence) -> PanelLines:
    """The squads alone: with bars where they have room above or below a list."""
    village = page.village
    needs = staffing(occurrence, village.registers.read(occurrence.key))
    squads = village.squads.all()

    def lines(width: int) -> StyledLines:
        bars = need_bars(page, needs, squads, width - 2)
        few = len(bars) <= 2 or page.size.height >= _HIGH
        found = bars if few and width >= _BROAD else need_lines(needs, squads, width - 2)
        return [[" ", *line] for line in found]

    return lines
