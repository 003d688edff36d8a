"""The form of a leg of a trip, which may be of one date or of several."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import msgspec
from textual import work

from yigong.store.attendance.register import Promotion
from yigong.store.attendance.rides import leg_hours
from yigong.store.event_records import Leg, Occurrence
from yigong.store.language import N_, _
from yigong.store.village.village import Village
from yigong.tui.screens.base.form import Form
from yigong.tui.screens.base.page import needs_writing
from yigong.tui.screens.calendar.date_scope_page import Scope
from yigong.tui.screens.event.post_form import ask_scope, from_date
from yigong.tui.view.form_fields import Field
from yigong.tui.view.leg_fields import leg_fields, read_leg, with_ride_hours
from yigong.tui.widgets.canvas import STRONG, Piece

LegEdit = Callable[[Sequence[Leg]], Sequence[Leg]]
"""Makes the legs that there shall be of those that there are."""


class LegForm(Form[Leg | None]):
    """Plans a leg, or changes one."""

    PURPOSE = N_("Say when a bus goes from where to where, and which one.")

    def __init__(self, occurrence: Occurrence, at: int | None = None) -> None:
        """Make the form.

        Args:
            occurrence: The trip.
            at: The index of the leg; `None`: a new one.
        """
        super().__init__()
        self._occurrence = occurrence
        self._leg = _next_leg(occurrence) if at is None else occurrence.legs[at]
        self._at = at
        self._scope: Scope = "one"
        self.moved_up: list[Promotion] = []
        """Who moved up from the waitlist when it was saved."""

    def heading(self) -> list[Piece]:
        """The leg, and the trip."""
        name = _("New leg") if self._at is None else _("Leg {n}").format(n=self._at + 1)
        return [(name, STRONG), f"  {self._occurrence.event.title}"]

    def fields(self) -> Sequence[Field]:
        """Hours, places and vehicles."""
        vehicles = [
            venue
            for venue in self.village.venues.all().values()
            if venue.number in self._leg.vehicles
            or (venue.kind == "vehicle" and not venue.archived)
        ]
        return leg_fields(self._leg, self._occurrence, vehicles)

    def field_changed(self, name: str) -> None:
        """Say how hours are read."""
        typed = str(self.values()[name]) if self.is_mounted and name == "hours" else ""
        if typed:
            self.explain(name, lambda: self._hours_as_read(typed))

    def _hours_as_read(self, typed: str) -> str:
        leg = with_ride_hours(self._leg, typed, self._occurrence)
        return str(leg_hours(leg, self._occurrence))

    @needs_writing
    @work
    async def action_save(self) -> None:
        """Save; of a repeating event, say first for which dates."""
        self._read(self.values())
        scope = await ask_scope(self, self._occurrence, "legs")
        if scope is not None:
            self._scope = scope
            self.save_and_close()

    def _read(self, values: Mapping[str, object]) -> Leg:
        return read_leg(values, self._leg, self._occurrence, self._fields)

    def save(self, values: Mapping[str, object]) -> Leg:
        """Plan the leg, or change it, for the chosen dates."""
        new, at = self._read(values), self._at

        def edit(legs: Sequence[Leg]) -> Sequence[Leg]:
            if at is None:
                return [*legs, new]
            return [new if index == at else leg for index, leg in enumerate(legs)]

        save_legs(self.village, self._occurrence, self._scope, edit, self.moved_up)
        return new


def _next_leg(occurrence: Occurrence) -> Leg:
    """A new leg: back, if there is one out."""
    if not occurrence.legs:
        return Leg(minutes=0)
    last = occurrence.legs[-1]
    return Leg(minutes=0, origin=last.destination, destination=last.origin, vehicles=last.vehicles)


def save_legs(
    village: Village,
    occurrence: Occurrence,
    scope: Scope,
    edit: LegEdit,
    moved_up: list[Promotion],
) -> None:
    """Change the legs of one date, of it and those after it, or of all.

    Args:
        village: The village.
        occurrence: The occurrence.
        scope: Which dates.
        edit: The change.
        moved_up: Collects who moves up from a waitlist by it.

    Raises:
        Refused: A leg is invalid, its vehicle is held, or people ride a leg that would be gone.
    """
    event, planned = village.events.get(occurrence.event.number), occurrence.planned
    if scope == "one":
        legs = edit(village.events.occurrence_for(occurrence.key).legs)
        village.events.plan_legs(event.number, planned, legs, moved_up)
        return
    changed = msgspec.structs.replace(event, legs=tuple(edit(event.legs)))
    if scope == "all":
        village.events.save(changed, moved_up)
    else:
        village.events.save_from(from_date(changed, occurrence), planned, moved_up)
