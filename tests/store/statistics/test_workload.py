"""Who carries it: the figures are worked out by hand, and each rule has its edges."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest

from support.clock import SHANGHAI
from yigong.store.event_records import Event
from yigong.store.records import Squad, Volunteer
from yigong.store.village.outlooks import village_workload

YEAR = date(2026, 1, 1), date(2026, 12, 31)
TODAY = date(2026, 11, 25)  # the clock's; 91 days before is the 26th of August


@pytest.fixture
def on(village):
    """``on(date(..), {1: 60, 2: 30}, signed=(3,))``: an event where people served so many minutes;
    others were signed up."""

    def held(day, minutes, signed=(), role=""):
        saved = village.events.add(
            Event(
                title=f"护河{day}",
                kind="duty_day",
                start=datetime(day.year, day.month, day.day, 9),
                minutes=180,
            )
        )
        occurrence = village.events.occurrence(saved.number, day)
        at = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
        for number in signed:
            village.registers.signup.sign_up(occurrence, number)
        for number, length in minutes.items():
            village.registers.settlement.fill_in(
                occurrence, number, at, at + timedelta(minutes=length), "纸质", role=role
            )
        return occurrence

    return held


def test_the_busiest_tenth_is_rounded_up_and_has_its_share(village, enrol, on):
    enrol(14)
    on(date(2026, 11, 1), dict.fromkeys(range(1, 12), 30))  # eleven people
    on(date(2026, 11, 2), {1: 170, 2: 100, 12: 60}, role="paid")  # paid hours are none of it
    on(date(2026, 11, 3), {3: 90, 4: 60})
    found = village_workload(village, *YEAR)
    assert (found.served, found.minutes) == (11, 480)  # 11 x 30 + 90 + 60
    assert [tuple(each) for each in found.busiest] == [(3, 120, 2), (4, 90, 2)]
    assert found.busiest_minutes == 210
    assert found.minutes == village.summary(*YEAR).total.service.total
    ten = village_workload(village, date(2026, 11, 3), date(2026, 11, 3))
    assert (ten.served, len(ten.busiest), ten.busiest_minutes) == (2, 1, 90)


def test_in_a_period_without_hours_nobody_is_busy(village, enrol):
    enrol(2)
    found = village_workload(village, *YEAR)
    assert (found.served, found.minutes, found.busiest, found.missed) == (0, 0, (), ())


def test_never_asked_is_who_is_in_no_register_and_no_programme(village, enrol, on):
    enrol(8)
    on(date(2026, 11, 1), {1: 30}, signed=(2,))  # 2 signed up and did not come
    people = village.people
    people.save(msgspec.structs.replace(people.get(3), archived=True))
    people.save(msgspec.structs.replace(people.get(4), joined=date(2026, 11, 24)))
    people.save(msgspec.structs.replace(people.get(5), joined=date(2020, 1, 1)))
    village.merge(6, 7)
    village.squads.add(Squad(name="巡逻队", members=(5, 8)))
    found = village_workload(village, *YEAR)
    assert [tuple(each) for each in found.unasked] == [
        (4, date(2026, 11, 24), ()),
        (5, date(2020, 1, 1), (1,)),
        (6, None, ()),
        (8, None, (1,)),
    ]
    october = village_workload(village, date(2026, 10, 1), date(2026, 10, 31))
    assert [each.number for each in october.unasked] == [1, 2, 5, 6, 8], "as it was then"


def test_missed_is_who_served_three_times_in_the_year_before_and_not_for_a_quarter(
    village, enrol, on
):
    enrol(8)
    edge = TODAY - timedelta(days=91)
    first = edge - timedelta(days=364)
    everybody = dict.fromkeys((1, 2, 3, 4, 5, 7), 60)
    on(first - timedelta(days=1), {2: 60})
    on(first, {1: 60, 3: 60, 4: 60, 5: 60, 7: 60})
    on(first + timedelta(days=50), everybody)
    on(edge, everybody)
    on(edge + timedelta(days=1), {3: 60, 8: 60})  # 3 was there since
    on(TODAY - timedelta(days=1), {4: 20}, role="participant")  # 4 as well, in another role
    people = village.people
    people.save(msgspec.structs.replace(people.get(7), archived=True))
    found = village_workload(village, *YEAR)
    assert [tuple(each) for each in found.missed] == [(1, 3, edge), (5, 3, edge)]


def test_where_nothing_took_place_for_a_quarter_nobody_is_missed(village, enrol, on):
    enrol(1)
    for day in (1, 2, 3):
        on(date(2026, 6, day), {1: 60})
    found = village_workload(village, *YEAR)
    assert (found.missed, found.lately) == ((), 0)
    earlier = village_workload(village, date(2026, 1, 1), date(2026, 6, 30))
    assert (earlier.missed, earlier.lately) == ((), 3)


def test_who_came_once_in_the_period_and_never_again(village, enrol, on):
    enrol(6)
    edge = TODAY - timedelta(days=91)
    on(date(2025, 12, 31), {1: 60})
    on(date(2026, 1, 1), {2: 60, 3: 60})
    on(edge, {4: 60, 3: 60})
    on(edge + timedelta(days=1), {5: 60})
    on(date(2026, 3, 1), {6: 60}, role="participant")
    found = village_workload(village, *YEAR)
    assert [(each.number, each.last) for each in found.once] == [(4, edge), (2, date(2026, 1, 1))]
    half = village_workload(village, date(2026, 1, 1), date(2026, 6, 30))
    assert [each.number for each in half.once] == [2], "3 came again, though later than the period"


def test_who_signed_up_four_times_and_came_to_fewer_than_half(village, enrol, on):
    enrol(5)
    for day in range(1, 5):
        came = {1: 60, **({2: 60} if day == 1 else {}), **({3: 60} if day < 3 else {})}
        on(date(2026, 11, day), came, signed=(1, 2, 3, 4) if day < 4 else (1, 2, 3))
    on(date(2026, 11, 24), {}, signed=(2,))  # nobody came: it did not take place
    on(date(2026, 11, 30), {}, signed=(2, 3, 4))  # to come
    found = village_workload(village, *YEAR)
    assert [tuple(each) for each in found.seldom] == [(2, 4, 1)]


def test_the_figures_are_those_of_the_summary_whatever_the_registers(village, enrol, on):
    enrol(30)
    for week in range(40):
        day = date(2026, 1, 7) + timedelta(weeks=week)
        on(day, {1 + (week * k) % 30: 20 + k for k in range(1, 9)})
    for period in (YEAR, (date(2026, 3, 1), date(2026, 6, 30)), (None, None)):
        found, summary = village_workload(village, *period), village.summary(*period)
        rows = {int(row.key): row.tally.service.total for row in summary.people}
        assert found.minutes == summary.total.service.total
        assert {each.number: each.minutes for each in found.carriers} == rows
        assert found.served == len(rows)
        assert sorted(rows.values(), reverse=True)[: len(found.busiest)] == [
            each.minutes for each in found.busiest
        ]


def test_somebody_on_no_roster_any_more_stays_in_the_sum_and_is_not_listed(village, on):
    village.people.add_all(Volunteer(name=name) for name in ("张小明", "李秀英"))
    for month in (3, 4, 5):
        on(date(2026, month, 1), {1: 60})
    on(date(2026, 11, 1), {2: 30})
    village.erase(1)
    found = village_workload(village, *YEAR)
    assert (found.served, found.minutes) == (2, 210)
    assert found.missed == () and found.once == ()
