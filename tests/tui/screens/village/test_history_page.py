"""The history: a row for each change, and each change in full on any terminal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from support.screens import opened


@pytest.fixture
def reopened(village, duty_day, enrol, clock):
    """A register of twenty people that was signed and opened again, for a reason."""
    for person in enrol(20):
        village.registers.checkin.check_in(duty_day, person.number)
    clock.now += timedelta(hours=1)
    village.registers.checkin.check_out_all(duty_day)
    village.registers.settlement.close(duty_day)
    village.registers.settlement.reopen(duty_day, "漏记")
    return duty_day


async def test_a_change_of_many_people_has_one_row(village, reopened, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("y")
        rows = [row.cells[3:5] for row in screen.app.screen.rows.rows[:3]]
    assert rows == [
        ["register reopened", "村民义务日 25 Nov"],
        ["register closed", "村民义务日 25 Nov"],
        ["check-out", "20 people  村民义务日 25 Nov"],
    ]


async def test_the_words_for_an_act_are_whole_where_there_is_room(village, reopened, clock):
    for width, words in ((100, "register reopened"), (40, "register reo..")):
        async with opened(village.folder, clock=clock, size=(width, 24)) as screen:
            await screen.press("y")
            assert words in screen.text


async def test_a_change_is_legible_on_a_narrow_terminal(village, reopened, clock):
    async with opened(village.folder, clock=clock, size=(40, 20)) as screen:
        await screen.press("y", "enter")
        assert any(line.startswith(" Credited  ") and "V00" in line for line in screen.lines)
        assert " 60 min clocked -> -" in screen.text
        count = int(screen.text.partition("Field  1/")[2].split()[0])
        await screen.press("down", "down")
        assert f"2/{count}" in screen.text, "two lines down is the next entry"


async def test_what_is_looked_for_does_not_begin_with_a_blank(village, duty_day, clock):
    async with opened(village.folder, clock=clock) as screen:
        await screen.press("p", "space")
        assert "name, pinyin or initials" in screen.text
        await screen.press("escape", "y", "slash", "space", "=a b")
        assert screen.app.focused.value == "a b"
