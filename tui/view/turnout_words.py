"""How many usually come, in words: the median with its range, and of how many dates."""

from __future__ import annotations

from yigong.store.language import _, ngettext
from yigong.store.statistics.rates import rate_text
from yigong.store.statistics.turnout import Turnout

_FEWEST_SIGNED = 5
"""Sign-ups from which it is said how many of them usually come."""


def turnout_words(turnout: Turnout) -> str:
    """``通常来 43 人（38 至 51，看最近 6 次）``; where these are of other events, that is said."""
    seen = len(turnout.dates)
    if turnout.same_event:
        times = ngettext("its last {n} date", "its last {n} dates", seen)
    else:
        times = ngettext("the last {n} like it", "the last {n} like it", seen)
    lowest, highest = turnout.lowest, turnout.highest
    text = _("for lunch: usually {n} come ({lowest} to {highest}, {times})")
    if lowest == highest:
        text = _("for lunch: usually {n} come ({times})")
    return text.format(n=turnout.usual, lowest=lowest, highest=highest, times=times.format(n=seen))


def signed_up_words(turnout: Turnout, signed: int) -> str:
    """How many of those who sign up usually come; empty: too few are signed up, or were.

    Args:
        turnout: How many usually come.
        signed: How many are signed up now.
    """
    if not turnout.signed or signed < _FEWEST_SIGNED:
        return ""
    rate = rate_text(turnout.kept, turnout.signed)
    come = (signed * turnout.kept + turnout.signed // 2) // turnout.signed
    text = _("of {signed} signed up usually {n} come (before {rate})")
    return text.format(signed=signed, n=come, rate=rate)
