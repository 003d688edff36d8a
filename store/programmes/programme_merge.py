"""Merge of two programmes, of which one is a second spelling: events, enrolments and names."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import msgspec

from yigong.store.errors import Refused
from yigong.store.event_records import Event
from yigong.store.programme_records import Enrolment, Programme
from yigong.store.programmes import enrolment_rules
from yigong.store.programmes.programme_checks import checked_programme
from yigong.store.records import code
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.transaction import Transaction

ACT = "programme.merge"

_FILLED = ("goal", "hosts", "lead", "places", "mentors_each", "note")
"""The fields that are taken from the merged programme where the one that is kept says nothing."""

_DATES = ("first", "last", "seasons")
"""The same, all three together: seasons lie within the dates."""


def merge_programmes(
    keep: int,
    merged: int,
    transaction: Callable[[ChangeReason], AbstractContextManager[Transaction]],
    programmes: Book[Programme],
    enrolments: Book[Enrolment],
    events: Book[Event],
) -> Programme:
    """Merge two programmes in one change.

    Events and enrolments of the merged one are the other's from now on, and so are its names, by
    which registers that have them still count. Whoever has a place keeps it.

    Args:
        keep: The number that is kept.
        merged: The number of the one that is removed.
        transaction: Begins a change of several books.
        programmes: The book of programmes.
        enrolments: The book of enrolments.
        events: The book of events.

    Raises:
        Refused: They are not two programmes.
    """
    if keep == merged:
        raise Refused("{code} is one programme; name two.", code=code("P", keep))
    with transaction(ChangeReason(ACT, f"{code('P', merged)} = {code('P', keep)}")) as change:
        event_draft, enrolment_draft = change.open(events), change.open(enrolments)
        draft = change.open(programmes)
        mine, theirs = (_programme_in(draft, number) for number in (keep, merged))
        draft.remove(merged)
        stored = draft.put(joined_programme(mine, theirs))
        for event in list(event_draft.records.values()):
            moved = _moved_event(event, keep, merged)
            if moved != event:
                event_draft.put(moved)
        for enrolment in enrolment_rules.enrolments_of(enrolment_draft.records, merged):
            enrolment_draft.put(msgspec.structs.replace(enrolment, programme=keep))
        enrolment_rules.join_doubles(enrolment_draft, keep)
        enrolment_rules.promote(enrolment_draft, stored)
        return stored


def joined_programme(mine: Programme, theirs: Programme) -> Programme:
    """A programme with the names of another one, and with what only that one says."""
    empty = Programme(name="")
    taken = {
        field: getattr(theirs, field)
        for field in _FILLED
        if getattr(mine, field) == getattr(empty, field)
    }
    if all(getattr(mine, field) == getattr(empty, field) for field in _DATES):
        taken |= {field: getattr(theirs, field) for field in _DATES}
    aliases = (*mine.aliases, theirs.name, *theirs.aliases)
    return checked_programme(msgspec.structs.replace(mine, aliases=aliases, **taken))


def _moved_event(event: Event, keep: int, merged: int) -> Event:
    programme = keep if event.programme == merged else event.programme
    earlier = tuple(_moved_event(plan, keep, merged) for plan in event.earlier)
    return msgspec.structs.replace(event, programme=programme, earlier=earlier)


def _programme_in(draft: Draft[Programme], number: int) -> Programme:
    programme = draft.records.get(number)
    if programme is None:
        raise Refused("There is no programme {code}.", code=code("P", number))
    return programme
