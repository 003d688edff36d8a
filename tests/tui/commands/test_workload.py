"""``yigong workload`` and ``export workload``: the same lists; the outlook of an event."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, timedelta

import pytest

from support.clock import SHANGHAI
from support.command_line import command_line
from yigong.store.event_records import ByRRule, Event


@pytest.fixture
def weeks(village, enrol, clock):
    """Six Wednesdays up to the 18th of November: twelve people, of whom V1 is busiest; on the first
    of them V13, too; V14 was never there. Before that V15 in May and June, three times."""
    enrol(15)
    event = village.events.add(
        Event(
            title="护河",
            kind="duty_day",
            start=datetime(2026, 5, 6, 9),
            minutes=180,
            repeat=ByRRule("FREQ=WEEKLY"),
        )
    )

    def held(day: date, minutes: dict[int, int]) -> None:
        occurrence = village.events.occurrence(event.number, day)
        at = datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)
        for number, length in minutes.items():
            village.registers.settlement.fill_in(
                occurrence, number, at, at + timedelta(minutes=length), "纸质"
            )

    for day in (date(2026, 5, 6), date(2026, 5, 13), date(2026, 6, 3)):
        held(day, {15: 60})
    for week in range(6):
        day = date(2026, 10, 14) + timedelta(weeks=week)
        people = {1: 150, **dict.fromkeys(range(2, 13 - week), 30)}
        held(day, {**people, 13: 30} if not week else people)
    return village


@pytest.fixture
def yigong(weeks, monkeypatch, capsysbinary):
    monkeypatch.setattr("yigong.store.storage.session.system_clock", weeks.now)
    monkeypatch.setattr(type(weeks), "now", lambda _village: weeks.session.now())
    return command_line(weeks.folder, monkeypatch, capsysbinary)


def test_the_share_of_the_busiest_has_its_counts(yigong):
    # 900 of V1; the others 11 + 10 + 9 + 8 + 7 + 6 = 51 times 30, V13 30, V15 180: 2 640 minutes.
    data = yigong("workload", "2026", "--json").json
    assert (data["served"], data["minutes"], data["busiest"]["minutes"]) == (14, 2640, 1080)
    assert [(each["code"], each["minutes"]) for each in data["busiest"]["people"]] == [
        ("V0001", 900),
        ("V0002", 180),
    ]
    assert data["busiest"]["percent"] == 40.9
    assert [each["code"] for each in data["never_asked"]] == ["V0014"]
    assert [(each["code"], each["times"], each["last"]) for each in data["not_lately"]] == [
        ("V0015", 3, "2026-06-03")
    ]
    assert (data["came_once"], data["seldom"]) == ([], [])
    out = yigong("workload", "2026").out
    assert "The busiest 2 of 14 who served did 18.0 of 44.0 hours of service  40.9 %" in out


def test_the_file_has_the_lists_and_no_phone(yigong, weeks):
    text = yigong("export", "workload", "2026", "--format", "csv", "-o", "-").out
    rows = [row for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) if len(row) > 5]
    lists = {(row[0], row[2]) for row in rows}
    assert ("who carries it", "V0001") in lists and ("never asked", "V0014") in lists
    assert ("not there lately", "V0015") in lists
    assert ("who carries it", "V0003") not in lists, "only the busiest tenth"
    path = yigong("export", "workload", "2026", "--json").json["path"]
    assert path.endswith("workload-2026-01-01-2026-12-31.xlsx")


def test_a_period_that_is_none_is_refused(yigong):
    for text in ("", "x", "2026-13", "[/]"):
        assert yigong("workload", text).code in (1, 2)


def test_an_event_to_come_says_how_many_usually_come(yigong):
    # Heads of the last eight: 13 11 10 9 8 7 of six Wednesdays, and 1, 1 before.
    data = yigong("event", "show", "E0001@2026-12-02", "--json").json["occurrence"]["usual"]
    assert (data["heads"], data["lowest"], data["highest"]) == (9, 1, 13)
    assert [each["heads"] for each in data["dates"]] == [7, 8, 9, 10, 11, 13, 1, 1]
    shown = yigong("event", "show", "E0001@2026-12-02").out
    assert "usually 9 come (1 to 13, its last 8 dates)" in shown
    over = yigong("event", "show", "E0001@2026-11-18", "--json").json["occurrence"]["usual"]
    assert over is None
