"""Type, pick, Enter: an input that keeps the focus, and the people it may mean below it."""

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
    """What is typed; once it is answered it is selected, so that the next letter begins anew."""

    _answered = False

    def mark_answered(self) -> None:
        """It was answered, and stands: a letter replaces it, Backspace and Left still mend it."""
        self.action_select_all()
        self._answered = True

    def _mend(self) -> None:
        """To its end, where the cursor was before it was answered."""
        if self._answered and tuple(self.selection) == (0, len(self.value)):
            self.cursor_position = len(self.value)
        self._answered = False

    def action_delete_left(self) -> None:
        """The last letter only."""
        self._mend()
        super().action_delete_left()

    def action_cursor_left(self, select: bool = False) -> None:
        """Before the last letter."""
        self._mend()
        super().action_cursor_left(select)


class PersonFinder(Vertical):
    """The finder of the door, of sign-up and of the roster.

    Enter acts only on one clear hit or on a row that was chosen with the arrows; with several hits
    and none chosen it says so and chooses nobody.
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
        """Enter was pressed, but nobody, or more than one, is meant."""

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
    ) -> None:
        """Make the finder.

        Args:
            search: Finds people: query, limit, rank (`store.people.people.People.find`).
            row: How a person is shown.
            columns: The columns of those rows.
            rank: Who comes first.
            limit: The most people listed.
            placeholder: What the empty input says.
            everybody: Whom to list while nothing is typed; `None`: nobody.
            typed: Told at once when what is typed changes.
            moved: Told at once when another row is chosen with the arrows.
            entered: Asked first when Enter is pressed; true: it was the answer to something else.
            guard: Wraps each search; it takes the errors a damaged book may raise.
        """
        super().__init__()
        self._search = search
        self._row = row
        self._columns = columns
        self._rank = rank
        self.limit = limit
        self._placeholder = placeholder
        self._everybody = everybody
        self._told = typed
        self._moved = moved
        self._answered = entered
        self._guard = guard
        self._chosen = False
        self.truncated = False
        """Whether more people are meant than are listed at all."""

    def compose(self) -> ComposeResult:
        """Input and candidates."""
        yield _Query(self._typed, self._placeholder)
        yield RowList(self._columns, heads=False, focusable=False, id="candidates")

    @property
    def input(self) -> TextInput:
        """Where one types."""
        return self.query_one(TextInput)

    @property
    def candidates(self) -> RowList:
        """Whom it may mean."""
        return self.query_one("#candidates", RowList)

    @property
    def query_text(self) -> str:
        """What is typed."""
        return self.input.value.strip()

    @property
    def number(self) -> int | None:
        """The person under the cursor, if one is clearly meant."""
        key = self.candidates.key if self.candidates.highlighted else None
        return key if isinstance(key, int) else None

    @property
    def hidden_count(self) -> int:
        """How many of those listed are below the last row in view."""
        room = self.candidates.size.height
        return max(0, len(self.candidates.rows) - room) if room else 0

    def mark_answered(self) -> None:
        """What is typed was answered: the next letter begins anew, Enter and arrows still act."""
        self.query_one(_Query).mark_answered()

    def clear(self) -> None:
        """Ready for the next."""
        if self.input.value:
            self.input.value = ""
        else:
            self.refresh_candidates()

    def refresh_candidates(self) -> None:
        """Search again, with what is typed."""
        with self._guard():
            self._look()

    def _look(self) -> None:
        query = self.query_text
        if query:
            found: Sequence[Volunteer] = self._search(query, self.limit + 1, self._rank())
        else:
            found = self._everybody() if self._everybody else ()
        self.truncated = bool(query) and len(found) > self.limit
        rows = [self._row(person) for person in (found[: self.limit] if query else found)]
        lit = bool(rows) and ((len(rows) == 1 and bool(query)) or self._chosen)
        self.candidates.highlighted = lit
        if not lit:
            self.candidates.reset_cursor()
        self.candidates.show(rows)

    def action_move(self, step: int) -> None:
        """Choose the next row; the first press chooses the first row."""
        if not self.candidates.rows:
            return
        if self.candidates.highlighted:
            self.candidates.action_move(step)
        self._choose()

    def action_page(self, step: int) -> None:
        """A page on or back."""
        if self.candidates.rows:
            self._choose()
            self.candidates.action_page(step)

    def _choose(self) -> None:
        self._chosen = True
        self.candidates.highlight(True)
        self._moved()

    def _typed(self) -> None:
        self._chosen = False
        self.candidates.reset_cursor()
        self.refresh_candidates()
        self._told(self.query_text)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        if self._answered():
            return
        if self.number is not None:
            self.post_message(self.Picked(self.number))
        elif self.query_text:
            self.post_message(self.Unclear(self.query_text, len(self.candidates.rows)))
