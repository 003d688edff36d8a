"""The rules of enrolment, for any people: who has a place, who is next, who is enrolled twice."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from yigong.store.attendance.register import Register
from yigong.store.attendance_records import Entry
from yigong.store.programme_records import Enrolment, Programme
from yigong.store.programmes import enrolment_rules
from yigong.store.records import Volunteer

DAY = date(2026, 11, 1)


def enrolment(number: int, person: int, **more: object) -> Enrolment:
    made = Enrolment(number=number, programme=1, person=person, since=DAY)
    return msgspec.structs.replace(made, **more)


drawn = st.lists(
    st.builds(
        enrolment,
        number=st.just(0),
        person=st.integers(1, 6),
        since=st.integers(0, 3).map(lambda n: DAY + timedelta(days=n)),
        until=st.sampled_from([None, None, DAY + timedelta(days=9)]),
        waiting=st.booleans(),
        children=st.integers(0, 3),
    ),
    max_size=8,
).map(lambda found: [msgspec.structs.replace(e, number=n) for n, e in enumerate(found, 1)])


@given(drawn, st.integers(0, 12))
def test_the_waitlist_moves_up_in_turn_as_long_as_the_first_fits(
    found: list[Enrolment], places: int
) -> None:
    promoted = enrolment_rules.promotions(found, places)
    queue = sorted(
        (e for e in found if e.waiting and e.until is None), key=lambda e: (e.since, e.number)
    )
    assert [e.number for e in promoted] == [e.number for e in queue[: len(promoted)]]
    assert not any(e.waiting for e in promoted)
    had = sum(e.children or 1 for e in found if not e.waiting and e.until is None)
    taken = had + sum(e.children or 1 for e in promoted)
    assert not places or not promoted or taken <= places
    for behind in queue[len(promoted) :][:1]:
        assert places and taken + (behind.children or 1) > places, "a place is left for the next"


@given(drawn)
def test_enrolled_twice_is_whoever_has_an_earlier_one_that_did_not_end(
    found: list[Enrolment],
) -> None:
    current = [e for e in found if e.until is None]
    again = [
        e.number
        for e in current
        if any(o.person == e.person and (o.since, o.number) < (e.since, e.number) for o in current)
    ]
    assert sorted(e.number for e in enrolment_rules.enrolled_twice(found)) == again
    elsewhere = [msgspec.structs.replace(e, programme=e.number) for e in found]
    assert enrolment_rules.enrolled_twice(elsewhere) == []


def test_whoever_can_still_be_asked_has_a_place_and_is_on_the_roster_and_not_in_the_register():
    found = [
        enrolment(1, 1),
        enrolment(2, 2, waiting=True),
        enrolment(3, 3, until=DAY),
        enrolment(4, 4),
        enrolment(5, 5),
        enrolment(6, 6),
    ]
    people = {n: Volunteer(number=n, name=f"村民{n}", archived=n == 4) for n in range(1, 6)}
    register = Register(key="E0001@2026-11-25", entries={5: Entry(number=5)})
    assert enrolment_rules.enrolled_to_ask(found, people, register) == [1]


def test_two_records_of_one_person_keep_who_had_left_and_what_only_one_of_them_says(village, enrol):
    enrol(7)
    village.programmes.add(Programme(name="托育", mentors_each=2))
    village.enrolments.add(1, [1])
    village.enrolments.end(1, [1])
    for person, mentors, note in ((1, [], "上午"), (2, [5, 6], "下午"), (3, [7], "")):
        village.enrolments.add(1, [person])
        village.enrolments.set_mentors(1, person, mentors)
        current = village.enrolments.current(1, person)
        village.enrolments.save(msgspec.structs.replace(current, note=note))
    village.merge(1, 2)
    joined = village.enrolments.current(1, 1)
    assert (joined.mentors, joined.note) == ((5, 6), "上午")
    assert [e.until is None for e in village.enrolments.of_person(1)].count(False) == 1
    village.merge(1, 3)
    assert village.enrolments.current(1, 1).mentors == (5, 6), "what it said itself stays"
