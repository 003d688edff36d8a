"""Finding an event by words or pinyin; Enter goes to its next date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from yigong.store.language import N_, _
from yigong.store.records import Event, Occurrence
from yigong.tui.screens.base.finder_page import CLEAR_OR_BACK
from yigong.tui.screens.base.page import HELP_F1, Page
from yigong.tui.text.day_words import kind_letter
from yigong.tui.text.words import day_name, occurrence_hours
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.inputs import LiveInput
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_LIMIT = 30
"""The most events listed: one screen of the larger terminals."""

_COMING = 60
"""Days ahead of which the events are listed while nothing is typed."""


class EventSearchPage(Page[Occurrence | None]):
    """The input keeps the focus; the arrows choose below it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "none", N_("Go there")),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "leaf(1)", show=False, priority=True),
        Binding("pageup", "leaf(-1)", show=False, priority=True),
        CLEAR_OR_BACK,
        HELP_F1,
    ]
    BOOKS = frozenset({"events", "settings"})
    DEFAULT_CSS = """
    EventSearchPage LiveInput { margin: 1 1 0 1; height: 1; max-width: 48; }
    EventSearchPage #found { margin-top: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._found: dict[str, Occurrence] = {}

    def heading(self) -> list[Piece]:
        """What is done here."""
        return [(_("Find an event"), STRONG)]

    def body(self) -> ComposeResult:
        """Input and results."""
        yield LiveInput(self._typed, _("a word, pinyin (ywr), a place, E0042"))
        yield RowList(
            [
                ListColumn(_("Date"), 16),
                ListColumn(_("Time"), 11),
                ListColumn("", 2),
                ListColumn(_("Event"), 0, most=44),
                ListColumn(_("Place"), 20, least=70),
                ListColumn(_("Code"), 6, least=100),
            ],
            focusable=False,
            id="found",
        )

    @property
    def input(self) -> LiveInput:
        """Where one types."""
        return self.query_one(LiveInput)

    @property
    def rows(self) -> RowList:
        """What it may mean."""
        return self.query_one("#found", RowList)

    def begin(self) -> None:
        """Into the input."""
        super().begin()
        self.focus_on(self.input)

    def reload(self) -> None:
        """What is found by what is typed; with nothing typed, what comes next."""
        query = self.input.value.strip()
        ones = self._dated(self.village.events.search(query, _LIMIT)) if query else self._coming()
        self._found = {one.key: one for one in ones}
        self.rows.highlighted = bool(ones)
        empty = _("Nothing is planned for the next {n} days.").format(n=_COMING)
        if query:
            empty = _("No event is found by {query}.").format(query=query)
        self.rows.show([self._row(one) for one in ones], empty=empty)

    def _dated(self, events: Sequence[Event]) -> list[Occurrence]:
        """Each event at its next date, or at its last where none is to come."""
        now = self.village.now().replace(tzinfo=None)
        nearest = (self.village.events.nearest(event, now) for event in events)
        return [one for one in nearest if one is not None]

    def _coming(self) -> list[Occurrence]:
        """The events of the next weeks, each once."""
        today = self.village.now().date()
        first: dict[int, Occurrence] = {}
        for one in self.village.events.between(today, today + timedelta(days=_COMING)):
            first.setdefault(one.event.number, one)
        return list(first.values())[:_LIMIT]

    def _row(self, one: Occurrence) -> ListRow:
        past = one.end < self.village.now()
        year = one.start.year != self.village.now().year
        cells = [
            f"{one.start:%Y-%m-%d}" if year else day_name(one.start.date()),
            occurrence_hours(one, short=True),
            kind_letter(one.event.kind),
            one.event.title,
            one.place,
            one.event.code,
        ]
        return ListRow(one.key, cells, QUIET if past or one.cancelled else PLAIN)

    # -- what happens ------------------------------------------------------

    def _typed(self) -> None:
        self.rows.reset_cursor()
        with self.report_refusals():
            self.reload()

    def action_move(self, step: int) -> None:
        """The next or the previous result."""
        self.rows.action_move(step)

    def action_leaf(self, step: int) -> None:
        """A page of results on or back."""
        self.rows.action_page(step)

    @on(Input.Submitted)
    def go_there(self) -> None:
        """To the date under the cursor."""
        one = self._found.get(str(self.rows.key))
        if one is not None:
            self.dismiss(one)

    def action_none(self) -> None:
        """Enter is the input's; it stands among the keys only to be seen."""

    def action_clear_or_back(self) -> None:
        """Clear what is typed; with nothing typed, leave."""
        if self.input.value:
            self.input.value = ""
        else:
            self.dismiss(None)
