"""All squads: how many belong to each, who leads it, what is needed of it next."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.errors import DataError, Refused
from yigong.store.language import N_, _
from yigong.store.records import Occurrence, Squad
from yigong.store.squads.staffing import Need
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.squads.squad_actions import SquadActions
from yigong.tui.screens.squads.squad_form import SquadForm
from yigong.tui.text.words import unreadable_text
from yigong.tui.view.staffing_words import need_count
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class SquadsPage(SquadActions):
    """A row for each squad; Enter opens it."""

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
    DEFAULT_CSS = "SquadsPage #squads { margin-top: 1; }"

    _all = False
    """Whether archived ones are listed, too."""

    def body(self) -> ComposeResult:
        """One list."""
        yield RowList(
            [
                ListColumn(_("Squad"), 0, most=24),
                ListColumn(_("Code"), 4),
                ListColumn(_("Members"), 7, right=True),
                ListColumn(_("Leader"), 14),
                ListColumn(_("Needed next"), 22),
                ListColumn(_("Purpose"), 0, least=100),
            ],
            empty=_("No squads yet. n founds one."),
            id="squads",
        )

    @property
    def rows(self) -> RowList:
        """The list."""
        return self.query_one("#squads", RowList)

    def heading(self) -> list[Piece]:
        """What the squad under the cursor is for."""
        number = self.rows.key
        squad = self.village.squads.all().get(number) if isinstance(number, int) else None
        return [(_("Squads"), STRONG), f"  {squad.purpose if squad else ''}"]

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.rows)

    def reload(self) -> None:
        """Every squad, as it is now."""
        squads = self.village.squads.all().values()
        unreadable: list[DataError] = []
        following: dict[int, tuple[Occurrence, Need]] = {}
        for one, need in self.needed(unreadable):
            following.setdefault(need.squad, (one, need))
        self.rows.show(
            [
                self._row(squad, following.get(squad.number))
                for squad in sorted(squads, key=lambda squad: (squad.archived, squad.number))
                if self._all or not squad.archived
            ]
        )
        self.head()
        if unreadable:
            self.status.bad(unreadable_text(unreadable))

    def _row(self, squad: Squad, following: tuple[Occurrence, Need] | None) -> ListRow:
        leader = self.village.people.all().get(squad.leader or 0)
        wanted = _("archived") if squad.archived else ""
        if following is not None:
            one, need = following
            wanted = f"{one.start:%m-%d} {need_count(need)} {one.event.title}"
        led = leader.name if leader else ""
        cells = [squad.name, squad.code, str(len(squad.members)), led, wanted, squad.purpose]
        return ListRow(squad.number, cells, QUIET if squad.archived else PLAIN)

    def squad(self) -> Squad:
        """The one under the cursor."""
        number = self.rows.key
        if not isinstance(number, int):
            raise Refused("There is no squad yet; n founds one.")
        return self.village.squads.get(number)

    def go(self, squad: Squad) -> None:
        """Put the cursor on it."""
        self.refresh_page()
        self.rows.move_to(squad.number)
        self.head()

    # -- what can be done --------------------------------------------------

    @on(RowList.Moved)
    def moved(self) -> None:
        """Another squad: the first line says what it is for."""
        with self.report_refusals():
            self.head()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Enter opens it."""
        from yigong.tui.screens.squads.squad_page import SquadPage

        if isinstance(event.key, int):
            with self.report_refusals():
                self.app.push_screen(SquadPage(event.key))

    def action_none(self) -> None:
        """Enter is the list's; it stands among the keys only to be seen."""

    def action_new(self) -> None:
        """A form for a new squad."""
        with self.report_refusals():
            self.refuse_reader()
            self.app.push_screen(SquadForm(), self.saved)

    def action_archived(self) -> None:
        """List archived squads, too, or not any more."""
        self._all = not self._all
        self.refresh_page()
        self.status.show(_("archived squads are listed, too") if self._all else "")
