"""Arrivals and departures as rows: each with its desk and organiser."""

from __future__ import annotations

from datetime import timedelta

from support.clock import MORNING
from yigong.tui.view.arrival_rows import arrival_rows


def rows(village, occurrence) -> list[list[str]]:
    """The cells of each row, the latest first."""
    register, head = village.registers.read(occurrence.key), village.registers.head(occurrence)
    people = village.people.all()
    return [list(row.cells) for row in arrival_rows(register, head, people, lambda _entry: "", 10)]


def test_a_departure_has_the_desk_of_the_check_out(village, duty_day, enrol, clock, colleague):
    enrol("安大海", "包小明")
    for number in (1, 2):
        village.registers.checkin.check_in(duty_day, number)
    clock.forward(minutes=10)
    colleague().registers.checkin.check_out(duty_day, 1)
    clock.forward(minutes=10)
    village.registers.checkin.check_out_all(duty_day)
    assert rows(village, duty_day)[:2] == [
        ["09:10", "left V", "包小明", "", "东门 李芳"],
        ["09:00", "left V", "安大海", "", "西门 王强"],
    ]


def test_an_end_set_at_the_close_does_not_name_an_earlier_desk(
    village, duty_day, enrol, clock, colleague
):
    enrol("安大海", "包小明", "陈玉珍")
    for number in (1, 2, 3):
        village.registers.checkin.check_in(duty_day, number)
    clock.forward(minutes=60)
    for number in (1, 3):
        village.registers.checkin.check_out(duty_day, number)
    colleague().registers.settlement.close(duty_day, ends={1: MORNING + timedelta(minutes=30)})
    assert [(row[0], *row[2:]) for row in rows(village, duty_day) if row[1] == "left V"] == [
        ("09:50", "陈玉珍", "", "东门 李芳"),
        ("09:50", "包小明", "", "西门 王强"),
        ("09:20", "安大海", "", "西门 王强"),
    ]


def test_a_row_says_as_what_they_came_last_and_with_how_many(village, duty_day, enrol, clock):
    enrol("安大海")
    checkin = village.registers.checkin
    checkin.check_in(duty_day, 1, adults=1, children=2)
    clock.forward(minutes=10)
    checkin.check_out(duty_day, 1)
    checkin.check_in(duty_day, 1, again=True, role="guest")
    assert rows(village, duty_day) == [["09:00", "came G", "安大海 +3", "", "东门 李芳"]]
