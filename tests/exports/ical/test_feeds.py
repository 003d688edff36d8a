"""Feeds and selections: the content of each calendar, and files that change only if it does."""

from __future__ import annotations

import os
import stat
from datetime import date, datetime
from pathlib import Path

import icalendar
import msgspec
import pytest
import recurring_ical_events

from yigong.exports.ical.calendar_file import write_calendar, write_occurrences
from yigong.exports.ical.feeds import write_feeds
from yigong.exports.ical.selection import (
    events_of_squad,
    occurrences_in_period,
    occurrences_of_person,
)
from yigong.store.errors import ReadOnly, Refused
from yigong.store.event_records import ByRRule, Event, OrganisedBy
from yigong.store.programme_records import Programme
from yigong.store.records import Squad

TODAY = date(2026, 11, 25)


def titles(data: bytes) -> set[str]:
    return {str(e["SUMMARY"]) for e in icalendar.Calendar.from_ical(data).walk("VEVENT")}


@pytest.fixture
def planned(village):
    """Two squads; a duty day for the first, a class for the second, a meeting for nobody."""
    for name in ("修葺队", "清理队"):
        village.squads.add(Squad(name=name))
    for title, needs in (("村民义务日", {1: 3}), ("课堂", {2: 1}), ("议事会", {})):
        rule = ByRRule("FREQ=MONTHLY;BYMONTHDAY=25")
        start = datetime(2026, 11, 25, 8, 30)
        village.events.add(Event(title=title, start=start, needs=needs, repeat=rule))
    return village


def feeds(village, folder: Path, today: date = TODAY):
    return write_feeds(
        folder,
        list(village.events.all().values()),
        village.settings,
        village.context,
        today=today,
    )


def test_there_is_one_for_the_village_and_one_for_each_squad(planned, tmp_path):
    found = feeds(planned, tmp_path / "www" / "cal")
    assert [feed.path.name for feed in found] == ["village.ics", "squad-S01.ics", "squad-S02.ics"]
    assert [feed.events for feed in found] == [3, 1, 1]
    assert titles(found[0].path.read_bytes()) == {"村民义务日", "课堂", "议事会"}
    assert titles(found[1].path.read_bytes()) == {"村民义务日"}
    assert "NAME:青山村 修葺队\r\n".encode() in found[1].path.read_bytes()


def test_what_is_not_public_is_in_the_feeds_of_its_squads_alone(planned, tmp_path):
    planned.programmes.add(Programme(name="四季赋能"))
    planned.squads.add(Squad(name="读书社", hosts=True))
    for number in (1, 2):
        event = planned.events.get(number)
        hosts = (OrganisedBy(squad=3),)
        planned.events.save(
            msgspec.structs.replace(event, programme=1, hosts=hosts, public=number == 2)
        )
    found = {feed.path.name: titles(feed.path.read_bytes()) for feed in feeds(planned, tmp_path)}
    assert found["village.ics"] == {"课堂", "议事会"}
    assert found["programme-P01.ics"] == found["host-S03.ics"] == {"课堂"}
    assert found["squad-S01.ics"] == {"村民义务日"}


def test_of_a_series_that_was_not_always_public_the_feed_has_the_dates_that_are(planned, tmp_path):
    private = msgspec.structs.replace(
        planned.events.get(3), start=datetime(2026, 12, 25, 8, 30), title="内部会", public=False
    )
    planned.events.save_from(private, date(2026, 12, 25))
    assert titles(feeds(planned, tmp_path)[0].path.read_bytes()) >= {"议事会"}
    assert "内部会".encode() not in (tmp_path / "village.ics").read_bytes()


def test_a_feed_says_how_often_to_look_and_a_file_does_not(planned, tmp_path):
    lines = feeds(planned, tmp_path)[0].path.read_bytes().split(b"\r\n")
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT12H" in lines
    assert b"X-PUBLISHED-TTL:PT12H" in lines
    assert b"PT12H" not in write_calendar(planned.events.all().values(), planned.settings)


def test_what_is_unchanged_is_not_touched(planned, tmp_path):
    def inodes_and_times():
        return {p.name: (p.stat().st_ino, p.stat().st_mtime_ns) for p in tmp_path.glob("*.ics")}

    feeds(planned, tmp_path)
    before = inodes_and_times()
    assert not any(feed.written for feed in feeds(planned, tmp_path))
    assert inodes_and_times() == before
    event = planned.events.get(1)
    planned.events.save(msgspec.structs.replace(event, place="祠堂"))
    written = [feed.path.name for feed in feeds(planned, tmp_path) if feed.written]
    assert written == ["village.ics", "squad-S01.ics"]
    after = inodes_and_times()
    assert after["squad-S02.ics"] == before["squad-S02.ics"]
    assert after["village.ics"] != before["village.ics"]


def test_a_feed_is_readable_for_the_web_server_and_leaves_no_other_file(planned, tmp_path):
    folder = tmp_path / "cal"
    for feed in feeds(planned, folder):
        assert stat.S_IMODE(feed.path.stat().st_mode) == 0o644
    assert len(list(folder.iterdir())) == 3


def test_a_folder_that_cannot_be_written_is_refused_and_unchanged(planned, tmp_path, monkeypatch):
    feeds(planned, tmp_path)
    before = (tmp_path / "village.ics").read_bytes()
    planned.events.save(msgspec.structs.replace(planned.events.get(1), title="新"))

    def refused(*_names, **_folders):
        raise PermissionError(13, "no")

    monkeypatch.setattr(os, "rename", refused)
    with pytest.raises(ReadOnly):
        feeds(planned, tmp_path)
    assert (tmp_path / "village.ics").read_bytes() == before
    assert sorted(p.suffix for p in tmp_path.iterdir() if p.is_file()) == [".ics"] * 3


def test_a_file_in_the_place_of_the_folder_is_refused(planned, tmp_path):
    path = tmp_path / "cal"
    path.write_text("mine")
    with pytest.raises(Refused):
        feeds(planned, path)
    assert path.read_text() == "mine"


def test_the_feed_of_an_archived_squad_is_left_as_it_was(planned, tmp_path):
    feeds(planned, tmp_path)
    squad = planned.squads.get(2)
    planned.squads.save(msgspec.structs.replace(squad, archived=True))
    assert [feed.path.name for feed in feeds(planned, tmp_path)] == ["village.ics", "squad-S01.ics"]
    assert (tmp_path / "squad-S02.ics").exists()


# -- selections --------------------------------------------------------------


def test_a_squad_gets_only_the_plans_that_need_it(planned):
    event = planned.events.get(1)
    later = msgspec.structs.replace(event, needs={2: 5})
    planned.events.save_from(later, date(2027, 2, 25))
    changed = planned.events.get(1)
    (old,) = events_of_squad([changed], 1)
    (new,) = events_of_squad([changed], 2)
    assert old.start.date() == date(2026, 11, 25)
    assert new.start.date() == date(2027, 2, 25)
    assert old.uid != new.uid
    data = write_calendar([old], planned.settings)
    calendar = icalendar.Calendar.from_ical(data)
    days = [
        e.start.date()
        for e in recurring_ical_events.of(calendar).between(date(2026, 1, 1), date(2028, 1, 1))
    ]
    assert days == [date(2026, 11, 25), date(2026, 12, 25), date(2027, 1, 25)]


def test_a_person_gets_the_dates_at_which_they_have_a_place(planned, enrol):
    zhang, li, wang, chen = enrol("张小明", "李秀英", "王强", "陈梅")
    event = planned.events.get(1)
    planned.events.save(msgspec.structs.replace(event, capacity=3))
    first = planned.events.occurrence(1, TODAY)
    second = planned.events.occurrence(1, date(2026, 12, 25))
    planned.registers.signup.sign_up(first, wang.number, zhang.number, li.number, chen.number)
    planned.registers.signup.sign_up(second, zhang.number)
    planned.registers.checkin.mark(first, wang.number, "leave")
    planned.events.move(1, date(2026, 12, 25), datetime(2027, 1, 3, 9))

    def days(person, first=TODAY, last=None):
        return [o.start.date() for o in occurrences_of_person(planned, person.number, first, last)]

    assert days(zhang) == [TODAY, date(2027, 1, 3)]
    assert days(li) == [TODAY]
    assert days(wang) == [], "on leave"
    assert days(zhang, first=date(2026, 12, 1)) == [date(2027, 1, 3)], "by the day it was moved to"
    assert days(zhang, last=date(2026, 12, 31)) == [TODAY]


def test_a_period_has_the_dates_that_were_moved_into_it_and_not_out_of_it(planned):
    planned.events.move(1, date(2026, 12, 25), datetime(2027, 1, 3, 9))
    planned.events.cancel_occurrence(2, date(2026, 12, 25))
    found = occurrences_in_period(planned, date(2026, 12, 1), date(2026, 12, 31))
    assert [(o.event.title, o.cancelled) for o in found] == [("课堂", True), ("议事会", False)]
    assert occurrences_in_period(planned, date(2026, 12, 1), date(2026, 12, 31), squad=1) == []
    assert len(occurrences_in_period(planned, TODAY)) == 3 * 13, "a year where no end is named"


def test_each_date_is_an_event_of_its_own_with_a_uid_that_stays(planned):
    before = write_occurrences(
        occurrences_in_period(planned, TODAY, date(2027, 1, 31)), planned.settings
    )
    read = icalendar.Calendar.from_ical(before).walk("VEVENT")
    assert len(read) == 9
    assert not [e for e in read if "RRULE" in e or "RECURRENCE-ID" in e]
    uids = [str(e["UID"]) for e in read]
    base = planned.events.get(1).uid
    domain = planned.settings.uid_domain
    assert uids[:3] == [
        f"{base}-{day}@{domain}" for day in ("2026-11-25", "2026-12-25", "2027-01-25")
    ]
    assert len(set(uids)) == 9
    planned.events.move(1, date(2026, 12, 25), datetime(2027, 1, 3, 9))
    after = write_occurrences(
        occurrences_in_period(planned, TODAY, date(2027, 1, 31)), planned.settings
    )
    moved = {str(e["UID"]): e for e in icalendar.Calendar.from_ical(after).walk("VEVENT")}
    vevent = moved[f"{base}-2026-12-25@{domain}"]
    assert vevent.start.date() == date(2027, 1, 3)
    assert vevent["SEQUENCE"] == 1
    assert set(moved) == set(uids)


def test_a_single_event_keeps_the_uid_of_its_own_file(village):
    event = village.events.add(Event(title="丰收节", start=datetime(2026, 11, 28, 9)))
    data = write_occurrences(occurrences_in_period(village, TODAY), village.settings)
    assert f"UID:{event.uid}@{village.settings.uid_domain}\r\n".encode() in data
