"""The rules of a merge: two records of one person become one, also in squads and registers."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from yigong.store.records import Entry, Mark, Origin, Squad, Stint, Volunteer

_SUREST: tuple[Origin, ...] = ("clocked", "filled", "granted")
"""The origins, the most reliable first: a merged stint has the most reliable of its two."""


def merge_records(keep: Volunteer, merged: Volunteer) -> Volunteer:
    """The merged record, where no fields were chosen by hand.

    Args:
        keep: The record whose number and fields are kept.
        merged: The other, from which empty fields are filled; tags and guardians are joined.
    """
    return msgspec.structs.replace(
        keep,
        phone=keep.phone or merged.phone,
        gender=keep.gender or merged.gender,
        group=keep.group or merged.group,
        tags=tuple(dict.fromkeys([*keep.tags, *merged.tags])),
        note=keep.note or merged.note,
        joined=keep.joined or merged.joined,
        born=keep.born or merged.born,
        guardians=tuple(dict.fromkeys([*keep.guardians, *merged.guardians])),
        consent=keep.consent or merged.consent,
        archived=keep.archived and merged.archived,
    )


def merge_in_squad(squad: Squad, keep: int, merged: int) -> Squad:
    """A squad with one number in place of two; its leader is not a deputy as well."""

    def renamed(people: Iterable[int]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(keep if n == merged else n for n in people))

    if merged not in (*squad.members, squad.leader, *squad.deputies):
        return squad
    leader = keep if squad.leader == merged else squad.leader
    deputies = tuple(n for n in renamed(squad.deputies) if n != leader)
    return msgspec.structs.replace(
        squad, members=renamed(squad.members), leader=leader, deputies=deputies
    )


def merge_entries(mine: Entry, theirs: Entry) -> Entry:
    """Two entries of one register as one, without credit.

    Args:
        mine: The entry of the number that is kept; its squad and sheet row take precedence.
        theirs: The entry of the merged number.
    """
    both = (mine, theirs)
    stints = join_stints((*mine.stints, *theirs.stints))
    placed = any(entry.expected and not entry.waiting for entry in both)
    return msgspec.structs.replace(
        mine,
        squad=mine.squad or theirs.squad,
        expected=min((e.expected for e in both if e.expected), key=_timestamp, default=None),
        waiting=not stints and not placed and (mine.waiting or theirs.waiting),
        mark=_attended_mark(both) if stints else mine.mark or theirs.mark,
        stints=stints,
        adults=max(mine.adults, theirs.adults),
        children=max(mine.children, theirs.children),
        grants=tuple(sorted(dict.fromkeys([*mine.grants, *theirs.grants]), key=lambda g: g.at)),
        credit=None,
        row=mine.row or theirs.row,
    )


def _attended_mark(both: Iterable[Entry]) -> Mark:
    """The mark of a person who came: late if their first entry is; absent or on leave is void."""
    first = min((e for e in both if e.stints), key=lambda e: e.stints[0].start.timestamp())
    return "late" if first.mark == "late" else ""


def join_stints(stints: Iterable[Stint]) -> tuple[Stint, ...]:
    """Stints by start, with those that overlap or touch joined into one.

    An open stint lasts until somebody ends it, so it absorbs all that begin after it.
    """
    joined: list[Stint] = []
    for stint in sorted(stints, key=lambda s: s.start.timestamp()):
        if joined and _touch(joined[-1], stint):
            joined[-1] = _join_two(joined[-1], stint)
        else:
            joined.append(stint)
    return tuple(joined)


def _touch(first: Stint, second: Stint) -> bool:
    return first.end is None or second.start.timestamp() <= first.end.timestamp()


def _join_two(first: Stint, second: Stint) -> Stint:
    """Two stints that touch as one: with the start of `first`, the earlier, and the later end."""
    longer = (
        first if _timestamp(second.end) < _timestamp(first.end) or first.end is None else second
    )
    reasons = dict.fromkeys(stint.reason for stint in (first, second) if stint.reason)
    return msgspec.structs.replace(
        first,
        end=longer.end,
        end_by=longer.end_by,
        end_desk=longer.end_desk,
        origin=min(first.origin, second.origin, key=_SUREST.index),
        reason="; ".join(reasons),
    )


def _timestamp(moment: datetime | None) -> float:
    """A moment to compare; `None` is after all others."""
    return moment.timestamp() if moment else float("inf")
