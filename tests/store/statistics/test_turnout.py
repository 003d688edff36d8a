"""How many usually come: the figures are worked out by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from support.clock import SHANGHAI
from yigong.store.attendance.sign_ups import RegisterNames
from yigong.store.event_records import ByRRule, Event
from yigong.store.statistics.turnout import PastDate, usual_turnout
from yigong.store.village.outlooks import occurrence_turnout


def dates(*heads: int) -> list[PastDate]:
    return [
        PastDate(f"E0001@2026-10-{n + 1:02d}", date(2026, 10, n + 1), h)
        for n, h in enumerate(heads)
    ]


def names(signed: int, came: int) -> RegisterNames:
    expected = frozenset(range(signed))
    return RegisterNames(expected, expected, frozenset(range(came)))


@pytest.mark.parametrize(
    ("heads", "usual", "lowest", "highest"),
    [
        ((38, 51, 43, 40, 44, 43), 43, 38, 51),  # 38 40 43 43 44 51
        ((10, 20, 30, 45), 25, 10, 45),
        ((10, 20, 31, 45), 26, 10, 45),  # 25.5: rather one lunch more
        ((7, 7, 7, 7, 100), 7, 7, 100),
    ],
)
def test_it_is_the_median_with_the_range(heads, usual, lowest, highest):
    assert usual_turnout(dates(*heads))[:3] == (usual, lowest, highest)


def test_of_three_dates_nothing_is_said():
    assert usual_turnout(dates(40, 41, 42)) is None


def test_the_share_of_the_signed_up_needs_twenty_of_them():
    found = usual_turnout(dates(9, 9, 9, 9), [names(5, 4)] * 4)
    assert (found.signed, found.kept) == (20, 16)
    found = usual_turnout(dates(9, 9, 9, 9), [names(5, 4)] * 3 + [names(4, 4)])
    assert (found.signed, found.kept) == (0, 0)


@pytest.fixture
def held(village, enrol, clock):
    """``held(event, date, heads)``: so many of sixty people were there, an hour each."""
    enrol(60)

    def hold(event, day, heads, **roles):
        occurrence = village.events.occurrence(event.number, day)
        at = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
        fill_in = village.registers.settlement.fill_in
        for number in range(1, heads + 1):
            fill_in(occurrence, number, at, at + timedelta(hours=1), "纸质", **roles)
        return occurrence

    return hold


def weekly(village, title="周三护河", first=datetime(2026, 9, 2, 9), kind="duty_day"):
    return village.events.add(
        Event(title=title, kind=kind, start=first, minutes=120, repeat=ByRRule("FREQ=WEEKLY"))
    )


def test_the_last_eight_dates_of_the_event_count_with_everybody_who_eats(village, held, clock):
    event = weekly(village)
    wednesdays = [date(2026, 9, 2) + timedelta(weeks=n) for n in range(12)]
    for day, heads in zip(wednesdays[:9], (50, 3, 4, 5, 6, 7, 8, 9, 4), strict=True):
        held(event, day, heads)
    last = held(event, wednesdays[9], 2, role="paid")
    checkin = village.registers.checkin
    checkin.bring(last, 1, adults=1, children=2)
    village.events.cancel_occurrence(event.number, wednesdays[10], "下雨")
    to_come = village.events.occurrence(event.number, date(2026, 12, 2))
    found = occurrence_turnout(village, to_come)
    # The last eight with heads: 4 5 6 7 8 9 4 and the paid two with three who came along: 5.
    assert [each.heads for each in found.dates] == [5, 4, 9, 8, 7, 6, 5, 4]
    assert (found.usual, found.lowest, found.highest, found.same_event) == (6, 4, 9, True)


def test_without_four_of_its_own_it_is_those_of_its_kind_on_the_same_kind_of_day(village, held):
    own = weekly(village, "新活动", datetime(2026, 11, 4, 9))
    other = weekly(village, "护河", datetime(2026, 10, 7, 9))
    weekend = weekly(village, "周末", datetime(2026, 10, 3, 9))
    course = weekly(village, "课", datetime(2026, 10, 7, 9), kind="class")
    old = weekly(village, "去年", datetime(2025, 10, 1, 9))
    held(own, date(2026, 11, 4), 11)
    for day, heads in ((7, 20), (14, 22), (21, 24)):
        held(other, date(2026, 10, day), heads)
        held(weekend, date(2026, 10, day - 4), 40)
        held(course, date(2026, 10, day), 50)
    held(old, date(2025, 10, 1), 60)
    found = occurrence_turnout(village, village.events.occurrence(own.number, date(2026, 12, 2)))
    assert [each.heads for each in found.dates] == [11, 24, 22, 20]
    assert (found.usual, found.lowest, found.highest, found.same_event) == (21, 11, 24, False)
    saturday = village.events.occurrence(weekend.number, date(2026, 11, 28))
    assert occurrence_turnout(village, saturday) is None, "three dates are too few"


def test_what_is_over_called_off_or_a_booking_has_no_outlook(village, held):
    event = weekly(village)
    for week in range(5):
        held(event, date(2026, 9, 2) + timedelta(weeks=week), 10 + week)
    to_come = village.events.occurrence(event.number, date(2026, 12, 2))
    assert occurrence_turnout(village, to_come).usual == 12
    over = village.events.occurrence(event.number, date(2026, 11, 18))
    assert occurrence_turnout(village, over) is None
    village.events.cancel_occurrence(event.number, date(2026, 12, 2), "下雨")
    assert occurrence_turnout(village, village.events.occurrence_for(to_come.key)) is None


def test_a_register_that_cannot_be_read_is_left_out(village, held):
    event = weekly(village)
    for week in range(5):
        held(event, date(2026, 9, 2) + timedelta(weeks=week), 10 + week)
    (village.folder / "registers/2026/E0001@2026-09-30.json").write_text("{")
    to_come = village.events.occurrence(event.number, date(2026, 12, 2))
    assert [each.heads for each in occurrence_turnout(village, to_come).dates] == [13, 12, 11, 10]
