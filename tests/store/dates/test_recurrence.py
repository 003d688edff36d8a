"""The occurrences of a rule, moved and cancelled ones included; no text can make it hang."""

from __future__ import annotations

import contextlib
import signal
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import Phase, example, given, settings, strategies
from msgspec import structs

from yigong.store.dates import recurrence, series
from yigong.store.errors import Refused
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Change, Event
from yigong.store.validate_event import validated_event

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 1, 25, 8, 30)


def event(rule="", start=FIRST, **fields):
    repeat = ByRRule(rule) if rule else None
    return Event(number=1, title="村民义务日", start=start, repeat=repeat, **fields)


@contextlib.contextmanager
def no_hang():
    """Fail if a rule takes 4 seconds of processor time: then it hangs."""

    def give_up(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGVTALRM, give_up)
    signal.setitimer(signal.ITIMER_VIRTUAL, 4)
    try:
        yield
    except TimeoutError:
        raise AssertionError("this rule hangs") from None
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def days(event, first, last):
    return [o.start.date() for o in recurrence.occurrences([event], first, last, SHANGHAI)]


def test_monthly_on_the_25th_is_every_25th():
    found = days(event("FREQ=MONTHLY;BYMONTHDAY=25"), date(2026, 1, 1), date(2026, 12, 31))
    assert found == [date(2026, month, 25) for month in range(1, 13)]


def test_every_saturday_is_every_saturday():
    found = days(event("FREQ=WEEKLY;BYDAY=SA"), date(2026, 11, 1), date(2026, 11, 30))
    assert found == [date(2026, 11, day) for day in (7, 14, 21, 28)]


def test_the_31st_is_in_seven_months_of_the_year():
    found = days(event("FREQ=MONTHLY;BYMONTHDAY=31"), date(2026, 1, 1), date(2026, 12, 31))
    assert [day.month for day in found] == [1, 3, 5, 7, 8, 10, 12]


def test_29_february_is_every_four_years():
    leap = event("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", datetime(2024, 2, 29))
    assert [d.year for d in days(leap, date(2024, 1, 1), date(2033, 1, 1))] == [2024, 2028, 2032]


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20260325", date(2026, 3, 25)),
        ("20260325T083000", date(2026, 3, 25)),
        ("20260325T083000Z", date(2026, 3, 25)),
        ("20260325T082959", date(2026, 2, 25)),
        ("20260324", date(2026, 2, 25)),
    ],
)
def test_until_is_inclusive_and_a_date_counts_to_its_end(until, last):
    planned = event(f"FREQ=MONTHLY;BYMONTHDAY=25;UNTIL={until}")
    assert days(planned, date(2026, 1, 1), date(2027, 1, 1))[-1] == last


def test_a_start_that_does_not_match_its_rule_moves_to_the_first_that_does():
    planned = validated_event(event("FREQ=WEEKLY;BYDAY=SA", datetime(2026, 11, 25, 8, 30)))
    assert planned.start == datetime(2026, 11, 28, 8, 30)


def test_a_moved_occurrence_is_on_its_new_date_only():
    moved = event(
        "FREQ=MONTHLY;BYMONTHDAY=25",
        changes={"2026-03-25": Change(start=datetime(2026, 4, 2, 14, 0), place="祠堂")},
    )
    assert days(moved, date(2026, 3, 1), date(2026, 3, 31)) == []
    (april, ordinary) = recurrence.occurrences(
        [moved], date(2026, 4, 1), date(2026, 4, 30), SHANGHAI
    )
    assert (april.key, april.moved, april.place) == ("E0001@2026-03-25", True, "祠堂")
    assert april.start == datetime(2026, 4, 2, 14, 0, tzinfo=SHANGHAI)
    assert ordinary.planned == date(2026, 4, 25)


def test_a_cancelled_occurrence_is_returned_and_marked():
    planned = event("FREQ=MONTHLY;BYMONTHDAY=25", changes={"2026-03-25": Change(cancelled=True)})
    flags = [
        o.cancelled
        for o in recurrence.occurrences([planned], FIRST.date(), date(2026, 5, 1), SHANGHAI)
    ]
    assert flags == [False, False, True, False]


def test_an_occurrence_past_midnight_is_also_on_the_second_day():
    night = event(start=datetime(2026, 11, 24, 22, 0), minutes=240)
    assert len(days(night, date(2026, 11, 25), date(2026, 11, 25))) == 1
    evening = event(start=datetime(2026, 11, 24, 22, 0), minutes=120)
    assert days(evening, date(2026, 11, 25), date(2026, 11, 25)) == []


def test_a_moved_occurrence_past_midnight_is_also_on_the_second_day():
    night = event(changes={"2026-01-25": Change(start=datetime(2026, 1, 30, 22, 0), minutes=240)})
    assert len(days(night, date(2026, 1, 31), date(2026, 1, 31))) == 1


def test_a_lengthened_occurrence_is_also_on_its_second_day():
    longer = event(minutes=60, changes={"2026-01-25": Change(minutes=60 * 30)})
    assert len(days(longer, date(2026, 1, 26), date(2026, 1, 26))) == 1


def test_an_all_day_occurrence_is_not_on_the_next_day():
    feast = event(start=datetime(2026, 11, 15), minutes=1440, all_day=True)
    assert len(days(feast, date(2026, 11, 15), date(2026, 11, 15))) == 1
    assert days(feast, date(2026, 11, 16), date(2026, 11, 16)) == []


def test_three_hours_pass_on_the_night_the_clocks_change():
    paris = event(start=datetime(2026, 10, 25, 1, 0), minutes=180, zone="Europe/Paris")
    (occurrence,) = recurrence.occurrences(
        [paris], date(2026, 10, 25), date(2026, 10, 25), SHANGHAI
    )
    assert occurrence.minutes == 180 or occurrence.end - occurrence.start == timedelta(hours=2)
    assert occurrence.end.timestamp() - occurrence.start.timestamp() == 3 * 3600


def test_the_length_of_an_occurrence_is_the_time_that_passes():
    """Hours are credited by it, also on the night the clocks change."""
    paris = event(start=datetime(2026, 10, 25, 1, 0), minutes=180, zone="Europe/Paris")
    (occurrence,) = recurrence.occurrences(
        [paris], date(2026, 10, 25), date(2026, 10, 25), SHANGHAI
    )
    assert occurrence.minutes == 180


@pytest.mark.parametrize(
    "rule",
    [
        "", "FREQ", "FREQ=", "FREQ=HOURLY", "FREQ=SECONDLY", "FREQ=MINUTELY;INTERVAL=1",
        "FREQ=LUNAR_YEARLY", "BYDAY=SA", "FREQ=WEEKLY;FREQ=DAILY", "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYHOUR=3", "FREQ=DAILY;DTSTART=20260101", "FREQ=DAILY;INTERVAL=x",
        "FREQ=DAILY;INTERVAL=0", "FREQ=DAILY;INTERVAL=-1", "FREQ=DAILY;BYSETPOS=2",
        "FREQ=DAILY;BYYEARDAY=400", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=-1", "FREQ=DAILY;UNTIL=2026", "FREQ=DAILY;UNTIL=20261331",
        "FREQ=DAILY;UNTIL=20200101", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=MONTHLY;BYMONTHDAY=99", "FREQ=MONTHLY;BYMONTH=13", "FREQ=WEEKLY;WKST=9",
        "FREQ=DAILY;RRULE:FREQ=DAILY", "FREQ=DAILY\nEXDATE:20260101", "[/]", "\x1b[2J",
    ],
)  # fmt: skip
def test_a_text_that_is_no_rule_or_gives_no_date_is_refused(rule):
    with pytest.raises(Refused), no_hang():
        validated_event(event(rule or ";"))


_numbers = strategies.integers(-400, 400) | strategies.sampled_from([1, 2, 31, 53, 366, 10**9])
_parts = strategies.tuples(
    strategies.sampled_from(
        ["INTERVAL", "COUNT", "BYMONTH", "BYMONTHDAY", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"]
    ),
    _numbers.filter(bool).map(str),
) | strategies.tuples(
    strategies.sampled_from(["BYDAY", "WKST", "UNTIL", "BYMONTHDAY"]),
    strategies.sampled_from(["SA", "1SA", "-1SU", "MO,TU", "6FR", "20270101", "31", "20270101T1Z"]),
)
_rules = strategies.builds(
    lambda frequency, parts: ";".join(
        [f"FREQ={frequency}", *(f"{k}={v}" for k, v in parts.items())]
    ),
    strategies.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    strategies.lists(_parts, max_size=3).map(dict),
)


@given(_rules)
@settings(max_examples=100, deadline=None, phases=[Phase.generate])
def test_a_rule_is_refused_or_gives_ascending_dates_as_dateutil_does(rule):
    with no_hang():
        try:
            planned = validated_event(event(rule))
        except Refused:
            return
        found = recurrence.next_starts(planned, planned.start, 5)
    assert found[0] == planned.start
    assert all(earlier < later for earlier, later in pairwise(found))
    assert {start.time() for start in found} == {FIRST.time()}
    if "UNTIL" not in rule:
        raw = rrulestr(rule, dtstart=planned.start).xafter(planned.start, inc=True)
        assert found[0] == next(raw)


@given(
    strategies.text(max_size=60) | strategies.text("FREQ=DAILYWKMON;BY0123456789-,", max_size=40)
)
@settings(max_examples=200, deadline=None, phases=[Phase.generate])
def test_no_text_crashes_as_a_rule(text):
    try:
        with no_hang():
            validated_event(event(text or "x"))
    except Refused as refused:
        assert str(refused)


def test_the_occurrences_of_a_month_are_by_start():
    many = [
        event("FREQ=WEEKLY;BYDAY=SA", datetime(2016, 1, 2, 9)),
        event("FREQ=MONTHLY;BYMONTHDAY=7", datetime(2016, 1, 7, 8)),
    ]
    found = recurrence.occurrences(many, date(2026, 11, 1), date(2026, 11, 30), SHANGHAI)
    assert [o.start for o in found] == sorted(o.start for o in found)
    assert len(found) == 5


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;BYDAY=MO,WE",
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=2",
        "FREQ=WEEKLY;BYDAY=SA;BYMONTH=11",
        "FREQ=MONTHLY",
        "FREQ=MONTHLY;BYDAY=-1FR",
        "FREQ=MONTHLY;INTERVAL=5",
        "FREQ=YEARLY",
        "FREQ=YEARLY;BYDAY=3SU;BYMONTH=11",
        "FREQ=MONTHLY;COUNT=130",
        "FREQ=WEEKLY;UNTIL=20350301",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;WKST=SU",
        "FREQ=DAILY;INTERVAL=4",
        "FREQ=MONTHLY;BYMONTHDAY=-1,31",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=-1",
        "FREQ=YEARLY;BYMONTH=1,3",
        "FREQ=YEARLY;BYWEEKNO=1,53;BYDAY=MO,SU",
        "FREQ=YEARLY;BYYEARDAY=1,-1",
        "FREQ=YEARLY;BYMONTHDAY=31;BYSETPOS=2",
    ],
)
def test_a_later_year_has_the_dates_that_computing_from_the_start_gives(rule):
    for start in (FIRST, datetime(2024, 2, 29, 9, 0), datetime(2026, 8, 31, 9, 0)):
        planned = event(rule, start)
        from_start = list(recurrence.planned_starts(planned, start, datetime(2038, 1, 1)))
        for year in (start.year + 1, 2036, 2037):
            direct = list(
                recurrence.planned_starts(planned, datetime(year, 1, 1), datetime(year + 1, 1, 1))
            )
            assert direct == [day for day in from_start if day.year == year]


# -- lunar dates and solar terms --------------------------------------------


@pytest.mark.parametrize(
    ("repeat", "found"),
    [
        (ByLunar(9, 9), [date(2026, 10, 18), date(2027, 10, 8), date(2028, 10, 26)]),
        (ByTerm("秋分"), [date(2026, 9, 23), date(2027, 9, 23), date(2028, 9, 22)]),
        (ByLunar(9, 9, count=2), [date(2026, 10, 18), date(2027, 10, 8)]),
        (ByTerm("秋分", until=date(2027, 9, 23)), [date(2026, 9, 23), date(2027, 9, 23)]),
    ],
)
def test_a_lunar_or_term_rule_gives_dates_as_any_rule_does(repeat, found):
    planned = validated_event(structs.replace(event(), repeat=repeat))
    assert planned.start == datetime.combine(found[0], FIRST.time())
    assert days(planned, date(2020, 1, 1), date(2028, 12, 31)) == found
    assert recurrence.next_starts(planned, planned.start, len(found))[-1].date() == found[-1]


def test_a_count_counts_from_the_first_date_whatever_period_is_asked_for():
    planned = validated_event(structs.replace(event(), repeat=ByLunar(0, 15, count=20)))
    assert (
        days(planned, date(2027, 1, 1), date(2030, 1, 1))
        == days(planned, date(2026, 1, 1), date(2030, 1, 1))[12:]
    )


def test_a_moved_lunar_occurrence_is_on_its_new_date():
    moved = structs.replace(
        event(start=datetime(2026, 10, 18, 8, 30)),
        repeat=ByLunar(9, 9),
        changes={"2027-10-08": Change(start=datetime(2027, 10, 9, 14, 0))},
    )
    assert days(moved, date(2027, 1, 1), date(2027, 12, 31)) == [date(2027, 10, 9)]


@pytest.mark.parametrize(
    "repeat",
    [
        ByLunar(13, 1), ByLunar(-1, 1), ByLunar(9, 0), ByLunar(9, 31), ByTerm("秋天"), ByTerm(""),
        ByTerm("\x1b[2J"), ByLunar(9, 9, leap="second"), ByLunar(9, 9, short="first"),
        ByLunar(9, 9, count=-1), ByLunar(9, 9, count=10_000), ByTerm("秋分", count=-1),
        ByLunar(9, 9, until=date(2027, 1, 1), count=2), ByTerm("秋分", until=date(2026, 1, 24)),
        ByLunar(9, 9, until=date(2026, 2, 1)),
    ],
    ids=str,
)  # fmt: skip
def test_an_impossible_lunar_or_term_rule_is_refused_in_a_sentence(repeat):
    with pytest.raises(Refused) as refused:
        validated_event(structs.replace(event(), repeat=repeat))
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize("year", [1900, 2100])
def test_a_lunar_rule_outside_the_known_years_is_refused(year):
    with pytest.raises(Refused, match="1901 to 2099"):
        validated_event(structs.replace(event(start=datetime(year, 6, 1)), repeat=ByLunar(9, 9)))


# -- plans that follow one another -----------------------------------------

_repeats = (
    strategies.sampled_from(
        [
            None,
            ByRRule("FREQ=DAILY;INTERVAL=3"),
            ByRRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA"),
            ByRRule("FREQ=WEEKLY;COUNT=30"),
            ByRRule("FREQ=MONTHLY;BYMONTHDAY=31"),
            ByRRule("FREQ=MONTHLY;BYDAY=-1FR;INTERVAL=2;COUNT=12"),
            ByRRule("FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20270325T083000Z"),
            ByRRule("FREQ=YEARLY;INTERVAL=2"),
            ByRRule("RRULE:FREQ=YEARLY;BYWEEKNO=1;BYDAY=MO"),
            ByRRule("FREQ=YEARLY;INTERVAL=2;BYMONTH=2,11;BYMONTHDAY=28"),
        ]
    )
    | strategies.builds(
        ByLunar,
        month=strategies.sampled_from([0, 6, 9, 12]),
        day=strategies.sampled_from([1, 9, 30]),
        count=strategies.sampled_from([0, 1, 15]),
    )
    | strategies.builds(ByTerm, term=strategies.sampled_from(["秋分", "冬至"]))
)
_moments = strategies.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31))
LAST = datetime(2034, 1, 1)
COUNTED = ByRRule("FREQ=WEEKLY;COUNT=30")


def _all(event):
    return list(recurrence.planned_starts(event, datetime(2024, 1, 1), LAST))


@given(_repeats, _moments, _repeats, _moments, _moments, _moments)
@example(None, FIRST, COUNTED, FIRST, datetime(2026, 3, 1), datetime(2026, 5, 1))
@example(None, FIRST, ByLunar(0, 1, count=9), FIRST, datetime(2026, 3, 1), datetime(2026, 5, 1))
@settings(deadline=None, max_examples=60)
def test_a_split_event_has_the_old_dates_before_and_the_new_dates_after(
    rule, start, other, other_start, split, again
):
    """For any two rules, and if the result is split once more."""
    uids = map(str, range(1, 99))
    try:
        old = validated_event(structs.replace(event(start=start), repeat=rule, uid="0"))
        new = validated_event(structs.replace(event(start=other_start), repeat=other, uid="0"))
    except Refused:
        return  # it gives no date
    expected, whole = _all(old), old
    for first in (split, again):
        before = [day for day in expected if day.date() < first.date()]
        after = [day for day in _all(new) if day.date() >= first.date()]
        result, ended = series.split_event(
            whole, new, first.date(), datetime(2026, 1, 1), lambda: next(uids)
        )
        assert (ended is None) == (not before)
        assert ended is None or _all(ended) == before
        assert (result is None) == (not after)
        if result is None:
            return
        assert _all(result) == before + after
        expected, whole = before + after, result
        chain = recurrence.all_plans(result)
        assert len({plan.uid for plan in chain}) == len(chain)
        assert validated_event(result) == result, "each plan ends before the next begins"


def test_each_occurrence_belongs_to_the_plan_in_force_on_its_date():
    old = event("FREQ=MONTHLY;BYMONTHDAY=25", place="祠堂", uid="a", rev=3)
    new = event("FREQ=MONTHLY;BYMONTHDAY=20", place="礼堂", uid="a", rev=3)
    both, _ended = series.split_event(old, new, date(2026, 6, 1), datetime(2026, 1, 1), lambda: "b")
    found = recurrence.occurrences([both], date(2026, 5, 1), date(2026, 6, 30), SHANGHAI)
    assert [(o.start.day, o.place, o.event.uid) for o in found] == [
        (25, "祠堂", "a"),
        (20, "礼堂", "b"),
    ]
    assert {(o.event.number, o.event.rev) for o in found} == {(1, 3)}
    assert found[1].event is both
    for occurrence in found:
        assert recurrence.find_occurrence(both, occurrence.planned, SHANGHAI) == occurrence
    assert recurrence.find_occurrence(both, date(2026, 6, 25), SHANGHAI) is None


def test_plans_that_overlap_or_have_earlier_plans_are_refused():
    first = event("FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20260601", uid="a")
    for earlier in (
        (event("FREQ=MONTHLY;BYMONTHDAY=25", uid="a"),),
        (structs.replace(first, earlier=(event("FREQ=DAILY;COUNT=1", uid="c"),)),),
        (event(start=datetime(2026, 8, 1), uid="a"),),
        (first, first),
    ):
        later = event("FREQ=MONTHLY;BYMONTHDAY=20", datetime(2026, 7, 20), earlier=earlier)
        with pytest.raises(Refused):
            validated_event(later)
    fine = event("FREQ=MONTHLY;BYMONTHDAY=20", datetime(2026, 7, 20), earlier=(first,))
    assert [plan.uid for plan in validated_event(fine).earlier] == ["a"]
