"""场地预约表: bookings and events of a period with what became of each, and the use of a venue."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from yigong.exports.documents.booking_table import booking_file, booking_name, booking_table
from yigong.store.event_records import Event
from yigong.store.records import Squad
from yigong.store.venue_records import Opening, Venue

DAYS = date(2026, 12, 1), date(2026, 12, 31)


@pytest.fixture
def house(village):
    """会客厅, open on Tuesdays from 9 to 19 and kept, with a booking of each state and an event;
    书吧, of which nothing is said when it is open."""
    opens = (Opening(days=(1,), start="09:00", end="19:00"),)
    village.venues.add(Venue(name="会客厅", opens=opens, needs_approval=True))
    village.venues.add(Venue(name="书吧"))
    village.squads.add(Squad(name="读书社"))

    def book(hour, title):
        start = datetime(2026, 12, 1, hour)
        booking = Event(title=title, start=start, minutes=60, venues=(1,), booked_for=1)
        return village.bookings.book(booking).number

    village.bookings.approve(book(9, "读书会"))
    village.bookings.decline(book(10, "茶叙"), "那天有会")
    village.events.cancel(book(11, "排练"), "人不够")
    book(12, "=1+1")
    village.events.add(
        Event(title="课堂", start=datetime(2026, 12, 8, 9), minutes=240, venues=(1,), lead="李芳")
    )
    return village


def test_each_date_is_a_row_with_what_became_of_it(house):
    table = booking_table(house, [house.venues.get(1)], *DAYS)
    assert table.title == "会客厅: bookings of venues"
    assert [(row[1], row[3], *row[4:]) for row in table.rows] == [
        ("09:00-10:00", "读书会 E0001", "读书社", "approved", ""),
        ("10:00-11:00", "茶叙 E0002", "读书社", "declined", "那天有会"),
        ("11:00-12:00", "排练 E0003", "读书社", "cancelled", "人不够"),
        ("12:00-13:00", "=1+1 E0004", "读书社", "waits for the keeper", ""),
        ("09:00-13:00", "课堂 E0005", "李芳", "approved", ""),
    ]


def test_below_it_is_how_many_of_each_state_and_how_much_of_each_venue_was_used(house):
    """Of five Tuesdays of ten hours, five hours are held."""
    notes = booking_table(house, house.venues.all().values(), *DAYS).notes
    assert notes[:3] == [
        "approved 2  waits for the keeper 1  declined 1  cancelled 1",
        "会客厅 L01  use 10.0 %",
        "书吧 L02  use 0.0 %",
    ]


@pytest.mark.parametrize("form", ["html", "xlsx", "csv"])
def test_it_is_written_in_every_format(house, form):
    data = booking_file(house, None, *DAYS, form)
    assert form == "xlsx" or ("那天有会" in data.decode() and "10.0 %" in data.decode())
    assert booking_name(house.venues.get(1), *DAYS) == "bookings-L01-2026-12-01-2026-12-31"
