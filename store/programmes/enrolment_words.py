"""An enrolment in words: with a place, waiting, or ended."""

from __future__ import annotations

from yigong.store.language import _, ngettext
from yigong.store.programme_records import Enrolment


def enrolment_state(enrolment: Enrolment, turn: int = 0, *, back: bool = False) -> str:
    """``在册``; ``候补第 2``; ``退出 2026-11-20``; ``在册 (曾在册)``.

    Args:
        enrolment: The enrolment.
        turn: Its place on the waitlist; 0: it is not known.
        back: Whether they were enrolled before, and left.
    """
    if back:
        return _("{state} (again)").format(state=enrolment_state(enrolment, turn))
    if enrolment.until is not None:
        return _("left {date}").format(date=enrolment.until)
    if enrolment.waiting:
        return _("waits, no. {n}").format(n=turn) if turn else _("waiting")
    return _("enrolled")


def waitlist_words(waiting: int) -> str:
    """``候补 4``."""
    return ngettext("{n} waiting", "{n} waiting", waiting).format(n=waiting)
