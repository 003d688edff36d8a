"""One occurrence of an event: its plan, squads needed against signed up, its register."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from store.errors import Refused
from store.hours import hours_text, served
from store.language import N_, _
from store.records import Entry, Event
from store.register import Register
from tui.repeats import repeat_text
from tui.screens.occurrence import OccurrencePage
from tui.screens.page import BACK, HELP
from tui.widgets.painted import ACCENT, BAD, PLAIN, QUIET, STRONG, Piece
from tui.widgets.plan import Plan
from tui.widgets.rows import Column, Row, Rows
from tui.words import (
    act_name,
    day_name,
    entry_state,
    hours_of,
    kind_name,
)


class EventPage(OccurrencePage):
    """One occurrence."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "desk", N_("Desk")),
        Binding("a", "sign_up", N_("Sign up")),
        Binding("w", "whole_squads", N_("Whole squads")),
        Binding("x", "close_register", N_("Close")),
        Binding("i", "ical", N_("Calendar file")),
        Binding("b", "sheet", N_("Sheet")),
        Binding("e", "edit", N_("Edit")),
        Binding("m", "move", N_("Move")),
        Binding("c", "cancel", N_("Cancel/restore")),
        Binding("delete,minus", "withdraw", N_("Withdraw")),
        Binding("u", "undo", N_("Undo")),
        Binding("left_square_bracket", "turn(-1)", N_("Earlier"), show=False),
        Binding("right_square_bracket", "turn(1)", N_("Later"), show=False),
        Binding("C", "cancel_all", N_("Cancel the whole event"), show=False),
        Binding("R", "reopen", N_("Reopen the register"), show=False),
        BACK,
        HELP,
    ]
    BOOKS = frozenset({"events", "people", "squads", "settings"})

    def body(self) -> ComposeResult:
        """The plan above, the register below."""
        yield Plan()
        yield Rows(
            [
                Column(_("Name"), 0, most=28),
                Column(_("Code"), 6),
                Column(_("Squad"), 16),
                Column(_("State"), 18),
                Column(_("Hours"), 6, right=True),
                Column(_("Along"), 6, right=True, least=70),
                Column(_("Desk"), 12, least=90),
            ],
            empty=_("Nobody has signed up yet. a signs people up, w whole squads."),
            id="register",
        )

    @property
    def register(self) -> Rows:
        """The list of the register."""
        return self.query_one("#register", Rows)

    def heading(self) -> list[Piece]:
        """Which event, on which day."""
        title = self.one.event.title
        return [(title, STRONG), f"  {day_name(self.one.start.date(), lunar=True)}"]

    def watched(self) -> object:
        """Also the register: other desks write it."""
        return super().watched(), self.village.registers.signature(self.one.key)

    def begin(self) -> None:
        """Into the register."""
        super().begin()
        self.focus_on(self.register)

    def reload(self) -> None:
        """Plan and register as they are now."""
        self.one = self.village.events.one(self.one.key)
        register = self.village.registers.read(self.one.key)
        self.query_one(Plan).show(self._plan(register))
        people = self.village.people.all()

        def order(entry: Entry) -> tuple[bool, int, str]:
            reading = people[entry.number].reading if entry.number in people else ""
            return entry.waiting, entry.squad or 999, reading

        self.register.show(
            [self._row(entry) for entry in sorted(register.entries.values(), key=order)]
        )

    def _plan(self, register: Register) -> list[list[Piece]]:
        one, event = self.one, self.one.event
        when = f"{day_name(one.start.date(), year=True)} {hours_of(one)}"
        state: list[Piece] = []
        if one.cancelled:
            state = [("  " + _("cancelled") + f" {one.reason}", BAD)]
        elif one.moved:
            state = [
                (
                    "  " + _("moved from {day}").format(day=f"{one.planned} {event.start:%H:%M}"),
                    STRONG,
                )
            ]
        if register.closed and register.head and register.head.closed:
            said = _("signed by {by}").format(by=register.head.closed_by)
            state.append((f"  {said} {register.head.closed:%m-%d %H:%M}", ACCENT))
        place = "  ".join(
            filter(None, (one.place, event.lead and _("led by {name}").format(name=event.lead)))
        )
        lines: list[list[Piece]] = [
            [(when, STRONG), *state],
            [place or (_("no place yet"), QUIET)],
            [(f"{event.code}  {kind_name(event.kind)}  {repeat_text(event)}", QUIET)],
        ]
        if event.notes:
            lines.append([event.notes.replace("\n", "  ")])
        lines.append([])
        lines.append(self._counts(register))
        return lines + self._needs(register)

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
        if self.one.event.capacity:
            pieces += ["   ", (_("places {n}").format(n=self.one.event.capacity), QUIET)]
        return pieces

    def _needs(self, register: Register) -> list[list[Piece]]:
        """Squads needed against signed up, on as many lines as it takes; a lack is marked."""
        signed = register.by_squad(register.expected)
        came = register.by_squad(register.present)
        squads = self.village.squads.all()
        lines: list[list[Piece]] = [[]]
        used = 0
        for number in dict.fromkeys([*self.one.event.needs, *signed, *came]):
            need, has = self.one.event.needs.get(number, 0), signed.get(number, 0)
            name = squads[number].name if number in squads else _("no squad")
            count = f" {has}/{need}" if need else f" {has}"
            arrived = " " + _("came {n}").format(n=came[number]) if came.get(number) else ""
            width = cell_len(name + count + arrived) + 3
            if used + width > self.size.width - 2 and used:
                lines.append([])
                used = 0
            used += width
            style = BAD if has < need else ACCENT if need else PLAIN
            lines[-1] += [name, (count, style), (arrived, QUIET), "   "]
        return lines if lines[0] else []

    def _row(self, entry: Entry) -> Row:
        person = self.village.people.all().get(entry.number)
        minutes = (entry.credit or served(entry)).total
        along = entry.adults + entry.children
        last = entry.stints[-1] if entry.stints else None
        style = PLAIN
        if entry.waiting or (not entry.stints and entry.mark in ("absent", "leave")):
            style = QUIET
        elif entry.here:
            style = Style(bold=True)
        return Row(
            entry.number,
            [
                person.name if person else "?",
                person.code if person else "",
                self.village.squads.names((entry.squad,)) if entry.squad else "",
                entry_state(entry),
                hours_text(minutes) if minutes else "",
                f"+{along}" if along else "",
                last.desk if last else "",
            ],
            style,
        )

    # -- what can be done --------------------------------------------------

    @on(Rows.Chosen)
    def chosen(self, event: Rows.Chosen) -> None:
        """Enter on somebody: their page."""
        from tui.screens.person import PersonPage

        if isinstance(event.key, int):
            with self.telling():
                self.app.push_screen(PersonPage(event.key))

    def action_turn(self, step: int) -> None:
        """The occurrence before or after."""
        with self.telling():
            day = self.one.start.date()
            reach = timedelta(days=800)
            first, last = (day, day + reach) if step > 0 else (day - reach, day)
            around = [
                o
                for o in self.village.events.between(first, last)
                if o.event.number == self.one.event.number
            ]
            keys = [o.key for o in around]
            at = keys.index(self.one.key) + step
            if not 0 <= at < len(keys):
                raise Refused("There is no other date of {title}.", title=self.one.event.title)
            self.one = around[at]
            self.status.show("")
            self.refresh_page()

    def action_desk(self) -> None:
        """To the door."""
        from tui.screens.desk import DeskPage

        with self.telling():
            if self.one.cancelled:
                raise Refused(
                    "{title} on {date} is cancelled.",
                    title=self.one.event.title,
                    date=self.one.planned,
                )
            self.app.push_screen(DeskPage(self.one))

    def action_sign_up(self) -> None:
        """Sign people up, one after the other."""
        from tui.screens.sign_up import SignUpPage

        with self.telling():
            self.needs_writing()
            self.app.push_screen(SignUpPage(self.one))

    def action_whole_squads(self) -> None:
        """Sign up the members of the squads that are needed, whoever is not in the register yet."""
        from tui.screens.ask import AskYes

        with self.telling():
            self.needs_writing()
            needs = self.one.event.needs
            if not needs:
                raise Refused("This event needs no squads yet; e says how many of each.")
            squads, people = self.village.squads.all(), self.village.people.all()
            entries = self.village.registers.read(self.one.key).entries
            serves: dict[int, int] = {}
            for number in needs:
                for member in squads[number].members if number in squads else ():
                    if member in people and not people[member].archived and member not in entries:
                        serves.setdefault(member, number)
            if not serves:
                raise Refused("All members of the squads needed are in the register already.")
            names = self.village.squads.names(tuple(needs))

            def go(sure: bool | None) -> None:
                if sure:
                    with self.telling():
                        self.village.registers.sign_up(self.one, *serves, squads=serves)
                        self.refresh_page()
                        said = _("{n} people are signed up; u takes it back")
                        self.status.good(said.format(n=len(serves)))

            question = _("Sign up all members of {squads}?").format(squads=names)
            self.app.push_screen(AskYes(question, _("{n} people").format(n=len(serves))), go)

    def action_withdraw(self) -> None:
        """Take back the sign-up under the cursor."""
        with self.telling():
            self.needs_writing()
            number = self.register.key
            if not isinstance(number, int):
                raise Refused("Nobody is chosen.")
            name = self.village.people.get(number).name
            moved_up = self.village.registers.withdraw(self.one, number)
            self.refresh_page()
            text = _("{name} is not signed up any more; u undoes").format(name=name)
            for entry in moved_up:
                other = self.village.people.get(entry.number).name
                text += "   " + _("{name} moved up from the waitlist").format(name=other)
            self.status.good(text)

    def action_undo(self) -> None:
        """Take back my last change of this register."""
        with self.telling():
            self.needs_writing()
            key = self.one.key
            undone = self.village.undo(f"registers/{key.partition('@')[2][:4]}/{key}")
            self.refresh_page()
            self.status.good(_("undone: {act}").format(act=act_name(undone.act)))

    def action_edit(self) -> None:
        """The form of the event."""
        from tui.screens.event_form import EventForm

        def saved(event: Event | None) -> None:
            if event is not None:
                with self.telling():
                    one = self.village.events.nearest(event, self.one.start.replace(tzinfo=None))
                    self.one = one or self.one
                    self.refresh_page()
                    self.status.good(_("{title} is saved").format(title=event.title))

        with self.telling():
            self.needs_writing()
            self.app.push_screen(EventForm(self.one.event), saved)
