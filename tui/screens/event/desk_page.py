"""The desk page, for checking people in and out: type, pick, Enter; or a badge is read."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize

from yigong.store.attendance import written_times
from yigong.store.attendance.desk_presence import Presence
from yigong.store.attendance.register import Register
from yigong.store.attendance.roles import count_heads
from yigong.store.dates.clock_parser import parse_clock
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.people.finder import Rank
from yigong.store.records import Head, Occurrence, Volunteer
from yigong.store.squads.staffing import staffing
from yigong.store.storage.locks import TIMEOUT
from yigong.store.storage.session import DESK_TIMEOUT
from yigong.tui.screens.base.page import HELP_F1, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.screens.event.desk_base import CheckInRequest, DeskBase
from yigong.tui.text.attendance_words import role_counts
from yigong.tui.text.words import day_name, occurrence_hours
from yigong.tui.view.arrival_rows import (
    ARRIVAL_COLUMNS,
    CANDIDATE_COLUMNS,
    arrival_rows,
    candidate_row,
    desks_at_work,
)
from yigong.tui.view.desk_answers import (
    all_left_words,
    distinct_names,
    expected_text,
    places_text,
)
from yigong.tui.view.staffing_words import need_pieces
from yigong.tui.widgets.arrival_counts import ArrivalCounts, ListHeading
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.person_finder import PersonFinder
from yigong.tui.widgets.row_list import ListRow, RowList

_PRESENCE_CACHE_SECONDS = 5.0
"""For which the list of the other desks is reused; the end of a killed desk shows that much later.

With twenty idle desks, reading it at each poll would cost too much."""


class DeskPage(DeskBase):
    """The desk of an occurrence; the input always has the focus."""

    PURPOSE = N_("Check people in and out at the door.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "none",
            N_("Check in"),
            tooltip=N_("Check in who is found; who is here already is checked out."),
        ),
        Binding("ctrl+z", "undo", N_("Undo"), priority=True),
        Binding("ctrl+b", "along", N_("Along"), priority=True),
        Binding("ctrl+t", "turn_role", N_("Role"), priority=True),
        Binding("ctrl+k", "count_nameless", N_("No name"), priority=True),
        Binding("ctrl+o", "check_out_all", N_("All out"), priority=True),
        Binding("ctrl+n", "walk_in", N_("Walk-in"), priority=True),
        Binding(
            "tab",
            "check_in_elsewhere",
            N_("Check in where they are expected"),
            show=False,
            priority=True,
        ),
        Binding("escape", "clear_or_back", N_("Back")),
        HELP_F1,
    ]
    BOOKS = frozenset({"people", "squads", "events"})
    DEFAULT_CSS = """
    DeskPage PersonFinder #candidates { height: 7; margin-top: 0; }
    DeskPage #recent { height: 1fr; }
    """

    def __init__(self, occurrence: Occurrence) -> None:
        """Open the desk of an occurrence."""
        super().__init__(occurrence)
        self._rank: Rank = {}
        self._presence: Presence | None = None
        self._head: Head | None = None
        """The register's, once it is read."""

    # -- what is shown -----------------------------------------------------

    def body(self) -> ComposeResult:
        """The counts, the finder, the latest arrivals."""
        yield ArrivalCounts()
        yield PersonFinder(
            self.village.people.find,
            self._candidate,
            CANDIDATE_COLUMNS,
            rank=lambda: self._rank,
            typed=self.typed,
            moved=self.moved,
            entered=self.answered,
            guard=self.report_refusals,
            placeholder=_("name, pinyin or initials, phone tail, code"),
        )
        yield ListHeading(_("Just now"))
        nobody = _("Nobody has come yet.")
        yield RowList(ARRIVAL_COLUMNS, heads=False, focusable=False, empty=nobody, id="recent")

    def heading(self) -> list[Piece]:
        """The event and its time."""
        when = f"{day_name(self.occurrence.start.date())} {occurrence_hours(self.occurrence)}"
        return [(self.occurrence.event.title, STRONG), f"  {when}"]

    def on_resize(self, event: Resize) -> None:
        """Give half of a tall terminal to the candidates."""
        self.finder.candidates.styles.height = max(5, (event.size.height - 10) // 2)

    def begin(self) -> None:
        """Show the other desks that this one is at work."""
        self._presence = self.village.presence
        self._presence.enter(self.occurrence.key)
        self.village.session.lock_timeout = DESK_TIMEOUT
        super().begin()

    def on_unmount(self) -> None:
        """Show the other desks that this one has closed."""
        self.village.session.lock_timeout = TIMEOUT
        if self._presence is not None:
            self._presence.leave(self.occurrence.key)

    def fingerprint(self) -> object:
        """The books, the register, and the other desks at work."""
        key = self.occurrence.key
        others = tuple(self.village.presence.others(key, within=_PRESENCE_CACHE_SECONDS))
        return super().fingerprint(), self.village.registers.fingerprint(key), others

    def reload(self) -> None:
        """Show the counts, the latest arrivals and the candidates."""
        occurrence = self.village.events.occurrence_for(self.occurrence.key)
        changed, self.occurrence = occurrence != self.occurrence, occurrence
        if changed:  # moved, or called off
            self.show_heading()
        register = self.village.registers.read(self.occurrence.key)
        self.register = register
        self._rank = self.village.finder_ranking.rank(self.occurrence, register)
        others = desks_at_work(self.village.presence.others(self.occurrence.key))
        self._head = head = self.village.registers.head(self.occurrence)
        roles = role_counts(count_heads(register.entries.values(), head))
        self.query_one(ArrivalCounts).show(
            self._counts(register), roles, self._squad_counts(register), others
        )
        recent = self.query_one("#recent", RowList)
        recent.reset_cursor()  # the latest arrival is on top
        people = distinct_names(self.village.people.all(), register.entries)
        limit = max(10, self.size.height)
        recent.show(arrival_rows(register, head, people, self.squad_name, limit))
        self.finder.refresh_candidates()

    def _counts(self, register: Register) -> list[Piece]:
        taken, capacity = register.places_taken, self.occurrence.event.capacity
        style = BAD if taken >= capacity else QUIET
        return [
            (expected_text(register), PLAIN),
            ("   " + _("came {n}").format(n=len(register.present)), ACCENT),
            ("   " + _("still here {n}").format(n=len(register.here)), PLAIN),
            (f"   {places_text(taken, capacity)}" if capacity else "", style),
            ("   " + _("cancelled") if self.occurrence.cancelled else "", BAD),
            ("   " + _("signed and closed") if register.closed else "", BAD),
        ]

    def _squad_counts(self, register: Register) -> list[Piece]:
        needs, squads = staffing(self.occurrence, register), self.village.squads.all()
        return [piece for need in needs for piece in need_pieces(need, squads)]

    def _candidate(self, person: Volunteer) -> ListRow:
        squads = self.village.squads.names(self.village.squads.of(person.number))
        entry = self.register.entries.get(person.number)
        return candidate_row(person, squads, entry, self._head)

    # -- actions -----------------------------------------------------------

    @needs_writing
    @work
    async def action_walk_in(self) -> None:
        """Add somebody new with two fields, and check them in."""
        from yigong.tui.screens.people.person_form import WalkInForm

        person = await self.ask(WalkInForm(self.finder.query_text))
        if person is not None:
            self.finder.clear()
            self.request_check_in(CheckInRequest(person, self, say_code=True))

    @needs_writing
    @work
    async def action_along(self) -> None:
        """Check in a person's household, and count who came along."""
        from yigong.tui.screens.event.party_page import PartyPage

        number = self.finder.number or self.last
        if number is None:
            raise Refused("Choose somebody first: who did they come with?")
        self.last = number
        sentence = await self.ask(PartyPage(self.occurrence, self.village.people.get(number)))
        if sentence:
            self.report_saved(sentence)

    @needs_writing
    @work
    async def action_count_nameless(self) -> None:
        """Count people who give no name."""
        from yigong.tui.screens.event.heads_page import NamelessPage

        sentence = await self.ask(NamelessPage(self.occurrence))
        if sentence:
            self.report_saved(sentence)

    @needs_writing
    @work
    async def action_check_out_all(self) -> None:
        """Check out everybody who is still here, at one time."""

        def read(text: str) -> datetime:
            now = self.village.now()
            return written_times.place_departure(parse_clock(text), self.occurrence, now)

        def meaning(text: str) -> str:
            return written_times.dated_clock(read(text), self.occurrence)

        here = len(self.village.registers.read(self.occurrence.key).here)
        if not here:
            raise Refused("Nobody is here now, so there is nobody to check out.")
        question = _("Check out all {n} who are still here. When did they leave?")
        example = _("for example {when}").format(when=f"{self.occurrence.end:%H:%M}")
        now = f"{min(self.village.now(), self.occurrence.end):%H:%M}"
        answer = await self.ask(AskText(question.format(n=here), example, now, meaning=meaning))
        if answer:
            left = read(answer)
            entries = self.village.registers.checkin.check_out_all(self.occurrence, left)
            here = len(self.village.registers.read(self.occurrence.key).here)
            today = self.village.now()
            time = written_times.dated_clock(left, self.occurrence, today=today)
            self.report_saved(all_left_words(len(entries), here, time))
