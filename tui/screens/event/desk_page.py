"""The desk page, for checking people in and out: type, pick, Enter; or a badge is read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize
from textual.widget import Widget

from yigong.store.attendance import written_times
from yigong.store.attendance.desk_presence import Presence
from yigong.store.attendance.posts import whole_hours
from yigong.store.attendance.register import Register
from yigong.store.attendance.roles import count_heads
from yigong.store.attendance_records import Entry, Head
from yigong.store.dates.clock_parser import parse_clock
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence
from yigong.store.language import N_, _
from yigong.store.people.finder import Rank
from yigong.store.records import Volunteer
from yigong.store.storage.locks import TIMEOUT
from yigong.store.storage.session import DESK_TIMEOUT
from yigong.tui.screens.base.page import HELP_F1, needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.screens.event.desk_base import CheckInRequest, DeskBase
from yigong.tui.screens.event.occurrence_panel import need_panel
from yigong.tui.text.attendance_words import role_counts
from yigong.tui.text.words import day_name, entry_state, occurrence_hours
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
)
from yigong.tui.view.register_counts import came_text, expected_text, register_counts
from yigong.tui.widgets.arrival_counts import ArrivalCounts, ListHeading
from yigong.tui.widgets.bars import bar
from yigong.tui.widgets.canvas import BAD, STRONG, Piece, StyledLines
from yigong.tui.widgets.desk_answer import AnswerLine, AnswerSign
from yigong.tui.widgets.header_footer import FooterLine, StatusLine
from yigong.tui.widgets.panel import Panel
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
    CSS = "DeskPage.-high PersonFinder TextInput { height: 3; padding: 1 2; margin-bottom: 1; }"
    DEFAULT_CSS = """
    DeskPage PersonFinder TextInput { max-width: 100%; }
    DeskPage #candidates { height: 7; }
    DeskPage .arrivals { height: 1fr; }
    DeskPage.-wide, DeskPage.-widest {
        #main .arrivals, #main ListHeading { display: none; }
        PersonFinder, #candidates { height: 1fr; }
        #squads { margin-top: 1; }
        #side { padding-top: 1; }
    }
    """

    def __init__(self, occurrence: Occurrence) -> None:
        """Open the desk of an occurrence."""
        super().__init__(occurrence)
        self._rank: Rank = {}
        self._presence: Presence | None = None
        self._head: Head | None = None
        """The register's, once it is read."""

        self._arrivals: list[ListRow] = []

    # -- what is shown -----------------------------------------------------

    def body(self) -> ComposeResult:
        """The counts, the answer, the finder, the squads, the latest arrivals."""
        yield ArrivalCounts()
        yield AnswerLine(self._show_sign)
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
            everybody=self._awaited,
        )
        yield Panel(id="squads")
        yield from _arrivals()

    def compose(self) -> ComposeResult:
        """The page; its status line is the answer over the field."""
        yield from (widget for widget in super().compose() if type(widget) is not StatusLine)

    def side(self) -> Iterable[Widget]:
        """The answer as a sign, the latest arrivals."""
        yield AnswerSign()
        yield from _arrivals()

    def reload_side(self) -> None:
        """Show the latest arrivals there, and how many came while there is no answer."""
        self._show_arrivals()
        sign, register = self.query_one(AnswerSign), self.register
        came, expected = len(register.present), len(register.expected)

        def idle(width: int) -> StyledLines:
            counts = came_text(register) + "   " + expected_text(register)
            filled = bar(sign, came, max(expected, came), width, "green")
            return [[], [self.occurrence.place], [], [(counts, STRONG)], [], filled]

        sign.show_idle(idle)

    def heading(self) -> list[Piece]:
        """The event and its time."""
        when = f"{day_name(self.occurrence.start.date())} {occurrence_hours(self.occurrence)}"
        return [(self.occurrence.event.title, STRONG), f"  {when}"]

    def on_resize(self, event: Resize) -> None:
        """Give half of the rows to the candidates, all where the arrivals have a column."""
        rows = None if self.is_wide else max(5, (event.size.height - 10) // 2)
        self.finder.candidates.styles.height = rows

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
        self.query_one(ArrivalCounts).show(self._counts(register), roles, others)
        self.query_one("#squads", Panel).fill(need_panel(self, self.occurrence))
        people = distinct_names(self.village.people.all(), register.entries)
        limit = max(10, self.size.height)
        self._arrivals = arrival_rows(register, head, people, self.where, limit)
        self._show_arrivals()
        self.finder.refresh_candidates()

    def _show_arrivals(self) -> None:
        for arrivals in self.query(".arrivals").results(RowList):
            arrivals.reset_cursor()  # the latest arrival is on top
            arrivals.show(self._arrivals)

    def _show_sign(self, text: str, colour: str) -> None:
        """Show the answer beside the field, too, where there is room, and what Enter does now."""
        current = self.questions.current
        out = current is not None and current.question.action == "out"
        self.query_one(FooterLine).rename("enter", _("Check out") if out else "")
        for sign in self.query(AnswerSign):
            sign.show(colour, *self._sign(text.lstrip("✓! ")))

    def _sign(self, text: str) -> tuple[str, list[str]]:
        """Whom the sign names, and what it says."""
        current = self.questions.current
        if current is not None and str(current.question) in text:
            question = current.question
            return self.shown_name(question.number), [question.fact, question.offer]
        name, entry = self.shown_name(self.last or 0), self.register.entries.get(self.last or 0)
        if entry is None or name not in text:
            return "", [text]
        return name, list(filter(None, (self.where(entry), entry_state(entry))))

    def _counts(self, register: Register) -> list[Piece]:
        counts = register_counts(register, self.occurrence.event.capacity)
        if self.occurrence.cancelled:
            counts.append((_("cancelled"), BAD))
        return [*counts, (_("signed and closed"), BAD)] if register.closed else [*counts]

    def _awaited(self) -> list[Volunteer]:
        """Who is expected and not here yet: listed while nothing is typed, where there is room."""
        if not self.is_wide:
            return []
        people = self.village.people.all()
        awaited = [people.get(e.number) for e in self.register.expected if not e.stints]
        return sorted(filter(None, awaited), key=lambda person: person.reading)

    def _candidate(self, person: Volunteer) -> ListRow:
        squads = self.village.squads.names(self.village.squads.of(person.number))
        entry = self.register.entries.get(person.number)
        due = self.due(entry) if entry is not None else ""
        return candidate_row(person, squads, entry, self._head, due)

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

        left: list[Entry] = []

        def check_out(text: str) -> None:
            checkin = self.village.registers.checkin
            left.extend(checkin.check_out_all(self.occurrence, read(text)))

        here = len(self.village.registers.read(self.occurrence.key).here)
        if not here:
            raise Refused("Nobody is here now, so there is nobody to check out.")
        question = _("Check out all {n} who are still here. When did they leave?")
        end = whole_hours(self.occurrence).end
        example = _("for example {when}").format(when=f"{end:%H:%M}")
        now = f"{min(self.village.now(), end):%H:%M}"
        asked = AskText(question.format(n=here), example, now, meaning=meaning, act=check_out)
        answer = await self.ask(asked)
        if answer:
            here = len(self.village.registers.read(self.occurrence.key).here)
            today = self.village.now()
            time = written_times.dated_clock(read(answer), self.occurrence, today=today)
            self.report_saved(all_left_words(len(left), here, time))


def _arrivals() -> Iterable[Widget]:
    """The list of the latest arrivals, and its heading."""
    yield ListHeading(_("Just now"))
    arrivals = RowList(
        ARRIVAL_COLUMNS, heads=False, focusable=False, empty=_("Nobody has come yet.")
    )
    arrivals.add_class("arrivals")
    arrivals.says_more = False  # the counts say how many came
    yield arrivals
