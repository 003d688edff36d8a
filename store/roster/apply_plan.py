"""Carrying out the plan of an import: people and squads in one transaction."""

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
from yigong.store.roster.verdicts import judge_roster
from yigong.store.storage.book import Book, ChangeReason, Draft
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.transaction import Transaction

ACT = "person.import"
_REPORT_EVERY = 500


def apply_plan(
    plan: RosterPlan,
    transaction: Callable[[ChangeReason], AbstractContextManager[Transaction]],
    people: Book[Volunteer],
    squads: Book[Squad],
    note: str = "",
    progress: Progress | None = None,
) -> RosterResult:
    """Write what a plan says, if it still holds. Readings are computed before the lock is taken.

    Args:
        plan: The plan.
        transaction: Opens a transaction.
        people: The village's people.
        squads: Its squads.
        note: The name of the file, for the history.
        progress: Called with the progress; if it raises, nothing is written.

    Raises:
        Refused: People or squads were changed since, so that a verdict is a different one now.
    """
    if plan.empty:
        return RosterResult(0, 0, 0)
    new_people = _with_readings(plan.person_changes, progress)
    with transaction(ChangeReason(ACT, note)) as opened:
        people_draft, squads_draft = opened.open(people), opened.open(squads)
        _refuse_outdated(plan, people_draft, squads_draft)
        joining: dict[str, list[int]] = {}
        for at, (change, person) in enumerate(zip(plan.person_changes, new_people, strict=True)):
            _report(progress, at, len(new_people))
            number = _put(people_draft, change, person)
            for squad in change.squads:
                joining.setdefault(squad, []).append(number)
        founded = _join_squads(squads_draft, joining)
    return RosterResult(plan.added, plan.changed, founded)


def _report(progress: Progress | None, at: int, total: int) -> None:
    if progress is not None and at % _REPORT_EVERY == 0:
        progress(WRITING, at, total)


def _with_readings(changes: Sequence[PersonChange], progress: Progress | None) -> list[Volunteer]:
    """The people as they will be written, with their readings."""
    pinyin.preload_readings(change.after.name for change in changes)
    people = []
    for at, change in enumerate(changes):
        _report(progress, at, len(changes))
        before, after = change.before, change.after
        known = before and (before.name, before.reading) == (after.name, after.reading)
        people.append(after if known else with_keys(after))
    return people


def _refuse_outdated(plan: RosterPlan, people: Draft[Volunteer], squads: Draft[Squad]) -> None:
    """Judge the roster again if people or squads were changed since the plan was made.

    Raises:
        Refused: A verdict would be a different one.
    """
    if people.records == plan.people and squads.records == plan.squads:
        return
    again = judge_roster(
        plan.roster,
        people.records,
        squads.records,
        choices=plan.choices,
        with_squads=plan.with_squads,
    )
    if again.rows != plan.rows or again.person_changes != plan.person_changes:
        raise Refused(
            "Somebody changed the roster in the meantime, and some rows are to be judged anew; "
            "nothing was written. Look through it again."
        )


def _put(draft: Draft[Volunteer], change: PersonChange, person: Volunteer) -> int:
    """Write one person.

    Returns:
        Their number.
    """
    if change.before is None:
        person = msgspec.structs.replace(person, number=draft.next_number(), rev=0)
        return draft.put(person).number
    if change.after != change.before:
        draft.put(person)
    return person.number


def _join_squads(draft: Draft[Squad], joining: dict[str, list[int]]) -> int:
    """Add people to their squads.

    Returns:
        How many squads were founded.
    """
    by_name = {squad.name: squad for squad in draft.records.values() if not squad.archived}
    founded = 0
    for name, numbers in joining.items():
        squad = by_name.get(name)
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
    """Refuse to undo an import whose people are in use by now.

    Args:
        lines: All lines of the change that added them.
        squads: All squads.
        registers: The key of each register, and the people in it.

    Raises:
        Refused: One of them is in a register, or in a squad that the roster did not name.
    """
    lines = list(lines)
    added = {line.key for line in lines if line.book == "people" and line.old is None}
    named = {line.key for line in lines if line.book == "squads"}
    if not added:
        return
    for squad in squads:
        if squad.number not in named and (found := added.intersection(squad.members)):
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
