"""Words for requests: their states, who asks, who works on them, by when, and their counts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from yigong.store.language import N_, _, ngettext
from yigong.store.records import Squad, Volunteer, code
from yigong.store.request_records import (
    Request,
    RequestSource,
    RequestState,
    Satisfaction,
    Urgency,
)
from yigong.store.requests.due_dates import UNFINISHED, days_overdue, due_date
from yigong.store.requests.request_counts import RequestCounts
from yigong.store.statistics.rates import part_of_text

STATE_NAMES: dict[RequestState, str] = {
    "open": N_("to be taken on"),
    "taken": N_("taken on"),
    "doing": N_("in hand"),
    "done": N_("settled"),
    "declined": N_("not accepted"),
    "same": N_("same as another"),
}
"""待认领 已认领 在办 办结 不受理 重复; msgids."""

SATISFACTION_NAMES: dict[Satisfaction, str] = {
    "good": N_("satisfied"),
    "fair": N_("fairly satisfied"),
    "bad": N_("not satisfied"),
}
"""满意 基本满意 不满意; msgids."""

SOURCE_NAMES: dict[RequestSource, str] = {
    "desk": N_("at the counter"),
    "visit": N_("on a visit"),
    "phone": N_("by phone"),
    "chat": N_("by WeChat"),
    "box": N_("letter box"),
    "event": N_("at an event"),
}
"""窗口 走访 电话 微信 意见箱 活动; msgids."""

URGENCY_NAMES: dict[Urgency, str] = {
    "plain": N_("usual"),
    "soon": N_("pressing"),
    "now": N_("urgent"),
}
"""一般 较急 紧急; msgids."""


def is_kept_back(request: Request) -> bool:
    """Whether a request, as it is shown, is a secret one without what is secret."""
    return request.secret and not request.text


def request_text(request: Request) -> str:
    """What a request, as it is shown, asks for, in one line; of one that is kept back its topic."""
    if is_kept_back(request):
        return request.topic
    return " ".join(request.text.split("\n"))


_MOST_TITLE = 20
"""Characters of a request that an event in answer to it is called after."""


def request_title(request: Request) -> str:
    """What an event in answer to a request is called at first: the request's first words; of a
    secret one nothing, as everybody reads it."""
    if request.secret:
        return ""
    return re.split(r"[，。；！？\n]|[,.;!?] ", request.text)[0].strip()[:_MOST_TITLE].strip()


def asking_words(
    request: Request, people: Mapping[int, Volunteer], squads: Mapping[int, Squad]
) -> str:
    """Who asks, of a request as it is shown: group, name, and for whom."""
    if is_kept_back(request):
        return _("(not shown)")
    person = people.get(request.who)
    name = person.name if person is not None else request.asker
    squad = squads.get(request.squad)
    return "  ".join(filter(None, [request.group, name, squad.name if squad else ""]))


def holding_words(
    request: Request, people: Mapping[int, Volunteer], squads: Mapping[int, Squad]
) -> str:
    """Who works on a request: the squad it was given to, and the person; empty: nobody."""
    squad, person = squads.get(request.holding_squad), people.get(request.holder)
    names = [squad.name if squad else "", person.name if person else ""]
    return "  ".join(filter(None, names))


def near_day(day: date, today: date) -> str:
    """A day in lists and lines of requests: ``11-26``; of another year ``2025-11-26``."""
    return f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}"


def request_due_words(request: Request, today: date) -> str:
    """By when an unfinished request must be done, and how far over it is; empty: it is finished."""
    if request.state not in UNFINISHED:
        return ""
    due = due_date(request)
    if due is None:
        return _("no holidays announced, due date open")
    over = days_overdue(request, today)
    if over:
        text = ngettext("{date}, {n} day over", "{date}, {n} days over", over)
        return text.format(date=near_day(due, today), n=over)
    return near_day(due, today)


def state_words(request: Request) -> str:
    """The state of a request; of one that is the same as another, as which."""
    if request.state == "same":
        return _("same as {code}").format(code=code("Q", request.same_as))
    return _(STATE_NAMES[request.state])


def heard_words(counts: RequestCounts) -> list[str]:
    """How many requests there are: 登记 9, 受理 8."""
    return [
        _("recorded {n}").format(n=counts.recorded),
        _("accepted {n}").format(n=counts.accepted),
    ]


def rate_words(counts: RequestCounts) -> list[str]:
    """办结 6/8, 按期 5/6, 回访 5/6, 满意 5/5, and apart who is fairly satisfied, and who was not
    at first."""
    words = [
        _("settled {counts}").format(counts=part_of_text(counts.done, counts.accepted)),
        _("in time {counts}").format(counts=part_of_text(counts.in_time, counts.timed)),
        _("asked back {counts}").format(counts=part_of_text(counts.asked, counts.done)),
        _("satisfied {counts}").format(counts=part_of_text(counts.good, counts.asked)),
    ]
    if counts.fair:
        words.append(_("fairly satisfied {n}").format(n=counts.fair))
    if counts.redone:
        text = ngettext(
            "{n} more was not satisfied at first and was done again",
            "{n} more were not satisfied at first and were done again",
            counts.redone,
        )
        words.append(text.format(n=counts.redone))
    return words
