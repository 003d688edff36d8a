"""Posts in words: those of a person, where they are due now, and what an occurrence lacks."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from yigong.store.attendance.posts import PostPlan, due_post, post_hours, signed_posts
from yigong.store.language import _
from yigong.store.records import Entry, Post
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


def choice_words(need: PostNeed) -> str:
    """A post to choose from, with what it lacks: ``摊位 10:00-12:00  lacks 1``."""
    state = _("lacks {n}").format(n=need.lacks) if need.lacks else _("full: one waits")
    return f"{need.post.name} {need.hours}  {state}"
