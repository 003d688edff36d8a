"""Two entries of one register become one, where two records are of one person."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Literal

import msgspec

from yigong.store.attendance.capacity import MOST_ALONG
from yigong.store.attendance.hours import with_credit
from yigong.store.attendance.posts import overlapped
from yigong.store.attendance.roles import role_of
from yigong.store.attendance_records import Entry, Head, Mark, Origin, PostSignUp, Stint
from yigong.store.records import Role

Along = Literal["keep", "other", "both"]
"""Whose people came along, where both entries have some: those of the entry that is kept, of the
other, or both."""

_SUREST: tuple[Origin, ...] = ("clocked", "filled", "granted")
"""The origins, the most reliable first: a merged stint has the most reliable of its two."""


def both_brought(mine: Entry, theirs: Entry) -> bool:
    """Whether people came along with both, so that somebody has to say who did (see `Along`)."""
    return mine.party > 1 and theirs.party > 1


def merge_entries(mine: Entry, theirs: Entry, head: Head | None, along: Along = "keep") -> Entry:
    """Two entries of one register as one, without credit. What each did, it did as what it was.

    Args:
        mine: The entry of the number that is kept; its squad and sheet row take precedence.
        theirs: The entry of the merged number.
        head: The register's, if it has one.
        along: Whose people came along, if both brought some.
    """
    both = (mine, theirs)
    role = _merged_role(mine, theirs, head)
    stints = _overlaid(
        [*_stints_in_role(theirs, head, role), *_stints_in_role(mine, head, role)],
    )
    placed = any(entry.expected and not entry.waiting for entry in both)
    posts = _merged_posts(mine, theirs, head)
    adults, children = _people_along(mine, theirs, along)
    merged = msgspec.structs.replace(
        mine,
        squad=mine.squad or theirs.squad,
        role=role,
        expected=min((e.expected for e in both if e.expected), key=_timestamp, default=None),
        waiting=not stints and not placed and (mine.waiting or theirs.waiting),
        posts=posts,
        rides=_merged_rides(mine, theirs),
        seat=mine.seat or theirs.seat,
        stays=mine.stays and theirs.stays,
        mark=_attended_mark(both) if stints else mine.mark or theirs.mark,
        stints=stints,
        adults=adults,
        children=children,
        grants=tuple(sorted(dict.fromkeys([*mine.grants, *theirs.grants]), key=lambda g: g.at)),
        row=mine.row or theirs.row,
    )
    return with_credit(merged, None)


def _merged_posts(mine: Entry, theirs: Entry, head: Head | None) -> tuple[PostSignUp, ...]:
    """The posts of both: one that both have at the better turn, none that would overlap another.

    What the kept person has goes before the other's. No place is lost: who has one without a post
    does not wait for a post.
    """
    merged = {each.post: each for each in mine.posts}
    for each in sorted(theirs.posts, key=lambda each: each.waiting):
        own = merged.get(each.post)
        together = msgspec.structs.replace(mine, posts=tuple(merged.values()))
        if own is not None:
            better = (each.waiting, each.at.timestamp()) < (own.waiting, own.at.timestamp())
            merged[each.post] = each if better else own
        elif not _overlaps(each.post, together, head):
            merged[each.post] = each
    unbound = any(each.expected and not each.waiting and not each.posts for each in (mine, theirs))
    if unbound and all(each.waiting for each in merged.values()):
        return ()
    return tuple(merged.values())


def _merged_rides(mine: Entry, theirs: Entry) -> tuple[int, ...]:
    """The legs that either of the two wants; empty, which is all, where one of them wants all."""
    wanted = [entry.rides for entry in (mine, theirs) if entry.expected]
    return tuple(sorted({*wanted[0], *wanted[-1]})) if wanted and all(wanted) else ()


def _overlaps(number: int, entry: Entry, head: Head | None) -> bool:
    post = next((post for post in head.posts if post.id == number), None) if head else None
    return head is not None and post is not None and overlapped(entry, post, head) is not None


def _people_along(mine: Entry, theirs: Entry, along: Along) -> tuple[int, int]:
    """How many adults and children came along with the merged person."""
    if not both_brought(mine, theirs):
        return max(mine.adults, theirs.adults), max(mine.children, theirs.children)
    chosen = {"keep": (mine,), "other": (theirs,), "both": (mine, theirs)}[along]
    adults, children = sum(e.adults for e in chosen), sum(e.children for e in chosen)
    return min(adults, MOST_ALONG), min(children, MOST_ALONG)


def _merged_role(mine: Entry, theirs: Entry, head: Head | None) -> Role | Literal[""]:
    """The role of the merged entry; empty while the plan says the same of both.

    It is that of the entry with granted hours, else of the one who came, else of the one kept.
    """
    first = mine
    if (bool(theirs.grants), bool(theirs.stints)) > (bool(mine.grants), bool(mine.stints)):
        first = theirs
    role = _role(None, first, head)
    together = msgspec.structs.replace(mine, squad=mine.squad or theirs.squad)
    if (
        mine.role
        or theirs.role
        or {_role(None, e, head) for e in (together, mine, theirs)} != {role}
    ):
        return role
    return ""


def _role(stint: Stint | None, entry: Entry, head: Head | None) -> Role | Literal[""]:
    if head is None:
        return (stint.role if stint else "") or entry.role
    return role_of(stint, entry, head)


def _stints_in_role(entry: Entry, head: Head | None, role: Role | Literal[""]) -> list[Stint]:
    """The stints of an entry, each with its own role where it is not that of the merged entry."""
    stints = []
    for stint in entry.stints:
        own = _role(stint, entry, head)
        differs = own != (role or _role(None, entry, head))
        stints.append(msgspec.structs.replace(stint, role=own if differs else ""))
    return stints


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


def _overlaid(stints: Iterable[Stint]) -> tuple[Stint, ...]:
    """Stints of several roles by start: those of one role and leg are joined, others cut another.

    From a later check-in on somebody is there as what they came as then; if that ends first, they
    are again what they were before. No minute of presence is lost, and none counts twice.
    """
    alike: dict[tuple[str, int], list[Stint]] = {}
    for stint in stints:
        alike.setdefault((stint.role, stint.leg), []).append(stint)
    joined = [stint for own in alike.values() for stint in join_stints(own)]
    laid: list[Stint] = []
    for stint in sorted(joined, key=lambda s: (s.start.timestamp(), -_timestamp(s.end))):
        laid = [part for under in laid for part in _around(under, stint)] + [stint]
    return tuple(sorted(laid, key=lambda s: s.start.timestamp()))


def _around(under: Stint, over: Stint) -> list[Stint]:
    """What is left of a stint beside one that began later: before it, and after it."""
    ends_before = over.end is not None and over.end.timestamp() <= under.start.timestamp()
    if ends_before or over.start.timestamp() >= _timestamp(under.end):
        return [under]
    left = []
    if under.start.timestamp() < over.start.timestamp():
        before = msgspec.structs.replace(under, end=over.start, end_by=over.by, end_desk=over.desk)
        left.append(before)
    if over.end is not None and over.end.timestamp() < _timestamp(under.end):
        after = msgspec.structs.replace(under, start=over.end, by=over.end_by, desk=over.end_desk)
        left.append(after)
    return left


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
