"""Validation of an event: what was typed or read becomes a clean record, or is refused."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import get_args

import msgspec

from yigong.store.bounds import MAX_LEGS
from yigong.store.dates.almanac import LUNAR_RANGE
from yigong.store.dates.lunar import TERMS
from yigong.store.dates.recurrence import first_start
from yigong.store.dates.series import as_earlier_plan, plan_until
from yigong.store.errors import Refused
from yigong.store.event_records import (
    ByRRule,
    ByTerm,
    Change,
    Event,
    HostPart,
    LeapMonth,
    Leg,
    OrganisedBy,
    Post,
    Repeat,
    ShortMonth,
)
from yigong.store.language import N_
from yigong.store.validate import (
    MAX_MINUTES,
    MAX_NAME,
    MAX_PLACE,
    MAX_PLANS,
    MAX_POSTS,
    MAX_TITLE,
    checked_geo,
    checked_role,
    checked_zone,
    clean_line,
    clean_paragraph,
)


def validated_event(record: Event) -> Event:
    """An event ready to be written, with its start moved to the first date its rule gives.

    Its earlier plans (`Event.earlier`) are checked too, each alone and in their order. Whether the
    village has its kind is not (see `kinds.refuse_unknown_kind`).
    """
    if not 1 <= record.minutes <= MAX_MINUTES:
        raise Refused("An event lasts from 1 minute to 31 days.")
    if not 1900 <= record.start.year <= 2200:
        raise Refused("The year {year} is out of range (1900 to 2200).", year=record.start.year)
    if record.start.tzinfo is not None:
        raise Refused("The start is in the village's time: write it without an offset.")
    if any(count < 0 or count > 9999 for count in record.needs.values()) or not (
        0 <= record.capacity <= 9999
    ):
        raise Refused("A number of people is 0 to 9999.")
    if not 0 <= record.travel < record.minutes:
        raise Refused("The time on the way is shorter than the event.")
    start = record.start
    minutes = record.minutes
    if record.all_day:
        start = start.replace(hour=0, minute=0, second=0, microsecond=0)
        minutes = -(-minutes // 1440) * 1440
    record = msgspec.structs.replace(
        record,
        title=clean_line(record.title, N_("The title"), MAX_TITLE, needed=True),
        kind=clean_line(record.kind, N_("The kind"), MAX_NAME, needed=True),
        role=checked_role(record.role) if record.role else "",
        start=start.replace(second=0, microsecond=0),
        minutes=minutes,
        zone=checked_zone(record.zone) if record.zone else "",
        place=clean_line(record.place, N_("The place"), MAX_PLACE),
        notes=clean_paragraph(record.notes, N_("The notes")),
        lead=clean_line(record.lead, N_("The person in charge"), MAX_NAME),
        hosts=checked_hosts(record.hosts),
        venues=tuple(dict.fromkeys(record.venues)),
        answers=tuple(dict.fromkeys(record.answers)),
        posts=checked_posts(record.posts, minutes),
        legs=checked_legs(record.legs, minutes),
        answer=clean_line(record.answer, N_("The answer"), MAX_TITLE),
        override=clean_line(record.override, N_("The reason"), MAX_TITLE),
        reason=clean_line(record.reason, N_("The reason"), MAX_TITLE),
        needs={squad: count for squad, count in record.needs.items() if count},
        repeat=_checked_repeat(record.repeat, start.date()),
        geo=checked_geo(record.geo),
    )
    changes = {day: _checked_change(day, change) for day, change in record.changes.items()}
    record = msgspec.structs.replace(record, changes=changes)
    record = msgspec.structs.replace(record, start=first_start(record))
    return msgspec.structs.replace(record, earlier=_checked_earlier(record))


def _checked_repeat(repeat: Repeat | None, start: date) -> Repeat | None:
    """A lunar or solar-term rule ready to be written; an RRULE is checked by its parser."""
    if repeat is None or isinstance(repeat, ByRRule):
        return repeat
    if not LUNAR_RANGE[0] <= start <= LUNAR_RANGE[1]:
        raise Refused("Lunar dates and solar terms are known here from 1901 to 2099.")
    if isinstance(repeat, ByTerm):
        if repeat.term not in TERMS:
            raise Refused(
                "There is no solar term {term}.",
                term=clean_line(repeat.term, N_("The term"), MAX_NAME),
            )
    elif not (0 <= repeat.month <= 12 and 1 <= repeat.day <= 30):
        raise Refused("A lunar date has a month 1 to 12, or 0 for each, and a day 1 to 30.")
    elif repeat.leap not in get_args(LeapMonth) or repeat.short not in get_args(ShortMonth):
        raise Refused("A leap month counts first, leap or both; a short month last or skip.")
    if not 0 <= repeat.count <= 9999:
        raise Refused("A repeat has 1 to 9999 dates.")
    if repeat.until is not None and repeat.count:
        raise Refused("A repeat ends by a date or after a count, not both.")
    if repeat.until is not None and repeat.until < start:
        raise Refused("The end of the repeat is before its start.")
    return repeat


def _checked_earlier(record: Event) -> tuple[Event, ...]:
    """The earlier plans of an event; each must end before the next begins."""
    if not record.earlier:
        return ()
    if len(record.earlier) > MAX_PLANS or any(plan.earlier for plan in record.earlier):
        raise Refused("An event has at most {most} earlier plans.", most=MAX_PLANS)
    plans = [as_earlier_plan(validated_event(plan)) for plan in record.earlier]
    for plan, following in pairwise([*plans, record]):
        if plan_until(plan, following.start.date()) != plan:
            raise Refused("An earlier plan ends before the next one begins.")
    return tuple(plans)


def _checked_change(day: str, change: Change) -> Change:
    """The change of one occurrence, ready to be written.

    Raises:
        Refused: The day is not a date, or a field of the change is invalid.
    """
    try:
        date.fromisoformat(day)
    except ValueError:
        raise Refused("There is no date {date}; write it as 2026-11-25.", date=day[:20]) from None
    if change.start is not None and change.start.tzinfo is not None:
        raise Refused("The start is in the village's time: write it without an offset.")
    if change.start is not None and not 1900 <= change.start.year <= 2200:
        raise Refused("The year {year} is out of range (1900 to 2200).", year=change.start.year)
    if change.minutes is not None and not 1 <= change.minutes <= MAX_MINUTES:
        raise Refused("An event lasts from 1 minute to 31 days.")
    place, venues, posts, override = change.place, change.venues, change.posts, change.override
    length = change.minutes or MAX_MINUTES
    return msgspec.structs.replace(
        change,
        place=place if place is None else clean_line(place, N_("The place"), MAX_PLACE),
        venues=venues if venues is None else tuple(dict.fromkeys(venues)),
        posts=posts if posts is None else checked_posts(posts, length),
        legs=change.legs if change.legs is None else checked_legs(change.legs, length),
        override=override
        if override is None
        else clean_line(override, N_("The reason"), MAX_TITLE),
        reason=clean_line(change.reason, N_("The reason"), MAX_TITLE),
    )


def checked_hosts(hosts: Iterable[OrganisedBy]) -> tuple[OrganisedBy, ...]:
    """The hosts of an event or a programme, each squad once, without the names of heads.

    Raises:
        Refused: A part is not one of host, with, support.
    """
    found: dict[int, OrganisedBy] = {}
    for host in hosts:
        if host.how not in get_args(HostPart):
            raise Refused("A part in hosting is host, with or support.")
        found.setdefault(host.squad, OrganisedBy(squad=host.squad, how=host.how))
    return tuple(found.values())


def checked_legs(legs: Iterable[Leg], minutes: int) -> tuple[Leg, ...]:
    """The legs of a trip, by time, without the seats and names of heads.

    Args:
        legs: The legs.
        minutes: The length of the event.

    Raises:
        Refused: One begins before the trip or before the one before it has arrived, or arrives
            after the trip; or there are too many.
    """
    ordered = sorted(legs, key=lambda leg: leg.after)
    if len(ordered) > MAX_LEGS:
        raise Refused("A trip has at most {most} legs.", most=MAX_LEGS)
    for number, leg in enumerate(ordered, 1):
        if leg.minutes < 1:
            raise Refused("Leg {leg} takes no time; say how many minutes.", leg=number)
        if leg.after < 0:
            raise Refused("Leg {leg} begins before the trip does.", leg=number)
        if leg.after + leg.minutes > minutes:
            raise Refused("Leg {leg} arrives after the trip is over.", leg=number)
    for number, (one, other) in enumerate(pairwise(ordered), 2):
        if other.after < one.after + one.minutes:
            raise Refused("Leg {leg} begins before the one before it arrives.", leg=number)
    return tuple(
        Leg(
            after=leg.after,
            minutes=leg.minutes,
            origin=clean_line(leg.origin, N_("The place"), MAX_PLACE),
            destination=clean_line(leg.destination, N_("The place"), MAX_PLACE),
            vehicles=tuple(dict.fromkeys(leg.vehicles)),
        )
        for leg in ordered
    )


_MARGIN = 12 * 60
"""How many minutes before its start and after its end the posts of an event may lie: as long as
check-ins are taken (`store.attendance.register_writer`)."""


def checked_posts(posts: Iterable[Post], minutes: int) -> tuple[Post, ...]:
    """The posts of an event; those without a number get the next.

    Args:
        posts: The posts; a new one has the number 0.
        minutes: The length of the event.

    Raises:
        Refused: One has no name or that of another, needs nobody, or lies too far from the event.
    """
    posts = tuple(posts)
    if len(posts) > MAX_POSTS:
        raise Refused("An event has at most {most} posts.", most=MAX_POSTS)
    highest = max((post.id for post in posts), default=0)
    checked: list[Post] = []
    for post in posts:
        name = clean_line(post.name, N_("The post"), MAX_NAME, needed=True)
        if any(other.name == name for other in checked):
            raise Refused("There is a post {name} already.", name=name)
        if post.id < 0 or any(other.id == post.id for other in checked if post.id):
            raise Refused("Two posts have the same number.")
        if not 1 <= post.heads <= 9999:
            raise Refused("The post {name} needs 1 to 9999 people.", name=name)
        if not post.minutes and post.start >= minutes:
            raise Refused(
                "The post {name} begins when the event is over, so say until when.", name=name
            )
        end = post.start + (post.minutes or minutes - post.start)
        if post.minutes < 0 or post.start < -_MARGIN or end > minutes + _MARGIN:
            raise Refused(
                "The post {name} lies more than 12 hours before or after the event.", name=name
            )
        if not post.id:
            highest += 1
        checked.append(
            msgspec.structs.replace(
                post,
                id=post.id or highest,
                name=name,
                note=clean_line(post.note, N_("The note"), MAX_TITLE),
            )
        )
    return tuple(checked)
