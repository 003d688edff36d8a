"""One squad: its purpose, its members, and a leaderboard of their service."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import ClassVar, cast

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.errors import DataError, Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _, ngettext
from yigong.store.records import Squad, Volunteer
from yigong.store.squads import leaderboard
from yigong.store.squads.leaderboard import Standing
from yigong.store.squads.staffing import Need
from yigong.tui.background.attendance_query import query_attendance
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.squads.squad_actions import SquadActions
from yigong.tui.text.words import unreadable_text
from yigong.tui.view import summary_period
from yigong.tui.view.request_lines import squad_request_line
from yigong.tui.view.squad_words import (
    host_line,
    hosted_lines,
    member_row,
    officer_words,
    squad_panel,
    turnout_lines,
    upcoming_need_lines,
)
from yigong.tui.view.summary_period import PeriodUnit, SummaryPeriod
from yigong.tui.widgets.canvas import BAD, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, RowList
from yigong.tui.widgets.text_block import TextBlock, narrow_lines

_LINE = 60
"""Cells of a line about an event above the list."""

_MAX_ABOVE, _MAX_BESIDE = 3, 8
"""The most future occurrences shown above the list, one in a low terminal, and beside it."""

_LOW = 24
"""Lines below which a terminal is low."""


class SquadPage(SquadActions):
    """Shows a squad and the standings of its members in a period."""

    PURPOSE = N_("See who came how often, and who leads.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "members", N_("Members")),
        Binding("l", "lead", N_("Leader")),
        Binding("v", "deputy", N_("Deputy")),
        Binding("delete,minus", "leave", N_("Take out")),
        Binding("p", "phones", N_("Phone list")),
        Binding("e", "edit", N_("Edit")),
        Binding("left", "turn(-1)", N_("Earlier")),
        Binding("right", "turn(1)", N_("Later")),
        Binding("m", "span('month')", N_("Month")),
        Binding("3", "span('quarter')", N_("Quarter")),
        Binding("y", "span('year')", N_("Year")),
        Binding("z", "span('all')", N_("All time")),
        Binding("A", "archive", N_("Archive / take back")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]

    EMPTY = N_("No members yet. a chooses them.")
    DEFAULT_CSS = """
    SquadPage.-wide TextBlock, SquadPage.-widest TextBlock { display: none; }
    SquadPage #squad { margin-top: 1; }
    """

    def __init__(self, number: int) -> None:
        """Open the page of a squad."""
        super().__init__()
        self._number = number
        self._period: SummaryPeriod | None = None
        self._needs: Sequence[tuple[Occurrence, Need]] = ()
        """What the next occurrences need of the squad."""

        self._standings: Mapping[int, Standing] | None = None
        """Of everybody who served in it in the period; `None`: that is being looked up."""

    def squad(self) -> Squad:
        """The squad, as it is now."""
        return self.village.squads.get(self._number)

    def above(self) -> ComposeResult:
        """Purpose, officers, needs and turnout, where there is no column for them."""
        yield TextBlock()

    def side(self) -> Iterable[Widget]:
        """Purpose, officers, needs and turnout."""
        yield Panel(id="squad")
        yield from super().side()

    def reload_side(self) -> None:
        """Show them as they are now."""
        super().reload_side()
        self.query_one("#squad", Panel).fill(self._panel_lines)

    def _panel_lines(self, width: int) -> StyledLines:
        squad, people = self.squad(), self.village.people.all()
        panel = self.query_one("#squad", Panel)
        hosted = self.hosted(squad, _MAX_BESIDE)
        lines = squad_panel(panel, squad, people, self._needs, hosted, width)
        if given := squad_request_line(self.village, squad.number):
            lines += [[], given]
        turnout = turnout_lines(squad, self._standings, self.period.name())
        return [*lines, [], *narrow_lines(turnout, width)]

    def columns(self) -> Sequence[ListColumn]:
        """A member and their standing."""
        return [
            ListColumn(_("Name"), 0, most=24),
            ListColumn(_("Code"), 6),
            ListColumn(_("Office"), 8),
            ListColumn(_("Times"), 5, right=True),
            ListColumn(_("Service"), 8, right=True),
            ListColumn(_("Last served"), 14),
            ListColumn("", 12, least=72),
            ListColumn(_("Group"), 12, least=96),
        ]

    def heading(self) -> list[Piece]:
        """The squad and the period."""
        squad = self.village.squads.all().get(self._number)
        if squad is None:
            return []
        members = ngettext("{n} member", "{n} members", len(squad.members))
        words = [squad.code, members.format(n=len(squad.members))]
        words.append(self.period.name())
        return [(squad.name, STRONG), "  " + "  ".join(words)]

    @property
    def period(self) -> SummaryPeriod:
        """The period of the standings; at first this year."""
        if self._period is None:
            self._period = summary_period.period_containing("year", self.village.now().date())
        return self._period

    def reload(self) -> None:
        """Show the squad; standings that take long are shown later."""
        if self._number not in self.village.squads.all():
            self.dismiss()  # its founding was undone
            return
        unreadable: list[DataError] = []
        needs = (pair for pair in self.upcoming_needs(unreadable) if pair[1].squad == self._number)
        self._needs = list(islice(needs, _MAX_BESIDE))
        self._show()
        if unreadable:
            self.status.bad(unreadable_text(unreadable))
        ask = partial(leaderboard.standings, squad=self._number)
        query_attendance(self, self.period.first, self.period.last, ask, self._show_standings)

    def _show_standings(self, standings: Mapping[int, Standing]) -> None:
        self._standings = standings
        self._show()
        if self.has_side:
            self.reload_side()

    def _show(self) -> None:
        squad, people = self.squad(), self.village.people.all()
        self.query_one(TextBlock).show(self._lines(squad, people))
        known = self._standings or {}
        standings = [known.get(m) or Standing(m) for m in squad.members if m in people]
        most = max((standing.times for standing in standings), default=0)

        def officers_first(standing: Standing) -> tuple[bool, bool, bool, str, int]:
            number = standing.number
            person = people[number]
            officer = number != squad.leader, number not in squad.deputies
            return person.archived, *officer, person.reading, number

        self.rows.show(
            [
                member_row(squad, people[standing.number], standing, most)
                for standing in sorted(standings, key=officers_first)
            ]
        )

    def _lines(self, squad: Squad, people: Mapping[int, Volunteer]) -> list[list[Piece]]:
        most = _MAX_ABOVE if self.size.height >= _LOW else 1
        given = squad_request_line(self.village, squad.number)
        lines: list[list[Piece]] = [
            [squad.purpose or (_("what it is for is not written yet; e writes it"), QUIET)],
            officer_words(squad, people),
            *upcoming_need_lines(self._needs[:most]),
            *[given] * bool(given),
            [],
            *turnout_lines(squad, self._standings, self.period.name()),
        ]
        if squad.hosts:
            line = min(_LINE, self.size.width - 2)
            lines[2:2] = [host_line(squad), *hosted_lines(self.hosted(squad, most), line)]
        if squad.archived:
            lines.insert(0, [(_("archived: no event asks for it any more"), BAD)])
        return lines

    # -- what can be done --------------------------------------------------

    def _member(self) -> Volunteer:
        """The member under the cursor.

        Raises:
            Refused: The list is empty.
        """
        number = self.rows.key
        if not isinstance(number, int):
            raise Refused("Nobody is chosen.")
        return self.village.people.get(number)

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the member's page."""
        from yigong.tui.screens.people.person_page import PersonPage

        if isinstance(event.key, int):
            self.app.push_screen(PersonPage(event.key))

    @needs_writing
    def action_lead(self) -> None:
        """Make the member under the cursor the leader, or no longer."""
        squad, member = self.squad(), self._member()
        leads = squad.leader != member.number
        self.village.squads.lead(self._number, member.number if leads else None)
        self.refresh_page()
        text = _("{name} leads {squad}") if leads else _("{squad} has no leader; {name} led it")
        self.status.good(text.format(name=member.name, squad=squad.name))

    @needs_writing
    def action_deputy(self) -> None:
        """Make the member under the cursor a deputy, or no longer."""
        squads, member = self.village.squads, self._member()
        if member.number in self.squad().deputies:
            squads.relieve(self._number, member.number)
            text = _("{name} is no deputy any more")
        else:
            squads.deputise(self._number, member.number)
            text = _("{name} is a deputy")
        self.refresh_page()
        self.status.good(text.format(name=member.name))

    @needs_writing
    def action_leave(self) -> None:
        """Take the member under the cursor out of the squad."""
        squad, member = self.squad(), self._member()
        self.village.squads.leave(self._number, member.number)
        self.refresh_page()
        self.status.good(_("{name} left {squad}").format(name=member.name, squad=squad.name))

    def action_phones(self) -> None:
        """Show the phone list of the active members.

        In the order of the page.
        """
        from yigong.tui.screens.people.phone_list_page import PhoneList, write_phone_list

        people, squad = self.village.people.all(), self.squad()
        members = [people[cast("int", row.key)] for row in self.rows.rows]
        members = [person for person in members if not person.archived]
        write_phone_list(self, PhoneList(squad.name, squad.code, members))

    # -- the period ----------------------------------------------------------

    def action_turn(self, step: int) -> None:
        """Show the period before or after."""
        self._show_period(self.period.shifted(step))

    def action_span(self, span: str) -> None:
        """Show a month, a quarter, a year or all time.

        That of today, or of a past period's first day.
        """
        today, period = self.village.now().date(), self.period
        anchor = period.first if period.first and period.last and period.last < today else today
        self._show_period(
            SummaryPeriod()
            if span == "all"
            else summary_period.period_containing(cast("PeriodUnit", span), anchor)
        )

    def _show_period(self, period: SummaryPeriod) -> None:
        self._period, self._standings = period, None
        self.refresh_page()
