"""One change of the history: who, when, from what to what; and the way to take it back."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from store.history import Line
from store.language import N_, _
from tui.changes import differences, reason, subject
from tui.screens.page import BACK, HELP, Page
from tui.widgets.painted import QUIET, STRONG, Piece
from tui.widgets.plan import Plan
from tui.widgets.rows import Column, Row, Rows
from tui.words import act_name


class ChangePage(Page[None]):
    """One change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", N_("Take it back")),
        BACK,
        HELP,
    ]

    def __init__(self, lines: list[Line]) -> None:
        """Show a change.

        Args:
            lines: All lines of it.
        """
        super().__init__()
        self._lines = lines

    def heading(self) -> list[Piece]:
        """What was done."""
        return [(act_name(self._lines[0].act), STRONG), f"  {self._lines[0].id}"]

    def body(self) -> ComposeResult:
        """Who and when above, the fields below."""
        yield Plan()
        yield Rows(
            [
                Column(_("Of"), 24),
                Column(_("Field"), 14),
                Column(_("Before"), 0),
                Column(_("After"), 0),
            ],
            empty=_("No field that people see was changed."),
            id="fields",
        )

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.query_one("#fields"))

    def reload(self) -> None:
        """The history does not change; names of people may."""
        first = self._lines[0]
        who = f"{first.by or '?'}  {first.desk}".strip()
        plan: list[list[Piece]] = [[(f"{first.at:%Y-%m-%d %H:%M:%S}  {who}", STRONG)]]
        if why := reason(first):
            plan.append([(why, QUIET)])
        self.query_one(Plan).show(plan)
        rows = []
        for line in self._lines:
            of = subject(self.village, line)
            for name, old, new in differences(line):
                rows.append(Row((line.n, name), [of, name, old, new]))
                of = ""
        self.query_one("#fields", Rows).show(rows)

    def action_undo(self) -> None:
        """Take this change back, if nothing later rests on it; a colleague's needs a reason."""
        from tui.screens.ask import AskText

        def go(answer: str | None) -> None:
            if answer is None:
                return
            with self.telling():
                self.village.undo_change(self._lines[0].id, answer)
                self.house.pop_screen()
                self.house.tell(_("taken back: {act}").format(act=act_name(self._lines[0].act)))

        with self.telling():
            self.needs_writing()
            mine = self._lines[0].by == self.village.actor.by
            hint = _("Enter takes it back, Esc does not") if mine else _("needed: it was not you")
            self.app.push_screen(AskText(_("Take this change back? Why?"), hint), go)
