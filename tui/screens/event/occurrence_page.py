"""What can be done to one occurrence: move, call off, hand over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import Change, Occurrence
from yigong.tui.screens.base.page import Page
from yigong.tui.text.typed_values import read_move
from yigong.tui.text.words import day_name, hours_of


class OccurrencePage(Page[None]):
    """A page about one occurrence. Its keys are named by the page that is shown."""

    def __init__(self, one: Occurrence) -> None:
        """Open the page of an occurrence."""
        super().__init__()
        self.one = one

    def action_move(self) -> None:
        """Ask for another date and time, for this occurrence only."""
        from yigong.tui.screens.base.questions import AskText

        def go(answer: str | None) -> None:
            if answer:
                with self.report_refusals():
                    start, minutes = read_move(answer, self.one)
                    self.one = self.village.events.move(
                        self.one.event.number, self.one.planned, start, minutes=minutes
                    )
                    self.refresh_page()
                    hours = hours_of(self.one) if minutes else f"{start:%H:%M}"
                    self.status.good(
                        _("moved to {when}; send the calendar file again (i)").format(
                            when=f"{day_name(start.date())} {hours}"
                        )
                    )

        with self.report_refusals():
            self.needs_writing()
            question = _("Move {date} to which day and time? Only this one moves.")
            now = self.one.start.date().isoformat()
            if not self.one.event.all_day:
                now = f"{now} {self.one.start:%H:%M}-{self.one.end:%H:%M}"
            self.app.push_screen(
                AskText(
                    question.format(date=self.one.planned),
                    _("for example {when}").format(when=now),
                    now,
                    check=lambda answer: read_move(answer, self.one),
                ),
                go,
            )

    def action_restore(self) -> None:
        """Take back what is different about this one: called off, or else moved."""
        with self.report_refusals():
            self.needs_writing()
            if self.one.event.cancelled:
                self.village.events.restore(self.one.event.number)
            elif self._differs():
                number, planned = self.one.event.number, self.one.planned
                self.one = self.village.events.restore_occurrence(number, planned)
            else:
                raise Refused("This one is as it was planned.")
            self.refresh_page()
            title, day = self.one.event.title, day_name(self.one.start.date())
            self.status.good(_("{title} on {day} is as planned again").format(title=title, day=day))

    def _differs(self) -> bool:
        """Whether anything of this one is other than its plan says."""
        change = self.one.event.changes.get(self.one.planned.isoformat(), Change())
        return msgspec.structs.replace(change, sequence=0, stamped=None) != Change()

    def action_cancel(self) -> None:
        """Call this occurrence off, or take that back."""
        from yigong.tui.screens.base.questions import AskText

        number, planned = self.one.event.number, self.one.planned

        def go(answer: str | None) -> None:
            if answer is not None:
                with self.report_refusals():
                    self.one = self.village.events.cancel_occurrence(number, planned, answer)
                    self.refresh_page()
                    self.status.good(_("called off; phones learn it from the calendar file (i)"))

        with self.report_refusals():
            self.needs_writing()
            if self.one.event.cancelled:
                self.village.events.restore(number)
            elif self.one.cancelled:
                self.village.events.restore_occurrence(number, planned)
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
        from yigong.tui.screens.base.questions import AskYes

        def go(sure: bool | None) -> None:
            if sure:
                with self.report_refusals():
                    self.village.events.cancel(self.one.event.number)
                    self.refresh_page()
                    title = self.one.event.title
                    self.status.good(_("all dates of {title} are called off").format(title=title))

        with self.report_refusals():
            self.needs_writing()
            question = _("Call off all dates of {title}?").format(title=self.one.event.title)
            self.app.push_screen(AskYes(question, _("c takes it back.")), go)

    # -- files -------------------------------------------------------------

    def action_ical(self) -> None:
        """Hand it over: a code on the screen, its calendar file, a text for WeChat."""
        from yigong.tui.screens.event.hand_over_page import HandOverPage

        with self.report_refusals():
            self.app.push_screen(HandOverPage(self.one))

    def _write(self, name: str, make: Callable[[], bytes]) -> None:
        from yigong.exports.export_file import write_export

        with self.report_refusals():
            path: Path = write_export(self.village.outbox() / name, make())
            self.status.good(_("written: {path}").format(path=path))
