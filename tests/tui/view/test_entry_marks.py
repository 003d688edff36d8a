"""The colour before somebody's row: it says their state, as the words do."""

from __future__ import annotations

from datetime import datetime

import pytest

from yigong.store.attendance_records import Entry, Grant, Stint
from yigong.tui.view.entry_marks import state_colour, state_mark
from yigong.tui.widgets.canvas import PLAIN

STINT = Stint(start=datetime(2026, 11, 25, 9))
SIGNED = datetime(2026, 11, 20, 9)


@pytest.mark.parametrize(
    ("entry", "colour"),
    [
        (Entry(number=1, expected=SIGNED), ""),
        (Entry(number=1, expected=SIGNED, stints=(STINT,)), "green"),
        (Entry(number=1, expected=SIGNED, stints=(STINT,), mark="late"), "yellow"),
        (Entry(number=1, expected=SIGNED, mark="leave"), "yellow"),
        (Entry(number=1, expected=SIGNED, waiting=True), "yellow"),
        (Entry(number=1, expected=SIGNED, mark="absent"), "red"),
        (
            Entry(number=1, grants=(Grant(minutes=60, at=SIGNED, by="李芳", reason="备料"),)),
            "green",
        ),
    ],
)
def test_green_came_yellow_is_excused_or_waits_and_red_is_absent(entry, colour):
    assert state_colour(entry) == colour
    assert (state_mark(entry) == PLAIN) is (colour == "")


def test_who_is_not_in_the_register_has_no_mark():
    assert state_mark(None) == PLAIN
