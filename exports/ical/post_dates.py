"""The posts of an occurrence as dates of a person's calendar file, each with hours of its own."""

from __future__ import annotations

from msgspec import structs

from yigong.exports.ical.uids import post_uid
from yigong.store.attendance.posts import post_hours
from yigong.store.records import Occurrence, Post


def post_occurrence(occurrence: Occurrence, post: Post) -> Occurrence:
    """Return an occurrence as somebody with a post has it: with its hours and a UID of its own."""
    event, hours = occurrence.event, post_hours(post, occurrence)
    own = structs.replace(
        event,
        title=f"{event.title} {post.name}",
        uid=post_uid(event, post.id),
        all_day=False,
        notes="\n".join(filter(None, (post.note, event.notes))),
    )
    return structs.replace(occurrence, event=own, start=hours.start, end=hours.end)
