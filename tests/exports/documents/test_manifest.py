"""The passenger list of a leg: who rides it, who is on board of it, and whom to call."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime

import msgspec
import pytest

from support.clock import SHANGHAI
from yigong.exports.documents.manifest import callable_people, manifest_file
from yigong.store.errors import Refused
from yigong.store.event_records import Event, Leg
from yigong.store.records import Guardian
from yigong.store.venue_records import Venue

DAY = date(2026, 12, 12)
HOME = [{"name": "王大山", "phone": "12087654321", "relation": "父亲"}]


@pytest.fixture
def trip(village, enrol, clock):
    """A bus of three there and back: 1 and 2 in seats 3 and 1, 4 waits, 3 rides only back."""
    people = enrol("王小明", "李秀英", "周强", "郑丽")
    told = (
        {"phone": "12012345678", "emergency": "姐姐 12011112222", "insured": date(2027, 3, 1)},
        {"guardians": tuple(Guardian(**each) for each in HOME)},
    )
    for person, more in zip(people, told, strict=False):
        village.people.save(msgspec.structs.replace(village.people.get(person.number), **more))
    village.venues.add(Venue(name="大巴", kind="vehicle", seats=3))
    legs = (
        Leg(minutes=40, origin="市区", destination="青山", vehicles=(1,)),
        Leg(after=480, minutes=40, vehicles=(1,)),
    )
    village.events.add(
        Event(
            title="百橙号",
            kind="festival",
            start=datetime(2026, 12, 12, 8),
            minutes=520,
            legs=legs,
        )
    )
    clock.now = datetime(2026, 12, 12, 7, 50, tzinfo=SHANGHAI)
    trip, sign_up = village.events.occurrence(1, DAY), village.registers.signup.sign_up
    sign_up(trip, 1, adults=1)
    sign_up(trip, 2)
    sign_up(trip, 4)
    sign_up(trip, 3, rides=(2,))
    village.registers.boarding.board(trip, 1, 1, seat=3)
    village.registers.boarding.board(trip, 2, 1, seat=1)
    return trip


def rows(village, trip, leg, *, full_phones=False):
    """The rows of the list by name: seat, along, phone, emergency contact, insurance, on board."""
    raw = manifest_file(village, trip, leg, "csv", full_phones=full_phones)
    table = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    begins = next(n for n, row in enumerate(table) if row[:2] == ["No.", "Seat"])
    found = [row for row in table[begins + 1 :] if row and row[0].isdigit()]
    return {row[2]: [row[1], *row[4:]] for row in found}


def test_who_rides_is_listed_by_seat_with_whom_to_call_and_who_waits_is_not(village, trip):
    assert rows(village, trip, 1) == {
        "李秀英": ["1", "", "", "父亲 王大山 120****4321", "", "✓"],
        "王小明": ["3", "'+1", "120****5678", "姐姐 120****2222", "2027-03-01", "✓"],
    }
    assert list(rows(village, trip, 1)) == ["李秀英", "王小明"]


def test_on_board_is_who_boarded_this_leg_and_not_another(village, trip, clock):
    village.registers.boarding.arrive(trip, 1)
    clock.now = datetime(2026, 12, 12, 15, 50, tzinfo=SHANGHAI)
    assert {name: row[-1] for name, row in rows(village, trip, 2).items()} == {
        "李秀英": "",
        "王小明": "",
    }
    village.registers.boarding.board(trip, 2, 2)
    on_board = {name: row[-1] for name, row in rows(village, trip, 2).items()}
    assert on_board == {"李秀英": "✓", "王小明": ""}
    village.registers.boarding.board(trip, 3, 2, admit=True)
    assert rows(village, trip, 2)["周强"][-1] == "✓"
    assert "周强" not in rows(village, trip, 1)


def test_whole_numbers_are_on_it_only_when_asked_for_and_that_is_on_record(village, trip):
    rows(village, trip, 1)
    assert village.issued.all() == {}
    full = rows(village, trip, 1, full_phones=True)
    assert full["王小明"][2:4] == ["12012345678", "姐姐 12011112222"]
    assert full["李秀英"][3] == "父亲 王大山 12087654321"
    (issue,) = village.issued.all().values()
    assert (issue.what, issue.count) == (f"manifest {trip.key}", 2)
    assert [person.number for person in callable_people(village, trip, 1)] == [2, 1]


def test_there_is_no_list_of_a_leg_that_there_is_not(village, trip):
    with pytest.raises(Refused, match="no leg 3; the trip has 2"):
        manifest_file(village, trip, 3, "csv", full_phones=True)
    assert village.issued.all() == {}, "nothing was issued"
