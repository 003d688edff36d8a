"""All squads: members, leader, and what is needed of each next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from yigong.store.dates.date_words import short_date
from yigong.store.errors import DataError, Refused
from yigong.store.language import N_, _
from yigong.store.records import Occurrence, Squad
from yigong.store.squads.staffing import Need
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.squads.squad_actions import SquadActions
from yigong.tui.screens.squads.squad_form import SquadForm
from yigong.tui.text.words import unreadable_text
from yigong.tui.view.staffing_words import need_count
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class SquadsPage(SquadActions):
    """Lists the squads; Enter opens one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open")),
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

    def columns(self) -> Sequence[ListColumn]:
        """The squad, its members and leader, the next need, the purpose."""
        return [
            ListColumn(_("Squad"), 0, most=24),
            ListColumn(_("Code"), 4),
            ListColumn(_("Members"), 7, right=True),
            ListColumn(_("Leader"), 14),
            ListColumn(_("Needed next"), 22),
            ListColumn(_("Purpose"), 0, least=100),
        ]

    def heading(self) -> list[Piece]:
        """The purpose of the squad under the cursor."""
        number = self.rows.key
        squad = self.village.squads.all().get(number) if isinstance(number, int) else None
        return [(_("Squads"), STRONG), f"  {squad.purpose if squad else ''}"]

    def reload(self) -> None:
        """List the squads with their next needs, archived ones last."""
        squads = self.village.squads.all().values()
        unreadable: list[DataError] = []
        next_needs: dict[int, tuple[Occurrence, Need]] = {}
        for occurrence, need in self.upcoming_needs(unreadable):
            next_needs.setdefault(need.squad, (occurrence, need))
        self.rows.show(
            [
                self._row(squad, next_needs.get(squad.number))
                for squad in sorted(squads, key=lambda squad: (squad.archived, squad.number))
                if self._show_archived or not squad.archived
            ]
        )
        self.show_heading()
        if unreadable:
            self.status.bad(unreadable_text(unreadable))

    def _row(self, squad: Squad, next_need: tuple[Occurrence, Need] | None) -> ListRow:
        person = self.village.people.all().get(squad.leader or 0)
        leader = person.name if person else ""
        needed = _("archived") if squad.archived else ""
        if next_need is not None:
            occurrence, need = next_need
            needed = f"{short_date(occurrence.start)} {need_count(need)} {occurrence.event.title}"
        cells = [squad.name, squad.code, str(len(squad.members)), leader, needed, squad.purpose]
        return ListRow(squad.number, cells, QUIET if squad.archived else PLAIN)

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
        self.show_heading()

    # -- what can be done --------------------------------------------------

    @on(RowList.Moved)
    def moved(self) -> None:
        """The cursor is on another squad: show its purpose."""
        self.show_heading()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the squad's page."""
        from yigong.tui.screens.squads.squad_page import SquadPage

        if isinstance(event.key, int):
            self.app.push_screen(SquadPage(event.key))

    @needs_writing
    @work
    async def action_new(self) -> None:
        """Found a squad by a form."""
        await self.fill_in(SquadForm())

    def action_archived(self) -> None:
        """List archived squads too, or hide them again."""
        self._show_archived = not self._show_archived
        self.refresh_page()
        self.status.show(_("archived squads are listed, too") if self._show_archived else "")
