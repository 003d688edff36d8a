"""The VEVENTs of a calendar file that describe one event."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from yigong.exports.ical.importing.parser import Component
from yigong.exports.ical.importing.text_reader import EventTexts, read_texts
from yigong.exports.ical.importing.zone_names import CalendarZones
from yigong.store.plan_context import PlanContext


class Vevent(NamedTuple):
    """A VEVENT, and what its calendar determines for it."""

    component: Component
    zones: CalendarZones
    own: bool
    """Whether this program may have written it: it wrote the file, or the village has the event."""

    by_google: bool
    context: PlanContext
    """What the village has: kinds of events that its CATEGORIES may name, venues."""

    @property
    def cancelled(self) -> bool:
        """Whether its STATUS is CANCELLED."""
        return self.component.value("STATUS").upper() == "CANCELLED"

    @property
    def sequence(self) -> int:
        """Its SEQUENCE; 0 where it has no valid one."""
        value = self.component.value("SEQUENCE")
        return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 0

    def texts(self) -> EventTexts:
        """Read its texts."""
        return read_texts(self.component, self.context, own=self.own, cancelled=self.cancelled)


class VeventGroup(NamedTuple):
    """The VEVENTs of one UID."""

    uid: str
    master: Vevent | None
    """The one without a RECURRENCE-ID: the event itself."""

    overrides: Sequence[Vevent]
    """Those with one: single dates."""
