"""The search for an event by words or pinyin; Enter goes to its next date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from yigong.store.event_records import Event, Occurrence
from yigong.store.language import N_, _
from yigong.tui.screens.base.finder_page import CLEAR_OR_BACK
from yigong.tui.screens.base.page import HELP_F1
from yigong.tui.screens.base.popup import Popup
from yigong.tui.text.words import day_name, occurrence_hours
from yigong.tui.view.kind_words import kind_sign
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.inputs import LiveInput
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_MAX_RESULTS = 30
"""Events listed: one screen of the larger terminals."""

_DAYS_AHEAD = 60
"""Days of which the events are listed while nothing is typed."""


class EventSearchPage(Popup[Occurrence | None]):
    """The input keeps the focus; the arrows choose in the list below it."""

    PURPOSE = N_("Find an event of any time.")
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
    DEFAULT_CSS = "EventSearchPage LiveInput { margin-bottom: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._results: dict[str, Occurrence] = {}

    def heading(self) -> list[Piece]:
        """The title."""
        return [(_("Find an event"), STRONG)]

    def body(self) -> ComposeResult:
        """Input and results."""
        yield LiveInput(self._typed, _("a word, pinyin (ywr), a place, E0042"))
        yield RowList(
            [
                ListColumn(_("Date"), 19),
                ListColumn(_("Time"), 11),
                ListColumn("", 2),
                ListColumn(_("Event"), 0, most=44),
                ListColumn(_("Place"), 20, least=70),
            ],
            focusable=False,
            id="results",
        )

    @property
    def input(self) -> LiveInput:
        """The input."""
        return self.query_one(LiveInput)

    @property
    def rows(self) -> RowList:
        """The list of results."""
        return self.query_one("#results", RowList)

    def begin(self) -> None:
        """Focus the input."""
        super().begin()
        self.focus_on(self.input)

    def reload(self) -> None:
        """List the events found by the query; without a query, the upcoming ones."""
        query = self.input.value.strip()
        if query:
            occurrences = self._nearest(self.village.events.search(query, _MAX_RESULTS))
            empty = _("No event is found by {query}.").format(query=query)
        else:
            occurrences = self._upcoming()
            empty = _("Nothing is planned for the next {n} days.").format(n=_DAYS_AHEAD)
        self._results = {occurrence.key: occurrence for occurrence in occurrences}
        self.rows.highlighted = bool(occurrences)
        self.rows.show([self._row(occurrence) for occurrence in occurrences], empty=empty)

    def _nearest(self, events: Sequence[Event]) -> list[Occurrence]:
        """The next occurrence of each event, or the last where none is to come."""
        now = self.village.now().replace(tzinfo=None)
        nearest = (self.village.events.nearest(event, now) for event in events)
        return [occurrence for occurrence in nearest if occurrence is not None]

    def _upcoming(self) -> list[Occurrence]:
        """The first occurrence of each event of the next days."""
        today = self.village.now().date()
        first: dict[int, Occurrence] = {}
        for occurrence in self.village.events.between(today, today + timedelta(days=_DAYS_AHEAD)):
            first.setdefault(occurrence.event.number, occurrence)
        return list(first.values())[:_MAX_RESULTS]

    def _row(self, occurrence: Occurrence) -> ListRow:
        start, event, now = occurrence.start, occurrence.event, self.village.now()
        letter, mark = kind_sign(event.kind, self.village.settings.kinds)
        cells = [
            day_name(start.date(), year=start.year != now.year),
            occurrence_hours(occurrence, short=True),
            letter,
            event.title,
            occurrence.place,
        ]
        quiet = occurrence.end < now or occurrence.cancelled
        return ListRow(occurrence.key, cells, QUIET if quiet else PLAIN, mark=mark)

    # -- keys --------------------------------------------------------------

    def _typed(self) -> None:
        self.rows.reset_cursor()
        with self.report_refusals():
            self.reload()

    def action_move(self, step: int) -> None:
        """Move to the next or the previous result."""
        self.rows.action_move(step)

    def action_leaf(self, step: int) -> None:
        """Move by a page."""
        self.rows.action_page(step)

    @on(Input.Submitted)
    def accept(self) -> None:
        """Give back the occurrence under the cursor."""
        occurrence = self._results.get(str(self.rows.key))
        if occurrence is not None:
            self.dismiss(occurrence)

    def action_none(self) -> None:
        """Go to the next date of the event under the cursor.

        The input does so itself; a binding of this action shows it in the footer.
        """

    def action_clear_or_back(self) -> None:
        """Clear what is typed; with nothing typed, go back."""
        if self.input.value:
            self.input.value = ""
        else:
            self.dismiss(None)
