"""The kinds of events: those of every village, and those that this one added, to be changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on, work
from textual.binding import Binding, BindingType

from yigong.store.attendance.role_words import role_name
from yigong.store.errors import Refused
from yigong.store.kinds import BUILT_IN, events_of_kind, kind_name, kinds_in_use
from yigong.store.language import N_, _
from yigong.store.settings_records import KindSpec
from yigong.store.village.undo import last_change
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.screens.village.kind_form import KindForm
from yigong.tui.text.day_words import kind_letter
from yigong.tui.view.history_words import undone_words
from yigong.tui.view.kind_words import colour_name, kept_words, kind_mark, recount_words
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class KindsPage(ListPage[None]):
    """Lists the kinds, the village's own last; Enter changes one of these."""

    PURPOSE = N_("Keep the kinds of events.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Change"), tooltip=N_("Change the kind under the cursor.")),
        Binding("n", "add", N_("New kind")),
        Binding("e", "edit", N_("Edit")),
        Binding("delete,minus", "remove", N_("Remove")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"settings", "events"})

    def heading(self) -> list[Piece]:
        """What this is."""
        return [(_("Kinds of events"), STRONG)]

    def columns(self) -> Sequence[ListColumn]:
        """The kind, its letter, what people are there as, how many events have it."""
        return [
            ListColumn("", 2),
            ListColumn(_("Kind"), 0, most=24),
            ListColumn(_("Role"), 11),
            ListColumn(_("Colour"), 8),
            ListColumn(_("Events"), 6, right=True),
            ListColumn("", 0, most=24),
        ]

    def reload(self) -> None:
        """List every kind, also those that were dropped and that events still have."""
        own = self.village.settings.kinds
        kinds = kinds_in_use(own, self.village.events.all().values())
        self.rows.show([self._row(kind, own=kind in own) for kind in kinds])

    def begin(self) -> None:
        """Move to the first kind of the village's own."""
        super().begin()
        for kind in self.village.settings.kinds[:1]:
            self.rows.move_to(kind)

    def _row(self, kind: KindSpec, *, own: bool) -> ListRow:
        remark = _("trains volunteers") if kind.trains else ""
        if not own:
            remark = _("of every village") if kind in BUILT_IN else _("removed, still in use")
        events = events_of_kind(kind.name, self.village.events.all().values())
        cells = [
            kind_letter(kind),
            kind_name(kind.name),
            role_name(kind.role),
            colour_name(kind),
            str(len(events) or ""),
            remark,
        ]
        return ListRow(kind, cells, PLAIN if own else QUIET, mark=kind_mark(kind))

    def _chosen(self) -> KindSpec:
        """The kind under the cursor.

        Raises:
            Refused: It is not one of the village's own.
        """
        kind = self.rows.key
        if isinstance(kind, KindSpec) and kind in self.village.settings.kinds:
            return kind
        if isinstance(kind, KindSpec) and kind not in BUILT_IN:
            raise Refused("{kind} was removed; a adds it again.", kind=kind_name(kind.name))
        name = kind_name(kind.name) if isinstance(kind, KindSpec) else ""
        raise Refused("{kind} is a kind of every village and stays as it is.", kind=name)

    # -- keys --------------------------------------------------------------

    @on(RowList.Chosen)
    def chosen(self) -> None:
        """Change the kind that Enter chose."""
        self.action_edit()

    @needs_writing
    @work
    async def action_add(self) -> None:
        """Add a kind of event."""
        kind = await self.ask(KindForm())
        if kind is not None:
            self._show(kind, _("{kind} is a kind of event now").format(kind=kind.name))

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the kind under the cursor."""
        old = self._chosen()
        kind = await self.ask(KindForm(old))
        if kind is not None:
            text = _("{kind} is changed").format(kind=kind.name)
            recounted = recount_words(old, kind, self.village.events.all().values())
            self._show(kind, "  ".join(filter(None, (text, recounted))))

    @needs_writing
    @work
    async def action_remove(self) -> None:
        """Remove the kind under the cursor; if events have it, you are asked first."""
        kind = self._chosen()
        kept = kept_words(kind, self.village.events.all().values())
        question = _("Remove the kind {kind}?").format(kind=kind.name)
        if kept and not await self.ask(AskYes(question, kept)):
            return
        self.village.save_kind(kind, None)
        self.refresh_page()
        self.status.good(_("{kind} is removed").format(kind=kind.name))

    def _show(self, kind: KindSpec, done: str) -> None:
        """Put the cursor on a kind, and say what was done."""
        self.refresh_page()
        self.rows.move_to(kind)
        self.status.good(done)

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of the kinds."""
        village, book = self.village, "settings"
        lines = last_change(village.history, village.actor.by, village.actor.desk, book)
        old, new = (lines[0].old or {}, lines[0].new or {}) if lines else ({}, {})
        if not lines or old.get("kinds") == new.get("kinds"):
            raise Refused("There is nothing of yours to undo.")
        undone = village.undo_change(lines[0].id)
        self.refresh_page()
        self.status.good(_("undone: {act}").format(act=undone_words(self.village, undone)))
