"""The panel beside or above the people of an occurrence: its plan, counts, posts and squads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.widget import Widget

from yigong.store.event_records import Occurrence
from yigong.store.kinds import kind_spec
from yigong.store.language import _
from yigong.store.squads.staffing import Demand, PostNeed, all_needs
from yigong.store.statistics.turnout import Turnout
from yigong.store.village.village import Village
from yigong.tui.screens.base.page import WIDE, Page, Result
from yigong.tui.view.occurrence_plan import OccurrencePlan
from yigong.tui.view.staffing_words import need_bars, need_lines
from yigong.tui.view.venue_words import venue_rows
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
    turnout: Turnout | None = None
    """How many usually come; `None`: that is not known, or not yet."""

    def side(self) -> Iterable[Widget]:
        """The plan, the counts, the posts and the squads."""
        if self.app.size.width >= self.SIDE_FROM:
            yield Panel(id="about")
            yield from self.side_below()

    def reload_side(self) -> None:
        """Show them as they are now."""
        super().reload_side()
        for panel in self.query("#about").results(Panel):
            panel.fill(occurrence_panel(self, self.occurrence, self.turnout))


def occurrence_plan(
    village: Village, occurrence: Occurrence, turnout: Turnout | None = None
) -> OccurrencePlan:
    """All there is to say of an occurrence, as it is now."""
    return OccurrencePlan(
        occurrence,
        village.events.get(occurrence.event.number),
        kind_spec(occurrence.event.kind, village.settings.kinds),
        village.registers.read(occurrence.key),
        village.registers.head(occurrence),
        venue_rows(village, occurrence),
        turnout,
    )


def occurrence_panel(
    page: Page[Result], occurrence: Occurrence, turnout: Turnout | None = None
) -> PanelLines:
    """The lines of the panel.

    Args:
        page: The page that it is on.
        occurrence: The occurrence.
        turnout: How many usually come, if that is known.
    """
    village = page.village
    plan = occurrence_plan(village, occurrence, turnout)
    needs, squads = all_needs(occurrence, plan.register), village.squads.all()
    posts = [need for need in needs if isinstance(need, PostNeed)]

    def part(title: str, needs: Sequence[Demand], width: int) -> StyledLines:
        bars = need_bars(page, needs, squads, width)
        return [[], [(title, STRONG)], *bars] if bars else []

    def lines(width: int) -> StyledLines:
        return [
            [],
            *plan.panel(width),
            *part(_("Posts"), posts, width),
            *part(_("Squads"), needs[len(posts) :], width),
        ]

    return lines


def occurrence_brief(
    page: Page[Result], occurrence: Occurrence, turnout: Turnout | None = None
) -> PanelLines:
    """The same in as few lines as possible, to stand above a list."""
    plan = occurrence_plan(page.village, occurrence, turnout)
    squads = need_panel(page, occurrence)

    def lines(width: int) -> StyledLines:
        return [*([" ", *line] for line in plan.brief(width - 1)), *squads(width)]

    return lines


def need_panel(page: Page[Result], occurrence: Occurrence) -> PanelLines:
    """The posts and squads alone: with bars where they have room above or below a list."""
    village = page.village
    needs = all_needs(occurrence, village.registers.read(occurrence.key))
    squads = village.squads.all()

    def lines(width: int) -> StyledLines:
        bars = need_bars(page, needs, squads, width - 2)
        few = len(bars) <= 2 or page.size.height >= _HIGH
        found = bars if few and width >= _BROAD else need_lines(needs, squads, width - 2)
        return [[" ", *line] for line in found]

    return lines
