"""Keys that arrive in one piece have their effects one after the other."""

from __future__ import annotations

import pytest
from textual.events import Key

from support.screens import opened

KEYS = {"\t": "tab", "\r": "enter", "\x15": "ctrl+u", "\x1b": "escape", "\x13": "ctrl+s"}


async def burst(screen, text):
    """Post all keys of a text at once, as after a network stall."""
    for character in text:
        screen.app.post_message(Key(KEYS.get(character, character), character))
    for _ in range(60):
        await screen._pilot.pause()
        if not screen.app._busy and not screen.app.scanner.holding:
            break
    await screen._pilot.pause()


@pytest.fixture
def people(village, enrol, duty_day):
    enrol("张小明", "李秀英", "王建国")
    return village.folder


async def test_a_form_is_filled_in_by_keys_in_one_piece(people, clock):
    async with opened(people, clock=clock) as screen:
        await burst(screen, "nabc\t\t\x152027-01-05\t\x159-11")
        form = screen.app.screen.values()
        assert (form["title"], form["date"], form["time"]) == ("abc", "2027-01-05", "09:00-11:00")


async def test_each_enter_at_the_desk_ends_its_own_query(people, clock, village, duty_day):
    async with opened(people, clock=clock) as screen:
        await burst(screen, "dzxm\rlxy\rwjg\r")
        here = village.registers.read(duty_day.key).here
        assert sorted(entry.number for entry in here) == [1, 2, 3]


async def test_an_answer_and_enter_in_one_piece_are_the_answer(people, clock):
    async with opened(people, clock=clock) as screen:
        await burst(screen, "g\x152027-03-08\r")
        assert "March 2027" in screen.text


async def test_enter_opens_an_occurrence_of_the_day_moved_to(people, clock):
    async with opened(people, clock=clock) as screen:
        await burst(screen, "]t\r")
        assert "村民义务日" in screen.lines[0]
        assert "New event" not in screen.lines[0]


async def test_a_page_that_closes_does_not_swallow_the_next_key(people, clock):
    async with opened(people, clock=clock) as screen:
        await burst(screen, "p\x1bs\x1bd")
        assert "name, pinyin" in screen.text, "the desk is open after two pages opened and closed"


async def test_a_badge_among_typing_goes_to_the_desk_and_typing_stays(people, clock, village):
    async with opened(people, clock=clock) as screen:
        await burst(screen, "dV0001\rlxy\rV0003\r")
        register = village.registers.read("E0001@2026-11-25")
        assert sorted(entry.number for entry in register.here) == [1, 2, 3]


async def test_a_question_asked_by_a_key_gets_the_answer_and_the_page_the_key_after_it(
    people, clock, village, duty_day
):
    """`R` asks why, the reason and Enter follow in one piece, then `g` opens the grants."""
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.settlement.close(duty_day)
    async with opened(people, clock=clock) as screen:
        await burst(screen, "\rRrain\rg")
        register = village.registers.read(duty_day.key)
        assert not register.closed
        assert [correction.reason for correction in register.head.corrections] == ["rain"]
        assert type(screen.app.screen).__name__ == "GrantsPage"


async def test_keys_behind_a_question_that_is_left_go_to_the_page_below(
    people, clock, village, duty_day
):
    async with opened(people, clock=clock) as screen:
        await burst(screen, "\rm\x1bC\x1bmm")
        assert type(screen.app.screen).__name__ == "AskText", "asked once more, and typed m into it"
        assert screen.app.screen.query_one("TextInput").value == "m"
