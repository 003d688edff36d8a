"""The verdicts on the rows of a roster, and the plan of the import: functions over records.

`matching` finds the person of a row, `row_merge` what it changes in them.
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

_REPORT_EVERY = 500


def judge_roster(
    roster: Roster,
    people: Mapping[int, Volunteer],
    squads: Mapping[int, Squad],
    *,
    choices: Mapping[int, Choice] | None = None,
    with_squads: bool = True,
    progress: Progress | None = None,
) -> RosterPlan:
    """Plan an import; twenty thousand rows take a quarter of a second.

    Args:
        roster: The roster as read.
        people: Everyone, by number.
        squads: All squads.
        choices: The decisions on doubtful rows, by row; the others are skipped.
        with_squads: Whether people join the squads that the roster names.
        progress: Called with the progress.
    """
    choices = choices or {}
    local = msgspec.structs.replace(
        roster, rows=tuple(without_foreign_code(row, people) for row in roster.rows)
    )
    judge = _Judge(local, people, Memberships(squads, with_squads), choices)
    rows = []
    for at, row in enumerate(local.rows):
        if progress is not None and at % _REPORT_EVERY == 0:
            progress(CHECKING, at, len(local.rows))
        rows.append(judge.judge(row))
    person_changes = tuple(judge.person_changes())
    return RosterPlan(
        roster=roster,
        rows=tuple(rows),
        person_changes=person_changes,
        founded=judge.memberships.to_found(
            name for change in person_changes for name in change.squads
        ),
        people=people,
        squads=squads,
        choices=choices,
        with_squads=with_squads,
    )


def judge_again(
    plan: RosterPlan,
    *,
    choices: Mapping[int, Choice],
    with_squads: bool,
    progress: Progress | None = None,
) -> RosterPlan:
    """Plan the same roster again, with other decisions."""
    return judge_roster(
        plan.roster,
        plan.people,
        plan.squads,
        choices=choices,
        with_squads=with_squads,
        progress=progress,
    )


def decide_all(
    plan: RosterPlan, rule: DecisionRule, progress: Progress | None = None
) -> RosterPlan:
    """A plan in which all doubtful rows are decided by one rule.

    Args:
        plan: The plan.
        rule: ``new`` adds a person, ``update`` changes the candidate (a row with several is
            skipped), ``skip`` skips the row.
        progress: Called with the progress.
    """
    choices: dict[int, Choice] = {}
    if rule == "skip":
        return judge_again(plan, choices=choices, with_squads=plan.with_squads, progress=progress)
    while True:  # a person whom one decision adds may make a later row doubtful
        doubtful = (row for row in plan.rows if row.verdict == "doubtful")
        decisions = {row.line: _decision(row, rule) for row in doubtful}
        if decisions.keys() <= choices.keys():
            return plan
        choices |= decisions
        plan = judge_again(plan, choices=choices, with_squads=plan.with_squads, progress=progress)


def _decision(row: RowVerdict, rule: DecisionRule) -> Choice:
    if rule == "new":
        return "new"
    return row.who[0] if len(row.who) == 1 else "skip"


class _Judge:
    """The judge of a roster, with the people as changed by the rows judged so far."""

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
        self._judged: dict[int, RowPerson] = {}
        self._index = PeopleIndex(roster, people, self._judged)

    def person_changes(self) -> Iterable[PersonChange]:
        """The people who would be written, in the order of their first rows."""
        for judged in self._judged.values():
            if judged.before is None or judged.after != judged.before or judged.squads:
                yield PersonChange(
                    line=judged.line,
                    before=judged.before,
                    after=judged.after,
                    squads=tuple(judged.squads),
                )

    # -- a row -------------------------------------------------------------

    def judge(self, row: RosterRow) -> RowVerdict:
        """The verdict on the next row."""
        if row.person is None:
            return RowVerdict(line=row.line, verdict="refused", name=row.name, reason=row.reason)
        match = self._index.match(row, row.person)
        if match.candidates:
            return self._doubtful(row, row.person, match)
        if match.reason:
            return _verdict(row, "refused", reason=match.reason)
        if match.number:
            return self._known(row, row.person, match.number)
        return self._new(row, row.person)

    def _new(self, row: RosterRow, person: Volunteer) -> RowVerdict:
        """The verdict on a row that adds a person."""
        earlier = self._index.first_row_of(person.name)
        added = RowPerson(line=row.line, before=None, after=person)
        added.squads = list(self.memberships.to_join(0, row.squads, ()))
        self._judged[-row.line] = added
        self._index.add(-row.line, person)
        if not earlier:
            return _verdict(row, "new", number=-row.line)
        remark = _("row {line}: the same name, another phone").format(line=earlier)
        return _verdict(row, "new", number=-row.line, remarks=(*row.remarks, remark))

    def _known(self, row: RosterRow, person: Volunteer, number: int) -> RowVerdict:
        """The verdict on a row about a person of the village, or of an earlier row."""
        known = self._row_person(number)
        merged = merge_row(known.after, person, may_rename=bool(row.code))
        joining = self.memberships.to_join(number, row.squads, known.squads)
        changes = merged.with_squads(joining)
        earlier = known.line if known.line != row.line else 0
        if earlier and not changes:
            reason = _("the same as row {line}").format(line=earlier)
            return _verdict(row, "refused", number, reason=reason)
        if earlier and merged.conflicts:
            reason = _("row {line} says otherwise of the same person").format(line=earlier)
            return self._doubtful(row, person, RowMatch(candidates=(number,), reason=reason))
        if known.after.archived and changes:
            reason = _("{code} is archived").format(code=known.after.code)
            return self._doubtful(row, person, RowMatch(candidates=(number,), reason=reason))
        self._judged[number] = known
        known.line = known.line or row.line
        if not changes:
            return _verdict(row, "same", number)
        known.after = merged.after
        known.squads += joining
        return _verdict(row, "update", number, person=merged.after, changes=changes)

    def _row_person(self, number: int) -> RowPerson:
        """A person with the changes of the rows judged so far."""
        judged = self._judged.get(number)
        if judged is None:
            person = self._people[number]
            judged = RowPerson(line=0, before=person, after=person)
        return judged

    def _doubtful(self, row: RosterRow, person: Volunteer, match: RowMatch) -> RowVerdict:
        """The verdict on a row that needs a decision; one that was made is carried out."""
        choice = self._choices.get(row.line, "skip")
        if isinstance(choice, int) and choice not in match.candidates:
            choice = "skip"
        decided = _verdict(row, "doubtful")
        if choice == "new":
            decided = self._new(row, person)
        elif isinstance(choice, int):
            decided = self._update_chosen(row, person, choice)
        return _verdict(
            row,
            "doubtful",
            decided.number,
            person=decided.person,
            changes=decided.changes,
            reason=match.reason,
            who=match.candidates,
            choice=choice,
        )

    def _update_chosen(self, row: RosterRow, person: Volunteer, number: int) -> RowVerdict:
        """Update the person whom an organiser chose for a row."""
        chosen = self._judged.setdefault(number, self._row_person(number))
        chosen.line = chosen.line or row.line
        merged = merge_row(chosen.after, person, may_rename=bool(row.code), unarchive=True)
        joining = self.memberships.to_join(number, row.squads, chosen.squads)
        chosen.after = merged.after
        chosen.squads += joining
        changes = merged.with_squads(joining)
        return _verdict(row, "doubtful", number, person=merged.after, changes=changes)


def _verdict(
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
