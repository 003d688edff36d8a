"""The rules of check-in: the desk's answer, and an entry after a check-in, check-out or mark."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum
from typing import Literal

import msgspec

from yigong.store.attendance import written_times
from yigong.store.attendance.posts import PostPlan, planned_end, whole_hours
from yigong.store.attendance_records import Entry, Mark, Stint
from yigong.store.errors import Refused

STUTTER = timedelta(seconds=10)
"""A second check-in at the same desk within this time is a key pressed twice."""

ROLL_CALL = "点名"
"""The reason of a stint that a roll call began, so that the roll call can take it back."""

LATE_CHECKOUT = "补签退"
"""The reason of an end that is filled in because the check-out came long after the occurrence."""

RollCallMark = Literal["here", "late", "leave", "absent", ""]
"""An answer in the roll call: 到 迟 假 缺; empty: none yet."""


class Tone(Enum):
    """What kind of answer a check-in gets."""

    WELCOME = "welcome"
    """Checked in for the first time: a stint begins."""

    EARLY = "early"
    """It begins much later, so that a stint from now on would be too long: the organiser is asked.
    """

    OVER = "over"
    """It has ended, so that a stint from now on would be short: the organiser is asked."""

    FULL = "full"
    """They have no place and all are taken: the organiser is asked."""

    STUTTER = "stutter"
    """A key pressed twice at this desk."""

    HERE = "here"
    """Here already, checked in at this desk."""

    HERE_ELSEWHERE = "elsewhere"
    """Here already, checked in at another desk."""

    LEFT = "left"
    """Was here and left: the organiser is asked whether a new stint begins."""


class Answer(msgspec.Struct, frozen=True):
    """The desk's answer, with the stint it is about (none: `WELCOME`, `EARLY`, `OVER`, `FULL`)."""

    tone: Tone
    stint: Stint | None = None


OutsideHours = Literal[Tone.EARLY, Tone.OVER]
"""The answers to a check-in that is not at the time of the occurrence."""


def outside_hours(span: PostPlan, now: datetime) -> OutsideHours | None:
    """Whether a check-in is too early or too late for the time since then to be time spent there.

    Args:
        span: The occurrence.
        now: The time.
    """
    if written_times.is_before_clocking(span, now):
        return Tone.EARLY
    return Tone.OVER if now > whole_hours(span).end else None


def checkin_answer(
    entry: Entry | None,
    now: datetime,
    desk: str,
    *,
    again: bool = False,
    outside: OutsideHours | None = None,
    full: bool = False,
) -> Answer:
    """The desk's answer to a check-in.

    Args:
        entry: Their entry in the register, if any.
        now: The time at the desk.
        desk: The desk's name.
        again: Whether a second stint begins for somebody who left.
        outside: As `outside_hours` gives it, unless a check-in then was confirmed.
        full: There is no place for them.
    """
    if entry is None or not entry.stints:
        return Answer(outside or (Tone.FULL if full else Tone.WELCOME))
    last = entry.stints[-1]
    if last.end is not None:
        return Answer(outside) if outside and again else Answer(Tone.LEFT, last)
    if last.desk == desk:
        repeated = timedelta(0) <= now - last.start <= STUTTER
        return Answer(Tone.STUTTER if repeated else Tone.HERE, last)
    return Answer(Tone.HERE_ELSEWHERE, last)


def begin_stint(entry: Entry, now: datetime, desk: str, by: str, *, reason: str = "") -> Entry:
    """The entry with a stint that begins now; a mark 缺 or 假 is removed."""
    stint = Stint(start=now, desk=desk, by=by, reason=reason)
    mark: Mark = entry.mark if entry.mark == "late" else ""
    return msgspec.structs.replace(entry, stints=(*entry.stints, stint), mark=mark, waiting=False)


def clock_out(entry: Entry, now: datetime, by: str, span: PostPlan, *, desk: str = "") -> Entry:
    """The entry with its open stint ended now.

    Long after the occurrence that is no time at which somebody left: the planned end is filled in,
    which is that of their last post.

    Args:
        entry: An entry whose last stint is open.
        now: The time.
        by: Who checks them out.
        span: The occurrence, or its register's head.
        desk: At which desk.
    """
    if written_times.is_past_clocking(span, now):
        end = planned_end(entry, entry.stints[-1], span)
        return end_stint(entry, end, by, desk=desk, filled=LATE_CHECKOUT)
    return end_stint(entry, now, by, desk=desk)


def end_stint(entry: Entry, now: datetime, by: str, *, desk: str = "", filled: str = "") -> Entry:
    """The entry with its open stint ended.

    Args:
        entry: An entry whose last stint is open.
        now: When they left.
        by: Who checks them out.
        desk: At which desk.
        filled: Why the end is filled in; empty if it is clocked. A stint with an end that was
            filled in counts as filled in. One that was filled in before keeps its reason.
    """
    last = entry.stints[-1]
    reason = last.reason if last.origin == "filled" and last.reason else filled or last.reason
    ended = msgspec.structs.replace(
        last,
        end=max(now, last.start),
        end_by=by,
        end_desk=desk,
        origin="filled" if filled else last.origin,
        reason=reason,
    )
    return msgspec.structs.replace(entry, stints=(*entry.stints[:-1], ended))


def without_last_stint(entry: Entry | None, *, end_only: bool = False) -> Entry:
    """The entry without its last stint, or without the end of it.

    Args:
        entry: The person's, if any.
        end_only: Take back only the check-out.

    Raises:
        Refused: There is nothing to take back.
    """
    if entry is None or not entry.stints:
        raise Refused("Not checked in, so there is nothing to take back.")
    if not end_only:
        return _without_last(entry)
    last = entry.stints[-1]
    if last.end is None:
        raise Refused("Not checked out, so there is nothing to take back.")
    reopened = msgspec.structs.replace(last, end=None, end_by="", end_desk="")
    return msgspec.structs.replace(entry, stints=(*entry.stints[:-1], reopened))


def apply_roll_call(entry: Entry, call: RollCallMark, now: datetime, desk: str, by: str) -> Entry:
    """The entry after an answer in the roll call; the last answer counts.

    Args:
        entry: The person's.
        call: The answer; empty takes back what the roll call wrote, never a desk's check-in.
        now: The time.
        desk: At which desk.
        by: Who calls the roll.

    Raises:
        Refused: Absent or on leave, but a desk checked them in.
    """
    if call == "here" or call == "late":  # noqa: PLR1714 - a type checker follows this one
        if not entry.here:
            entry = begin_stint(entry, now, desk, by, reason=ROLL_CALL)
        return msgspec.structs.replace(entry, mark="late" if call == "late" else "")
    if entry.here and entry.stints[-1].reason == ROLL_CALL:
        entry = _without_last(entry)
    return with_mark(entry, call)


def with_mark(entry: Entry, mark: Mark) -> Entry:
    """The entry with a mark.

    Raises:
        Refused: Absent or on leave, but checked in.
    """
    if entry.stints and mark in ("leave", "absent"):
        if mark == "leave":
            raise Refused("Checked in already, so not on leave.")
        raise Refused("Checked in already, so not absent.")
    return msgspec.structs.replace(entry, mark=mark)


def _without_last(entry: Entry) -> Entry:
    """The entry without its last stint; without any stint nobody was late.

    Nor was anybody brought, unless they are signed up together.
    """
    entry = msgspec.structs.replace(entry, stints=entry.stints[:-1])
    if entry.stints:
        return entry
    mark: Mark = "" if entry.mark == "late" else entry.mark
    if entry.expected is None:
        entry = msgspec.structs.replace(entry, adults=0, children=0)
    return msgspec.structs.replace(entry, mark=mark)
