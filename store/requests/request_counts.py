"""How many requests were heard, done, done in time, and to whose satisfaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec

from yigong.store.request_records import Request
from yigong.store.requests.due_dates import UNFINISHED, days_overdue, is_done_in_time


class RequestCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Counts of requests; a rate is never shown without its two counts."""

    recorded: int = 0
    """登记: all but those that repeat another one."""

    accepted: int = 0
    """受理: recorded, and not declined."""

    done: int = 0
    """办结."""

    timed: int = 0
    """Done ones that had a date."""

    in_time: int = 0
    """按期: of those the ones that were done by then, in their last round."""

    asked: int = 0
    """回访: done ones of which who asked was asked back about the last round."""

    good: int = 0
    """满意."""

    fair: int = 0
    """基本满意."""

    bad: int = 0
    """Done ones whose last round was no good; they are reopened, so that there should be none."""

    redone: int = 0
    """Done ones of which an earlier round was no good (曾不满意，已重办)."""

    unfinished: int = 0
    overdue: int = 0
    """Of the unfinished ones those over their date."""

    most_overdue: int = 0
    """By how many days the most belated of these is over."""


def count_requests(
    requests: Iterable[Request], first: date | None, last: date | None, today: date
) -> RequestCounts:
    """Count the requests that were heard in a period.

    Args:
        requests: All requests.
        first: The first day; `None`: from the beginning.
        last: The last day; `None`: to the end.
        today: The day on which the unfinished ones are looked at.
    """
    heard = [
        request
        for request in requests
        if (first is None or first <= request.at.date())
        and (last is None or request.at.date() <= last)
    ]
    recorded = [request for request in heard if request.state != "same"]
    accepted = [request for request in recorded if request.state != "declined"]
    done = [request for request in accepted if request.state == "done" and request.rounds]
    in_time = [is_done_in_time(request) for request in done]
    said = [request.rounds[-1].satisfaction for request in done]
    overdue = [days_overdue(request, today) for request in accepted]
    return RequestCounts(
        recorded=len(recorded),
        accepted=len(accepted),
        done=len(done),
        timed=sum(each is not None for each in in_time),
        in_time=sum(each is True for each in in_time),
        asked=sum(bool(each) for each in said),
        good=said.count("good"),
        fair=said.count("fair"),
        bad=said.count("bad"),
        redone=sum(
            any(each.satisfaction == "bad" for each in request.rounds[:-1]) for request in done
        ),
        unfinished=sum(request.state in UNFINISHED for request in accepted),
        overdue=sum(days > 0 for days in overdue),
        most_overdue=max(overdue, default=0),
    )
