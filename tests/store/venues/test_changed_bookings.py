"""Bookings that are changed: the rules hold whichever way they are, and the keeper is asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from msgspec import structs

from yigong.store.errors import Refused
from yigong.store.event_records import ByRRule, Event
from yigong.store.records import Volunteer
from yigong.store.venue_records import Opening, Shut, Venue
from yigong.store.venues.double_booking import NeedsReason, VenueHeld
from yigong.store.village.village import Village

DAY = date(2026, 12, 8)
OPEN = (Opening(days=tuple(range(7)), start="09:00", end="21:00"),)

Book = Callable[..., Event]


@pytest.fixture
def book(village: Village) -> Book:
    """``book(2, "14:00")`` books L02 on the 8th of December from 14:00 to 16:00."""
    village.people.add_all([Volunteer(name="吴秀英")])
    village.venues.add(Venue(name="书吧", opens=OPEN, max_per_month=2, seats=20))
    village.venues.add(Venue(name="礼堂", opens=OPEN, needs_approval=True))

    def booked(venue: int, start: str, day: date = DAY, **more: Any) -> Event:
        at = datetime.combine(day, datetime.strptime(start, "%H:%M").time())
        event = Event(title="读书会", start=at, minutes=120, venues=(venue,), **more)
        return village.bookings.book(event)

    return booked


class TestNoWayLeadsRoundTheRules:
    """What is refused when it is booked is refused by a move, an undo, an import, too."""

    @pytest.fixture
    def two(self, book: Book) -> tuple[Event, Event]:
        """The two bookings that 吴秀英 may have in December, and a third in January."""
        first, second = (book(1, clock, booker=1) for clock in ("09:00", "14:00"))
        return first, second

    def test_the_limit_of_a_month(
        self, village: Village, book: Book, two: tuple[Event, Event]
    ) -> None:
        later, events = book(1, "09:00", date(2027, 1, 5), booker=1), village.events
        sentence = "2 x a month .* in 2026-12 they have 2"
        with pytest.raises(NeedsReason, match=sentence):
            events.move(later.number, date(2027, 1, 5), datetime(2026, 12, 20, 9))
        with pytest.raises(NeedsReason, match=sentence):
            events.save(structs.replace(later, start=datetime(2026, 12, 20, 9)))
        imported = structs.replace(later, start=datetime(2026, 12, 20, 9))
        with pytest.raises(NeedsReason, match=sentence):
            events.import_events([], [imported])
        events.cancel(two[0].number)
        third = book(1, "18:00", booker=1)
        with pytest.raises(NeedsReason, match=sentence):
            events.restore(two[0].number)
        with pytest.raises(NeedsReason, match=sentence):
            village.undo_change(_change_of(village, two[0].number, "event.change"))
        events.cancel(third.number)
        assert not events.restore(two[0].number).cancelled

    def test_a_series_counts_its_own_dates_and_those_that_are_put_back(
        self, village: Village, book: Book
    ) -> None:
        weekly = ByRRule("FREQ=WEEKLY;COUNT=3")
        with pytest.raises(NeedsReason, match="2 x a month"):
            book(1, "09:00", booker=1, repeat=weekly)
        series = book(1, "09:00", booker=1, repeat=ByRRule("FREQ=WEEKLY;COUNT=2"))
        village.events.leave_out(series.number, date(2026, 12, 15))
        book(1, "14:00", booker=1)
        with pytest.raises(NeedsReason, match="in 2026-12 they have 2"):
            village.events.put_back(series.number, date(2026, 12, 15))

    def test_hours_closed_days_and_seats(self, village: Village, book: Book) -> None:
        booked, events = book(1, "14:00"), village.events
        with pytest.raises(NeedsReason, match="not open then"):
            events.move(booked.number, DAY, datetime(2026, 12, 8, 20))
        with pytest.raises(NeedsReason, match="30 places, and 书吧 has 20 seats"):
            events.save(structs.replace(booked, capacity=30))
        shut = Shut(first=date(2026, 12, 9), last=date(2026, 12, 9), reason="消杀")
        village.venue_changes.save(structs.replace(village.venues.get(1), shut=(shut,)))
        with pytest.raises(NeedsReason, match="消杀"):
            events.move(booked.number, DAY, datetime(2026, 12, 9, 14))
        moved = events.move(booked.number, DAY, datetime(2026, 12, 9, 14), override="值班员在")
        assert moved.override == "值班员在"

    def test_rules_that_became_stricter_do_not_hinder_other_changes(
        self, village: Village, two: tuple[Event, Event]
    ) -> None:
        strict = structs.replace(village.venues.get(1), max_per_month=1, max_minutes=30)
        village.venue_changes.save(strict)
        changed = village.events.save(structs.replace(two[0], title="新名"))
        assert changed.title == "新名"

    def test_events_that_are_no_bookings_are_only_remarked(
        self, village: Village, book: Book
    ) -> None:
        at = datetime(2026, 12, 8, 22)
        assert village.events.add(Event(title="守岁", start=at, venues=(1,))).number


class TestTheKeeperIsAskedAgain:
    """A booking that was agreed to waits again where it is more than that."""

    @pytest.fixture
    def agreed(self, village: Village, book: Book) -> Event:
        """14:00 to 16:00 in the hall, agreed to."""
        asked = book(2, "14:00")
        village.bookings.approve(asked.number)
        return village.events.get(asked.number)

    @pytest.mark.parametrize(
        ("more", "waits"),
        [
            ({"start": datetime(2026, 12, 8, 17)}, True),
            ({"minutes": 180}, True),
            ({"start": datetime(2026, 12, 9, 14)}, True),
            ({"title": "新名"}, False),
            ({"minutes": 60}, False),
            ({"venues": (1,)}, False),
            ({"start": datetime(2026, 12, 8, 18), "override": "急用"}, True),
        ],
    )
    def test_where_it_is_longer_or_at_another_time(
        self, village: Village, agreed: Event, more: dict[str, Any], waits: bool
    ) -> None:
        changed = village.events.save(structs.replace(agreed, **more))
        assert (changed.booking == "tentative") is waits

    def test_where_it_comes_to_a_venue_with_a_keeper(self, village: Village, book: Book) -> None:
        booked = book(1, "14:00")
        moved = village.events.move(booked.number, DAY, datetime(2026, 12, 8, 14), venues=(2,))
        assert (booked.booking, moved.booking) == ("", "tentative")
        back = village.events.restore_occurrence(booked.number, DAY)
        assert back.booking == ""

    def test_only_the_date_of_a_series_that_is_moved(self, village: Village, book: Book) -> None:
        series = book(2, "10:00", repeat=ByRRule("FREQ=WEEKLY;COUNT=3"))
        village.bookings.approve(series.number)
        village.events.move(series.number, DAY, datetime(2026, 12, 8, 12))
        assert _states(village, series) == ["tentative", "", ""]
        assert village.bookings.approve(series.number, DAY) == []
        assert _states(village, series) == ["", "", ""]
        village.undo("events")
        assert _states(village, series) == ["tentative", "", ""]

    def test_all_dates_to_come_of_a_series_and_none_that_is_past(
        self, village: Village, book: Book, clock: Any
    ) -> None:
        series = book(2, "10:00", repeat=ByRRule("FREQ=WEEKLY;COUNT=3"))
        village.bookings.approve(series.number)
        clock.now = datetime.fromisoformat("2026-12-09T08:00+08:00")
        later = structs.replace(village.events.get(series.number), start=datetime(2026, 12, 8, 11))
        village.events.save(later)
        assert _states(village, series) == ["", "tentative", "tentative"]

    def test_an_undo_brings_back_what_was_agreed_to(self, village: Village, agreed: Event) -> None:
        village.events.save(structs.replace(agreed, minutes=180))
        village.undo("events")
        assert village.events.get(agreed.number).booking == ""

    def test_an_import_does_not_lead_round_the_keeper(self, village: Village, book: Book) -> None:
        at = datetime(2026, 12, 8, 14)
        new = Event(title="外来", kind="booking", start=at, venues=(2,), uid="other")
        (stored,) = village.events.import_events([new], [])
        assert stored.booking == "tentative"

    def test_nobody_waits_for_a_time_that_another_has(
        self, village: Village, book: Book, agreed: Event
    ) -> None:
        booked = book(1, "14:00")
        with pytest.raises(VenueHeld, match="E0001"):
            village.events.move(booked.number, DAY, datetime(2026, 12, 8, 15), venues=(2,))
        with pytest.raises(Refused):
            village.events.add(
                Event(title="一", kind="booking", start=datetime(2026, 12, 8, 15), venues=(2,))
            )


def _states(village: Village, series: Event) -> list[str]:
    days = [DAY + timedelta(days=k) for k in (0, 7, 14)]
    return [village.events.occurrence(series.number, day).booking for day in days]


def _change_of(village: Village, number: int, act: str) -> str:
    lines = village.history.newest_first()
    return next(line.id for line in lines if line.key == number and line.act == act)
