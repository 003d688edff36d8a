"""The form that plans an event, or changes one: for one of its dates, from one on, or for all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import cast

import msgspec
from textual import work

from yigong.store.calendar import fixed_dates
from yigong.store.dates import series
from yigong.store.errors import Stale
from yigong.store.language import _
from yigong.store.records import Event, Occurrence
from yigong.tui.screens.base.page import needs_writing
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

_FIRST_HOUR, _FIRST_MINUTES = time(8, 30), 150
"""What a new event is proposed to be: a morning."""


class EventForm(PlanForm):
    """Plans an event on a day, or changes the one it is given."""

    def __init__(
        self,
        event: Event | None = None,
        day: date | None = None,
        *,
        occurrence: Occurrence | None = None,
    ) -> None:
        """Make the form.

        Args:
            event: The event to change; `None` plans a new one.
            day: The day a new one is for.
            occurrence: The occurrence it is opened from: its date stands in the form, and a change
                of a repeating event may be for it alone, or from it on.
        """
        start = datetime.combine(day or date(2000, 1, 1), _FIRST_HOUR)
        planned = event or Event(title="", start=start, minutes=_FIRST_MINUTES)
        # A date of an earlier plan happened; what is changed is the present one.
        self._occurrence = (
            occurrence if occurrence and occurrence.event.uid == planned.uid else None
        )
        shown = self._occurrence.planned if self._occurrence else planned.start.date()
        super().__init__(planned, shown, from_today=event is not None and self._occurrence is None)
        self._new = event is None
        self._earlier = occurrence is not None and self._occurrence is None
        self._for: Scope = "all"

    def heading(self) -> list[Piece]:
        """Which event; from which date on, where the date it was opened from has another plan."""
        if self._new:
            return [(_("New event"), STRONG)]
        since = _("from {date} on").format(date=self.record.start.date())
        return [(self.record.title, STRONG), f"  {since}" if self._earlier else ""]

    @needs_writing
    @work
    async def action_save(self) -> None:
        """Save; a change of an event that repeats asks which dates it is for."""
        typed = self.values()
        repeats = self._occurrence is not None and self.record.repeat is not None
        scope: Scope | None = "all"
        if repeats and changed_fields(typed, self.record, self._shown):
            question = _("Which dates does this change?")
            scope = await self.ask(ScopePage(self.record.title, question, self._ways(typed)))
        if scope:
            self._for = scope
            self.save_and_close()

    def _ways(self, typed: Mapping[str, object]) -> list[ScopeOption]:
        """For which dates it can be saved, and which dates there are then."""
        planned = self._shown
        assert self._occurrence is not None  # noqa: S101 - only then there is a choice
        day = day_name(planned, year=True)
        beyond = not_for_one_date(typed, self.record, planned)
        labels = [field.label.strip() for field in self._fields if field.name in beyond]
        first = min(read_start(typed, self.record, planned).date(), planned)
        later = checked_event(event_from_date(typed, self.record, planned))
        every = checked_event(read_event(typed, self.record, planned))
        return [
            ScopeOption(
                "one",
                _("only {day}").format(day=day),
                one_date_words(*one_date_change(typed, self.record, self._occurrence)),
                not_for_one_date_words(labels),
            ),
            ScopeOption(
                "following",
                _("{day} and those after it").format(day=day),
                next_words(later, first),
            ),
            ScopeOption(
                "all",
                _("all dates, but for those people were checked in at"),
                next_words(every, self._first_changed(every)),
            ),
        ]

    def _first_changed(self, new: Event) -> date:
        """The first date of a change for all dates: after those that happened and stay so."""
        village, current = self.village, self.record
        days = [
            date.fromisoformat(day)
            for number, _at, day in (k.partition("@") for k in village.registers.planned_between())
            if number == current.code
        ]
        held = fixed_dates.find_fixed_dates(
            current, days, village.registers, village.zone, village.now()
        )
        asked = msgspec.structs.replace(new, earlier=current.earlier, keys=current.keys)
        after = series.edit_all_plans(current, asked)
        gone = [
            day for day, _count in fixed_dates.lost_dates(current, after, held.over, village.zone)
        ]
        if gone or not fixed_dates.same_dates(current, after, held.past, village.zone):
            return max(held.first_free(gone), new.start.date())
        return new.start.date()

    def save(self, values: Mapping[str, object]) -> Event:
        """Plan it, or change it for the dates chosen."""
        events, number, occurrence = self.village.events, self.record.number, self._occurrence
        if self._new:
            return events.add(read_event(values, self.record, self._shown))
        if occurrence is None or self._for == "all":
            return events.save(read_event(values, self.record, self._shown))
        if self._for == "following":
            new = event_from_date(values, self.record, occurrence.planned)
            return events.save_from(new, min(occurrence.planned, new.start.date()))
        start, minutes, place = one_date_change(values, self.record, occurrence)
        events.move(number, occurrence.planned, start, minutes=minutes, place=place)
        return events.get(number)

    def take_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Their version, to compare; what the form does not show (moved dates) stays theirs."""
        if self._occurrence is None:
            self._shown = cast("Event", stale.theirs).start.date()
        return super().take_theirs(stale)
