"""The legs of a trip (路段): when a bus goes from where to where, and which one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from yigong.store.attendance.register import Promotion
from yigong.store.attendance.rides import leg_hours, seats_of, takes_seat
from yigong.store.attendance_records import Head
from yigong.store.errors import Refused
from yigong.store.event_records import Leg, Occurrence
from yigong.store.language import N_, _
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.screens.event.leg_form import LegForm, save_legs
from yigong.tui.screens.event.occurrence_panel import OccurrenceSide
from yigong.tui.screens.event.post_form import ask_scope
from yigong.tui.text.words import day_name
from yigong.tui.view.history_words import undone_words
from yigong.tui.view.roll_call_words import promoted_words
from yigong.tui.view.trip_words import leg_name, vehicle_words
from yigong.tui.widgets.canvas import PLAIN, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class LegsPage(OccurrenceSide[None], ListPage[None]):
    """Lists the legs by time; each is changed on a form."""

    PURPOSE = N_("Plan when a bus goes from where to where, and which one.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Change"), tooltip=N_("Change the leg under the cursor.")),
        Binding("n", "add", N_("New leg")),
        Binding("e", "edit", N_("Edit")),
        Binding("delete,minus", "remove", N_("Remove")),
        Binding("d", "board", N_("Board")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "people", "squads", "settings", "venues"})
    SORTS = False
    EMPTY = N_("No legs yet. n: the first, such as 8:00-8:40 there; with a leg it is a trip.")

    def __init__(self, occurrence: Occurrence) -> None:
        """Plan the legs of an occurrence."""
        super().__init__()
        self.occurrence = occurrence

    def heading(self) -> list[Piece]:
        """The occurrence."""
        title, day = self.occurrence.event.title, day_name(self.occurrence.start.date())
        return [(_("Legs"), STRONG), f"  {title}  {day}"]

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn(_("Leg"), 9, snug=True),
            ListColumn(_("When"), 11),
            ListColumn(_("From and to"), 0, most=40),
            ListColumn(_("Taken"), 8, right=True, snug=True, least=50),
            ListColumn(_("Vehicles"), 24, snug=True, least=70),
        ]

    def fingerprint(self) -> object:
        """The books, and the register, in which people sign up."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def reload(self) -> None:
        """List the legs by time."""
        self.occurrence = self.village.events.occurrence_for(self.occurrence.key)
        head = self.village.registers.head(self.occurrence)
        self.rows.show([self._row(leg, head) for leg in range(1, len(head.legs) + 1)])

    def _row(self, number: int, head: Head) -> ListRow:
        leg = head.legs[number - 1]
        entries = self.village.registers.read(self.occurrence.key).entries.values()
        people = sum(entry.party for entry in entries if takes_seat(entry, number, head))
        seats = seats_of(leg)
        taken = f"{people}/{seats}" if seats else str(people)
        cells = [
            leg_name(number, head),
            str(leg_hours(leg, head)),
            " - ".join(filter(None, (leg.origin, leg.destination))),
            taken,
            vehicle_words(number, head),
        ]
        return ListRow(number, cells, PLAIN)

    def _chosen(self) -> int:
        """The index of the leg under the cursor.

        Raises:
            Refused: There is none.
        """
        if isinstance(self.rows.key, int) and self.rows.key <= len(self.occurrence.legs):
            return self.rows.key - 1
        raise Refused("There is no leg yet; n plans one.")

    def _refuse_signed(self) -> None:
        if self.village.registers.read(self.occurrence.key).closed:
            raise Refused("The register is signed, so its legs stay as they were.")

    # -- keys --------------------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Change the leg that Enter chose."""
        self.action_edit()

    @needs_writing
    @work
    async def action_add(self) -> None:
        """Plan a leg; after one out, the way back is filled in."""
        self._refuse_signed()
        await self._fill_in(LegForm(self.occurrence))

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the leg under the cursor."""
        self._refuse_signed()
        await self._fill_in(LegForm(self.occurrence, self._chosen()))

    async def _fill_in(self, form: LegForm) -> None:
        if await self.ask(form) is not None:
            self._say_saved(_("the leg is saved; u takes it back"), form.moved_up)

    @needs_writing
    @work
    async def action_remove(self) -> None:
        """Remove the leg under the cursor, if nobody boarded it."""
        self._refuse_signed()
        gone, moved_up = self._chosen(), list[Promotion]()
        name = leg_name(gone + 1, self.occurrence)
        if not await self.ask(AskYes(_("Remove the leg {leg}?").format(leg=name))):
            return
        scope = await ask_scope(self, self.occurrence, "legs")
        if scope is not None:

            def edit(legs: Sequence[Leg]) -> list[Leg]:
                return [leg for at, leg in enumerate(legs) if at != gone]

            save_legs(self.village, self.occurrence, scope, edit, moved_up)
            self._say_saved(_("the leg is removed; u takes it back"), moved_up)

    def _say_saved(self, text: str, moved_up: list[Promotion]) -> None:
        self.refresh_page()
        self.status.good(text + promoted_words(moved_up, self.village.people.all()))

    def action_board(self) -> None:
        """Let people board the leg under the cursor."""
        from yigong.tui.screens.event.boarding_page import BoardingPage

        self.app.push_screen(BoardingPage(self.occurrence, self._chosen() + 1))

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of this event or its register."""
        register = self.village.registers.book(self.occurrence.key).name
        moved_up: list[Promotion] = []
        undone = self.village.undo(register, self.occurrence.event.number, moved_up)
        act = undone_words(self.village, undone)
        self._say_saved(_("undone: {act}").format(act=act), moved_up)
