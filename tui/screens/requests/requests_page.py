"""All requests: what waits, what is in hand, what was settled; overdue ones are marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import partial
from typing import ClassVar, TypeVar

from rich.cells import cell_len
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.request_records import Request
from yigong.store.requests.due_dates import UNFINISHED, days_overdue, due_date
from yigong.store.requests.request_counts import count_requests
from yigong.store.requests.request_words import (
    SATISFACTION_NAMES,
    holding_words,
    near_day,
    rate_words,
    state_words,
)
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.main_pages import MAIN_PAGES
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.base.questions import AskOption
from yigong.tui.screens.requests.request_actions import RequestActions
from yigong.tui.view.request_filter import SECTIONS, RequestFilter, Section, of_section
from yigong.tui.view.request_lines import (
    fact_lines_of,
    request_colour,
    text_lines_of,
)
from yigong.tui.view.request_steps import asker_text, listed_text
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece, StyledLines
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.section_tabs import SectionTabs

_DUE, _HOLDER, _STATE = 2, 5, 6
"""The columns of the due date, of who works on it, of the state."""

_SAME: dict[Section, tuple[int, ...]] = {"open": (_HOLDER, _STATE), "done": (_DUE,)}
"""By section, the columns that say the same in every row of it, or nothing."""

_T = TypeVar("_T")


class RequestsPage(RequestActions, ListPage[None]):
    """Lists the requests of a section; Enter opens one."""

    PURPOSE = MAIN_PAGES["requests"].purpose
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Open"), tooltip=N_("Open the request under the cursor.")),
        Binding("n", "new", N_("New request")),
        Binding("tab", "section(1)", N_("Next list")),
        Binding("shift+tab", "section(-1)", show=False),
        Binding("t", "take", N_("Take on / give to")),
        Binding("d", "settle", N_("Settled")),
        Binding("r", "feedback", N_("Ask back")),
        Binding("P", "plan", N_("Plan an event")),
        Binding("m", "same", N_("Same as another")),
        Binding("X", "decline", N_("Not accepted")),
        Binding("f", "filter", N_("Show only")),
        Binding("e", "edit", N_("Edit")),
        Binding("b", "begin", N_("Begin")),
        Binding("c", "remark", N_("Remark")),
        Binding("v", "book", N_("Book")),
        Binding("g", "related", N_("Related")),
        Binding("i", "message", N_("To who asked")),
        Binding("R", "reopen", N_("Open again")),
        Binding("o", "tables", N_("Tables")),
        Binding("u", "undo", N_("Undo")),
        BACK,
        HELP,
    ]
    DEFAULT_CSS = """
    RequestsPage SectionTabs { margin: 1 1 0 1; }
    RequestsPage.-low SectionTabs { margin: 0 1; }
    RequestsPage #rates { margin: 0 1; }
    RequestsPage.-low #rates { display: none; }
    RequestsPage #about { margin-top: 1; }
    """
    EMPTY = N_("No requests yet. n writes down what somebody asks for.")

    def __init__(self) -> None:
        """Open the list on what waits."""
        super().__init__()
        self._section: Section = "open"
        self._filter = RequestFilter()

    def heading(self) -> list[Piece]:
        """How many wait, are in hand and are overdue."""
        today = self.village.now().date()
        requests = list(self.village.requests.all().values())
        waiting = sum(each.state == "open" for each in requests)
        doing = sum(each.state in ("taken", "doing") for each in requests)
        late = sum(days_overdue(each, today) > 0 for each in requests)
        pieces: list[Piece] = [(_("Requests"), STRONG)]
        pieces.append("  " + _("to take on {n}").format(n=waiting))
        pieces.append("  " + _("in hand {n}").format(n=doing))
        if late:
            pieces.append(("  " + _("overdue {n}").format(n=late), BAD))
        if self._filter:
            pieces.append((f"  {self._filter.words(self.village)}", ACCENT))
        return pieces

    def above(self) -> ComposeResult:
        """The names of the sections."""
        yield SectionTabs()

    def below(self) -> ComposeResult:
        """The counts of this year."""
        yield Panel(id="rates")

    def side(self) -> Iterable[Widget]:
        """The request under the cursor, and today."""
        yield Panel(id="about")
        yield from self.side_below()

    def columns(self) -> Sequence[ListColumn]:
        """Code, heard, due, who, who works on it, state; what for has the room that they leave."""
        columns = [
            ListColumn(_("Code"), 5),
            ListColumn(_("Heard"), 5, snug=True, least=64),
            ListColumn(_("Due"), 6, snug=True),
            ListColumn(_("Who asks"), 12, snug=True, least=52),
            ListColumn(_("They ask for"), 0),
            ListColumn(_("Taken on by"), 8, snug=True, least=72),
            ListColumn(_("State"), 8, snug=True, least=44),
        ]
        return self._of_section(columns)

    def _of_section(self, columns: Sequence[_T]) -> list[_T]:
        """The columns, or the cells of a row, that say something in this section."""
        return [each for at, each in enumerate(columns) if at not in _SAME.get(self._section, ())]

    def reload(self) -> None:
        """List the requests of the section."""
        shown, today = self.village.requests.all_shown(), self.village.now().date()
        wanted = [each for each in shown if self._filter.takes(each, today)]
        found = of_section(wanted, self._section)
        self.rows.show(
            [self._row(each) for each in found],
            empty=self._empty(bool(shown)),
            columns=self.columns(),
        )
        names = [
            f"{_(name)} {len(of_section(wanted, section))}" for section, name in SECTIONS.items()
        ]
        self.query_one(SectionTabs).show(names, list(SECTIONS).index(self._section))
        first = today.replace(month=1, day=1)
        counts = count_requests(self.village.requests.all().values(), first, today, today)
        words = [_("This year"), *rate_words(counts)] if counts.recorded else []
        self.query_one("#rates", Panel).fill(lambda width: _fitting(words, width))

    def _empty(self, known: bool) -> str:
        if not known:
            return _(self.EMPTY)
        if self._filter:
            return _("No request is like that. f shows others.")
        return _("None in this list. Tab shows the next.")

    def _row(self, request: Request) -> ListRow:
        village, today = self.village, self.village.now().date()
        people, squads = village.people.all(), village.squads.all()
        over = days_overdue(request, today)
        state = state_words(request)
        if request.state == "done" and request.rounds and request.rounds[-1].satisfaction:
            state = _(SATISFACTION_NAMES[request.rounds[-1].satisfaction])
        cells = [
            request.code,
            near_day(request.at.astimezone(village.zone).date(), today),
            _due_cell(request, over, today),
            asker_text(village, request),
            listed_text(request),
            holding_words(request, people, squads),
            state,
        ]
        colour = request_colour(request, today)
        return ListRow(
            request.number,
            self._of_section(cells),
            PLAIN if request.state in UNFINISHED else QUIET,
            {_DUE: colour} if over else {},
        )

    def reload_side(self) -> None:
        """Show beside the list the request under the cursor."""
        super().reload_side()
        self.query_one("#about", Panel).fill(self._about)

    def _about(self, width: int) -> StyledLines:
        request = self._at_cursor()
        if request is None:
            return []
        shown = self.village.requests.shown(request)
        return [*text_lines_of(shown, width), *fact_lines_of(self.village, shown, width)]

    def _at_cursor(self) -> Request | None:
        number = self.rows.key
        return self.village.requests.all().get(number) if isinstance(number, int) else None

    def request(self) -> Request:
        """The request under the cursor."""
        request = self._at_cursor()
        if request is None:
            raise Refused("No request is chosen; n writes one down.")
        return request

    def show_request(self, request: Request) -> None:
        """Put the cursor on a request, in the section that has it."""
        sections: dict[str, Section] = {"open": "open", "taken": "doing", "doing": "doing"}
        if self._section != "all":
            self._section = sections.get(request.state, "done")
        self.refresh_page()
        self.rows.move_to(request.number)

    # -- what can be done --------------------------------------------------

    @on(RowList.Moved)
    def moved(self) -> None:
        """The cursor is on another request: show that."""
        self.reload_side_soon()

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the request's page."""
        if isinstance(event.key, int):
            self.context.open_record("Q", event.key)

    def action_section(self, step: int) -> None:
        """Show the next list: to be taken on, in hand, settled, all."""
        sections = list(SECTIONS)
        self._section = sections[(sections.index(self._section) + step) % len(sections)]
        self.rows.reset_cursor()
        self.refresh_page()

    @work
    async def action_filter(self) -> None:
        """Choose which requests are shown: by group, topic, who works on them, or overdue ones."""
        from yigong.tui.screens.requests.request_filter_page import RequestFilterPage

        chosen = await self.ask(RequestFilterPage(self._filter))
        if chosen is not None:
            self._filter = chosen
            self.rows.reset_cursor()
            self.refresh_page()

    @work
    async def action_tables(self) -> None:
        """Write the list of open requests, or of those that were answered, as a file."""
        from yigong.exports.documents import request_tables
        from yigong.tui.screens.files.write_file import write_file

        options: list[tuple[object, str]] = [
            (("requests", "html"), _("open requests, to print")),
            (("requests", "xlsx"), _("open requests, for Excel")),
            (("answered", "html"), _("answered requests of this year, to print")),
            (("answered", "xlsx"), _("answered requests of this year, for Excel")),
        ]
        chosen = await self.ask(AskOption(_("Which table?"), options, options[0][0]))
        if not isinstance(chosen, tuple):
            return
        what, form = chosen
        today = self.village.now().date()
        if what == "requests":
            make = partial(request_tables.open_requests_file, self.village, None, None, form)
        else:
            first = today.replace(month=1, day=1)
            make = partial(request_tables.answered_requests_file, self.village, first, today, form)
        write_file(self, lambda: (f"{what}-{today}.{form}", make()))


def _due_cell(request: Request, over: int, today: date) -> str:
    """By when it is due, with ! where it is over; nothing where it is finished."""
    if request.state not in UNFINISHED:
        return ""
    due = due_date(request)
    if due is None:
        return _("date open")
    return ("!" if over else " ") + near_day(due, today)


def _fitting(words: Sequence[str], width: int) -> StyledLines:
    """Words with blanks between them, in as many lines as they need."""
    lines: list[str] = []
    for word in words:
        if lines and cell_len(lines[-1]) + cell_len(word) + 3 <= width:
            lines[-1] += f"   {word}"
        else:
            lines.append(word)
    return [[(line, QUIET)] for line in lines]
