"""The page of a request: what is asked for, by whom, and its whole life."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.request_records import Request
from yigong.store.requests.request_words import is_kept_back, state_words
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskOption, AskYes
from yigong.tui.screens.requests.request_actions import RequestActions
from yigong.tui.text.wrapping import wrap_text
from yigong.tui.view.request_lines import LifeLine, fact_lines_of, life_lines, request_colour
from yigong.tui.widgets.canvas import QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow

_SLIM = 72
"""Cells of the list below which when and what stand above the words."""

_STEP = 22
"""Cells for what a step was."""


class RequestPage(RequestActions, ListPage[None]):
    """Shows a request; the list is its life, step by step."""

    PURPOSE = N_("See what somebody asks for, and what came of it.")
    HEADS = False
    SORTS = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "look", N_("Look all the same")),
        Binding("e", "edit", N_("Edit")),
        Binding("t", "take", N_("Take on / give to")),
        Binding("b", "begin", N_("Begin")),
        Binding("c", "remark", N_("Remark")),
        Binding("d", "settle", N_("Settled")),
        Binding("r", "feedback", N_("Ask back")),
        Binding("p", "plan", N_("Plan an event")),
        Binding("v", "book", N_("Book")),
        Binding("i", "message", N_("To who asked")),
        Binding("g", "related", N_("Related")),
        Binding("m", "same", N_("Same as another")),
        Binding("x", "decline", N_("Not accepted")),
        Binding("R", "reopen", N_("Open again")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    DEFAULT_CSS = """
    RequestPage #facts { margin: 1 1 0 1; max-height: 60%; }
    RequestPage #about { margin-top: 1; }
    RequestPage.-wide #facts, RequestPage.-widest #facts { display: none; }
    """
    EMPTY = N_("looking up ..")

    def __init__(self, number: int) -> None:
        """Open the page of a request."""
        super().__init__()
        self._number = number
        self._looked = False
        self._life: Sequence[LifeLine] = ()

    def request(self) -> Request:
        """The request."""
        return self.village.requests.get(self._number)

    def shown_request(self) -> Request:
        """The request as it is shown here: whole, once it was looked at all the same."""
        return self.request() if self._looked else super().shown_request()

    def columns(self) -> Sequence[ListColumn]:
        """When, what, and in which words."""
        return [
            ListColumn("", 20, snug=True),
            ListColumn("", _STEP, snug=True),
            ListColumn("", 0),
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
        self.query_one("#facts", Panel).fill(self._fact_lines)
        shown = self.shown_request()
        run_task(self, lambda: life_lines(self.village, shown), self._show_life, "life")

    def reload_side(self) -> None:
        """Show beside its life what is to know of it."""
        super().reload_side()
        self.query_one("#about", Panel).fill(self._fact_lines)

    def _fact_lines(self, width: int) -> StyledLines:
        if self._number not in self.village.requests.all():
            return []
        return fact_lines_of(self.village, self.shown_request(), width)

    def _show_life(self, life: Sequence[LifeLine]) -> None:
        """List the steps; words longer than the line take several rows."""
        self._life = life
        slim = self.rows.size.width < _SLIM
        width = max(10, self.rows.size.width - (4 if slim else 20 + _STEP + 6))
        rows = []
        for at, (when, act, words) in enumerate(life):
            if slim:
                rows.append(ListRow(at, [when, act, ""], QUIET))
            parts = [part for line in words.split("\n") for part in wrap_text(line, width)] or [""]
            for number, part in enumerate(parts):
                if slim:
                    rows.append(ListRow(at, [f"  {part}", "", ""]))
                else:
                    rows.append(ListRow(at, ["", "", part] if number else [when, act, part]))
        columns = [ListColumn("", 0)] if slim else self.columns()
        if slim:
            rows = [ListRow(r.key, ["  ".join(filter(None, r.cells))], r.style) for r in rows]
        self.rows.show(rows, columns=columns)

    # -- what can be done --------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to look all the same only where something is kept back."""
        if action == "look":
            known = self.village.requests.all().get(self._number)
            return known is not None and is_kept_back(self.shown_request())
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

    @work
    async def action_related(self) -> None:
        """Open who asks, who works on it, an event in answer to it, or the same request."""
        shown, village = self.shown_request(), self.village
        people, squads = village.people.all(), village.squads.all()
        found: list[tuple[object, str]] = [
            (("V", n), f"{people[n].name} {people[n].code}")
            for n in dict.fromkeys((shown.who, shown.holder))
            if n in people
        ]
        found += [
            (("S", n), f"{squads[n].name} {squads[n].code}")
            for n in dict.fromkeys((shown.squad, shown.holding_squad))
            if n in squads
        ]
        found += [
            (("E", event.number), f"{event.title} {event.code}")
            for event in village.events.answering(shown.number)
        ]
        same = [shown.same_as] if shown.same_as else []
        repeats = [each.number for each in village.requests.repeats(shown.number)]
        found += [(("Q", n), village.requests.get(n).code) for n in (*same, *repeats)]
        if not found:
            raise Refused("Nothing is related to {code} yet.", code=shown.code)
        chosen: object = found[0][0]
        if len(found) > 1:
            chosen = await self.ask(AskOption(_("Open"), found, chosen))
        if isinstance(chosen, tuple):
            self._open(*chosen)

    def _open(self, letter: str, number: int) -> None:
        if letter == "E":
            event = self.village.events.get(number)
            nearest = self.village.events.nearest(event, self.village.now())
            if nearest is not None:
                self.context.open_occurrence(nearest)
        elif letter == "V":
            from yigong.tui.screens.people.person_page import PersonPage

            self.app.push_screen(PersonPage(number))
        else:
            self.context.open_record(letter, number)
