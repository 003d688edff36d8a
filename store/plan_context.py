"""What the numbers in a plan stand for: its programme, its hosts, its venues, its kind."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import TypeVar

import msgspec

from yigong.store.errors import Refused
from yigong.store.event_records import Change, Event, Leg, OrganisedBy
from yigong.store.kinds import BOOKING
from yigong.store.language import N_, _
from yigong.store.programme_records import Programme
from yigong.store.records import Squad, code
from yigong.store.request_records import Request
from yigong.store.settings_records import KindSpec
from yigong.store.validate import MAX_PLACE, LazyMessage
from yigong.store.venue_records import Venue


@dataclass(frozen=True)
class PlanContext:
    """The books that a plan refers to; each is read only when it is asked for."""

    kinds: Callable[[], Sequence[KindSpec]] = tuple
    """The village's own kinds of events."""

    programmes: Callable[[], Mapping[int, Programme]] = dict
    squads: Callable[[], Mapping[int, Squad]] = dict
    venues: Callable[[], Mapping[int, Venue]] = dict
    requests: Callable[[], Mapping[int, Request]] = dict
    """The requests, as whoever plans is shown them."""

    def with_kinds(self, kinds: Iterable[KindSpec]) -> PlanContext:
        """The same with other kinds of events."""
        own = tuple(kinds)
        return replace(self, kinds=lambda: own)

    def snapshot(self) -> PlanContext:
        """The same as the books are now, read once: for a thread, or for many events.

        The requests are read when they are first asked for: few plans are in answer to one.
        """
        kinds, programmes = self.kinds(), self.programmes()
        squads, venues = self.squads(), self.venues()
        return PlanContext(
            lambda: kinds,
            lambda: programmes,
            lambda: squads,
            lambda: venues,
            cache(self.requests),
        )

    def season_names(self, event: Event, day: date) -> list[str]:
        """The seasons and themes that an event's programme has on a day: 秋收."""
        programme = self.programmes().get(event.programme) if event.programme else None
        seasons = programme.seasons if programme is not None else ()
        return [season.name for season in seasons if season.first <= day <= season.last]

    def programme_name(self, event: Event) -> str:
        """The name of an event's programme; empty: it has none."""
        programme = self.programmes().get(event.programme) if event.programme else None
        return programme.name if programme is not None else ""

    def hosts(self, event: Event) -> tuple[OrganisedBy, ...]:
        """Who organises an event, with their names: its own hosts, else its programme's."""
        hosts = event.hosts
        if not hosts and event.programme:
            programme = self.programmes().get(event.programme)
            hosts = programme.hosts if programme is not None else ()
        return self.named_hosts(hosts)

    def named_hosts(self, hosts: Sequence[OrganisedBy]) -> tuple[OrganisedBy, ...]:
        """Hosts with their names, as far as there are such squads."""
        squads = self.squads() if hosts else {}
        return tuple(
            msgspec.structs.replace(host, name=squads[host.squad].name)
            for host in hosts
            if host.squad in squads
        )

    def venues_of(self, numbers: Sequence[int]) -> list[Venue]:
        """The venues of some numbers, as far as there are any."""
        venues = self.venues() if numbers else {}
        return [venues[number] for number in numbers if number in venues]

    def driven_legs(self, legs: Sequence[Leg]) -> tuple[Leg, ...]:
        """Legs with the seats and names of their vehicles, as far as there are such venues."""
        venues = self.venues() if legs else {}
        return tuple(
            msgspec.structs.replace(
                leg,
                seats=tuple(venues[each].seats for each in leg.vehicles if each in venues),
                names=tuple(venues[each].name for each in leg.vehicles if each in venues),
            )
            for leg in legs
        )

    def venue_names(self, numbers: Sequence[int]) -> str:
        """The names of venues: 会客厅, 院子."""
        return _(", ").join(venue.name for venue in self.venues_of(numbers))

    def with_place(self, event: Event, before: Event | None) -> Event:
        """An event whose place and coordinates are those of its venues, unless it says others.

        Args:
            event: The event.
            before: The event as it is, whose place may be that of the venues that it held.
        """
        held = before.venues if before is not None else ()
        if not (event.venues or held):
            return event
        place, geo = event.place, event.geo
        if before is not None and held != event.venues and before.place == place:
            place = "" if place == self.venue_names(held) else place
            geo = None if geo == self._geo(held) else geo
        return msgspec.structs.replace(
            event,
            place=place or self.venue_names(event.venues)[:MAX_PLACE],
            geo=geo or self._geo(event.venues),
        )

    def with_place_of_date(self, change: Change, plan: Event) -> Change:
        """The change of one date, with the name of other venues that it holds as its place."""
        if change.venues is None or change.venues == plan.venues or change.place:
            return change
        return msgspec.structs.replace(change, place=self.venue_names(change.venues)[:MAX_PLACE])

    def _geo(self, numbers: Sequence[int]) -> tuple[float, float] | None:
        return next(filter(None, (venue.geo for venue in self.venues_of(numbers))), None)

    def refuse_unknown(self, event: Event, before: Event | None) -> None:
        """Refuse an event that refers to what there is not, or what is archived.

        Args:
            event: The event.
            before: The event as it is, which may keep what it has; `None`: it is new.

        Raises:
            Refused: There is no such programme, host or venue; or a booking holds no venue.
        """
        kept = before or event
        if event.programme and (before is None or event.programme != kept.programme):
            _refuse_missing(self.programmes(), event.programme, "P", N_("programme"))
        known = {host.squad for host in before.hosts} if before is not None else set()
        refuse_hosts(event.hosts, known, self.squads() if event.hosts else {})
        for venue in event.venues:
            if before is None or venue not in before.venues:
                _refuse_missing(self.venues(), venue, "L", N_("venue"))
        for number in vehicles_of(event) - (vehicles_of(before) if before is not None else set()):
            vehicle = _refuse_missing(self.venues(), number, "L", N_("venue"))
            if vehicle.kind != "vehicle":
                raise Refused("{venue} is no vehicle, so nobody rides in it.", venue=vehicle.name)
        for squad_number in (event.booked_for, *(post.squad for post in event.posts)):
            if squad_number and squad_number not in self.squads():
                raise Refused("There is no squad {code}.", code=code("S", squad_number))
        for request in event.answers:
            if (before is None or request not in before.answers) and (
                request not in self.requests()
            ):
                raise Refused("There is no request {code}.", code=code("Q", request))
        if event.kind == BOOKING and not event.venues:
            raise Refused("A booking holds a venue.")


def refuse_hosts(
    hosts: Iterable[OrganisedBy], kept: Container[int], squads: Mapping[int, Squad]
) -> None:
    """Refuse hosts that there are not, that are archived, or that do not host events.

    Args:
        hosts: The hosts of an event or of a programme.
        kept: The squads that were its hosts before, and may stay.
        squads: The squads by number.

    Raises:
        Refused: The sentence says which.
    """
    for host in hosts:
        if host.squad not in kept:
            squad = _refuse_missing(squads, host.squad, "S", N_("squad"))
            if not squad.hosts:
                raise Refused(
                    "{squad} does not host events; "
                    "say so on its page, or with `yigong squad host`.",
                    squad=squad.name,
                )


def vehicles_of(event: Event) -> set[int]:
    """The venues that drive the legs of an event on any date, by number."""
    changed = (leg for change in event.changes.values() for leg in change.legs or ())
    return {number for leg in (*event.legs, *changed) for number in leg.vehicles}


NO_CONTEXT = PlanContext()
"""That of plans which refer to no programme, no squad, no venue and no kind of a village's own."""

T = TypeVar("T", Programme, Squad, Venue)


def _refuse_missing(records: Mapping[int, T], number: int, letter: str, what: str) -> T:
    record = records.get(number)
    if record is None:
        raise Refused(
            "There is no {what} {code}.", what=LazyMessage(what), code=code(letter, number)
        )
    if record.archived:
        raise Refused("{name} is archived.", name=record.name)
    return record
