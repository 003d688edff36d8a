"""Records with other numbers of people: after a merge, and after an erasure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from yigong.store.event_records import Event, Post
from yigong.store.points_records import PointsEntry
from yigong.store.programme_records import Enrolment
from yigong.store.records import Squad
from yigong.store.request_records import Request, Visit
from yigong.store.venue_records import Venue

Renumber = Callable[[int], int]
"""Gives the number that a person has from now on; 0: nobody."""


def renumbered_squad(squad: Squad, renumber: Renumber) -> Squad:
    """A squad with other numbers; its leader is not a deputy as well."""
    leader = renumber(squad.leader) if squad.leader else None
    deputies = tuple(number for number in _renumbered(squad.deputies, renumber) if number != leader)
    return msgspec.structs.replace(
        squad,
        members=_renumbered(squad.members, renumber),
        leader=leader or None,
        deputies=deputies,
    )


def renumbered_event(event: Event, renumber: Renumber) -> Event:
    """An event, its earlier plans and its single dates with other numbers."""
    changes = {
        day: change
        if change.posts is None
        else msgspec.structs.replace(change, posts=_renumbered_posts(change.posts, renumber))
        for day, change in event.changes.items()
    }
    return msgspec.structs.replace(
        event,
        booker=renumber(event.booker) if event.booker else 0,
        posts=_renumbered_posts(event.posts, renumber),
        changes=changes,
        earlier=tuple(renumbered_event(plan, renumber) for plan in event.earlier),
    )


def renumbered_venue(venue: Venue, renumber: Renumber) -> Venue:
    """A venue with another keeper."""
    keeper = renumber(venue.keeper) if venue.keeper else 0
    return msgspec.structs.replace(venue, keeper=keeper)


def renumbered_enrolment(enrolment: Enrolment, renumber: Renumber) -> Enrolment:
    """An enrolment with other numbers; whose it is stays, if they are nobody from now on, so that
    the places of a year stay as many."""
    person = renumber(enrolment.person) or enrolment.person
    mentors = _renumbered(enrolment.mentors, renumber)
    return msgspec.structs.replace(
        enrolment, person=person, mentors=tuple(each for each in mentors if each != person)
    )


def renumbered_request(request: Request, renumber: Renumber) -> Request:
    """A request with another person who asks and another who works on it."""
    return msgspec.structs.replace(
        request,
        who=renumber(request.who) if request.who else 0,
        holder=renumber(request.holder) if request.holder else 0,
    )


def renumbered_visit(visit: Visit, renumber: Renumber) -> Visit:
    """A visit by others, and to somebody else; that somebody was met stays."""
    return msgspec.structs.replace(
        visit,
        by=_renumbered(visit.by, renumber),
        who=renumber(visit.who) if visit.who else 0,
    )


def renumbered_points(entry: PointsEntry, renumber: Renumber) -> PointsEntry:
    """An entry of somebody else; whose it is stays, if they are nobody from now on, as do the
    hours, so that the sums of a year stay as they are."""
    return msgspec.structs.replace(entry, person=renumber(entry.person) or entry.person)


def _renumbered(people: Iterable[int], renumber: Renumber) -> tuple[int, ...]:
    """Other numbers, each once, without nobody."""
    return tuple(dict.fromkeys(filter(None, map(renumber, people))))


def _renumbered_posts(posts: Iterable[Post], renumber: Renumber) -> tuple[Post, ...]:
    return tuple(
        msgspec.structs.replace(post, lead=renumber(post.lead)) if post.lead else post
        for post in posts
    )
