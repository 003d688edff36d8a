"""All squads: members, leader, and what is needed of each next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.dates.date_words import short_date
from yigong.store.errors import DataError, Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.records import Squad
from yigong.store.squads import leaderboard
from yigong.store.squads.leaderboard import Standing
from yigong.store.squads.staffing import Need
from yigong.tui.background.attendance_query import query_attendance
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.squads.squad_actions import SquadActions
from yigong.tui.screens.squads.squad_form import SquadForm
from yigong.tui.text.words import unreadable_text
from yigong.tui.view import summary_period
from yigong.tui.view.squad_words import member_bars, squad_panel
from yigong.tui.view.staffing_words import need_count
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import Fill, ListColumn, ListRow, RowList

_MAX_BESIDE, _MAX_HIGH = 4, 8
"""The most future occurrences shown beside the list, and there on a high terminal."""

_LINES_EACH = 12
"""Lines of the terminal for each that is shown below the list."""

_HIGH = 40


class SquadsPage(SquadActions):
    """Lists the squads; Enter opens one."""

    DEFAULT_CSS = """
    SquadsPage RowList { height: auto; min-height: 4; max-height: 50%; }
    SquadsPage #squad { margin-top: 1; }
    SquadsPage #needs, SquadsPage #members { margin: 1 1 0 1; }
    SquadsPage #members { height: 1fr; }
    SquadsPage.-wide #needs, SquadsPage.-widest #needs { display: none; }
    """
    PURPOSE = MAIN_PAGES["squads"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open"), tooltip=N_("Open the squad under the cursor.")),
        Binding("n", "new", N_("New squad")),
        Binding("a", "members", N_("Members")),
        Binding("e", "edit", N_("Edit")),
        Binding("A", "archive", N_("Archive / take back")),
        Binding("h", "archived", N_("Archived, too")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    EMPTY = N_("No squads yet. n founds one.")

    _show_archived = False
    _needs: dict[int, list[tuple[Occurrence, Need]]]
    """The next occurrences that need each squad."""

    def columns(self) -> Sequence[ListColumn]:
        """The squad, its members and leader, the next need, the purpose."""
        return [
            ListColumn(_("Squad"), 0, most=24),
            ListColumn(_("Code"), 4, least=56),
            ListColumn(_("Members"), 7, right=True),
            ListColumn(_("Leader"), 16, snug=True, least=56),
            ListColumn(_("Needed next"), 0, most=30, least=56),
            ListColumn(_("Signed up"), 9, right=True),
            ListColumn("", 12),
        ]

    def heading(self) -> list[Piece]:
        """What this is."""
        return [(_("Squads"), STRONG)]

    def below(self) -> ComposeResult:
        """The squad under the cursor: what needs it, where no column says that; its members."""
        yield Panel(id="needs")
        yield Panel(id="members")

    def side(self) -> Iterable[Widget]:
        """What needs the squad under the cursor, and today."""
        yield Panel(id="squad")
        yield from super().side()

    def reload_side(self) -> None:
        """Show beside the list the squad under the cursor as it is now."""
        super().reload_side()
        self._show_needs("#squad", _MAX_BESIDE if self.size.height < _HIGH else _MAX_HIGH)

    def _show_needs(self, panel: str, most: int) -> None:
        """Show what the squad under the cursor is for, and what needs it next."""
        squad, about = self._squad_at_cursor(), self.query_one(panel, Panel)
        if squad is None:
            about.fill(lambda _width: [])
        else:
            people, needs = self.village.people.all(), self._needs.get(squad.number, [])
            hosted = self.hosted(squad, most)
            about.fill(partial(squad_panel, about, squad, people, needs[:most], hosted))

    def _show_squad(self) -> None:
        """Show below the list the squad under the cursor."""
        self._show_needs("#needs", self.size.height // _LINES_EACH)
        squad, members = self._squad_at_cursor(), self.query_one("#members", Panel)
        if squad is None:
            members.fill(lambda _width: [])
            return
        year = summary_period.period_containing("year", self.village.now().date())

        def show(standings: Mapping[int, Standing]) -> None:
            people = self.village.people.all()
            members.fill(partial(member_bars, members, squad, people, standings))

        ask = partial(leaderboard.standings, squad=squad.number)
        query_attendance(self, year.first, year.last, ask, show)

    def _squad_at_cursor(self) -> Squad | None:
        number = self.rows.key
        return self.village.squads.all().get(number) if isinstance(number, int) else None

    def reload(self) -> None:
        """List the squads with their next needs, archived ones last."""
        squads = self.village.squads.all().values()
        unreadable: list[DataError] = []
        self._needs = {}
        for occurrence, need in self.upcoming_needs(unreadable):
            self._needs.setdefault(need.squad, []).append((occurrence, need))
        self.rows.show(
            [
                self._row(squad, next(iter(self._needs.get(squad.number, [])), None))
                for squad in sorted(squads, key=_working_first)
                if self._show_archived or not squad.archived
            ]
        )
        self._show_squad()
        if unreadable:
            self.status.bad(unreadable_text(unreadable))

    def _row(self, squad: Squad, next_need: tuple[Occurrence, Need] | None) -> ListRow:
        person = self.village.people.all().get(squad.leader or 0)
        leader = person.name if person else ""
        members = _("hosts") if squad.only_hosts else str(len(squad.members))
        cells = [squad.name, squad.code, members, leader]
        if squad.archived:
            return ListRow(squad.number, [*cells, _("archived")], QUIET)
        if next_need is None:
            return ListRow(squad.number, cells)
        occurrence, need = next_need
        cells += [f"{short_date(occurrence.start)} {occurrence.event.title}", need_count(need)]
        colour = "yellow" if need.lacks else "green"
        return ListRow(
            squad.number,
            cells,
            mark=swatch(colour),
            fills={6: Fill(max(need.coming, need.came), need.needed, colour)},
        )

    def squad(self) -> Squad:
        """The squad under the cursor."""
        number = self.rows.key
        if not isinstance(number, int):
            raise Refused("There is no squad yet; n founds one.")
        return self.village.squads.get(number)

    def show_squad(self, squad: Squad) -> None:
        """Put the cursor on a squad."""
        self.refresh_page()
        self.rows.move_to(squad.number)

    # -- what can be done --------------------------------------------------

    @on(RowList.Moved)
    def moved(self) -> None:
        """The cursor is on another squad: show that."""
        self.when_rested(self._show_all)

    def _show_all(self) -> None:
        self._show_squad()
        if self.has_side:
            self.reload_side()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the squad's page."""
        from yigong.tui.screens.squads.squad_page import SquadPage

        if isinstance(event.key, int):
            self.app.push_screen(SquadPage(event.key))

    @needs_writing
    @work
    async def action_new(self) -> None:
        """Found a squad."""
        await self.fill_in(SquadForm())

    def action_archived(self) -> None:
        """List archived squads, too, or hide them again."""
        self._show_archived = not self._show_archived
        self.refresh_page()
        self.status.show(_("archived squads are listed, too") if self._show_archived else "")


def _working_first(squad: Squad) -> tuple[bool, bool, int]:
    """The order of the list: squads, who only hosts, what was archived."""
    return squad.archived, squad.only_hosts, squad.number
