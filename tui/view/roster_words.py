"""A roster import in words, the same on the command line and on the screen."""

from __future__ import annotations

import re
from collections.abc import Callable

from yigong.exports.privacy import mask_phone
from yigong.store.language import N_, _, ngettext
from yigong.store.roster.plan import (
    ROSTER_FIELDS,
    VERDICTS,
    Choice,
    FieldChange,
    RosterPlan,
    RosterResult,
    RowVerdict,
    Verdict,
)
from yigong.tui.view.field_names import GENDER_NAMES

ROW_VERDICT_NAMES: dict[Verdict, str] = {
    "refused": N_("refused"),
    "doubtful": N_("doubtful"),
    "update": N_("changed"),
    "new": N_("new"),
    "same": N_("same"),
}
"""The names of the verdicts, as msgids."""

_PHONE = re.compile(r"\+?\d{7,}")


def mask_long_numbers(text: str) -> str:
    """A text with its runs of seven digits or more masked: dates and years stay."""
    return _PHONE.sub(lambda found: mask_phone(found[0]), text)


def verdict_counts(plan: RosterPlan) -> str:
    """``refused 3, doubtful 2, new 40, same 20``; empty for a file without rows."""
    found = [(name, plan.count(name)) for name in VERDICTS]
    return _(", ").join(f"{_(ROW_VERDICT_NAMES[name])} {count}" for name, count in found if count)


def roster_plan_words(plan: RosterPlan) -> str:
    """What the import would do, as a sentence; where that is nothing, what is to be decided."""
    undecided = _undecided(plan)
    if plan.empty and undecided:
        return ngettext(
            "{n} row is doubtful: it is taken in once you decide it.",
            "{n} rows are doubtful: they are taken in once you decide them.",
            undecided,
        ).format(n=undecided)
    return roster_done_words(RosterResult(plan.added, plan.changed, len(plan.founded)))


def left_out_words(plan: RosterPlan) -> str:
    """The rows that would not be imported: ``Left out: refused 3, doubtful 2.``"""
    found = {"refused": plan.count("refused"), "doubtful": _undecided(plan)}
    counts = _(", ").join(f"{_(name)} {count}" for name, count in found.items() if count)
    return _("Left out: {what}.").format(what=counts) if counts else ""


def roster_done_words(result: RosterResult) -> str:
    """The result of an import: people added and changed, squads founded."""
    parts = []
    if result.added:
        text = ngettext("{n} person added", "{n} people added", result.added)
        parts.append(text.format(n=result.added))
    if result.changed:
        text = ngettext("{n} person changed", "{n} people changed", result.changed)
        parts.append(text.format(n=result.changed))
    if result.founded:
        text = ngettext("{n} squad founded", "{n} squads founded", result.founded)
        parts.append(text.format(n=result.founded))
    return _(", ").join(parts) or _("Nothing in it is new.")


def _undecided(plan: RosterPlan) -> int:
    """How many doubtful rows are left out until somebody decides them."""
    return sum(row.verdict == "doubtful" and row.choice == "skip" for row in plan.rows)


def row_details(
    row: RowVerdict, name_of: Callable[[int], str], *, full_phones: bool = False
) -> list[str]:
    """A row in lines: the reason, the decision, the changes or particulars, the remarks;
    `name_of` names a person's number, or below zero a row's."""
    lines = [row.reason] if row.reason else []
    if row.verdict == "doubtful":
        lines.append(_("decided: {choice}").format(choice=choice_words(row.choice, name_of)))
    lines += [change_words(change) for change in row.changes]
    if row.person and not row.changes and row.verdict in ("new", "doubtful"):
        lines.append(_particulars(row))
    lines += row.remarks
    return [line if full_phones else mask_long_numbers(line) for line in lines if line]


def change_words(change: FieldChange) -> str:
    """``Group: 一组 -> 二组``."""
    old, new = (_(GENDER_NAMES.get(text, text)) for text in (change.old, change.new))
    name = _(ROSTER_FIELDS[change.field])
    if change.field == "squads":
        return f"{name}: + {new}"
    if change.field == "archived":
        return _("comes back from the archive")
    return f"{name}: {old or '-'} -> {new or '-'}"


def choice_words(choice: Choice, name_of: Callable[[int], str]) -> str:
    """The decision on a doubtful row."""
    if choice == "skip":
        return _("leave out")
    if choice == "new":
        return _("somebody new")
    return _("this is {who}").format(who=name_of(choice))


def row_summary(row: RowVerdict, name_of: Callable[[int], str]) -> str:
    """The first line of a row's details, for a list; of a decided row the decision."""
    if row.verdict == "doubtful" and row.choice != "skip":
        return choice_words(row.choice, name_of)
    details = row_details(row, name_of)
    return details[0] if details else ""


def _particulars(row: RowVerdict) -> str:
    """Phone, gender, year of birth, group, tags and squads of a new person."""
    person = row.person
    if person is None:
        return ""
    born = str(person.born) if person.born else ""
    parts = [person.phone, _(GENDER_NAMES.get(person.gender, "")), born, person.group, *person.tags]
    return "  ".join(filter(None, [*parts, *row.squads]))
