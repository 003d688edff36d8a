"""Posts: who holds one, who waits for it and moves up there, and what a change of the plan does."""

from __future__ import annotations

from datetime import date, datetime

import msgspec
import pytest

from support.clock import SHANGHAI
from support.replay import assert_history_matches_books
from yigong.store.attendance import posts
from yigong.store.attendance.capacity import Places
from yigong.store.attendance.checkin_rules import Tone
from yigong.store.attendance.entry_merge import merge_entries
from yigong.store.attendance.settlement_rules import odd_entries
from yigong.store.attendance.waitlist import waitlist_promotions
from yigong.store.errors import Refused
from yigong.store.event_records import ByRRule, Change, Event, Post
from yigong.store.records import Squad
from yigong.store.settings_records import HoursPolicy
from yigong.store.village.village import Village

PARKING, STALL, CLEARING, HALF = 1, 2, 3, 4
"""停车 07:30-10:00, 摊位 10:00-12:00, 收场 12:00-13:00; 半场 09:30-11:00 overlaps two of them."""

POSTS = (
    Post(id=PARKING, name="停车", start=-90, minutes=150, heads=2),
    Post(id=STALL, name="摊位", start=60, heads=2, squad=1),
    Post(id=CLEARING, name="收场", start=180, minutes=60, heads=1),
    Post(id=HALF, name="半场", start=30, minutes=90, heads=1),
)


@pytest.fixture
def harvest(village: Village, enrol, clock):
    """番薯丰收节 on the 15th, 09:00-12:00, planned five days before; six people on the roster."""
    clock.now = datetime(2026, 11, 10, 9, tzinfo=SHANGHAI)
    enrol("王建国", "李秀英", "赵月", "陈医生", "周小明", "吴秀英")
    village.squads.add(Squad(name="手工编织队"))
    village.squads.join(1, 2)
    village.events.add(
        Event(
            title="番薯丰收节",
            kind="festival",
            start=datetime(2026, 11, 15, 9),
            minutes=180,
            posts=POSTS,
        )
    )
    return village.events.occurrence(1, date(2026, 11, 15))


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 15, hour, minute, tzinfo=SHANGHAI)


def sign_up(village: Village, occurrence, clock, *numbers: int, posts=(PARKING,), **how):
    """Sign people up one minute after the other; the last entry."""
    for number in numbers:
        clock.forward(minutes=1)
        (entry,) = village.registers.signup.sign_up(occurrence, number, posts=posts, **how)
    return entry


def held(village: Village, occurrence) -> dict[int, str]:
    """Who is at which posts, those waited for in brackets, as ``{1: "停车 (摊位)"}``."""
    found = {}
    for number, entry in village.registers.read(occurrence.key).entries.items():
        waits = {each.post: each.waiting for each in entry.posts}
        found[number] = " ".join(
            f"({post.name})" if waits[post.id] else post.name for post in POSTS if post.id in waits
        )
    return found


def test_who_signs_up_for_a_full_post_waits_there_and_has_no_place(village, harvest, clock):
    entry = sign_up(village, harvest, clock, 1, 2, 3)
    assert held(village, harvest) == {1: "停车", 2: "停车", 3: "(停车)"}
    register = village.registers.read(harvest.key)
    assert entry.waiting
    assert [e.number for e in register.expected] == [1, 2]
    assert register.places_taken == 2


def test_a_post_counts_people_and_not_who_comes_along(village, harvest, clock):
    sign_up(village, harvest, clock, 1, adults=2, children=3)
    assert not sign_up(village, harvest, clock, 2).waiting
    assert village.registers.read(harvest.key).places_taken == 7


def test_several_posts_are_each_judged_and_those_that_touch_are_allowed(village, harvest, clock):
    sign_up(village, harvest, clock, 1, 2)
    entry = sign_up(village, harvest, clock, 3, posts=(PARKING, STALL, CLEARING))
    assert held(village, harvest)[3] == "(停车) 摊位 收场"
    assert not entry.waiting


def test_an_overlapping_post_is_refused_by_name_and_hours(village, harvest, clock):
    sign_up(village, harvest, clock, 1, 2, 3)
    for number in (1, 3):  # who holds it, who waits for it
        with pytest.raises(Refused) as error:
            sign_up(village, harvest, clock, number, posts=(HALF,))
        assert "半场 (09:30-11:00) overlaps 停车 (07:30-10:00)" in str(error.value)
    with pytest.raises(Refused):
        sign_up(village, harvest, clock, 4, posts=(STALL, HALF))
    assert held(village, harvest) == {1: "停车", 2: "停车", 3: "(停车)"}


def test_who_leaves_one_post_is_followed_there_alone(village, harvest, clock):
    sign_up(village, harvest, clock, 1, 2, posts=(PARKING, STALL))
    sign_up(village, harvest, clock, 3)
    sign_up(village, harvest, clock, 4, posts=(STALL,))
    moved_up = village.registers.signup.withdraw(harvest, 1, PARKING)
    assert [(e.number, e.waiting) for e in moved_up] == [(3, False)]
    assert held(village, harvest) == {1: "摊位", 2: "停车 摊位", 3: "停车", 4: "(摊位)"}
    moved_up = village.registers.signup.withdraw(harvest, 1, STALL)
    assert [e.number for e in moved_up] == [4]
    assert 1 not in held(village, harvest), "from the last post is from all"
    village.undo(village.registers.book(harvest.key).name)
    assert held(village, harvest)[1] == "摊位"
    assert held(village, harvest)[4] == "(摊位)"
    assert_history_matches_books(village.folder)


def test_a_withdrawal_gives_every_post_to_its_own_waitlist(village, harvest, clock):
    sign_up(village, harvest, clock, 1, 2, posts=(PARKING, STALL))
    sign_up(village, harvest, clock, 4, posts=(STALL,))
    sign_up(village, harvest, clock, 3)
    assert {e.number for e in village.registers.signup.withdraw(harvest, 2)} == {3, 4}


def test_who_holds_another_post_at_the_time_by_now_is_passed_over(village, harvest, clock):
    sign_up(village, harvest, clock, 1, 2, 3)
    sign_up(village, harvest, clock, 4)
    moved = [
        msgspec.structs.replace(p, start=200, minutes=30) if p.id == HALF else p for p in POSTS
    ]
    village.events.plan_posts(1, harvest.planned, moved)
    late = village.events.occurrence(1, harvest.planned)
    sign_up(village, late, clock, 3, posts=(HALF,))
    entries = village.registers.read(harvest.key).entries.values()
    free = [e for e in entries if e.number != 1]
    assert [e.number for e in waitlist_promotions(free, Places(), harvest)] == [4]


def test_the_places_of_the_event_still_hold_for_the_whole(village, harvest, clock):
    event = village.events.get(1)
    village.events.save(msgspec.structs.replace(event, capacity=2))
    harvest = village.events.occurrence(1, harvest.planned)
    sign_up(village, harvest, clock, 1, 2, posts=(STALL,))
    entry = sign_up(village, harvest, clock, 3)
    assert entry.waiting
    assert held(village, harvest)[3] == "(停车)"
    assert sign_up(village, harvest, clock, 1, posts=(STALL, PARKING)).posts[1].waiting, (
        "nobody is overtaken on the waitlist of a post"
    )
    moved_up = village.registers.signup.withdraw(harvest, 2)
    assert [e.number for e in moved_up] == [3, 1]
    assert held(village, harvest) == {1: "停车 摊位", 3: "停车"}


def test_who_waits_for_a_full_post_keeps_nobody_from_the_places_of_the_event(
    village, harvest, clock
):
    village.events.save(msgspec.structs.replace(village.events.get(1), capacity=5))
    harvest = village.events.occurrence(1, harvest.planned)
    sign_up(village, harvest, clock, 1, 2, 3)
    assert not sign_up(village, harvest, clock, 4, posts=()).waiting


def test_a_leave_gives_the_post_away_and_taken_back_waits_for_it(village, harvest, clock):
    sign_up(village, harvest, clock, 1, 2, 3)
    changed = village.registers.checkin.mark(harvest, 1, "leave")
    assert [e.number for e in changed.moved_up] == [3]
    back = village.registers.checkin.mark(harvest, 1, "").entry
    assert back.waiting
    assert held(village, harvest)[1] == "(停车)"


@pytest.mark.parametrize("posts", [(PARKING,), ()], ids=["at a post", "without posts"])
@pytest.mark.parametrize(("hour", "moved_up"), [(8, [3]), (9, [])], ids=["before", "begun"])
def test_who_is_absent_at_the_roll_call_gives_the_place_away_until_it_begins(
    village, harvest, clock, posts, hour, moved_up
):
    if not posts:
        event = msgspec.structs.replace(village.events.get(1), capacity=2, posts=())
        village.events.save(event)
        harvest = village.events.occurrence(1, harvest.planned)
    sign_up(village, harvest, clock, 1, 2, 3, posts=posts)
    clock.now = at(hour)
    changed = village.registers.checkin.roll(harvest, 1, "absent")
    assert [e.number for e in changed.moved_up] == moved_up


def test_a_check_in_taken_back_leaves_the_posts_as_they_were(village, harvest, clock):
    sign_up(village, harvest, clock, 1, 2, 3)
    clock.now = at(7, 25)
    assert village.registers.checkin.check_in(harvest, 3).answer.tone is Tone.WELCOME
    back = village.registers.checkin.revoke(harvest, 3, "误")
    assert back.waiting
    assert held(village, harvest)[3] == "(停车)"


def test_more_heads_move_the_waitlist_up_and_one_undo_takes_both_back(village, harvest, clock):
    sign_up(village, harvest, clock, 1, 2, 3, 4)
    more = [msgspec.structs.replace(p, heads=3) if p.id == PARKING else p for p in POSTS]
    moved_up: list = []
    village.events.save(msgspec.structs.replace(village.events.get(1), posts=tuple(more)), moved_up)
    assert [each.entry.number for each in moved_up] == [3]
    village.undo("events")
    assert held(village, harvest)[3] == "(停车)"
    moved_up = []
    village.events.plan_posts(1, harvest.planned, more, moved_up)
    assert [each.entry.number for each in moved_up] == [3]
    assert [each.before.posts[0].waiting for each in moved_up] == [True], "as it was"
    assert village.events.get(1).changes["2026-11-15"].posts == tuple(more)
    assert_history_matches_books(village.folder)


def test_a_post_that_people_have_is_neither_removed_nor_moved_into_another(village, harvest, clock):
    sign_up(village, harvest, clock, 1, 2, posts=(PARKING, STALL))
    event = village.events.get(1)
    with pytest.raises(Refused, match="2 are signed up for the post 停车"):
        village.events.save(msgspec.structs.replace(event, posts=POSTS[1:]))
    longer = [msgspec.structs.replace(p, minutes=200) if p.id == PARKING else p for p in POSTS]
    with pytest.raises(Refused, match="2 would be at the posts 停车 and 摊位 at the same time"):
        village.events.plan_posts(1, harvest.planned, longer)
    other = [msgspec.structs.replace(p, name="指挥停车") if p.id == PARKING else p for p in POSTS]
    saved = village.events.save(msgspec.structs.replace(event, posts=(*other[:2], other[2])))
    assert [post.name for post in saved.posts] == ["指挥停车", "摊位", "收场"]
    assert {each.post for each in village.registers.read(harvest.key).entries[1].posts} == {1, 2}


def test_a_date_put_back_as_planned_keeps_the_posts_that_people_have(village, harvest, clock):
    village.events.plan_posts(
        1, harvest.planned, [*POSTS, Post(name="搬运", start=200, minutes=30)]
    )
    harvest = village.events.occurrence(1, harvest.planned)
    sign_up(village, harvest, clock, 1, posts=(5,))
    with pytest.raises(Refused, match="搬运"):
        village.events.restore_occurrence(1, harvest.planned)


def test_an_undo_of_a_plan_takes_no_post_from_who_has_it(village, harvest, clock):
    event = village.events.get(1)
    village.events.save(msgspec.structs.replace(event, posts=(*POSTS, Post(id=0, name="搬运"))))
    sign_up(village, village.events.occurrence(1, harvest.planned), clock, 1, posts=(5,))
    with pytest.raises(Refused, match="搬运"):
        village.undo("events")


def test_dates_that_people_came_to_keep_their_posts(village, enrol, duty_day, clock):
    enrol("王建国")
    free = tuple(msgspec.structs.replace(post, squad=0) for post in POSTS)
    village.events.save(msgspec.structs.replace(village.events.get(1), posts=free))
    clock.now = datetime(2026, 11, 25, 8, 20, tzinfo=SHANGHAI)
    today = village.events.occurrence(1, duty_day.planned)
    village.registers.signup.sign_up(today, 1, posts=(STALL,))
    village.registers.checkin.check_in(today, 1)
    village.events.save(msgspec.structs.replace(village.events.get(1), posts=()))
    assert village.events.occurrence(1, duty_day.planned).posts == free
    assert village.events.occurrence(1, date(2026, 12, 25)).posts == ()


def test_the_squad_of_a_post_is_the_one_its_member_serves_in(village, harvest, clock):
    village.squads.add(Squad(name="清理队"))
    village.squads.join(2, 2)
    assert sign_up(village, harvest, clock, 2, posts=(STALL,)).squad == 1
    assert sign_up(village, harvest, clock, 3, posts=(STALL,)).squad == 0


def test_whoever_has_a_post_is_there_as_a_volunteer_and_who_waits_is_not(village, harvest, clock):
    sign_up(village, harvest, clock, 1, 2, 3)
    sign_up(village, harvest, clock, 4, posts=())
    clock.now = at(7, 30)
    for number in (1, 3, 4):
        village.registers.checkin.check_in(harvest, number)
    clock.now = at(12, 10)
    village.registers.checkin.check_out_all(harvest)
    closed = village.registers.settlement.close(harvest)
    assert {number: entry.role for number, entry in closed.entries.items() if entry.stints} == {
        1: "volunteer",
        3: "participant",
        4: "participant",
    }
    assert closed.head is not None
    assert closed.head.posts == POSTS


def test_a_forgotten_check_out_ends_with_the_last_post(village, harvest, clock):
    sign_up(village, harvest, clock, 1, posts=(PARKING, STALL))
    sign_up(village, harvest, clock, 2)
    sign_up(village, harvest, clock, 3, posts=(CLEARING,))
    sign_up(village, harvest, clock, 4, posts=(), role="volunteer")
    clock.now = at(7, 25)
    for number in (1, 2):
        village.registers.checkin.check_in(harvest, number)
    clock.now = at(12, 5)
    assert village.registers.checkin.check_in(harvest, 3).answer.tone is Tone.WELCOME
    clock.now = at(14)
    register, head = village.registers.read(harvest.key), village.registers.head(harvest)
    odd = odd_entries(register, head, HoursPolicy(), clock.now)
    assert {each.number: each.proposed for each in odd} == {
        1: at(12),
        2: at(10),
        3: at(13),
    }
    assert not any("early" in each.reasons or "short" in each.reasons for each in odd)
    closed = village.registers.settlement.close(harvest)
    assert {n: e.credit and e.credit.total for n, e in closed.entries.items() if e.stints} == {
        1: 275,
        2: 155,
        3: 55,
    }


def test_the_least_presence_is_a_part_of_their_own_posts(village, harvest, clock):
    settings = msgspec.structs.replace(village.settings, hours=HoursPolicy(min_presence=80))
    village.save_settings(settings)
    sign_up(village, harvest, clock, 1, posts=(CLEARING,))
    clock.now = at(12)
    village.registers.checkin.check_in(harvest, 1)
    clock.now = at(13)
    village.registers.checkin.check_out(harvest, 1)
    closed = village.registers.settlement.close(harvest)
    assert closed.entries[1].credit is not None
    assert closed.entries[1].credit.total == 60


def test_what_is_written_in_may_lie_at_any_post(village, harvest, clock):
    sign_up(village, harvest, clock, 1, posts=(PARKING, STALL))
    clock.now = at(18)
    entry = village.registers.settlement.fill_in(harvest, 1, at(7, 25), at(12, 10), "漏签")
    assert entry.stints[0].end == at(12, 10)
    village.registers.settlement.fill_in(harvest, 2, at(7, 30), at(8, 50), "漏签")
    with pytest.raises(Refused, match="longer than the event"):
        village.registers.settlement.fill_in(harvest, 3, at(7), at(14), "漏签")


def test_of_two_records_that_are_one_person_the_posts_are_joined_without_overlap(
    village, harvest, clock
):
    sign_up(village, harvest, clock, 5, 6, 1)
    sign_up(village, harvest, clock, 1, posts=(PARKING, CLEARING))
    sign_up(village, harvest, clock, 2, posts=(HALF,))
    entries, head = village.registers.read(harvest.key).entries, village.registers.head(harvest)
    merged = merge_entries(entries[1], entries[2], head)
    assert [(each.post, each.waiting) for each in merged.posts] == [
        (PARKING, True),
        (CLEARING, False),
    ]
    held_first = merge_entries(entries[5], entries[1], head)
    assert [(each.post, each.waiting) for each in held_first.posts] == [
        (PARKING, False),
        (CLEARING, False),
    ]


def test_a_merge_costs_nobody_a_place_without_a_post(village, harvest, clock):
    sign_up(village, harvest, clock, 5, 6, 2)
    sign_up(village, harvest, clock, 1, posts=())
    entries, head = village.registers.read(harvest.key).entries, village.registers.head(harvest)
    merged = merge_entries(entries[1], entries[2], head)
    assert (merged.waiting, merged.posts) == (False, ())


def test_the_waitlist_of_a_post_moves_up_where_somebody_is_forgotten(village, harvest, clock):
    sign_up(village, harvest, clock, 1, 2, 3)
    village.erase(1)
    assert held(village, harvest) == {2: "停车", 3: "停车"}


def test_where_somebody_is_due_is_the_post_under_way_or_the_next(village, harvest, clock):
    sign_up(village, harvest, clock, 1, posts=(PARKING, STALL))
    entry = village.registers.read(harvest.key).entries[1]

    def due(moment: datetime) -> str:
        post = posts.due_post(entry, harvest, moment)
        return post.name if post else ""

    assert [due(at(7)), due(at(9, 59)), due(at(10)), due(at(12))] == ["停车", "停车", "摊位", ""]


def test_a_post_lasts_its_minutes_also_on_the_night_the_clocks_change(village, enrol):
    event = Event(
        title="night",
        start=datetime(2026, 3, 8, 0),
        minutes=360,
        zone="America/New_York",
        posts=(Post(id=1, name="watch", start=60, minutes=120),),
    )
    village.events.add(event)
    occurrence = village.events.occurrence(1, date(2026, 3, 8))
    hours = posts.post_hours(occurrence.posts[0], occurrence)
    assert (hours.start.hour, hours.end.hour) == (1, 4), "02:00 to 03:00 is skipped"


def test_a_series_has_its_posts_on_every_date(village, enrol, clock):
    enrol("王建国")
    village.events.add(
        Event(
            title="义诊",
            kind="class",
            start=datetime(2026, 12, 5, 9),
            repeat=ByRRule("FREQ=WEEKLY"),
            posts=POSTS[:1],
            changes={"2026-12-12": Change(posts=())},
        )
    )
    found = [village.events.occurrence(1, date(2026, 12, day)).posts for day in (5, 12, 19)]
    assert found == [POSTS[:1], (), POSTS[:1]]
