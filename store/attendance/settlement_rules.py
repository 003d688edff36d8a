"""收尾: what is open or odd in a register, what is proposed for it, what a signature credits."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

import msgspec

from yigong.store.attendance import hours
from yigong.store.attendance.register import Register, head_of
from yigong.store.errors import Refused
from yigong.store.records import (
    Correction,
    Entry,
    Head,
    HoursPolicy,
    Occurrence,
    Stint,
    elapsed,
)

OddReason = Literal["here", "backwards", "long", "short"]
"""What is odd: still here; out before in; much longer than it lasted; too short to count."""

CLOSING = "收尾"
"""The reason of an end that nobody clocked."""

USUAL_PRESENCE = 60
"""Per cent of an occurrence that many villages want (FACTS, Practice), where none is set."""

_ONE_DAY = 12 * 60
"""Minutes; of what lasts longer nobody is expected to see most, unless the village says so."""


class OddEntry(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whose times somebody should look at before the register is signed."""

    number: int
    reasons: tuple[OddReason, ...]
    stint: int
    """Which of their stints it is about."""

    proposed: datetime | None = None
    """The end proposed for it, never after the occurrence's; `None`: what was clocked may stand,
    or only the recorder knows."""


def odd_entries(
    occurrence: Occurrence, register: Register, policy: HoursPolicy, now: datetime
) -> list[OddEntry]:
    """Only what is open or odd, by arrival.

    Args:
        occurrence: The occurrence.
        register: Its register.
        policy: The village's rules; without a least presence of its own, 60 per cent is usual.
        now: The time.
    """
    head = register.head or head_of(occurrence)
    least = policy.min_presence
    if not least and elapsed(head.start, head.end) <= _ONE_DAY:
        least = USUAL_PRESENCE
    found = []
    for entry in sorted(register.present, key=lambda e: (e.stints[0].start, e.number)):
        reasons, index = _reasons(entry, head, now)
        proposed = _proposed(entry, index, head, now) if reasons else None
        settled = entry if proposed is None else with_end(entry, index, proposed, "")
        served = hours.served_credit(settled)
        staying = entry.here and now < head.end  # too short so far says nothing yet
        whole = elapsed(head.start, head.end)
        if not staying and (served.clocked + served.filled) * 100 < least * whole:
            reasons.append("short")
        if reasons:
            found.append(
                OddEntry(
                    number=entry.number, reasons=tuple(reasons), stint=index, proposed=proposed
                )
            )
    return found


def _reasons(entry: Entry, head: Head, now: datetime) -> tuple[list[OddReason], int]:
    """What is odd about somebody's times, and the stint it is about."""
    reasons: list[OddReason] = []
    index = len(entry.stints) - 1
    lengths = [elapsed(s.start, s.end or now) for s in entry.stints]
    if sum(lengths) > elapsed(head.start, head.end) * 3 // 2 + 60:
        reasons.append("long")
        index = lengths.index(max(lengths))
    for number, stint in enumerate(entry.stints):
        if _backwards(stint):
            reasons.insert(0, "backwards")
            index = number
    if entry.here:
        reasons.insert(0, "here")
        index = len(entry.stints) - 1
    return list(dict.fromkeys(reasons)), index


def _backwards(stint: Stint) -> bool:
    """Out before in; or out as in, where a clock that was set back hid that."""
    if stint.end is None or stint.end > stint.start:
        return False
    return stint.end < stint.start or stint.origin == "clocked"


def latest_end(entry: Entry, index: int, head: Head, now: datetime) -> datetime:
    """The latest end that may be written in for a stint.

    It is the occurrence's end, or now where that is earlier, or when they were back; whoever came
    after all that has left as they came.
    """
    stint = entry.stints[index]
    limits = [now, head.end]
    if index + 1 < len(entry.stints):
        limits.append(entry.stints[index + 1].start)
    return max(min(limits), stint.start)


def _proposed(entry: Entry, index: int, head: Head, now: datetime) -> datetime | None:
    end, stint = latest_end(entry, index, head, now), entry.stints[index]
    if stint.end is None:
        return end
    if _backwards(stint):
        return end if end > stint.start else None
    return end if stint.start < end < stint.end else None


def with_end(entry: Entry, index: int, end: datetime, by: str) -> Entry:
    """An entry with another end for one of its stints: written in, not clocked.

    What was written in already keeps its reason.
    """
    stint = entry.stints[index]
    reason = stint.reason if stint.origin == "filled" and stint.reason else CLOSING
    new: Stint = msgspec.structs.replace(stint, end=end, end_by=by, origin="filled", reason=reason)
    stints = (*entry.stints[:index], new, *entry.stints[index + 1 :])
    return msgspec.structs.replace(entry, stints=stints)


def settle_entry(entry: Entry, end: datetime, head: Head, now: datetime, by: str) -> Entry:
    """An entry with the end that the recorder gives for what is open or odd in it.

    Args:
        entry: Somebody who came.
        end: When they left.
        head: The register's (`store.attendance.register.head_of` before it has one).
        now: The time.
        by: Who says so.

    Returns:
        The entry, with the end written in for the stint that `odd` names (else the last).

    Raises:
        Refused: The end lies ahead, before they came, after the occurrence, or after they came
            back.
    """
    index = _reasons(entry, head, now)[1]
    if end > now:
        raise Refused("That lies ahead; nobody has left then yet.")
    if end < entry.stints[index].start:
        came = _clock(entry.stints[index].start, head)
        raise Refused("They came at {time}, so they left later.", time=came)
    cap_end(end, latest_end(entry, index, head, now), head)
    return with_end(entry, index, end, by)


def cap_end(end: datetime, limit: datetime, head: Head) -> datetime:
    """An end that nobody clocked, if it is not too late.

    Raises:
        Refused: It is after the limit.
    """
    if end > limit:
        raise Refused("What nobody clocked ends at {time} at the latest.", time=_clock(limit, head))
    return end


def _clock(moment: datetime, head: Head) -> str:
    return f"{moment.astimezone(head.start.tzinfo):%H:%M}"


def sign_entry(
    entry: Entry, head: Head, policy: HoursPolicy, by: str, until: datetime, spent: int = 0
) -> Entry:
    """An entry as it is signed: its open stint ended, its minutes credited.

    Args:
        entry: Anybody's; who was expected, did not come and has no mark is noted absent, unless
            they were granted hours for it.
        head: The register's.
        policy: What minutes go by.
        by: Who signs.
        until: When those still here left; who came later left as they came.
        spent: Minutes they are credited elsewhere for that day (see `hours.credited`).
    """
    if entry.here:
        last = len(entry.stints) - 1
        entry = with_end(entry, last, max(until, entry.stints[last].start), by)
    if entry.stints or entry.grants:
        credit = hours.entry_credit(entry, head, policy, spent=spent)
        return msgspec.structs.replace(entry, credit=credit)
    if entry.expected and not entry.waiting and not entry.mark:
        return msgspec.structs.replace(entry, mark="absent")
    return entry


def reopen_head(head: Head, at: datetime, by: str, reason: str) -> Head:
    """A head without its signature, which says when, by whom and why that was taken back.

    The policy stays: who corrects one entry of an old register does not mean to count all the
    others anew by rules that are younger.
    """
    return msgspec.structs.replace(
        head,
        closed=None,
        closed_by="",
        corrections=(*head.corrections, Correction(at=at, by=by or "?", reason=reason)),
    )
