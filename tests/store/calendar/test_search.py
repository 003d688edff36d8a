"""The search for events by words, pinyin and code."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from yigong.store.event_records import ByLunar, ByRRule, Event


@pytest.fixture
def calendar(village):
    """A duty day that repeats, lessons over and to come, a festival, an outing."""
    for event in (
        Event(title="村民义务日", start=datetime(2026, 1, 25, 8, 30), place="文化礼堂", lead="李芳",
              repeat=ByRRule("FREQ=MONTHLY;BYMONTHDAY=25")),
        Event(title="急救课堂", start=datetime(2026, 3, 1, 9), place="文化礼堂"),
        Event(title="急救课堂", start=datetime(2026, 12, 1, 9), notes="带急救包\nAED 演示"),
        Event(title="重阳节敬老", start=datetime(2026, 1, 1, 9), repeat=ByLunar(9, 9)),
        Event(title="绿道骑行 2026", start=datetime(2026, 6, 1, 9), place="绿道", kind="outing"),
    ):  # fmt: skip
        village.events.add(event)
    return village.events


def numbers(calendar, query, limit=50):
    return [event.number for event in calendar.search(query, limit)]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("村民义务日", [1]),
        ("义务", [1]),
        ("outing", [5]),
        ("cmywr", [1]),
        ("yiwu", [1]),
        ("yi wu", [1]),
        ("村my", [1]),
        ("急救", [3, 2]),
        ("jjkt", [3, 2]),
        ("礼堂", [1, 2]),
        ("礼堂 急救", [2]),
        ("李芳", [1]),
        ("aed", [3]),
        ("ＡＥＤ", [3]),
        ("chongyang", [4]),
        ("cyj", [4]),
        ("zhongyang", [4]),
        ("lvdao", [5]),
        ("ldqx", [5]),
        ("2026", [5]),
        ("E0003", [3]),
        ("e3", [3]),
        ("没有", []),
        ("v1", []),
        ("", []),
        ("  ", []),
        ("[/]", []),
        (".*", []),
        ("\x1b[2J", []),
    ],
)
def test_an_event_is_found_by_words_pinyin_and_code(calendar, query, found):
    assert numbers(calendar, query) == found


def test_a_code_comes_first_then_what_is_to_come_then_what_is_over(calendar):
    assert numbers(calendar, "2")[0] == 2
    everything = numbers(calendar, "j")
    assert everything == [3, 4, 2]
    assert numbers(calendar, "j", limit=1) == [3]


def test_a_moved_event_stands_where_it_was_moved_to(calendar):
    calendar.move(3, datetime(2026, 12, 1).date(), datetime(2026, 11, 20, 9))
    calendar.move(2, datetime(2026, 3, 1).date(), datetime(2026, 12, 9, 9))
    assert numbers(calendar, "急救") == [2, 3]


def test_what_is_under_way_is_still_to_come(calendar, duty_day):
    assert numbers(calendar, "cmywr") == [6, 1] or numbers(calendar, "cmywr") == [1, 6]
    single = calendar.add(Event(title="大扫除", start=datetime(2026, 11, 25, 8), minutes=120))
    later = calendar.add(Event(title="大扫除", start=datetime(2026, 11, 25, 12)))
    assert numbers(calendar, "dsc") == [single.number, later.number]


def test_a_new_title_is_found_and_the_old_one_is_not(calendar):
    calendar.save(msgspec.structs.replace(calendar.get(5), title="植树"))
    assert (numbers(calendar, "zhishu"), numbers(calendar, "qixing")) == ([5], [])


def test_an_event_of_an_older_version_without_keys_is_found_by_its_words(calendar, village):
    from yigong.store.calendar.search import EventSearch

    events = {1: msgspec.structs.replace(calendar.get(1), keys="")}
    found = EventSearch(events).find("义务", village.now(), village.zone)
    assert [event.number for event in found] == [1]
    assert EventSearch(events).find("ywr", village.now(), village.zone) == []
