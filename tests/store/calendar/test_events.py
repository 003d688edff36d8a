"""The calendar: rules stay rules, single dates are moved and cancelled, SEQUENCE is raised."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given, settings, strategies

from support.clock import Clock
from support.replay import assert_history_matches_books
from yigong.store.dates import recurrence, series
from yigong.store.errors import Refused, Stale
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Event
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village


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
    assert [occurrence.start.date() for occurrence in found] == [
        date(2026, 12, 27),
        date(2027, 1, 25),
    ]
    assert moved.event.changes["2026-12-25"].sequence == 1


def test_an_occurrence_is_cancelled_and_restored_with_rising_sequences(village, duty_day):
    sequences = []
    for turn in (
        lambda: village.events.cancel_occurrence(1, date(2026, 12, 25), "下雨"),
        lambda: village.events.restore_occurrence(1, date(2026, 12, 25)),
        lambda: village.events.cancel_occurrence(1, date(2026, 12, 25)),
    ):
        occurrence = turn()
        sequences.append(occurrence.event.changes["2026-12-25"].sequence)
    assert sequences == [1, 2, 3]
    assert occurrence.cancelled


def test_taking_a_change_back_never_lowers_a_sequence(village, duty_day):
    """A phone that has the higher number would ignore later changes (RFC 5545 3.8.7.4)."""
    event = village.events.get(1)
    changed = village.events.save(msgspec.structs.replace(event, place="祠堂"))
    village.undo()
    back = village.events.get(1)
    assert back.place == event.place
    assert back.sequence > changed.sequence


def test_what_happened_is_neither_moved_nor_cancelled(village, enrol, duty_day):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    with pytest.raises(Refused, match="People were checked in"):
        village.events.move(1, duty_day.planned, datetime(2026, 11, 26, 9))
    with pytest.raises(Refused, match="People were checked in"):
        village.events.cancel_occurrence(1, duty_day.planned)


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
    assert village.events.occurrence_for(query).planned == planned


@pytest.mark.parametrize(
    "query",
    [
        "", "E0002", "E0001@", "E0001@2026-02-30", "E0001@soon", "E0001@2026-11-26", "没有",
        "E0001@0001-01-01", "E0001@9999-12-31", "E0001@1900-01-01", "[/]", "E99999999",
    ],
)  # fmt: skip
def test_an_unknown_event_or_a_date_that_does_not_exist_is_a_sentence(village, duty_day, query):
    with pytest.raises(Refused):
        village.events.occurrence_for(query)


def test_a_wrong_date_is_told_the_nearest_right_one(village, duty_day):
    with pytest.raises(Refused, match=r"not planned for 2026-12-24; the nearest is 2026-12-25"):
        village.events.occurrence_for("E0001@2026-12-24")


def test_of_several_events_with_one_title_none_is_guessed(village, duty_day):
    village.events.add(Event(title="村民义务日", start=datetime(2026, 12, 1, 9)))
    with pytest.raises(Refused, match="No event is called"):
        village.events.occurrence_for("村民义务日")


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
        assert village.events.occurrence_for(event.code).planned.day == planned
    clock.now = clock.now.replace(year=2027)
    assert village.events.occurrence_for(event.code).planned == date(2026, 12, 2)


def test_what_only_people_without_a_name_came_to_happened_too(village, duty_day):
    village.registers.checkin.count(duty_day, adults=12, children=0)
    with pytest.raises(Refused, match="checked in"):
        village.events.move(1, duty_day.planned, datetime(2026, 11, 26, 8, 30))
    with pytest.raises(Refused, match="checked in"):
        village.events.cancel_occurrence(1, duty_day.planned)
    event = village.events.get(1)
    village.events.save(msgspec.structs.replace(event, minutes=60))
    assert village.events.occurrence(1, duty_day.planned).minutes == 180, "it keeps its plan"
    assert village.events.occurrence(1, date(2026, 12, 25)).minutes == 60


def test_a_cancelled_next_one_is_passed_over(village, duty_day, clock):
    village.events.cancel_occurrence(1, date(2026, 12, 25))
    clock.forward(days=3)
    assert village.events.occurrence_for("E0001").planned == date(2027, 1, 25)


def test_an_event_is_cancelled_and_restored_whole(village, duty_day):
    village.events.cancel(1, "停办")
    assert all(
        occurrence.cancelled
        for occurrence in village.events.between(date(2026, 11, 1), date(2027, 3, 1))
    )
    assert village.events.restore(1).cancelled is False
    with pytest.raises(Refused, match="name the date"):
        village.events.restore(1)


def test_every_date_of_a_month_can_be_opened_that_the_month_shows(village, duty_day):
    """Also one that was moved before the rule of its event changed."""
    village.events.move(1, date(2026, 12, 25), datetime(2026, 12, 27, 9))
    event = village.events.get(1)
    village.events.save(
        msgspec.structs.replace(event, repeat=ByRRule("FREQ=MONTHLY;BYMONTHDAY=26"))
    )
    for occurrence in village.events.between(date(2026, 11, 1), date(2027, 2, 28)):
        assert village.events.occurrence_for(occurrence.key).start == occurrence.start


def test_an_event_somebody_signed_up_for_is_not_undone_away(village, colleague, enrol, duty_day):
    enrol("张小明")
    colleague().registers.signup.sign_up(duty_day, 1)
    with pytest.raises(Refused):
        village.undo("events")
    assert village.events.occurrence_for(duty_day.key)


# -- this and following, and what happened ---------------------------------

LATER = date(2027, 3, 1)
MONTHLY_20 = ByRRule("FREQ=MONTHLY;BYMONTHDAY=20")


def changed(event, **fields):
    return msgspec.structs.replace(event, **fields)


def dates(village, first=date(2026, 11, 1), last=date(2027, 4, 30)):
    found = village.events.between(first, last)
    return [
        (occurrence.start.month, occurrence.start.day, occurrence.event.title)
        for occurrence in found
    ]


@pytest.fixture
def attended(village, enrol, duty_day):
    """张小明 came to the first duty day."""
    enrol("张小明", "李秀英")
    village.registers.checkin.check_in(duty_day, 1)
    return village.events.get(1)


def test_this_and_following_begins_a_plan_of_its_own_and_ends_the_one_before(village, duty_day):
    old = village.events.get(1)
    asked = changed(old, title="大扫除", repeat=MONTHLY_20)
    event = village.events.save_from(asked, date(2027, 1, 25))
    assert dates(village) == [
        (11, 25, "村民义务日"), (12, 25, "村民义务日"),
        (2, 20, "大扫除"), (3, 20, "大扫除"), (4, 20, "大扫除"),
    ]  # fmt: skip
    first, second = recurrence.all_plans(event)
    assert (first.uid, first.sequence) == (old.uid, 1)
    assert second.uid not in ("", old.uid)
    assert second.sequence == 0
    assert (event.number, event.start) == (1, datetime(2027, 2, 20, 8, 30))


@pytest.mark.parametrize("start", [datetime(2026, 11, 25, 8), datetime(2027, 1, 25, 8)])
def test_what_was_called_off_or_moved_later_stays_so_where_the_new_rule_still_has_the_date(
    village, duty_day, start
):
    village.events.cancel_occurrence(1, date(2026, 12, 25), "下雨")
    village.events.move(1, date(2027, 1, 25), datetime(2027, 1, 27, 9))
    village.events.move(1, date(2027, 2, 25), datetime(2027, 2, 26, 9))
    asked = changed(village.events.get(1), start=start, repeat=ByRRule("FREQ=MONTHLY;INTERVAL=2"))
    event = village.events.save_from(asked, date(2026, 12, 1))
    assert list(event.earlier[0].changes) == []
    assert list(event.changes) == ["2027-01-25"]
    assert [day for _month, day, _title in dates(village)] == [25, 27, 25]


def test_from_its_first_date_on_it_is_the_whole_event_that_changes(village, duty_day):
    asked = changed(village.events.get(1), place="祠堂")
    event = village.events.save_from(asked, duty_day.planned)
    assert event.earlier == ()
    assert (event.uid, event.sequence, event.place) == (duty_day.event.uid, 1, "祠堂")


def test_this_and_following_may_say_that_nothing_follows(village, duty_day):
    asked = changed(duty_day.event, repeat=ByRRule("FREQ=MONTHLY;UNTIL=20261225"))
    event = village.events.save_from(asked, date(2027, 1, 1))
    assert dates(village) == [(11, 25, "村民义务日"), (12, 25, "村民义务日")]
    assert (event.uid, event.earlier) == (duty_day.event.uid, ())


def test_a_plan_that_was_split_is_split_again_where_an_earlier_plan_holds(village, duty_day):
    asked = changed(village.events.get(1), title="大扫除", repeat=MONTHLY_20)
    present = village.events.save_from(asked, date(2027, 3, 1))
    event = village.events.save_from(changed(present, title="植树"), date(2027, 1, 1))
    assert dates(village) == [
        (11, 25, "村民义务日"), (12, 25, "村民义务日"), (3, 20, "植树"), (4, 20, "植树"),
    ]  # fmt: skip
    assert [plan.uid for plan in recurrence.all_plans(event)] == [duty_day.event.uid, present.uid]


def test_what_was_moved_under_an_earlier_plan_goes_over_too(village, duty_day):
    present = village.events.save_from(changed(duty_day.event, title="大扫除"), date(2027, 3, 1))
    village.events.move(1, date(2027, 2, 25), datetime(2027, 2, 26, 9))
    asked = changed(village.events.get(1), start=duty_day.event.start, title="植树")
    village.events.save_from(asked, date(2027, 1, 1))
    assert dates(village)[3] == (2, 26, "植树")
    assert village.events.get(1).uid == present.uid


def test_this_and_following_leaves_a_day_that_is_over_its_sign_ups(village, enrol, duty_day, clock):
    enrol("张小明")
    village.registers.signup.sign_up(duty_day, 1)
    clock.forward(days=2)
    asked = changed(village.events.get(1), repeat=MONTHLY_20)
    village.events.save_from(asked, date(2026, 11, 1))
    assert dates(village)[:2] == [(11, 25, "村民义务日"), (12, 20, "村民义务日")]


def test_a_stale_form_splits_nothing(village, colleague, duty_day):
    mine = village.events.get(1)
    colleague().events.save(changed(mine, place="祠堂"))
    with pytest.raises(Stale):
        village.events.save_from(changed(mine, title="大扫除"), date(2027, 1, 25))
    assert village.events.get(1).earlier == ()


def test_saving_a_form_as_it_was_splits_nothing(village, duty_day):
    assert village.events.save_from(village.events.get(1), date(2027, 1, 25)).rev == 1
    assert village.events.save(village.events.get(1)).rev == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"title": "大扫除"},
        {"place": "祠堂"},
        {"lead": "王强"},
        {"start": datetime(2026, 11, 25, 9, 0)},
        {"minutes": 60},
        {"repeat": MONTHLY_20},
        {"repeat": ByLunar(9, 9)},
        {"start": datetime(2026, 12, 25, 8, 30)},
    ],
    ids=str,
)
def test_no_change_of_all_dates_changes_what_was_attended(village, attended, duty_day, fields):
    event = village.events.save(changed(attended, **fields))
    occurrence = village.events.occurrence(1, duty_day.planned)
    assert (occurrence.start, occurrence.end, occurrence.place) == (
        duty_day.start,
        duty_day.end,
        duty_day.place,
    )
    assert (occurrence.event.title, occurrence.event.lead) == ("村民义务日", "李芳")
    assert occurrence.event.uid == attended.uid
    later = village.events.nearest(event, datetime(2026, 11, 26))
    assert later.event == event
    assert event.uid != attended.uid


@pytest.mark.parametrize(
    "fields",
    [
        {"notes": "带手套"},
        {"capacity": 40},
        {"geo": (30.27, 120.15)},
        {"repeat": ByRRule("FREQ=MONTHLY;BYMONTHDAY=25;UNTIL=20270301")},
        {"repeat": ByRRule("FREQ=MONTHLY;BYMONTHDAY=25;COUNT=3")},
    ],
    ids=str,
)
def test_a_change_that_leaves_the_attended_dates_as_they_were_splits_nothing(
    village, attended, fields
):
    event = village.events.save(changed(attended, **fields))
    assert (event.uid, event.sequence, event.earlier) == (attended.uid, 1, ())


def test_a_series_whose_last_date_was_attended_can_still_be_ended_there(village, attended):
    event = village.events.save(changed(attended, repeat=ByRRule("FREQ=MONTHLY;COUNT=1")))
    assert dates(village) == [(11, 25, "村民义务日")]
    assert event.earlier == ()


def test_a_series_that_is_to_end_before_what_was_attended_ends_with_that(village, enrol):
    enrol("张小明")
    event = village.events.add(
        Event(title="课堂", start=datetime(2026, 11, 4, 8, 30), repeat=ByRRule("FREQ=WEEKLY"))
    )
    village.registers.checkin.check_in(village.events.occurrence_for(event.code), 1)
    ended = village.events.save(changed(event, repeat=ByRRule("FREQ=WEEKLY;UNTIL=20261111")))
    assert [day for _month, day, _title in dates(village)] == [4, 11, 18, 25]
    assert (ended.uid, ended.sequence, ended.earlier) == (event.uid, 1, ())


def test_this_and_following_from_an_attended_date_begins_after_it(village, attended, duty_day):
    event = village.events.save_from(changed(attended, place="祠堂"), duty_day.planned)
    assert event.start.date() == date(2026, 12, 25)
    assert village.events.occurrence(1, duty_day.planned).place == "文化礼堂"


@pytest.fixture
def lesson(village, enrol):
    """A single event that is over and was attended."""
    enrol("张小明")
    event = village.events.add(Event(title="课堂", start=datetime(2026, 11, 25, 8, 30)))
    village.registers.checkin.check_in(village.events.occurrence_for(event.code), 1)
    return event


def test_the_title_of_a_single_event_is_put_right_after_it_was_attended(village, lesson):
    event = village.events.save(changed(lesson, title="急救课堂", lead="王强"))
    assert (event.title, event.uid, event.earlier) == ("急救课堂", lesson.uid, ())


@pytest.mark.parametrize(
    "fields",
    [{"start": datetime(2026, 11, 25, 10)}, {"minutes": 30}, {"start": datetime(2026, 11, 24, 9)}],
    ids=str,
)
def test_the_time_of_a_single_event_is_not_changed_after_it_was_attended(village, lesson, fields):
    with pytest.raises(Refused, match="cannot be moved"):
        village.events.save(changed(lesson, **fields))
    with pytest.raises(Refused, match="cannot be cancelled"):
        village.events.cancel(lesson.number)
    assert village.events.get(lesson.number) == lesson


def test_a_day_that_nobody_came_to_is_called_off_afterwards_but_stays_a_date(village, enrol, clock):
    enrol("张小明")
    event = village.events.add(Event(title="课堂", start=datetime(2026, 11, 25, 10)))
    village.registers.signup.sign_up(village.events.occurrence_for(event.code), 1)
    clock.forward(days=2)
    event = village.events.save(changed(event, title="急救课堂"))
    assert village.events.cancel(event.number, "下雨").sequence == 2
    event = village.events.restore(event.number)
    assert event.earlier == ()
    with pytest.raises(Refused, match="2026-11-25 would no longer be a date"):
        village.events.save(changed(event, start=datetime(2026, 11, 24, 10)))
    village.events.save(changed(event, start=datetime(2026, 12, 1, 10)))
    assert [day for _month, day, _title in dates(village)] == [25, 1]


def test_calling_off_an_event_calls_off_what_is_still_to_come(village, attended, duty_day):
    village.events.cancel(1, "停办")
    found = village.events.between(date(2026, 11, 1), date(2027, 2, 28))
    assert [occurrence.cancelled for occurrence in found] == [False, True, True, True]
    village.events.restore(1)
    assert not any(
        occurrence.cancelled for occurrence in village.events.between(date(2026, 11, 1), LATER)
    )


def test_all_dates_are_those_of_a_plan_that_is_soon_to_end_too(village, attended):
    later = changed(attended, start=datetime(2026, 11, 25, 14, 0))
    village.events.save_from(later, date(2027, 2, 1))
    village.events.save(changed(village.events.get(1), place="祠堂"))
    found = village.events.between(date(2026, 11, 1), LATER)
    assert [(occurrence.start.hour, occurrence.place) for occurrence in found] == [
        (8, "文化礼堂"), (8, "祠堂"), (8, "祠堂"), (14, "祠堂"),
    ]  # fmt: skip


@pytest.mark.parametrize("how", ["all", "from"])
def test_a_date_people_are_signed_up_for_cannot_be_planned_away(village, enrol, duty_day, how):
    enrol("张小明", "李秀英")
    village.registers.signup.sign_up(village.events.occurrence(1, date(2026, 12, 25)), 1, 2)
    before = village.events.get(1)
    asked = changed(before, repeat=MONTHLY_20)
    with pytest.raises(Refused, match=r"2026-12-25 would no longer be a date.*\(2\)"):
        if how == "all":
            village.events.save(asked)
        else:
            village.events.save_from(asked, date(2026, 12, 1))
    assert village.events.get(1) == before
    assert village.events.save_from(asked, date(2026, 12, 26)).start.day == 20


def test_sign_ups_of_a_day_that_is_over_are_no_hindrance_and_keep_their_date(
    village, enrol, duty_day, clock
):
    enrol("张小明")
    village.registers.signup.sign_up(duty_day, 1)
    clock.forward(days=3)
    village.events.save(changed(village.events.get(1), repeat=MONTHLY_20))
    assert dates(village)[:2] == [(11, 25, "村民义务日"), (12, 20, "村民义务日")]


def test_sign_ups_of_a_date_that_is_called_off_are_no_hindrance(village, enrol, duty_day):
    enrol("张小明")
    village.registers.signup.sign_up(village.events.occurrence(1, date(2026, 12, 25)), 1)
    village.events.cancel_occurrence(1, date(2026, 12, 25))
    assert village.events.save(changed(village.events.get(1), repeat=MONTHLY_20)).sequence == 2


def test_single_dates_of_an_earlier_plan_are_moved_called_off_and_restored(village, duty_day):
    village.events.save_from(changed(village.events.get(1), title="大扫除"), date(2027, 2, 1))
    moved = village.events.move(1, date(2026, 12, 25), datetime(2026, 12, 27, 9), minutes=60)
    assert (moved.start.day, moved.minutes, moved.event.uid) == (27, 60, duty_day.event.uid)
    village.events.cancel_occurrence(1, date(2027, 1, 25), "下雨")
    event = village.events.get(1)
    assert event.changes == {}
    assert sorted(event.earlier[0].changes) == ["2026-12-25", "2027-01-25"]
    assert village.events.restore_occurrence(1, date(2026, 12, 25)).start.day == 25
    assert village.events.restore_occurrence(1, date(2027, 1, 25)).cancelled is False


def test_an_earlier_plan_is_not_saved_over_the_present_one(village, duty_day):
    village.events.save_from(changed(village.events.get(1), title="大扫除"), date(2027, 1, 1))
    occurrence = village.events.occurrence(1, duty_day.planned)
    with pytest.raises(Refused):
        village.events.save(changed(occurrence.event, place="祠堂"))
    assert village.events.get(1).title == "大扫除"


def test_a_moved_date_that_was_attended_is_not_moved_back(village, enrol, duty_day, clock):
    enrol("张小明")
    occurrence = village.events.move(1, duty_day.planned, datetime(2026, 11, 25, 9, 30))
    village.registers.checkin.check_in(occurrence, 1)
    with pytest.raises(Refused, match="cannot be moved"):
        village.events.restore_occurrence(1, duty_day.planned)


def test_one_undo_takes_a_split_back_and_phones_are_told(village, attended):
    village.events.save_from(changed(attended, title="大扫除"), date(2027, 1, 25))
    split = village.events.get(1)
    assert village.undo("events").act == "event.change"
    back = village.events.get(1)
    assert (back.title, back.repeat, back.earlier) == (attended.title, attended.repeat, ())
    assert back.uid == attended.uid
    assert back.sequence > series.highest_sequence(split)
    assert_history_matches_books(village.folder)


def test_a_split_after_a_split_is_taken_back_first(village, attended):
    event = village.events.save_from(changed(attended, title="大扫除"), date(2027, 1, 25))
    village.events.save_from(changed(event, title="植树"), date(2027, 3, 25))
    village.events.cancel_occurrence(1, date(2026, 12, 25))
    for titles in (["村民义务日", "大扫除", "植树"], ["村民义务日", "大扫除"], ["村民义务日"]):
        village.undo("events")
        assert [plan.title for plan in recurrence.all_plans(village.events.get(1))] == titles
    assert not village.events.occurrence(1, date(2026, 12, 25)).cancelled


def test_a_change_that_people_signed_up_on_since_is_not_undone(village, attended):
    village.events.save(changed(attended, repeat=MONTHLY_20))
    village.registers.signup.sign_up(village.events.occurrence(1, date(2026, 12, 20)), 2)
    with pytest.raises(Refused, match="2026-12-20 would no longer be a date"):
        village.undo("events")
    assert village.events.occurrence(1, date(2026, 12, 20))


def test_a_change_that_people_came_on_since_is_not_undone(village, enrol, duty_day):
    enrol("张小明")
    village.events.save(changed(duty_day.event, title="大扫除"))
    village.registers.checkin.check_in(village.events.occurrence_for(duty_day.key), 1)
    with pytest.raises(Refused, match="checked in since"):
        village.undo("events")
    assert village.events.get(1).title == "大扫除"


def test_a_title_put_right_after_people_came_can_be_put_back(village, lesson):
    village.events.save(changed(lesson, title="急救课堂"))
    village.undo("events")
    assert village.events.get(lesson.number).title == "课堂"


@given(
    strategies.lists(
        strategies.tuples(
            strategies.sampled_from(["all", "from", "move", "cancel", "undo", "in", "day"]),
            strategies.integers(0, 5),
        ),
        max_size=8,
    )
)
@settings(deadline=None, max_examples=15)
def test_whatever_is_planned_and_undone_no_attended_date_ever_changes(tmp_path_factory, steps):
    """And every register belongs to a date that its event still has."""
    clock = Clock()
    folder = tmp_path_factory.mktemp("any") / "v"
    founder = Village.create(
        folder, Settings(name="青山村"), Actor("王强"), clock=clock, sync=False
    )
    founder.people.add(Volunteer(name="张小明"))
    start = datetime(2026, 11, 4, 8, 30)
    founder.events.add(Event(title="课堂", start=start, repeat=ByRRule("FREQ=WEEKLY;COUNT=20")))
    village = Village(folder, Actor("李芳"), clock=clock, sync=False)
    happened = {}
    rules = [
        ByRRule("FREQ=WEEKLY;BYDAY=TU"), ByRRule("FREQ=DAILY;INTERVAL=3;COUNT=9"), ByLunar(0, 15),
        ByTerm("冬至"), ByRRule("FREQ=WEEKLY;BYDAY=WE;UNTIL=20261216"), None,
    ]  # fmt: skip
    for act, n in steps:
        today = clock().date()
        event = village.events.get(1)
        occurrence = village.events.nearest(event, clock().replace(tzinfo=None))
        with contextlib.suppress(Refused):
            if act == "all":
                village.events.save(changed(event, title=f"课堂{n}", repeat=rules[n]))
            elif act == "from":
                asked = changed(event, minutes=60 + n, repeat=rules[n])
                village.events.save_from(asked, today + timedelta(days=7 * n - 7))
            elif act == "move":
                village.events.move(1, occurrence.planned, datetime(2026, 12, 1 + n, 9, 30))
            elif act == "cancel":
                village.events.cancel_occurrence(1, occurrence.planned)
            elif act == "undo":
                village.undo("events")
            elif act == "day":
                clock.forward(days=n)
            elif village.registers.checkin.check_in(occurrence, 1).entry.here:
                happened[occurrence.planned] = (
                    occurrence.start,
                    occurrence.end,
                    occurrence.event.title,
                )
                village.registers.checkin.check_out(occurrence, 1)
        for day, facts in happened.items():
            occurrence = village.events.occurrence(1, day)
            assert (occurrence.start, occurrence.end, occurrence.event.title) == facts
    assert_history_matches_books(village.folder)


# -- importing -------------------------------------------------------------


def test_an_import_is_one_change_that_one_undo_takes_back(village, duty_day):
    new = [Event(title=f"课堂{n}", start=datetime(2026, 12, n, 9), uid=f"u{n}") for n in (1, 2)]
    taken = village.events.import_events(new, [changed(village.events.get(1), place="祠堂")])
    assert [(event.number, event.uid) for event in taken[:2]] == [(2, "u1"), (3, "u2")]
    assert village.events.get(1).place == "祠堂"
    assert village.undo("events").act == "event.import"
    assert list(village.events.all()) == [1]
    assert village.events.get(1).place == "文化礼堂"
    assert_history_matches_books(village.folder)


@pytest.mark.parametrize(
    "bad",
    [
        Event(title="", start=datetime(2026, 12, 1, 9)),
        Event(title="别的", start=datetime(2026, 12, 1, 9), uid="u1"),
        Event(title="别的", start=datetime(2026, 12, 1, 9), repeat=ByRRule("FREQ=HOURLY")),
    ],
    ids=lambda event: str(event.repeat or event.uid or "untitled"),
)
def test_an_import_with_one_event_that_cannot_be_changes_nothing(village, duty_day, bad):
    fine = Event(title="课堂", start=datetime(2026, 12, 1, 9), uid="u1")
    before = village.events.all()
    with pytest.raises(Refused):
        village.events.import_events([fine, bad], [])
    assert village.events.all() == before


def test_an_import_over_a_newer_revision_changes_nothing(village, duty_day, colleague):
    mine = village.events.get(1)
    colleague().events.save(changed(mine, title="大扫除"))
    fine = Event(title="课堂", start=datetime(2026, 12, 1, 9))
    with pytest.raises(Stale):
        village.events.import_events([fine], [changed(mine, place="祠堂")])
    assert list(village.events.all()) == [1]


def test_an_import_leaves_what_was_attended_as_it_was(village, attended, duty_day):
    (event,) = village.events.import_events([], [changed(attended, title="大扫除")])
    assert event.title == "大扫除"
    assert village.events.occurrence(1, duty_day.planned).event.title == "村民义务日"


@pytest.mark.parametrize("which", [0, 1])
def test_an_imported_event_that_people_signed_up_for_is_not_undone_away(village, enrol, which):
    enrol("张小明")
    new = [Event(title=f"课堂{n}", start=datetime(2026, 12, n, 9)) for n in (1, 2)]
    taken = village.events.import_events(new, [])
    village.registers.signup.sign_up(village.events.occurrence_for(taken[which].code), 1)
    with pytest.raises(Refused, match="registers by now"):
        village.undo("events")
    assert len(village.events.all()) == 2


def test_an_event_with_earlier_plans_is_planned_anew_from_what_was_written_of_it(
    village, colleague, duty_day, tmp_path
):
    village.events.save_from(changed(village.events.get(1), title="大扫除"), date(2027, 1, 25))
    event = village.events.get(1)
    other = Village.create(tmp_path / "other", Settings(name="红旗村"), sync=False)
    again = other.events.add(changed(event, number=0, rev=0))
    assert changed(again, rev=event.rev) == event
    with pytest.raises(Refused, match="UID is here already"):
        other.events.add(changed(event, uid="another"))


def test_a_title_has_keys_to_be_found_by_and_another_title_has_others(village, duty_day):
    assert village.events.get(1).keys.startswith("村cun 民min")
    event = village.events.save(changed(village.events.get(1), title="重阳节敬老"))
    assert event.keys.startswith("重chong 阳yang 节jie")
    assert village.events.save(changed(event, keys="", place="祠堂")).keys == event.keys
