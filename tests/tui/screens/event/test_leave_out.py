"""A date left out of a series from its page: nobody is told, and u puts it back."""

from __future__ import annotations

from datetime import date, datetime

from support.screens import opened
from yigong.store.event_records import Event


async def test_a_date_of_a_series_is_left_out_where_it_is_called_off_and_u_puts_it_back(
    village, duty_day, clock
):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "right_square_bracket", "c")
        assert "Leave it out" in screen.text
        await screen.press("ctrl+o")
        assert village.events.between(date(2026, 12, 25), date(2026, 12, 25)) == []
        assert "nobody is told" in screen.status
        await screen.press("u")
    assert len(village.events.between(date(2026, 12, 25), date(2026, 12, 25))) == 1


async def test_where_people_are_signed_up_it_is_refused_and_the_question_stays(
    village, duty_day, clock, enrol
):
    enrol("张小明")
    village.registers.signup.sign_up(village.events.occurrence(1, date(2026, 12, 25)), 1)
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "right_square_bracket", "c", "ctrl+o")
        assert "cancel it instead" in screen.text
        await screen.press("=下雪", "enter")
    (december,) = village.events.between(date(2026, 12, 25), date(2026, 12, 25))
    assert (december.cancelled, december.reason) == (True, "下雪")


async def test_the_only_date_of_an_event_is_called_off_and_not_left_out(village, clock):
    village.events.add(Event(title="节", start=datetime(2026, 11, 25, 9)))
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("enter", "c")
        assert "Leave it out" not in screen.text
        assert "Call off" in screen.text


async def test_a_date_left_out_is_named_and_put_back_by_choice_long_afterwards(
    village, duty_day, clock
):
    for day in (date(2026, 12, 25), date(2027, 1, 25)):
        village.events.leave_out(duty_day.event.number, day)
    village.events.move(duty_day.event.number, duty_day.planned, datetime(2026, 11, 25, 10))
    async with opened(village.folder, clock=clock, size=(120, 36)) as screen:
        await screen.press("enter")
        assert "2 left out" in screen.text
        await screen.press("M")
        assert "this date, as it was planned" in screen.text
        await screen.press("down", "down", "enter")
        assert "1 left out" in screen.text
    assert len(village.events.between(date(2027, 1, 25), date(2027, 1, 25))) == 1
    assert village.events.between(date(2026, 12, 25), date(2026, 12, 25)) == []
