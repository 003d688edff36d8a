"""A request in words, for pages and commands: who asks, and its life, step by step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

import msgspec

from yigong.exports.privacy import mask_phones
from yigong.store.language import _
from yigong.store.request_records import Request
from yigong.store.requests.request_words import (
    SATISFACTION_NAMES,
    SOURCE_NAMES,
    URGENCY_NAMES,
    asking_words,
    holding_words,
    is_kept_back,
    near_day,
    request_due_words,
    request_text,
    state_words,
)
from yigong.store.storage.history_line import HistoryLine
from yigong.store.village.village import Village
from yigong.tui.text.words import act_name


class LifeLine(NamedTuple):
    """A step in the life of a request."""

    at: datetime
    act: str
    by: str = ""
    words: str = ""
    event: int = 0
    """The event that the step is about, by number; 0: none."""

    def when(self, today: date) -> str:
        """The day and the time."""
        return f"{near_day(self.at.date(), today)} {self.at:%H:%M}"


def asker_text(village: Village, request: Request) -> str:
    """Who asks, of a request as it is shown, with phone numbers masked."""
    return mask_phones(asking_words(request, village.people.all(), village.squads.all()))


def fact_rows(village: Village, request: Request) -> list[tuple[str, str]]:
    """What is to know of a request, as it is shown: labels and texts; empty ones are left out."""
    people, squads = village.people.all(), village.squads.all()
    today = village.now().date()
    repeats = _(", ").join(each.code for each in village.requests.repeats(request.number))
    events = _(", ").join(
        f"{event.code} {event.title}" for event in village.events.answering(request.number)
    )
    kept_back = is_kept_back(request)
    rows = [
        (_("State"), state_words(request)),
        (_("Due"), request_due_words(request, today)),
        (_("Taken on by"), holding_words(request, people, squads)),
        (_("Who asks"), asker_text(village, request)),
        (_("Heard how"), "" if kept_back else _(SOURCE_NAMES[request.source])),
        (_("Topic"), request.topic),
        (_("Urgency"), _(URGENCY_NAMES[request.urgency])),
        (_("Secret"), _("shown only to who wrote it down and works on it") * request.secret),
        (_("Reason"), request.reason),
        (_("Same request"), repeats),
        (_("Events"), events),
    ]
    return [(label, text) for label, text in rows if text]


def listed_text(request: Request) -> str:
    """What a request, as it is shown, asks for, in the row of a list: a secret one says so."""
    text = mask_phones(request_text(request))
    own_secret = request.secret and not is_kept_back(request)
    return _("(secret) {text}").format(text=text) if own_secret else text


def life_lines(village: Village, request: Request) -> list[LifeLine]:
    """The life of a request, step by step, the oldest first, as its history has it.

    Args:
        village: The village.
        request: The request as it is shown: where it is kept back, so are the words of each step.
    """
    kept_back = is_kept_back(request)
    lines = []
    for line in _own_history(village, request):
        old, new = (_request_of(side) for side in (line.old, line.new))
        words = "" if new is None or kept_back else _step_words(village, old, new)
        lines.append(LifeLine(line.at.astimezone(village.zone), _act_of(line), line.by, words))
    lines += [
        LifeLine(issue.at.astimezone(village.zone), act_name("issue.look"), issue.by)
        for issue in village.issued.all().values()
        if issue.kind == "look" and issue.what == request.code
    ]
    return sorted([*lines, *_event_lines(village, request)], key=lambda line: line.at)


def _event_lines(village: Village, request: Request) -> list[LifeLine]:
    """When each event in answer to a request takes place, or took place: the next date, else the
    last one."""
    lines = []
    for event in village.events.answering(request.number):
        nearest = village.events.nearest(event, village.now())
        if nearest is not None:
            over = nearest.end <= village.now()
            act = _("the event was") if over else _("the event will be")
            if nearest.cancelled:
                act = _("the event is cancelled")
            at = nearest.start.astimezone(village.zone)
            words = f"{event.title} {event.code}"
            lines.append(LifeLine(at, act, words=words, event=event.number))
    return lines


def _own_history(village: Village, request: Request) -> list[HistoryLine]:
    """The lines of the history about a request, the oldest first."""
    history, first = village.history, f"history/{request.at:%Y-%m}"
    return [
        line
        for name in reversed(history.files())
        if name >= first
        for line in history.about(name, "requests", [request.number])
    ]


def _act_of(line: HistoryLine) -> str:
    """What a step was; of one that was taken back, which."""
    if line.act != "undo":
        return act_name(line.act)
    return _("taken back: {act}").format(act=act_name(line.note.partition(" ")[0]))


def _request_of(stored: Mapping[str, Any] | None) -> Request | None:
    """A stored request; `None`: there is none, or it is not one any more."""
    try:
        return None if stored is None else msgspec.convert(stored, Request, str_keys=True)
    except msgspec.ValidationError:
        return None  # a history can be edited by hand


def _step_words(village: Village, old: Request | None, new: Request) -> str:
    """What a step changed, in words."""
    if old is None:
        return _(SOURCE_NAMES[new.source])
    words = []
    if (old.holder, old.holding_squad) != (new.holder, new.holding_squad):
        words.append(holding_words(new, village.people.all(), village.squads.all()))
    words += [remark.text for remark in new.remarks[len(old.remarks) :]]
    for each in new.rounds[len(old.rounds) :]:
        words += [each.outcome, _(", ").join(link.partition("@")[0] for link in each.links)]
    for before, after in zip(old.rounds, new.rounds, strict=False):
        if before.satisfaction != after.satisfaction and after.satisfaction:
            words += [_(SATISFACTION_NAMES[after.satisfaction]), after.said]
    if old.reason != new.reason:
        words.append(new.reason)
    if old.same_as != new.same_as and new.same_as:
        words.append(state_words(new))
    if old.text != new.text:
        words.append(new.text)
    if new.due is not None and new.due != old.due:
        due = near_day(new.due, village.now().date())
        words.append(_("due {date}").format(date=due))
    return "  ".join(filter(None, words))
