"""Parties and people without a name: they take places, wait or come as one, and are taken back."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest
from hypothesis import given, strategies

from support.replay import assert_history_matches_books
from yigong.store.attendance import capacity
from yigong.store.attendance.capacity import Places, TooFewPlaces
from yigong.store.attendance.checkin_rules import Tone
from yigong.store.attendance.roles import count_heads
from yigong.store.attendance.waitlist import waitlist_promotions
from yigong.store.attendance_records import Entry
from yigong.store.errors import Refused
from yigong.store.event_records import Event

SIX = ("张小明", "李秀英", "王建国", "赵玉兰", "孙丽", "周强")


@pytest.fixture
def garden(village, enrol, clock):
    """A festival of five places, tomorrow; six people are on the roster."""
    enrol(*SIX)
    event = village.events.add(
        Event(title="番薯节", kind="festival", start=datetime(2026, 11, 26, 9, 0), capacity=5)
    )
    return village.events.occurrence(event.number, event.start.date())


@pytest.fixture
def opened(village, garden, clock):
    """The same, once its door is open."""
    clock.forward(days=1)
    return garden


def waiting(village, occurrence):
    return [entry.number for entry in village.registers.read(occurrence.key).waiting]


def taken(village, occurrence):
    return village.registers.read(occurrence.key).places_taken


def heads(village, occurrence):
    register = village.registers.read(occurrence.key)
    return count_heads(register.entries.values(), village.registers.head(occurrence))


# -- sign-up ---------------------------------------------------------------------


def test_a_party_takes_a_place_for_each_and_waits_or_comes_as_one(village, garden):
    sign_up = village.registers.signup.sign_up
    (first,) = sign_up(garden, 1, adults=1, children=1)
    assert (first.party, first.waiting, taken(village, garden)) == (3, False, 3)
    (second,) = sign_up(garden, 2, children=2)
    assert second.waiting, "two of the three would fit"
    assert taken(village, garden) == 3


def test_whoever_is_new_waits_behind_a_party_that_does_not_fit(village, garden, clock):
    sign_up = village.registers.signup.sign_up
    sign_up(garden, 1, adults=1, children=1)
    sign_up(garden, 2, children=2)
    clock.forward(minutes=1)
    (third,) = sign_up(garden, 3)
    assert third.waiting and waiting(village, garden) == [2, 3], "there would be a place for one"
    moved_up = village.registers.signup.withdraw(garden, 1)
    assert [entry.number for entry in moved_up] == [2, 3]


def test_a_party_that_withdraws_from_the_waitlist_lets_those_behind_it_move_up(village, garden):
    sign_up = village.registers.signup.sign_up
    sign_up(garden, 1, adults=1, children=1)
    sign_up(garden, 2, children=2)
    sign_up(garden, 3)
    assert [entry.number for entry in village.registers.signup.withdraw(garden, 2)] == [3]


def test_a_party_that_becomes_smaller_moves_up_and_gives_places_on(village, garden, clock):
    sign_up, bring = village.registers.signup.sign_up, village.registers.checkin.bring
    sign_up(garden, 1, adults=1, children=1)
    for number in (2, 3):
        clock.forward(minutes=1)
        sign_up(garden, number, children=2)
    (smaller,) = sign_up(garden, 2, children=1)
    assert not smaller.waiting and waiting(village, garden) == [3]
    given_up = bring(garden, 1, adults=0, children=0)
    assert [entry.number for entry in given_up.moved_up] == []
    given_up = bring(garden, 3, adults=0, children=1)
    assert [entry.number for entry in given_up.moved_up] == [3]
    assert not given_up.entry.waiting and taken(village, garden) == 5


def test_a_party_that_grows_beyond_the_places_waits_as_a_whole(village, garden):
    sign_up = village.registers.signup.sign_up
    sign_up(garden, 1, 2)
    (grown,) = sign_up(garden, 1, adults=4)
    assert grown.waiting and (grown.party, taken(village, garden)) == (5, 1)


def test_more_along_than_there_are_places_is_refused_or_admitted(village, garden):
    village.registers.signup.sign_up(garden, 1, 2)
    before = village.registers.book(garden.key).path.read_bytes()
    with pytest.raises(TooFewPlaces, match="There are not so many places: 5 in all"):
        village.registers.checkin.bring(garden, 1, adults=4, children=0)
    assert village.registers.book(garden.key).path.read_bytes() == before
    village.registers.checkin.bring(garden, 1, adults=4, children=0, admit=True)
    assert taken(village, garden) == 6


def test_who_left_may_be_counted_with_more_although_the_places_are_taken(village, opened, clock):
    checkin = village.registers.checkin
    checkin.check_in(opened, 1)
    checkin.check_out(opened, 1)
    checkin.check_in(opened, 2, adults=4)
    assert checkin.bring(opened, 1, adults=2, children=0).entry.adults == 2


@pytest.mark.parametrize(("adults", "children"), [(-1, 0), (0, 100), (100, 0), (0, -1)])
def test_a_party_that_cannot_be_is_refused_everywhere(village, opened, adults, children):
    registers = village.registers
    for attempt in (
        lambda: registers.signup.sign_up(opened, 1, adults=adults, children=children),
        lambda: registers.checkin.check_in(opened, 1, adults=adults, children=children),
        lambda: registers.checkin.bring_family(opened, 1, [], adults=adults, children=children),
        lambda: registers.checkin.bring(opened, 1, adults=adults, children=children),
    ):
        with pytest.raises(Refused, match="is 0 to 99"):
            attempt()
    assert not registers.book(opened.key).path.exists()


# -- at the door -------------------------------------------------------------------


def test_a_party_at_the_door_comes_in_as_one_or_is_asked_about(village, opened):
    checkin = village.registers.checkin
    checkin.check_in(opened, 1, adults=2)
    asked = checkin.check_in(opened, 2, children=2)
    assert (asked.answer.tone, asked.entry.stints) == (Tone.FULL, ())
    assert taken(village, opened) == 3
    admitted = checkin.check_in(opened, 2, children=2, admit=True)
    assert admitted.answer.tone is Tone.WELCOME and taken(village, opened) == 6


def test_who_signed_up_with_others_finds_their_places_free(village, opened):
    village.registers.signup.sign_up(opened, 1, adults=2, children=2)
    assert village.registers.checkin.check_in(opened, 2).answer.tone is Tone.FULL
    arrival = village.registers.checkin.check_in(opened, 1)
    assert (arrival.answer.tone, arrival.entry.party) == (Tone.WELCOME, 5)


def test_more_who_come_along_with_somebody_who_is_here_are_counted_or_asked_about(village, opened):
    checkin = village.registers.checkin
    checkin.check_in(opened, 1)
    assert checkin.check_in(opened, 1, adults=2).answer.tone is Tone.STUTTER
    assert heads(village, opened).total == 3
    for more in (
        checkin.check_in(opened, 1, adults=9),
        *checkin.bring_family(opened, 1, (), adults=9),
    ):
        assert more.answer.tone is Tone.FULL
    assert heads(village, opened).total == 3
    checkin.bring_family(opened, 1, (), adults=9, admit=True)
    assert heads(village, opened).total == 10


def test_a_check_in_taken_back_leaves_who_is_signed_up_with_them(village, opened):
    village.registers.signup.sign_up(opened, 1, adults=1, children=2)
    village.registers.checkin.check_in(opened, 1)
    village.registers.checkin.check_in(opened, 2, adults=1, admit=True)
    signed_up = village.registers.checkin.revoke(opened, 1, "看错了")
    assert (signed_up.adults, signed_up.children, signed_up.waiting) == (1, 2, False)
    village.registers.checkin.revoke(opened, 2, "看错了")
    assert 2 not in village.registers.read(opened.key).entries


def test_a_party_let_in_from_the_waitlist_waits_again_when_that_is_taken_back(village, opened):
    village.registers.signup.sign_up(opened, 1, adults=2)
    village.registers.signup.sign_up(opened, 2, adults=2)
    village.registers.checkin.check_in(opened, 2, admit=True)
    assert village.registers.checkin.revoke(opened, 2, "看错了").waiting


# -- without a name ----------------------------------------------------------------


def test_people_without_a_name_are_participants_and_take_places(village, opened):
    village.registers.checkin.check_in(opened, 1)
    register = village.registers.checkin.count(opened, adults=1, children=2)
    assert (heads(village, opened).nameless, heads(village, opened).participants) == (3, 4)
    assert register.places_taken == 4
    assert village.registers.checkin.check_in(opened, 2).answer.tone is Tone.WELCOME
    assert village.registers.checkin.check_in(opened, 3).answer.tone is Tone.FULL
    with pytest.raises(TooFewPlaces):
        village.registers.checkin.count(opened, adults=1, children=0)
    village.registers.checkin.count(opened, adults=1, children=0, admit=True)
    summary = village.summary(None, None).total
    assert (summary.attendances, summary.people) == (6, 2)


def test_an_event_with_nobody_but_people_without_a_name_is_closed_and_counted(
    village, opened, clock
):
    village.registers.checkin.count(opened, adults=4, children=1)
    clock.forward(hours=3)
    assert village.registers.settlement.close(opened).closed
    total = village.summary(None, None).total
    assert (total.occurrences, total.attendances, total.people) == (1, 5, 0)


@pytest.mark.parametrize(("adults", "children"), [(-1, 0), (0, 0), (1000, 0), (999, 1), (-1, 3)])
def test_a_count_that_cannot_be_is_refused(village, opened, adults, children):
    with pytest.raises(Refused, match="counted from 1 to 999"):
        village.registers.checkin.count(opened, adults=adults, children=children)
    assert not village.registers.book(opened.key).path.exists()


def test_nobody_is_counted_before_it_begins_after_it_is_signed_or_where_it_is_cancelled(
    village, garden, clock
):
    count = village.registers.checkin.count
    with pytest.raises(Refused, match="has not begun yet"):
        clock.forward(hours=-12)
        count(garden, adults=1, children=0)
    clock.forward(days=2)
    count(garden, adults=1, children=0)
    village.registers.settlement.close(garden)
    with pytest.raises(Refused, match="was closed by 李芳"):
        count(garden, adults=1, children=0)
    with pytest.raises(Refused, match="was closed by 李芳"):
        village.registers.checkin.uncount(garden, "数错了")
    village.registers.settlement.reopen(garden, "漏了")
    cancelled = msgspec.structs.replace(garden, cancelled=True)
    with pytest.raises(Refused, match="is cancelled"):
        count(cancelled, adults=1, children=0)


def test_an_undo_takes_back_ones_own_count_and_leaves_the_other_desks(
    village, opened, colleague, clock
):
    village.registers.checkin.count(opened, adults=1, children=0)
    clock.forward(minutes=1)
    colleague().registers.checkin.count(opened, adults=0, children=2)
    assert village.undo().act == "count"
    (left,) = village.registers.read(opened.key).head.headcounts
    assert (left.adults, left.children, left.by, left.desk) == (0, 2, "王强", "西门")
    assert_history_matches_books(village.folder)


def test_the_last_count_is_taken_back_with_a_reason_whoever_made_it(
    village, opened, colleague, clock
):
    village.registers.checkin.count(opened, adults=1, children=0)
    clock.forward(minutes=1)
    colleague().registers.checkin.count(opened, adults=3, children=0)
    with pytest.raises(Refused, match="reason"):
        village.registers.checkin.uncount(opened, " ")
    register = village.registers.checkin.uncount(opened, "数了两遍")
    assert [count.adults for count in register.head.headcounts] == [1]
    assert village.undo().act == "uncount"
    counts = village.registers.read(opened.key).head.headcounts
    assert [count.adults for count in counts] == [1, 3]
    village.registers.checkin.uncount(opened, "数了两遍")
    village.registers.checkin.uncount(opened, "数了两遍")
    with pytest.raises(Refused, match="Nobody was counted without a name"):
        village.registers.checkin.uncount(opened, "数了两遍")


# -- made-up waitlists -------------------------------------------------------------

_AT = datetime(2026, 11, 20, 8, 0)
_PARTIES = strategies.lists(
    strategies.builds(
        lambda adults, waits, mark: Entry(
            number=1, expected=_AT, adults=adults, waiting=waits, mark=mark
        ),
        strategies.integers(0, 4),
        strategies.booleans(),
        strategies.sampled_from(["", "", "leave"]),
    ),
    max_size=10,
)


@given(_PARTIES, strategies.integers(1, 15))
def test_nobody_on_a_waitlist_is_overtaken_and_no_place_is_kept_from_the_first(parties, places):
    entries = [
        msgspec.structs.replace(each, number=at, expected=_AT.replace(minute=at))
        for at, each in enumerate(parties, 1)
    ]
    queue = [e for e in entries if e.waiting and not capacity.is_excused(e)]
    promoted = waitlist_promotions(entries, Places(places), None)
    assert [e.number for e in promoted] == [e.number for e in queue[: len(promoted)]]
    before = capacity.places_taken(entries, None)
    taken_now = before + sum(e.party for e in promoted)
    assert taken_now <= max(places, before)
    left = queue[len(promoted) :]
    assert not left or taken_now + left[0].party > places, "the first who still waits fits not"


@given(
    strategies.lists(
        strategies.tuples(
            strategies.sampled_from(["sign up", "withdraw", "bring"]),
            strategies.integers(1, 6),
            strategies.integers(0, 4),
        ),
        max_size=20,
    )
)
def test_whatever_happens_before_the_day_the_places_hold_and_nobody_is_overtaken(
    tmp_path_factory, steps
):
    from support.clock import Clock
    from yigong.store.records import Volunteer
    from yigong.store.settings_records import Settings
    from yigong.store.storage.book import Actor
    from yigong.store.village.village import Village

    clock = Clock()
    village = Village.create(
        tmp_path_factory.mktemp("v") / "v",
        Settings(name="青山村"),
        Actor("李芳", ""),
        clock=clock,
        sync=False,
    )
    village.people.add_all(Volunteer(name=name) for name in SIX)
    village.events.add(Event(title="番薯节", start=datetime(2026, 11, 26, 9, 0), capacity=5))
    occurrence = village.events.occurrence(1, datetime(2026, 11, 26).date())
    registers = village.registers
    for what, number, adults in steps:
        clock.forward(seconds=1)
        queue = waiting(village, occurrence)
        try:
            if what == "sign up":
                registers.signup.sign_up(occurrence, number, adults=adults)
            elif what == "withdraw":
                registers.signup.withdraw(occurrence, number)
            else:
                registers.checkin.bring(occurrence, number, adults=adults, children=0)
        except Refused:
            pass
        register = registers.read(occurrence.key)
        assert register.places_taken <= 5
        assert not register.waiting or register.places_taken + register.waiting[0].party > 5
        passed = [n for n in queue if n in register.entries and not register.entries[n].waiting]
        still = [n for n in queue if n in register.entries and register.entries[n].waiting]
        assert all(queue.index(a) < queue.index(b) for a in passed for b in still)
