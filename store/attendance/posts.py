"""岗位, the posts of an occurrence: their hours, who holds one and who waits for it, who is due."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, Protocol

from yigong.store.attendance.capacity import is_excused
from yigong.store.attendance.rides import leg_hours
from yigong.store.attendance_records import Entry, Stint
from yigong.store.errors import Refused
from yigong.store.event_records import Leg, Post
from yigong.store.records import elapsed


class PostPlan(Protocol):
    """An occurrence, or the head of its register."""

    @property
    def start(self) -> datetime:
        """Its start, aware."""
        ...

    @property
    def end(self) -> datetime:
        """Its end, aware."""
        ...

    @property
    def posts(self) -> tuple[Post, ...]:
        """Its posts."""
        ...

    @property
    def legs(self) -> tuple[Leg, ...]:
        """Its legs, where it is a trip."""
        ...


class Hours(NamedTuple):
    """From when to when, aware."""

    start: datetime
    end: datetime

    def __str__(self) -> str:
        """By the clock: ``07:30-10:00``."""
        return f"{self.start:%H:%M}-{self.end:%H:%M}"


def post_hours(post: Post, plan: PostPlan) -> Hours:
    """The hours of a post; without a length of its own it ends with the occurrence."""
    zone = plan.start.tzinfo
    start = (plan.start.astimezone(UTC) + timedelta(minutes=post.start)).astimezone(zone)
    if not post.minutes:
        return Hours(start, max(start, plan.end, key=datetime.timestamp))
    return Hours(start, (start.astimezone(UTC) + timedelta(minutes=post.minutes)).astimezone(zone))


def whole_hours(plan: PostPlan) -> Hours:
    """From the first post to the end of the last, and at least from start to end of the plan."""
    hours = [Hours(plan.start, plan.end), *(post_hours(post, plan) for post in plan.posts)]
    return _from_first_to_last(hours)


def _from_first_to_last(hours: Iterable[Hours]) -> Hours:
    hours = list(hours)
    return Hours(
        min((each.start for each in hours), key=datetime.timestamp),
        max((each.end for each in hours), key=datetime.timestamp),
    )


def overlap(one: Hours, other: Hours) -> bool:
    """Whether two times overlap; those that touch do not."""
    return (
        one.start.timestamp() < other.end.timestamp()
        and other.start.timestamp() < one.end.timestamp()
    )


def sorted_posts(posts: Iterable[Post]) -> list[Post]:
    """Posts by the time at which they begin; those that begin together as they are planned."""
    return sorted(posts, key=lambda post: post.start)


def post_named(plan: PostPlan, name: str) -> Post:
    """A post by its name, or by the beginning of one name alone.

    Raises:
        Refused: There is none, or there are several; the sentence names all posts.
    """
    name = name.strip()
    found = [post for post in plan.posts if post.name == name] or [
        post for post in plan.posts if name and post.name.casefold().startswith(name.casefold())
    ]
    if len(found) == 1:
        return found[0]
    if not plan.posts:
        raise Refused("This event has no posts yet; plan them first.")
    raise Refused(
        "No post is called {name}, or several are; there are: {posts}.",
        name=name[:20],
        posts=", ".join(post.name for post in sorted_posts(plan.posts)),
    )


# -- who holds a post, and who waits -----------------------------------------


def signed_posts(entry: Entry, plan: PostPlan, *, waiting: bool | None = False) -> list[Post]:
    """The posts of an entry, by time.

    Args:
        entry: The entry.
        plan: The occurrence, or the head of its register.
        waiting: Those it holds (`False`), those it waits for (`True`), or both (`None`).
    """
    wanted = {each.post for each in entry.posts if waiting in (None, each.waiting)}
    return sorted_posts(post for post in plan.posts if post.id in wanted)


def first_post(entry: Entry, plan: PostPlan) -> tuple[int, int]:
    """The sort key of an entry by its first post; without any it is after all others."""
    order = [post.id for post in sorted_posts(plan.posts)]
    own = signed_posts(entry, plan, waiting=None)
    return (0, order.index(own[0].id)) if own else (1, 0)


def holds(entry: Entry, post: int) -> bool:
    """Whether an entry takes a place of a post: its sign-up is neither waiting nor excused."""
    held = any(each.post == post and not each.waiting for each in entry.posts)
    return held and (bool(entry.stints) or not is_excused(entry))


def waits_for(entry: Entry, post: int) -> bool:
    """Whether an entry is on the waitlist of a post."""
    waits = any(each.post == post and each.waiting for each in entry.posts)
    return waits and not is_excused(entry)


def free_places(post: Post, entries: Iterable[Entry]) -> int:
    """How many more people a post needs; it counts people, not who comes along with them."""
    return max(0, post.heads - sum(holds(entry, post.id) for entry in entries))


def overlapped(entry: Entry, post: Post, plan: PostPlan, *, held: bool = False) -> Post | None:
    """The post of an entry that another post would overlap; `None`: there is none.

    Args:
        entry: The entry.
        post: The other post.
        plan: The occurrence, or the head of its register.
        held: Regard only those that it holds, not those it waits for.
    """
    own = signed_posts(entry, plan, waiting=False if held else None)
    hours = post_hours(post, plan)
    return next(
        (each for each in own if each.id != post.id and overlap(post_hours(each, plan), hours)),
        None,
    )


# -- when somebody is due ------------------------------------------------------


def due_hours(entry: Entry, plan: PostPlan) -> list[Hours]:
    """When somebody is due: at each of their posts, or where they hold none all of the time."""
    hours = [post_hours(post, plan) for post in signed_posts(entry, plan)]
    return hours or [Hours(plan.start, plan.end)]


def own_hours(entry: Entry, plan: PostPlan) -> Hours:
    """From when to when somebody is due: from their first post to the end of their last, or as
    long as the occurrence, where they hold none."""
    return _from_first_to_last(due_hours(entry, plan))


def own_minutes(entry: Entry, plan: PostPlan) -> int:
    """How long somebody is due: at all of their posts, or as long as the occurrence."""
    return sum(elapsed(*each) for each in due_hours(entry, plan))


def planned_end(entry: Entry, stint: Stint, plan: PostPlan) -> datetime:
    """When a stint was to end: on the way when the leg arrives; else at the end of their last post,
    or of the occurrence, where they hold none or came after it."""
    if 0 < stint.leg <= len(plan.legs):
        leg = plan.legs[stint.leg - 1]
        end = leg_hours(leg, plan).end
        if stint.start < end:
            return end
        return stint.start + timedelta(minutes=leg.minutes)
    end = own_hours(entry, plan).end
    return end if stint.start < end else plan.end


def due_post(entry: Entry, plan: PostPlan, now: datetime) -> Post | None:
    """The post at which somebody is due now, or else next; `None`: at none any more."""
    return next(
        (post for post in signed_posts(entry, plan) if now < post_hours(post, plan).end), None
    )
