"""What is odd about an entry, in words."""

from __future__ import annotations

from yigong.store.attendance.settlement_rules import ODD_REASON_NAMES, OddEntry
from yigong.store.attendance.written_times import TimeSpan, dated_interval
from yigong.store.language import _


def odd_words(odd: OddEntry, span: TimeSpan) -> str:
    """``still here, also at 河道清理 09:00-11:00``: all reasons.

    Args:
        odd: The entry.
        span: Its occurrence, by whose clock times are said.
    """
    other, fields = odd.elsewhere, {"title": "", "hours": ""}
    if other is not None:
        hours = dated_interval(other.start, other.end, span)
        hours += " " + _("signed") if other.signed else ""
        fields = {"title": other.title, "hours": hours}
    return _(", ").join(_(ODD_REASON_NAMES[reason]).format(**fields) for reason in odd.reasons)
