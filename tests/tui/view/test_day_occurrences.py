"""Occurrences by day, and when the cache is renewed."""

from __future__ import annotations

from datetime import date, datetime

import msgspec

from yigong.store.event_records import Event
from yigong.tui.view.day_occurrences import DayOccurrenceCache

FIRST, LAST = date(2026, 11, 23), date(2026, 11, 29)


def titles(cache):
    return {
        day.day: [found.event.title for found in of_day]
        for day, of_day in cache.days(FIRST, LAST, bookings=False).items()
    }


def test_an_occurrence_is_on_each_of_its_days_and_not_on_the_day_after_midnight(village):
    add = village.events.add
    add(Event(title="三天", start=datetime(2026, 11, 24), minutes=4320, all_day=True))
    add(Event(title="到午夜", start=datetime(2026, 11, 25, 20), minutes=240))
    add(Event(title="过夜", start=datetime(2026, 11, 26, 22), minutes=240))
    add(Event(title="早已开始", start=datetime(2026, 11, 20), minutes=4 * 1440, all_day=True))
    assert titles(DayOccurrenceCache(village)) == {
        23: ["早已开始"],
        24: ["三天"],
        25: ["三天", "到午夜"],
        26: ["三天", "过夜"],
        27: ["过夜"],
    }


def test_a_span_is_cached_until_an_event_changes(village, colleague):
    event = village.events.add(Event(title="义务日", start=datetime(2026, 11, 25, 8)))
    cache = DayOccurrenceCache(village)
    before = cache.days(FIRST, LAST, bookings=False)
    assert cache.days(FIRST, LAST, bookings=False) is before
    colleague().events.save(msgspec.structs.replace(event, title="大扫除"))
    assert titles(cache) == {25: ["大扫除"]}


def test_another_time_zone_renews_the_cache(village):
    village.events.add(Event(title="义务日", start=datetime(2026, 11, 25, 8)))
    cache = DayOccurrenceCache(village)
    before = cache.days(FIRST, LAST, bookings=False)
    village.save_settings(msgspec.structs.replace(village.settings, zone="Europe/Berlin"))
    assert cache.days(FIRST, LAST, bookings=False) is not before
