"""Which requests a list shows: by section, group, topic, who works on them, and overdue ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from yigong.store.language import N_, _
from yigong.store.people.natural_order import natural_key
from yigong.store.request_records import Request
from yigong.store.requests.due_dates import UNFINISHED, days_overdue, due_date
from yigong.store.village.village import Village

FilteredPart = Literal["overdue", "groups", "topics", "holders", "squads"]
RequestChoice = tuple[FilteredPart, object]
"""A choice to tick: a group, a topic, who works on it by number, or what is overdue."""

Section = Literal["open", "doing", "done", "all"]

SECTIONS: dict[Section, str] = {
    "open": N_("To be taken on"),
    "doing": N_("In hand"),
    "done": N_("Settled"),
    "all": N_("All"),
}
"""The sections of the list: 待办 在办 办结 全部; msgids."""

_STATES: dict[Section, frozenset[str]] = {
    "open": frozenset({"open"}),
    "doing": frozenset({"taken", "doing"}),
    "done": frozenset({"done"}),
}


def of_section(requests: Iterable[Request], section: str) -> list[Request]:
    """The requests of a section: unfinished ones by their due date, others the latest first.

    Args:
        requests: The requests.
        section: The section; ``unfinished`` is the first two.
    """
    states = UNFINISHED if section == "unfinished" else None
    for name, of_name in _STATES.items():
        states = of_name if name == section else states
    found = [each for each in requests if states is None or each.state in states]
    return sorted(found, key=_order)


def _order(request: Request) -> tuple[bool, date, int]:
    """What is due first comes first; finished ones come last, the latest of them first."""
    if request.state in UNFINISHED:
        return False, due_date(request) or date.max, request.number
    return True, date.min, -request.number


class RequestFilter(msgspec.Struct, frozen=True, kw_only=True):
    """What a list is narrowed to; an empty part narrows nothing."""

    groups: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    holders: frozenset[int] = frozenset()
    squads: frozenset[int] = frozenset()
    """Who works on them: people and squads, by number."""

    overdue: bool = False

    def __bool__(self) -> bool:
        return bool(self.groups or self.topics or self.holders or self.squads or self.overdue)

    def takes(self, request: Request, today: date) -> bool:
        """Whether a request, as it is shown, is in the list."""
        if self.overdue and not days_overdue(request, today):
            return False
        if self.groups and request.group not in self.groups:
            return False
        if self.topics and request.topic not in self.topics:
            return False
        by = self.holders or self.squads
        return not by or request.holder in self.holders or request.holding_squad in self.squads

    def has(self, choice: RequestChoice) -> bool:
        """Whether a choice is ticked."""
        part, value = choice
        return self.overdue if part == "overdue" else value in getattr(self, part)

    def toggled(self, choice: RequestChoice) -> RequestFilter:
        """The filter with a choice ticked, or unticked."""
        part, value = choice
        if part == "overdue":
            return msgspec.structs.replace(self, overdue=not self.overdue)
        ticked: frozenset[object] = getattr(self, part)
        return msgspec.structs.replace(self, **{part: ticked ^ {value}})

    def words(self, village: Village) -> str:
        """What is ticked, by name."""
        people, squads = village.people.all(), village.squads.all()
        names = [_("overdue")] if self.overdue else []
        names += sorted(self.groups) + sorted(self.topics)
        names += [people[number].name for number in sorted(self.holders) if number in people]
        names += [squads[number].name for number in sorted(self.squads) if number in squads]
        return _(", ").join(names)


def request_choices(village: Village) -> dict[RequestChoice, tuple[str, int]]:
    """What requests can be filtered by: each choice with its name, and how many it would show."""
    shown, today = village.requests.all_shown(), village.now().date()
    people, squads = village.people.all(), village.squads.all()
    late = sum(days_overdue(each, today) > 0 for each in shown)
    found: dict[RequestChoice, tuple[str, int]] = {("overdue", True): (_("overdue"), late)}
    parts: tuple[tuple[FilteredPart, str], ...] = (
        ("groups", "group"),
        ("topics", "topic"),
        ("holders", "holder"),
        ("squads", "holding_squad"),
    )
    for part, field in parts:
        counts = Counter(getattr(each, field) for each in shown if getattr(each, field))
        for value in sorted(counts, key=lambda each: natural_key(str(each))):
            name = str(value)
            if part == "holders":
                name = people[value].name if value in people else ""
            elif part == "squads":
                name = squads[value].name if value in squads else ""
            found[part, value] = name, counts[value]
    return found
