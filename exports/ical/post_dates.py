"""The posts and legs of an occurrence as dates of a person's calendar file, each with its hours."""

from __future__ import annotations

from msgspec import structs

from yigong.exports.ical.uids import leg_uid, post_uid
from yigong.store.attendance.posts import post_hours
from yigong.store.attendance.rides import leg_hours, leg_of
from yigong.store.event_records import Occurrence, Post


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


def leg_occurrence(occurrence: Occurrence, number: int) -> Occurrence:
    """Return an occurrence as who rides one of its legs has it: where and when that leaves."""
    event, leg = occurrence.event, leg_of(occurrence, number)
    hours, places = leg_hours(leg, occurrence), filter(None, (leg.origin, leg.destination))
    own = structs.replace(
        event,
        title=f"{event.title} {' - '.join(places)}".rstrip(),
        uid=leg_uid(event, number),
        all_day=False,
    )
    return structs.replace(
        occurrence,
        event=own,
        start=hours.start,
        end=hours.end,
        place=leg.origin or occurrence.place,
        venues=leg.vehicles,
    )
