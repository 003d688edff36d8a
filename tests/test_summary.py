"""The four numbers, held against a count over the raw files that shares no code with them."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, strategies

from store.errors import Refused
from store.records import ByRRule, Event, HoursPolicy, Squad
from store.summary import period, summarise


@pytest.fixture
def half_a_year(village, enrol, clock):
    """Two repeating events from June to November, with all that happens at a door."""
    enrol(30)
    for name, members in (("修葺队", range(1, 13)), ("清理队", range(10, 25))):
        village.squads.add(Squad(name=name, members=tuple(members)))
    chance = random.Random(11)
    for title, kind, rule, hour in (
        ("村民义务日", "duty_day", "FREQ=MONTHLY;BYMONTHDAY=25", 8),
        ("编织课", "class", "FREQ=WEEKLY;BYDAY=SA", 14),
    ):
        village.events.add(
            Event(
                title=title,
                kind=kind,
                start=datetime(2026, 6, 1, hour),
                minutes=150,
                repeat=ByRRule(rule),
            )
        )
    clock.now = clock.now.replace(month=6, day=1)
    for one in village.events.between(date(2026, 6, 1), date(2026, 11, 24)):
        clock.now = one.start
        registers = village.registers
        registers.sign_up(one, *chance.sample(range(1, 31), 6))
        for number in chance.sample(range(1, 31), chance.randint(0, 8)):
            clock.forward(minutes=chance.randint(0, 9))
            registers.check_in(one, number)
            if chance.random() < 0.3:
                registers.bring(one, number, adults=chance.randint(0, 2), children=1)
            if chance.random() < 0.5:
                clock.forward(minutes=chance.randint(1, 30))
                registers.check_out(one, number)
                if chance.random() < 0.3:
                    registers.check_in(one, number, again=True)
        clock.now = one.end
        if registers.read(one.key).present and chance.random() < 0.8:
            registers.close(one)
    return village


def counted(folder, first, last):
    """The same numbers from the raw JSON: (occurrences, attendances, people, minutes) by group."""
    totals = defaultdict(lambda: [set(), 0, set(), 0])
    for path in (folder / "registers").glob("*/*.json"):
        tables = json.loads(path.read_bytes())
        head = tables["head"]["1"]
        day = datetime.fromisoformat(head["start"]).date()
        if not first <= day <= last:
            continue
        for number, entry in tables.get("_default", {}).items():
            if not entry.get("stints"):
                continue
            minutes = sum((entry.get("credit") or {}).values())
            if entry.get("credit") is None:
                for stint in entry["stints"]:
                    if stint.get("end"):
                        ends = datetime.fromisoformat(stint["end"])
                        spent = ends - datetime.fromisoformat(stint["start"])
                        minutes += int(spent.total_seconds() // 60)
            groups = (
                "total",
                ("event", f"E{head['event']:04d}"),
                ("squad", str(entry.get("squad", 0))),
                ("month", day.isoformat()[:7]),
                ("kind", head["kind"]),
                ("occurrence", path.stem),
            )
            for group in groups:
                count = totals[group]
                count[0].add(path.stem)
                count[1] += 1 + entry.get("adults", 0) + entry.get("children", 0)
                count[2].add(int(number))
                count[3] += minutes
    return {
        group: (len(keys), heads, len(people), minutes)
        for group, (keys, heads, people, minutes) in totals.items()
    }


def numbers(tally):
    return tally.occurrences, tally.attendances, tally.people, tally.credit.total


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 7, 1), date(2026, 9, 30)),
        (date(2026, 8, 25), date(2026, 8, 25)),
        (date(2025, 1, 1), date(2025, 12, 31)),
    ],
)
def test_every_number_is_what_counting_the_files_by_hand_gives(half_a_year, first, last):
    village = half_a_year
    summary = summarise(
        village.registers.between(first, last), HoursPolicy(), first=first, last=last
    )
    found = {
        (group, row.key): numbers(row.tally)
        for group, rows in (
            ("event", summary.events),
            ("squad", summary.squads),
            ("month", summary.months),
            ("kind", summary.kinds),
            ("occurrence", summary.occurrences),
        )
        for row in rows
    }
    if summary.total.people:
        found["total"] = numbers(summary.total)
    assert found == counted(village.folder, first, last)


def test_attendances_and_minutes_add_up_and_people_need_not(half_a_year):
    summary = summarise(half_a_year.registers.between(None, None), HoursPolicy())
    for rows in (
        summary.events,
        summary.squads,
        summary.months,
        summary.kinds,
        summary.occurrences,
    ):
        assert sum(row.tally.attendances for row in rows) == summary.total.attendances
        assert sum(row.tally.credit.total for row in rows) == summary.total.credit.total
        assert frozenset().union(*(row.numbers for row in rows)) == summary.events[0].numbers | (
            summary.events[1].numbers
        )
    assert sum(row.tally.people for row in summary.months) > summary.total.people
    assert 0 < summary.unsigned < len(summary.occurrences)


def test_the_origins_of_minutes_stay_apart(half_a_year):
    credit = summarise(half_a_year.registers.between(None, None), HoursPolicy()).total.credit
    assert credit.clocked and credit.filled and not credit.granted


def test_who_signed_up_and_did_not_come_is_in_no_number(village, enrol, duty_day):
    enrol("张小明", "李秀英")
    village.registers.sign_up(duty_day, 1, 2)
    summary = summarise(village.registers.between(None, None), HoursPolicy())
    assert numbers(summary.total) == (0, 0, 0, 0)
    assert summary.events == summary.squads == summary.months == summary.occurrences == []
    assert summary.unsigned == 0


def test_minutes_not_signed_yet_go_by_the_present_policy(village, enrol, duty_day, clock):
    enrol("张小明")
    village.registers.check_in(duty_day, 1)
    clock.forward(minutes=50)
    village.registers.check_out(duty_day, 1)

    def total(policy):
        return summarise(village.registers.between(None, None), policy).total.credit.total

    assert (total(HoursPolicy()), total(HoursPolicy(round_to=30))) == (50, 30)
    village.registers.close(duty_day)
    assert total(HoursPolicy(round_to=30)) == 50


def test_rows_are_in_a_steady_order_and_who_serves_in_no_squad_comes_last(half_a_year):
    summary = summarise(half_a_year.registers.between(None, None), HoursPolicy())
    assert [row.key for row in summary.squads] == ["1", "2", "0"]
    assert [row.key for row in summary.events] == ["E0001", "E0002"]
    assert [row.label for row in summary.events] == ["村民义务日", "编织课"]
    assert [row.key for row in summary.months] == sorted(row.key for row in summary.months)


TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026-q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-11-25", TODAY, TODAY),
        ("2026-11-01..2026-11-25", date(2026, 11, 1), TODAY),
        ("2025..2026-Q1", date(2025, 1, 1), date(2026, 3, 31)),
        (" Year ", date(2026, 1, 1), date(2026, 12, 31)),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("month", date(2026, 11, 1), date(2026, 11, 30)),
    ],
)
def test_a_period_is_what_people_write(text, first, last):
    assert period(text, TODAY) == (first, last)


@given(strategies.text(max_size=30) | strategies.text("0123456789-.Qq", max_size=22))
@example("")
@example("..")
@example("2026-Q5")
@example("2026-13")
@example("2026-02-30")
@example("2026-12..2026-11")
@example("0000")
@example("9999")
@example("２０２６")
@example("2026.." * 3000)
def test_no_text_whatever_crashes_as_a_period(text):
    try:
        first, last = period(text, TODAY)
    except Refused as refused:
        assert str(refused)
    else:
        assert first <= last


def test_the_last_day_of_a_period_is_in_it(village, enrol, duty_day):
    enrol("张小明")
    village.registers.check_in(duty_day, 1)
    day = duty_day.planned
    for first, last, count in (
        (day, day, 1),
        (day - timedelta(days=5), day, 1),
        (day, day + timedelta(days=5), 1),
        (day + timedelta(days=1), day + timedelta(days=5), 0),
        (day - timedelta(days=5), day - timedelta(days=1), 0),
    ):
        registers = village.registers.between(first, last)
        assert summarise(registers, HoursPolicy()).total.occurrences == count
