"""What a desk needs of the rest of the village: who is expected elsewhere, who came recently."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest

from yigong.store.event_records import Event
from yigong.store.records import Squad


@pytest.fixture
def four(enrol):
    return enrol("张小明", "李秀英", "王建国", "赵玉兰")


@pytest.fixture
def dumplings(village):
    """包饺子, from 9 to 11 on the same morning."""
    event = village.events.add(
        Event(title="包饺子", start=datetime(2026, 11, 25, 9, 0), minutes=120)
    )
    return village.events.occurrence(event.number, event.start.date())


def elsewhere(village, occurrence, number):
    found = village.elsewhere.expected(occurrence, number)
    return found and found.event.title


def test_who_is_expected_at_another_event_this_morning_is_asked_about(
    village, four, duty_day, dumplings
):
    assert elsewhere(village, duty_day, 1) is None
    village.registers.signup.sign_up(dumplings, 1)
    assert elsewhere(village, duty_day, 1) == "包饺子"
    assert elsewhere(village, duty_day, 2) is None
    assert elsewhere(village, dumplings, 1) is None


def test_who_is_expected_at_both_or_is_in_already_is_not_asked_about(
    village, four, duty_day, dumplings
):
    village.registers.signup.sign_up(dumplings, 1, 2)
    village.registers.signup.sign_up(duty_day, 1)
    village.registers.checkin.check_in(duty_day, 2)
    assert elsewhere(village, duty_day, 1) is None
    assert elsewhere(village, duty_day, 2) is None


def test_who_waits_is_excused_or_was_there_is_not_expected_there(
    village, four, duty_day, dumplings
):
    event = village.events.save(msgspec.structs.replace(dumplings.event, capacity=3))
    occurrence = village.events.occurrence(event.number, dumplings.planned)
    village.registers.signup.sign_up(occurrence, 1, 2, 3, 4)
    village.registers.checkin.mark(occurrence, 1, "leave")
    village.registers.checkin.check_in(occurrence, 2)
    # 4 moved up when 1 was excused before the start, so 3 and 4 are expected.
    assert [n for n in (1, 2, 3, 4) if elsewhere(village, duty_day, n)] == [3, 4]


def test_what_is_over_cancelled_or_on_another_day_expects_nobody(
    village, four, duty_day, dumplings, clock
):
    village.registers.signup.sign_up(dumplings, 1)
    tomorrow = village.events.add(
        Event(title="明天", start=datetime(2026, 11, 26, 0, 10), minutes=60)
    )
    village.registers.signup.sign_up(
        village.events.occurrence(tomorrow.number, tomorrow.start.date()), 2
    )
    assert elsewhere(village, duty_day, 2) is None
    clock.forward(hours=3)
    assert elsewhere(village, duty_day, 1) is None
    clock.forward(hours=-3)
    village.events.cancel_occurrence(dumplings.event.number, dumplings.planned)
    assert elsewhere(village, duty_day, 1) is None


def test_a_sign_up_that_a_colleague_has_just_made_counts(
    village, colleague, four, duty_day, dumplings
):
    assert elsewhere(village, duty_day, 1) is None
    colleague().registers.signup.sign_up(dumplings, 1)
    assert elsewhere(village, duty_day, 1) == "包饺子"


def test_who_came_is_seen_recently_for_sixty_days(village, colleague, four, duty_day, clock):
    village.registers.signup.sign_up(duty_day, 3)
    village.registers.checkin.check_in(duty_day, 1)
    assert village.finder_ranking.seen_recently(clock()) == {1}
    colleague().registers.checkin.check_in(duty_day, 2)
    assert village.finder_ranking.seen_recently(clock()) == {1, 2}
    assert village.finder_ranking.seen_recently(clock() + timedelta(days=60)) == {1, 2}
    assert village.finder_ranking.seen_recently(clock() + timedelta(days=61)) == frozenset()


def test_of_more_than_300_registers_the_newest_are_looked_at(
    village, four, duty_day, dumplings, clock
):
    checkin = village.registers.checkin
    copies = {1: ["E0003@2026-10-25"], 2: [f"E{n:04}@2026-11-10" for n in range(3, 301)]}
    for person, keys in copies.items():
        checkin.check_in(duty_day, person)
        register = (village.folder / village.registers.file(duty_day.key)).read_text("utf-8")
        for key in keys:
            (village.folder / village.registers.file(key)).write_text(
                register.replace(duty_day.key, key), "utf-8"
            )
        checkin.revoke(duty_day, person, "only to be copied")
    checkin.check_in(duty_day, 3)
    assert village.finder_ranking.seen_recently(clock()) == {1, 2, 3}, "300 registers"
    checkin.check_in(dumplings, 4)
    assert village.finder_ranking.seen_recently(clock()) == {2, 3, 4}, (
        "all but the one of 25 October"
    )


def test_a_damaged_register_does_not_keep_the_desk_from_working(
    village, four, duty_day, dumplings, clock
):
    village.registers.checkin.check_in(duty_day, 1)
    village.registers.checkin.check_in(dumplings, 2)
    village.registers.book(dumplings.key).path.write_text("{")
    assert village.finder_ranking.seen_recently(clock()) == {1}


def test_a_desk_lists_expected_in_register_own_squad_seen_recently(village, enrol, duty_day, clock):
    enrol("王一", "王二", "王三", "王四", "王五", "王六", "王七")
    village.squads.add(Squad(name="清理队", members=(4,)))
    event = village.events.save(msgspec.structs.replace(duty_day.event, needs={1: 3}))
    clock.forward(days=-1)
    last = village.events.add(Event(title="昨天", start=datetime(2026, 11, 24, 8), minutes=60))
    seen = village.events.occurrence(last.number, last.start.date())
    for number in (5, 4, 6):
        village.registers.checkin.check_in(seen, number)
    clock.forward(days=1)
    occurrence = village.events.occurrence(event.number, duty_day.planned)
    village.registers.signup.sign_up(occurrence, 6, 2)
    village.registers.checkin.check_in(occurrence, 2)
    rank = village.finder_ranking.rank(occurrence, village.registers.read(occurrence.key))
    found = [person.number for person in village.people.find("w", rank=rank)]
    names = {n: village.people.get(n).name for n in found}
    assert found[:4] == [6, 2, 4, 5], names
    assert set(found[4:]) == {1, 3, 7}


def test_where_no_squad_is_needed_the_organisers_own_come_first(village, enrol, duty_day):
    enrol("李芳", "王二", "王三")
    village.squads.add(Squad(name="清理队", leader=1, members=(2,)))
    rank = village.finder_ranking.rank(duty_day, village.registers.read(duty_day.key))
    assert [person.number for person in village.people.find("w", rank=rank)] == [2, 3]
