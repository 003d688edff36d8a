"""The rules of 收尾: which entries are odd, which times are proposed for them, what is credited."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

import msgspec

from yigong.store.attendance import hours, rides, roles, written_times
from yigong.store.attendance.overlaps import StintElsewhere, shared_minutes
from yigong.store.attendance.posts import own_hours, own_minutes, planned_end
from yigong.store.attendance.register import Register
from yigong.store.attendance_records import Correction, Entry, Head, Stint
from yigong.store.errors import Refused
from yigong.store.language import N_
from yigong.store.records import elapsed
from yigong.store.settings_records import HoursPolicy

OddReason = Literal["here", "backwards", "early", "long", "short", "missing", "elsewhere"]
"""Still here; out before in; in long before the start; much longer than the occurrence; too short
to count; came and did not ride back; at another occurrence at the same time."""

ODD_REASON_NAMES: dict[OddReason, str] = {
    "here": N_("still here"),
    "backwards": N_("out before in"),
    "early": N_("very early"),
    "long": N_("very long"),
    "short": N_("too short"),
    "missing": N_("not back"),
    "elsewhere": N_("also at {title} {hours}"),
}
"""What is odd, as msgids; the last names the other occurrence and when they were there."""

CLOSING = "收尾"
"""The reason of a time that is filled in when the register is closed."""

USUAL_PRESENCE = 60
"""Per cent of an occurrence: the minimum presence used to find odd entries where none is set."""

_ONE_DAY = 12 * 60
"""Minutes; `USUAL_PRESENCE` does not apply to longer occurrences."""


class OddEntry(msgspec.Struct, frozen=True, kw_only=True):
    """An entry whose times should be looked at before the register is closed."""

    number: int
    reasons: tuple[OddReason, ...]
    stint: int
    """The index of the stint it is about."""

    proposed: datetime | None = None
    """The end proposed for it, never after that of their last post, or of the occurrence, where
    they have none; `None`: there is none to propose."""

    proposed_start: datetime | None = None
    """The start proposed for whoever was in long before: their first post's, or the occurrence's;
    `None`: it stays."""

    elsewhere: StintElsewhere | None = None
    """The stint at another occurrence that it overlaps."""


def odd_entries(
    register: Register,
    head: Head,
    policy: HoursPolicy,
    now: datetime,
    elsewhere: Mapping[int, Sequence[StintElsewhere]] | None = None,
) -> list[OddEntry]:
    """The open and odd entries, by arrival, of those whose time counts for something.

    Too short is who was there too briefly by their own times: an open stint lasts until the planned
    end, and what another occurrence would take of it is not subtracted.

    Args:
        register: The register.
        head: Its head, or that of its plan.
        policy: The hours policy; without a minimum presence `USUAL_PRESENCE` is used.
        now: The time.
        elsewhere: The stints at other occurrences that overlap theirs, by person.
    """
    minimum = policy.min_presence
    if not minimum and elapsed(head.start, head.end) <= _ONE_DAY:
        minimum = USUAL_PRESENCE
    found = []
    for clocked in sorted(register.present, key=lambda e: (e.stints[0].start, e.number)):
        entry = from_planned_start(clocked, head, now)
        reasons, index = _reasons(entry, head, now)
        if any(
            _is_early(stint, head) and is_timed(stint, clocked, head) for stint in clocked.stints
        ):
            reasons.insert(int("here" in reasons), "early")
        proposed = _proposed(entry, index, head, now) if set(reasons) - {"early"} else None
        settled = entry if proposed is None else with_end(entry, index, proposed, "", head)
        staying = entry.here and now < own_hours(entry, head).end  # not too short yet
        short = hours.minutes_there(settled, head) * 100 < minimum * own_minutes(entry, head)
        other = _overlapping(entry, index, head, (elsewhere or {}).get(entry.number, ()))
        if other is not None:
            reasons.append("elsewhere")
            proposed = _proposed_before(entry, index, proposed, other)
        if short and not staying and any(is_timed(s, entry, head) for s in entry.stints):
            reasons.append("short")
        if head.legs and rides.is_missing(entry, len(head.legs), head):
            reasons.append("missing")
        if reasons:
            cut = [
                new.start
                for old, new in zip(clocked.stints, entry.stints, strict=True)
                if new != old
            ]
            found.append(
                OddEntry(
                    number=entry.number,
                    reasons=tuple(reasons),
                    stint=index,
                    proposed=proposed,
                    proposed_start=cut[0] if cut else None,
                    elsewhere=other,
                )
            )
    return found


def is_timed(stint: Stint, entry: Entry, head: Head) -> bool:
    """Whether the time of a stint counts for something: service, learning or paid work."""
    return roles.role_of(stint, entry, head) in ("volunteer", "learner", "paid")


def _reasons(entry: Entry, head: Head, now: datetime) -> tuple[list[OddReason], int]:
    """What is odd about the end of an entry's timed stints, and the index of the stint meant."""
    reasons: list[OddReason] = []
    index = len(entry.stints) - 1
    timed = [is_timed(stint, entry, head) for stint in entry.stints]
    lengths = [
        elapsed(stint.start, stint.end or now) if counts else 0
        for stint, counts in zip(entry.stints, timed, strict=True)
    ]
    expected = max(elapsed(head.start, head.end), elapsed(*own_hours(entry, head)))
    if sum(lengths) > expected * 3 // 2 + 60:
        reasons.append("long")
        index = lengths.index(max(lengths))
    for number, stint in enumerate(entry.stints):
        if timed[number] and _backwards(stint):
            reasons.insert(0, "backwards")
            index = number
    if entry.here and timed[-1]:
        reasons.insert(0, "here")
        index = len(entry.stints) - 1
    return list(dict.fromkeys(reasons)), index


def _is_early(stint: Stint, head: Head) -> bool:
    return written_times.is_before_clocking(head, stint.start)


def from_planned_start(entry: Entry, head: Head, until: datetime) -> Entry:
    """An entry whose stint that began long before the occurrence begins with it instead.

    That start then counts as filled in. A stint that ended before the occurrence stays: who was
    clocked out again was there so long.

    Args:
        entry: The entry.
        head: The register's.
        until: The end of an open stint, which does not begin later than that.
    """
    stints, begins = [], own_hours(entry, head).start
    for stint in entry.stints:
        start = min(begins, until) if stint.end is None else begins
        goes_on = stint.start < start and (stint.end is None or start < stint.end)
        if not (_is_early(stint, head) and goes_on):
            stints.append(stint)
            continue
        reason = _filled_reason(stint)
        stints.append(msgspec.structs.replace(stint, start=start, origin="filled", reason=reason))
    return msgspec.structs.replace(entry, stints=tuple(stints))


def _filled_reason(stint: Stint) -> str:
    """Why a time of a stint is filled in at closing; one that was before keeps its reason."""
    return stint.reason if stint.origin == "filled" and stint.reason else CLOSING


def _backwards(stint: Stint) -> bool:
    """Out before in; or at the same time, as `end_stint` writes it if the clock was set back."""
    if stint.end is None or stint.end > stint.start:
        return False
    return stint.end < stint.start or stint.origin == "clocked"


def _proposed(entry: Entry, index: int, head: Head, now: datetime) -> datetime | None:
    """The end proposed for a stint: the earliest of the planned one, now, and their next start."""
    stint = entry.stints[index]
    later = [other.start for other in entry.stints[index + 1 : index + 2]]
    end = max(min(now, planned_end(entry, stint, head), *later), stint.start)
    if stint.end is None:
        return end
    if _backwards(stint):
        return end if end > stint.start else None
    return end if stint.start < end < stint.end else None


def _overlapping(
    entry: Entry, index: int, head: Head, elsewhere: Iterable[StintElsewhere]
) -> StintElsewhere | None:
    """The stint elsewhere that overlaps one of an entry's; of several, the first after `index`."""
    came = entry.stints[index].start
    found = [
        other
        for other in elsewhere
        if any(
            is_timed(stint, entry, head) and shared_minutes(stint, entry, head, other)
            for stint in entry.stints
        )
    ]
    return min(found, key=lambda o: (o.start <= came, o.start.timestamp()), default=None)


def _proposed_before(
    entry: Entry, index: int, proposed: datetime | None, other: StintElsewhere
) -> datetime | None:
    """The end that is proposed where a stint overlaps one elsewhere: when they came there.

    None is proposed for who was there before, whose stint there ends; nor for who was back here,
    as the rest of their time here would be lost.
    """
    stint = entry.stints[index]
    if not stint.start < other.start < (proposed or stint.end or other.start):
        return proposed
    if stint.end is not None and other.end < stint.end:
        return proposed
    return other.start


def with_end(entry: Entry, index: int, end: datetime, by: str, head: Head) -> Entry:
    """An entry with another end for one of its stints, which then counts as filled in.

    A stint that was filled in already keeps its reason. One that began long before the occurrence
    begins with it (see `from_planned_start`): nobody is credited with waiting by what is written
    in. The end to the minute that it has changes nothing.
    """
    stint = entry.stints[index]
    if stint.end is not None and elapsed(stint.end, end) == 0:
        return entry
    new: Stint = msgspec.structs.replace(
        stint, end=end, end_by=by, origin="filled", reason=_filled_reason(stint)
    )
    if _is_early(stint, head):
        new = msgspec.structs.replace(new, start=min(own_hours(entry, head).start, end))
    stints = (*entry.stints[:index], new, *entry.stints[index + 1 :])
    return msgspec.structs.replace(entry, stints=stints)


def settle_entry(entry: Entry, end: datetime, head: Head, now: datetime, by: str) -> Entry:
    """An entry with the end that the organiser gives for its open or odd stint.

    Args:
        entry: An entry with a stint.
        end: When they left, at most `written_times.MARGIN` after the occurrence.
        head: The register's (`store.attendance.register.head_of` before it has one).
        now: The time.
        by: Who says so.

    Returns:
        The entry, with the end of the stint that `odd_entries` names (else the last), as
        `with_end` writes it.

    Raises:
        Refused: The end is in the future, before they came, long after the occurrence, or after
            they came back; or a stint that was written in would be longer than the occurrence.
    """
    index = _reasons(from_planned_start(entry, head, now), head, now)[1]
    stint, later = entry.stints[index], entry.stints[index + 1 : index + 2]
    counted_from = from_planned_start(entry, head, end).stints[index].start
    if end != counted_from:  # which may be long before or after the occurrence
        written_times.check_departure(end, head, now)
    if end < stint.start:
        came = written_times.dated_clock(stint.start, head)
        raise Refused("They came at {time}, so they left later.", time=came)
    if later and end > later[0].start:
        back = written_times.dated_clock(later[0].start, head)
        raise Refused("They were back at {time}, so they left before.", time=back)
    settled = with_end(entry, index, end, by, head)
    if stint.origin == "filled":
        written_times.check_filled(settled, settled.stints[index], head)
    return settled


def sign_entry(
    entry: Entry, head: Head, policy: HoursPolicy, by: str, until: datetime, spent: int = 0
) -> Entry:
    """An entry as it is signed: its open stint ended, its roles written out, its minutes credited.

    Args:
        entry: Any; a sign-up without stint, grant or mark is marked absent.
        head: The register's.
        policy: The hours policy.
        by: Who signs.
        until: The latest end of an open stint, which ends as planned (`posts.planned_end`), or
            when it began if that is later.
        spent: Minutes they are credited elsewhere for that day (see `hours.credited`).
    """
    if entry.here:
        last, stint = len(entry.stints) - 1, entry.stints[-1]
        end = min(until, planned_end(entry, stint, head))
        entry = with_end(entry, last, max(end, stint.start), by, head)
    if entry.stints or entry.grants:
        entry = roles.with_roles(entry, head)
        return hours.with_credit(entry, hours.entry_credit(entry, head, policy, spent=spent))
    if entry.expected and not entry.waiting and not entry.mark:
        return msgspec.structs.replace(entry, mark="absent")
    return entry


def reopen_entry(entry: Entry, *, over: bool) -> Entry:
    """An entry that is not signed any more.

    Args:
        entry: As it was signed.
        over: Whether the occurrence is; else who has not come yet is expected again, as nobody can
            tell who was marked absent by the signing alone. The next one marks who stays away.
    """
    entry = hours.with_credit(entry, None)
    stays = over or not entry.expected or entry.waiting or entry.grants
    return entry if stays or entry.mark != "absent" else msgspec.structs.replace(entry, mark="")


def reopen_head(head: Head, at: datetime, by: str, reason: str) -> Head:
    """A head without its signature, with a correction that says when, by whom and why.

    The policy stays: the correction of one entry must not change the credits of all others.
    """
    correction = Correction(at=at, by=by or "?", reason=reason, signed=head.closed)
    return msgspec.structs.replace(
        head, closed=None, closed_by="", corrections=(*head.corrections, correction)
    )
