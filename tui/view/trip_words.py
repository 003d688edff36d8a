"""Trips in words: their legs, who is to board and did, who went and is not back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from yigong.store.attendance.rides import (
    LegCounts,
    TripPlan,
    boarding_of,
    came_before,
    is_missing,
    leg_hours,
    leg_name,
    leg_of,
    seats_of,
    stays_behind,
)
from yigong.store.attendance.seat_claims import SeatShortage
from yigong.store.attendance_records import Entry, Head
from yigong.store.language import _
from yigong.store.people.people import People

_MOST_NAMED = 5
"""So many owners of seats are named in a question; of the others it says how many they are."""


def ridden_words(entry: Entry, plan: TripPlan) -> str:
    """The legs that somebody is signed up for, or who is there rides: 全程, 返程."""
    return wanted_words(entry, plan) or _("the whole trip")


def wanted_words(entry: Entry, plan: TripPlan) -> str:
    """The legs that somebody wants, where they do not want all: 返程."""
    return _(", ").join(leg_name(leg, plan) for leg in entry.rides)


def ride_options(entry: Entry | None, plan: TripPlan) -> list[tuple[object, str]]:
    """What can be chosen for a trip: all legs or one, by number; for who is signed up what differs
    from it, or ``out``."""
    rides = entry.rides if entry is not None and entry.expected is not None else None
    found: list[tuple[object, str]] = []
    if rides is not None:
        found.append(("out", _("take the sign-up back")))
    if rides != ():
        found.append(((), _("the whole trip")))
    for leg in range(1, len(plan.legs) + 1):
        if rides != (leg,):
            words = f"{leg_name(leg, plan)} {route_words(leg, plan)}"
            found.append(((leg,), _("only {leg}").format(leg=words)))
    return found


def route_words(leg: int, plan: TripPlan) -> str:
    """When a leg goes from where to where: ``08:00 未来科技城 - 溪口``."""
    ride = leg_of(plan, leg)
    places = " - ".join(filter(None, (ride.origin, ride.destination)))
    return f"{leg_hours(ride, plan).start:%H:%M} {places}".rstrip()


def vehicle_words(leg: int, head: Head) -> str:
    """What drives a leg: ``浙A 12345 (45 seats)``; empty: nobody said."""
    ride = leg_of(head, leg)
    words = [
        _("{vehicle} ({n} seats)").format(vehicle=name, n=seats) if seats else name
        for name, seats in zip(ride.names, ride.seats, strict=True)
    ]
    return _(", ").join(words)


def leg_line(leg: int, head: Head) -> str:
    """A leg in one line."""
    minutes = _("{n} min").format(n=leg_of(head, leg).minutes)
    return "  ".join(filter(None, (route_words(leg, head), minutes, vehicle_words(leg, head))))


def leg_counts_words(counts: LegCounts) -> list[str]:
    """应上, 已上, 空座, 未到, 候补: each with its number, those that are 0 at the end left out."""
    words = [
        _("to board {n}").format(n=counts.due),
        _("on board {n}").format(n=counts.boarded),
    ]
    if counts.seats:
        text = _("empty seats {n}")
        if counts.unclaimed != counts.empty:
            text = _("empty seats {n} (unclaimed {free})")
        words.append(text.format(n=counts.empty, free=counts.unclaimed))
    words.append(_("not yet {n}").format(n=counts.lacking))
    if counts.waiting:
        words.append(_("waiting {n}").format(n=counts.waiting))
    return words


def seat_words(entry: Entry, leg: int, head: Head) -> str:
    """The seat of somebody on a leg: ``12``; of its second vehicle ``2-12``."""
    seats, seat = leg_of(head, leg).seats, entry.seat
    if not seat or len(seats) < 2 or not seats_of(leg_of(head, leg)):
        return str(seat or "")
    for number, most in enumerate(seats, 1):
        if seat <= most:
            return f"{number}-{seat}"
        seat -= most
    return str(entry.seat)


def ride_words(entry: Entry, leg: int, head: Head, turns: Mapping[int, int]) -> str:
    """What somebody did about a leg: ``08:01 on board``, ``08:01-08:40 arrived``, stays, waits,
    not yet.

    Args:
        entry: Theirs.
        leg: The leg, from 1.
        head: The register's.
        turns: Who waits in which turn.
    """
    stint = boarding_of(entry, leg)
    if stint is not None:
        zone = head.start.tzinfo
        begin = f"{stint.start.astimezone(zone):%H:%M}"
        if stint.end is not None:
            return _("{hours} arrived").format(hours=f"{begin}-{stint.end.astimezone(zone):%H:%M}")
        return _("{time} on board").format(time=begin)
    if stays_behind(entry, leg):
        return _("stays there")
    return waiting_turn(entry, turns) or _("not yet")


def waiting_turn(entry: Entry, turns: Mapping[int, int]) -> str:
    """In which turn somebody waits; empty: they do not."""
    if not entry.waiting:
        return ""
    turn = turns.get(entry.number)
    return _("waits, no. {n}").format(n=turn) if turn else _("waiting")


def trip_state(entry: Entry, head: Head, *, returning: bool) -> str:
    """How far somebody came on a trip: on board, arrived, back, not back, stays there; empty: they
    rode no leg.

    Args:
        entry: Theirs.
        head: The register's.
        returning: Whether anybody boarded the last leg, so that the others are missing.
    """
    legs, last = len(head.legs), entry.stints[-1] if entry.stints else None
    if last is None or not (last.leg or came_before(entry, legs)):
        return ""
    if boarding_of(entry, legs) is None and stays_behind(entry, legs):
        return _("stays there")
    if returning and not entry.here and is_missing(entry, legs, head):
        return _("not back")
    if not last.leg:
        return ""
    if last.end is None:
        text, at = _("{time} on board"), last.start
    else:
        text, at = _("back {time}") if last.leg == legs > 1 else _("arrived {time}"), last.end
    return text.format(time=f"{at.astimezone(head.start.tzinfo):%H:%M}")


def shortage_words(shortage: SeatShortage, people: People, plan: TripPlan) -> str:
    """What is lacking for somebody to board: whose the seats are, on which way there is none."""
    words = []
    if shortage.full:
        words.append(_("All seats are taken."))
    if owners := shortage.owners:
        names, more = missing_words(owners[:_MOST_NAMED], people), len(owners) - _MOST_NAMED
        if more > 0:
            names = _("{names} and {n} more").format(names=names, n=more)
        text = _("The seats left are for who is not on board yet: {names}.")
        words.append(text.format(names=names))
    if shortage.without:
        legs = _(", ").join(leg_name(leg, plan) for leg in shortage.without)
        words.append(_("No seat is left on {legs}, which they would not ride.").format(legs=legs))
    return " ".join(words)


def missing_words(entries: Iterable[Entry], people: People) -> str:
    """Who is missing, by name, with how many came along."""
    everybody = people.all()
    names = []
    for entry in entries:
        name = everybody[entry.number].name if entry.number in everybody else "?"
        names.append(name if entry.party == 1 else f"{name} +{entry.party - 1}")
    return _(", ").join(names)
