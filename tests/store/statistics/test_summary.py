"""The numbers of a period, compared with a count over the raw files; they share no code."""

from __future__ import annotations

import json
import random
from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import example, given, strategies

from support.raw_numbers import numbers as raw
from yigong.store.attendance.counts_cache import CountsCache
from yigong.store.attendance.hours import Credit
from yigong.store.dates.period_parser import parse_period
from yigong.store.errors import DataError, Refused
from yigong.store.event_records import ByRRule, Event, OrganisedBy
from yigong.store.programme_records import Programme
from yigong.store.records import ROLES, Squad, Volunteer
from yigong.store.settings_records import HoursPolicy
from yigong.store.statistics.summary import VIEWS, summarise
from yigong.store.statistics.tally import Tally


@pytest.fixture
def half_a_year(village, clock):
    """Two repeating events from June to November, with every kind of entry and every role.

    At the duty day everybody serves but who is there as something else; at the class only who is in
    squad 2, which it needs.
    """
    village.people.add_all(
        Volunteer(name=f"村民{n:02d}", group=("", "一组", "二组")[n % 3]) for n in range(1, 31)
    )
    for name, members in (("修葺队", range(1, 13)), ("清理队", range(10, 25))):
        village.squads.add(Squad(name=name, members=tuple(members)))
    village.programmes.add(Programme(name="四季赋能"))
    chance = random.Random(11)
    for title, kind, rule, hour, programme, needs in (
        ("村民义务日", "duty_day", "FREQ=MONTHLY;BYMONTHDAY=25", 8, 0, {}),
        ("编织课", "class", "FREQ=WEEKLY;BYDAY=SA", 14, 1, {2: 1}),
    ):
        village.events.add(
            Event(
                title=title,
                kind=kind,
                start=datetime(2026, 6, 1, hour),
                minutes=150,
                repeat=ByRRule(rule),
                programme=programme,
                needs=needs,
            )
        )
    clock.now = clock.now.replace(month=6, day=1)
    for occurrence in village.events.between(date(2026, 6, 1), date(2026, 11, 24)):
        clock.now = occurrence.start
        registers = village.registers
        registers.signup.sign_up(occurrence, *chance.sample(range(1, 29), 6))
        for number in chance.sample(range(1, 29), chance.randint(0, 8)):
            clock.forward(minutes=chance.randint(0, 9))
            registers.checkin.check_in(occurrence, number, role=chance.choice(("", "", *ROLES)))
            if chance.random() < 0.3:
                registers.checkin.bring(occurrence, number, adults=chance.randint(0, 2), children=1)
            if chance.random() < 0.5:
                clock.forward(minutes=chance.randint(1, 30), seconds=chance.randint(0, 59))
                registers.checkin.check_out(occurrence, number)
                if chance.random() < 0.5:
                    role = chance.choice(("", *ROLES))
                    registers.checkin.check_in(occurrence, number, again=True, role=role)
        if chance.random() < 0.3:
            registers.checkin.count(occurrence, adults=chance.randint(1, 20), children=3)
        for number in chance.sample((29, 30), chance.randint(0, 2)):
            registers.signup.sign_up(occurrence, number, role="volunteer")
            registers.grants.grant(occurrence, number, chance.randint(1, 90), "在家准备")
        clock.now = occurrence.end
        if registers.read(occurrence.key).present and chance.random() < 0.8:
            registers.settlement.close(occurrence)
    return village


def numbers(tally):
    """All numbers of a tally, apart."""
    heads, credit = tally.heads, tally.credit
    return (
        *(tally.occurrences, tally.attendances, tally.people),
        *(heads.along, heads.nameless),
        *(getattr(heads.present, role) for role in ROLES),
        *(getattr(tally.persons, role) for role in ROLES),
        *(credit.service.clocked, credit.service.filled, credit.service.granted),
        *(credit.learning.minutes, credit.labour.minutes),
    )


def as_counted(found):
    """The same of what was counted over the raw files."""
    return (
        *(len(found.occurrences), found.attendances, found.people),
        *(found.along, found.nameless),
        *(found.heads[role] for role in ROLES),
        *(len(found.persons.get(role, ())) for role in ROLES),
        *(found.clocked, found.filled, found.granted),
        *(found.learning, found.labour),
    )


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
    by_hand = {at: as_counted(each) for at, each in raw(village.folder, first, last).items()}
    read_in_full = summarise(
        village.registers.between(first, last),
        HoursPolicy(),
        first=first,
        last=last,
        people=village.people.all(),
    )
    glanced_at, remembered = village.summary(first, last), village.summary(first, last)
    for summary in (read_in_full, glanced_at, remembered):
        found = {
            (view, row.key): numbers(row.tally) for view in VIEWS for row in summary.rows(view)
        }
        if summary.counted:
            found["total",] = numbers(summary.total)
        assert found == by_hand


def test_every_view_adds_up_to_the_total_but_for_people(half_a_year):
    """Who was there twice is one person; and heads without a name are nobody's."""
    summary = half_a_year.summary(None, None)
    assert summary.total.heads.nameless and summary.total.heads.along
    for view in VIEWS:
        rows, total = summary.rows(view), summary.total
        assert sum((row.tally.credit for row in rows), start=Credit()) == total.credit
        nameless = total.heads.nameless if view == "people" else 0
        assert sum(row.tally.attendances for row in rows) == total.attendances - nameless
        for role in ROLES:
            heads = sum(getattr(row.tally.heads.present, role) for row in rows)
            assert heads == getattr(total.heads.present, role)
        present, paid = (
            frozenset().union(*(getattr(row, who) for row in rows)) for who in ("numbers", "paid")
        )
        assert len(present) == total.people and len(paid) == total.persons.paid
    assert sum(row.tally.people for row in summary.months) > summary.total.people
    assert 0 < summary.unsigned < len(summary.occurrences)


def test_the_origins_of_minutes_and_the_kinds_of_time_stay_apart(half_a_year):
    credit = half_a_year.summary(None, None).total.credit
    assert credit.service.clocked and credit.service.filled and credit.service.granted
    assert credit.learning.minutes and credit.labour.minutes


def test_the_numbers_of_who_was_there_as_what(village, duty_day, enrol, clock):
    """Two serve, one takes part with two children, one is paid, one a guest; three are nobody."""
    enrol("张小明", "李秀英", "王建国", "赵月", "陈医生")
    for number, role in enumerate(("", "", "participant", "paid", "guest"), 1):
        village.registers.checkin.check_in(duty_day, number, role=role)
    village.registers.checkin.bring(duty_day, 3, adults=0, children=2)
    village.registers.checkin.count(duty_day, adults=3, children=0)
    clock.forward(minutes=60)
    village.registers.settlement.close(duty_day)
    summary = village.summary(None, None)
    heads, total = summary.total.heads, summary.total
    assert (heads.volunteers, heads.participants, heads.guests, heads.paid) == (2, 6, 1, 1)
    assert (total.attendances, total.people, total.persons.volunteer) == (9, 4, 2)
    assert (total.service.total, total.credit.labour.minutes) == (120, 60)
    [event] = summary.events
    assert event.numbers == {1, 2, 3, 5} and event.volunteers == {1, 2} and event.paid == {4}


def test_what_only_paid_people_came_to_did_not_take_place_but_who_they_brought_did(
    village, duty_day, enrol
):
    enrol("郑强")
    village.registers.checkin.check_in(duty_day, 1, role="paid")
    assert numbers(village.summary(None, None).total)[:2] == (0, 0)
    village.registers.checkin.bring(duty_day, 1, adults=0, children=1)
    summary = village.summary(None, None)
    for view in VIEWS:
        assert [row.tally.occurrences for row in summary.rows(view)] == [1], view
    assert (summary.total.attendances, summary.total.people) == (1, 0)


def test_each_host_of_an_occurrence_has_all_of_its_numbers(village, enrol, clock):
    enrol("张小明", "李秀英")
    for name in ("青山农场", "党支部"):
        village.squads.add(Squad(name=name, hosts=True))
    for hosts, people in (((1, 2), (1, 2)), ((2,), (1,)), ((), (2,))):
        event = village.events.add(
            Event(
                title="采摘",
                start=datetime(2026, 11, 25, 8, 30),
                hosts=tuple(OrganisedBy(squad=squad) for squad in hosts),
            )
        )
        occurrence = village.events.occurrence(event.number, event.start.date())
        for person in people:
            village.registers.checkin.check_in(occurrence, person)
            village.registers.checkin.check_out(occurrence, person)
    summary = village.summary(None, None)
    found = [
        (r.key, r.tally.occurrences, r.tally.attendances, r.tally.people) for r in summary.hosts
    ]
    assert found == [("1", 1, 2, 2), ("2", 2, 3, 2), ("", 1, 1, 1)]
    assert summary.total.occurrences == 3
    assert [summary.within("hosts", row.key).total for row in summary.hosts] == [
        row.tally for row in summary.hosts
    ]


def test_who_signed_up_and_did_not_come_is_in_no_number(village, enrol, duty_day):
    enrol("张小明", "李秀英")
    village.registers.signup.sign_up(duty_day, 1, 2)
    summary = summarise(village.registers.between(None, None), HoursPolicy())
    assert summary.total == Tally()
    assert summary.events == summary.squads == summary.months == summary.occurrences == []
    assert summary.unsigned == 0


def test_minutes_not_signed_yet_go_by_the_present_policy(village, enrol, duty_day, clock):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=50)
    village.registers.checkin.check_out(duty_day, 1)

    def total(policy):
        return summarise(village.registers.between(None, None), policy).total.service.total

    assert (total(HoursPolicy()), total(HoursPolicy(round_to=30))) == (50, 30)
    village.registers.settlement.close(duty_day)
    assert total(HoursPolicy(round_to=30)) == 50


def test_rows_are_in_a_steady_order_and_who_serves_in_no_squad_comes_last(half_a_year):
    summary = summarise(half_a_year.registers.between(None, None), HoursPolicy())
    assert [row.key for row in summary.squads] == ["1", "2", "0"]
    assert [row.key for row in summary.events] == ["E0001", "E0002"]
    assert [row.label for row in summary.events] == ["村民义务日", "编织课"]
    assert [row.key for row in summary.months] == sorted(row.key for row in summary.months)


# -- what is behind a number -------------------------------------------------


def test_behind_every_number_are_the_names_it_is_made_of(half_a_year):
    summary = half_a_year.summary(date(2026, 6, 1), date(2026, 9, 30))
    for view in VIEWS:
        for row in summary.rows(view):
            inside = summary.within(view, row.key)
            assert inside.total == row.tally, (view, row.key)
            assert {int(person.key) for person in inside.people} == (
                row.numbers | row.granted | row.paid
            )
            credits = (person.tally.credit for person in inside.people)
            assert sum(credits, start=Credit()) == row.tally.credit
            for who in ("numbers", "volunteers", "paid"):
                those = {int(person.key) for person in inside.people if getattr(person, who)}
                assert those == getattr(row, who)
    assert not summary.within("events", "E0099").occurrences


def test_who_came_to_one_and_was_granted_hours_in_another_is_among_those_who_came(
    village, enrol, duty_day
):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    later = village.events.occurrence(duty_day.event.number, date(2026, 12, 25))
    village.registers.grants.grant(later, 1, 30, "准备")
    summary = village.summary(None, None)
    assert [row.granted for row in summary.events] == [frozenset()]
    assert [row.granted for row in summary.months] == [frozenset(), {1}]
    assert [row.tally.occurrences for row in summary.months] == [1, 0]


def test_people_and_groups_have_their_names_and_who_is_in_none_comes_last(half_a_year):
    summary = half_a_year.summary(None, None)
    assert [row.key for row in summary.groups] == ["一组", "二组", ""]
    assert [row.key for row in summary.programmes] == ["四季赋能", ""]
    assert summary.people[0].label == "村民01"
    nameless = summarise(half_a_year.registers.between(None, None), HoursPolicy())
    assert nameless.people[0].label == "V0001"
    assert [row.key for row in nameless.groups] == [""]


def test_groups_stand_in_the_order_of_their_numbers(village, duty_day):
    groups = ["十一组", "三组", "一组", "", "二组", "10组"]
    for number, group in enumerate(groups, 1):
        village.people.add(Volunteer(name=f"村民{number}", group=group))
        village.registers.checkin.check_in(duty_day, number)
    rows = village.summary(None, None).groups
    assert [row.key for row in rows] == ["一组", "二组", "三组", "10组", "十一组", ""]


def test_a_summary_can_be_of_one_programme_one_kind_or_one_squad(half_a_year):
    village = half_a_year
    whole = village.summary(None, None)
    course = village.summary(None, None, programme="四季赋能")
    assert course.total == whole.programmes[0].tally == whole.events[1].tally
    assert village.summary(None, None, kind="class").total == course.total
    squad = village.summary(None, None, squad=2)
    assert squad.total == whole.squads[1].tally
    assert [row.key for row in squad.squads] == ["2"]
    assert village.summary(None, None, programme="没有").total.people == 0


# -- read once ---------------------------------------------------------------


def test_what_was_counted_once_is_counted_again_only_after_it_was_written(half_a_year, monkeypatch):
    village, read = half_a_year, []
    reading = CountsCache._count_closed
    monkeypatch.setattr(
        CountsCache, "_count_closed", lambda self, key: (read.append(key), reading(self, key))[1]
    )
    whole = village.summary(None, None)
    assert len(read) == len(village.registers.planned_between())
    read.clear()
    assert village.summary(None, None).total == whole.total and not read
    occurrence = village.events.occurrence_for(read_first := whole.counted[0].key)
    village.registers.settlement.report(occurrence, "很好")
    assert village.summary(None, None).total == whole.total
    assert read == [read_first]


def test_what_is_not_signed_is_counted_again_under_another_policy(village, enrol, duty_day, clock):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
    clock.forward(minutes=50)
    village.registers.checkin.check_out(duty_day, 1)
    assert village.summary(None, None).total.service.total == 50
    hours = msgspec.structs.replace(village.settings.hours, round_to=30)
    village.save_settings(msgspec.structs.replace(village.settings, hours=hours))
    assert village.summary(None, None).total.service.total == 30


@pytest.mark.parametrize(
    "damage",
    [
        lambda tables: tables["_default"]["1"].update(squad=-3),
        lambda tables: tables["_default"]["1"].update(number=2),
        lambda tables: tables["_default"]["1"].update(children=10**6),
        lambda tables: tables["_default"]["1"]["credit"].update(clocked=10**12),
        lambda tables: tables["head"]["1"].update(start="9999-12-31T08:30:00+08:00"),
        lambda tables: tables["meta"]["1"].update(format=99),
        lambda tables: tables["_default"]["1"].update(stints="x"),
    ],
)
def test_a_register_that_cannot_be_is_not_counted_but_named(village, enrol, duty_day, damage):
    enrol("张小明", "李秀英")
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.settlement.close(duty_day)
    path = village.folder / village.registers.file(duty_day.key)
    tables = json.loads(path.read_bytes())
    damage(tables)
    path.write_text(json.dumps(tables))
    unreadable = []
    assert village.summary(None, None, unreadable=unreadable).total.people == 0
    assert [duty_day.key in str(error) for error in unreadable] == [True]
    with pytest.raises(DataError):
        village.summary(None, None)


def test_what_everybody_has_together_is_what_a_summary_of_all_time_says(half_a_year):
    found, village = half_a_year.totals(), half_a_year
    rows = village.summary(None, None).people
    assert found == {
        int(row.key): row.tally.service for row in rows if row.volunteers or row.tally.service.total
    }
    assert len(found) < len(rows), "who never served is in no total"


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
        ("all", None, None),
        ("全部", None, None),
        ("今年", date(2026, 1, 1), date(2026, 12, 31)),
        ("２０２６年", date(2026, 1, 1), date(2026, 12, 31)),
        ("2026年第四季度", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026年9月", date(2026, 9, 1), date(2026, 9, 30)),
        ("2026年11月5日", date(2026, 11, 5), date(2026, 11, 5)),
        ("2025年 至 2026年3月", date(2025, 1, 1), date(2026, 3, 31)),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("month", date(2026, 11, 1), date(2026, 11, 30)),
    ],
)
def test_a_period_is_what_people_write(text, first, last):
    assert parse_period(text, TODAY) == (first, last)


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
@example("all..2026")
@example("2026..all")
@example("2026年13月")
@example("2026年第五季度")
@example("2026.." * 3000)
def test_no_text_whatever_crashes_as_a_period(text):
    try:
        first, last = parse_period(text, TODAY)
    except Refused as refused:
        assert str(refused)
    else:
        assert (first, last) == (None, None) or first <= last


def test_the_last_day_of_a_period_is_in_it(village, enrol, duty_day):
    enrol("张小明")
    village.registers.checkin.check_in(duty_day, 1)
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
