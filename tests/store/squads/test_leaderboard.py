"""The leaderboard of a squad: attendances, hours and the last date, by person."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from yigong.store.attendance.counts_cache import CountsCache
from yigong.store.attendance.hours import entry_credit
from yigong.store.event_records import Event
from yigong.store.records import Squad
from yigong.store.settings_records import HoursPolicy
from yigong.store.squads.leaderboard import (
    Standing,
    invitation_order,
    longest_absent_first,
    most_frequent_first,
    squad_board,
    standings,
)

POLICY = HoursPolicy()


@pytest.fixture
def three_days(village, enrol, clock):
    """Two squads of four people; three duty days, a month apart, the last one not signed.

    张小明 mends each time, once together with two of his family. 李秀英 came in September, as a
    mender, and in October as a cleaner. 王建国 signed up and did not come. 陈玉珍 helped the
    menders in November without being one.
    """
    enrol("张小明", "李秀英", "王建国", "陈玉珍")
    village.squads.add(Squad(name="修葺队", members=(1, 2, 3)))
    village.squads.add(Squad(name="清理队", members=(2,)))
    registers = village.registers
    plan = {9: {1: 1, 2: 1}, 10: {1: 1, 2: 2}, 11: {1: 1, 4: 1}}
    for month, serves in plan.items():
        start = datetime(2026, month, 20, 8, 30)
        event = village.events.add(Event(title="义务日", start=start, minutes=180))
        occurrence = village.events.occurrence(event.number, start.date())
        clock.now = occurrence.start
        registers.signup.sign_up(occurrence, 3, squad=1)
        for number, squad in serves.items():
            registers.signup.sign_up(occurrence, number, squad=squad)
            registers.checkin.check_in(occurrence, number)
        if month == 10:
            registers.checkin.bring(occurrence, 1, adults=2, children=0)
        for number in serves:
            clock.now = occurrence.start + timedelta(minutes=60 * number)
            registers.checkin.check_out(occurrence, number)
        clock.now = occurrence.end
        if month != 11:
            registers.settlement.close(occurrence)
    return list(CountsCache(registers).between(None, None, POLICY))


def test_a_board_has_times_minutes_and_the_last_date_of_each_member(three_days):
    assert squad_board(three_days, 1, (1, 2, 3)) == [
        Standing(1, 3, 180, date(2026, 11, 20)),
        Standing(2, 1, 120, date(2026, 9, 20)),
        Standing(3),
    ]


def test_what_somebody_does_in_another_squad_stands_on_the_board_of_that_one(three_days):
    assert squad_board(three_days, 2, (2,)) == [Standing(2, 1, 120, date(2026, 10, 20))]
    assert standings(three_days)[2] == Standing(2, 2, 240, date(2026, 10, 20)), "in any squad"


def test_hours_granted_without_presence_are_minutes_and_no_time(village, three_days):
    occurrence = village.events.occurrence_for("E0003@2026-11-20")
    village.registers.grants.grant(occurrence, 3, 45, "备料")
    found = squad_board(CountsCache(village.registers).between(None, None, POLICY), 1, (3,))
    assert found == [Standing(3, 0, 45, None)]


@pytest.mark.parametrize("role", ["participant", "learner", "guest", "paid"])
def test_who_came_as_anything_but_a_volunteer_is_on_no_board(village, three_days, role):
    occurrence = village.events.occurrence_for("E0003@2026-11-20")
    village.registers.roles.change(occurrence, 1, role)
    found = standings(CountsCache(village.registers).between(None, None, POLICY))
    assert found[1] == Standing(1, 2, 120, date(2026, 10, 20)), "as before that day"
    village.registers.roles.change(occurrence, 4, role)
    found = standings(CountsCache(village.registers).between(None, None, POLICY))
    assert 4 not in found


def test_who_helps_without_being_a_member_is_among_those_who_came(three_days):
    assert set(standings(three_days, 1)) == {1, 2, 4}


def test_both_ends_of_a_period_are_inside(three_days):
    def times(first, last):
        return [standing.times for standing in squad_board(three_days, 1, (1, 2), first, last)]

    assert times(date(2026, 10, 20), date(2026, 11, 20)) == [2, 0]
    assert times(date(2026, 9, 20), date(2026, 9, 20)) == [1, 1]
    assert times(None, date(2026, 10, 19)) == [1, 1]
    assert times(date(2026, 10, 21), None) == [1, 0]


def test_a_board_says_what_adding_up_the_books_by_hand_says(village, three_days):
    """Register by register, entry by entry, without the `CountsCache`."""
    minutes: dict[int, int] = {}
    for register in village.registers.between(None, None):
        for entry in register.entries.values():
            if entry.stints and entry.squad == 1:
                got = entry_credit(entry, register.head, POLICY).service.total
                minutes[entry.number] = minutes.get(entry.number, 0) + got
    assert {n: standing.minutes for n, standing in standings(three_days, 1).items()} == minutes


def test_the_latest_date_is_the_last_in_whatever_order_they_are_read(three_days):
    backwards = standings(reversed(three_days), 1)
    assert backwards[1].last == date(2026, 11, 20)


def test_least_lately_begins_with_who_never_came(three_days):
    found = longest_absent_first(squad_board(three_days, 1, (1, 2, 3)))
    assert [standing.number for standing in found] == [3, 2, 1]


def test_of_those_who_came_last_on_one_day_who_came_less_often_is_asked_first():
    day = date(2026, 11, 20)
    found = longest_absent_first([Standing(1, 9, 0, day), Standing(2, 3, 0, day)])
    assert [standing.number for standing in found] == [2, 1]


def test_most_often_goes_by_times_then_by_minutes():
    found = most_frequent_first([Standing(1, 2, 500), Standing(2, 3, 100), Standing(3, 3, 101)])
    assert [standing.number for standing in found] == [3, 2, 1]


def test_an_invitation_lists_those_alike_by_name(village, enrol):
    enrol("赵大海", "安大海", "李秀英")
    asked = invitation_order(
        [1, 2, 3], village.people.all(), {3: Standing(3, 1, 60, date(2026, 1, 1))}
    )
    assert [standing.number for standing in asked] == [2, 1, 3]
