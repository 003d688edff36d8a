"""By when requests are due, and by how many days they are over."""

from __future__ import annotations

from datetime import date

from yigong.store.dates.working_days import working_days_after
from yigong.store.request_records import Request, Urgency
from yigong.store.settings_records import AnswerDays

UNFINISHED = frozenset({"open", "taken", "doing"})
"""The states of a request that somebody still has to answer."""


def days_for(urgency: Urgency, days: AnswerDays) -> int:
    """The working days that a request may take."""
    return {"plain": days.plain, "soon": days.soon, "now": days.now}[urgency]


def due_date(request: Request) -> date | None:
    """By when a request has to be done, inclusive.

    Returns:
        `None`: the holidays of that time are not announced yet.
    """
    return request.due or working_days_after(request.since or request.at.date(), request.days)


def days_overdue(request: Request, today: date) -> int:
    """By how many days a request is over its date; 0: it is not, or it is finished."""
    due = due_date(request) if request.state in UNFINISHED else None
    return max(0, (today - due).days) if due is not None else 0


def is_done_in_time(request: Request) -> bool | None:
    """Whether a request was done in time, by its last round.

    Returns:
        `None`: it is not done, or no date could be set.
    """
    if request.state != "done" or not request.rounds:
        return None
    last = request.rounds[-1]
    due = last.due or due_date(request)
    return None if due is None else last.answered.date() <= due
