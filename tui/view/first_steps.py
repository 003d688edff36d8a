"""The first steps of a new village: what is there already, and which key makes the next."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from yigong.store.language import _
from yigong.store.village.village import Village

_YOUNG = 5
"""A village with more registers than these has found its way; they are not read."""


class FirstStep(NamedTuple):
    """A step to the first duty day."""

    done: bool
    key: str
    words: str
    """What to do, translated."""


def first_steps(village: Village) -> list[FirstStep]:
    """The steps from an empty village to the first person checked in, the desk first on a day
    with an event; then to sign the register; none, once one was signed."""
    kept = village.registers.planned_between()
    registers = [] if len(kept) > _YOUNG else [village.registers.peek(key) for key in kept]
    if len(kept) > _YOUNG or any(register.closed for register in registers):
        return []
    if any(register.attended for register in registers):
        closing = _("When it is over: open the event; x there signs and closes its register")
        return [FirstStep(False, "Enter", closing)]
    today = village.now().date()
    is_the_day = any(not each.cancelled for each in village.events.between(today, today))
    if is_the_day or not _only_past(village):
        desk = FirstStep(False, "d", _("On the day: open the desk, and check people in"))
    else:
        paper = _("What is over: open the event; p there types in the sheet that was signed")
        desk = FirstStep(False, "Enter", paper)
    steps = [
        FirstStep(
            len(village.people.listed()) > 1,
            "p",
            _("Villagers: type them in (^N), or take in a list from Excel (^O)"),
        ),
        FirstStep(bool(village.squads.all()), "s", _("Squads: name them (n), put people in (a)")),
        FirstStep(bool(village.events.all()), "n", _("The first event: a day, a time, a place")),
    ]
    return [desk, *steps] if is_the_day else [*steps, desk]


def _only_past(village: Village) -> bool:
    """Whether there are events, and none that is to come within a year."""
    today = village.now().date()
    ahead = village.events.between(today, today + timedelta(days=366))
    return bool(village.events.all()) and all(each.cancelled for each in ahead)
