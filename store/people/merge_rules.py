"""The rules of a merge: two records of one person become one, also in squads."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from yigong.store.records import Squad, Volunteer


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
