"""How far somebody came on a trip, in a word or two."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from support.clock import SHANGHAI
from yigong.store.attendance_records import Entry, Head, Stint
from yigong.store.event_records import Leg
from yigong.tui.view.trip_words import trip_state, waiting_turn


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, 12, hour, minute, tzinfo=SHANGHAI)


HEAD = Head(
    event=1,
    planned=date(2026, 12, 12),
    title="百橙号",
    kind="festival",
    role="participant",
    start=at(8),
    end=at(16, 40),
    legs=(Leg(after=0, minutes=40), Leg(after=480, minutes=40)),
)
ON_BOARD = Stint(start=at(8), end=None, leg=1)
OUT = Stint(start=at(8), end=at(8, 40), leg=1)
THERE = Stint(start=at(9), end=at(12))
BACK = Stint(start=at(16), end=at(16, 40), leg=2)


@pytest.mark.parametrize(
    ("stints", "stays", "returning", "words"),
    [
        ((), False, False, ""),
        ((ON_BOARD,), False, False, "08:00 on board"),
        ((OUT,), False, False, "arrived 08:40"),
        ((OUT,), False, True, "not back"),
        ((OUT,), True, True, "stays there"),
        ((OUT, THERE), False, False, ""),
        ((OUT, THERE), False, True, "not back"),
        ((OUT, BACK), False, True, "back 16:40"),
        ((THERE,), False, True, ""),
    ],
)
def test_who_arrived_who_is_back_who_is_not_and_who_stays_are_told_apart(
    stints, stays, returning, words
):
    entry = Entry(number=1, expected=at(7), stints=stints, stays=stays)
    assert trip_state(entry, HEAD, returning=returning) == words


def test_who_waits_is_said_to_in_their_turn():
    waits = Entry(number=1, expected=at(7), waiting=True)
    assert waiting_turn(waits, {1: 2}) == "waits, no. 2"
    assert waiting_turn(waits, {}) == "waiting"
    assert waiting_turn(Entry(number=1, expected=at(7)), {1: 2}) == ""
