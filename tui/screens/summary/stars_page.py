"""The stars: who is near the next one, and who has how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance_records import ServiceTime
from yigong.store.language import N_, _, ngettext
from yigong.store.people import stars
from yigong.store.people.retired import is_retired
from yigong.store.records import code
from yigong.store.statistics.summary import Summary, service_totals
from yigong.tui.background.summary_query import SummaryQuery, SummaryResult
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.summary.summary_list_page import PeopleListPage
from yigong.tui.text.tally_words import grouped_hours, missing_hours, origin_cells
from yigong.tui.view.summary_period import SummaryPeriod
from yigong.tui.view.summary_rows import NameLookup, name_lookup
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import Fill, ListColumn, ListRow
from yigong.tui.widgets.section_tabs import SectionTabs
from yigong.tui.widgets.text_block import TextBlock

_BAR = 5
"""The column with the way to the next star."""

_DISTANCES = (5, 10, 20, 50, 100)
"""Hours that may be missing to a star; the page begins with twenty."""


class StarsPage(PeopleListPage):
    """Lists volunteers by stars: service of all origins and all time, by the settings' hours."""

    PURPOSE = N_("See who is near a star.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "none", N_("Open"), tooltip=N_("Open the page of the person under the cursor.")
        ),
        Binding("tab", "section", N_("Section")),
        Binding("left", "within(-1)", N_("Fewer hours")),
        Binding("right", "within(1)", N_("More hours")),
        Binding("shift+tab", "section", show=False),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "settings"})
    DEFAULT_CSS = """
    StarsPage SectionTabs { margin: 0 1; }
    StarsPage RowList { margin-top: 0; }
    """

    def __init__(self, summaries: SummaryQuery) -> None:
        """Make the page.

        Args:
            summaries: The query that makes and caches summaries.
        """
        super().__init__(summaries)
        self._near = True
        self._distance = 2

    def heading(self) -> list[Piece]:
        """The hours that the stars take."""
        thresholds = _(", ").join(map(str, self._thresholds))
        words = _("from {hours} hours").format(hours=thresholds) if thresholds else ""
        return [(_("Stars"), STRONG), f"  {words}"]

    def above(self) -> ComposeResult:
        """How many people have how many stars, and the names of the two lists."""
        yield TextBlock()
        yield SectionTabs()

    @property
    def _thresholds(self) -> Sequence[int]:
        return self.village.settings.stars

    def reload(self) -> None:
        """Summarise all time anew."""
        names, thresholds = name_lookup(self.village), self._thresholds
        distance = _DISTANCES[self._distance] * 60 if self._near else None
        self.summaries.ask(
            self,
            [SummaryPeriod()],
            lambda sums: _contents(sums[0], names, thresholds, distance),
            self._show,
        )

    def _show(self, results: Sequence[SummaryResult], contents: _Contents) -> None:
        self.show_heading()
        self.query_one(TextBlock).show([self._counts_line(contents.counts)])
        hours = _DISTANCES[self._distance]
        near = ngettext("{n} hour or less from one", "{n} hours or less from one", hours)
        names = [near.format(n=hours), _("who has how many")]
        self.query_one(SectionTabs).show(names, 0 if self._near else 1)
        if self._near:
            empty = _("Nobody is that near to a star; the right arrow looks further.")
        else:
            empty = _("Nobody has a star yet.")
        self.show_people(contents.rows, _columns(near=self._near), empty)
        self.report_unreadable(results)

    def _counts_line(self, counts: Mapping[int, int]) -> list[Piece]:
        pieces: list[Piece] = []
        for stars_held in range(1, len(self._thresholds) + 1):
            name = ngettext("{n} star", "{n} stars", stars_held).format(n=stars_held)
            pieces += [(f"{name} ", STRONG), (f"{counts.get(stars_held, 0)}    ", ACCENT)]
        return pieces or [(_("No stars are set. The settings have the hours they take."), QUIET)]

    # -- what can be done --------------------------------------------------

    def action_section(self) -> None:
        """Show the other list."""
        self._near = not self._near
        self.rows.reset_cursor()
        self.refresh_page()

    def action_within(self, step: int) -> None:
        """List people nearer to a star, or also those further from one."""
        self._distance = max(0, min(self._distance + step, len(_DISTANCES) - 1))
        self._near = True
        self.refresh_page()


class _Contents(NamedTuple):
    """What the page shows."""

    counts: Mapping[int, int]
    """The number of people by the stars they have."""

    rows: list[ListRow]


def _contents(
    summary: Summary, names: NameLookup, thresholds: Sequence[int], distance: int | None
) -> _Contents:
    """What the page shows; it may run in a thread.

    Args:
        summary: The summary of all time.
        names: The people; merged and erased ones are left out.
        thresholds: The hours for one star, two and so on.
        distance: The minutes that may be missing to a star; `None`: list all who have one.
    """
    credits = {
        number: credit
        for number, credit in service_totals(summary.counted).items()
        if not is_retired(names.person(number))
    }
    totals = {number: credit.total for number, credit in credits.items()}
    held = {number: stars.stars_for(minutes, thresholds) for number, minutes in totals.items()}
    if distance is None:
        listed = sorted((n for n in held if held[n]), key=lambda n: (-totals[n], n))
    else:
        active = {n: minutes for n, minutes in totals.items() if not names.person(n).archived}
        listed = [near.number for near in stars.near_next_star(active, thresholds, distance)]
    rows = [_row(names, number, credits[number], held[number], thresholds) for number in listed]
    return _Contents(Counter(held.values()), rows)


def _row(
    names: NameLookup, number: int, credit: ServiceTime, stars_held: int, thresholds: Sequence[int]
) -> ListRow:
    person, missing = names.person(number), stars.minutes_to_next_star(credit.total, thresholds)
    cells = [
        person.name,
        code("V", number),
        str(stars_held),
        grouped_hours(credit.total),
        missing_hours(credit.total, missing) if missing else "",
        "",
        *origin_cells(credit),
        names.squads_of.get(number, ""),
        person.group,
    ]
    style = QUIET if person.archived else PLAIN
    return ListRow(number, cells, style, fills={_BAR: _on_the_way(credit.total, thresholds)})


def _on_the_way(minutes: int, thresholds: Sequence[int]) -> Fill:
    """How far somebody is from one star to the next; full: they have all of them."""
    above = next((hours for hours in thresholds if hours * 60 > minutes), None)
    if above is None:
        return Fill(1, 1)
    below = max((hours for hours in thresholds if hours * 60 <= minutes), default=0)
    return Fill(minutes - below * 60, (above - below) * 60)


def _columns(*, near: bool) -> list[ListColumn]:
    return [
        ListColumn(_("Name"), 0, most=24),
        ListColumn(_("Code"), 6),
        ListColumn(_("Has"), 5, right=True),
        ListColumn(_("Service h"), 12, right=True),
        ListColumn(_("Missing") if near else _("To the next"), 11, right=True),
        ListColumn("", 12, least=74),
        ListColumn(_("Clocked"), 7, right=True, least=100),
        ListColumn(_("Filled in"), 9, right=True, least=100),
        ListColumn(_("Granted"), 7, right=True, least=100),
        ListColumn(_("Squads"), 20, least=122),
        ListColumn(_("Group"), 10, least=134),
    ]
