"""Doing what a plan for a roster says: people and squads in one change, all of it or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager

import msgspec

from yigong.store import validate
from yigong.store.errors import Refused
from yigong.store.people import pinyin
from yigong.store.people.people import with_keys
from yigong.store.records import Squad, Volunteer, code
from yigong.store.roster.plan import PersonChange, RosterPlan, RosterResult
from yigong.store.roster.source_table import WRITING, Progress
from yigong.store.roster.verdicts import judge_roster as planned
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.history import HistoryLine
from yigong.store.storage.transaction import Transaction

ACT = "person.import"
_STEP = 500


def apply_plan(
    plan: RosterPlan,
    together: Callable[[ChangeReason], AbstractContextManager[Transaction]],
    people: Book[Volunteer],
    squads: Book[Squad],
    note: str = "",
    progress: Progress | None = None,
) -> RosterResult:
    """Write what a plan says, if it still holds; readings are worked out before anybody waits.

    Args:
        plan: The plan.
        together: Opens a change of several books.
        people: The village's people.
        squads: Its squads.
        note: For the history: what the file is called.
        progress: Told how far it is; what it raises ends it, and nothing is written.

    Raises:
        Refused: Somebody changed the roster or the squads so that a verdict is another one now.
    """
    if plan.empty:
        return RosterResult(0, 0, 0)
    ready = _ready(plan.targets, progress)
    with together(ChangeReason(ACT, note)) as change:
        mine, theirs = change.open(people), change.open(squads)
        _still_holds(plan, mine, theirs)
        joining: dict[str, list[int]] = {}
        for at, (target, person) in enumerate(zip(plan.targets, ready, strict=True)):
            _report(progress, at, len(ready))
            number = _put(mine, target, person)
            for squad in target.squads:
                joining.setdefault(squad, []).append(number)
        founded = _join(theirs, joining)
    return RosterResult(plan.added, plan.changed, founded)


def _report(progress: Progress | None, at: int, total: int) -> None:
    if progress is not None and at % _STEP == 0:
        progress(WRITING, at, total)


def _ready(targets: Sequence[PersonChange], progress: Progress | None) -> list[Volunteer]:
    """The people as they will be written, with their readings."""
    pinyin.preload_readings(target.after.name for target in targets)
    ready = []
    for at, target in enumerate(targets):
        _report(progress, at, len(targets))
        before, after = target.before, target.after
        known = before and (before.name, before.reading) == (after.name, after.reading)
        ready.append(after if known else with_keys(after))
    return ready


def _still_holds(plan: RosterPlan, people: Draft[Volunteer], squads: Draft[Squad]) -> None:
    """Judge the roster again where the village is another one than the plan was made for.

    Raises:
        Refused: A verdict would be another one.
    """
    if people.records == plan.people and squads.records == plan.all_squads:
        return
    again = planned(
        plan.roster,
        people.records,
        squads.records,
        choices=plan.choices,
        with_squads=plan.with_squads,
    )
    if again.rows != plan.rows or again.targets != plan.targets:
        raise Refused(
            "Somebody changed the roster in the meantime, and some rows are to be judged anew; "
            "nothing was written. Look through it again."
        )


def _put(draft: Draft[Volunteer], target: PersonChange, person: Volunteer) -> int:
    """Write one person.

    Returns:
        Their number.
    """
    if target.before is None:
        person = msgspec.structs.replace(person, number=draft.next_number(), rev=0)
        return draft.put(person).number
    if target.after != target.before:
        draft.put(person)
    return person.number


def _join(draft: Draft[Squad], joining: dict[str, list[int]]) -> int:
    """Put people into their squads.

    Returns:
        How many squads were founded for it.
    """
    named = {squad.name: squad for squad in draft.records.values() if not squad.archived}
    founded = 0
    for name, numbers in joining.items():
        squad = named.get(name)
        if squad is None:
            squad = validate.checked_squad(Squad(name=name, number=draft.next_number()))
            founded += 1
        members = tuple(dict.fromkeys((*squad.members, *numbers)))
        draft.put(msgspec.structs.replace(squad, members=members))
    return founded


def refuse_used_people(
    lines: Iterable[HistoryLine],
    squads: Iterable[Squad],
    registers: Iterable[tuple[str, Iterable[int]]],
) -> None:
    """Refuse to take back people who are in use by now.

    Args:
        lines: All lines of the change that added them.
        squads: The squads there are.
        registers: Every register: its key, and who is in it.

    Raises:
        Refused: One of them signed up or came somewhere, or is in a squad beyond those that the
            roster named.
    """
    lines = list(lines)
    added = {line.key for line in lines if line.book == "people" and line.old is None}
    joined = {line.key for line in lines if line.book == "squads"}
    if not added:
        return
    for squad in squads:
        if squad.number not in joined and (found := added.intersection(squad.members)):
            raise _in_use(min(found), squad.name)
    for key, numbers in registers:
        if found := added.intersection(numbers):
            raise _in_use(min(found), key)


def _in_use(number: int, where: str) -> Refused:
    return Refused(
        "{code} is in {where} by now: the roster that added them is not taken back. Archive "
        "whoever does not belong to it.",
        code=code("V", number),
        where=where,
    )
