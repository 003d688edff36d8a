"""One change of the history: who, when, from what to what; and the way to take it back."""

from __future__ import annotations

from itertools import zip_longest
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.language import N_, _
from yigong.store.storage.history import HistoryLine
from yigong.tui.screens.base.page import BACK, HELP, Page
from yigong.tui.text.display_text import harmless_line
from yigong.tui.text.words import act_name
from yigong.tui.view.history_words import (
    field_differences,
    history_reason,
    history_subject,
    is_implicit_head,
)
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock


class ChangePage(Page[None]):
    """One change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", N_("Take it back")),
        BACK,
        HELP,
    ]

    def __init__(self, lines: list[HistoryLine]) -> None:
        """Show a change.

        Args:
            lines: All lines of it.
        """
        super().__init__()
        self._lines = [n for n in lines if not is_implicit_head(n)] or lines

    def heading(self) -> list[Piece]:
        """What was done."""
        return [(act_name(self._lines[0].act), STRONG), f"  {self._lines[0].id}"]

    def body(self) -> ComposeResult:
        """Who and when above, the fields below."""
        yield TextBlock()
        columns = [
            ListColumn(_("Field"), 14),
            ListColumn(_("It was"), 0),
            ListColumn(_("It is"), 0),
        ]
        if len(self._lines) > 1:
            columns = [ListColumn(_("Of"), 20), *columns]
        yield RowList(columns, empty=_("No field that people see was changed."), id="fields")

    def begin(self) -> None:
        """Into the list."""
        super().begin()
        self.focus_on(self.query_one("#fields"))

    def reload(self) -> None:
        """The history does not change; names of people may."""
        first = self._lines[0]
        who = f"{first.by or '?'}  {first.desk}".strip()
        at = first.at.astimezone(self.village.zone)
        plan: list[list[Piece]] = [[(f"{at:%Y-%m-%d %H:%M:%S}  {who}", STRONG)]]
        register = self._register()
        if register or len(self._lines) == 1:
            plan.append(
                [register if len(self._lines) > 1 else history_subject(self.village, first)]
            )
        if why := history_reason(first):
            plan.append([(why, QUIET)])
        self.query_one(TextBlock).show(plan)
        self.query_one("#fields", RowList).show(
            [row for line in self._lines for row in self._of(line)]
        )

    def _register(self) -> str:
        """The occurrence whose register was changed; empty where it was others, or more."""
        folder, _slash, key = self._lines[0].book.rpartition("/")
        several = any(line.book != self._lines[0].book for line in self._lines)
        return key if folder and not several else ""

    def _of(self, line: HistoryLine) -> list[ListRow]:
        """The fields of one record; a long value goes on in the rows below."""
        several = len(self._lines) > 1
        room = (self.app.size.width - (38 if several else 17)) // 2 - 1
        of = history_subject(self.village, line).removesuffix(f"  {self._register()}")
        rows = []
        for field, was, now in field_differences(self.village, line):
            halves = zip_longest(_cut(was, room), _cut(now, room), fillvalue="")
            for number, (left, right) in enumerate(halves):
                cells = ["" if number else field, left, right]
                rows.append(ListRow((line.n, field, number), [of, *cells] if several else cells))
                of = ""
        return rows

    def action_undo(self) -> None:
        """Take this change back, if nothing later rests on it; a colleague's needs a reason."""
        from yigong.tui.screens.base.questions import AskText

        def go(answer: str | None) -> None:
            if answer is None:
                return
            with self.report_refusals():
                self.village.undo_change(self._lines[0].id, answer)
                self.app.pop_screen()
                self.context.tell(_("taken back: {act}").format(act=act_name(self._lines[0].act)))

        with self.report_refusals():
            self.needs_writing()
            mine = self._lines[0].by == self.village.actor.by
            hint = _("Enter takes it back, Esc does not") if mine else _("needed: it was not you")
            self.app.push_screen(AskText(_("Take this change back? Why?"), hint), go)


def _cut(text: str, room: int) -> list[str]:
    """A text in lines of so many cells, at the most."""
    rest, lines = harmless_line(text), []
    while cell_len(rest) > room > 1:
        part = set_cell_size(rest, room).rstrip()
        lines.append(part)
        rest = rest[len(part) :].lstrip()
    return [*lines, rest]
