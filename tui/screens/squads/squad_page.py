"""One squad: what it is for, who is in it, and the board of who came how often."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from itertools import islice
from typing import ClassVar, Literal, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.errors import DataError, Refused
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Occurrence, Squad, Volunteer
from yigong.store.squads import leaderboard
from yigong.store.squads.leaderboard import Standing
from yigong.store.squads.staffing import Need
from yigong.tui.background.attendance_query import query_attendance
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.squads.squad_actions import SquadActions
from yigong.tui.text.words import unreadable_text
from yigong.tui.view import summary_periods
from yigong.tui.view.squad_words import (
    member_row,
    officer_words,
    turnout_lines,
    upcoming_need_lines,
)
from yigong.tui.view.summary_periods import PeriodUnit, SummaryPeriod
from yigong.tui.widgets.canvas import BAD, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, RowList
from yigong.tui.widgets.text_block import TextBlock

Order = Literal["name", "often", "lately"]
_ORDERS: dict[Order, str] = {
    "name": N_("by name"),
    "often": N_("most often first"),
    "lately": N_("least lately first"),
}
"""How the members are sorted, as msgids."""

_AHEAD = 3
"""So many of the events to come are shown."""


class SquadPage(SquadActions):
    """A squad and its members."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "members", N_("Members")),
        Binding("l", "lead", N_("Leader")),
        Binding("v", "deputy", N_("Deputy")),
        Binding("delete,minus", "leave", N_("Take out")),
        Binding("s", "sort", N_("Sort")),
        Binding("p", "phones", N_("Phone list")),
        Binding("e", "edit", N_("Edit")),
        Binding("left", "turn(-1)", N_("Earlier")),
        Binding("right", "turn(1)", N_("Later")),
        Binding("m", "span('month')", N_("Month")),
        Binding("3", "span('quarter')", N_("Quarter")),
        Binding("y", "span('year')", N_("Year")),
        Binding("0", "span('all')", N_("All time")),
        Binding("A", "archive", N_("Archive / take back")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]

    def __init__(self, number: int) -> None:
        """Open a squad's page."""
        super().__init__()
        self._number = number
        self._order: Order = "name"
        self._period: SummaryPeriod | None = None
        self._following: Sequence[tuple[Occurrence, Need]] = ()
        """What the next events need of it."""

        self._came: Mapping[int, Standing] | None = None
        """Who served in it in the period, members or not; `None`: that is being looked up."""

    def squad(self) -> Squad:
        """The squad, as it is now."""
        return self.village.squads.get(self._number)

    def body(self) -> ComposeResult:
        """What it is above, its members below."""
        yield TextBlock()
        yield RowList(
            [
                ListColumn(_("Name"), 0, most=24),
                ListColumn(_("Code"), 6),
                ListColumn(_("Role"), 8),
                ListColumn(_("Times"), 5, right=True),
                ListColumn(_("Hours"), 7, right=True),
                ListColumn(_("Last came"), 10),
                ListColumn(_("Group"), 12, least=76),
            ],
            empty=_("No members yet. a chooses them."),
            id="members",
        )

    @property
    def rows(self) -> RowList:
        """The members."""
        return self.query_one("#members", RowList)

    def heading(self) -> list[Piece]:
        """Which squad, which period, in which order."""
        squad = self.village.squads.all().get(self._number)
        if squad is None:
            return []
        members = ngettext("{n} member", "{n} members", len(squad.members))
        words = [squad.code, members.format(n=len(squad.members))]
        words += [self.period.name(), _(_ORDERS[self._order])]
        return [(squad.name, STRONG), "  " + "  ".join(words)]

    def begin(self) -> None:
        """Into the members."""
        super().begin()
        self.focus_on(self.rows)

    @property
    def period(self) -> SummaryPeriod:
        """What the board is about."""
        if self._period is None:
            self._period = summary_periods.period_containing("year", self.village.now().date())
        return self._period

    def reload(self) -> None:
        """Squad and board, as they are now; a board that takes long comes later."""
        if self._number not in self.village.squads.all():
            self.dismiss()  # its founding was undone
            return
        unreadable: list[DataError] = []
        mine = ((one, need) for one, need in self.needed(unreadable) if need.squad == self._number)
        self._following = list(islice(mine, _AHEAD))
        self._show()
        if unreadable:
            self.status.bad(unreadable_text(unreadable))
        ask = partial(leaderboard.standings, squad=self._number)
        query_attendance(self, self.period.first, self.period.last, ask, self._take)

    def _take(self, came: Mapping[int, Standing]) -> None:
        self._came = came
        self._show()

    def _show(self) -> None:
        squad, people = self.squad(), self.village.people.all()
        self.query_one(TextBlock).show(self._plan(squad, people))
        came = self._came or {}
        standings = [came.get(m) or Standing(m) for m in squad.members if m in people]
        self.rows.show(
            [member_row(squad, people[one.number], one) for one in self._sorted(standings)]
        )

    def _sorted(self, standings: list[Standing]) -> list[Standing]:
        squad, people = self.squad(), self.village.people.all()

        def by_name(one: Standing) -> tuple[bool, bool, bool, str, int]:
            person = people[one.number]
            first = one.number != squad.leader, one.number not in squad.deputies
            return person.archived, *first, person.reading, one.number

        standings = sorted(standings, key=by_name)
        if self._order == "often":
            return leaderboard.most_frequent_first(standings)
        return leaderboard.longest_absent_first(standings) if self._order == "lately" else standings

    # -- what stands above the members -------------------------------------

    def _plan(self, squad: Squad, people: Mapping[int, Volunteer]) -> list[list[Piece]]:
        lines: list[list[Piece]] = [
            [squad.purpose or (_("what it is for is not written yet; e writes it"), QUIET)],
            officer_words(squad, people),
            *upcoming_need_lines(self._following),
            [],
            *turnout_lines(squad, self._came, self.period.name()),
        ]
        if squad.archived:
            lines.insert(0, [(_("archived: no event asks for it any more"), BAD)])
        return lines

    # -- what can be done --------------------------------------------------

    def _member(self) -> Volunteer:
        number = self.rows.key
        if not isinstance(number, int):
            raise Refused("Nobody is chosen.")
        return self.village.people.get(number)

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Enter on a member: their page."""
        from yigong.tui.screens.people.person_page import PersonPage

        if isinstance(event.key, int):
            with self.report_refusals():
                self.app.push_screen(PersonPage(event.key))

    def action_lead(self) -> None:
        """The member under the cursor leads it, or does not any more."""
        with self.report_refusals():
            self.refuse_reader()
            squad, member = self.squad(), self._member()
            leads = squad.leader != member.number
            self.village.squads.lead(self._number, member.number if leads else None)
            self.refresh_page()
            said = _("{name} leads {squad}") if leads else _("{squad} has no leader; {name} led it")
            self.status.good(said.format(name=member.name, squad=squad.name))

    def action_deputy(self) -> None:
        """The member under the cursor is a deputy, or not any more."""
        with self.report_refusals():
            self.refuse_reader()
            squads, member = self.village.squads, self._member()
            if member.number in self.squad().deputies:
                squads.relieve(self._number, member.number)
                said = _("{name} is no deputy any more")
            else:
                squads.deputise(self._number, member.number)
                said = _("{name} is a deputy")
            self.refresh_page()
            self.status.good(said.format(name=member.name))

    def action_leave(self) -> None:
        """Take the member under the cursor out; u takes that back."""
        with self.report_refusals():
            self.refuse_reader()
            squad, member = self.squad(), self._member()
            self.village.squads.leave(self._number, member.number)
            self.refresh_page()
            self.status.good(_("{name} left {squad}").format(name=member.name, squad=squad.name))

    def action_phones(self) -> None:
        """The phone list of its members, in the order they stand in."""
        from yigong.tui.screens.people.phone_list_page import PhoneListPage

        people, squad = self.village.people.all(), self.squad()
        members = [people[cast("int", row.key)] for row in self.rows.rows]
        members = [person for person in members if not person.archived]
        self.app.push_screen(PhoneListPage(squad.name, squad.code, members))

    # -- what the board shows ----------------------------------------------

    def action_sort(self) -> None:
        """The next way to sort the members; the cursor goes to the top."""
        orders = list(_ORDERS)
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.rows.reset_cursor()
        self.refresh_page()

    def action_turn(self, step: int) -> None:
        """The period before or after."""
        self._show_period(self.period.shifted(step))

    def action_span(self, span: str) -> None:
        """The month, quarter or year around the period's first day, or the running one; or all."""
        today, period = self.village.now().date(), self.period
        anchor = period.first if period.first and period.last and period.last < today else today
        self._show_period(
            SummaryPeriod()
            if span == "all"
            else summary_periods.period_containing(cast("PeriodUnit", span), anchor)
        )

    def _show_period(self, period: SummaryPeriod) -> None:
        self._period, self._came = period, None
        self.refresh_page()
