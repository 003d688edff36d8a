"""The person finder: an input that keeps the focus, and a list of the matching people below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from yigong.store.people.finder import Rank
from yigong.store.records import Volunteer
from yigong.tui.widgets.inputs import LiveInput, TextInput
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList


class _Query(LiveInput):
    """The query; an answered query is selected, so that the next letter replaces it."""

    _answered = False

    def mark_answered(self) -> None:
        """Select the query: a letter replaces it, Backspace and Left still edit it."""
        self.action_select_all()
        self._answered = True

    def _deselect(self) -> None:
        """Move to the end, where the cursor was before the query was answered."""
        if self._answered and tuple(self.selection) == (0, len(self.value)):
            self.cursor_position = len(self.value)
        self._answered = False

    def action_delete_left(self) -> None:
        """Delete the last letter only."""
        self._deselect()
        super().action_delete_left()

    def action_cursor_left(self, select: bool = False) -> None:
        """Move before the last letter."""
        self._deselect()
        super().action_cursor_left(select)


class PersonFinder(Vertical):
    """The finder of the desk, of sign-up and of the roster.

    Enter picks the only match, or the row chosen with the arrows; with several matches and no row
    chosen it picks nobody and posts `Unclear`.
    """

    DEFAULT_CSS = """
    PersonFinder { height: auto; }
    PersonFinder TextInput { margin: 0 1; height: 1; max-width: 48; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
    ]

    @dataclass
    class Picked(Message):
        """Enter was pressed on somebody."""

        number: int

    @dataclass
    class Unclear(Message):
        """Enter was pressed, but nobody, or more than one person, matches."""

        query: str
        hits: int

    def __init__(
        self,
        search: Callable[[str, int, Rank | None], list[Volunteer]],
        row: Callable[[Volunteer], ListRow],
        columns: Sequence[ListColumn],
        *,
        rank: Callable[[], Rank] = dict,
        limit: int = 50,
        placeholder: str = "",
        everybody: Callable[[], Sequence[Volunteer]] | None = None,
        typed: Callable[[str], None] = lambda _query: None,
        moved: Callable[[], None] = lambda: None,
        entered: Callable[[], bool] = lambda: False,
        guard: Callable[[], AbstractContextManager[None]] = nullcontext,
        empty: str = "",
    ) -> None:
        """Make the finder.

        Args:
            search: Finds people: query, limit, rank (`store.people.people.People.find`).
            row: Makes the row of a person.
            columns: The columns of those rows.
            rank: Gives the order of the matches.
            limit: The most people listed.
            placeholder: The text of the empty input.
            everybody: Gives the people listed for an empty query; `None`: nobody.
            typed: Called at once with each change of the query.
            moved: Called at once when another row is chosen with the arrows.
            entered: Called first when Enter is pressed; true: Enter answered something else.
            guard: Wraps each search; it handles the errors a damaged book may raise.
            empty: What stands there for an empty query if nobody is listed, translated.
        """
        super().__init__()
        self._search = search
        self._row = row
        self._columns = columns
        self._rank = rank
        self.limit = limit
        self._placeholder = placeholder
        self._everybody = everybody
        self._query_changed = typed
        self._row_chosen = moved
        self._enter_answers = entered
        self._guard = guard
        self._empty = empty
        self._chosen = False
        self.truncated = False
        """Whether more people match than are listed."""

    def compose(self) -> ComposeResult:
        """The input and the candidates."""
        yield _Query(self._typed, self._placeholder)
        yield RowList(self._columns, heads=False, focusable=False, id="candidates")

    @property
    def input(self) -> TextInput:
        """The input."""
        return self.query_one(TextInput)

    @property
    def candidates(self) -> RowList:
        """The list of matches."""
        return self.query_one("#candidates", RowList)

    @property
    def query_text(self) -> str:
        """The query, stripped."""
        return self.input.value.strip()

    @property
    def number(self) -> int | None:
        """The person that Enter picks, if any."""
        key = self.candidates.key if self.candidates.highlighted else None
        return key if isinstance(key, int) else None

    @property
    def hidden_count(self) -> int:
        """How many of those listed are below the last visible row."""
        room = self.candidates.size.height
        return max(0, len(self.candidates.rows) - room) if room else 0

    def mark_answered(self) -> None:
        """Select the query: the next letter replaces it, Enter and the arrows still act."""
        self.query_one(_Query).mark_answered()

    def clear(self) -> None:
        """Empty the input."""
        if self.input.value:
            self.input.value = ""
        else:
            self.refresh_candidates()

    def choose(self, number: int) -> None:
        """Empty the input, and choose somebody of those who are listed then."""
        self.input.value = ""
        self.refresh_candidates()
        if any(row.key == number for row in self.candidates.rows):
            self.candidates.move_to(number)
            self._choose()

    def refresh_candidates(self) -> None:
        """Search again with the same query."""
        with self._guard():
            self._search_again()

    def _search_again(self) -> None:
        query = self.query_text
        if query:
            found: Sequence[Volunteer] = self._search(query, self.limit + 1, self._rank())
        else:
            found = self._everybody() if self._everybody else ()
        self.truncated = bool(query) and len(found) > self.limit
        rows = [self._row(person) for person in (found[: self.limit] if query else found)]
        if self.number not in {row.key for row in rows}:
            self._chosen = False  # whoever took the place of the one chosen is not chosen
        pickable = bool(rows) and ((len(rows) == 1 and bool(query)) or self._chosen)
        self.candidates.highlighted = pickable
        self.candidates.says_more = not query  # of a query the page says it
        if not pickable:
            self.candidates.reset_cursor()
        self.candidates.show(rows, empty=" " if query else self._empty or " ")

    def action_move(self, step: int) -> None:
        """Choose the next row; the first press chooses the first row."""
        if not self.candidates.rows:
            return
        if self.candidates.highlighted:
            self.candidates.action_move(step)
        self._choose()

    def action_page(self, step: int) -> None:
        """Choose a row a page further."""
        if self.candidates.rows:
            self._choose()
            self.candidates.action_page(step)

    def _choose(self) -> None:
        self._chosen = True
        self.candidates.highlight(True)
        self._row_chosen()

    def _typed(self) -> None:
        self._chosen = False
        self.candidates.reset_cursor()
        self.refresh_candidates()
        self._query_changed(self.query_text)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._enter_answers():
            return
        if self.number is not None:
            self.post_message(self.Picked(self.number))
        elif self.query_text or self.candidates.rows:
            self.post_message(self.Unclear(self.query_text, len(self.candidates.rows)))
