"""What is odd about an entry, in words."""

from __future__ import annotations

from yigong.store.attendance.posts import PostPlan
from yigong.store.attendance.settlement_rules import ODD_REASON_NAMES, OddEntry
from yigong.store.attendance.written_times import dated_clock, dated_interval
from yigong.store.attendance_records import Stint
from yigong.store.language import _


def odd_words(odd: OddEntry, span: PostPlan) -> str:
    """``still here, also at 河道清理 09:00-11:00``: all reasons, by the clock of the occurrence."""
    other, fields = odd.elsewhere, {"title": "", "hours": ""}
    if other is not None:
        hours = dated_interval(other.start, other.end, span)
        hours += " " + _("signed") if other.signed else ""
        fields = {"title": other.title, "hours": hours}
    return _(", ").join(_(ODD_REASON_NAMES[reason]).format(**fields) for reason in odd.reasons)


def proposal_words(odd: OddEntry, stint: Stint, span: PostPlan) -> str:
    """What is proposed: an end ``11:30``, with a start ``08:30-11:30``; empty: nothing."""
    end = odd.proposed or stint.end
    if odd.proposed_start is not None and end is not None:
        return dated_interval(odd.proposed_start, end, span)
    return dated_clock(odd.proposed, span) if odd.proposed is not None else ""


def unchanged_words(stint: Stint) -> str:
    """How a stint is signed that keeps its times."""
    return _("as filled in") if stint.origin == "filled" else _("as clocked")
