"""The calendar: rules kept as rules, single days moved and called off, phones told of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import msgspec
import pytest

from store.errors import Refused
from store.records import ByRRule, Event


def test_a_new_event_has_a_number_a_random_uid_and_a_stamp(village, duty_day, clock):
    event = village.events.get(duty_day.event.number)
    assert event.code == "E0001"
    assert len(event.uid) == 20 and event.uid.isascii()
    assert event.stamped == clock().astimezone(UTC)
    assert event.sequence == 0


def test_a_change_raises_the_sequence_and_keeps_the_uid(village, duty_day, clock):
    event = duty_day.event
    clock.forward(hours=1)
    changed = village.events.save(msgspec.structs.replace(event, place="祠堂"))
    assert (changed.uid, changed.sequence) == (event.uid, 1)
    assert changed.stamped > event.stamped


def test_two_events_never_have_one_uid(village, duty_day):
    with pytest.raises(Refused, match="UID is here already"):
        village.events.add(
            Event(title="别的", start=datetime(2026, 12, 1, 9), uid=duty_day.event.uid)
        )


@pytest.mark.parametrize("uid", ["a b", "x\n", "é", "u" * 201, "\x1b"])
def test_a_uid_is_printable_ascii(village, uid):
    with pytest.raises(Refused):
        village.events.add(Event(title="别的", start=datetime(2026, 12, 1, 9), uid=uid))


def test_one_occurrence_is_moved_and_only_it(village, duty_day):
    moved = village.events.move(1, date(2026, 12, 25), datetime(2026, 12, 27, 14), place="祠堂")
    assert (moved.planned, moved.start.date(), moved.place) == (
        date(2026, 12, 25),
        date(2026, 12, 27),
        "祠堂",
    )
    found = village.events.between(date(2026, 12, 1), date(2027, 1, 31))
    assert [one.start.date() for one in found] == [date(2026, 12, 27), date(2027, 1, 25)]
    assert moved.event.changes["2026-12-25"].sequence == 1


def test_an_occurrence_is_cancelled_and_restored_with_rising_sequences(village, duty_day):
    sequences = []
    for turn in (
        lambda: village.events.cancel_one(1, date(2026, 12, 25), "下雨"),
        lambda: village.events.restore_one(1, date(2026, 12, 25)),
        lambda: village.events.cancel_one(1, date(2026, 12, 25)),
    ):
        one = turn()
        sequences.append(one.event.changes["2026-12-25"].sequence)
    assert sequences == [1, 2, 3]
    assert one.cancelled


def test_taking_a_change_back_never_lowers_a_sequence(village, duty_day):
    """Phones that have the higher number would ignore all that follows (RFC 5545 3.8.7.4)."""
    event = village.events.get(1)
    changed = village.events.save(msgspec.structs.replace(event, place="祠堂"))
    village.undo()
    back = village.events.get(1)
    assert back.place == event.place
    assert back.sequence > changed.sequence


def test_what_happened_is_neither_moved_nor_cancelled(village, enrol, duty_day):
    enrol("张小明")
    village.registers.check_in(duty_day, 1)
    with pytest.raises(Refused, match="People were checked in"):
        village.events.move(1, duty_day.planned, datetime(2026, 11, 26, 9))
    with pytest.raises(Refused, match="People were checked in"):
        village.events.cancel_one(1, duty_day.planned)


@pytest.mark.parametrize(
    "change",
    [
        {"start": datetime(1800, 1, 1)},
        {"start": datetime(2026, 12, 1), "minutes": 0},
        {"start": datetime(2026, 12, 1), "place": "\x1b[2J"},
    ],
    ids=str,
)
def test_a_move_to_what_cannot_be_is_refused(village, duty_day, change):
    with pytest.raises(Refused):
        village.events.move(1, date(2026, 12, 25), **change)
    assert village.events.get(1).changes == {}


@pytest.mark.parametrize(
    ("query", "planned"),
    [
        ("E0001", date(2026, 11, 25)),
        ("e1", date(2026, 11, 25)),
        ("1", date(2026, 11, 25)),
        ("村民义务日", date(2026, 11, 25)),
        ("E0001@2026-12-25", date(2026, 12, 25)),
        ("村民义务日@2027-01-25", date(2027, 1, 25)),
    ],
)
def test_an_occurrence_is_meant_by_code_title_and_date(village, duty_day, query, planned):
    assert village.events.one(query).planned == planned


@pytest.mark.parametrize(
    "query",
    [
        "", "E0002", "E0001@", "E0001@2026-02-30", "E0001@soon", "E0001@2026-11-26", "没有",
        "E0001@0001-01-01", "E0001@9999-12-31", "E0001@1900-01-01", "[/]", "E99999999",
    ],
)  # fmt: skip
def test_an_unknown_event_or_a_date_that_does_not_exist_is_a_sentence(village, duty_day, query):
    with pytest.raises(Refused):
        village.events.one(query)


def test_a_wrong_date_is_told_the_nearest_right_one(village, duty_day):
    with pytest.raises(Refused, match=r"not planned for 2026-12-24; the nearest is 2026-12-25"):
        village.events.one("E0001@2026-12-24")


def test_of_several_events_with_one_title_none_is_guessed(village, duty_day):
    village.events.add(Event(title="村民义务日", start=datetime(2026, 12, 1, 9)))
    with pytest.raises(Refused, match="no one event"):
        village.events.one("村民义务日")


def test_without_a_date_today_is_meant_then_the_next_then_the_last(village, clock):
    event = village.events.add(
        Event(
            title="课堂",
            start=datetime(2026, 11, 18, 9),
            repeat=ByRRule("FREQ=WEEKLY;COUNT=3"),
        )
    )
    for day, planned in ((18, 18), (19, 25), (25, 25), (26, 2), (30, 2)):
        clock.now = clock.now.replace(day=day)
        assert village.events.one(event.code).planned.day == planned
    clock.now = clock.now.replace(year=2027)
    assert village.events.one(event.code).planned == date(2026, 12, 2)


def test_a_cancelled_next_one_is_passed_over(village, duty_day, clock):
    village.events.cancel_one(1, date(2026, 12, 25))
    clock.forward(days=3)
    assert village.events.one("E0001").planned == date(2027, 1, 25)


def test_an_event_is_cancelled_and_restored_whole(village, duty_day):
    village.events.cancel(1, "停办")
    assert all(one.cancelled for one in village.events.between(date(2026, 11, 1), date(2027, 3, 1)))
    assert village.events.restore(1).cancelled is False


def test_every_date_of_a_month_can_be_opened_that_the_month_shows(village, duty_day):
    """Even one that was moved before its event's rule became another."""
    village.events.move(1, date(2026, 12, 25), datetime(2026, 12, 27, 9))
    event = village.events.get(1)
    village.events.save(
        msgspec.structs.replace(event, repeat=ByRRule("FREQ=MONTHLY;BYMONTHDAY=26"))
    )
    for one in village.events.between(date(2026, 11, 1), date(2027, 2, 28)):
        assert village.events.one(one.key).start == one.start


def test_an_event_somebody_signed_up_for_is_not_undone_away(village, colleague, enrol, duty_day):
    enrol("张小明")
    colleague().registers.sign_up(duty_day, 1)
    with pytest.raises(Refused):
        village.undo("events")
    assert village.events.one(duty_day.key)
