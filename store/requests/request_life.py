"""The life of a request: what becomes of it by each step, and which steps are refused when.

Pure functions from a request to what it becomes. Open, taken, doing, done, and then whoever asked
is asked back; who is not satisfied opens a new round. Declined, or the same as another, ends it,
too, until it is reopened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

import msgspec

from yigong.store.dates.working_days import working_days_after
from yigong.store.errors import Refused
from yigong.store.language import N_
from yigong.store.records import code
from yigong.store.request_records import Remark, Request, Round, Satisfaction
from yigong.store.requests.due_dates import UNFINISHED, days_for, due_date
from yigong.store.settings_records import AnswerDays
from yigong.store.validate import LazyMessage, clean_paragraph

_LEAST_REASON = 2
"""Characters of a reason beside y and n, which somebody types who means to answer a question."""


def begun_anew(request: Request, today: date) -> Request:
    """A request whose working days are counted from today on."""
    return msgspec.structs.replace(
        request, since=today, due=working_days_after(today, request.days)
    )


def due_again(before: Request, after: Request, days: AnswerDays) -> Request:
    """A request that was changed by hand, with its due date.

    A date that was typed stays, now and at later changes. Else it follows from the day on which the
    request was heard, or begun anew, and from how urgent it is.

    Args:
        before: As it was.
        after: As it was changed.
        days: The working days that the settings give.
    """
    count = before.days
    if after.urgency != before.urgency:
        count = days_for(after.urgency, days)
    if after.due == before.due and before.due == _counted(before):
        after = msgspec.structs.replace(after, due=None)
    after = msgspec.structs.replace(after, days=count)
    return msgspec.structs.replace(after, due=after.due or _counted(after))


def _counted(request: Request) -> date | None:
    """The due date that follows from its days; `None`: these are not announced yet."""
    return working_days_after(request.since or request.at.date(), request.days)


def assigned(request: Request, holder: int, squad: int) -> Request:
    """A request that a person takes on, or that is given to a squad, in place of who had it.

    Args:
        request: The request.
        holder: The number of the person; 0: nobody.
        squad: The number of the squad; 0: none.
    """
    _refuse_finished(request)
    if not holder and not squad:
        raise Refused("Say who takes it on: a person or a squad.")
    state = "taken" if request.state == "open" else request.state
    return msgspec.structs.replace(request, holder=holder, holding_squad=squad, state=state)


def given_back(request: Request) -> Request:
    """A request that nobody works on any more; it waits to be taken on."""
    _refuse_finished(request)
    if request.state == "open":
        raise Refused("{code}: nobody has taken it on.", code=request.code)
    return msgspec.structs.replace(request, holder=0, holding_squad=0, state="open")


def begun(request: Request) -> Request:
    """A request that is being worked on."""
    _refuse_finished(request)
    if request.state == "doing":
        raise Refused("{code} is being worked on already.", code=request.code)
    return msgspec.structs.replace(request, state="doing")


def remarked(request: Request, at: datetime, by: str, text: str) -> Request:
    """A request with one remark more, in whatever state it is."""
    text = _needed(text, N_("The remark"))
    return msgspec.structs.replace(
        request, remarks=(*request.remarks, Remark(at=at, by=by, text=text))
    )


def with_outcome(
    request: Request, at: datetime, by: str, outcome: str, links: Iterable[str] = ()
) -> Request:
    """A request that is done: what was done, and by which occurrences.

    The round keeps by when it was due, so that a later one does not change whether it was in time.
    """
    _refuse_finished(request)
    finished = Round(
        answered=at,
        by=by,
        outcome=_needed(outcome, N_("The outcome")),
        links=tuple(dict.fromkeys(links)),
        due=due_date(request),
    )
    return msgspec.structs.replace(request, state="done", rounds=(*request.rounds, finished))


def asked_back(
    request: Request, at: datetime, satisfaction: Satisfaction, said: str = ""
) -> Request:
    """A request of which it is known what who asked says of the outcome.

    Who is not satisfied opens a new round: it is worked on again, its days are counted from then
    on, and the round before stays as it was.
    """
    if request.state != "done" or not request.rounds:
        raise Refused("{code} is not done yet; who asked is asked back then.", code=request.code)
    if not satisfaction:
        raise Refused("Say how satisfied they are.")
    last = msgspec.structs.replace(
        request.rounds[-1],
        satisfaction=satisfaction,
        asked=at,
        said=clean_paragraph(said, N_("What they said")),
    )
    answered = msgspec.structs.replace(request, rounds=(*request.rounds[:-1], last))
    if satisfaction != "bad":
        return answered
    return begun_anew(msgspec.structs.replace(answered, state="doing"), at.date())


def declined(request: Request, reason: str) -> Request:
    """A request that is not accepted, with the reason."""
    _refuse_finished(request)
    reason = _needed(reason, N_("The reason"))
    if len(re.sub(r"[yn\W]", "", reason.casefold())) < _LEAST_REASON:
        raise Refused("Write in words why {code} is not accepted.", code=request.code)
    return msgspec.structs.replace(request, state="declined", reason=reason)


def same_as(request: Request, other: int, requests: Mapping[int, Request]) -> Request:
    """A request that asks for what another one asks for, which is counted in its place.

    Args:
        request: The request.
        other: The number of the other; where that is the same as a third, the third is meant.
        requests: Every request.
    """
    _refuse_finished(request)
    root = root_of(requests, other)
    if request.number in (other, root):
        raise Refused("{code} cannot be the same as itself.", code=request.code)
    return msgspec.structs.replace(request, state="same", same_as=root)


def reopened(request: Request, today: date) -> Request:
    """A finished request that is worked on again; its days are counted from today on."""
    if request.state in UNFINISHED:
        raise Refused("{code} is not finished.", code=request.code)
    held = request.holder or request.holding_squad
    state = "doing" if request.rounds else "taken" if held else "open"
    back = msgspec.structs.replace(request, state=state, same_as=0, reason="")
    return begun_anew(back, today)


# -- requests that are the same ---------------------------------------------


def root_of(requests: Mapping[int, Request], number: int) -> int:
    """The request that is counted for one: itself, or at the end of what it is the same as.

    Of a ring, which only a hand-edited file can have, the number itself.

    Raises:
        Refused: There is no such request.
    """
    seen = [number]
    while True:
        request = requests.get(seen[-1])
        if request is None:
            raise Refused("There is no request {code}.", code=code("Q", seen[-1]))
        if not request.same_as:
            return request.number
        if request.same_as in seen:
            return number
        seen.append(request.same_as)


def repeats_of(requests: Mapping[int, Request], number: int) -> list[Request]:
    """The requests that are the same as one, by whatever way, without that one itself."""
    return [
        each
        for each in requests.values()
        if each.same_as and each.number != number and _is_below(requests, each, number)
    ]


def _is_below(requests: Mapping[int, Request], request: Request, number: int) -> bool:
    seen = set[int]()
    while request.same_as and request.number not in seen:
        if request.same_as == number:
            return True
        seen.add(request.number)
        if request.same_as not in requests:
            return False
        request = requests[request.same_as]
    return False


def is_in_same_ring(requests: Mapping[int, Request], number: int) -> bool:
    """Whether a request is the same as itself, by whatever way."""
    request = requests.get(number)
    return request is not None and _is_below(requests, request, number)


# -- refusals ----------------------------------------------------------------


def _refuse_finished(request: Request) -> None:
    """Refuse to go on with a request that is finished."""
    if request.state == "done":
        raise Refused("{code} is done; reopen it first.", code=request.code)
    if request.state == "declined":
        raise Refused("{code} was declined; reopen it first.", code=request.code)
    if request.state == "same":
        raise Refused(
            "{code} is the same as {other}; go on with that one.",
            code=request.code,
            other=code("Q", request.same_as),
        )


def _needed(text: str, what: str) -> str:
    """A text that is not empty.

    Raises:
        Refused: It is empty or too long.
    """
    text = clean_paragraph(text, what)
    if not text:
        raise Refused("{what} is empty.", what=LazyMessage(what))
    return text
