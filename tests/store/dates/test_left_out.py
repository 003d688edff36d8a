"""A date that was left out of a series: nowhere to be found, and every other date as it was."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from yigong.store.dates import recurrence
from yigong.store.event_records import ByLunar, ByRRule, Change, Event

ZONE = ZoneInfo("Asia/Shanghai")
FIRST = date(2026, 11, 1)
LAST = date(2027, 12, 31)

days = st.integers(0, 9).map(lambda n: FIRST + timedelta(days=n))
changes = st.one_of(
    st.builds(Change, start=days.map(lambda d: datetime.combine(d, datetime.min.time()))),
    st.builds(Change, cancelled=st.booleans(), place=st.sampled_from([None, "礼堂"])),
    st.builds(Change, minutes=st.sampled_from([30, 3000])),
)


@st.composite
def series(draw: st.DrawFn) -> Event:
    start = datetime.combine(FIRST, datetime.min.time()) + timedelta(hours=draw(st.integers(0, 23)))
    rules = [
        ByRRule("FREQ=DAILY;COUNT=6"),
        ByRRule("FREQ=DAILY"),
        ByRRule("FREQ=WEEKLY;COUNT=2"),
        ByLunar(month=9, day=25, count=2),
        None,
    ]
    plan = Event(
        number=1,
        title="晨练",
        start=start,
        repeat=draw(st.sampled_from(rules)),
        changes=draw(st.dictionaries(days.map(date.isoformat), changes, max_size=3)),
    )
    if draw(st.booleans()):
        before = structs.replace(plan, start=start - timedelta(days=2), number=0)
        plan = structs.replace(plan, earlier=(structs.replace(before, repeat=None),))
    return plan


@given(series(), days)
def test_it_is_nowhere_and_every_other_date_is_as_it_was(event: Event, day: date) -> None:
    change = event.changes.get(day.isoformat()) or Change()
    left = structs.replace(change, left_out=True)
    without = structs.replace(event, changes={**event.changes, day.isoformat(): left})

    def dates(of: Event) -> list[tuple[date, datetime, datetime, bool, str]]:
        found = recurrence.occurrences([of], FIRST - timedelta(days=9), LAST, ZONE)
        return [(o.planned, o.start, o.end, o.cancelled, o.place) for o in found]

    def starts(of: Event) -> list[datetime]:
        begin, end = datetime(2026, 10, 1), datetime(2028, 1, 1)
        return list(recurrence.planned_starts(of, begin, end))

    assert dates(without) == [each for each in dates(event) if each[0] != day]
    assert starts(without) == [each for each in starts(event) if each.date() != day]
    for each in (event, without):
        planned = sorted(found[0] for found in dates(each))
        assert planned == [start.date() for start in starts(each)], "each date once, moved or not"
    assert recurrence.plan_occurrence_on(without, day, ZONE) is None
    for other in (FIRST + timedelta(days=n) for n in range(12)):
        if other != day:
            found, before = (recurrence.find_occurrence(e, other, ZONE) for e in (without, event))
            assert (found is None) is (before is None)
    coming = recurrence.next_starts(without, datetime(2026, 11, 1), 3)
    assert coming == [each for each in starts(without) if each >= datetime(2026, 11, 1)][:3]
    assert recurrence.first_start(without) == recurrence.first_start(event)
