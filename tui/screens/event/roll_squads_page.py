"""The choice of the squad, or the post, whose roll is called (点名)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.store.attendance.posts import sorted_posts
from yigong.store.attendance_records import Entry
from yigong.store.event_records import Occurrence, Post
from yigong.store.language import N_, _
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP
from yigong.tui.screens.base.popup import Popup
from yigong.tui.screens.event.roll_call_page import RollCallPage
from yigong.tui.text.words import day_name
from yigong.tui.view.post_words import post_and_hours
from yigong.tui.view.roll_call_words import call_state, roll_call_entries, roll_counts, squad_name
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import flowing_lines

_EVERYBODY = -1
"""The key of the row of all squads together."""


class RollSquadsPage(Popup[None], ListPage[None]):
    """Lists the posts and squads of an occurrence, with the number of people not called yet."""

    PURPOSE = N_("Choose the squad or the post whose roll is called.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Call the roll"),
            tooltip=N_("Call the roll of the squad or the post under the cursor."),
        ),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"people", "squads", "events"})
    EMPTY = N_("Nobody is expected.")

    def __init__(self, occurrence: Occurrence) -> None:
        """Choose a squad of an occurrence."""
        super().__init__()
        self.occurrence = occurrence

    def heading(self) -> list[Piece]:
        """The occurrence."""
        return [
            (_("Roll call"), STRONG),
            f"  {self.occurrence.event.title}  {day_name(self.occurrence.start.date())}",
        ]

    def above(self) -> ComposeResult:
        """The counts of everybody together."""
        yield Panel(id="counts")

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn(_("Post or squad") if self.occurrence.posts else _("Squad"), 0, most=28),
            ListColumn(_("Leader"), 12, least=60 if self.occurrence.posts else 46),
            ListColumn(_("Expected"), 8, right=True),
            ListColumn(_("Not called yet"), 14, right=True),
        ]

    def fingerprint(self) -> object:
        """The books, and the register, which desks write."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def begin(self) -> None:
        """Move to the squad that the organiser leads."""
        super().begin()
        squads, people = self.village.squads.all(), self.village.people.all()
        for row in self.rows.rows:
            squad = squads.get(row.key) if isinstance(row.key, int) else None
            leader = people.get(squad.leader or 0) if squad else None
            if leader is not None and leader.name == self.village.actor.by:
                self.rows.move_to(row.key)

    def reload(self) -> None:
        """List everybody, then each post by time, then each squad."""
        people = self.village.people.all()
        register = self.village.registers.read(self.occurrence.key)
        entries = roll_call_entries(register, people, None)
        counts = [[piece] for piece in roll_counts(entries)]
        self.query_one("#counts", Panel).fill(lambda width: flowing_lines(counts, width))
        rows = [self._row(_EVERYBODY, _("everybody expected"), entries)] if entries else []
        for post in sorted_posts(self.occurrence.posts):
            at_post = roll_call_entries(register, people, None, post.id)
            name = post_and_hours(post, self.occurrence)
            rows += [self._row(post, name, at_post)] if at_post else []
        for squad in dict.fromkeys(entry.squad for entry in entries):
            name = squad_name(squad, self.village.squads.all())
            members = [entry for entry in entries if entry.squad == squad]
            rows.append(self._row(squad, name, members))
        self.rows.show(rows)

    def _row(self, part: Post | int, name: str, entries: list[Entry]) -> ListRow:
        squads, people = self.village.squads.all(), self.village.people.all()
        if isinstance(part, Post):
            leader = people.get(part.lead)
        else:
            leader = people.get(squads[part].leader or 0) if part in squads else None
        not_called = sum(1 for entry in entries if not call_state(entry))
        return ListRow(
            part,
            [name, leader.name if leader else "", str(len(entries)), str(not_called or "")],
            PLAIN if not_called else QUIET,
        )

    @on(RowList.Chosen)
    def chosen(self, event: RowList.Chosen) -> None:
        """Call the roll of the squad or the post under the cursor."""
        if isinstance(event.key, Post):
            self.app.push_screen(RollCallPage(self.occurrence, post=event.key))
        elif isinstance(event.key, int):
            squad = None if event.key == _EVERYBODY else event.key
            self.app.push_screen(RollCallPage(self.occurrence, squad))
