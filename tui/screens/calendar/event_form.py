"""The form that plans or changes an event: for one date, for it and those after it, or for all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import cast

import msgspec
from textual import work

from yigong.store.attendance.register import Promotion
from yigong.store.calendar import fixed_dates
from yigong.store.dates import series
from yigong.store.errors import Stale
from yigong.store.event_records import Event, Occurrence
from yigong.store.language import N_, _
from yigong.store.request_records import Request
from yigong.store.requests.request_words import request_text, request_title
from yigong.store.venues.double_booking import NeedsReason, VenueHeld
from yigong.tui.screens.base.page import needs_writing
from yigong.tui.screens.base.questions import AskText
from yigong.tui.screens.calendar.date_scope_page import Scope, ScopeOption, ScopePage
from yigong.tui.screens.calendar.plan_form import PlanForm
from yigong.tui.text.words import day_name
from yigong.tui.view.event_fields import (
    changed_fields,
    checked_event,
    event_from_date,
    not_for_one_date,
    one_date_change,
    read_event,
    read_start,
)
from yigong.tui.view.event_words import next_words, not_for_one_date_words, one_date_words
from yigong.tui.widgets.canvas import STRONG, Piece
from yigong.tui.widgets.inputs import TextInput

_DEFAULT_START, _DEFAULT_MINUTES = time(8, 30), 150
"""A morning."""


class EventForm(PlanForm):
    """Plans a new event on a day, or changes an event."""

    PURPOSE = N_("Plan an event, or change one.")

    def __init__(
        self,
        event: Event | None = None,
        day: date | None = None,
        *,
        occurrence: Occurrence | None = None,
        programme: int = 0,
        answers: Request | None = None,
    ) -> None:
        """Make the form.

        Args:
            event: The event to change; `None` plans a new one.
            day: The day of a new event.
            occurrence: The occurrence from whose page the form opens: the form shows its date, and
                a change of a repeating event may be for it alone, or for it and those after it.
            programme: The number of the programme that a new event is part of; 0: none.
            answers: The request that a new event is in answer to, as it may be shown to everybody.
        """
        start = datetime.combine(day or date(2000, 1, 1), _DEFAULT_START)
        planned = event or Event(
            title="", start=start, minutes=_DEFAULT_MINUTES, programme=programme
        )
        if answers is not None:
            title = request_title(answers)
            planned = msgspec.structs.replace(planned, title=title, answers=(answers.number,))
        # An occurrence of an earlier plan is past: then the present plan is changed.
        self._occurrence = (
            occurrence if occurrence and occurrence.event.uid == planned.uid else None
        )
        shown = self._occurrence.planned if self._occurrence else planned.start.date()
        super().__init__(planned, shown, from_today=event is not None and self._occurrence is None)
        self._new = event is None
        self._answers = answers
        self._from_earlier_plan = occurrence is not None and self._occurrence is None
        self._scope: Scope = "all"
        self._override = ""
        """Why it holds a venue together with others, or against its rules."""

        self.moved_up: list[Promotion] = []
        """Who moved up from the waitlist when it was saved."""

    def heading(self) -> list[Piece]:
        """The event; if opened from an earlier plan, the date from which the present one holds."""
        if self._answers is not None:
            text = _("Event for {code}").format(code=self._answers.code)
            return [(text, STRONG), f"  {request_text(self._answers)}"]
        if self._new:
            return [(_("New event"), STRONG)]
        since = _("from {date} on").format(date=self.record.start.date())
        return [(self.record.title, STRONG), f"  {since}" if self._from_earlier_plan else ""]

    def begin(self) -> None:
        """Select the name that is proposed for a request: typing replaces it."""
        super().begin()
        if self._answers is not None:
            self.query_one("#field-title", TextInput).action_select_all()

    @needs_writing
    @work
    async def action_save(self) -> None:
        """Save; of a repeating event, say first for which dates."""
        typed = self.values()
        repeats = self._occurrence is not None and self.record.repeat is not None
        scope: Scope | None = "all"
        if repeats and changed_fields(typed, self.record, self._shown):
            question = _("Which dates does this change?")
            options = self._scope_options(typed)
            scope = await self.ask(ScopePage(question, options))
        if scope:
            self._scope = scope
            await self._save_or_ask_why()

    async def _save_or_ask_why(self) -> None:
        """Save; where the venue is not to be had, ask why it is all the same."""
        try:
            await self.save_or_ask()
        except NeedsReason as refused:
            held = isinstance(refused, VenueHeld)
            question = _("Why are both there?") if held else _("Why is it booked all the same?")
            reason = await self.ask(AskText(question, str(refused)))
            if not reason:
                raise
            self._override = reason
            await self.save_or_ask()

    def _scope_options(self, typed: Mapping[str, object]) -> list[ScopeOption]:
        """The scopes of the change, each with the dates that it results in."""
        planned = self._shown
        assert self._occurrence is not None  # noqa: S101 - otherwise nothing is asked
        day = day_name(planned, year=True)
        names = not_for_one_date(typed, self.record, planned)
        labels = [field.label.strip() for field in self._fields if field.name in names]
        first = min(read_start(typed, self.record, planned).date(), planned)
        following = checked_event(event_from_date(typed, self.record, planned))
        whole = checked_event(read_event(typed, self.record, planned))
        return [
            ScopeOption(
                "one",
                _("only {day}").format(day=day),
                one_date_words(*one_date_change(typed, self.record, self._occurrence)[:3]),
                not_for_one_date_words(labels),
            ),
            ScopeOption(
                "following",
                _("{day} and those after it").format(day=day),
                next_words(following, first),
            ),
            ScopeOption(
                "all",
                _("all dates, but for those people were checked in at"),
                next_words(whole, self._first_changed(whole)),
            ),
        ]

    def _first_changed(self, new: Event) -> date:
        """The first date of a change for all dates, after those that took place and stay."""
        village, current = self.village, self.record
        keys = (key.partition("@") for key in village.registers.planned_between())
        days = [date.fromisoformat(day) for code, _at, day in keys if code == current.code]
        held = fixed_dates.find_fixed_dates(
            current, days, village.registers, village.zone, village.now()
        )
        edited = msgspec.structs.replace(new, earlier=current.earlier, keys=current.keys)
        after = series.edit_all_plans(current, edited)
        lost = [
            day for day, _count in fixed_dates.lost_dates(current, after, held.over, village.zone)
        ]
        if lost or not fixed_dates.same_dates(current, after, held.past, village.zone):
            return max(held.first_free(lost), new.start.date())
        return new.start.date()

    def save(self, values: Mapping[str, object]) -> Event:
        """Add the event, or change it in the chosen scope."""
        events, number, occurrence = self.village.events, self.record.number, self._occurrence
        if self._override and self._scope != "one":
            self.record = msgspec.structs.replace(self.record, override=self._override)
        if self._new:
            return events.add(read_event(values, self.record, self._shown))
        if occurrence is None or self._scope == "all":
            new = read_event(values, self.record, self._shown)
            return events.save(new, self.moved_up, sure=self.sure)
        if self._scope == "following":
            new = event_from_date(values, self.record, occurrence.planned)
            first = min(occurrence.planned, new.start.date())
            return events.save_from(new, first, self.moved_up, sure=self.sure)
        change = one_date_change(values, self.record, occurrence)
        events.move(
            number,
            occurrence.planned,
            change.start,
            minutes=change.minutes,
            place=change.place,
            venues=change.venues,
            override=self._override or None,
        )
        return events.get(number)

    def adopt_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Continue from their event, also in what the form does not show, such as moved dates."""
        if self._occurrence is None:
            self._shown = cast("Event", stale.theirs).start.date()
        return super().adopt_theirs(stale)
