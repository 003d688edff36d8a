"""One household: who lives there, the visits to it, the requests heard there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.exports.privacy import mask_phone
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.people.households import households
from yigong.store.points.points_words import points_text
from yigong.store.records import Volunteer
from yigong.store.request_records import Request, Visit
from yigong.store.requests.coverage import household_group
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.visits.visit_actions import VisitActions
from yigong.tui.view.visit_lines import (
    heard_columns,
    heard_requests,
    heard_row,
    household_panel,
    visit_columns,
    visit_rows,
    visits_to,
)
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.section_tabs import SectionTabs


class HouseholdPage(VisitActions, ListPage[None]):
    """Shows a household; Tab goes through its people, the visits to it, its requests."""

    PURPOSE = N_("See who lives in a household, when it was visited, what it asked for.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "section(1)", N_("View")),
        Binding("shift+tab", "section(-1)", show=False),
        Binding("enter", "none", N_("Open"), tooltip=N_("Open what is under the cursor.")),
        Binding("n", "new", N_("New visit")),
        Binding("a", "members", N_("Who lives there")),
        Binding("e", "edit", N_("Rename")),
        Binding("u", "undo", N_("Undo")),
        Binding("p", "points", N_("Points")),
        BACK,
        HELP,
    ]
    DEFAULT_CSS = "HouseholdPage #household { margin-top: 1; }"
    EMPTY = N_("Nobody on the roster lives there. a says who does.")

    def __init__(self, home: str) -> None:
        """Open the page of a household."""
        super().__init__()
        self._home = home
        self._section = 0
        self._visits: list[Visit] = []
        self._requests: list[Request] = []
        self._points = ""
        """What is in its account of points; empty: that is being looked up."""

    def _living(self) -> list[Volunteer]:
        return households(self.village.people.listed()).get(self._home, [])

    def heading(self) -> list[Piece]:
        """Its label and group."""
        group = household_group(self._living())
        return [(self._home, STRONG), f"  {group}" if group not in self._home else ""]

    def above(self) -> ComposeResult:
        """The names of its lists."""
        yield SectionTabs()

    def side(self) -> Iterable[Widget]:
        """The household in short."""
        yield Panel(id="household")
        yield from self.side_below()

    def reload_side(self) -> None:
        """Show it as it is now."""
        super().reload_side()
        village, today = self.village, self.village.now().date()
        self.query_one("#household", Panel).fill(
            lambda width: household_panel(
                village, self._home, self._visits, today, width, self._points
            )
        )

    def columns(self) -> Sequence[ListColumn]:
        """Those of the people."""
        return [
            ListColumn(_("Name"), 16, snug=True),
            ListColumn(_("Code"), 6),
            ListColumn(_("Born"), 6, least=50),
            ListColumn(_("Phone"), 12),
            ListColumn(_("Tags"), 0, most=40),
        ]

    def reload(self) -> None:
        """List what the open section has; a thread adds up the points."""
        self._show_section()
        if living := self._living():
            number = living[0].number
            run_task(self, lambda: self._balance(number), self._show_points, "points")

    def _balance(self, number: int) -> str:
        ledger = self.village.points
        return points_text(ledger.balance(ledger.account(number), []))

    def _show_points(self, words: str) -> None:
        self._points = words
        if self.has_side:
            self.reload_side()

    def _show_section(self) -> None:
        village, living = self.village, self._living()
        self._visits = visits_to(village, self._home)
        self._requests = heard_requests(village, self._visits)
        counts = (len(living), len(self._visits), len(self._requests))
        names = (_("People"), _("Visits"), _("Requests"))
        tabs = [f"{name} {count}" for name, count in zip(names, counts, strict=True)]
        self.query_one(SectionTabs).show(tabs, self._section)
        if self._section == 0:
            rows = [
                ListRow(
                    person.number,
                    [
                        person.name,
                        person.code,
                        str(person.born or ""),
                        mask_phone(person.phone),
                        " ".join(person.tags),
                    ],
                )
                for person in living
            ]
            self.rows.show(rows, columns=self.columns(), empty=_(self.EMPTY))
        elif self._section == 1:
            rows = visit_rows(self._visits, village)
            empty = _("Nobody visited it yet. n writes a visit down.")
            self.rows.show(rows, columns=visit_columns(), empty=empty)
        else:
            self._show_requests()

    def _show_requests(self) -> None:
        rows = [heard_row(self.village, request) for request in self._requests]
        empty = _("No request was heard on a visit here.")
        self.rows.show(rows, columns=heard_columns(), empty=empty)

    def home_at_cursor(self) -> str:
        """A new visit is to this household."""
        return self._home

    # -- what can be done --------------------------------------------------

    def action_section(self, step: int) -> None:
        """Show the next list: people, visits, requests."""
        self._section = (self._section + step) % 3
        self.rows.reset_cursor()
        self.refresh_page()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the person, the visit or the request."""
        if isinstance(event.key, tuple):
            self.context.open_visit(*event.key)
        elif isinstance(event.key, int):
            self.context.open_record("V", event.key)
        elif isinstance(event.key, str):
            self.context.open_record("Q", self.village.requests.find(event.key).number)

    def action_points(self) -> None:
        """Open the account of points of the household."""
        living = self._living()
        if not living:
            raise Refused("Nobody lives in a household {home}.", home=self._home[:40])
        self.context.open_account(living[0].number)

    @needs_writing
    @work
    async def action_members(self) -> None:
        """Say who lives there."""
        from yigong.tui.screens.visits.household_members_page import HouseholdMembersPage

        await self.ask(HouseholdMembersPage(self._home))
        self.refresh_page()

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Give it another label."""
        new = await self.rename(self._home)
        if new is not None:
            self._home = new
            self.refresh_page()
            self.status.good(_("{title} is saved").format(title=new))
