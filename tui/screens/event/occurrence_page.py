"""What can be done to one occurrence: move, call off, hand over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec
from textual import work

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import Change, Occurrence
from yigong.tui.screens.base.page import Page, needs_writing
from yigong.tui.screens.base.questions import AskText, AskYes
from yigong.tui.text.typed_values import read_move
from yigong.tui.text.words import day_name, occurrence_hours


class OccurrencePage(Page[None]):
    """A page about one occurrence. Its keys are named by the page that is shown."""

    def __init__(self, occurrence: Occurrence) -> None:
        """Open the page of an occurrence."""
        super().__init__()
        self.occurrence = occurrence

    @needs_writing
    @work
    async def action_move(self) -> None:
        """Move this occurrence alone to another date and time."""
        question = _("Move {date} to which day and time? Only this one moves.")
        now = self.occurrence.start.date().isoformat()
        if not self.occurrence.event.all_day:
            now = f"{now} {self.occurrence.start:%H:%M}-{self.occurrence.end:%H:%M}"
        answer = await self.ask(
            AskText(
                question.format(date=self.occurrence.planned),
                _("for example {when}").format(when=now),
                now,
                check=lambda answer: read_move(answer, self.occurrence),
            )
        )
        if not answer:
            return
        start, minutes = read_move(answer, self.occurrence)
        self.occurrence = self.village.events.move(
            self.occurrence.event.number, self.occurrence.planned, start, minutes=minutes
        )
        self.refresh_page()
        hours = occurrence_hours(self.occurrence) if minutes else f"{start:%H:%M}"
        said = _("moved to {when}; send the calendar file again (i)")
        self.status.good(said.format(when=f"{day_name(start.date())} {hours}"))

    @needs_writing
    def action_restore(self) -> None:
        """Take back what differs on this occurrence: called off, or else moved."""
        if self.occurrence.event.cancelled:
            self.village.events.restore(self.occurrence.event.number)
        elif self._differs():
            number, planned = self.occurrence.event.number, self.occurrence.planned
            self.occurrence = self.village.events.restore_occurrence(number, planned)
        else:
            raise Refused("This one is as it was planned.")
        self.refresh_page()
        title, day = self.occurrence.event.title, day_name(self.occurrence.start.date())
        self.status.good(_("{title} on {day} is as planned again").format(title=title, day=day))

    def _differs(self) -> bool:
        """Whether anything of this occurrence is other than its plan says."""
        planned = self.occurrence.planned.isoformat()
        change = self.occurrence.event.changes.get(planned, Change())
        return msgspec.structs.replace(change, sequence=0, stamped=None) != Change()

    @needs_writing
    @work
    async def action_cancel(self) -> None:
        """Call this occurrence off, or take that back."""
        event, planned = self.occurrence.event, self.occurrence.planned
        if event.cancelled:
            self.village.events.restore(event.number)
        elif self.occurrence.cancelled:
            self.village.events.restore_occurrence(event.number, planned)
        else:
            question = _("Call off {title} on {date}? Why?").format(title=event.title, date=planned)
            hint = _("the reason, e.g. rain; Enter calls it off, Esc does not")
            reason = await self.ask(AskText(question, hint))
            if reason is not None:
                self.occurrence = self.village.events.cancel_occurrence(
                    event.number, planned, reason
                )
                self.refresh_page()
                self.status.good(_("called off; phones learn it from the calendar file (i)"))
            return
        self.refresh_page()
        self.status.good(_("{title} takes place again").format(title=event.title))

    @needs_writing
    @work
    async def action_cancel_all(self) -> None:
        """Call the whole event off."""
        title = self.occurrence.event.title
        question = _("Call off all dates of {title}?").format(title=title)
        if await self.ask(AskYes(question, _("c takes it back."))):
            self.village.events.cancel(self.occurrence.event.number)
            self.refresh_page()
            title = self.occurrence.event.title
            self.status.good(_("all dates of {title} are called off").format(title=title))

    # -- files -------------------------------------------------------------

    def action_ical(self) -> None:
        """Hand it over: a code on the screen, its calendar file, a text for WeChat."""
        from yigong.tui.screens.event.hand_over_page import HandOverPage

        self.app.push_screen(HandOverPage(self.occurrence))

    def _write(self, name: str, make: Callable[[], bytes]) -> None:
        """Write a file made from this occurrence into the outbox, and say where it is."""
        from yigong.exports.export_file import write_export

        path: Path = write_export(self.village.outbox() / name, make())
        self.status.good(_("written: {path}").format(path=path))
