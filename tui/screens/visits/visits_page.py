"""走访: the visits of a period by day, and the households, who was not met for longest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.dates.date_words import days_text
from yigong.store.dates.period_parser import parse_period
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.people.natural_order import natural_key
from yigong.store.request_records import Visit
from yigong.store.requests.coverage import Coverage, coverage_words
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskOption, AskText
from yigong.tui.screens.visits.visit_actions import VisitActions
from yigong.tui.view.visit_lines import (
    household_columns,
    household_panel,
    household_row,
    remark_words,
    visit_columns,
    visit_rows,
    visited_home,
    visits_to,
)
from yigong.tui.widgets.canvas import ACCENT, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, RowList
from yigong.tui.widgets.section_tabs import SectionTabs


class VisitsPage(VisitActions, ListPage[None]):
    """Lists visits; Tab goes to the households."""

    DEFAULT_CSS = """
    VisitsPage #cover { height: 1; margin: 0 1; }
    VisitsPage #household { margin-top: 1; }
    """
    PURPOSE = MAIN_PAGES["visits"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "section(1)", N_("View")),
        Binding("shift+tab", "section(-1)", show=False),
        Binding("n", "new", N_("New visit"), tooltip=N_("Write down visits, one after another.")),
        Binding("enter", "none", N_("Open"), tooltip=N_("Open the visit or the household.")),
        Binding("u", "undo", N_("Undo")),
        Binding("f", "filter", N_("Group")),
        Binding("p", "period", N_("Period")),
        Binding("h", "found", N_("New household")),
        Binding("g", "propose", N_("From phones")),
        Binding("o", "coverage('html')", N_("Print")),
        Binding("x", "coverage('xlsx')", "Excel"),
        BACK,
        HELP,
    ]
    EMPTY = N_("No visit in this period yet. n writes one down.")

    def __init__(self) -> None:
        super().__init__()
        self._section = 0
        self._group: str | None = None
        self._period = "quarter"
        self._found = Coverage()
        self._visits: dict[tuple[int, int], Visit] = {}

    def _days(self) -> tuple[date | None, date | None]:
        return parse_period(self._period, self.village.now().date())

    def heading(self) -> list[Piece]:
        """The period and the group."""
        pieces: list[Piece] = [(_("Visits"), STRONG), f"  {days_text(*self._days())}"]
        if self._group is not None:
            only = _("only {what}").format(what=self._group or _("without a group"))
            pieces.append((f"  {only}", ACCENT))
        return pieces

    def columns(self) -> Sequence[ListColumn]:
        """Those of the visits."""
        return visit_columns()

    def above(self) -> ComposeResult:
        """How many households were reached, and the names of the two lists."""
        yield Panel(id="cover")
        yield SectionTabs()

    def side(self) -> Iterable[Widget]:
        """The household under the cursor."""
        yield Panel(id="household")
        yield from self.side_below()

    def reload_side(self) -> None:
        """Show the household under the cursor as it is now."""
        super().reload_side()
        panel, home = self.query_one("#household", Panel), self._home()
        village, today = self.village, self.village.now().date()
        if not home:
            panel.fill(_nothing)
            return
        visits = visits_to(village, home)
        panel.fill(lambda width: household_panel(village, home, visits, today, width))

    def reload(self) -> None:
        """List what the open section has."""
        village, today = self.village, self.village.now().date()
        first, last = self._days()
        self._found = village.visits.coverage(first, last, self._group)
        found = [
            visit
            for visit in village.visits.between(first, last)
            if self._group is None or visit.group == self._group
        ]
        self._visits = {(visit.day.year, visit.number): visit for visit in found}
        self.query_one("#cover", Panel).fill(self._cover_lines)
        names, counts = (_("Visits"), _("Households")), (len(found), self._found.known)
        tabs = [f"{name} {count}" for name, count in zip(names, counts, strict=True)]
        self.query_one(SectionTabs).show(tabs, self._section)
        if self._section == 0:
            rows = visit_rows(reversed(found), village)
            self.rows.show(rows, columns=visit_columns(), empty=_(self.EMPTY))
            return
        rows = [household_row(row, today) for row in self._found.households]
        empty = _("No household is known yet. g finds some by equal phones, h founds one.")
        self.rows.show(rows, columns=household_columns(), empty=empty)

    def _cover_lines(self, _width: int) -> StyledLines:
        found = self._found
        words = coverage_words(found.visits, found.met, found.known)
        remark = remark_words(found)
        return [[(words, STRONG), (f"   {remark}", QUIET)]]

    def _home(self) -> str:
        """The household under the cursor; empty: there is none."""
        key = self.rows.key
        if isinstance(key, tuple):
            visit = self._visits.get(key)
            return visited_home(self.village, visit) if visit is not None else ""
        return key if isinstance(key, str) else ""

    def home_at_cursor(self) -> str:
        """In the list of households the one under the cursor."""
        return self._home() if self._section == 1 else ""

    # -- what can be done --------------------------------------------------

    @on(RowList.Moved)
    def moved(self) -> None:
        """The cursor is on another row: show its household."""
        self.reload_side_soon()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the visit, or the page of the household."""
        if isinstance(event.key, tuple) and event.key in self._visits:
            self.context.open_visit(*event.key)
        elif isinstance(event.key, str):
            self.context.open_household(event.key)

    def action_section(self, step: int) -> None:
        """Show the visits, or the households with who was not met for longest first."""
        self._section = (self._section + step) % 2
        self.rows.reset_cursor()
        self.refresh_page()

    @work
    async def action_filter(self) -> None:
        """Show only the visits and households of one group."""
        people = self.village.people.listed()
        groups = {*self.village.settings.groups, *(person.group for person in people)}
        options: list[tuple[object, str]] = [((False, ""), _("all groups"))]
        options += [
            ((True, group), group or _("without a group"))
            for group in sorted(groups, key=natural_key)
        ]
        now = (self._group is not None, self._group or "")
        chosen = await self.ask(AskOption(_("Which group"), options, now))
        if isinstance(chosen, tuple):
            only, group = chosen
            self._group = group if only else None
            self.rows.reset_cursor()
            self.refresh_page()

    @work
    async def action_period(self) -> None:
        """Show the visits of another period."""
        today = self.village.now().date()
        answer = await self.ask(
            AskText(
                _("From when to when?"),
                _("for example {when}").format(
                    when=_(", ").join(("2026", "2026-Q4", "2026-11", "all"))
                ),
                days_text(*self._days()),
                meaning=lambda text: days_text(*parse_period(text, today)),
            )
        )
        if answer:
            self._period = answer
            self.rows.reset_cursor()
            self.refresh_page()

    @needs_writing
    @work
    async def action_found(self) -> None:
        """Found a household: say what it is called, then who lives there."""
        from yigong.tui.screens.visits.household_members_page import HouseholdMembersPage

        label = await self.ask(
            AskText(_("What is the household called?"), _("as the village says it: 三组2号"))
        )
        if label:
            await self.ask(HouseholdMembersPage(label))
            self.refresh_page()
            self.rows.move_to(label)

    @needs_writing
    def action_propose(self) -> None:
        """See who may live together, as they have one phone, and say so."""
        from yigong.tui.screens.visits.proposals_page import ProposalsPage

        self.app.push_screen(ProposalsPage())

    def action_coverage(self, form: str) -> None:
        """Write which households were visited in the period as a file.

        Args:
            form: ``html`` to print it, ``xlsx`` for Excel.
        """
        from yigong.exports.documents.visit_tables import coverage_file, coverage_name
        from yigong.tui.screens.files.write_file import write_file

        village, (first, last) = self.village, self._days()
        if not self._found.known and not self._found.visits:
            raise Refused("There is no household and no visit yet; n writes one down.")

        def make() -> tuple[str, bytes]:
            data = coverage_file(village, first, last, form)
            return f"{coverage_name(first, last)}.{form}", data

        write_file(self, make)


def _nothing(_width: int) -> StyledLines:
    return []
