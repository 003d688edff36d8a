"""The form that plans an event, or changes one: for one of its dates, from one on, or for all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import cast

import msgspec

from store import kept, plans
from store.errors import Stale
from store.language import _
from store.records import Event, Occurrence
from tui.plan_fields import begins, beyond_one, changed, checked, from_here, one_date, read
from tui.plan_words import next_words, one_words, same_on_all
from tui.screens.plan_form import PlanForm
from tui.screens.which_dates import Scope, Way, WhichDates
from tui.widgets.painted import STRONG, Piece
from tui.words import day_name

_FIRST_HOUR, _FIRST_MINUTES = time(8, 30), 150
"""What a new event is proposed to be: a morning."""


class EventForm(PlanForm):
    """Plans an event on a day, or changes the one it is given."""

    def __init__(
        self,
        event: Event | None = None,
        day: date | None = None,
        *,
        one: Occurrence | None = None,
    ) -> None:
        """Make the form.

        Args:
            event: The event to change; `None` plans a new one.
            day: The day a new one is for.
            one: The occurrence it is opened from: its date stands in the form, and a change of a
                repeating event may be for it alone, or from it on.
        """
        start = datetime.combine(day or date(2000, 1, 1), _FIRST_HOUR)
        planned = event or Event(title="", start=start, minutes=_FIRST_MINUTES)
        # A date of an earlier plan happened; what is changed is the present one.
        self._one = one if one and one.event.uid == planned.uid else None
        shown = self._one.planned if self._one else planned.start.date()
        super().__init__(planned, shown, from_today=event is not None and self._one is None)
        self._new = event is None
        self._earlier = one is not None and self._one is None
        self._for: Scope = "all"

    def heading(self) -> list[Piece]:
        """Which event; from which date on, where the date it was opened from has another plan."""
        if self._new:
            return [(_("New event"), STRONG)]
        since = _("from {date} on").format(date=self._event.start.date())
        return [(self._event.title, STRONG), f"  {since}" if self._earlier else ""]

    def action_save(self) -> None:
        """Save; a change of an event that repeats asks which dates it is for."""
        with self.telling():
            self.needs_writing()
            typed = self.values()
            repeats = self._one is not None and self._event.repeat is not None
            if not repeats or not changed(typed, self._event, self._shown):
                self._save_for("all")
                return
            ways = self._ways(typed)
            question = _("Which dates does this change?")
            self.app.push_screen(WhichDates(self._event.title, question, ways), self._save_for)

    def _ways(self, typed: Mapping[str, object]) -> list[Way]:
        """For which dates it can be saved, and which dates there are then."""
        planned = self._shown
        assert self._one is not None  # noqa: S101 - only then there is a choice
        day = day_name(planned, year=True)
        beyond = beyond_one(typed, self._event, planned)
        labels = [field.label.strip() for field in self._fields if field.name in beyond]
        first = min(begins(typed, self._event, planned).date(), planned)
        later = checked(from_here(typed, self._event, planned))
        every = checked(read(typed, self._event, planned))
        return [
            Way(
                "one",
                _("only {day}").format(day=day),
                one_words(*one_date(typed, self._event, self._one)),
                same_on_all(labels),
            ),
            Way(
                "following",
                _("{day} and those after it").format(day=day),
                next_words(later, first),
            ),
            Way(
                "all",
                _("all dates, but for those people were checked in at"),
                next_words(every, self._first_changed(every)),
            ),
        ]

    def _first_changed(self, new: Event) -> date:
        """The first date of a change for all dates: after those that happened and stay so."""
        village, current = self.village, self._event
        days = [
            date.fromisoformat(day)
            for number, _at, day in (k.partition("@") for k in village.registers.planned_between())
            if number == current.code
        ]
        held = kept.kept(current, days, village.registers, village.zone, village.now())
        asked = msgspec.structs.replace(new, earlier=current.earlier, keys=current.keys)
        after = plans.spread(current, asked)
        gone = [day for day, _count in kept.lost(current, after, held.over, village.zone)]
        if gone or not kept.same(current, after, held.past, village.zone):
            return max(held.first_free(gone), new.start.date())
        return new.start.date()

    def _save_for(self, scope: Scope | None) -> None:
        if scope:
            self._for = scope
            super().action_save()

    def save(self, values: Mapping[str, object]) -> Event:
        """Plan it, or change it for the dates chosen."""
        events, number, one = self.village.events, self._event.number, self._one
        if self._new:
            return events.add(read(values, self._event, self._shown))
        if one is None or self._for == "all":
            return events.save(read(values, self._event, self._shown))
        if self._for == "following":
            new = from_here(values, self._event, one.planned)
            return events.save_from(new, min(one.planned, new.start.date()))
        start, minutes, place = one_date(values, self._event, one)
        events.move(number, one.planned, start, minutes=minutes, place=place)
        return events.get(number)

    def take_theirs(self, stale: Stale) -> Mapping[str, object]:
        """Their version, to compare; what the form does not show (moved dates) stays theirs."""
        theirs = cast("Event", stale.theirs)
        if self._one is None:
            self._shown = theirs.start.date()
        return self._theirs(theirs)
