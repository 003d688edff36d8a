"""From a rule to its dates, moved and cancelled ones in their place; no text can hang it."""

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

from yigong.store import validate
from yigong.store.dates import recurrence, series
from yigong.store.errors import Refused
from yigong.store.records import ByLunar, ByRRule, ByTerm, Change, Event

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = datetime(2026, 1, 25, 8, 30)


def event(rule="", start=FIRST, **fields):
    repeat = ByRRule(rule) if rule else None
    return Event(number=1, title="村民义务日", start=start, repeat=repeat, **fields)


@contextlib.contextmanager
def no_hang():
    """A rule that keeps a form waiting for 4 seconds is one that hangs."""

    def give_up(*_):
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(4)
    try:
        yield
    except TimeoutError:
        raise AssertionError("this rule hangs") from None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def days(one, first, last):
    return [o.start.date() for o in recurrence.occurrences([one], first, last, SHANGHAI)]


def test_monthly_on_the_25th_is_every_25th():
    found = days(event("FREQ=MONTHLY;BYMONTHDAY=25"), date(2026, 1, 1), date(2026, 12, 31))
    assert found == [date(2026, month, 25) for month in range(1, 13)]


def test_every_saturday_is_every_saturday():
    found = days(event("FREQ=WEEKLY;BYDAY=SA"), date(2026, 11, 1), date(2026, 11, 30))
    assert found == [date(2026, 11, day) for day in (7, 14, 21, 28)]


def test_the_31st_comes_in_seven_months_of_the_year():
    found = days(event("FREQ=MONTHLY;BYMONTHDAY=31"), date(2026, 1, 1), date(2026, 12, 31))
    assert [day.month for day in found] == [1, 3, 5, 7, 8, 10, 12]


def test_29_february_comes_every_four_years():
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
    one = event(f"FREQ=MONTHLY;BYMONTHDAY=25;UNTIL={until}")
    assert days(one, date(2026, 1, 1), date(2027, 1, 1))[-1] == last


def test_a_start_that_does_not_match_its_rule_moves_to_the_first_that_does():
    one = validate.validated_event(event("FREQ=WEEKLY;BYDAY=SA", datetime(2026, 11, 25, 8, 30)))
    assert one.start == datetime(2026, 11, 28, 8, 30)


def test_a_moved_occurrence_stands_where_it_was_moved_to_and_nowhere_else():
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


def test_a_cancelled_occurrence_stays_and_says_so():
    one = event("FREQ=MONTHLY;BYMONTHDAY=25", changes={"2026-03-25": Change(cancelled=True)})
    flags = [
        o.cancelled for o in recurrence.occurrences([one], FIRST.date(), date(2026, 5, 1), SHANGHAI)
    ]
    assert flags == [False, False, True, False]


def test_what_began_yesterday_and_runs_past_midnight_is_seen_today():
    night = event(start=datetime(2026, 11, 24, 22, 0), minutes=240)
    assert len(days(night, date(2026, 11, 25), date(2026, 11, 25))) == 1
    evening = event(start=datetime(2026, 11, 24, 22, 0), minutes=120)
    assert days(evening, date(2026, 11, 25), date(2026, 11, 25)) == []


def test_a_moved_one_that_runs_past_midnight_is_seen_the_day_after_too():
    night = event(changes={"2026-01-25": Change(start=datetime(2026, 1, 30, 22, 0), minutes=240)})
    assert len(days(night, date(2026, 1, 31), date(2026, 1, 31))) == 1


def test_an_occurrence_made_longer_is_seen_on_its_second_day():
    longer = event(minutes=60, changes={"2026-01-25": Change(minutes=60 * 30)})
    assert len(days(longer, date(2026, 1, 26), date(2026, 1, 26))) == 1


def test_an_all_day_event_is_not_seen_on_the_day_after():
    feast = event(start=datetime(2026, 11, 15), minutes=1440, all_day=True)
    assert len(days(feast, date(2026, 11, 15), date(2026, 11, 15))) == 1
    assert days(feast, date(2026, 11, 16), date(2026, 11, 16)) == []


def test_three_hours_are_three_hours_on_the_night_the_clocks_change():
    paris = event(start=datetime(2026, 10, 25, 1, 0), minutes=180, zone="Europe/Paris")
    (one,) = recurrence.occurrences([paris], date(2026, 10, 25), date(2026, 10, 25), SHANGHAI)
    assert one.minutes == 180 or one.end - one.start == timedelta(hours=2)
    assert one.end.timestamp() - one.start.timestamp() == 3 * 3600


def test_the_length_of_an_occurrence_is_what_a_clock_on_the_wall_never_cuts():
    """Hours are credited by it, so the night of the change must count what was really served."""
    paris = event(start=datetime(2026, 10, 25, 1, 0), minutes=180, zone="Europe/Paris")
    (one,) = recurrence.occurrences([paris], date(2026, 10, 25), date(2026, 10, 25), SHANGHAI)
    assert one.minutes == 180


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
def test_a_rule_that_is_none_or_gives_no_date_is_refused_before_it_is_written(rule):
    with pytest.raises(Refused), no_hang():
        validate.validated_event(event(rule or ";"))


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
def test_a_rule_is_refused_or_gives_rising_dates_that_dateutil_gives_too(rule):
    with no_hang():
        try:
            one = validate.validated_event(event(rule))
        except Refused:
            return
        found = recurrence.next_starts(one, one.start, 5)
    assert found[0] == one.start
    assert all(earlier < later for earlier, later in pairwise(found))
    assert {start.time() for start in found} == {FIRST.time()}
    if "UNTIL" not in rule:
        raw = rrulestr(rule, dtstart=one.start).xafter(one.start, inc=True)
        assert found[0] == next(raw)


@given(
    strategies.text(max_size=60) | strategies.text("FREQ=DAILYWKMON;BY0123456789-,", max_size=40)
)
@settings(max_examples=200, deadline=None, phases=[Phase.generate])
def test_no_text_whatever_crashes_as_a_rule(text):
    try:
        with no_hang():
            validate.validated_event(event(text or "x"))
    except Refused as refused:
        assert str(refused)


def test_a_month_of_many_years_of_events_comes_in_order():
    many = [
        event("FREQ=WEEKLY;BYDAY=SA", datetime(2016, 1, 2, 9)),
        event("FREQ=MONTHLY;BYMONTHDAY=7", datetime(2016, 1, 7, 8)),
    ]
    found = recurrence.occurrences(many, date(2026, 11, 1), date(2026, 11, 30), SHANGHAI)
    assert [one.start for one in found] == sorted(one.start for one in found)
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
def test_a_year_far_ahead_has_the_dates_one_gets_by_walking_there(rule):
    for start in (FIRST, datetime(2024, 2, 29, 9, 0), datetime(2026, 8, 31, 9, 0)):
        one = event(rule, start)
        walked = list(recurrence.planned_starts(one, start, datetime(2038, 1, 1)))
        for year in (start.year + 1, 2036, 2037):
            jumped = list(
                recurrence.planned_starts(one, datetime(year, 1, 1), datetime(year + 1, 1, 1))
            )
            assert jumped == [day for day in walked if day.year == year]


# -- by the moon and the sun -----------------------------------------------


@pytest.mark.parametrize(
    ("repeat", "found"),
    [
        (ByLunar(9, 9), [date(2026, 10, 18), date(2027, 10, 8), date(2028, 10, 26)]),
        (ByTerm("秋分"), [date(2026, 9, 23), date(2027, 9, 23), date(2028, 9, 22)]),
        (ByLunar(9, 9, count=2), [date(2026, 10, 18), date(2027, 10, 8)]),
        (ByTerm("秋分", until=date(2027, 9, 23)), [date(2026, 9, 23), date(2027, 9, 23)]),
    ],
)
def test_the_moon_and_the_sun_give_dates_like_any_rule(repeat, found):
    one = validate.validated_event(structs.replace(event(), repeat=repeat))
    assert one.start == datetime.combine(found[0], FIRST.time())
    assert days(one, date(2020, 1, 1), date(2028, 12, 31)) == found
    assert recurrence.next_starts(one, one.start, len(found))[-1].date() == found[-1]


def test_a_count_counts_from_the_first_date_wherever_one_looks():
    one = validate.validated_event(structs.replace(event(), repeat=ByLunar(0, 15, count=20)))
    assert (
        days(one, date(2027, 1, 1), date(2030, 1, 1))
        == days(one, date(2026, 1, 1), date(2030, 1, 1))[12:]
    )


def test_a_moved_lunar_date_stands_where_it_was_moved_to():
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
def test_a_moon_or_sun_that_cannot_be_is_refused_in_a_sentence(repeat):
    with pytest.raises(Refused) as refused:
        validate.validated_event(structs.replace(event(), repeat=repeat))
    assert "\x1b" not in str(refused.value)


@pytest.mark.parametrize("year", [1900, 2100])
def test_where_the_lunar_calendar_is_not_known_no_date_is_made_up(year):
    with pytest.raises(Refused, match="1901 to 2099"):
        validate.validated_event(
            structs.replace(event(start=datetime(year, 6, 1)), repeat=ByLunar(9, 9))
        )


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


def _all(one):
    return list(recurrence.planned_starts(one, datetime(2024, 1, 1), LAST))


@given(_repeats, _moments, _repeats, _moments, _moments, _moments)
@example(None, FIRST, COUNTED, FIRST, datetime(2026, 3, 1), datetime(2026, 5, 1))
@example(None, FIRST, ByLunar(0, 1, count=9), FIRST, datetime(2026, 3, 1), datetime(2026, 5, 1))
@settings(deadline=None, max_examples=60)
def test_dates_before_a_split_and_dates_after_it_are_what_was_asked(
    rule, start, other, other_start, split, again
):
    """Whatever the rules, and when what was split is split once more."""
    uids = map(str, range(1, 99))
    try:
        old = validate.validated_event(structs.replace(event(start=start), repeat=rule, uid="0"))
        new = validate.validated_event(
            structs.replace(event(start=other_start), repeat=other, uid="0")
        )
    except Refused:
        return  # it gives no date: it would never have been planned
    expected, whole = _all(old), old
    for first in (split, again):
        before = [day for day in expected if day.date() < first.date()]
        after = [day for day in _all(new) if day.date() >= first.date()]
        result, left = series.split_event(
            whole, new, first.date(), datetime(2026, 1, 1), lambda: next(uids)
        )
        assert (left is None) == (not before)
        assert left is None or _all(left) == before
        assert (result is None) == (not after)
        if result is None:
            return
        assert _all(result) == before + after
        expected, whole = before + after, result
        chain = recurrence.all_plans(result)
        assert len({plan.uid for plan in chain}) == len(chain)
        assert validate.validated_event(result) == result, "an end lies before the next beginning"


def test_each_occurrence_is_of_the_plan_in_force_on_its_date():
    old = event("FREQ=MONTHLY;BYMONTHDAY=25", place="祠堂", uid="a", rev=3)
    new = event("FREQ=MONTHLY;BYMONTHDAY=20", place="礼堂", uid="a", rev=3)
    both, _left = series.split_event(old, new, date(2026, 6, 1), datetime(2026, 1, 1), lambda: "b")
    found = recurrence.occurrences([both], date(2026, 5, 1), date(2026, 6, 30), SHANGHAI)
    assert [(one.start.day, one.place, one.event.uid) for one in found] == [
        (25, "祠堂", "a"),
        (20, "礼堂", "b"),
    ]
    assert {(one.event.number, one.event.rev) for one in found} == {(1, 3)}
    assert found[1].event is both
    for one in found:
        assert recurrence.find_occurrence(both, one.planned, SHANGHAI) == one
    assert recurrence.find_occurrence(both, date(2026, 6, 25), SHANGHAI) is None


def test_plans_that_overlap_or_hold_others_are_refused():
    first = event("FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20260601", uid="a")
    for earlier in (
        (event("FREQ=MONTHLY;BYMONTHDAY=25", uid="a"),),
        (structs.replace(first, earlier=(event("FREQ=DAILY;COUNT=1", uid="c"),)),),
        (event(start=datetime(2026, 8, 1), uid="a"),),
        (first, first),
    ):
        later = event("FREQ=MONTHLY;BYMONTHDAY=20", datetime(2026, 7, 20), earlier=earlier)
        with pytest.raises(Refused):
            validate.validated_event(later)
    fine = event("FREQ=MONTHLY;BYMONTHDAY=20", datetime(2026, 7, 20), earlier=(first,))
    assert [plan.uid for plan in validate.validated_event(fine).earlier] == ["a"]
