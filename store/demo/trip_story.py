"""百橙号 of the demo village: a bus from the city; one trip was held, one is to come."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from yigong.store.dates import recurrence
from yigong.store.demo.activities import HALL, uid
from yigong.store.demo.attendance_story import Action, Effect
from yigong.store.demo.english import Wording, reworded
from yigong.store.demo.residents import Residents
from yigong.store.demo.venue_story import BUS, BUS_SEATS
from yigong.store.event_records import Event, Leg, Occurrence
from yigong.store.village.village import Village

TRIP = "百橙号·西游技"
_WAITING = 3
"""How many more sign up for the coming trip than the bus has seats."""

_CITY, _VILLAGE = "未来科技城", "溪口"
_LEGS = (
    Leg(after=0, minutes=40, origin=_CITY, destination=_VILLAGE, vehicles=(BUS,)),
    Leg(after=480, minutes=40, origin=_VILLAGE, destination=_CITY, vehicles=(BUS,)),
)
_MINUTE = timedelta(minutes=1)


def trip_actions(
    people: Residents, events: Iterable[Event], founded: datetime, now: datetime, say: Wording
) -> list[Action]:
    """Two trips: planned, signed up for; the first one ridden there and back, and signed.

    Args:
        people: The residents.
        events: The events of the calendar, on whose days there is no trip.
        founded: When the calendar was begun.
        now: The time in the village.
        say: How its texts are said.
    """
    grown = [p.number for p in people.people if not p.guardians][-BUS_SEATS - _WAITING :]
    held = _free_day(events, now, range(-4, -25, -1))
    coming = _free_day(events, now, range(4, 25))
    if held - timedelta(days=5) <= founded.date():
        return []
    return [*_held(grown, held, now, say), *_coming(grown, coming, now, say)]


def _free_day(events: Iterable[Event], now: datetime, days: Sequence[int]) -> date:
    """The nearest of some days, from today, on which nothing else takes place."""
    around = timedelta(days=max(abs(day) for day in days) + 1)
    zone = now.tzinfo
    assert isinstance(zone, ZoneInfo)  # noqa: S101 - the demo's own
    taken = {
        occurrence.start.date()
        for occurrence in recurrence.occurrences(
            list(events), now.date() - around, now.date() + around, zone
        )
    }
    found = [now.date() + timedelta(days=day) for day in days]
    return next((day for day in found if day not in taken), found[0])


def _plan(day: date, say: Wording) -> Event:
    event = Event(
        title=TRIP,
        kind="outing",
        start=datetime.combine(day, time(8)),
        minutes=520,
        place=_VILLAGE,
        lead="陈小梅",
        legs=_LEGS,
        notes="上午逛溪口老街，下午做柿饼。请带水杯。",
        uid=uid(random.Random(f"{day} {TRIP}")),
    )
    return reworded(event, say)


def _held(riders: Sequence[int], day: date, now: datetime, say: Wording) -> list[Action]:
    """45 of 46 have a seat; two stay away, who waited rides; two stay in the village."""
    guide, *others = riders[: BUS_SEATS + 1]
    start = datetime.combine(day, time(8), now.tzinfo)
    uid_of = _plan(day, say).uid
    planned = start - timedelta(days=4)

    def at(minutes: int, effect: Effect) -> Action:
        return Action(start + minutes * _MINUTE, HALL, effect)

    def sign_up(village: Village) -> None:
        occurrence = _occurrence(village, uid_of)
        village.registers.signup.sign_up(occurrence, guide, role="volunteer")
        village.registers.signup.sign_up(occurrence, *others)

    def board(number: int, leg: int) -> Effect:
        def effect(village: Village) -> None:
            boarding = village.registers.boarding
            boarding.board(_occurrence(village, uid_of), number, leg, admit=True)

        return effect

    def arrive(leg: int) -> Effect:
        return lambda village: village.registers.boarding.arrive(_occurrence(village, uid_of), leg)

    def stay(number: int) -> Effect:
        return lambda village: village.registers.boarding.stay(_occurrence(village, uid_of), number)

    came = [guide, *others[:-3], others[-1]]
    staying, back = came[-4:-2], [*came[:-4], *came[-2:]]
    actions = [
        Action(planned, HALL, lambda village: village.events.add(_plan(day, say))),
        Action(planned + 10 * _MINUTE, HALL, sign_up),
    ]
    actions += [at(-10 + index // 5, board(number, 1)) for index, number in enumerate(came)]
    actions.append(at(41, arrive(1)))
    actions += [at(300, stay(number)) for number in staying]
    actions += [at(470 + index // 5, board(number, 2)) for index, number in enumerate(back)]
    actions.append(at(521, arrive(2)))
    actions.append(
        at(600, lambda village: village.registers.settlement.close(_occurrence(village, uid_of)))
    )
    return actions


def _coming(riders: Sequence[int], day: date, now: datetime, say: Wording) -> list[Action]:
    """More sign up for the next trip than the bus has seats."""
    uid_of = _plan(day, say).uid
    at = now - timedelta(hours=30)

    def sign_up(village: Village) -> None:
        village.registers.signup.sign_up(_occurrence(village, uid_of), *riders)

    return [
        Action(at, HALL, lambda village: village.events.add(_plan(day, say))),
        Action(at + 10 * _MINUTE, HALL, sign_up),
    ]


def _occurrence(village: Village, uid_of: str) -> Occurrence:
    event = next(event for event in village.events.all().values() if event.uid == uid_of)
    return village.events.occurrence(event.number, event.start.date())
