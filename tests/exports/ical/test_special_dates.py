"""Lunar dates, solar terms, earlier plans, places and clock changes in calendar files."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import icalendar
import msgspec
import pytest
import recurring_ical_events

from yigong.exports.ical.calendar_file import write_calendar, write_event
from yigong.store.dates import recurrence
from yigong.store.event_records import ByLunar, ByRRule, ByTerm, Change, Event
from yigong.store.settings_records import Settings

STAMP = datetime(2026, 10, 1, 2, 3, 4, tzinfo=UTC)
LATER = datetime(2026, 11, 1, 2, 3, 4, tzinfo=UTC)
VILLAGE = Settings(name="青山村", uid_domain="x.yigong", years_ahead=5)
TODAY = date(2026, 11, 25)


def planned(repeat, **fields) -> Event:
    given = {
        "number": 42,
        "title": "重阳敬老",
        "start": datetime(2026, 10, 18, 9),
        "minutes": 120,
        "uid": "a1",
        "stamped": STAMP,
        "repeat": repeat,
    }
    return Event(**(given | fields))


def vevents(event: Event, *, settings: Settings = VILLAGE, today: date | None = TODAY):
    return icalendar.Calendar.from_ical(write_event(event, settings, today=today)).walk("VEVENT")


def days(event: Event, **options) -> dict[str, date]:
    """UID without its domain, and the day."""
    found = {str(e["UID"]).partition("@")[0]: e for e in vevents(event, **options)}
    return {uid: e.start.date() for uid, e in found.items()}


def test_a_lunar_date_is_an_event_for_each_year_named_by_the_lunar_year():
    event = planned(ByLunar(9, 9))
    assert days(event) == {
        "a1-2026": date(2026, 10, 18),
        "a1-2027": date(2027, 10, 8),
        "a1-2028": date(2028, 10, 26),
        "a1-2029": date(2029, 10, 16),
        "a1-2030": date(2030, 10, 5),
        "a1-2031": date(2031, 10, 24),
    }
    for part in vevents(event):
        assert not {"RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"} & set(part)
        assert str(part["UID"]).endswith("@x.yigong")


def test_the_uid_stays_when_the_day_of_the_rule_is_edited():
    assert days(planned(ByLunar(9, 9))).keys() == days(planned(ByLunar(9, 10))).keys()


def test_new_years_eve_belongs_to_the_year_that_ends():
    eve = planned(ByLunar(12, 30), start=datetime(2026, 2, 16, 18))
    few = msgspec.structs.replace(VILLAGE, years_ahead=1)
    found = days(eve, today=date(2026, 1, 1), settings=few)
    assert found == {"a1-2025": date(2026, 2, 16), "a1-2026": date(2027, 2, 5)}


def test_a_leap_month_has_a_uid_beside_that_of_its_month():
    twice = planned(ByLunar(6, 1, leap="both"), start=datetime(2025, 6, 25, 9))
    assert {uid: day for uid, day in days(twice).items() if uid.startswith("a1-2025")} == {
        "a1-2025": date(2025, 6, 25),
        "a1-2025r": date(2025, 7, 25),
    }
    monthly = planned(ByLunar(0, 1), start=datetime(2025, 6, 25, 9))
    found = days(monthly)
    assert found["a1-2025-06"] == date(2025, 6, 25)
    assert found["a1-2025-06r"] == date(2025, 7, 25)
    assert found["a1-2025-07"] == date(2025, 8, 23)
    assert len(found) == len(vevents(monthly)), "each UID once"


def test_a_solar_term_is_on_its_own_day_each_year():
    term = planned(ByTerm("秋分"), start=datetime(2025, 9, 23, 9))
    found = days(term)
    assert found["a1-2026"] == date(2026, 9, 23)
    assert found["a1-2028"] == date(2028, 9, 22)


def test_the_village_sets_for_how_many_years_dates_are_written():
    event = planned(ByLunar(9, 9))
    few = msgspec.structs.replace(VILLAGE, years_ahead=1)
    assert list(days(event, settings=few)) == ["a1-2026", "a1-2027"]
    assert "a1-2028" in days(event, settings=few, today=date(2027, 1, 1))
    assert list(days(event, settings=few, today=None)) == ["a1-2026", "a1-2027"], "of its stamp"


def test_dates_of_this_year_and_later_come_before_past_ones():
    event = planned(ByLunar(9, 9), start=datetime(2024, 10, 11, 9))
    assert next(iter(days(event))) == "a1-2026"
    assert set(days(event)) >= {"a1-2024", "a1-2025"}


def test_a_rule_that_ends_is_written_to_its_end_only():
    assert list(days(planned(ByLunar(9, 9, count=2)))) == ["a1-2026", "a1-2027"]
    until = ByTerm("秋分", until=date(2027, 12, 31))
    assert list(days(planned(until, start=datetime(2026, 9, 23, 9)))) == ["a1-2026", "a1-2027"]


def test_a_changed_lunar_date_is_changed_in_place():
    event = planned(
        ByLunar(9, 9),
        place="文化礼堂",
        changes={
            "2026-10-18": Change(
                start=datetime(2026, 10, 19, 14),
                minutes=60,
                place="祠堂",
                sequence=3,
                stamped=LATER,
            ),
            "2027-10-08": Change(cancelled=True, reason="雨", sequence=4, stamped=LATER),
        },
    )
    found = {str(e["UID"]): e for e in vevents(event)}
    moved, off, plain = (found[f"a1-{year}@x.yigong"] for year in (2026, 2027, 2028))
    shanghai = ZoneInfo("Asia/Shanghai")
    assert moved.start == datetime(2026, 10, 19, 14, tzinfo=shanghai)
    assert moved.end == datetime(2026, 10, 19, 15, tzinfo=shanghai)
    assert str(moved["LOCATION"]) == "祠堂"
    assert (moved["SEQUENCE"], moved["DTSTAMP"].dt) == (3, LATER)
    assert (str(off["STATUS"]), str(off["SUMMARY"])) == ("CANCELLED", "[Cancelled] 重阳敬老")
    assert not off.alarms.times
    assert (plain["SEQUENCE"], str(plain["STATUS"])) == (0, "CONFIRMED")


def test_lunar_dates_abroad_and_before_1992_are_utc_and_at_home_on_the_villages_clock():
    assert b"DTSTART;TZID=Asia/Shanghai:20261018T090000" in write_event(
        planned(ByLunar(9, 9)), VILLAGE
    )
    abroad = write_event(planned(ByLunar(9, 9), zone="Europe/Rome"), VILLAGE)
    assert b"DTSTART:20261018T070000Z" in abroad
    assert b"VTIMEZONE" not in abroad
    old = write_event(planned(ByLunar(9, 9), start=datetime(1988, 10, 19, 9)), VILLAGE)
    assert b"DTSTART:19881019T010000Z" in old


def test_whole_lunar_days_are_dates():
    data = write_event(
        planned(ByLunar(9, 9), start=datetime(2026, 10, 18), all_day=True, minutes=1440), VILLAGE
    )
    assert b"DTSTART;VALUE=DATE:20261018\r\nDTEND;VALUE=DATE:20261019\r\n" in data


def test_the_year_is_inserted_before_the_domain_of_another_programs_uid():
    event = planned(ByLunar(9, 9), uid="x@example.org")
    assert str(vevents(event)[0]["UID"]) == "x-2026@example.org"


def test_what_the_store_does_with_a_lunar_event_raises_each_dates_sequence(village, clock):
    event = village.events.add(
        Event(title="重阳", start=datetime(2026, 10, 18, 9), repeat=ByLunar(9, 9))
    )
    revisions = []

    def record() -> None:
        (first, *_) = vevents(village.events.get(event.number), settings=village.settings)
        revisions.append((first["SEQUENCE"], first["DTSTAMP"].dt))
        clock.forward(minutes=1)

    record()
    village.events.move(event.number, date(2026, 10, 18), datetime(2026, 10, 19, 9))
    record()
    now = village.events.get(event.number)
    village.events.save(msgspec.structs.replace(now, place="祠堂"))
    record()
    village.events.restore_occurrence(event.number, date(2026, 10, 18))
    record()
    now = village.events.get(event.number)
    start = datetime(2026, 10, 19, 9)
    village.events.save(msgspec.structs.replace(now, repeat=ByLunar(9, 10), start=start))
    record()
    assert revisions == sorted(set(revisions))
    assert [s for s, _ in revisions] == sorted({s for s, _ in revisions}), (
        "each rises, none stays the same"
    )


# -- earlier plans -----------------------------------------------------------


def test_plans_are_series_of_their_own_the_present_one_first(village):
    rule = ByRRule("FREQ=MONTHLY;BYMONTHDAY=25")
    event = village.events.add(
        Event(title="村民义务日", start=datetime(2026, 11, 25, 8, 30), minutes=180, repeat=rule)
    )
    village.events.move(event.number, date(2026, 12, 25), datetime(2026, 12, 27, 9))
    later = msgspec.structs.replace(
        village.events.get(event.number), title="义务日", minutes=60, repeat=ByLunar(0, 1)
    )
    village.events.save_from(later, date(2027, 2, 1))
    event = village.events.get(event.number)
    data = write_event(event, village.settings, today=TODAY)
    (*ahead, old, override) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert {str(e["SUMMARY"]) for e in ahead} == {"义务日"}
    assert (
        str(old["UID"])
        == str(override["UID"])
        == f"{event.earlier[0].uid}@{village.settings.uid_domain}"
    )
    assert "UNTIL" in old["RRULE"]
    first, last = date(2026, 11, 1), date(2027, 12, 31)
    found = {
        (e.start.astimezone(UTC), e.end.astimezone(UTC), str(e["SUMMARY"]))
        for e in recurring_ical_events.of(icalendar.Calendar.from_ical(data)).between(
            first, date(2028, 1, 1)
        )
    }
    assert found == {
        (occurrence.start.astimezone(UTC), occurrence.end.astimezone(UTC), occurrence.event.title)
        for occurrence in recurrence.occurrences([event], first, last, village.zone)
    }


def test_a_stale_change_of_the_present_plan_does_not_touch_an_earlier_one():
    old = planned(
        ByRRule("FREQ=WEEKLY;UNTIL=20261031T235959"), start=datetime(2026, 10, 3, 9), uid="b"
    )
    new = planned(
        ByRRule("FREQ=WEEKLY"),
        start=datetime(2026, 11, 7, 9),
        earlier=(old,),
        changes={"2026-10-10": Change(cancelled=True, sequence=1, stamped=LATER)},
    )
    assert b"CANCELLED" not in write_event(new, VILLAGE)


# -- places ------------------------------------------------------------------


def test_a_place_has_its_coordinates_and_another_place_has_not():
    rule = ByRRule("FREQ=WEEKLY")
    event = planned(
        rule,
        place="文化礼堂",
        geo=(30.27, 120.155),
        changes={"2026-10-25": Change(place="祠堂", sequence=1, stamped=LATER)},
    )
    master, other = vevents(event)
    assert (master["GEO"].latitude, master["GEO"].longitude) == (30.27, 120.155)
    assert "GEO" not in other
    south = write_event(planned(None, place="x", geo=(-33.5, -70.000001)), VILLAGE)
    assert b"GEO:-33.500000;-70.000001\r\n" in south


# -- many --------------------------------------------------------------------


def test_progress_is_reported_after_each_event():
    calls = []
    events = [planned(ByLunar(9, 9), number=n, uid=f"u{n}") for n in range(1, 5)]
    data = write_calendar(events, VILLAGE, today=TODAY, progress=lambda *at: calls.append(at))
    assert calls == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert data == write_calendar(reversed(events), VILLAGE, today=TODAY)


@pytest.mark.parametrize("repeat", [ByLunar(9, 9), ByLunar(0, 15), ByTerm("清明")])
def test_the_file_is_the_same_all_year(repeat):
    event = planned(repeat, start=datetime(2026, 1, 1, 9))
    event = msgspec.structs.replace(event, start=recurrence.first_start(event))
    first = write_event(event, VILLAGE, today=date(2026, 1, 1))
    assert first == write_event(event, VILLAGE, today=date(2026, 12, 31))
    assert first != write_event(event, VILLAGE, today=date(2027, 1, 1))


# -- clock changes -----------------------------------------------------------


def test_a_date_that_spans_a_clock_change_is_an_override_in_utc():
    event = planned(
        ByRRule("FREQ=WEEKLY;BYDAY=SA"),
        start=datetime(2026, 10, 3, 22),
        minutes=480,
        zone="Europe/Rome",
    )
    few = msgspec.structs.replace(VILLAGE, years_ahead=1)
    data = write_event(event, few, today=TODAY)
    (series, *nights) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert "RRULE" in series
    assert [night["RECURRENCE-ID"].dt.date() for night in nights] == [
        date(2026, 10, 24),
        date(2027, 3, 27),
        date(2027, 10, 30),
    ]
    assert b"RECURRENCE-ID;TZID=Europe/Rome:20261024T220000\r\n" in data
    assert b"DTSTART:20261024T200000Z\r\nDTEND:20261025T040000Z\r\n" in data
    assert {str(night["UID"]) for night in nights} == {str(series["UID"])}


def test_without_a_clock_change_there_is_no_override():
    event = planned(ByRRule("FREQ=DAILY"), start=datetime(2026, 10, 3, 22), minutes=480)
    assert write_event(event, VILLAGE).count(b"BEGIN:VEVENT") == 1
    days = planned(
        ByRRule("FREQ=DAILY"),
        start=datetime(2026, 10, 3),
        all_day=True,
        minutes=1440,
        zone="Europe/Rome",
    )
    assert write_event(days, VILLAGE).count(b"BEGIN:VEVENT") == 1
