"""The venues of the demo village, and who has booked them before today and from then on."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta

import msgspec

from yigong.store.demo.activities import HALL, uid
from yigong.store.demo.attendance_story import Action, Effect
from yigong.store.demo.english import Wording, reworded
from yigong.store.errors import Refused
from yigong.store.event_records import ByRRule, Event
from yigong.store.kinds import BOOKING
from yigong.store.venue_records import Opening, Shut, Venue
from yigong.store.village.village import Village

CULTURE_HALL, UPSTAIRS, COUNCIL_ROOM, HOUSE, BOOK_BAR, MEETING_ROOM, VAN, BUS = range(1, 9)
"""The numbers of the venues."""

BUS_SEATS = 45

_DAILY = tuple(range(7))
_HOUSE_HOURS = (Opening(days=_DAILY, start="09:00", end="21:00"),)
_BEFORE = 5
"""Weeks before this one for which there are bookings."""

_SERIES = (
    ("读书会", BOOK_BAR, 2, "14:00", 120, 3),
    ("夜校", MEETING_ROOM, 2, "19:00", 90, 0),
    ("英语角", MEETING_ROOM, 4, "19:00", 90, 0),
    ("乐跑团集合", HOUSE, 0, "19:00", 60, 0),
)
"""Title, venue, day of the week, start, minutes, squad of weekly bookings."""

_SINGLE = (
    ("茶叙", BOOK_BAR, 1, "09:30", 90), ("棋友会", BOOK_BAR, 5, "14:00", 180),
    ("招聘面试", MEETING_ROOM, 3, "09:00", 180), ("家长会", MEETING_ROOM, 5, "09:30", 120),
    ("创业沙龙", HOUSE, 3, "14:00", 150), ("民乐排练", CULTURE_HALL, 4, "14:00", 120),
    ("送货进城", VAN, 1, "08:00", 240),
)  # fmt: skip
"""Title, venue, day of the week, start, minutes of bookings that each third week has."""


def demo_venues(today: date) -> list[Venue]:
    """The venues, in the order of their numbers.

    Args:
        today: The date in the village; the house is closed on a Sunday soon after it.
    """
    sunday = today + timedelta(days=6 - today.weekday() + 7)
    shut = (Shut(first=sunday, last=sunday, reason="消杀"),)
    return [
        Venue(
            name="文化礼堂", seats=200, needs_approval=True, max_minutes=480, buffer=30,
            opens=(Opening(days=_DAILY, start="08:00", end="22:00"),),
            note="桌椅用完归位，厨房另约。",
        ),
        Venue(name="文化礼堂二楼", part_of=CULTURE_HALL, seats=30),
        Venue(name="村委会会议室", seats=30),
        Venue(
            name="人才会客厅", seats=60, buffer=15, opens=_HOUSE_HOURS, shut=shut,
            max_days_ahead=90,
        ),
        Venue(
            name="书吧", part_of=HOUSE, seats=20, buffer=15, opens=_HOUSE_HOURS, max_minutes=240
        ),
        Venue(
            name="会客厅会议室", part_of=HOUSE, seats=16, buffer=15, opens=_HOUSE_HOURS,
            max_minutes=240,
        ),
        Venue(name="七座小客车", kind="vehicle", seats=6),
        Venue(name="百橙号大巴", kind="vehicle", seats=BUS_SEATS),
    ]  # fmt: skip


def booking_actions(now: datetime, founded: datetime, say: Wording) -> list[Action]:
    """Bookings, each made three days before its first date.

    Args:
        now: The time in the village.
        founded: When the calendar was begun.
        say: How its texts are said.
    """
    monday = now.date() - timedelta(days=now.weekday())
    earliest = founded + timedelta(days=1)
    bookings = [*_past_and_coming(monday), *_waiting(monday)]
    actions = []
    for minutes, booking in enumerate(bookings):
        made = booking.start.replace(tzinfo=now.tzinfo) - timedelta(days=3, minutes=minutes)
        at = min(made, now - timedelta(hours=2, minutes=minutes))
        if at >= earliest:
            actions.append(Action(at, HALL, _book(reworded(booking, say))))
    actions.append(Action(now - timedelta(minutes=50), HALL, _decline(say)))
    return actions


def _past_and_coming(monday: date) -> Iterator[Event]:
    first = monday - timedelta(weeks=_BEFORE)
    for title, venue, weekday, start, minutes, squad in _SERIES:
        day = first + timedelta(days=weekday)
        booking = _booking(title, venue, day, start, minutes, squad)
        rule = f"FREQ=WEEKLY;COUNT={_BEFORE + 6}"
        yield msgspec.structs.replace(booking, repeat=ByRRule(rule))
    for at, (title, venue, weekday, start, minutes) in enumerate(_SINGLE):
        for week in range(at % 3, _BEFORE + 4, 3):
            day = first + timedelta(weeks=week, days=weekday)
            yield _booking(title, venue, day, start, minutes)


def _waiting(monday: date) -> Iterator[Event]:
    """An inspection at the same time as others, and two who want the hall at one time."""
    visit = _booking("街道来访", HOUSE, monday + timedelta(days=9), "14:30", 60)
    yield msgspec.structs.replace(visit, override="街道临时通知，与读书会错开座位")
    sunday = monday + timedelta(days=13)
    yield _booking("金婚宴", CULTURE_HALL, sunday, "10:00", 240, 0, 12)
    yield _booking("瑜伽课", CULTURE_HALL, sunday, "13:00", 120, 3)
    yield _booking("年货市集筹备", CULTURE_HALL, monday + timedelta(days=11), "09:00", 120, 2)


def _booking(
    title: str, venue: int, day: date, start: str, minutes: int, squad: int = 0, booker: int = 0
) -> Event:
    begins = datetime.combine(day, time.fromisoformat(start))
    return Event(
        title=title, kind=BOOKING, start=begins, minutes=minutes, venues=(venue,),
        booked_for=squad, booker=booker, uid=uid(random.Random(f"{begins} {title}")),
    )  # fmt: skip


def _book(booking: Event) -> Effect:
    def book(village: Village) -> None:
        with suppress(Refused):  # what falls on a day on which it is held already is left out
            event = village.bookings.book(booking, skip_taken=True)
            if event.booking and not (event.booker or event.booked_for):
                village.bookings.approve(event.number)

    return book


def _decline(say: Wording) -> Effect:
    def decline(village: Village) -> None:
        for event in list(village.events.all().values()):
            if event.title == say("年货市集筹备") and event.booking == "tentative":
                village.bookings.decline(event.number, say("当天检修电路"))

    return decline
