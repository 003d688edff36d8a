"""A date that was left out of a series is an EXDATE: nobody is told, and it comes back as such."""

from __future__ import annotations

from datetime import date, datetime

import icalendar
import pytest

from support.calendar_cases import MONTHLY, VILLAGE, changed, every
from yigong.exports.ical.calendar_file import write_event
from yigong.exports.ical.importing.import_plan import plan_import
from yigong.store.errors import Refused
from yigong.store.event_records import ByLunar, ByRRule, Event

DECEMBER, JANUARY = date(2026, 12, 25), date(2027, 1, 25)


def exported(village, number=1):
    return write_event(village.events.get(number), village.settings, today=date(2026, 11, 25))


def lines(data: bytes, name: str) -> list[str]:
    return [line for line in data.decode().split("\r\n") if line.startswith(name)]


def import_file(village, raw: bytes):
    plan = plan_import(
        raw, village.events.all(), village.settings, now=village.now(), context=village.context
    )
    village.events.import_events(plan.events("new"), plan.events("changed"))
    return plan


def test_it_is_excluded_in_the_type_and_zone_of_the_start():
    zoned = write_event(every(MONTHLY, changes={"2026-12-25": changed(left_out=True)}), VILLAGE)
    assert lines(zoned, "EXDATE") == ["EXDATE;TZID=Asia/Shanghai:20261225T083000"]
    days = every(
        MONTHLY,
        start=datetime(2026, 11, 25),
        all_day=True,
        minutes=1440,
        changes={"2026-12-25": changed(left_out=True), "2027-01-25": changed(left_out=True)},
    )
    assert lines(write_event(days, VILLAGE), "EXDATE") == [
        "EXDATE;VALUE=DATE:20261225",
        "EXDATE;VALUE=DATE:20270125",
    ]
    assert b"CANCELLED" not in zoned
    assert zoned.count(b"BEGIN:VEVENT") == 1


def test_a_day_that_the_rule_no_longer_gives_is_not_excluded():
    event = every(MONTHLY, changes={"2026-12-24": changed(left_out=True)})
    assert b"EXDATE" not in write_event(event, VILLAGE)


def test_the_sequence_of_the_series_rises_when_a_date_goes_and_when_it_comes_back(
    village, duty_day
):
    seen = []

    def sequence() -> int:
        first = icalendar.Calendar.from_ical(exported(village)).walk("VEVENT")[0]
        seen.append(first["LAST-MODIFIED"].dt)
        return int(first["SEQUENCE"])

    planned = sequence()
    village.events.leave_out(1, DECEMBER)
    without = sequence()
    village.events.put_back(1, DECEMBER)
    assert planned < without < sequence()
    village.undo("events")
    assert b"EXDATE" in exported(village)
    assert seen == sorted(seen)


def test_a_lunar_date_that_was_left_out_is_not_written(village):
    village.events.add(
        Event(title="重阳", start=datetime(2026, 10, 18, 9), repeat=ByLunar(month=9, day=9))
    )
    before = exported(village)
    village.events.leave_out(1, date(2027, 10, 8))
    after = exported(village)
    assert before.count(b"BEGIN:VEVENT") - 1 == after.count(b"BEGIN:VEVENT")
    assert b"CANCELLED" not in after
    assert b"20271008" not in after


def test_our_own_file_comes_back_without_a_change_and_goes_out_the_same(village, duty_day):
    village.events.leave_out(1, DECEMBER)
    village.events.cancel_occurrence(1, JANUARY, "下雪")
    before, data = village.events.get(1), exported(village)
    plan = import_file(village, data)
    assert [item.verdict for item in plan.items] == ["same"]
    assert village.events.get(1) == before
    assert exported(village) == data


def test_a_date_that_another_program_took_out_was_left_out_and_is_not_called_cancelled(
    village, duty_day
):
    raw = exported(village).replace(
        b"RRULE:", b"EXDATE;TZID=Asia/Shanghai:20261225T083000\r\nRRULE:"
    )
    import_file(village, raw.replace(b"SEQUENCE:0", b"SEQUENCE:1"))
    change = village.events.get(1).changes["2026-12-25"]
    assert change.left_out
    assert not change.cancelled
    assert [o.planned for o in village.events.between(DECEMBER, JANUARY)] == [JANUARY]
    assert b"CANCELLED" not in exported(village)


def test_a_date_that_the_file_has_again_is_put_back(village, duty_day):
    with_it = exported(village)
    village.events.leave_out(1, DECEMBER)
    import_file(village, with_it.replace(b"SEQUENCE:0", b"SEQUENCE:9"))
    assert [o.planned for o in village.events.between(DECEMBER, DECEMBER)] == [DECEMBER]


def test_a_cancelled_date_that_a_phone_took_out_stays_cancelled(village, duty_day):
    village.events.cancel_occurrence(1, DECEMBER, "下雪")
    raw = exported(village)
    head, _override, rest = raw.partition(b"BEGIN:VEVENT")
    master, _end, _override = rest.partition(b"END:VEVENT\r\n")
    master = master.replace(b"RRULE:", b"EXDATE;TZID=Asia/Shanghai:20261225T083000\r\nRRULE:")
    import_file(village, head + b"BEGIN:VEVENT" + master + b"END:VEVENT\r\nEND:VCALENDAR\r\n")
    change = village.events.get(1).changes["2026-12-25"]
    assert (change.cancelled, change.left_out, change.reason) == (True, False, "下雪")


def test_a_date_that_people_are_signed_up_for_is_not_taken_out_by_a_file(village, duty_day, enrol):
    (person,) = enrol("张小明")
    occurrence = village.events.occurrence(1, DECEMBER)
    village.registers.signup.sign_up(occurrence, person.number)
    raw = exported(village).replace(
        b"RRULE:", b"EXDATE;TZID=Asia/Shanghai:20261225T083000\r\nRRULE:"
    )
    with pytest.raises(Refused, match="signed up"):
        import_file(village, raw.replace(b"SEQUENCE:0", b"SEQUENCE:1"))
    assert village.events.occurrence(1, DECEMBER).planned == DECEMBER


def test_a_file_that_takes_out_every_date_is_refused(village):
    village.events.add(
        Event(title="课", start=datetime(2026, 12, 5, 9), repeat=ByRRule("FREQ=WEEKLY;COUNT=1"))
    )
    raw = exported(village).replace(
        b"RRULE:", b"EXDATE;TZID=Asia/Shanghai:20261205T090000\r\nRRULE:"
    )
    plan = import_file(village, raw.replace(b"SEQUENCE:0", b"SEQUENCE:1"))
    assert [item.verdict for item in plan.items] == ["refused"]
