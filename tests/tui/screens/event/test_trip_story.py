"""A bus of 45 there and back on the pages, with the figures that it has by command, too."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from support.clock import SHANGHAI
from support.screens import opened
from yigong.store.attendance.hours import hours_text
from yigong.store.attendance.rides import boardings
from yigong.store.attendance.roles import count_heads
from yigong.store.event_records import Event
from yigong.store.venue_records import Venue

DAY = date(2026, 12, 12)
GUIDE, WAITS, WALK_IN, DRIVER = 1, 46, 47, 48


@pytest.fixture
def trip(village, enrol, clock):
    """百橙号 without legs yet, 46 signed up; the guide comes as a volunteer."""
    clock.now = datetime(2026, 12, 10, 9, tzinfo=SHANGHAI)
    enrol(*(f"乘客{number}号" for number in range(1, 49)))
    village.venues.add(Venue(name="大巴", kind="vehicle", seats=45))
    plan = Event(title="百橙号", kind="festival", start=datetime(2026, 12, 12, 8), minutes=520)
    village.events.add(plan)
    return village.events.occurrence(1, DAY)


async def plan_and_sign_up(screen, village, trip):
    """Both legs by keys with the bus; then 46 sign up, of whom the last waits."""
    screen.app.open_occurrence(trip)
    await screen.press("t", "n", "=8-8:40", "tab", "=未来科技城", "tab", "=溪口", "tab")
    await screen.press("space", "space", "enter", "ctrl+s")
    await screen.until("大巴 (45 seats)")
    await screen.press("n", "=16-16:40", "ctrl+s")
    await screen.until("16:00-16:40")
    signup, trip = village.registers.signup, village.events.occurrence(1, DAY)
    signup.sign_up(trip, GUIDE, role="volunteer")
    signup.sign_up(trip, *range(2, 46))
    signup.sign_up(trip, WAITS)
    await screen.press("escape")
    await screen.until("waiting 1")


async def ride_out(screen, clock):
    """43 board, two do not; who waited boards by w, and a walk-in whom a looks for: each of them
    on a yes, as the two might still come."""
    clock.now = datetime(2026, 12, 12, 8, tzinfo=SHANGHAI)
    await screen.press("B")
    await screen.until("to board 45")
    assert "Way out 1/2" in screen.text and "waiting 1" in screen.text
    await screen.press("home", *["enter", "down"] * 42, "enter")
    await screen.until("on board 43")
    assert "empty seats 2 (unclaimed 0)" in screen.text
    await screen.press("w")
    await screen.until("乘客44号, 乘客45号.")
    await screen.press("y")
    await screen.until("on board 44")
    await screen.press("a", "=乘客47号", "enter")
    await screen.until("乘客44号, 乘客45号.")
    await screen.press("y")
    await screen.until("乘客47号 is on board; 45 so far")
    await screen.press("escape")
    await screen.until("empty seats 0")
    clock.now = datetime(2026, 12, 12, 8, 40, tzinfo=SHANGHAI)
    await screen.press("A")
    await screen.until("Not on board: 乘客44号, 乘客45号")
    await screen.press("y")
    await screen.until("arrived with 45")


async def ride_back(screen, clock):
    """Two stay by their word, 41 board, two are missing until the end."""
    clock.now = datetime(2026, 12, 12, 16, tzinfo=SHANGHAI)
    await screen.press("tab")
    await screen.until("Way back 2/2")
    await screen.press("home", *["down"] * 39, "s", "home", *["down"] * 39, "s")
    await screen.until("(2 stay there)")
    await screen.press("home", *["enter", "down"] * 39)
    await screen.press("down", "down", "enter", "down", "enter")
    await screen.until("on board 41")
    assert "missing 2: 乘客42号, 乘客43号" in " ".join(screen.text.split())
    clock.now = datetime(2026, 12, 12, 16, 40, tzinfo=SHANGHAI)
    await screen.press("A", "y")
    await screen.until("arrived with 41")


async def test_a_bus_of_45_there_and_back_has_on_the_pages_exactly_these_numbers(
    village, trip, clock
):
    async with opened(village.folder, clock=clock, size=(120, 60)) as screen:
        await plan_and_sign_up(screen, village, trip)
        clock.now = datetime(2026, 12, 12, 7, 30, tzinfo=SHANGHAI)
        trip = village.events.occurrence(1, DAY)
        village.registers.checkin.check_in(trip, DRIVER, role="paid")
        await ride_out(screen, clock)
        await ride_back(screen, clock)
        village.registers.checkin.check_out(trip, DRIVER)
        await screen.press("escape")
        await screen.until("not back 2")
        await screen.press("x")
        await screen.until("Close the register")
        odd = {line.split()[0] for line in screen.lines if "not back" in line and "V00" in line}
        assert odd == {"乘客42号", "乘客43号"}
        await screen.press("y")
        await screen.until("signed by 李芳")
    register = village.registers.read(trip.key)
    heads = count_heads(register.entries.values(), register.head)
    assert boardings(register.entries.values(), register.head) == 86
    assert (heads.total, heads.volunteers, heads.participants, heads.paid) == (45, 1, 44, 1)
    credit = register.entries[GUIDE].credit
    assert (credit.total, hours_text(credit.total)) == (440, "7.3")
    assert not any(register.entries[n].credit.total for n in range(2, 44))


async def test_who_rode_back_unseen_is_written_in_at_closing_even_the_next_day(
    village, trip, clock
):
    async with opened(village.folder, clock=clock, size=(120, 60)) as screen:
        await plan_and_sign_up(screen, village, trip)
        trip, boarding = village.events.occurrence(1, DAY), village.registers.boarding
        for leg, people in ((1, (1, 2)), (2, (2,))):
            clock.now = datetime(2026, 12, 12, 8 * leg, tzinfo=SHANGHAI)
            for number in people:
                boarding.board(trip, number, leg)
            clock.forward(minutes=40)
            boarding.arrive(trip, leg)
        clock.now = datetime(2026, 12, 13, 20, tzinfo=SHANGHAI)
        await screen.press("x")
        await screen.until("not back")
        await screen.press("home", "space")
        await screen.until("Did 乘客1号 ride back with the others?")
        await screen.press("y")
        await screen.until("Nothing is open and nothing is odd")
        await screen.press("y")
        await screen.until("signed by 李芳")
    entry = village.registers.read(trip.key).entries[GUIDE]
    assert [stint.leg for stint in entry.stints] == [1, 2]
    assert entry.stints[1].origin == "filled" and entry.credit.total == 440
