"""The fields of the event form: pure functions, without a screen."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yigong.store.dates import recurrence
from yigong.store.errors import Refused
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Event, OrganisedBy
from yigong.store.plan_context import NO_CONTEXT, PlanContext
from yigong.store.records import ROLES, Squad
from yigong.store.settings_records import KindSpec
from yigong.tui.text.typed_values import coordinates, geo_text, read_minutes, read_move, read_times
from yigong.tui.view.event_fields import (
    changed_fields,
    checked_event,
    event_fields,
    event_from_date,
    event_values,
    known_coordinates,
    not_for_one_date,
    one_date_change,
    read_event,
    read_start,
    same_place,
    with_plain_dates,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
START = datetime(2026, 1, 25, 8, 30)
NOVEMBER = date(2026, 11, 25)
TODAY = date(2026, 11, 20)
MONTHLY = Event(
    number=7,
    rev=3,
    title="村民义务日",
    start=START,
    minutes=180,
    place="文化礼堂",
    notes="手套\n水杯",
    needs={1: 8},
    repeat=ByRRule("FREQ=MONTHLY;BYMONTHDAY=25"),
)


def typed(event=MONTHLY, shown=NOVEMBER, **fields):
    return {**event_values(event, shown), **fields}


def read(event=MONTHLY, shown=NOVEMBER, **fields):
    return read_event(typed(event, shown, **fields), event, shown)


def occurrence(event=MONTHLY, planned=NOVEMBER):
    found = recurrence.find_occurrence(event, planned, SHANGHAI)
    assert found is not None
    return found


def test_whether_an_event_is_for_everybody_is_chosen():
    assert typed()["public"] is True
    assert not read(public=False).public
    assert not_for_one_date(typed(public=False), MONTHLY, NOVEMBER) == {"public"}


def test_the_role_is_as_the_kind_says_until_another_is_chosen():
    training = KindSpec(name="培训", role="learner")
    event = msgspec.structs.replace(MONTHLY, kind="培训")
    fields = {
        field.name: field
        for field in event_fields(event, NOVEMBER, NO_CONTEXT.with_kinds((training,)))
    }
    assert fields["kind"].options[-1] == ("培训", "培训")
    assert fields["role"].options[0] == ("", "usual: learner")
    assert [value for value, _words in fields["role"].options[1:]] == list(ROLES)
    assert read(event, role="guest").role == "guest"
    assert not_for_one_date(typed(event, role="guest"), event, NOVEMBER) == {"role"}


def test_a_kind_that_the_village_dropped_is_offered_to_the_event_that_has_it():
    event = msgspec.structs.replace(MONTHLY, kind="义诊")
    offered = [
        [value for value, _words in field.options]
        for plan in (event, MONTHLY)
        for field in event_fields(plan, NOVEMBER)
        if field.name == "kind"
    ]
    assert "义诊" in offered[0] and "义诊" not in offered[1]


@pytest.mark.parametrize(
    "event",
    [
        MONTHLY,
        msgspec.structs.replace(MONTHLY, repeat=ByRRule("FREQ=DAILY;UNTIL=20270101T000000Z")),
        msgspec.structs.replace(MONTHLY, repeat=ByLunar(month=6, day=30, leap="both", count=4)),
        msgspec.structs.replace(MONTHLY, repeat=ByTerm("秋分", until=date(2030, 1, 1))),
        msgspec.structs.replace(MONTHLY, minutes=1590, geo=(30.270001, -120.15)),
        msgspec.structs.replace(MONTHLY, start=datetime(2026, 1, 25), minutes=4320, all_day=True),
        msgspec.structs.replace(MONTHLY, start=datetime(2026, 1, 25, 22, 0), minutes=240),
    ],
)
def test_untouched_fields_give_the_event_as_it_was(event):
    assert read(event) == event
    assert changed_fields(typed(event), event, NOVEMBER) == set()


def test_another_date_moves_the_start_by_the_same_days():
    found = read(date="2026-11-28", repeat=ByRRule("FREQ=MONTHLY;BYMONTHDAY=28"))
    assert checked_event(found).start == datetime(2026, 1, 28, 8, 30)
    assert recurrence.find_occurrence(found, date(2026, 11, 28), SHANGHAI)


def test_a_lunar_date_may_be_typed_where_a_date_is_asked():
    assert read_start(typed(date="腊月廿三"), MONTHLY, NOVEMBER) == datetime(2027, 1, 30, 8, 30)


def test_a_count_and_an_end_are_typed_into_one_field():
    assert read(until="10").repeat == ByRRule("FREQ=MONTHLY;BYMONTHDAY=25;COUNT=10")
    assert read(until="2027-6-30").repeat == ByRRule("FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20270630")


def test_leap_and_short_months_belong_to_a_lunar_repeat_only():
    asked = {"leap": "both", "short": "skip"}
    lunar = read(repeat=ByLunar(month=6, day=30), **asked).repeat
    assert lunar == ByLunar(month=6, day=30, leap="both", short="skip")
    assert read(repeat=ByTerm("秋分"), **asked).repeat == ByTerm("秋分")


def test_a_squad_without_a_field_keeps_its_need():
    fields = typed()
    del fields["need-1"]
    assert read_event({**fields, "need-2": "3"}, MONTHLY, NOVEMBER).needs == {1: 8, 2: 3}


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"days": "0"}, "1 to 31 days"),
        ({"capacity": "many"}, "number of people"),
        ({"geo": "north"}, "latitude and a longitude"),
        ({"time": "25:00"}, "25:00 is no time of day"),
        ({"date": "2026-02-30"}, "There is no date"),
        ({"repeat": None, "until": "3"}, "It does not repeat"),
    ],
)
def test_unreadable_values_are_refused_with_a_sentence(fields, why):
    with pytest.raises(Refused, match=why):
        read(**fields)


# -- one date, and this and following --------------------------------------


def test_date_time_length_and_place_may_differ_on_one_date():
    fields = typed(date="2026-11-26", time="09:00-10:00", place="村口", geo="30, 120")
    assert not_for_one_date(fields, MONTHLY, NOVEMBER) == set()
    change = one_date_change(fields, MONTHLY, occurrence())
    assert change == (datetime(2026, 11, 26, 9, 0), 60, "村口", None)
    fields = typed(venues=((2, ""),))
    assert not_for_one_date(fields, MONTHLY, NOVEMBER) == set()
    assert one_date_change(fields, MONTHLY, occurrence()).venues == (2,)


def test_a_repeat_that_only_followed_the_date_may_change_on_one_date():
    fields = typed(date="2026-11-26", repeat=ByRRule("FREQ=MONTHLY;BYMONTHDAY=26"))
    assert not_for_one_date(fields, MONTHLY, NOVEMBER) == set()
    fields = typed(repeat=ByRRule("FREQ=WEEKLY;BYDAY=WE"))
    assert not_for_one_date(fields, MONTHLY, NOVEMBER) == {"repeat"}


def test_title_and_needs_are_the_same_on_all_dates():
    assert not_for_one_date(typed(title="义务日", **{"need-1": "9"}), MONTHLY, NOVEMBER) == {
        "title",
        "need-1",
    }


def test_of_a_moved_date_only_touched_fields_change():
    change = recurrence.Change(start=datetime(2026, 11, 29, 14, 0), minutes=60)
    event = msgspec.structs.replace(MONTHLY, changes={"2026-11-25": change})
    fields = typed(event, place="村口")
    assert one_date_change(fields, event, occurrence(event)) == (
        datetime(2026, 11, 29, 14, 0),
        None,
        "村口",
        None,
    )


def test_this_and_following_counts_from_its_own_start():
    weekly = msgspec.structs.replace(MONTHLY, repeat=ByRRule("FREQ=WEEKLY;BYDAY=SU;COUNT=10"))
    shown = date(2026, 2, 15)
    fortnight = ByRRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU")
    new = event_from_date(typed(weekly, shown, repeat=fortnight), weekly, shown)
    assert new.start == datetime(2026, 2, 15, 8, 30), "every second week from this one on"
    assert new.repeat == ByRRule("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;COUNT=7"), "three were before"
    typed_anew = event_from_date(typed(weekly, shown, until="4"), weekly, shown)
    assert typed_anew.repeat == ByRRule("FREQ=WEEKLY;BYDAY=SU;COUNT=4")
    changes = {"2026-02-01": recurrence.Change(left_out=True)}
    gap = msgspec.structs.replace(weekly, changes=changes)
    new = event_from_date(typed(gap, shown, title="新"), gap, shown)
    assert new.repeat == ByRRule("FREQ=WEEKLY;BYDAY=SU;COUNT=7"), "one left out was one of three"


# -- dates and hours as people say them -------------------------------------


def test_dates_and_hours_become_what_the_form_writes():
    said = typed(date="下周六", time="8点-11点", until="月底")
    plain = with_plain_dates(said, NOVEMBER, TODAY)
    assert (plain["date"], plain["time"], plain["until"]) == (
        "2026-11-28",
        "08:00-11:00",
        "2026-11-30",
    )
    assert read_event(plain, MONTHLY, NOVEMBER).minutes == 180


def test_the_same_said_otherwise_is_no_change():
    said = typed(date="25", time="8点半-11点半")
    assert changed_fields(with_plain_dates(said, NOVEMBER, TODAY), MONTHLY, NOVEMBER) == set()
    all_day = msgspec.structs.replace(MONTHLY, start=datetime(2026, 1, 25), all_day=True)
    for words in ("全天", "all day", ""):
        said = with_plain_dates(typed(all_day, time=words), NOVEMBER, TODAY)
        assert said["time"] == ""


def test_hours_past_midnight_of_the_last_day_of_all_break_nothing():
    said = typed(date="9999-12-31", time="晚上10点-2点")
    assert with_plain_dates(said, NOVEMBER, TODAY)["time"] == "22:00-02:00"


def test_what_cannot_be_read_stays_for_its_refusal():
    said = typed(date="when", time="上午", until="10次")
    assert with_plain_dates(said, NOVEMBER, TODAY) == said


@given(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))
def test_dates_and_hours_that_the_form_writes_stay(day, hours, until):
    plain = with_plain_dates(typed(date=day, time=hours, until=until), NOVEMBER, TODAY)
    assert with_plain_dates(plain, NOVEMBER, TODAY) == plain


# -- where to move one date ------------------------------------------------


@pytest.mark.parametrize(
    ("text", "start", "minutes"),
    [
        ("2026-11-26", datetime(2026, 11, 26, 8, 30), None),
        ("11-26 9:00", datetime(2026, 11, 26, 9, 0), None),
        ("2026-11-25 08:30-10:00", datetime(2026, 11, 25, 8, 30), 90),
        ("26 8:30 - 11:30", datetime(2026, 11, 26, 8, 30), None),
        ("2026-11-25T09:00", datetime(2026, 11, 25, 9, 0), None),
        ("冬月初一 9:00至10:00", datetime(2026, 12, 9, 9, 0), 60),
        ("9:00", datetime(2026, 11, 25, 9, 0), None),
        ("9：00 - 9:30", datetime(2026, 11, 25, 9, 0), 30),
        ("24", datetime(2026, 11, 24, 8, 30), None),
        ("+7", datetime(2026, 12, 2, 8, 30), None),
        ("明天", datetime(2026, 11, 21, 8, 30), None),
        ("周六", datetime(2026, 11, 28, 8, 30), None),
        ("下周六 下午2点", datetime(2026, 11, 28, 14, 0), None),
        ("下周六下午2点到4点", datetime(2026, 11, 28, 14, 0), 120),
        ("next sat 2-4 pm", datetime(2026, 11, 28, 14, 0), 120),
        ("8点", datetime(2026, 11, 25, 8, 0), None),
        ("11月26日8点半", datetime(2026, 11, 26, 8, 30), None),
        ("0900-1000", datetime(2026, 11, 25, 9, 0), 60),
    ],
)
def test_a_typed_move_gives_a_start_and_a_length(text, start, minutes):
    assert read_move(text, occurrence(), TODAY) == (start, minutes)


def test_the_end_of_several_days_is_on_the_last_day():
    trip = msgspec.structs.replace(MONTHLY, minutes=1590)
    assert read_move("2026-11-25 08:30-10:00", occurrence(trip), TODAY) == (
        datetime(2026, 11, 25, 8, 30),
        1530,
    )


@given(st.text(alphabet="0123456789-: ~至年月日T.初九下周六明天午点半+", max_size=20))
def test_no_typed_move_is_more_than_refused(text):
    try:
        start, minutes = read_move(text, occurrence(), TODAY)
    except Refused as error:
        assert str(error)
    else:
        assert start.tzinfo is None and (minutes is None or minutes > 0)


@given(st.text(alphabet="0123456789-:~ 至.：", max_size=14))
def test_no_typed_hours_are_more_than_refused(text):
    try:
        assert read_times(text, "1")[1] > 0
    except Refused as error:
        assert str(error)


# -- places ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "geo"),
    [
        ("30.27, 120.15", (30.27, 120.15)),
        ("30.27，120.15", (30.27, 120.15)),
        ("-30.5 -70", (-30.5, -70.0)),
        ("120.15,30.27", (30.27, 120.15)),
        ("", None),
    ],
)
def test_coordinates_are_read_in_the_order_of_either_kind_of_map(text, geo):
    assert coordinates(text) == geo


@pytest.mark.parametrize("text", ["x", "30.27", "95, 120", "30, 200", "1,2,3", "nan, 1", "1e3, 2"])
def test_numbers_that_are_nowhere_are_a_sentence(text):
    with pytest.raises(Refused, match="latitude and a longitude"):
        coordinates(text)


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_coordinates_are_read_back_as_they_are_shown(latitude, longitude):
    geo = coordinates(geo_text((round(latitude, 6), round(longitude, 6))))
    assert geo == (round(latitude, 6), round(longitude, 6))


def test_a_place_is_known_however_it_is_written():
    later = START + timedelta(days=1)
    events = [
        Event(title="b", start=later, place="文化礼堂Ａ ", geo=(30.0, 120.0)),
        Event(title="a", start=START, place="文化礼堂A", geo=(1.0, 1.0)),
        Event(title="c", start=later, place="村口"),
    ]
    assert known_coordinates(events) == {same_place(" 文化礼堂a"): (30.0, 120.0)}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 0),
        ("90", 90),
        (" 90分钟 ", 90),
        ("1.5h", 90),
        ("1.5 小时", 90),
        ("２个小时", 120),
        ("0.25 hours", 15),
        ("1 min", 1),
        ("半小时", 30),
        ("半个小时", 30),
        ("一个半小时", 90),
        ("两小时半", 150),
        ("1小时30分", 90),
        ("1h 30", 90),
    ],
)
def test_a_length_is_minutes_unless_hours_are_said(text, minutes):
    assert read_minutes(text) == minutes


@pytest.mark.parametrize("text", ["一天", "1:30", "-5", "0.01h", "99999h", "1e3", "٣", "90 days"])
def test_an_unreadable_length_is_refused_with_the_text(text):
    with pytest.raises(Refused, match="is no length"):
        read_minutes(text)


def test_hosts_and_venues_are_read_with_their_parts_and_in_their_order():
    event = read(hosts=((3, "with"), (1, "host")), venues=((2, ""), (1, "")))
    assert event.hosts == (OrganisedBy(squad=3, how="with"), OrganisedBy(squad=1))
    assert event.venues == (2, 1)
    assert read_event(typed(event), event, NOVEMBER) == event
    assert not_for_one_date(typed(hosts=((3, "host"),)), MONTHLY, NOVEMBER) == {"hosts"}


def test_what_was_archived_is_offered_only_to_an_event_that_has_it():
    squads = {
        1: Squad(number=1, name="农场", hosts=True),
        2: Squad(number=2, name="支部", hosts=True, archived=True),
        3: Squad(number=3, name="修葺队"),
    }
    context = PlanContext(squads=lambda: squads)

    def offered(event):
        fields = {field.name: field for field in event_fields(event, NOVEMBER, context)}
        assert "need-1" not in fields, "a company is not asked for people"
        assert "need-3" in fields
        return [number for number, _name in fields["hosts"].options]

    plain = msgspec.structs.replace(MONTHLY, needs={})
    assert offered(plain) == [1]
    hosted = msgspec.structs.replace(plain, hosts=(OrganisedBy(squad=2),))
    assert offered(hosted) == [1, 2]


def test_programme_and_travel_cannot_differ_on_one_date():
    assert read(programme=((1, ""),), travel="0.5h").programme == 1
    assert read(travel="0.5h").travel == 30
    away = msgspec.structs.replace(MONTHLY, programme=1, travel=30)
    assert read_event(typed(away), away, NOVEMBER) == away
    assert not_for_one_date(typed(programme=((1, ""),)), MONTHLY, NOVEMBER) == {"programme"}
    assert not_for_one_date(typed(travel="30"), MONTHLY, NOVEMBER) == {"travel"}
