"""The page of an occurrence: its plan, its squads with needs and sign-ups, its register."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal
from zoneinfo import ZoneInfo

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Resize

from yigong.store.attendance.posts import first_post
from yigong.store.attendance.register import Register
from yigong.store.attendance.rides import has_set_out_back
from yigong.store.attendance.role_words import role_letter
from yigong.store.attendance.roles import nameless_heads
from yigong.store.attendance.waitlist import waitlist_turns
from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.event_records import Event, Occurrence
from yigong.store.language import N_, _
from yigong.store.statistics.turnout import Turnout
from yigong.store.village.outlooks import is_ahead, occurrence_turnout
from yigong.tui.background.task import run_task
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.base.questions import AskOption
from yigong.tui.screens.event.occurrence_panel import OccurrenceSide, occurrence_brief
from yigong.tui.screens.event.register_page import RegisterPage
from yigong.tui.text.attendance_words import entry_time_words, role_letters
from yigong.tui.text.words import day_name, entry_state, person_name
from yigong.tui.view.booking_dates import asked_again_words
from yigong.tui.view.entry_marks import state_mark
from yigong.tui.view.post_words import post_list
from yigong.tui.view.roll_call_words import promoted_words
from yigong.tui.view.trip_words import ridden_words, trip_state, waiting_turn
from yigong.tui.widgets.canvas import PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.panel import Panel
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList

_NAMELESS = "nameless"
"""The key of the row of those without a name."""


class EventPage(OccurrenceSide[None], ListPage[None], RegisterPage):
    """Shows an occurrence and lists its entries."""

    PURPOSE = N_("See the plan, the squads, and who is signed up and came.")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "sign_up", N_("Sign up")),
        Binding("d,B", "desk", N_("Desk")),
        Binding("x", "close_register", N_("Close")),
        Binding("l", "roll_call", N_("Roll call")),
        Binding("i", "ical", N_("Hand over")),
        Binding("b", "sheet", N_("Sheet")),
        Binding("o", "posts", N_("Posts")),
        Binding("t", "legs", N_("Trip")),
        Binding("e", "edit", N_("Edit")),
        Binding("m", "move", N_("Move")),
        Binding("c", "cancel", N_("Cancel/restore")),
        Binding("p", "paper", N_("Paper")),
        Binding("ctrl+t", "turn_role", N_("Role")),
        Binding("ctrl+b", "along", N_("Along")),
        Binding("ctrl+k", "count_nameless", N_("No name")),
        Binding("delete,minus", "take_back", N_("Take back")),
        Binding("u", "undo", N_("Undo")),
        Binding("w", "whole_squads", N_("Whole squads")),
        Binding("v", "invite", N_("Invite")),
        Binding("g", "grant", N_("Grant hours")),
        Binding("s", "report", N_("Report")),
        Binding("r", "related", N_("Related")),
        Binding("left_square_bracket", "turn(-1)", N_("Earlier"), show=False),
        Binding("right_square_bracket", "turn(1)", N_("Later"), show=False),
        Binding("M", "restore", N_("As planned again"), show=False),
        Binding("C", "cancel_all", N_("Cancel the whole event"), show=False),
        Binding("R", "reopen", N_("Reopen the register"), show=False),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "people", "squads", "settings"})
    DEFAULT_CSS = """
    EventPage #plan { margin-top: 1; max-height: 60%; }
    EventPage.-low #plan { margin-top: 0; }
    EventPage.-wide #plan, EventPage.-widest #plan { display: none; }
    """
    EMPTY = N_("Nobody has signed up yet. a: one by one, w: whole squads, v: whom to ask.")
    _turnout_of = ""
    """The occurrence of which it was asked how many usually come."""

    def above(self) -> ComposeResult:
        """The plan, where there is no column for it."""
        yield Panel(id="plan")

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list; posts, and the legs of a trip, only where there are any."""
        posts = [ListColumn(_("Post"), 20, snug=True, least=50)] if self.occurrence.posts else []
        if len(self.occurrence.legs) > 1:
            posts.append(ListColumn(_("Rides"), 14, snug=True, least=50))
        return [
            ListColumn(_("Name"), 0, most=28),
            ListColumn(_("Code"), 6, least=46),
            ListColumn(_("Role"), 4),
            *posts,
            ListColumn(_("Squad"), 14, snug=True, least=96 if posts else 58),
            ListColumn(_("State"), 17, snug=True),
            ListColumn(_("Hours"), 9, right=True, snug=True, least=72),
            ListColumn(_("Along"), 5, right=True, least=70),
            ListColumn(_("No."), 4, right=True, least=90),
            ListColumn(_("Desk"), 12, snug=True, least=90),
        ]

    @property
    def chosen(self) -> int | None:
        """The person under the cursor."""
        return self.rows.key if isinstance(self.rows.key, int) else None

    @property
    def nameless_chosen(self) -> bool:
        """Whether the cursor is on the row of those without a name."""
        return self.rows.key == _NAMELESS

    def heading(self) -> list[Piece]:
        """The event and the day."""
        title = self.occurrence.event.title
        return [(title, STRONG), f"  {day_name(self.occurrence.start.date(), lunar=True)}"]

    def fingerprint(self) -> object:
        """The books, and the register, which desks write."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def reload(self) -> None:
        """Show the plan, and list the entries."""
        self.occurrence = self.village.events.occurrence_for(self.occurrence.key)
        if self._turnout_of != self.occurrence.key:  # past dates are as they are
            self._turnout_of = self.occurrence.key
            self.turnout = occurrence_turnout(self.village, self.occurrence, own_only=True)
            if self.turnout is None and is_ahead(self.village, self.occurrence):
                self.call_after_refresh(self._look_for_turnout)
        register = self.village.registers.read(self.occurrence.key)
        if not self.is_wide:
            self._show_plan()
        people = self.village.people.all()

        head = self.village.registers.head(self.occurrence)
        turns = waitlist_turns(register.entries.values())
        returning = has_set_out_back(register.entries.values(), head)

        def order(entry: Entry) -> tuple[object, ...]:
            reading = people[entry.number].reading if entry.number in people else ""
            turn = turns.get(entry.number, 0) if entry.waiting else 0
            return entry.waiting, first_post(entry, head), turn, entry.squad or 999, reading

        def state(entry: Entry) -> str:
            waits = "" if entry.stints else waiting_turn(entry, turns)
            return waits or trip_state(entry, head, returning=returning) or entry_state(entry)

        rows = [
            self._row(entry, register, head, state(entry))
            for entry in sorted(register.entries.values(), key=order)
        ]
        if head.headcounts:
            rows.append(_nameless_row(head, self.village.zone))
        self.rows.show(rows, columns=self.columns())

    def on_resize(self, event: Resize) -> None:
        """Show the plan above the list again, where its column is gone."""
        if self.loaded and not self.is_wide:
            self._show_plan()

    def _show_plan(self) -> None:
        brief = occurrence_brief(self, self.occurrence, self.turnout)
        self.query_one("#plan", Panel).fill(brief)

    def _look_for_turnout(self) -> None:
        """Find out in a thread how many usually come to what is like it, once the page is on the
        screen."""
        village, occurrence = self.village, self.occurrence

        def look_up() -> Turnout | None:
            return occurrence_turnout(village, occurrence)

        def show(turnout: Turnout | None) -> None:
            if turnout is None or occurrence.key != self.occurrence.key:
                return
            self.turnout = turnout
            if self.has_side:
                self.reload_side()
            if not self.is_wide:
                self._show_plan()

        run_task(self, look_up, show, "turnout")

    def _row(self, entry: Entry, register: Register, head: Head, state: str) -> ListRow:
        person = self.village.people.all().get(entry.number)
        policy = self.village.registers.settlement.policy(register)
        heads = entry.adults + entry.children
        last = entry.stints[-1] if entry.stints else None
        posts = [post_list(entry, head)] if self.occurrence.posts else []
        if len(self.occurrence.legs) > 1:
            posts.append(ridden_words(entry, self.occurrence))
        away = entry.waiting or (not entry.stints and entry.mark in ("absent", "leave"))
        return ListRow(
            entry.number,
            [
                person_name(person),
                person.code if person else "",
                role_letters(entry, head),
                *posts,
                self.village.squads.names((entry.squad,)) if entry.squad else "",
                state,
                entry_time_words(entry, head, policy),
                f"+{heads}" if heads else "",
                str(entry.row or ""),
                _desk(last) if last else "",
            ],
            QUIET if away else PLAIN,
            mark=state_mark(entry),
        )

    # -- actions -----------------------------------------------------------

    @on(RowList.Chosen)
    def open_person(self, event: RowList.Chosen) -> None:
        """Open the page of the person under the cursor."""
        from yigong.tui.screens.people.person_page import PersonPage

        if isinstance(event.key, int):
            self.app.push_screen(PersonPage(event.key))

    def action_turn(self, step: Literal[-1, 1]) -> None:
        """Show the event's date before or after this one."""
        other = self.village.events.neighbour(self.occurrence, step)
        if other is None:
            title = self.occurrence.event.title
            raise Refused("There is no other date of {title}.", title=title)
        self.occurrence = other
        self.status.show("")
        self.refresh_page()

    def action_invite(self) -> None:
        """List the people to invite."""
        from yigong.tui.screens.event.invite_page import InvitePage

        self.app.push_screen(InvitePage(self.occurrence))

    def action_posts(self) -> None:
        """Plan the posts: what is to be done, from when to when, by how many."""
        from yigong.tui.screens.event.posts_page import PostsPage

        self.app.push_screen(PostsPage(self.occurrence))

    def action_legs(self) -> None:
        """Plan the legs of a trip: when a bus goes from where to where, and which one."""
        from yigong.tui.screens.event.legs_page import LegsPage

        self.app.push_screen(LegsPage(self.occurrence))

    @work
    async def action_related(self) -> None:
        """Open the programme of the event, its venue, its host, one of its squads, or a request
        that it answers."""
        from yigong.tui.view.related_records import related_records

        found = related_records(self.village, self.occurrence)
        if not found:
            raise Refused(
                "{title} names no programme, venue, squad or request; e names them.",
                title=self.occurrence.event.title,
            )
        record: object = found[0][0]
        if len(found) > 1:
            record = await self.ask(AskOption(_("Open"), found, record))
        for (letter, number), _label in found:
            if (letter, number) == record:
                self.context.open_record(letter, number)

    def action_desk(self) -> None:
        """Open the desk, where people are checked in; of a trip, let them board."""
        if self.occurrence.cancelled:
            raise Refused(
                "{title} on {date} is cancelled.",
                title=self.occurrence.event.title,
                date=self.occurrence.planned,
            )
        self.context.open_desk(self.occurrence)

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """Change the event."""
        from yigong.tui.screens.calendar.event_form import EventForm

        event = self.village.events.get(self.occurrence.event.number)
        form = EventForm(event, occurrence=self.occurrence)
        saved = await self.ask(form)
        if saved is not None:
            self.occurrence = self._occurrence_of(saved)
            self.refresh_page()
            said = [
                _("{title} is saved").format(title=saved.title),
                asked_again_words(event, saved),
            ]
            text = _(", ").join(filter(None, said))
            self.status.good(text + promoted_words(form.moved_up, self.village.people.all()))

    def _occurrence_of(self, event: Event) -> Occurrence:
        """The occurrence of a changed event on the same date; else the nearest, else this one."""
        events = self.village.events
        same = recurrence.find_occurrence(event, self.occurrence.planned, self.village.zone)
        return (
            same
            or events.nearest(event, self.occurrence.start.replace(tzinfo=None))
            or self.occurrence
        )


def _nameless_row(head: Head, zone: ZoneInfo) -> ListRow:
    """The row of those without a name: how many, and when the last of them were counted."""
    at = head.headcounts[-1].at.astimezone(zone)
    heads = _("{n} heads").format(n=nameless_heads(head))
    last = _("the last at {time}").format(time=f"{at:%H:%M}")
    cells = [_("Without a name"), "", role_letter("participant"), heads, last]
    return ListRow(_NAMELESS, cells)


def _desk(stint: Stint) -> str:
    """The desk that checked out; that checked in, where the end is open or was filled in later."""
    return (stint.end_desk if stint.end else "") or stint.desk
