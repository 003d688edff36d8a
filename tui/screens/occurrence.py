"""What can be done to one occurrence: move, call off, close, reopen, hand over."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from pathlib import Path

from store.errors import Refused
from store.language import _
from store.records import Occurrence
from tui.screens.page import Page
from tui.words import day_name, read_date, read_time


class OccurrencePage(Page[None]):
    """A page about one occurrence. Its keys are named by the page that is shown."""

    def __init__(self, one: Occurrence) -> None:
        """Open the page of an occurrence."""
        super().__init__()
        self.one = one

    def action_move(self) -> None:
        """Ask for another date and time, for this occurrence only."""
        from tui.screens.ask import AskText

        def go(answer: str | None) -> None:
            if answer:
                with self.telling():
                    start = self._read_start(answer)
                    self.one = self.village.events.move(
                        self.one.event.number, self.one.planned, start
                    )
                    self.refresh_page()
                    self.status.good(
                        _("moved to {when}; send the calendar file again (i)").format(
                            when=f"{day_name(start.date())} {start:%H:%M}"
                        )
                    )

        with self.telling():
            self.needs_writing()
            question = _("Move {date} to which day and time? Only this one moves.")
            now = f"{self.one.start:%Y-%m-%d %H:%M}"
            self.app.push_screen(
                AskText(
                    question.format(date=self.one.planned),
                    _("for example {when}").format(when=now),
                    now,
                    check=self._read_start,
                ),
                go,
            )

    def _read_start(self, text: str) -> datetime:
        day, _space, clock = text.replace("T", " ").strip().partition(" ")
        hour, minute = (
            read_time(clock) if clock.strip() else (self.one.start.hour, self.one.start.minute)
        )
        return datetime.combine(read_date(day, self.one.start.date()), time(hour, minute))

    def action_cancel(self) -> None:
        """Call this occurrence off, or take that back."""
        from tui.screens.ask import AskText

        number, planned = self.one.event.number, self.one.planned

        def go(answer: str | None) -> None:
            if answer is not None:
                with self.telling():
                    self.one = self.village.events.cancel_one(number, planned, answer)
                    self.refresh_page()
                    self.status.good(_("called off; phones learn it from the calendar file (i)"))

        with self.telling():
            self.needs_writing()
            if self.one.event.cancelled:
                self.village.events.restore(number)
            elif self.one.cancelled:
                self.village.events.restore_one(number, planned)
            else:
                question = _("Call off {title} on {date}? Why?")
                self.app.push_screen(
                    AskText(
                        question.format(title=self.one.event.title, date=self.one.planned),
                        _("the reason, e.g. rain; Enter calls it off, Esc does not"),
                    ),
                    go,
                )
                return
            self.refresh_page()
            self.status.good(_("{title} takes place again").format(title=self.one.event.title))

    def action_cancel_all(self) -> None:
        """Call the whole event off."""
        from tui.screens.ask import AskYes

        def go(sure: bool | None) -> None:
            if sure:
                with self.telling():
                    self.village.events.cancel(self.one.event.number)
                    self.refresh_page()
                    title = self.one.event.title
                    self.status.good(_("all dates of {title} are called off").format(title=title))

        with self.telling():
            self.needs_writing()
            question = _("Call off all dates of {title}?").format(title=self.one.event.title)
            self.app.push_screen(AskYes(question, _("c takes it back.")), go)

    def action_close_register(self) -> None:
        """收尾: settle, sign, freeze."""
        from tui.screens.close import ClosePage

        with self.telling():
            self.needs_writing()
            register = self.village.registers.read(self.one.key)
            if register.closed:
                raise Refused("It is signed already; R reopens it, with a reason.")
            if not register.present:
                raise Refused("Nobody was checked in, so there is nothing to close.")
            self.app.push_screen(ClosePage(self.one), self._was_closed)

    def _was_closed(self, done: bool | None) -> None:
        self.refresh_page()
        if done:
            self.status.good(_("the register is signed and closed; u takes it back"))

    def action_reopen(self) -> None:
        """Open a signed register again, with a reason."""
        from tui.screens.ask import AskText

        def go(answer: str | None) -> None:
            if answer is not None:
                with self.telling():
                    self.village.registers.reopen(self.one, answer)
                    self.refresh_page()
                    self.status.good(_("the register is open again"))

        with self.telling():
            self.needs_writing()
            self.app.push_screen(AskText(_("Why is the register reopened?")), go)

    # -- files -------------------------------------------------------------

    def action_ical(self) -> None:
        """Write this event's calendar file."""
        from exports.ical import file_name, write_event

        event, settings = self.one.event, self.village.settings
        self._write(file_name(event), lambda: write_event(event, settings))

    def action_sheet(self) -> None:
        """Write this occurrence's sign-in sheet."""
        from exports.signin import signin_html

        def make() -> bytes:
            return signin_html(
                self.one,
                self.village.registers.read(self.one.key),
                self.village.people.all(),
                self.village.squads.all(),
                self.village.settings,
            ).encode()

        self._write(f"signin-{self.one.key}.html", make)

    def _write(self, name: str, make: Callable[[], bytes]) -> None:
        from exports.files import write

        with self.telling():
            path: Path = write(self.village.outbox() / name, make())
            self.status.good(_("written: {path}").format(path=path))
