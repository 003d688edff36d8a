"""The pages of a trip: its legs are planned by the clock, people board and arrive by keys."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from hostile.page_routes import assert_harmless
from support.clock import SHANGHAI
from support.screens import opened
from yigong.store.attendance import rides
from yigong.store.attendance.waitlist import Overbooked
from yigong.store.event_records import Event, Leg
from yigong.store.venue_records import Venue

LEGS = (
    Leg(after=0, minutes=40, origin="未来科技城", destination="溪口", vehicles=(1,)),
    Leg(after=480, minutes=40, origin="溪口", destination="未来科技城", vehicles=(1,)),
)


@pytest.fixture
def trip(village, enrol, clock):
    """百橙号 on 12 December with a bus of three: four signed up, 吴秀英 waits."""
    clock.now = datetime(2026, 12, 10, 9, tzinfo=SHANGHAI)
    enrol("张惠琴", "周小明", "冯丽", "吴秀英", "罗浩然")
    village.venues.add(Venue(name="大巴", kind="vehicle", seats=3))
    village.events.add(
        Event(
            title="百橙号",
            kind="festival",
            start=datetime(2026, 12, 12, 8),
            minutes=520,
            legs=LEGS,
        )
    )
    occurrence = village.events.occurrence(1, date(2026, 12, 12))
    for number in (1, 2, 3, 4):
        village.registers.signup.sign_up(occurrence, number)
        clock.forward(minutes=1)
    clock.now = datetime(2026, 12, 12, 8, tzinfo=SHANGHAI)
    return occurrence


def boarded(village, trip, leg):
    entries = village.registers.read(trip.key).entries.values()
    return [e.number for e in entries if rides.boarding_of(e, leg) is not None]


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (40, 20)])
async def test_a_trip_there_and_back_by_keys(village, trip, clock, size):
    async with opened(village.folder, clock=clock, size=size) as screen:
        screen.app.open_occurrence(trip)
        await screen.press("d")
        assert "to board 3" in screen.text and "waiting 1" in screen.text
        await screen.press("enter", "down", "enter")
        await screen.until("on board 2")
        await screen.press("w")
        await screen.until("冯丽.")
        await screen.press("n")
        assert boarded(village, trip, 1) == [1, 2], "the seat is of 冯丽, who may still come"
        await screen.press("w")
        await screen.until("冯丽.")
        await screen.press("y")
        await screen.until("on board 3")
        assert boarded(village, trip, 1) == [1, 2, 4]
        await screen.press("a", "=罗浩然", "enter")
        await screen.until("All seats are taken")
        await screen.press("n", "escape", "escape")
        assert boarded(village, trip, 1) == [1, 2, 4]
        clock.forward(minutes=40)
        await screen.press("A", "y")
        await screen.until("arrived with 3")
        clock.forward(minutes=440)
        await screen.press("tab", "enter")
        await screen.until("on board 1")
        assert "missing 2" in screen.text
        await screen.press("down", "s")
        await screen.until("missing 1")
        await screen.press("u")
        await screen.until("missing 2")
        assert boarded(village, trip, 2) == [1]


async def test_enter_again_asks_whether_to_take_back_a_boarding(village, trip, clock):
    async with opened(village.folder, clock=clock, size=(80, 24)) as screen:
        screen.app.open_occurrence(trip)
        await screen.press("d", "enter")
        await screen.until("on board 1")
        await screen.press("enter", "escape")
        assert boarded(village, trip, 1) == [1]
        await screen.press("enter", "y")
        await screen.until("did not board")
        assert boarded(village, trip, 1) == []
        await screen.press("t", "=2", "enter")
        await screen.until("is noted")
        assert village.registers.read(trip.key).entries[1].seat == 2


async def test_legs_are_planned_by_the_clock_and_the_way_back_is_filled_in(village, enrol, clock):
    clock.now = datetime(2026, 12, 10, 9, tzinfo=SHANGHAI)
    village.venues.add(Venue(name="大巴", kind="vehicle", seats=45))
    village.events.add(Event(title="远足", start=datetime(2026, 12, 12, 8), minutes=520))
    day = date(2026, 12, 12)
    async with opened(village.folder, clock=clock, size=(80, 24)) as screen:
        screen.app.open_occurrence(village.events.occurrence(1, day))
        await screen.press("t", "n", "=8-8:40", "tab", "=城里", "tab", "=溪口", "ctrl+s")
        await screen.until("城里 - 溪口")
        await screen.press("n", "=16-16:40", "ctrl+s")
        await screen.until("溪口 - 城里")
        legs = village.events.occurrence(1, day).legs
        assert [(leg.after, leg.minutes) for leg in legs] == [(0, 40), (480, 40)]
        await screen.press("minus", "y")
        await screen.until("is removed")
        assert len(village.events.occurrence(1, day).legs) == 1


async def test_who_is_signed_up_may_ride_one_leg_alone(village, trip, clock):
    async with opened(village.folder, clock=clock, size=(80, 24)) as screen:
        screen.app.open_occurrence(trip)
        await screen.press("a", "=张惠琴", "enter")
        await screen.until("only Way back 16:00")
        await screen.press("down", "down", "enter")
        await screen.until("张惠琴: Way back")
        entries = village.registers.read(trip.key).entries
        assert entries[1].rides == (2,)
        assert entries[4].waiting, "the way back is as full as before"


@pytest.mark.parametrize(
    ("keys", "wanted", "said"),
    [(("enter",), (), "the whole trip"), (("down", "enter"), (1,), "Way out")],
)
async def test_a_sign_up_for_a_trip_asks_for_the_legs_at_once(
    village, trip, clock, keys, wanted, said
):
    async with opened(village.folder, clock=clock, size=(80, 24)) as screen:
        screen.app.open_occurrence(trip)
        await screen.press("a", "=罗浩然", "enter")
        await screen.until("only Way out 08:00")
        await screen.press("escape")
        assert 5 not in village.registers.read(trip.key).entries
        await screen.press("enter")
        await screen.until("only Way out 08:00")
        await screen.press(*keys)
        await screen.until("✓")
        assert village.registers.read(trip.key).entries[5].rides == wanted
        await screen.press("escape")
        await screen.until("Rides")
        row = next(line for line in screen.lines if "罗浩然" in line)
        assert said in row


async def test_the_page_shows_any_text_as_text(village, enrol, clock):
    clock.now = datetime(2026, 12, 12, 8, tzinfo=SHANGHAI)
    enrol("[/] [bold red]红[/]")
    village.venues.add(Venue(name="[@click=app.quit]大巴[/]", kind="vehicle", seats=45))
    leg = Leg(minutes=40, origin="[/]", destination="=cmd|' /C calc'!A0", vehicles=(1,))
    start = datetime(2026, 12, 12, 8)
    village.events.add(Event(title="[/义工]", start=start, minutes=520, legs=(leg,)))
    trip = village.events.occurrence(1, date(2026, 12, 12))
    village.registers.signup.sign_up(trip, 1)
    async with opened(village.folder, clock=clock, size=(100, 30)) as screen:
        screen.app.open_occurrence(trip)
        await screen.press("d")
        for text in ("[/义工]", "[@click=app.quit]大巴[/]", "[bold red]红[/]", "=cmd|'"):
            assert text in screen.text
        assert_harmless(screen, "BoardingPage")
        await screen.press("a", "enter")
        assert_harmless(screen, "BoardPickPage")


async def test_the_desk_of_a_trip_lets_people_board_the_leg_that_is_next(village, trip, clock):
    async with opened(village.folder, clock=clock) as screen:
        screen.app.open_occurrence(trip)
        await screen.press("d")
        assert "Way out 1/2" in screen.text
        await screen.press("enter")
        await screen.until("on board 1")
        await screen.press("A", "y")
        await screen.until("arrived with 1")
        await screen.press("escape", "d")
        assert "Way back 2/2" in screen.text
        await screen.press("d")
        assert type(screen.app.screen).__name__ == "DeskPage", "for who comes without riding"


async def test_a_smaller_bus_than_people_signed_up_for_is_asked_and_nobody_loses_a_seat(
    village, trip, clock
):
    village.venues.add(Venue(name="小车", kind="vehicle", seats=2))
    smaller = [msgspec.structs.replace(leg, vehicles=(2,)) for leg in LEGS]
    with pytest.raises(Overbooked, match=r"Way out .*3 have a place .* only 2"):
        village.events.plan_legs(1, trip.planned, smaller, sure=False)
    assert village.events.occurrence(1, trip.planned).legs == LEGS
    village.events.plan_legs(1, trip.planned, smaller)
    entries = village.registers.read(trip.key).entries
    assert [number for number, entry in entries.items() if entry.waiting] == [4]


@pytest.mark.parametrize("answer", ["n", "y"])
async def test_fewer_places_of_an_event_than_people_is_asked_before_it_is_saved(
    village, trip, clock, answer
):
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        screen.app.open_occurrence(trip)
        await screen.press("e")
        screen.app.screen.query_one("#field-capacity").value = "2"
        await screen.press("ctrl+s")
        await screen.until("百橙号 on 2026-12-12: 3 have a place")
        await screen.press(answer)
        await screen.until("百橙号 is saved" if answer == "y" else "Places")
    assert village.events.get(1).capacity == (2 if answer == "y" else 0)
    entries = village.registers.read(trip.key).entries
    assert [number for number, entry in entries.items() if entry.waiting] == [4]


async def test_the_passenger_list_has_whole_numbers_only_when_asked_for_and_that_is_kept(
    village, trip, clock
):
    person = village.people.get(1)
    village.people.save(
        msgspec.structs.replace(person, phone="15400000001", emergency="儿子 15400000009")
    )
    async with opened(village.folder, clock=clock, size=(80, 24)) as screen:
        screen.app.open_occurrence(trip)
        await screen.press("d", "b")
        name = f"manifest-{trip.key}-1"
        await screen.until(f"{name}.html")
        masked = (village.outbox() / f"{name}.html").read_text("utf-8")
        assert "张惠琴" in masked and "154****0009" in masked and "吴秀英" not in masked
        await screen.press("P")
        await screen.until("Show 1 whole phone number?")
        await screen.press("y")
        await screen.until(f"{name}-full.html")
        whole = (village.outbox() / f"{name}-full.html").read_text("utf-8")
        assert "15400000001" in whole and "儿子 15400000009" in whole
    assert [issue.what for issue in village.issued.all().values()] == [f"manifest {trip.key}"]


async def test_heads_without_a_name_take_no_seat_and_more_than_the_seats_are_said(
    village, trip, clock
):
    village.registers.checkin.count(trip, adults=2, children=0)
    async with opened(village.folder, clock=clock, size=(80, 24)) as screen:
        screen.app.open_occurrence(trip)
        await screen.press("d")
        await screen.until("2 without a name take no seat")
        await screen.press("home", "enter", "down", "enter")
        await screen.until("2 without a name beside 2 on board: more than 3 seats")
    assert boarded(village, trip, 1) == [1, 2]
