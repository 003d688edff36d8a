"""The stars: who is about to reach one, and who has how many."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance.hours import hours_text
from yigong.store.language import N_, _, ngettext
from yigong.store.people import stars
from yigong.store.people.retired import is_retired
from yigong.store.records import Credit, code
from yigong.store.statistics.summary import Summary
from yigong.tui.background.summary_query import SummaryQuery, SummaryResult
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.text.words import unreadable_text
from yigong.tui.view.summary_periods import SummaryPeriod
from yigong.tui.view.summary_rows import NameLookup, name_lookup
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.section_tabs import SectionTabs
from yigong.tui.widgets.text_block import TextBlock

_WITHIN = (5, 10, 20, 50, 100)
"""Hours that may be missing to a star; the page begins with twenty."""


class StarsPage(Page[None]):
    """The stars of all time: hours of whatever origin, by the thresholds of the settings."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open")),
        Binding("tab", "section", N_("Section")),
        Binding("left", "within(-1)", N_("Fewer hours")),
        Binding("right", "within(1)", N_("More hours")),
        Binding("shift+tab", "section", show=False),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "settings"})
    DEFAULT_CSS = "StarsPage SectionTabs { margin: 0 1; }"

    def __init__(self, adding: SummaryQuery) -> None:
        """Open the page.

        Args:
            adding: Adds up, and may have done so already.
        """
        super().__init__()
        self._adding = adding
        self._near = True
        self._within = 2

    def heading(self) -> list[Piece]:
        """What it takes to get one."""
        thresholds = ", ".join(map(str, self._thresholds))
        words = _("from {hours} hours").format(hours=thresholds) if thresholds else ""
        return [(_("Stars"), STRONG), f"  {words}"]

    def body(self) -> ComposeResult:
        """How many have how many; then the names."""
        yield TextBlock()
        yield SectionTabs()
        yield RowList([ListColumn("", 0)], empty=_("adding up .."), id="people")

    @property
    def rows(self) -> RowList:
        """The names."""
        return self.query_one("#people", RowList)

    @property
    def _thresholds(self) -> Sequence[int]:
        return self.village.settings.stars

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.rows)

    def watched(self) -> object:
        """Any check-out may be the one that was missing."""
        return self.village.history.fingerprint()

    def reload(self) -> None:
        """Add up anew, over all time."""
        names, thresholds = name_lookup(self.village), self._thresholds
        within = _WITHIN[self._within] * 60 if self._near else None
        self._adding.ask(
            self,
            [SummaryPeriod()],
            lambda sums: _listed(sums[0], names, thresholds, within),
            self._added,
        )

    def _added(self, found: Sequence[SummaryResult], listed: _Listed) -> None:
        self.head()
        self.query_one(TextBlock).show([self._how_many(listed.have)])
        hours = _WITHIN[self._within]
        near = ngettext("{n} hour or less from one", "{n} hours or less from one", hours)
        names = [near.format(n=hours), _("who has how many")]
        self.query_one(SectionTabs).show(names, 0 if self._near else 1)
        if self._near:
            empty = _("Nobody is that near to a star; the right arrow looks further.")
        else:
            empty = _("Nobody has a star yet.")
        self.rows.show(listed.rows, columns=_columns(near=self._near), empty=empty)
        if found[0].unreadable:
            self.status.bad(unreadable_text(found[0].unreadable))
        elif self.status.text == _("adding up .."):
            self.status.show("")

    def _how_many(self, have: Mapping[int, int]) -> list[Piece]:
        """Of each number of stars, how many people have it."""
        pieces: list[Piece] = []
        for count in range(1, len(self._thresholds) + 1):
            name = ngettext("{n} star", "{n} stars", count).format(n=count)
            pieces += [(f"{name} ", STRONG), (f"{have.get(count, 0)}    ", ACCENT)]
        return pieces or [(_("No stars are set. The settings have the hours they take."), QUIET)]

    # -- what can be done --------------------------------------------------

    def action_section(self) -> None:
        """The other list."""
        self._near = not self._near
        self.rows.reset_cursor()
        self.refresh_page()

    def action_within(self, step: int) -> None:
        """Look nearer or further."""
        self._within = max(0, min(self._within + step, len(_WITHIN) - 1))
        self._near = True
        self.refresh_page()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open somebody's page."""
        from yigong.tui.screens.people.person_page import PersonPage

        if isinstance(event.key, int):
            number = event.key
            self.open(lambda: PersonPage(number))

    def action_none(self) -> None:
        """Enter is the list's; it stands here for the line of keys."""


class _Listed(NamedTuple):
    """The page, ready to be shown."""

    have: Mapping[int, int]
    """Of each number of stars, how many people have it."""

    rows: list[ListRow]


def _listed(
    summary: Summary, names: NameLookup, thresholds: Sequence[int], within: int | None
) -> _Listed:
    """Who is near a star, or who has one, by the sums of all time; made in a thread.

    Args:
        summary: The sums.
        names: Who is who. Who was merged or forgotten stands in no list.
        thresholds: The hours for one star, two and so on.
        within: The minutes that may be missing to a star; `None`: all who have one already.
    """
    credits = {int(row.key): row.tally.credit for row in summary.people}
    credits = {n: c for n, c in credits.items() if not is_retired(names.person(n))}
    totals = {number: credit.total for number, credit in credits.items()}
    have = {number: stars.stars_for(minutes, thresholds) for number, minutes in totals.items()}
    if within is None:
        shown = sorted((n for n in have if have[n]), key=lambda n: (-totals[n], n))
    else:
        staying = {n: minutes for n, minutes in totals.items() if not names.person(n).archived}
        shown = [near.number for near in stars.near_next_star(staying, thresholds, within)]
    rows = [_row(names, number, credits[number], have[number], thresholds) for number in shown]
    return _Listed(Counter(have.values()), rows)


def _row(
    names: NameLookup, number: int, credit: Credit, count: int, thresholds: Sequence[int]
) -> ListRow:
    person, short = names.person(number), stars.minutes_to_next_star(credit.total, thresholds)
    minutes = (short, credit.clocked, credit.filled, credit.granted)
    cells = [
        person.name,
        code("V", number),
        str(count),
        hours_text(credit.total),
        *(hours_text(m) if m else "" for m in minutes),
        names.squads_of.get(number, ""),
        person.group,
    ]
    return ListRow(number, cells, QUIET if person.archived else PLAIN)


def _columns(*, near: bool) -> list[ListColumn]:
    return [
        ListColumn(_("Name"), 0, most=24),
        ListColumn(_("Code"), 6),
        ListColumn(_("Has"), 5, right=True),
        ListColumn(_("Hours"), 7, right=True),
        ListColumn(_("Missing") if near else _("To the next"), 11, right=True),
        ListColumn(_("Clocked"), 7, right=True),
        ListColumn(_("Filled in"), 9, right=True),
        ListColumn(_("Granted"), 7, right=True),
        ListColumn(_("Squads"), 20, least=104),
        ListColumn(_("Group"), 10, least=116),
    ]
