"""The occurrence page, base of pages about an occurrence: move, call off, hand over."""

from __future__ import annotations

from datetime import date, datetime, time

import msgspec
from textual import work

from yigong.store.errors import Refused
from yigong.store.event_records import Change, Occurrence
from yigong.store.language import _
from yigong.tui.screens.base.page import Page, needs_writing
from yigong.tui.screens.base.questions import AskOption, AskText, AskYes
from yigong.tui.screens.event.cancel_question import AskCancellation
from yigong.tui.text.typed_values import read_move
from yigong.tui.text.typed_words import move_meaning
from yigong.tui.text.words import day_name, occurrence_hours
from yigong.tui.view.booking_dates import asked_again_words
from yigong.tui.view.occurrence_plan import left_out_of


class OccurrencePage(Page[None]):
    """A page about an occurrence. Subclasses bind keys to its actions."""

    def __init__(self, occurrence: Occurrence) -> None:
        """Open the page of an occurrence."""
        super().__init__()
        self.occurrence = occurrence

    @needs_writing
    @work
    async def action_move(self) -> None:
        """Move this date to another day or time; the others stay."""
        question = _("Move {date} to which day and time? Only this one moves.")
        when = self.occurrence.start.date().isoformat()
        if not self.occurrence.event.all_day:
            when = f"{when} {self.occurrence.start:%H:%M}-{self.occurrence.end:%H:%M}"
        today = self.village.now().date()
        before = self.village.events.get(self.occurrence.event.number)

        def meaning(answer: str) -> str:
            return move_meaning(*read_move(answer, self.occurrence, today), self.occurrence, today)

        def move(answer: str) -> None:
            start, minutes = read_move(answer, self.occurrence, today)
            event, planned = self.occurrence.event.number, self.occurrence.planned
            self.occurrence = self.village.events.move(event, planned, start, minutes=minutes)

        question = question.format(date=day_name(self.occurrence.planned))
        example = _("for example {when}").format(when=when)
        asked = AskText(question, example, when, meaning=meaning, act=move)
        if await self.ask(asked) is not None:
            self.refresh_page()
            moved = f"{day_name(self.occurrence.start.date())} {occurrence_hours(self.occurrence)}"
            text = _("moved to {when}; send the calendar file again (i)").format(when=moved)
            again = asked_again_words(before, self.village.events.get(before.number))
            self.status.good(_("; ").join(filter(None, [text, again])))

    @needs_writing
    @work
    async def action_restore(self) -> None:
        """Restore the event if it is called off, else this date as it was planned, or a date that
        was left out."""
        events, number = self.village.events, self.occurrence.event.number
        planned, back = self.occurrence.planned, left_out_of(events.get(number))
        if self.occurrence.event.cancelled:
            events.restore(number)
        elif self._is_changed() and not back:
            self.occurrence = events.restore_occurrence(number, planned)
        elif back:
            options: list[tuple[object, str]] = [(day, day_name(day, year=True)) for day in back]
            if self._is_changed():
                options.insert(0, (planned, _("this date, as it was planned")))
            question = _("Put which date back?")
            chosen = await self.ask(AskOption(question, options, options[0][0]))
            if not isinstance(chosen, date):
                return
            restore = events.put_back if chosen in back else events.restore_occurrence
            self.occurrence = restore(number, chosen)
        else:
            raise Refused("This one is as it was planned.")
        self.refresh_page()
        title, day = self.occurrence.event.title, day_name(self.occurrence.start.date())
        self.status.good(_("{title} on {day} is as planned again").format(title=title, day=day))

    def _is_changed(self) -> bool:
        """Whether anything of this occurrence differs from the plan of the event."""
        planned = self.occurrence.planned.isoformat()
        change = self.occurrence.event.changes.get(planned, Change())
        return msgspec.structs.replace(change, sequence=0, stamped=None) != Change()

    @needs_writing
    @work
    async def action_cancel(self) -> None:
        """Call this date off, or leave it out of its series, or restore it.

        Restore it also if the whole event is called off.
        """
        event, planned = self.occurrence.event, self.occurrence.planned
        if event.cancelled:
            self.village.events.restore(event.number)
        elif self.occurrence.cancelled:
            self.village.events.restore_occurrence(event.number, planned)
        else:
            day = day_name(planned)
            question = _("Call off {title} on {date}? Why?").format(title=event.title, date=day)
            hint = _("the reason, e.g. rain; Enter calls it off, Esc does not")

            def cancel(reason: str) -> None:
                self.occurrence = self.village.events.cancel_occurrence(
                    event.number, planned, reason
                )

            series = event.repeat is not None or self.village.events.get(event.number).earlier
            ask = AskCancellation(question, hint, cancel, self._leave_out if series else None)
            if await self.ask(ask) is not None:
                self.refresh_page()
                self.status.good(_("called off; phones learn it from the calendar file (i)"))
            return
        self.refresh_page()
        self.status.good(_("{title} takes place again").format(title=event.title))

    def _leave_out(self) -> None:
        """Leave this date out of its series, and show the one next to it."""
        events, day = self.village.events, self.occurrence.planned
        event = events.leave_out(self.occurrence.event.number, day)
        nearest = events.nearest(event, datetime.combine(day, time()))
        assert nearest is not None  # noqa: S101 - a series keeps a date
        self.occurrence = nearest
        self.refresh_page()
        text = _("{date} is left out, nobody is told; u puts it back")
        self.status.good(text.format(date=day_name(day)))

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
        """Show the code for phones; from there come the calendar file and the text."""
        from yigong.tui.screens.event.hand_over_page import HandOverPage

        self.app.push_screen(HandOverPage(self.occurrence))
