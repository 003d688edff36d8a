"""Clashes: one place or one squad, needed by two events at one time."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings, strategies

from yigong.store.dates.clashes import DAYS_AHEAD, find_clashes
from yigong.store.dates.recurrence import occurrences
from yigong.store.event_records import ByLunar, ByRRule, Change, Event

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 25, 8, 50, tzinfo=SHANGHAI)
DUTY = Event(
    number=1,
    title="村民义务日",
    start=datetime(2026, 11, 25, 8, 30),
    minutes=180,
    place="文化礼堂",
    needs={1: 10, 2: 5},
    repeat=ByRRule("FREQ=MONTHLY"),
)


def lesson(start=datetime(2026, 12, 25, 10), **fields):
    return Event(**{"number": 0, "title": "课堂", "start": start, "minutes": 60, **fields})


def found(event, *others):
    return [
        (clash.occurrence.start.date(), clash.place, clash.squads)
        for clash in find_clashes(event, others or [DUTY], NOW, SHANGHAI, {})
    ]


def test_one_place_at_one_time_is_a_clash_on_each_such_date():
    every = lesson(place="文化礼堂", repeat=ByRRule("FREQ=DAILY;COUNT=40"))
    assert found(every) == [(date(2026, 12, 25), True, ()), (date(2027, 1, 25), True, ())]


def test_one_squad_at_one_time_is_a_clash_wherever_it_is():
    assert found(lesson(place="祠堂", needs={2: 1, 3: 1})) == [(date(2026, 12, 25), False, (2,))]
    assert found(lesson(place="文化礼堂", needs={1: 1, 2: 1})) == [
        (date(2026, 12, 25), True, (1, 2))
    ]
    assert found(lesson(place="祠堂", needs={3: 1})) == []


@pytest.mark.parametrize("place", ["　文化礼堂 ", "文化礼堂"])
def test_a_place_is_the_same_however_it_is_padded(place):
    assert found(lesson(place=place))
    wide = msgspec.structs.replace(DUTY, place="Ｒoom A")
    assert found(lesson(place="room a"), wide)


def test_two_events_without_a_place_do_not_clash():
    assert found(lesson(), msgspec.structs.replace(DUTY, place="")) == []
    assert found(lesson(place=" "), msgspec.structs.replace(DUTY, place="　")) == []


@pytest.mark.parametrize(("hour", "minutes", "clash"), [(7, 90, 0), (7, 91, 1), (11, 60, 1)])
def test_an_occurrence_that_ends_as_the_other_begins_does_not_clash(hour, minutes, clash):
    before = lesson(datetime(2026, 12, 25, hour), minutes=minutes, place="文化礼堂")
    assert len(found(before)) == clash
    after = lesson(datetime(2026, 12, 25, 11, 30), place="文化礼堂")
    assert found(after) == []


def test_an_event_does_not_clash_with_itself_nor_with_a_cancelled_occurrence():
    assert found(lesson(number=1, place="文化礼堂")) == []
    off = msgspec.structs.replace(DUTY, changes={"2026-12-25": Change(cancelled=True)})
    assert found(lesson(place="文化礼堂"), off) == []
    assert found(lesson(place="文化礼堂"), msgspec.structs.replace(DUTY, cancelled=True)) == []
    assert found(lesson(place="文化礼堂", cancelled=True)) == []


def test_a_moved_occurrence_clashes_at_its_new_time_and_place():
    change = Change(start=datetime(2026, 12, 26, 9), place="祠堂")
    moved = msgspec.structs.replace(DUTY, changes={"2026-12-25": change})
    assert found(lesson(place="文化礼堂"), moved) == []
    new = lesson(datetime(2026, 12, 26, 9), place="祠堂")
    assert found(new, moved) == [(date(2026, 12, 26), True, ())]


def test_an_occurrence_of_several_days_clashes_on_its_last_day():
    fair = lesson(datetime(2026, 12, 22), number=7, minutes=4 * 1440, all_day=True, place="祠堂")
    assert found(lesson(place="祠堂"), fair) == [(date(2026, 12, 25), True, ())]
    assert found(lesson(datetime(2026, 12, 26), place="祠堂"), fair) == []


def test_times_are_compared_across_zones():
    """Ten in the morning in Paris is five in the afternoon here."""
    abroad = lesson(datetime(2026, 12, 25, 10), number=7, zone="Europe/Paris", needs={1: 1})
    assert found(lesson(datetime(2026, 12, 25, 17), needs={1: 1}), abroad)
    assert found(lesson(datetime(2026, 12, 25, 10), needs={1: 1}), abroad) == []
    evening = lesson(datetime(2026, 12, 24, 20), number=7, zone="America/New_York", needs={1: 1})
    assert found(lesson(datetime(2026, 12, 25, 9), needs={1: 1}), evening)


def test_each_plan_clashes_at_its_own_place():
    before = msgspec.structs.replace(
        DUTY, place="祠堂", repeat=ByRRule("FREQ=MONTHLY;UNTIL=20261225"), number=0
    )
    after = msgspec.structs.replace(
        DUTY, start=datetime(2027, 1, 25, 8, 30), place="文化礼堂", earlier=(before,)
    )
    every = lesson(repeat=ByRRule("FREQ=MONTHLY;COUNT=2"))
    assert found(msgspec.structs.replace(every, place="祠堂"), after) == [
        (date(2026, 12, 25), True, ())
    ]
    assert found(msgspec.structs.replace(every, place="文化礼堂"), after) == [
        (date(2027, 1, 25), True, ())
    ]


def test_an_occurrence_that_is_over_does_not_clash():
    assert found(lesson(datetime(2026, 10, 25, 9), place="文化礼堂")) == []
    early = msgspec.structs.replace(DUTY, start=datetime(2026, 11, 25, 6), minutes=150)
    assert found(lesson(datetime(2026, 11, 25, 8), place="文化礼堂"), early) == []


def test_a_village_finds_clashes_with_its_own_events(village, duty_day):
    (clash,) = village.events.clashes(lesson(place="文化礼堂"))
    assert (clash.other.key, clash.occurrence.event.number) == ("E0001@2026-12-25", 0)
    assert village.events.clashes(village.events.get(1)) == []


_events = strategies.builds(
    Event,
    number=strategies.integers(2, 99),
    title=strategies.just("x"),
    start=strategies.datetimes(datetime(2026, 10, 1), datetime(2027, 6, 1)),
    minutes=strategies.sampled_from([30, 600, 1440, 5000]),
    place=strategies.sampled_from(["", "a", "b"]),
    needs=strategies.sampled_from([{}, {1: 1}, {1: 2, 2: 1}]),
    zone=strategies.sampled_from(["", "America/New_York"]),
    repeat=strategies.sampled_from(
        [None, ByRRule("FREQ=WEEKLY"), ByRRule("FREQ=DAILY;INTERVAL=5"), ByLunar(0, 15)]
    ),
)


@given(_events, strategies.lists(_events, max_size=4, unique_by=lambda event: event.number))
@settings(deadline=None, max_examples=40)
def test_the_clashes_are_those_that_comparing_every_pair_finds(event, others):
    event = msgspec.structs.replace(event, number=1)
    clashes = find_clashes(event, others, NOW, SHANGHAI, {})
    last = NOW.date() + timedelta(days=DAYS_AHEAD)
    theirs = occurrences(others, NOW.date() - timedelta(days=9), last + timedelta(days=9), SHANGHAI)
    ours = [o for o in occurrences([event], NOW.date(), last, SHANGHAI) if o.end > NOW][:120]
    expected = {
        (our.start, other.key)
        for our in ours
        for other in theirs
        if other.end > NOW
        and our.start < other.end
        and other.start < our.end
        and ((our.place and our.place == other.place) or our.event.needs.keys() & other.event.needs)
    }
    assert {(clash.occurrence.start, clash.other.key) for clash in clashes} == expected
    assert len(clashes) == len(expected)


def test_venues_are_compared_where_one_is_held_and_words_only_where_none_is():
    blocked = {1: frozenset({1, 2}), 2: frozenset({1, 2}), 3: frozenset({3})}

    def found(one, other):
        start = datetime(2026, 12, 8, 14)
        events = [
            Event(number=n, title="x", start=start, **fields)
            for n, fields in ((1, one), (2, other))
        ]
        return len(find_clashes(*events[:1], events[1:], NOW, SHANGHAI, blocked))

    assert found({"venues": (1,), "place": "甲"}, {"venues": (2,), "place": "乙"}) == 1
    assert found({"venues": (1,), "place": "甲"}, {"venues": (3,), "place": "甲"}) == 0
    assert found({"venues": (1,), "place": "甲"}, {"place": "甲"}) == 0
    assert found({"venues": (1,), "booking": "declined"}, {"venues": (1,)}) == 0
