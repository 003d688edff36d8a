"""The pages of venues: the list, a week, a booking, what waits for an answer."""

from __future__ import annotations

from datetime import datetime

import pytest
from msgspec import structs

from support.screens import opened
from yigong.store.event_records import ByRRule, Event
from yigong.store.records import Volunteer
from yigong.store.venue_records import Opening, Venue

OPEN = (Opening(days=tuple(range(7)), start="08:00", end="21:00"),)


@pytest.fixture
def house(village):
    """会客厅 L01 with the part 书吧 L02, which has 读书会 today from 9 to 11."""
    village.venues.add(Venue(name="会客厅", seats=60, buffer=15, opens=OPEN))
    village.venues.add(Venue(name="书吧", part_of=1, buffer=15, opens=OPEN))
    start = datetime(2026, 11, 25, 9)
    return village.bookings.book(Event(title="读书会", start=start, minutes=120, venues=(2,)))


async def test_the_first_venue_is_written_down_and_its_hours_are_read_back(village, clock):
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("0", "v")
        assert "No venue yet. n adds one" in screen.text
        await screen.press("n", "=礼堂", "tab", "tab", "tab", "tab", "=周一至周五 9-21;周六 10-17")
        assert "Mon-Fri 09:00-21:00, Sat" in screen.text
        await screen.press("ctrl+s")
        assert "礼堂 is saved" in screen.text
    assert len(village.venues.get(1).opens) == 2


async def test_the_list_says_who_has_a_venue_now_and_the_week_shows_parts(village, house, clock):
    clock.forward(minutes=30)
    async with opened(village.folder, clock=clock, size=(100, 30)) as screen:
        await screen.press("0", "v")
        assert screen.text.count("读书会 until 11:15") == 2
        await screen.press("enter")
        assert "(读书" in screen.text
        await screen.press("v")
        assert "only what is free" in screen.text and "(读书" not in screen.text
        await screen.press("v", "right_square_bracket")
        assert "30 Nov to 6 Dec" in screen.lines[0]


async def test_the_hour_under_the_cursor_is_booked_and_what_holds_it_is_named(
    village, house, clock
):
    async with opened(village.folder, clock=clock, size=(100, 40)) as screen:
        await screen.press("0", "v", "down", "enter")
        await screen.press("n", "=茶叙")
        assert "11:15-13:15" in screen.text  # 08:00 is past, 9 to 11 is held
        await screen.press("tab", "tab", "tab", "tab", "=9-11", "ctrl+s")
        assert "读书会 E0001" in screen.text
        await screen.press("escape", "y", "right", "n", "=茶叙", "ctrl+s")
        assert "茶叙 is booked" in screen.text
        await screen.press("enter")
        assert "茶叙" in screen.lines[0]
    booked = village.events.get(2)
    assert booked.start == datetime(2026, 11, 26, 8) and booked.venues == (2,)


async def test_agreeing_shows_what_falls_with_it_and_one_key_takes_it_back(village, clock):
    keeper = village.people.add(Volunteer(name="何秀英")).number
    village.venues.add(Venue(name="礼堂", needs_approval=True, keeper=keeper))
    for title, hour in (("婚宴", 10), ("瑜伽", 11)):
        start = datetime(2026, 12, 8, hour)
        village.bookings.book(Event(title=title, start=start, minutes=120, venues=(1,)))
    async with opened(village.folder, clock=clock, size=(150, 30)) as screen:
        await screen.press("0", "v")
        assert "2 bookings wait" in screen.lines[0]
        await screen.press("exclamation_mark", "y")
        assert "Approve 婚宴 and decline the others?" in screen.text
        assert "瑜伽  8 Dec 11:00-13:00" in screen.text
        assert "kept by 何秀英" in screen.text
        await screen.press("n")
        assert village.events.get(1).booking == "tentative"
        await screen.press("y", "y")
        assert "婚宴 is approved  kept by 何秀英" in screen.text
        assert "given to 婚宴 E0001" in screen.text
        await screen.press("u")
    assert [e.booking for e in village.events.all().values()] == ["tentative", "tentative"]


async def test_the_form_names_the_requests_that_are_passed_over(village, clock):
    hall = village.venues.add(Venue(name="礼堂", needs_approval=True))
    start = datetime(2026, 12, 8, 10)
    village.bookings.book(Event(title="婚宴", start=start, minutes=120, venues=(1,)))
    village.venue_changes.save(structs.replace(hall, needs_approval=False))
    async with opened(village.folder, clock=clock, size=(100, 30)) as screen:
        await screen.press("0", "v", "b", "=讲座", "tab", "tab", "tab", "=2026-12-08")
        await screen.press("tab", "=11-12")
        assert "waiting for the same time: 婚宴 E0001" in screen.text
        await screen.press("ctrl+s")
        assert "讲座 is booked  waiting for the same time: 婚宴 E0001" in screen.text


async def test_a_series_with_a_date_taken_asks_before_the_others_are_booked(village, house, clock):
    async with opened(village.folder, clock=clock, size=(100, 40)) as screen:
        await screen.press("0", "v", "down", "enter", "end", "up", "up", "n", "=夜读")
        await screen.press("tab", "tab", "tab", "=2026-11-25", "tab", "=10-11", "tab", "tab")
        await screen.press("right", "right", "tab", "=3", "ctrl+s")
        assert "1 of 3 dates cannot be had: 11-25" in screen.text
        await screen.press("y")
        assert "夜读 is booked  without 25 Nov" in screen.text
    assert village.events.get(2).changes["2026-11-25"].left_out


async def test_no_hour_that_is_past_or_closed_is_offered(village, house, clock):
    clock.forward(hours=12)  # 20:00 or later of the day
    async with opened(village.folder, clock=clock, size=(130, 44)) as screen:
        await screen.press("0", "v", "down")
        assert "Free today" in screen.text and "11:15" not in screen.text
        await screen.press("enter", "home")
        assert "past or not free" in screen.text
        await screen.press("b")
        values = screen.app.screen.values()
        assert (values["date"], values["time"]) == ("2026-11-26", "08:00-10:00")
        assert "What for" in screen.text
        await screen.press("ctrl+s")
        assert "What it is for is empty" in screen.text
        await screen.press("escape", "right")
        assert "n books it" in screen.text


async def test_a_part_without_hours_says_that_it_has_those_of_its_whole(village, house, clock):
    async with opened(village.folder, clock=clock, size=(120, 44)) as screen:
        await screen.press("0", "v", "n")
        assert "empty: always" in screen.text
        await screen.press("tab", "tab", "right")
        assert "empty: as 会客厅, open daily" in screen.text


async def test_the_form_of_a_new_venue_names_an_archived_namesake(village, clock):
    village.venues.add(Venue(name="礼堂", archived=True))
    async with opened(village.folder, clock=clock, size=(160, 44)) as screen:
        await screen.press("0", "v", "n", "=礼堂")
        assert "L01 of this name is archived" in screen.text


async def test_the_form_of_an_event_remarks_that_its_venue_is_closed(village, house, clock):
    start = datetime(2026, 11, 25, 14)
    village.events.add(Event(title="讲座", start=start, minutes=60, venues=(1,)))
    async with opened(village.folder, clock=clock, size=(160, 44)) as screen:
        await screen.press("enter")
        await screen.until("讲座")
        if screen.lines[0].find("讲座") < 0:
            await screen.press("enter")
        await screen.press("e")
        at = [field.name for field in screen.app.screen._fields].index("time")
        await screen.press(*["tab"] * at, "=22-23")
        assert "会客厅 is not open for it on Wed 25 Nov 2026" in screen.text


async def test_two_requests_alike_are_told_apart_by_code_and_time(village, clock):
    village.venues.add(Venue(name="礼堂", needs_approval=True))
    for _each in range(2):
        start = datetime(2026, 12, 8, 10)
        village.bookings.book(Event(title="婚宴", start=start, minutes=120, venues=(1,)))
    async with opened(village.folder, clock=clock, size=(160, 30)) as screen:
        await screen.press("0", "v", "exclamation_mark")
        rows = [line for line in screen.lines if "婚宴" in line and "礼堂 L01" in line]
        assert ["E0001" in row for row in rows[:2]] == [True, False]
        assert "Asked on" in screen.text and "25 Nov" in rows[0]


async def test_closing_a_venue_that_is_held_asks_first(village, house, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("0", "v", "down", "A")
        assert "Archive 书吧 all the same?" in screen.text
        assert "2026-11-25 09:00 读书会 E0001" in screen.text.replace("\n", "")
        assert "Nothing was changed" not in screen.text
        assert "These events stay planned there" in screen.text
        await screen.press("y")
        assert "书吧 is archived" in screen.text
    assert village.venues.get(2).archived


async def test_a_booking_out_of_hours_needs_a_reason_and_its_keeper_again(village, house, clock):
    village.venue_changes.save(structs.replace(village.venues.get(2), needs_approval=True))
    async with opened(village.folder, clock=clock, size=(100, 40)) as screen:
        await screen.press("0", "v", "down", "enter", "down", "enter")
        await screen.press("e")
        at = [field.name for field in screen.app.screen._fields].index("time")
        await screen.press(*["tab"] * at, "=20-22", "ctrl+s")
        assert "书吧 is not open then" in screen.text
        assert "Why is it booked all the same?" in screen.text
        await screen.press("=年终晚会", "enter")
        assert "its keeper must approve it again" in screen.text
    saved = village.events.get(1)
    assert saved.override == "年终晚会" and saved.booking == "tentative"


async def test_an_event_at_a_held_venue_is_planned_only_with_a_reason(village, house, clock):
    start = datetime(2026, 11, 25, 14)
    village.events.add(Event(title="讲座", start=start, minutes=60, venues=(1,)))
    async with opened(village.folder, clock=clock, size=(100, 40)) as screen:
        await screen.press("enter")
        await screen.until("讲座")
        if screen.lines[0].find("讲座") < 0:
            await screen.press("enter")
        await screen.press("e")
        at = [field.name for field in screen.app.screen._fields].index("time")
        await screen.press(*["tab"] * at, "=10-11", "ctrl+s")
        assert "Why are both there?" in screen.text
        await screen.press("=说好了", "enter")
    saved = village.events.get(2)
    assert saved.start.hour == 10 and saved.override == "说好了"


async def test_a_series_that_waits_says_how_many_dates_one_key_approves(village, clock):
    village.venues.add(Venue(name="礼堂", needs_approval=True))
    start, rule = datetime(2026, 12, 1, 19), ByRRule("FREQ=WEEKLY;COUNT=4")
    village.bookings.book(Event(title="茶艺课", start=start, venues=(1,), repeat=rule))
    for size in ((40, 20), (120, 36)):
        async with opened(village.folder, clock=clock, size=size) as screen:
            await screen.press("0", "v", "exclamation_mark")
            assert "茶艺课 x4" in screen.text
            assert "every Tue" in screen.text
    async with opened(village.folder, clock=clock, size=(80, 24)) as screen:
        await screen.press("0", "v", "exclamation_mark", "y")
        assert "茶艺课 is approved  4 dates" in screen.text


async def test_a_date_that_another_got_stays_listed_and_is_approved_once_it_is_free(village, clock):
    village.venues.add(Venue(name="礼堂", needs_approval=True))
    start, rule = datetime(2026, 12, 1, 19), ByRRule("FREQ=WEEKLY;COUNT=4")
    village.bookings.book(Event(title="茶艺课", start=start, venues=(1,), repeat=rule))
    village.bookings.book(Event(title="村民会", start=datetime(2026, 12, 8, 19), venues=(1,)))
    village.bookings.approve(2)
    village.bookings.approve(1)
    village.events.cancel(2, "")
    async with opened(village.folder, clock=clock, size=(100, 30)) as screen:
        await screen.press("0", "v", "exclamation_mark")
        assert "declined: given to 村民会" in screen.text
        await screen.press("y")
        assert "茶艺课 is approved" in screen.text
    assert not village.events.occurrence_for("E0001@2026-12-08").booking


@pytest.mark.parametrize("size", [(40, 20), (80, 24), (160, 40)])
async def test_only_what_is_wholly_free_is_called_free(village, clock, size):
    hours = (Opening(days=tuple(range(7)), start="18:00", end="22:00"),)
    village.venues.add(Venue(name="书吧", opens=hours, buffer=15))
    start = datetime(2026, 11, 26, 19)
    village.events.add(Event(title="茶艺课", start=start, minutes=120, venues=(1,)))
    async with opened(village.folder, clock=clock, size=size) as screen:
        await screen.press("0", "v", "enter", "right", "v")
        grid = screen.app.screen.grid
        for first, last in grid._lines:
            text, _style = grid._vacant(grid._week, 3, first, last)
            whole = any(a <= first and last <= b for a, b in grid._week.free[3])
            assert (text == "free") == whole
            if first <= 21 * 60 and last > 21 * 60 + 15:
                assert "21:15-" in text if size[0] > 40 else text == "~"
        assert ("23 Nov" if size[0] == 40 else "23 Nov to 29 Nov") in screen.lines[0]


async def test_a_small_screen_shows_that_something_is_there_for_a_reason(village, house, clock):
    start = datetime(2026, 11, 25, 10)
    village.events.add(
        Event(title="来访", start=start, minutes=60, venues=(2,), override="街道通知")
    )
    async with opened(village.folder, clock=clock, size=(40, 20)) as screen:
        await screen.press("0", "v", "down", "enter")
        for _line in range(20):
            if "!街道通知" in screen.text:
                break
            await screen.press("down")
        assert "!街道通知" in screen.text


async def test_a_phone_says_what_waits_and_that_only_free_times_are_shown(village, house, clock):
    async with opened(village.folder, clock=clock, size=(40, 20)) as screen:
        await screen.press("0", "v", "exclamation_mark")
        assert "to answer 0" in screen.lines[0]
        await screen.press("escape", "enter", "v")
        assert "23 Nov  free" in screen.lines[0]


async def test_what_has_no_room_in_the_list_of_what_comes_next_ends_with_dots(
    village, house, clock
):
    village.events.cancel(house.number, "老师外出" * 12)
    async with opened(village.folder, clock=clock, size=(100, 30)) as screen:
        await screen.press("0", "v")
        line = next(line for line in screen.lines if "cancelled: " in line)
        assert "老师外出老..  " in line
