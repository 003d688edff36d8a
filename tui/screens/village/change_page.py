"""One change of the history: who, when, and the values before and after; it can be undone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import zip_longest
from typing import ClassVar

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize

from yigong.store.attendance.register import Promotion
from yigong.store.dates.date_words import date_text
from yigong.store.language import N_, _
from yigong.store.storage.history_line import HistoryLine
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.history_words import (
    FieldDifference,
    change_act,
    change_subject,
    common_register,
    field_differences,
    history_reason,
    history_subject,
    is_implicit_head,
    line_subject,
    undone_words,
)
from yigong.tui.view.roll_call_words import promoted_words
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow
from yigong.tui.widgets.text_block import TextBlock

_LEAST = 36
"""Cells in which both values are legible side by side."""


class ChangePage(ListPage[None]):
    """Shows a change, a row for each field."""

    PURPOSE = N_("See one change, and take it back.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "undo", N_("Take it back")),
        BACK,
        HELP,
    ]
    EMPTY = N_("No field that people see was changed.")
    SORTS = False
    _before = 0
    """The cells of the column of values before; 0: half of what there is."""

    _stacked = False
    """Whether there is no room for columns: the values stand below the field."""

    def __init__(self, lines: list[HistoryLine]) -> None:
        """Make the page.

        Args:
            lines: All history lines of the change.
        """
        super().__init__()
        self._lines = [line for line in lines if not is_implicit_head(line)] or lines

    def heading(self) -> list[Piece]:
        """The act, and whom or what it was about."""
        subject = change_subject(self.village, self._lines)
        return [(change_act(self._lines), STRONG), f"  {subject}"]

    def above(self) -> ComposeResult:
        """Who and when, of what, and why."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The field and both values; of a change of several records, the record, too."""
        if self._stacked:
            return [ListColumn(_("Field"), 0)]
        columns = [
            ListColumn(_("Field"), 14),
            ListColumn(_("It was"), self._before),
            ListColumn(_("It is"), 0),
        ]
        return [ListColumn(_("Of"), 20), *columns] if len(self._lines) > 1 else columns

    def on_resize(self, event: Resize) -> None:
        """Break long values anew."""
        super().on_resize(event)
        self.call_after_refresh(self.refresh_page)

    def reload(self) -> None:
        """Show the change with the names that people have now."""
        first = self._lines[0]
        organiser = f"{first.by or '?'}  {first.desk}".strip()
        at = first.at.astimezone(self.village.zone)
        when = f"{date_text(at)} {at:%H:%M:%S}  {organiser}"
        lines: list[list[Piece]] = [[(when, STRONG), (f"  {first.id}", QUIET)]]
        several = len(self._lines) > 1
        register = common_register(self.village, self._lines)
        subject = register if several else history_subject(self.village, first)
        lines += [[subject]] * bool(subject)
        if reason := history_reason(first):
            lines.append([(reason, QUIET)])
        self.query_one(TextBlock).show(lines)
        found = [(line, field_differences(self.village, line)) for line in self._lines]
        width = self.rows.size.width or self.app.size.width
        room = width - (39 if several else 18)
        self._stacked = room < _LEAST
        befores = [cell_len(each.before) for _line, differences in found for each in differences]
        self._before = min(room // 2, max([*befores, cell_len(_("It was"))]))
        rooms = self._before, room - self._before
        rows: list[ListRow] = []
        for line, differences in found:
            of = [line_subject(self.village, line, self._lines)] * several
            if self._stacked:
                rows += _stacked_rows(line, of, differences, width - 2)
            else:
                rows += _table_rows(line, of, differences, rooms)
        self.rows.show(rows, columns=self.columns())

    @needs_writing
    @work
    async def action_undo(self) -> None:
        """Take this change back; a colleague's needs a reason.

        Not if a later change depends on it.
        """
        first = self._lines[0]
        own = first.by == self.village.actor.by
        hint = _("Enter takes it back, Esc does not") if own else _("needed: it was not you")
        moved_up: list[Promotion] = []
        undo = partial(self.village.undo_change, first.id, moved_up=moved_up)
        if await self.ask(AskText(_("Take this change back? Why?"), hint, act=undo)) is not None:
            self.dismiss()
            text = _("taken back: {act}").format(act=undone_words(self.village, first))
            self.context.report_done(text + promoted_words(moved_up, self.village.people.all()))


def _table_rows(
    line: HistoryLine,
    of: Sequence[str],
    differences: Sequence[FieldDifference],
    rooms: tuple[int, int],
) -> Iterator[ListRow]:
    """The rows of one record's fields; a value longer than its room takes several."""
    for field, *values in differences:
        parts = zip_longest(*map(wrap_text, values, rooms), fillvalue="")
        for number, (left, right) in enumerate(parts):
            cells = [*of, "" if number else field, left, right]
            yield ListRow((line.n, field), cells)
            of = [""] * len(of)


def _stacked_rows(
    line: HistoryLine, of: Sequence[str], differences: Sequence[FieldDifference], width: int
) -> Iterator[ListRow]:
    """The same where there is no room for columns: the values below the field and the record."""
    for field, before, after in differences:
        for part in wrap_text("  ".join([field, *of]), width):
            yield ListRow((line.n, field), [part], QUIET)
        for part in wrap_text(f"{before} -> {after}", width):
            yield ListRow((line.n, field), [part])
