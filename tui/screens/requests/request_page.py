"""The page of a request: what is asked for, by whom, and its whole life."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.language import N_, _
from yigong.store.request_records import REQUEST_STATES, Request
from yigong.store.requests.due_dates import UNFINISHED
from yigong.store.requests.request_words import is_kept_back, state_words
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskYes
from yigong.tui.screens.requests.request_actions import RequestActions
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.own_changes import refuse_undo_of_others
from yigong.tui.view.request_lines import (
    fact_lines_of,
    request_colour,
    text_lines_of,
)
from yigong.tui.view.request_steps import LifeLine, life_lines
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_SLIM = 72
"""Cells of the list below which when and what stand above the words."""

_DAY, _STEP, _BY = 11, 27, 8
"""Cells for when a step was, what it was, and whose."""

_MOST_TEXT = 0.4
"""The part of the page that the text may take above the list; a longer one is part of the list,
which scrolls."""

_FIT = {
    **dict.fromkeys(("take", "begin", "settle", "plan", "book", "same", "decline"), UNFINISHED),
    **dict.fromkeys(("feedback", "message"), frozenset({"done"})),
    "reopen": frozenset(REQUEST_STATES) - UNFINISHED,
}
"""By action, the states of a request in which there is something to do by it."""


class RequestPage(RequestActions, ListPage[None]):
    """Shows a request; the list is its life, step by step."""

    PURPOSE = N_("See what somebody asks for, and what came of it.")
    SORTS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "look", N_("Look all the same")),
        Binding("r", "feedback", N_("Ask back")),
        Binding("R", "reopen", N_("Open again")),
        Binding("i", "message", N_("To who asked")),
        Binding("t", "take", N_("Take on / give to")),
        Binding("b", "begin", N_("Begin")),
        Binding("d", "settle", N_("Settled")),
        Binding("P", "plan", N_("Plan an event")),
        Binding("c", "remark", N_("Remark")),
        Binding("g", "related", N_("Related")),
        Binding("e", "edit", N_("Edit")),
        Binding("v", "book", N_("Book")),
        Binding("m", "same", N_("Same as another")),
        Binding("X", "decline", N_("Not accepted")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    DEFAULT_CSS = """
    RequestPage #facts { margin: 1; max-height: 60%; }
    RequestPage #about { margin-top: 1; }
    """
    EMPTY = N_("looking up ..")

    def __init__(self, number: int) -> None:
        """Open the page of a request."""
        super().__init__()
        self._number = number
        self._looked = False

    def request(self) -> Request:
        """The request."""
        return self.village.requests.get(self._number)

    def shown_request(self) -> Request:
        """The request as it is shown here: whole, once it was looked at all the same."""
        return self.request() if self._looked else super().shown_request()

    def columns(self) -> Sequence[ListColumn]:
        """When, what, whose, and in which words."""
        return [
            ListColumn(_("So far"), _DAY, snug=True),
            ListColumn("", _STEP, snug=True),
            ListColumn(_("Who"), _BY, snug=True),
            ListColumn(_("In words"), 0),
        ]

    def heading(self) -> list[Piece]:
        """Its code, topic and state."""
        request = self.village.requests.all().get(self._number)
        if request is None:
            return []
        colour = request_colour(request, self.village.now().date())
        state: Piece = (state_words(request), colour)
        return [(request.code, STRONG), f"  {request.topic}  ".replace("    ", "  "), state]

    def above(self) -> ComposeResult:
        """What is to know of it, where there is no column for that."""
        yield Panel(id="facts")

    def side(self) -> Iterable[Widget]:
        """What is to know of it."""
        yield Panel(id="about")
        yield from self.side_below()

    def reload(self) -> None:
        """Show the request at once; its life is looked up in a thread."""
        if self._number not in self.village.requests.all():
            self.dismiss()  # it was taken back
            return
        self.query_one("#facts", Panel).fill(self._lines_above)
        shown = self.shown_request()
        run_task(self, lambda: life_lines(self.village, shown), self._show_life, "life")

    def reload_side(self) -> None:
        """Show beside its life what is to know of it."""
        super().reload_side()
        self.query_one("#about", Panel).fill(self._fact_lines)

    def _lines_above(self, width: int) -> StyledLines:
        """What it asks for, unless that is long; without a side column also what is to know."""
        text = [] if self._is_long(width) else self._text_lines(width)
        return text if self.is_wide else [*text, *self._fact_lines(width)]

    def _is_long(self, width: int) -> bool:
        return len(self._text_lines(width)) > self.size.height * _MOST_TEXT

    def _text_lines(self, width: int) -> StyledLines:
        if self._number not in self.village.requests.all():
            return []
        return text_lines_of(self.shown_request(), width)

    def _fact_lines(self, width: int) -> StyledLines:
        if self._number not in self.village.requests.all():
            return []
        return fact_lines_of(self.village, self.shown_request(), width)

    def _show_life(self, life: Sequence[LifeLine]) -> None:
        """List the steps, the text before them where it is long; words longer than the line take
        several rows."""
        today, cells = self.village.now().date(), self.rows.size.width
        long = self._is_long(cells)
        if cells < _SLIM or long:
            head = _("They ask for") if long else _("So far")
            text = self._text_lines(cells - 4) if long else []
            rows = [ListRow(f"text {at}", [_line_text(line)]) for at, line in enumerate(text)]
            if long:
                rows += [ListRow("", [""]), ListRow("life", [_("So far")], QUIET)]
            for at, line in enumerate(life):
                heads = filter(None, (line.when(today), line.act, line.by))
                key = _key_of(line, at)
                rows.append(ListRow(key, ["  ".join(heads)], QUIET))
                rows += [ListRow(key, [f"  {part}"]) for part in _parts(line, cells - 6)]
            self.rows.show(rows, columns=[ListColumn(head, 0)])
            return
        texts = [(line.when(today), line.act, line.by) for line in life]
        taken = 0
        for most, column in zip((_DAY, _STEP, _BY), zip(*texts, strict=True), strict=False):
            taken += min(most, max(map(cell_len, column)))
        rows = []
        for at, (line, firsts) in enumerate(zip(life, texts, strict=True)):
            for number, part in enumerate(_parts(line, cells - taken - 6) or [""]):
                cells_of = ["", "", "", part] if number else [*firsts, part]
                rows.append(ListRow(_key_of(line, at), cells_of))
        self.rows.show(rows, columns=self.columns())

    # -- what can be done --------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer only what there is to do in its state, and to look all the same only where
        something is kept back."""
        if action == "look":
            known = self.village.requests.all().get(self._number)
            return known is not None and is_kept_back(self.shown_request())
        if action in _FIT:
            known = self.village.requests.all().get(self._number)
            return known is not None and known.state in _FIT[action]
        return super().check_action(action, parameters)

    @needs_writing
    @work
    async def action_look(self) -> None:
        """Look at a secret request all the same; that is on record, with your name."""
        question = _("Look at {code} all the same?").format(code=self.request().code)
        if await self.ask(AskYes(question, _("It is on record that you did."))):
            self.village.look_at_request(self._number)
            self._looked = True
            self.refresh_page()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the event of the step under the cursor."""
        if isinstance(event.key, tuple):
            self.open_related(*event.key)

    @needs_writing
    def action_undo(self) -> None:
        """Take back your last change of this request."""
        refuse_undo_of_others(self.village, "requests", self._number)
        super().action_undo()


def _key_of(line: LifeLine, at: int) -> object:
    """The key of a step: what Enter opens, or where it stands."""
    return ("E", line.event) if line.event else at


def _parts(line: LifeLine, width: int) -> list[str]:
    """The words of a step, in as many lines as they need."""
    texts = line.words.split("\n") if line.words else []
    return [part for text in texts for part in wrap_text(text, max(10, width))]


def _line_text(pieces: Sequence[Piece]) -> str:
    """A line without its styles."""
    return "".join(piece if isinstance(piece, str) else piece[0] for piece in pieces)
