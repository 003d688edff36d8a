"""Programmes: one name for each whatever it was called before, and how far they have come."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest

from support.replay import assert_history_matches_books
from yigong.store.errors import Refused
from yigong.store.event_records import ByRRule, Event, OrganisedBy
from yigong.store.programme_records import Goal, Programme, Season
from yigong.store.programmes.goal_progress import (
    current_season,
    progress_by_number,
    progress_of,
    season_progress,
)
from yigong.store.programmes.programme_events import planned_by_programme
from yigong.store.records import Squad
from yigong.store.similar_names import similar_names
from yigong.store.village import doctor

AUTUMN = Season(name="秋收", first=date(2026, 9, 1), last=date(2026, 11, 30))


@pytest.fixture
def talks(village, enrol, clock):
    """四季赋能 with its seasons, and three talks in autumn, the last one today."""
    enrol("张小明", "李秀英", "王建国")
    village.programmes.add(
        Programme(
            name="四季赋能",
            first=date(2026, 3, 1),
            last=date(2027, 1, 31),
            seasons=(
                AUTUMN,
                Season(name="春规", first=date(2026, 3, 1), last=date(2026, 5, 31)),
            ),
            goal=Goal(occurrences=30, attendances=1000, people=300),
        )
    )
    event = village.events.add(
        Event(
            title="职业规划沙龙",
            kind="class",
            start=datetime(2026, 11, 11, 9),
            minutes=120,
            programme=1,
            repeat=ByRRule(rule="FREQ=WEEKLY;COUNT=3"),
        )
    )
    for day, people in ((11, [1, 2]), (18, [1])):
        clock.now = datetime.fromisoformat(f"2026-11-{day}T09:00+08:00")
        occurrence = village.events.occurrence(event.number, date(2026, 11, day))
        for person in people:
            village.registers.checkin.check_in(occurrence, person)
        clock.now += timedelta(minutes=60)
        for person in people:
            village.registers.checkin.check_out(occurrence, person)
    return village


def renamed(village, name, number=1):
    programme = village.programmes.get(number)
    return village.programmes.save(msgspec.structs.replace(programme, name=name))


def test_a_programme_that_is_renamed_keeps_what_registers_call_it(talks):
    assert renamed(talks, "四季成长").aliases == ("四季赋能",)
    for name in ("四季成长", "四季赋能"):
        assert talks.summary(None, None, programme=name).total.occurrences == 2
    (row,) = talks.summary(None, None).programmes
    assert (row.key, row.tally.occurrences) == ("四季成长", 2)
    assert talks.summary(None, None).within("programmes", "四季成长").total.occurrences == 2
    assert renamed(talks, "四季赋能").aliases == ("四季成长",), "and back"


def test_a_name_that_another_programme_has_now_counts_for_that_one(talks):
    renamed(talks, "四季成长")
    former = talks.programmes.get(1)
    talks.programmes.save(msgspec.structs.replace(former, aliases=()))
    talks.programmes.add(Programme(name="四季赋能"))
    assert talks.programmes.canonical_names() == {"四季成长": "四季成长", "四季赋能": "四季赋能"}


def test_a_second_spelling_offers_the_first(talks):
    for name in ("四季", "四季赋能2026", "四季付能", "四季 赋能", "季赋能", "四季的赋能"):
        assert [each.code for each in talks.programmes.similar(name)] == ["P01"], name
    for name in ("月月有亮点", "四季花开", "", " "):
        assert talks.programmes.similar(name) == [], name
    assert talks.programmes.similar("四季赋能") == [], "this is refused"
    talks.programmes.archive(1)
    assert len(talks.programmes.similar("四季赋能")) == 1, "and this is not"
    assert similar_names("ＡＢＣ", "abc")
    assert not similar_names("春规", "夏规"), "two characters differ by little"


def test_two_spellings_become_one_in_one_change_with_one_undo(talks):
    other = talks.programmes.add(Programme(name="四季付能", lead="周老师", places=50))
    event = talks.events.get(1)
    talks.events.save(msgspec.structs.replace(event, programme=other.number))
    talks.enrolments.add(1, [1, 2])
    talks.enrolments.add(2, [2, 3])
    joined = talks.merge_programmes(1, 2)
    assert (joined.aliases, joined.lead, joined.places) == (("四季付能",), "周老师", 50)
    assert [each.number for each in talks.programmes.all().values()] == [1]
    assert talks.events.get(1).programme == 1
    assert [each.person for each in talks.enrolments.of(1)] == [1, 2, 3]
    assert talks.summary(None, None, programme="四季付能").total.occurrences == 2
    assert doctor.examine(talks.folder, talks.now()).faults == []
    assert talks.undo("programmes").act == "programme.merge"
    assert talks.events.get(1).programme == 2
    assert [len(talks.enrolments.of(number)) for number in (1, 2)] == [2, 2]
    assert_history_matches_books(talks.folder)


def test_a_programme_is_not_merged_with_itself_or_with_what_is_not_there(talks):
    for pair, sentence in (((1, 1), "P01 is one programme"), ((1, 9), "no programme P09")):
        with pytest.raises(Refused, match=sentence):
            talks.merge_programmes(*pair)


def test_progress_is_what_the_registers_say_beside_the_goal(talks):
    summary = talks.summary(None, None, programme="四季赋能")
    programme = talks.programmes.get(1)
    progress = progress_of(programme, summary.counted)
    assert (progress.occurrences, progress.attendances, progress.people) == (2, 3, 2)
    assert progress.goal == Goal(occurrences=30, attendances=1000, people=300)
    assert progress_by_number({1: programme}, talks.summary(None, None)) == {1: progress}
    ended = msgspec.structs.replace(programme, last=date(2026, 1, 1))
    assert progress_of(ended, summary.counted).occurrences == 0, "what was held after its last day"
    seasons = season_progress(programme, summary.counted, date(2026, 11, 27))
    found = [(each.season.name, each.occurrences, each.passed) for each in seasons]
    assert found == [("春规", 0, 100), ("秋收", 2, 97)]


def test_a_season_holds_from_its_first_to_its_last_day():
    programme = Programme(name="四季赋能", seasons=(AUTUMN,))
    for day, holds in (((8, 31), False), ((9, 1), True), ((11, 30), True), ((12, 1), False)):
        assert (current_season(programme, date(2026, *day)) == AUTUMN) is holds


def test_a_query_that_matches_no_programme_names_what_there_is(talks):
    talks.programmes.add(Programme(name="月月有亮点"))
    assert talks.programmes.find("四季").number == 1
    with pytest.raises(Refused, match="there are: 四季赋能, 月月有亮点"):
        talks.programmes.find("晨练")


def test_a_host_that_is_archived_is_refused_unless_it_was_there_before(talks):
    for name in ("党支部", "青山农场"):
        talks.squads.add(Squad(name=name, hosts=True))
    host = OrganisedBy(squad=1)
    talks.programmes.save(msgspec.structs.replace(talks.programmes.get(1), hosts=(host,)))
    for number in (1, 2):
        talks.squads.archive(number)
    programme = talks.programmes.get(1)
    kept = talks.programmes.save(msgspec.structs.replace(programme, lead="周老师"))
    assert kept.hosts == (host,)
    more = msgspec.structs.replace(kept, hosts=(host, OrganisedBy(squad=2)))
    with pytest.raises(Refused, match="青山农场 is archived"):
        talks.programmes.save(more)


def test_dates_that_are_to_come_are_planned_and_cancelled_ones_are_not(talks, clock):
    def planned():
        events = talks.events.all().values()
        return planned_by_programme(events, talks.programmes.all(), talks.now(), talks.zone)

    clock.now = datetime.fromisoformat("2026-11-11T09:00+08:00")
    assert planned() == {1: 2}, "what has begun is not to come"
    talks.events.cancel_occurrence(1, date(2026, 11, 25))
    assert planned() == {1: 1}


def test_dates_after_its_last_day_are_not_planned(talks, clock):
    clock.now = datetime.fromisoformat("2026-11-11T09:00+08:00")
    events, zone = talks.events.all().values(), talks.zone
    for last, found in ((18, {1: 1}), (25, {1: 2}), (17, {})):
        programme = msgspec.structs.replace(talks.programmes.get(1), last=date(2026, 11, last))
        assert planned_by_programme(events, {1: programme}, talks.now(), zone) == found


@pytest.mark.parametrize("signed", [False, True])
def test_an_event_that_joins_a_programme_late_counts_from_then_on(talks, clock, signed):
    weekly = ByRRule(rule="FREQ=WEEKLY;COUNT=3")
    start = datetime(2026, 11, 12, 9)
    event = talks.events.add(Event(title="晨练", kind="class", start=start, repeat=weekly))

    def hold(day):
        occurrence = talks.events.occurrence(event.number, date(2026, 11, day))
        clock.now = occurrence.start
        talks.registers.checkin.check_in(occurrence, 3)
        clock.forward(hours=1)
        talks.registers.checkin.check_out_all(occurrence)
        return occurrence

    first = hold(12)
    if signed:
        talks.registers.settlement.close(first)
    before = progress_of(talks.programmes.get(1), _counted(talks)).occurrences
    talks.events.save(msgspec.structs.replace(talks.events.get(event.number), programme=1))
    assert progress_of(talks.programmes.get(1), _counted(talks)).occurrences == before
    hold(19)
    talks.events.cancel_occurrence(event.number, date(2026, 11, 26))
    assert progress_of(talks.programmes.get(1), _counted(talks)).occurrences == before + 1


def _counted(village):
    return village.summary(None, None, programme="四季赋能").counted
