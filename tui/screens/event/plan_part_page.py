"""The page of the parts of a plan, base of the posts and the legs: planned, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Generic

from textual import on, work
from textual.binding import Binding, BindingType

from yigong.store.attendance.register import Promotion
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.screens.event.occurrence_panel import OccurrenceSide
from yigong.tui.screens.event.plan_part_form import (
    PartsChange,
    PartsName,
    PlanPart,
    PlanPartForm,
    ask_scope,
    replaced,
    save_parts,
)
from yigong.tui.text.words import day_name
from yigong.tui.view.history_words import undone_words
from yigong.tui.view.roll_call_words import promoted_words
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.row_list import RowList


class PlanPartPage(OccurrenceSide[None], ListPage[None], Generic[PlanPart]):
    """Lists the parts; each is changed on a form. The keys of the rows are those of `parts`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Change"), tooltip=N_("Change the one under the cursor.")),
        Binding("n", "add", N_("New")),
        Binding("e", "edit", N_("Edit")),
        Binding("delete,minus", "remove", N_("Remove")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "people", "squads", "settings", "venues"})
    PARTS: ClassVar[PartsName]
    NAME: ClassVar[str]
    """What is listed, as a msgid."""

    def __init__(self, occurrence: Occurrence) -> None:
        """Plan the parts of an occurrence."""
        super().__init__()
        self.occurrence = occurrence

    def parts(self) -> Mapping[int, PlanPart]:
        """The parts, as they are planned."""
        raise NotImplementedError

    def part_name(self, key: int) -> str:
        """What a part is called."""
        raise NotImplementedError

    def form(self, part: PlanPart | None = None) -> PlanPartForm[PlanPart]:
        """The form that changes a part, or plans a new one."""
        raise NotImplementedError

    def heading(self) -> list[Piece]:
        """The occurrence."""
        title, day = self.occurrence.event.title, day_name(self.occurrence.start.date())
        return [(_(self.NAME), STRONG), f"  {title}  {day}"]

    def fingerprint(self) -> object:
        """The books, and the register, in which people sign up."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def reload(self) -> None:
        """Read the occurrence as it is now."""
        self.occurrence = self.village.events.occurrence_for(self.occurrence.key)

    @property
    def chosen_key(self) -> int:
        """The key of the part under the cursor.

        Raises:
            Refused: There is none.
        """
        if isinstance(self.rows.key, int) and self.rows.key in self.parts():
            return self.rows.key
        raise Refused("Nothing is planned here yet; n plans the first.")

    def _refuse_signed(self) -> None:
        if self.village.registers.read(self.occurrence.key).closed:
            raise Refused("The register is signed, so its plan stays as it was.")

    # -- keys --------------------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Change the part that Enter chose."""
        self.action_edit()

    @needs_writing
    @work
    async def action_add(self) -> None:
        """Plan another one."""
        self._refuse_signed()
        await self._fill_in(self.form())

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the one under the cursor.

        Who is signed up for it stays.
        """
        self._refuse_signed()
        await self._fill_in(self.form(self.parts()[self.chosen_key]), self.chosen_key)

    async def _fill_in(self, form: PlanPartForm[PlanPart], key: int = 0) -> None:
        if await self.ask(form) is not None:
            self.refresh_page()
            self.rows.move_to(key or max(self.parts()))
            text = _("{name} is saved; u takes it back")
            self._say(text.format(name=self.part_name(self.chosen_key)), form.moved_up)

    @needs_writing
    @work
    async def action_remove(self) -> None:
        """Remove the one under the cursor, if nobody is signed up for it or came with it."""
        self._refuse_signed()
        name, gone = self.part_name(self.chosen_key), self.parts()[self.chosen_key]
        if not await self.ask(AskYes(_("Remove {name}?").format(name=name))):
            return
        scope = await ask_scope(self, self.occurrence, self.PARTS)
        if scope is None:
            return
        moved_up: list[Promotion] = []

        def edit(parts: Sequence[PlanPart]) -> Sequence[PlanPart]:
            return replaced(parts, gone)

        change = PartsChange(self.occurrence, self.PARTS, scope)
        save_parts(self.village, change, edit, moved_up)
        self._say(_("{name} is removed; u takes it back").format(name=name), moved_up)

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of this event or its register."""
        register = self.village.registers.book(self.occurrence.key).name
        moved_up: list[Promotion] = []
        undone = self.village.undo(register, self.occurrence.event.number, moved_up)
        act = undone_words(self.village, undone)
        self._say(_("undone: {act}").format(act=act), moved_up)

    def _say(self, text: str, moved_up: list[Promotion]) -> None:
        self.refresh_page()
        self.status.good(text + promoted_words(moved_up, self.village.people.all()))
