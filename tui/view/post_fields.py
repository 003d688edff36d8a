"""The fields of a post's form, and a post of what was typed into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec

from yigong.store.attendance.posts import post_hours
from yigong.store.dates.clock_parser import parse_hours
from yigong.store.errors import Refused
from yigong.store.event_records import Occurrence, Post
from yigong.store.language import _
from yigong.store.records import Squad, elapsed
from yigong.tui.text.typed_values import number_of_people
from yigong.tui.view.form_fields import Field, with_typed_values


def post_fields(
    post: Post, occurrence: Occurrence, squads: Iterable[Squad], lead: str
) -> list[Field]:
    """The fields for a post, in the order of the form.

    Args:
        post: The post; a new one has no name.
        occurrence: The occurrence whose clock the hours are typed by.
        squads: The squads to choose from.
        lead: Who is in charge of it, as it would be typed.
    """
    hours = str(post_hours(post, occurrence)) if post.name else ""
    asked: list[tuple[object, str]] = [(0, _("none"))]
    asked += [(squad.number, squad.name) for squad in squads]
    return [
        Field("name", _("Post"), post.name, hint=_("needed; such as parking")),
        Field("hours", _("When"), hours, hint=_("7:30-10; a start alone: to the end")),
        Field("heads", _("Needed"), str(post.heads), number_of_people, hint=_("how many people")),
        Field("squad", _("Squad"), post.squad, options=asked, hint=_("asked first")),
        Field("lead_name", _("In charge"), lead, hint=_("a name, a phone or a code")),
        Field("note", _("Note"), post.note, hint=_("what to do, where to stand")),
    ]


def read_post(
    typed: Mapping[str, object],
    post: Post,
    occurrence: Occurrence,
    fields: Iterable[Field],
    lead: int,
) -> Post:
    """A post as it was typed; hours that were not touched stay.

    Args:
        typed: The values of the fields.
        post: The post that is changed.
        occurrence: The occurrence.
        fields: As `post_fields` gave them.
        lead: The number of who is in charge of it; 0: nobody.

    Raises:
        Refused: Something cannot be read.
    """
    fields = list(fields)
    new = msgspec.structs.replace(with_typed_values(post, fields, typed), lead=lead)
    before = next(field.value for field in fields if field.name == "hours")
    if typed["hours"] == before and post.name:
        return new
    if not str(typed["hours"]):
        raise Refused("Say from when to when, such as {example}.", example="7:30-10")
    return with_hours(new, str(typed["hours"]), occurrence)


def with_hours(post: Post, text: str, occurrence: Occurrence) -> Post:
    """A post with hours that were typed by the clock of its occurrence.

    Of the days on which it can be, it is on that of the occurrence; there are several only where
    that lasts for days: then on the day on which the post was, or else the first.

    Raises:
        Refused: They cannot be read.
    """
    clock, minutes = parse_hours(text)
    zone, day = occurrence.start.tzinfo, timedelta(days=1)
    first, last = occurrence.start.date() - day, occurrence.end.date() + day
    days = [first + day * n for n in range((last - first).days + 1)]
    starts = [datetime.combine(each, clock, zone) for each in days]
    length = timedelta(minutes=minutes or 1)
    near = post_hours(post, occurrence).start if post.name else occurrence.start
    start = min(
        starts,
        key=lambda at: (
            max(occurrence.start - (at + length), at - occurrence.end, timedelta()),
            abs(at - near),
        ),
    )
    return msgspec.structs.replace(
        post, start=elapsed(occurrence.start, start), minutes=minutes or 0
    )
