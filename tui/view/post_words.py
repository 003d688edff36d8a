"""Posts in words: those of a person, where they are due now, and what an occurrence lacks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from yigong.store.attendance.posts import (
    PostPlan,
    due_post,
    overlapped,
    post_hours,
    signed_posts,
)
from yigong.store.attendance_records import Entry
from yigong.store.event_records import Post
from yigong.store.language import _
from yigong.store.squads.staffing import PostNeed


def post_and_hours(post: Post, plan: PostPlan) -> str:
    """``停车 07:30-10:00``."""
    return f"{post.name} {post_hours(post, plan)}"


def post_list(entry: Entry, plan: PostPlan, *, hours: bool = False) -> str:
    """The posts of a person by time: ``停车, 摊位 (waiting)``."""
    waited = {each.post for each in entry.posts if each.waiting}
    words = []
    for post in signed_posts(entry, plan, waiting=None):
        name = post_and_hours(post, plan) if hours else post.name
        words.append(_("{post} (waiting)").format(post=name) if post.id in waited else name)
    return _(", ").join(words)


def post_names(entry: Entry, plan: PostPlan, before: Entry | None = None) -> str:
    """The posts that a person has, by time; empty: none.

    Args:
        entry: The person's entry.
        plan: The occurrence, or the head of its register.
        before: The entry before something: only the posts that they did not have then.
    """
    had = {post.id for post in signed_posts(before, plan)} if before is not None else set()
    return _(", ").join(post.name for post in signed_posts(entry, plan) if post.id not in had)


def due_words(entry: Entry, plan: PostPlan, now: datetime) -> str:
    """Where somebody is due now, or else next: ``停车 07:30-10:00``; empty: at no post any more."""
    post = due_post(entry, plan, now)
    return post_and_hours(post, plan) if post is not None else ""


def lacking_words(needs: Iterable[PostNeed]) -> str:
    """What is lacking at which post, in their order: ``still needed 4: 摊位 1, 收场 3``."""
    lacking = [need for need in needs if need.lacks]
    if not lacking:
        return ""
    posts = _(", ").join(f"{need.post.name} {need.lacks}" for need in lacking)
    total = sum(need.lacks for need in lacking)
    return _("still needed {n}: {posts}").format(n=total, posts=posts)


PostChoice = tuple[Literal["in", "out"], int]
"""To sign up for a post (0: for none) or to withdraw from one (0: from all)."""


def sign_up_options(
    entry: Entry | None, needs: Iterable[PostNeed], plan: PostPlan
) -> list[tuple[PostChoice, str]]:
    """The posts that somebody may sign up for, with what each lacks, those that lack people first.

    Args:
        entry: Theirs; `None`: they are not in the register.
        needs: The posts.
        plan: The occurrence.

    Returns:
        Choices and words; the posts at the time of one that they have are left out (see
        `overlapping_posts`).
    """
    entry = entry or Entry(number=0)
    own = {each.post for each in entry.posts}
    options: list[tuple[PostChoice, str]] = []
    for need in needs:
        if need.post.id not in own and overlapped(entry, need.post, plan) is None:
            state = _("lacks {n}").format(n=need.lacks) if need.lacks else _("full: one waits")
            options.append((("in", need.post.id), f"{need.post.name} {need.hours}  {state}"))
    if entry.expected is None:
        options.append((("in", 0), _("without a post")))
    return options


def overlapping_posts(entry: Entry | None, needs: Iterable[PostNeed], plan: PostPlan) -> list[str]:
    """The posts that somebody cannot have, as they have one at the same time, with which."""
    entry = entry or Entry(number=0)
    own = {each.post for each in entry.posts}
    words = []
    for need in needs:
        other = overlapped(entry, need.post, plan)
        if need.post.id not in own and other is not None:
            reason = _("overlaps {post}").format(post=other.name)
            words.append(f"{need.post.name} {need.hours}  {reason}")
    return words


def withdrawal_options(entry: Entry, plan: PostPlan) -> list[tuple[PostChoice, str]]:
    """What somebody may withdraw from: each of their posts, or all of it."""
    posts = signed_posts(entry, plan, waiting=None)
    single: list[tuple[PostChoice, str]] = [
        (("out", post.id), _("not at {post} any more").format(post=post_and_hours(post, plan)))
        for post in posts
    ]
    return [*(single if len(single) > 1 else []), (("out", 0), _("not signed up any more"))]
