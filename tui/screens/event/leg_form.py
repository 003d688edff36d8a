"""The form of a leg of a trip: when a bus goes from where to where, and which one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from yigong.store.attendance.rides import leg_hours, leg_name
from yigong.store.event_records import Leg, Occurrence
from yigong.store.language import N_, _
from yigong.tui.screens.event.plan_part_form import PlanPartForm
from yigong.tui.view.form_fields import Field
from yigong.tui.view.leg_fields import leg_fields, read_leg, with_ride_hours


class LegForm(PlanPartForm[Leg]):
    """Plans a leg, or changes one."""

    PURPOSE = N_("Say when a bus goes from where to where, and which one.")
    PARTS = "legs"

    def __init__(self, occurrence: Occurrence, leg: Leg | None = None) -> None:
        """Make the form; without a leg it plans a new one."""
        super().__init__(occurrence, leg or _next_leg(occurrence), leg)

    def part_name(self) -> str:
        """The leg: the way out, or back."""
        if self.before is None:
            return _("New leg")
        return leg_name(self.occurrence.legs.index(self.before) + 1, self.occurrence)

    def fields(self) -> Sequence[Field]:
        """Hours, places and vehicles."""
        vehicles = [
            venue
            for venue in self.village.venues.all().values()
            if venue.number in self.part.vehicles
            or (venue.kind == "vehicle" and not venue.archived)
        ]
        return leg_fields(self.part, self.occurrence, vehicles)

    def field_changed(self, name: str) -> None:
        """Say how hours are read."""
        if self.is_mounted and name == "hours":
            typed = str(self.values()[name])
            self.explain(name, lambda: self._hours_as_read(typed) if typed else "")

    def _hours_as_read(self, typed: str) -> str:
        leg = with_ride_hours(self.part, typed, self.occurrence)
        return str(leg_hours(leg, self.occurrence))

    def read(self, values: Mapping[str, object]) -> Leg:
        """The leg that the fields say."""
        return read_leg(values, self.part, self.occurrence, self._fields)


def _next_leg(occurrence: Occurrence) -> Leg:
    """A new leg: back, if there is one out."""
    if not occurrence.legs:
        return Leg(minutes=0)
    last = occurrence.legs[-1]
    return Leg(minutes=0, origin=last.destination, destination=last.origin, vehicles=last.vehicles)
