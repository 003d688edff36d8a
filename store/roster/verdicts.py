"""What becomes of each row of a roster, and what taking it in would change: over records.

Whoever a row means (`matching`), it changes in them what it says (`row_merge`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from yigong.store.language import _
from yigong.store.records import Squad, Volunteer
from yigong.store.roster.matching import PeopleIndex, RowMatch, without_foreign_code
from yigong.store.roster.memberships import Memberships
from yigong.store.roster.plan import (
    Choice,
    DecisionRule,
    FieldChange,
    PersonChange,
    Roster,
    RosterPlan,
    RosterRow,
    RowVerdict,
    Verdict,
)
from yigong.store.roster.row_merge import RowPerson, merge_row
from yigong.store.roster.source_table import CHECKING, Progress

_STEP = 500


def judge_roster(
    roster: Roster,
    people: Mapping[int, Volunteer],
    squads: Mapping[int, Squad],
    *,
    choices: Mapping[int, Choice] | None = None,
    with_squads: bool = True,
    progress: Progress | None = None,
) -> RosterPlan:
    """What taking a roster in would do; twenty thousand rows take a quarter of a second.

    Args:
        roster: The roster as it says.
        people: Everyone there is, by number.
        squads: The squads there are.
        choices: By row: what to do with those that are doubtful. The others are left out.
        with_squads: Whether people join the squads that the roster names.
        progress: Told how far it is.
    """
    choices = choices or {}
    here = msgspec.structs.replace(
        roster, rows=tuple(without_foreign_code(row, people) for row in roster.rows)
    )
    judge = _Judge(here, people, Memberships(squads, with_squads), choices)
    rows = []
    for at, given in enumerate(here.rows):
        if progress is not None and at % _STEP == 0:
            progress(CHECKING, at, len(here.rows))
        rows.append(judge.judged(given))
    targets = tuple(judge.targets())
    return RosterPlan(
        roster=roster,
        rows=tuple(rows),
        targets=targets,
        founded=judge.memberships.founded(name for one in targets for name in one.squads),
        people=people,
        all_squads=squads,
        choices=choices,
        with_squads=with_squads,
    )


def judge_again(
    plan_: RosterPlan,
    *,
    choices: Mapping[int, Choice],
    with_squads: bool,
    progress: Progress | None = None,
) -> RosterPlan:
    """The same roster and village, with other decisions."""
    return judge_roster(
        plan_.roster,
        plan_.people,
        plan_.all_squads,
        choices=choices,
        with_squads=with_squads,
        progress=progress,
    )


def decide_all(
    before: RosterPlan, way: DecisionRule, progress: Progress | None = None
) -> RosterPlan:
    """A plan with all doubtful rows decided one way.

    Args:
        before: The plan.
        way: ``new`` adds them, ``update`` takes them for the one person they may be (where several
            may be meant they stay out), ``skip`` leaves them out.
        progress: Told how far it is.
    """
    choices: dict[int, Choice] = {}
    if way == "skip":
        return judge_again(
            before, choices=choices, with_squads=before.with_squads, progress=progress
        )
    while True:  # whom one row adds, a later one may be in doubt about
        doubtful = (row for row in before.rows if row.verdict == "doubtful")
        found = {row.line: _decision(row, way) for row in doubtful}
        if found.keys() <= choices.keys():
            return before
        choices |= found
        before = judge_again(
            before, choices=choices, with_squads=before.with_squads, progress=progress
        )


def _decision(row: RowVerdict, way: DecisionRule) -> Choice:
    if way == "new":
        return "new"
    return row.who[0] if len(row.who) == 1 else "skip"


class _Judge:
    """The village as it would be after the rows that were judged."""

    def __init__(
        self,
        roster: Roster,
        people: Mapping[int, Volunteer],
        memberships: Memberships,
        choices: Mapping[int, Choice],
    ) -> None:
        self.memberships = memberships
        self._people = people
        self._choices = choices
        self._someone: dict[int, RowPerson] = {}
        self._everybody = PeopleIndex(roster, people, self._someone)

    def targets(self) -> Iterable[PersonChange]:
        """Everybody who would be written, in the order of their first rows."""
        for one in self._someone.values():
            if one.before is None or one.after != one.before or one.squads:
                yield PersonChange(
                    line=one.line, before=one.before, after=one.after, squads=tuple(one.squads)
                )

    # -- a row -------------------------------------------------------------

    def judged(self, row: RosterRow) -> RowVerdict:
        """What becomes of a row; the rows before it are judged."""
        if row.person is None:
            return RowVerdict(line=row.line, verdict="refused", name=row.name, reason=row.reason)
        known = self._everybody.meant(row, row.person)
        if known.who:
            return self._doubtful(row, row.person, known)
        if known.reason:
            return _row(row, "refused", reason=known.reason)
        if known.number:
            return self._met(row, row.person, known.number)
        return self._new(row, row.person)

    def _new(self, row: RosterRow, person: Volunteer) -> RowVerdict:
        earlier = self._everybody.earlier(person.name)
        one = RowPerson(line=row.line, before=None, after=person)
        one.squads = list(self.memberships.joining(0, row.squads, ()))
        self._someone[-row.line] = one
        self._everybody.add(-row.line, person)
        judged = _row(row, "new", number=-row.line)
        if earlier:
            remark = _("row {line}: the same name, another phone").format(line=earlier)
            judged = _row(row, "new", number=-row.line, remarks=(*row.remarks, remark))
        return judged

    def _met(self, row: RosterRow, person: Volunteer, number: int) -> RowVerdict:
        """A row about somebody who is known, from the village or from a row before."""
        one = self._one(number)
        change = merge_row(one.after, person, renamed=bool(row.code))
        joining = self.memberships.joining(number, row.squads, one.squads)
        changes = change.with_squads(joining)
        earlier = one.line if one.line != row.line else 0
        if earlier and not changes:
            return _row(row, "refused", number, reason=_as_row(earlier))
        if earlier and change.conflicts:
            reason = _("row {line} says otherwise of the same person").format(line=earlier)
            return self._doubtful(row, person, RowMatch(who=(number,), reason=reason))
        if one.after.archived and changes:
            reason = _("{code} is archived").format(code=one.after.code)
            return self._doubtful(row, person, RowMatch(who=(number,), reason=reason))
        self._someone[number] = one
        one.line = one.line or row.line
        if not changes:
            return _row(row, "same", number)
        one.after = change.after
        one.squads += joining
        return _row(row, "update", number, person=change.after, changes=changes)

    def _one(self, number: int) -> RowPerson:
        found = self._someone.get(number)
        if found is None:
            person = self._people[number]
            found = RowPerson(line=0, before=person, after=person)
        return found

    def _doubtful(self, row: RosterRow, person: Volunteer, known: RowMatch) -> RowVerdict:
        """A row that waits for a decision; what was decided is done."""
        choice = self._choices.get(row.line, "skip")
        if isinstance(choice, int) and choice not in known.who:
            choice = "skip"
        done = _row(row, "doubtful")
        if choice == "new":
            done = self._new(row, person)
        elif isinstance(choice, int):
            done = self._updated(row, person, choice)
        return _row(
            row,
            "doubtful",
            done.number,
            person=done.person,
            changes=done.changes,
            reason=known.reason,
            who=known.who,
            choice=choice,
        )

    def _updated(self, row: RosterRow, person: Volunteer, number: int) -> RowVerdict:
        """A row that is about somebody because an organiser says so."""
        one = self._someone.setdefault(number, self._one(number))
        one.line = one.line or row.line
        change = merge_row(one.after, person, renamed=bool(row.code), back=True)
        joining = self.memberships.joining(number, row.squads, one.squads)
        one.after = change.after
        one.squads += joining
        changes = change.with_squads(joining)
        return _row(row, "doubtful", number, person=change.after, changes=changes)


def _row(
    row: RosterRow,
    verdict: Verdict,
    number: int = 0,
    *,
    person: Volunteer | None = None,
    changes: tuple[FieldChange, ...] = (),
    reason: str = "",
    who: tuple[int, ...] = (),
    choice: Choice = "skip",
    remarks: tuple[str, ...] | None = None,
) -> RowVerdict:
    return RowVerdict(
        line=row.line,
        verdict=verdict,
        name=row.name,
        person=person or row.person,
        number=number,
        squads=row.squads,
        changes=changes,
        reason=reason,
        who=who,
        choice=choice,
        remarks=row.remarks if remarks is None else remarks,
    )


def _as_row(line: int) -> str:
    return _("the same as row {line}").format(line=line)
