"""The rules of a merge: two records of one person become one."""

from __future__ import annotations

import msgspec

from yigong.store.records import Volunteer


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
        home=keep.home or merged.home,
        tags=tuple(dict.fromkeys([*keep.tags, *merged.tags])),
        note=keep.note or merged.note,
        joined=keep.joined or merged.joined,
        born=keep.born or merged.born,
        guardians=tuple(dict.fromkeys([*keep.guardians, *merged.guardians])),
        emergency=keep.emergency or merged.emergency,
        insured=max(filter(None, (keep.insured, merged.insured)), default=None),
        consent=keep.consent or merged.consent,
        archived=keep.archived and merged.archived,
    )
