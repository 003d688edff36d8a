"""Registers follow a change of their event in the same change: places, and roles by the plan."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from support.replay import assert_history_matches_books
from yigong.store.errors import Refused
from yigong.store.event_records import ByRRule, Event
from yigong.store.records import Squad
from yigong.store.settings_records import KindSpec

WEEKLY = ByRRule("FREQ=WEEKLY")


@pytest.fixture
def lecture(village, enrol):
    """读书会 with three places on Thursdays from the 26th; five signed up for the first."""
    enrol("张小明", "李秀英", "王建国", "赵月", "陈医生")
    village.events.add(
        Event(
            title="读书会",
            kind="class",
            start=datetime(2026, 11, 26, 9),
            minutes=120,
            capacity=3,
            repeat=WEEKLY,
        )
    )
    return village.events.occurrence(1, date(2026, 11, 26))


def change(village, **fields):
    """Change E0001; who moved up, by date."""
    moved_up = []
    village.events.save(msgspec.structs.replace(village.events.get(1), **fields), moved_up)
    return [(each.occurrence.planned.day, each.entry.number) for each in moved_up]


def waiting(village, key="E0001@2026-11-26"):
    return [entry.number for entry in village.registers.read(key).waiting]


def test_more_places_go_to_the_waitlist_at_once_and_one_undo_takes_both_back(village, lecture):
    for number in (1, 2, 3, 5, 4):
        village.registers.signup.sign_up(lecture, number)
    assert waiting(village) == [4, 5]
    assert change(village, capacity=4) == [(26, 4)]
    assert waiting(village) == [5]
    assert change(village, capacity=0) == [(26, 5)]
    assert waiting(village) == []
    village.undo("events")
    village.undo("events")
    assert (village.events.get(1).capacity, waiting(village)) == (3, [4, 5])
    assert_history_matches_books(village.folder)


def test_a_party_moves_up_as_one_and_nobody_overtakes_it(village, lecture):
    village.registers.signup.sign_up(lecture, 1, 2, 3)
    village.registers.signup.sign_up(lecture, 4, adults=1, children=1)
    village.registers.signup.sign_up(lecture, 5)
    assert change(village, capacity=5) == []
    assert change(village, capacity=6) == [(26, 4)]
    assert change(village, capacity=7) == [(26, 5)]


def test_only_the_dates_that_get_more_places_move_up(village, lecture):
    later = village.events.occurrence(1, date(2026, 12, 3))
    for occurrence in (lecture, later):
        village.registers.signup.sign_up(occurrence, 1, 2, 3, 4)
    moved_up = []
    event = msgspec.structs.replace(village.events.get(1), capacity=6)
    village.events.save_from(event, later.planned, moved_up)
    assert [(each.occurrence.key, each.entry.number) for each in moved_up] == [(later.key, 4)]
    assert waiting(village) == [4]


def test_nobody_moves_up_to_what_is_over_called_off_or_signed(village, lecture, clock):
    later = village.events.occurrence(1, date(2026, 12, 3))
    for occurrence in (lecture, later):
        village.registers.signup.sign_up(occurrence, 1, 2, 3, 4)
    village.events.cancel_occurrence(1, later.planned)
    clock.now = lecture.end
    assert change(village, capacity=0) == []


def test_undoing_fewer_places_lets_in_who_signed_up_meanwhile(village, lecture):
    village.registers.signup.sign_up(lecture, 1, 2)
    assert change(village, capacity=2) == []
    fewer = village.events.occurrence(1, lecture.planned)
    village.registers.signup.sign_up(fewer, 3)
    assert waiting(village) == [3]
    moved_up = []
    village.undo("events", moved_up=moved_up)
    assert [each.entry.number for each in moved_up] == [3]
    assert waiting(village) == []
    assert_history_matches_books(village.folder)


def test_more_places_are_undone_only_while_nothing_depends_on_them(village, lecture):
    village.registers.signup.sign_up(lecture, 1, 2, 3, 4)
    assert change(village, capacity=4) == [(26, 4)]
    village.registers.signup.withdraw(lecture, 4)
    with pytest.raises(Refused, match="changed this again"):
        village.undo("events")


def came_as(village):
    """The attendances of November by volunteers, and by participants."""
    heads = village.summary(date(2026, 11, 1), date(2026, 11, 30)).total.heads
    return heads.volunteers, heads.participants


@pytest.fixture
def attended(village, duty_day, enrol):
    """清理队 and one who is in no squad came to the 村民义务日."""
    enrol("张小明", "李秀英")
    village.squads.add(Squad(name="清理队", members=(1,)))
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 2)
    return duty_day


def test_what_an_event_says_people_are_there_as_counts_at_once(village, attended):
    assert came_as(village) == (2, 0)
    change(village, role="participant")
    assert came_as(village) == (0, 2)
    change(village, needs={1: 3})
    assert came_as(village) == (1, 1), "who serves in a needed squad is a volunteer"
    village.undo("events")
    village.undo("events")
    assert came_as(village) == (2, 0)
    assert_history_matches_books(village.folder)


def test_a_signed_register_stays_as_signed(village, attended, clock):
    clock.now = attended.end
    village.registers.settlement.close(attended)
    change(village, role="participant")
    assert came_as(village) == (2, 0)


def test_a_change_of_the_title_writes_no_register(village, attended):
    path = village.registers.book(attended.key).path
    before = path.read_bytes()
    change(village, title="义务日", place="祠堂", notes="带手套")
    assert path.read_bytes() == before


def test_a_change_of_an_event_that_needs_squads_is_undone(village, attended):
    """The numbers of squads are strings in the history, as everything that names a field there."""
    change(village, needs={1: 3})
    change(village, title="义务日")
    village.undo("events")
    assert (village.events.get(1).title, village.events.get(1).needs) == ("村民义务日", {1: 3})
    village.undo("events")
    assert village.events.get(1).needs == {}


# -- kinds of the village ----------------------------------------------------

TRAINING = KindSpec(name="培训", role="learner", trains=True)


@pytest.fixture
def trained(village, lecture, clock):
    """读书会 is a 培训, to which 张小明 came for an hour twice; only the first time is signed."""
    village.save_kind(None, TRAINING)
    first = datetime(2026, 11, 19, 9)
    event = village.events.get(1)
    village.events.save(msgspec.structs.replace(event, kind="培训", start=first))
    for day in (19, 26):
        clock.now = clock.now.replace(day=day, hour=9, minute=0)
        occurrence = village.events.occurrence(1, date(2026, 11, day))
        village.registers.checkin.check_in(occurrence, 1)
        clock.forward(minutes=60)
        village.registers.checkin.check_out(occurrence, 1)
        if day == 19:
            village.registers.settlement.close(occurrence)
    return occurrence


def minutes(village):
    """Minutes of service, of learning and of paid work in the summary of November."""
    credit = village.summary(date(2026, 11, 1), date(2026, 11, 30)).total.credit
    return credit.service.total, credit.learning.minutes, credit.labour.minutes


def test_a_kind_with_another_role_counts_at_once_where_nothing_is_signed(village, trained):
    assert minutes(village) == (0, 120, 0)
    changed = msgspec.structs.replace(TRAINING, role="paid", trains=False)
    village.save_kind(TRAINING, changed)
    assert minutes(village) == (0, 60, 60), "what is signed stays"
    assert not village.registers.read(trained.key).head.trains
    village.save_kind(changed, None)
    assert minutes(village) == (0, 60, 0), "a kind that there is not has participants"
    village.undo("settings")
    assert minutes(village) == (0, 60, 60)
    village.undo("settings")
    assert minutes(village) == (0, 120, 0)
    assert_history_matches_books(village.folder)


def test_the_undo_of_a_kind_counts_also_for_who_came_since(village, lecture, clock):
    village.save_kind(None, TRAINING)
    village.events.save(msgspec.structs.replace(village.events.get(1), kind="培训"))
    village.save_kind(TRAINING, msgspec.structs.replace(TRAINING, role="volunteer"))
    clock.now = clock.now.replace(day=26, hour=9, minute=0)
    occurrence = village.events.occurrence(1, date(2026, 11, 26))
    village.registers.checkin.check_in(occurrence, 1)
    clock.forward(minutes=60)
    village.registers.checkin.check_out(occurrence, 1)
    assert minutes(village) == (60, 0, 0)
    village.undo("settings")
    assert minutes(village) == (0, 60, 0)
    assert_history_matches_books(village.folder)


def test_another_colour_or_setting_touches_no_register(village, trained):
    before = village.registers.read(trained.key).rev
    village.save_kind(TRAINING, msgspec.structs.replace(TRAINING, colour="red"))
    village.save_settings(msgspec.structs.replace(village.settings, unit="村委会"))
    assert village.registers.read(trained.key).rev == before
