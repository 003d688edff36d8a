"""What the desk answers: pure decisions over one entry, tested without a screen or a disk."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

import msgspec

from store.records import Entry, Stint

STUTTER = timedelta(seconds=10)
"""The same desk, the same person, within this: a key pressed twice, nothing to be told off for."""


class Tone(Enum):
    """How the desk takes a check-in."""

    WELCOME = "welcome"
    """The first time: a stint begins."""

    STUTTER = "stutter"
    """A key pressed twice at this desk."""

    HERE = "here"
    """Here already, checked in at this desk."""

    HERE_ELSEWHERE = "elsewhere"
    """Here already, checked in at another desk."""

    LEFT = "left"
    """Was here and left: coming back is a new stint, and is asked for."""


class Answer(msgspec.Struct, frozen=True):
    """The tone, and the stint it is about (`None` for a welcome)."""

    tone: Tone
    stint: Stint | None = None


def answer(entry: Entry | None, now: datetime, desk: str) -> Answer:
    """What to say to somebody who checks in.

    Args:
        entry: Their entry in the register, if any.
        now: The time at the desk.
        desk: The desk's name.
    """
    if entry is None or not entry.stints:
        return Answer(Tone.WELCOME)
    last = entry.stints[-1]
    if last.end is not None:
        return Answer(Tone.LEFT, last)
    if last.desk == desk:
        close = timedelta(0) <= now - last.start <= STUTTER
        return Answer(Tone.STUTTER if close else Tone.HERE, last)
    return Answer(Tone.HERE_ELSEWHERE, last)


def arrive(entry: Entry, now: datetime, desk: str, by: str) -> Entry:
    """The entry with a stint that begins now; a roll call's 缺 or 假 is thereby settled."""
    stint = Stint(start=now, desk=desk, by=by)
    mark = entry.mark if entry.mark == "late" else ""
    return msgspec.structs.replace(entry, stints=(*entry.stints, stint), mark=mark, waiting=False)


def leave(entry: Entry, now: datetime, by: str, *, filled: str = "") -> Entry:
    """The entry with its open stint ended.

    Args:
        entry: An entry whose last stint is open.
        now: When they left.
        by: Who says so.
        filled: Why the end was filled in afterwards; empty when it was clocked. A stint whose end
            nobody clocked counts as filled in, not as clocked.
    """
    last = entry.stints[-1]
    ended = msgspec.structs.replace(
        last,
        end=max(now, last.start),
        end_by=by,
        origin="filled" if filled else last.origin,
        reason=filled or last.reason,
    )
    return msgspec.structs.replace(entry, stints=(*entry.stints[:-1], ended))
