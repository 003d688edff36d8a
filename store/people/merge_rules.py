"""Two records that are one person: what becomes of them, and of what they stand in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from yigong.store.records import Entry, Origin, Squad, Stint, Volunteer

_SUREST: tuple[Origin, ...] = ("clocked", "filled", "granted")
"""What a clock saw is not doubted for what somebody wrote in beside it."""


def merge_records(keep: Volunteer, gone: Volunteer) -> Volunteer:
    """The record of one person, where nobody chose field by field.

    Args:
        keep: Whose number and particulars stay.
        gone: What `keep` does not say is taken from here; tags and guardians are both's.
    """
    return msgspec.structs.replace(
        keep,
        phone=keep.phone or gone.phone,
        gender=keep.gender or gone.gender,
        group=keep.group or gone.group,
        tags=tuple(dict.fromkeys([*keep.tags, *gone.tags])),
        note=keep.note or gone.note,
        joined=keep.joined or gone.joined,
        born=keep.born or gone.born,
        guardians=tuple(dict.fromkeys([*keep.guardians, *gone.guardians])),
        consent=keep.consent or gone.consent,
        archived=keep.archived and gone.archived,
    )


def merge_in_squad(squad: Squad, keep: int, gone: int) -> Squad:
    """A squad in which one number stands for both; whoever leads it is not their own deputy."""

    def renamed(people: Iterable[int]) -> tuple[int, ...]:
        return tuple(dict.fromkeys(keep if n == gone else n for n in people))

    if gone not in (*squad.members, squad.leader, *squad.deputies):
        return squad
    leader = keep if squad.leader == gone else squad.leader
    deputies = tuple(n for n in renamed(squad.deputies) if n != leader)
    return msgspec.structs.replace(
        squad, members=renamed(squad.members), leader=leader, deputies=deputies
    )


def merge_entries(mine: Entry, theirs: Entry) -> Entry:
    """Two entries of one register as one, without the minutes they are credited.

    Args:
        mine: That of the number which stays; its squad and its row on the sheet go before.
        theirs: That of the other number.
    """
    both = (mine, theirs)
    came = join_stints((*mine.stints, *theirs.stints))
    placed = any(each.expected and not each.waiting for each in both)
    return msgspec.structs.replace(
        mine,
        squad=mine.squad or theirs.squad,
        expected=min((e.expected for e in both if e.expected), key=_moment, default=None),
        waiting=not came and not placed and (mine.waiting or theirs.waiting),
        mark=_late(both) if came else mine.mark or theirs.mark,
        stints=came,
        adults=max(mine.adults, theirs.adults),
        children=max(mine.children, theirs.children),
        grants=tuple(sorted(dict.fromkeys([*mine.grants, *theirs.grants]), key=lambda g: g.at)),
        credit=None,
        row=mine.row or theirs.row,
    )


def _late(both: Iterable[Entry]) -> str:
    """Whether somebody who came was late: by how they came first. Any other mark is refuted."""
    first = min((e for e in both if e.stints), key=lambda e: e.stints[0].start.timestamp())
    return first.mark if first.mark == "late" else ""


def join_stints(stints: Iterable[Stint]) -> tuple[Stint, ...]:
    """Stints by their start; those that overlap or touch are one, from the first to the last of it.

    One that is open lasts until somebody ends it, and takes in whatever begins after it.
    """
    done: list[Stint] = []
    for stint in sorted(stints, key=lambda s: s.start.timestamp()):
        if done and _meet(done[-1], stint):
            done[-1] = _together(done[-1], stint)
        else:
            done.append(stint)
    return tuple(done)


def _meet(first: Stint, second: Stint) -> bool:
    return first.end is None or second.start.timestamp() <= first.end.timestamp()


def _together(first: Stint, second: Stint) -> Stint:
    """Two that meet, `first` beginning no later: how it began, and how the later of them ended."""
    longer = first if _moment(second.end) < _moment(first.end) or first.end is None else second
    reasons = dict.fromkeys(stint.reason for stint in (first, second) if stint.reason)
    return msgspec.structs.replace(
        first,
        end=longer.end,
        end_by=longer.end_by,
        end_desk=longer.end_desk,
        origin=min(first.origin, second.origin, key=_SUREST.index),
        reason="; ".join(reasons),
    )


def _moment(moment: datetime | None) -> float:
    return moment.timestamp() if moment else float("inf")
