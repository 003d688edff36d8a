"""A register that was signed before there were roles is reviewed: who served, and who took part."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from support.clock import SHANGHAI
from support.replay import assert_history_matches_books
from yigong.store.attendance import roles
from yigong.store.attendance.register import head_of
from yigong.store.attendance.role_review import reviewed_entry, sum_of_review
from yigong.store.attendance_records import (
    Correction,
    Entry,
    Grant,
    LearningTime,
    PaidTime,
    ServiceTime,
    Stint,
)
from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.records import ROLES, Squad
from yigong.store.settings_records import HoursPolicy, KindSpec
from yigong.store.storage.book import ChangeReason

DAY = date(2026, 11, 7)
SIGNED = datetime(2026, 11, 7, 17, tzinfo=SHANGHAI)
WEAVERS = 3
WHY = "按身份复核"


def at(hour, minute=0):
    return datetime(2026, 11, 7, hour, minute, tzinfo=SHANGHAI)


def came(*hours, role=""):
    """Stints of an hour each, from these hours on."""
    return tuple(Stint(start=at(hour), end=at(hour + 1), role=role) for hour in hours)


def entry(number, *hours, squad=0, granted=0, role="", stints=()):
    """An entry as format 3 signed it: all minutes of it are service."""
    grants = (Grant(minutes=granted, at=SIGNED, by="李芳", reason="备料"),) if granted else ()
    stints = stints or came(*hours)
    credit = ServiceTime(clocked=60 * len(stints), granted=granted)
    return Entry(number=number, squad=squad, role=role, stints=stints, grants=grants, credit=credit)


@pytest.fixture
def lecture(village, enrol):
    """A class from 14 to 16 that needs the weavers, whose register can be `signed`."""
    enrol("张小明", "李秀英", "王建国", "赵玉兰")
    for name in ("修葺队", "清理队", "手工编织队"):
        village.squads.add(Squad(name=name))
    event = village.events.add(
        Event(title="编织课", kind="class", start=datetime(2026, 11, 7, 14), needs={WEAVERS: 2})
    )
    return village.events.occurrence(event.number, DAY)


@pytest.fixture
def signed(village, lecture):
    """``signed(entry(1, 14), ...)`` writes a register of format 3 that was signed."""

    def sign(*entries, closed=SIGNED, occurrence=lecture):
        head = head_of(occurrence, village.context)
        head = msgspec.structs.replace(
            head,
            role="",
            serving=(),
            trains=False,
            closed=closed,
            closed_by="李芳" if closed else "",
            policy=HoursPolicy(),
        )
        book = village.registers.book(occurrence.key)
        with village.session.change(book, ChangeReason("close")) as draft:
            for each in entries:
                draft.put(each)
            draft.set_head(head)
        return occurrence.key

    return sign


def review(village, key):
    """The register after the review of everything."""
    village.role_review.apply(None, None, WHY)
    return village.registers.read(key)


def test_who_only_took_part_has_no_minutes_of_any_kind(village, signed):
    [entry_after] = review(village, signed(entry(1, 14, 15))).entries.values()
    assert entry_after.role == "participant"
    assert entry_after.credit == ServiceTime()
    assert (entry_after.learning, entry_after.labour) == (LearningTime(), PaidTime())
    assert village.summary(None, None).total.heads.participants == 1


def test_who_served_in_a_squad_that_the_event_needs_keeps_what_was_signed(village, signed):
    odd = ServiceTime(clocked=47, filled=13)
    served = msgspec.structs.replace(entry(1, 14, 15, squad=WEAVERS), credit=odd)
    found = review(village, signed(served)).entries[1]
    assert (found.role, found.credit) == ("volunteer", odd), "no rule is applied a second time"


def test_who_was_granted_hours_stays_a_volunteer_and_keeps_the_granted(village, signed):
    key = signed(entry(1, 14, granted=90), entry(2, granted=30))
    found = review(village, key).entries
    assert (found[1].role, found[1].stints[0].role) == ("volunteer", "participant")
    assert found[1].credit == ServiceTime(granted=90)
    assert (found[2].role, found[2].credit) == ("volunteer", ServiceTime(granted=30))


@pytest.mark.parametrize("role", ["learner", "paid", "guest"])
def test_minutes_become_time_of_the_role_that_the_plan_says(village, signed, lecture, role):
    event = village.events.get(lecture.event.number)
    village.events.save(msgspec.structs.replace(event, role=role))
    [found] = review(village, signed(entry(1, 14, 15))).entries.values()
    assert (found.role, found.credit) == (role, ServiceTime())
    assert found.learning == LearningTime(120 if role == "learner" else 0)
    assert found.labour == PaidTime(120 if role == "paid" else 0)


def test_a_role_that_somebody_was_given_by_hand_stays(village, signed):
    lecturer = entry(1, 14, role="guest")
    helper = entry(2, 14, role="volunteer")
    both = entry(3, stints=(*came(14, role="volunteer"), *came(15)))
    found = review(village, signed(lecturer, helper, both)).entries
    assert found[1].role == "guest"
    assert (found[2].role, found[2].credit) == ("volunteer", ServiceTime(clocked=60))
    assert (found[3].role, found[3].credit) == ("volunteer", ServiceTime(clocked=60))
    assert [stint.role for stint in found[3].stints] == ["", "participant"]


def test_what_was_corrected_for_one_person_before_the_review_stays(village, signed, lecture):
    signed(entry(1, 14, 15), entry(2, 14), entry(3, 14, role="volunteer", granted=30))
    village.registers.roles.change(lecture, 1, "volunteer", reason="带了头")
    village.registers.roles.change(lecture, 2, "guest", reason="主讲")
    assert village.summary(None, None).credited_alike == 1, "one role is no review"
    found = review(village, lecture.key)
    assert [e.role for e in found.entries.values()] == ["volunteer", "guest", "volunteer"]
    assert [e.credit.total for e in found.entries.values()] == [120, 0, 90]
    assert [each.reason for each in found.head.corrections][-1] == WHY


def test_the_signature_stays_and_the_head_says_who_reviewed_it_when_and_why(village, signed):
    head = review(village, signed(entry(1, 14))).head
    assert (head.closed, head.closed_by, head.policy) == (SIGNED, "李芳", HoursPolicy())
    assert (head.role, head.serving) == ("participant", (WEAVERS,))
    assert head.corrections == (Correction(at=village.now(), by="李芳", reason=WHY),)


def test_who_signed_up_and_did_not_come_has_no_role_written(village, signed):
    absent = Entry(number=2, expected=SIGNED, mark="absent")
    assert review(village, signed(entry(1, 14), absent)).entries[2].role == ""


def test_the_list_says_what_would_move_and_why_somebody_stays(village, signed):
    key = signed(entry(1, 14, 15), entry(2, 14, squad=WEAVERS), entry(3, 14, granted=30))
    [register] = village.role_review.pending(None, None)
    assert register.key == key
    found = {each.before.number: each for each in register.entries}
    assert {n: (each.role, each.kept_for, each.dropped) for n, each in found.items()} == {
        1: ("participant", "", 120),
        2: ("volunteer", "squad", 0),
        3: ("volunteer", "grant", 60),
    }
    total = sum_of_review([register])
    assert (total.registers, total.volunteers_before, total.volunteers) == (1, 3, 2)
    assert (total.credit_before.service.total, total.credit.service.total) == (270, 90)
    assert total.dropped == 180
    assert village.registers.read(key).head.role == "", "a list changes nothing"


def test_nothing_is_credited_alike_after_a_review_and_one_undo_takes_it_back(
    village, signed, lecture
):
    event = msgspec.structs.replace(lecture.event, number=0, uid="", title="又一课")
    other = village.events.occurrence(village.events.add(event).number, DAY)
    keys = [signed(entry(1, 14)), signed(entry(1, 15), entry(2, 15), occurrence=other)]
    before = [village.registers.read(key) for key in keys]
    assert village.summary(None, None).credited_alike == 2
    village.role_review.apply(None, None, WHY)
    assert village.summary(None, None).credited_alike == 0
    assert village.role_review.pending(None, None) == []
    assert village.undo().act == "roles"
    for key, old in zip(keys, before, strict=True):
        now = village.registers.read(key)
        assert now.head == old.head
        assert [msgspec.structs.replace(e, rev=1) for e in now.entries.values()] == [
            *old.entries.values()
        ]
    assert village.summary(None, None).credited_alike == 2
    assert_history_matches_books(village.folder)


def test_an_undo_is_refused_once_a_role_was_corrected(village, signed, lecture, colleague):
    signed(entry(1, 14), entry(2, 14))
    village.role_review.apply(None, None, WHY)
    colleague().registers.roles.change(lecture, 1, "volunteer", reason="其实帮了忙")
    with pytest.raises(Refused, match="changed this again"):
        village.undo()


def test_only_the_period_is_reviewed(village, signed):
    signed(entry(1, 14))
    assert village.role_review.pending(date(2026, 11, 8), None) == []
    assert len(village.role_review.pending(DAY, DAY)) == 1


def test_a_review_needs_a_reason_and_something_to_review(village, signed):
    signed(entry(1, 14))
    with pytest.raises(Refused, match="reason"):
        village.role_review.apply(None, None, " ")
    village.role_review.apply(None, None, WHY)
    with pytest.raises(Refused, match="nothing to review"):
        village.role_review.apply(None, None, WHY)


def test_a_duty_day_credits_everybody_by_right_and_is_not_listed(village, signed, duty_day):
    signed(entry(1, 14), occurrence=duty_day)
    assert village.role_review.pending(None, None) == []
    assert village.summary(None, None).credited_alike == 0


def test_an_event_whose_people_are_volunteers_by_its_plan_gets_its_roles_and_moves_nothing(
    village, signed, lecture
):
    event = village.events.get(lecture.event.number)
    village.events.save(msgspec.structs.replace(event, role="volunteer"))
    found = review(village, signed(entry(1, 14))).entries[1]
    assert (found.role, found.credit) == ("volunteer", ServiceTime(clocked=60))
    assert village.summary(None, None).credited_alike == 0


def test_needs_are_those_of_the_plan_in_force_on_the_date(village, signed, lecture):
    """The weavers were needed then; from December on the cleaners are."""
    weekly = village.events.save(
        msgspec.structs.replace(
            village.events.get(lecture.event.number), repeat=_weekly(), needs={WEAVERS: 2}
        )
    )
    key = signed(entry(1, 14, squad=WEAVERS), entry(2, 14, squad=2))
    later = msgspec.structs.replace(
        village.events.get(weekly.number), start=datetime(2026, 12, 5, 14), needs={2: 5}
    )
    village.events.save_from(later, date(2026, 12, 5))
    assert village.events.get(weekly.number).needs == {2: 5}
    found = review(village, key)
    assert found.head.serving == (WEAVERS,)
    assert [e.role for e in found.entries.values()] == ["volunteer", "participant"]


def test_a_kind_of_the_villages_own_says_what_its_people_are(village, signed):
    training = KindSpec(name="class2", role="learner", trains=True)
    village.save_settings(msgspec.structs.replace(village.settings, kinds=(training,)))
    event = village.events.add(
        Event(title="急救培训", kind="class2", start=datetime(2026, 11, 7, 14))
    )
    key = signed(entry(1, 14), occurrence=village.events.occurrence(event.number, DAY))
    found = review(village, key)
    assert (found.head.role, found.head.trains) == ("learner", True)
    assert found.entries[1].learning == LearningTime(60)


def test_a_register_that_was_reopened_gets_roles_and_is_credited_by_them_when_it_is_signed(
    village, signed, lecture, clock
):
    signed(entry(1, 14, 15), entry(2, 14, 15, squad=WEAVERS), entry(3, 14, granted=30))
    clock.now = SIGNED + timedelta(days=1)
    village.registers.settlement.reopen(lecture, "补一人")
    assert [r.before.closed for r in village.role_review.pending(None, None)] == [None]
    [register] = village.role_review.apply(None, None, WHY)
    assert sum_of_review([register]).dropped == 180
    open_again = village.registers.read(lecture.key)
    assert (open_again.head.closed, open_again.entries[1].credit) == (None, None)
    closed = village.registers.settlement.close(lecture)
    assert [e.role for e in closed.entries.values()] == ["participant", "volunteer", "volunteer"]
    assert [e.credit.total for e in closed.entries.values()] == [0, 120, 30]
    assert village.summary(None, None).credited_alike == 0


def test_a_register_that_cannot_be_read_is_left_and_named(village, signed, lecture):
    key = signed(entry(1, 14))
    event = msgspec.structs.replace(lecture.event, number=0, uid="", title="又一课")
    other = village.events.occurrence(village.events.add(event).number, DAY)
    signed(entry(1, 15), occurrence=other)
    path = village.folder / village.registers.file(other.key)
    path.write_bytes(path.read_bytes()[:-40])
    unreadable = []
    assert [r.key for r in village.role_review.pending(None, None, unreadable)] == [key]
    assert len(unreadable) == 1
    assert [r.key for r in village.role_review.apply(None, None, WHY)] == [key]


def _weekly():
    from yigong.store.event_records import ByRRule

    return ByRRule("FREQ=WEEKLY")


_minutes = st.integers(0, 600)
_stints = st.lists(
    st.builds(
        lambda start, length, origin, role: Stint(
            start=at(8) + timedelta(minutes=start),
            end=at(8) + timedelta(minutes=start + length),
            origin=origin,
            role=role,
        ),
        _minutes,
        _minutes,
        st.sampled_from(["clocked", "filled"]),
        st.sampled_from(["", "", "", "volunteer", "guest", "learner"]),
    ),
    min_size=1,
    max_size=3,
)


@given(
    _stints,
    st.sampled_from([0, 0, 45]),
    st.sampled_from([0, 1, WEAVERS]),
    st.sampled_from(ROLES),
    st.sampled_from([HoursPolicy(), HoursPolicy(round_to=30, daily_cap=120, travel=True)]),
)
def test_no_minute_is_made_and_none_is_lost(stints, granted, squad, role, policy):
    before = _head(role="", policy=policy)
    after = msgspec.structs.replace(before, role=role, serving=(WEAVERS,))
    old = _signed(entry(1, stints=tuple(stints), granted=granted, squad=squad), before, policy)
    found = reviewed_entry(old, before, after)
    service, was = found.credit.service, found.credit_before.service
    gained = found.credit.learning.minutes - found.credit_before.learning.minutes
    gained += found.credit.labour.minutes - found.credit_before.labour.minutes
    assert found.dropped >= 0
    assert gained >= 0
    assert service.total + gained + found.dropped == was.total
    assert service.granted == was.granted
    assert service.clocked <= was.clocked and service.filled <= was.filled
    assert roles.counted_role(found.after, after) == found.role == found.after.role
    if found.role != "volunteer":
        assert service == ServiceTime()
    if role == "volunteer" or squad == WEAVERS:
        assert found.dropped == gained == 0


def _head(**fields):
    from yigong.store.attendance_records import Head

    return Head(
        event=1, planned=DAY, title="编织课", kind="class", start=at(14), end=at(16), travel=20,
        closed=SIGNED, closed_by="李芳", **fields,
    )  # fmt: skip


def _signed(unsigned, head, policy):
    """An entry as it was signed, by the rules of the policy."""
    from yigong.store.attendance import hours

    bare = msgspec.structs.replace(unsigned, credit=None)
    return hours.with_credit(bare, hours.credited(bare, head, policy))
