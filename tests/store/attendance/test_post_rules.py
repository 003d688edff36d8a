"""The rules of posts and of their waitlist, for any people and any posts."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from support.clock import SHANGHAI
from yigong.store.attendance import posts, waitlist
from yigong.store.attendance.capacity import Places
from yigong.store.attendance_records import Entry, Head, PostSignUp, Stint
from yigong.store.errors import Refused
from yigong.store.event_records import Leg, Post

START = datetime(2026, 11, 15, 9, tzinfo=SHANGHAI)
SIGNED_UP = datetime(2026, 11, 10, 9, tzinfo=SHANGHAI)
HEAD = Head(
    event=1,
    planned=START.date(),
    title="番薯丰收节",
    kind="festival",
    start=START,
    end=START + timedelta(minutes=180),
)


def plan(*planned: Post) -> Head:
    return structs.replace(HEAD, posts=planned)


def minute(n: int) -> datetime:
    return SIGNED_UP + timedelta(minutes=n)


def entry(number: int, *signed: PostSignUp, **more: object) -> Entry:
    waiting = bool(signed) and all(each.waiting for each in signed)
    made = Entry(number=number, expected=minute(number), waiting=waiting, posts=signed)
    return structs.replace(made, **more)


def waits(post: int, at: int = 0) -> PostSignUp:
    return PostSignUp(post=post, at=minute(at), waiting=True)


def has(post: int, at: int = 0) -> PostSignUp:
    return PostSignUp(post=post, at=minute(at))


# -- any posts, any people -----------------------------------------------------------

plans = st.lists(
    st.tuples(st.integers(-4, 8), st.integers(0, 6), st.integers(1, 3)), min_size=1, max_size=4
).map(
    lambda drawn: plan(
        *(
            Post(
                id=n,
                name=f"岗{n}",
                start=30 * start,
                minutes=30 * (length or start > 5),
                heads=heads,
            )
            for n, (start, length, heads) in enumerate(drawn, 1)
        )
    )
)


def overlapping(entry: Entry, head: Head, *, held: bool) -> list[tuple[Post, Post]]:
    """The pairs of posts of somebody that are at one time, minute by minute."""
    own = [
        next(post for post in head.posts if post.id == each.post)
        for each in entry.posts
        if not (held and each.waiting)
    ]
    length = {post.id: post.minutes or max(0, 180 - post.start) for post in own}
    minutes = {post.id: range(post.start, post.start + length[post.id]) for post in own}
    return [
        (one, other)
        for one, other in combinations(own, 2)
        if set(minutes[one.id]) & set(minutes[other.id])
    ]


@given(plans, st.data())
def test_whoever_asks_for_whatever_nobody_is_at_two_posts_at_once_and_no_post_is_overfull(
    head: Head, data: st.DataObject
) -> None:
    entries: dict[int, Entry] = {}
    for n in range(12):
        number = data.draw(st.integers(1, 5))
        before = entries.get(number) or entry(number)
        wanted = data.draw(st.lists(st.sampled_from(head.posts), max_size=2))
        others = [each for each in entries.values() if each.number != number]
        try:
            after = waitlist.with_posts(before, wanted, others, head, minute(n), no_place=False)
        except Refused:
            joined = (*before.posts, *(has(post.id) for post in wanted))
            assert overlapping(structs.replace(before, posts=joined), head, held=False)
            continue
        entries[number] = after
        assert overlapping(after, head, held=False) == []
        assert {each.post for each in after.posts} >= {post.id for post in wanted}
        assert after.posts[: len(before.posts)] == before.posts, "who signed up keeps the turn"
        for post in head.posts:
            assert sum(posts.holds(each, post.id) for each in entries.values()) <= post.heads


@given(plans, st.data())
def test_the_waitlist_of_each_post_moves_up_in_turn_until_there_is_nobody_who_can(
    head: Head, data: st.DataObject
) -> None:
    sign_ups = st.builds(
        PostSignUp,
        post=st.integers(1, len(head.posts)),
        at=st.integers(0, 20).map(minute),
        waiting=st.booleans(),
    )
    several = st.lists(sign_ups, max_size=3, unique_by=lambda each: each.post).map(tuple)
    entries = [
        entry(number, *data.draw(several), mark=data.draw(st.sampled_from(["", "", "leave"])))
        for number in range(1, 7)
    ]
    moved = {each.number: each for each in waitlist.waitlist_promotions(entries, Places(), head)}
    after = [moved.get(each.number, each) for each in entries]
    for post in head.posts:
        held = [sum(posts.holds(each, post.id) for each in those) for those in (entries, after)]
        assert held[1] <= max(post.heads, held[0])
        turns = {e.number: (s.at, e.number) for e in entries for s in e.posts if s.post == post.id}
        up = [turns[e.number] for e in after if _gained(entries, e, post)]
        for still in (each for each in after if posts.waits_for(each, post.id)):
            free = posts.free_places(post, after)
            wished = [each for each in still.posts if each.post != post.id]
            wished.append(has(post.id))
            pairs = overlapping(structs.replace(still, posts=tuple(wished)), head, held=True)
            can = not any(post in pair for pair in pairs)
            assert not (free and can), "a place is left that somebody waits for"
            assert not can or all(turn < turns[still.number] for turn in up), "overtaken"
    for before, each in zip(entries, after, strict=True):
        assert len(overlapping(each, head, held=True)) == len(overlapping(before, head, held=True))
        assert not (posts.is_excused(each) and each != before), "who is on leave stays as they are"
        assert each.waiting is (before.waiting and each == before)


def _gained(before: list[Entry], after: Entry, post: Post) -> bool:
    old = next(each for each in before if each.number == after.number)
    return posts.holds(after, post.id) and not posts.holds(old, post.id)


# -- waiting ---------------------------------------------------------------------------

HERE = (Stint(start=START, end=None),)
FULL, FREE = (
    Post(id=1, name="停车", heads=1),
    Post(id=2, name="摊位", start=180, minutes=60, heads=2),
)


def test_only_who_waits_for_a_place_lines_up_and_not_who_waits_for_full_posts_alone() -> None:
    head, holder = plan(FULL, FREE), entry(1, has(1))

    def lines_up(waiting: Entry) -> bool:
        return waitlist.lines_up(entry(3), [holder, waiting], Places(), head)

    assert not waitlist.lines_up(entry(3), [holder], Places(), head)
    assert not lines_up(entry(2, waits(1)))
    assert lines_up(entry(2, waits(2))), "the post has a place, so it is the event that is full"
    assert lines_up(entry(2, waits(1), waits(2)))
    assert lines_up(entry(2, waiting=True))
    assert not lines_up(entry(2, waiting=True, mark="leave"))
    assert not lines_up(entry(2, waits(2), waiting=False))


def test_who_is_on_leave_neither_holds_a_post_nor_waits_for_one_unless_they_came() -> None:
    away = entry(1, has(1), waits(2), mark="leave")
    assert not posts.holds(away, 1)
    assert not posts.waits_for(away, 2)
    here = structs.replace(away, mark="", stints=HERE)
    assert posts.holds(here, 1)
    assert posts.waits_for(here, 2), "for one of two posts"
    assert posts.holds(structs.replace(away, stints=HERE), 1)


def test_who_is_here_waits_for_a_post_and_not_for_a_place() -> None:
    for no_place in (True, False):
        here = entry(1, waits(1), stints=HERE, waiting=False)
        assert waitlist.with_waiting(here, no_place=no_place) == here
    assert waitlist.with_waiting(entry(1, has(1), stints=HERE), no_place=True).posts == (has(1),)
    assert waitlist.with_waiting(entry(1, has(1)), no_place=True).posts == (waits(1),)
    assert waitlist.with_waiting(entry(1, waits(1)), no_place=False).waiting


def test_a_post_that_somebody_did_not_sign_up_for_is_not_taken_from_them() -> None:
    with pytest.raises(Refused, match="Not signed up for the post 摊位"):
        waitlist.without_post(entry(1, has(1)), FREE)


def test_a_check_in_taken_back_makes_only_who_had_signed_up_wait() -> None:
    places = Places(capacity=1)
    first, second, third = (entry(n) for n in (1, 2, 3))

    def back(each: Entry, *others: Entry) -> Entry:
        return waitlist.return_to_waitlist(each, others, places)

    assert back(second, first).waiting
    assert not back(second, third).waiting, "who signed up later has to wait instead"
    assert not back(first).waiting
    here = structs.replace(second, stints=HERE)
    assert back(here, first) == here
    walked_in = structs.replace(second, expected=None, adults=1)
    assert back(walked_in, first) == walked_in


# -- names and order ---------------------------------------------------------------------


def test_a_post_is_named_in_full_or_by_a_beginning_that_only_one_has() -> None:
    head = plan(
        Post(id=1, name="收场", start=60),
        Post(id=2, name="收场二"),
        Post(id=3, name="Parking"),
    )
    found = {text: posts.post_named(head, text).id for text in ("收场", " 收场二 ", "park", "P")}
    assert found == {"收场": 1, " 收场二 ": 2, "park": 3, "P": 3}
    for text in ("收", "", " ", "场", "arking"):
        with pytest.raises(Refused, match="there are: 收场二, Parking, 收场"):
            posts.post_named(head, text)
    with pytest.raises(Refused, match="there are: 收场"):
        posts.post_named(plan(Post(id=1, name="收场")), " ")
    with pytest.raises(Refused, match="has no posts yet"):
        posts.post_named(plan(), "收场")


def test_posts_are_in_the_order_of_the_day_however_they_were_planned() -> None:
    late, early = (
        Post(id=1, name="收场", start=120, minutes=30),
        Post(id=2, name="停车", minutes=30),
    )
    head, own = plan(late, early), entry(1, has(1), has(2))
    assert posts.signed_posts(own, head) == [early, late]
    assert posts.due_post(own, head, START) == early
    assert posts.due_post(own, head, START + timedelta(minutes=30)) == late
    others = [own, entry(2, has(1)), entry(3), entry(4, waits(2))]
    others.sort(key=lambda each: (posts.first_post(each, head), each.number))
    assert [each.number for each in others] == [1, 4, 2, 3]


def test_a_ride_ends_when_the_leg_arrives_and_of_who_boarded_late_as_long_after() -> None:
    legs = (Leg(after=0, minutes=40), Leg(after=120, minutes=50))
    head = structs.replace(HEAD, legs=legs)

    def end(leg: int, boarded: int) -> int:
        stint = Stint(start=START + timedelta(minutes=boarded), end=None, leg=leg)
        ended = posts.planned_end(entry(1, stints=(stint,)), stint, head)
        return (ended - START) // timedelta(minutes=1)

    assert [end(1, -5), end(1, 39), end(1, 40), end(2, 125), end(2, 200)] == [40, 40, 80, 170, 250]
    assert end(3, 10) == 180, "a leg that is no longer planned"
    assert end(0, 10) == 180


def test_the_turn_on_a_waitlist_is_among_who_wait_for_the_same():
    found = [
        entry(1, waiting=True),
        entry(2, waits(1, 2)),
        entry(3, waiting=True),
        entry(4, waits(1, 4)),
        entry(5, waits(1), mark="leave"),
        entry(6, has(1)),
    ]
    assert waitlist.waitlist_turns(found) == {1: 1, 2: 1, 3: 2, 4: 2}
