"""The people of one occurrence in a review of roles: what they count as, and who stays why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance.role_review import ReviewedRegister, sum_of_review
from yigong.store.dates.date_words import date_text
from yigong.store.language import N_
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.view import role_review_words as words
from yigong.tui.widgets.canvas import ACCENT, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock, flowing_lines


class ReviewedRegisterPage(ListPage[None]):
    """Lists who came, who stays a volunteer, and their service before and after."""

    PURPOSE = N_("See whose hours the correction changes.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "none", N_("Open"), tooltip=N_("Open the page of the person under the cursor.")
        ),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads"})

    def __init__(self, register: ReviewedRegister) -> None:
        """Show a register.

        Args:
            register: As it would be after the review.
        """
        super().__init__()
        self._register = register

    def heading(self) -> list[Piece]:
        """The occurrence."""
        head = self._register.after
        return [(head.title, STRONG), f"  {date_text(head.start)} {head.start:%H:%M}"]

    def above(self) -> ComposeResult:
        """What moves at it."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The person, what they count as, their service, and why they stay a volunteer."""
        name, code, role, service, kept_for = words.entry_headings()
        return [
            ListColumn(name, 0, most=24),
            ListColumn(code, 6),
            ListColumn(role, 11),
            ListColumn(service, 14, right=True),
            ListColumn(kept_for, 16),
        ]

    def reload(self) -> None:
        """Show them by the names that people and squads have now."""
        numbers = words.review_numbers(sum_of_review([self._register]))
        lines = flowing_lines([[(text, ACCENT)] for text in numbers], self.size.width)
        self.query_one(TextBlock).show(lines)
        people = self.village.people.all()
        squads = {n: squad.name for n, squad in self.village.squads.all().items()}
        rows = [
            ListRow(
                entry.before.number,
                words.entry_cells(entry, people, squads),
                PLAIN if entry.role == "volunteer" else QUIET,
            )
            for entry in self._register.entries
        ]
        self.rows.show(rows)

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Open the person's page."""
        from yigong.tui.screens.people.person_page import PersonPage

        if isinstance(event.key, int):
            self.app.push_screen(PersonPage(event.key))
