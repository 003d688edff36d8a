"""One occurrence of an event: its plan, squads needed against signed up, its register."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import ClassVar

from rich.style import Style
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from yigong.exports.documents.signin_sheet import correction_sentences
from yigong.store.attendance.hours import entry_credit, hours_text
from yigong.store.attendance.register import Register, head_of
from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.records import Entry, Event, Occurrence, Stint
from yigong.store.squads.staffing import staffing
from yigong.tui.screens.base.list_page import ListPage
from yigong.tui.screens.base.page import BACK, HELP, needs_writing
from yigong.tui.screens.event.register_page import RegisterPage
from yigong.tui.text.repeat_words import repeat_text
from yigong.tui.text.words import (
    day_name,
    entry_state,
    kind_name,
    occurrence_hours,
    person_name,
    programme_text,
)
from yigong.tui.view.staffing_words import need_lines
from yigong.tui.widgets.canvas import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece
from yigong.tui.widgets.row_list import ListColumn, ListRow, RowList
from yigong.tui.widgets.text_block import TextBlock

_NEXT = 3
"""So many of the following dates are shown."""

_CORRECTIONS = 2
"""So many of the latest corrections are shown; the sheet has them all."""


class EventPage(ListPage[None], RegisterPage):
    """One occurrence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "sign_up", N_("Sign up")),
        Binding("b", "sheet", N_("Sheet")),
        Binding("d", "desk", N_("Desk")),
        Binding("l", "roll_call", N_("Roll call")),
        Binding("p", "paper", N_("Paper")),
        Binding("x", "close_register", N_("Close")),
        Binding("i", "ical", N_("Hand over")),
        Binding("e", "edit", N_("Edit")),
        Binding("m", "move", N_("Move")),
        Binding("c", "cancel", N_("Cancel/restore")),
        Binding("delete,minus", "take_back", N_("Take back")),
        Binding("u", "undo", N_("Undo")),
        Binding("w", "whole_squads", N_("Whole squads")),
        Binding("v", "invite", N_("Invite")),
        Binding("g", "grant", N_("Grant hours")),
        Binding("s", "report", N_("Report")),
        Binding("left_square_bracket", "turn(-1)", N_("Earlier"), show=False),
        Binding("right_square_bracket", "turn(1)", N_("Later"), show=False),
        Binding("M", "restore", N_("As planned again"), show=False),
        Binding("C", "cancel_all", N_("Cancel the whole event"), show=False),
        Binding("R", "reopen", N_("Reopen the register"), show=False),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "people", "squads", "settings"})
    EMPTY = N_("Nobody has signed up yet. a: one by one, w: whole squads, v: whom to ask.")

    def above(self) -> ComposeResult:
        """The plan above, the register below."""
        yield TextBlock()

    def columns(self) -> Sequence[ListColumn]:
        """The columns of the list."""
        return [
            ListColumn(_("Name"), 0, most=28),
            ListColumn(_("Code"), 6),
            ListColumn(_("Squad"), 16),
            ListColumn(_("State"), 18),
            ListColumn(_("Hours"), 6, right=True),
            ListColumn(_("Along"), 6, right=True, least=70),
            ListColumn(_("No."), 4, right=True, least=90),
            ListColumn(_("Desk"), 12, least=90),
        ]

    @property
    def chosen(self) -> int | None:
        """The person under the cursor."""
        return self.rows.key if isinstance(self.rows.key, int) else None

    def heading(self) -> list[Piece]:
        """Which event, on which day."""
        title = self.occurrence.event.title
        return [(title, STRONG), f"  {day_name(self.occurrence.start.date(), lunar=True)}"]

    def fingerprint(self) -> object:
        """Also the register: other desks write it."""
        return super().fingerprint(), self.village.registers.fingerprint(self.occurrence.key)

    def reload(self) -> None:
        """Plan and register as they are now."""
        self.occurrence = self.village.events.occurrence_for(self.occurrence.key)
        register = self.village.registers.read(self.occurrence.key)
        self.query_one(TextBlock).show(self._plan(register))
        people = self.village.people.all()

        def order(entry: Entry) -> tuple[bool, int, str]:
            reading = people[entry.number].reading if entry.number in people else ""
            return entry.waiting, entry.squad or 999, reading

        self.rows.show(
            [self._row(entry, register) for entry in sorted(register.entries.values(), key=order)]
        )

    def _plan(self, register: Register) -> list[list[Piece]]:
        one, event = self.occurrence, self.occurrence.event
        when = f"{day_name(one.start.date(), year=True)} {occurrence_hours(one)}"
        state: list[Piece] = []
        if one.cancelled:
            state = [("  " + _("cancelled") + f" {one.reason}", BAD)]
        elif one.moved:
            state = [
                (
                    "  " + _("moved from {day}").format(day=f"{one.planned} {event.start:%H:%M}"),
                    STRONG,
                ),
                ("  " + _("M puts it back"), QUIET),
            ]
        if register.closed and register.head and register.head.closed:
            said = _("signed by {by}").format(by=register.head.closed_by)
            state.append((f"  {said} {register.head.closed:%m-%d %H:%M}", ACCENT))
        corrected: list[list[Piece]] = [
            [(text, BAD)] for text in correction_sentences(register.head)
        ]
        later = self._later_plan()
        changed: list[list[Piece]] = []
        if later:  # its repeat ends, and is said with its end: the dates need a line of their own
            changed.append([("   ".join(filter(None, (self._next_dates(), later))), QUIET)])
        place = "  ".join(
            filter(None, (one.place, event.lead and _("led by {name}").format(name=event.lead)))
        )
        lines: list[list[Piece]] = [
            [(when, STRONG), *state],
            [place or (_("no place yet"), QUIET)],
            [
                (f"{event.code}  {kind_name(event.kind)}  {repeat_text(event)}", QUIET),
                ("" if later else f"   {self._next_dates()}".rstrip(), QUIET),
            ],
            *changed,
            *corrected[-_CORRECTIONS:],
        ]
        if belongs := programme_text(event):
            lines.append([(belongs, QUIET)])
        if register.head and register.head.report:
            lines.append([(_("Report: {text}").format(text=register.head.report), ACCENT)])
        if event.notes:
            lines.append([event.notes.replace("\n", "  ")])
        lines.append([])
        lines.append(self._counts(register))
        found = staffing(self.occurrence, register)
        return lines + need_lines(found, self.village.squads.all(), self.size.width - 2)

    def _next_dates(self) -> str:
        """The dates that follow this one under its plan, of an event that repeats."""
        plan = self.occurrence.event
        if plan.repeat is None:
            return ""
        tomorrow = datetime.combine(self.occurrence.planned + timedelta(days=1), time())
        starts = recurrence.next_starts(plan, tomorrow, _NEXT)
        if not starts and self._later_plan():
            return ""
        if not starts:
            return _("this is the last")
        near = (starts[-1].date() - self.occurrence.planned).days < 300
        days = "  ".join(f"{start:%m-%d}" if near else f"{start:%Y-%m-%d}" for start in starts)
        return _("next: {dates}").format(dates=days)

    def _later_plan(self) -> str:
        """From when on the event has another plan than on this date; empty where it has none."""
        chain = recurrence.all_plans(self.village.events.get(self.occurrence.event.number))
        at = next((n for n, plan in enumerate(chain) if plan.uid == self.occurrence.event.uid), -1)
        if not 0 <= at < len(chain) - 1:
            return ""
        first = recurrence.first_start(chain[at + 1]).date()
        return _("From {date} on another plan holds.").format(date=first)

    def _counts(self, register: Register) -> list[Piece]:
        waiting = sum(1 for e in register.entries.values() if e.waiting)
        pieces: list[Piece] = [
            (_("expected {n}").format(n=len(register.expected)), STRONG),
            "   ",
            (_("came {n}").format(n=len(register.present)), STRONG),
            "   ",
            (_("heads {n}").format(n=register.heads), STRONG),
            "   ",
            (_("still here {n}").format(n=len(register.here)), STRONG),
        ]
        if waiting:
            pieces += ["   ", (_("waiting {n}").format(n=waiting), BAD)]
        if self.occurrence.event.capacity:
            pieces += ["   ", (_("places {n}").format(n=self.occurrence.event.capacity), QUIET)]
        granted = sum(g.minutes for e in register.entries.values() for g in e.grants)
        if granted:
            pieces += ["   ", _("granted {hours} h").format(hours=hours_text(granted))]
        return pieces

    def _row(self, entry: Entry, register: Register) -> ListRow:
        person = self.village.people.all().get(entry.number)
        policy = self.village.registers.settlement.policy(register)
        minutes = entry_credit(entry, register.head or head_of(self.occurrence), policy).total
        along = entry.adults + entry.children
        last = entry.stints[-1] if entry.stints else None
        style = PLAIN
        if entry.waiting or (not entry.stints and entry.mark in ("absent", "leave")):
            style = QUIET
        elif entry.here:
            style = Style(bold=True)
        return ListRow(
            entry.number,
            [
                person_name(person),
                person.code if person else "",
                self.village.squads.names((entry.squad,)) if entry.squad else "",
                entry_state(entry),
                hours_text(minutes) if minutes else "",
                f"+{along}" if along else "",
                str(entry.row or ""),
                _where(last) if last else "",
            ],
            style,
        )

    # -- what can be done --------------------------------------------------

    @on(RowList.Chosen)
    def entered(self, event: RowList.Chosen) -> None:
        """Enter on somebody: their page."""
        from yigong.tui.screens.people.person_page import PersonPage

        if isinstance(event.key, int):
            self.app.push_screen(PersonPage(event.key))

    def action_turn(self, step: int) -> None:
        """The occurrence before or after."""
        day = self.occurrence.start.date()
        reach = timedelta(days=800)
        first, last = (day, day + reach) if step > 0 else (day - reach, day)
        around = [
            o
            for o in self.village.events.between(first, last)
            if o.event.number == self.occurrence.event.number
        ]
        keys = [o.key for o in around]
        at = keys.index(self.occurrence.key) + step
        if not 0 <= at < len(keys):
            raise Refused("There is no other date of {title}.", title=self.occurrence.event.title)
        self.occurrence = around[at]
        self.status.show("")
        self.refresh_page()

    def action_invite(self) -> None:
        """Whom to ask: the members of the squads needed, who came least lately first."""
        from yigong.tui.screens.event.invite_page import InvitePage

        self.app.push_screen(InvitePage(self.occurrence))

    def action_desk(self) -> None:
        """To the door."""
        from yigong.tui.screens.event.desk_page import DeskPage

        if self.occurrence.cancelled:
            raise Refused(
                "{title} on {date} is cancelled.",
                title=self.occurrence.event.title,
                date=self.occurrence.planned,
            )
        self.app.push_screen(DeskPage(self.occurrence))

    @needs_writing
    @work
    async def action_edit(self) -> None:
        """The form of the event."""
        from yigong.tui.screens.calendar.event_form import EventForm

        event = self.village.events.get(self.occurrence.event.number)
        saved = await self.ask(EventForm(event, occurrence=self.occurrence))
        if saved is not None:
            self.occurrence = self._of(saved)
            self.refresh_page()
            said = _("{title} is saved").format(title=saved.title)
            self.status.good(said + self.fill_places(saved))
            self.refresh_page()

    def _of(self, event: Event) -> Occurrence:
        """The occurrence to show of an event that was changed: this one, if there still is one."""
        events = self.village.events
        same = recurrence.find_occurrence(event, self.occurrence.planned, self.village.zone)
        return (
            same
            or events.nearest(event, self.occurrence.start.replace(tzinfo=None))
            or self.occurrence
        )


def _where(stint: Stint) -> str:
    """The desk that says what the register says of somebody: where they left, else where they came.

    An end that was filled in later was said at no desk.
    """
    return (stint.end_desk if stint.end else "") or stint.desk
