"""What taking in a roster would do, in words: the same on the command line and on the screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yigong.exports.privacy import mask_phone
from yigong.store.language import N_, _, ngettext
from yigong.store.roster.plan import (
    FIELDS,
    VERDICTS,
    Choice,
    FieldChange,
    RosterPlan,
    RosterResult,
    RowVerdict,
    Verdict,
)
from yigong.tui.view.field_names import GENDER_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable

ROW_VERDICT_NAMES: dict[Verdict, str] = {
    "refused": N_("refused"),
    "doubtful": N_("doubtful"),
    "update": N_("changed"),
    "new": N_("new"),
    "same": N_("same"),
}
"""What the verdicts are called, as msgids."""

_PHONE = re.compile(r"\+?\d{7,}")


def mask_phones(text: str) -> str:
    """A text with the phone numbers in it masked."""
    return _PHONE.sub(lambda found: mask_phone(found[0]), text)


def verdict_counts(plan: RosterPlan) -> str:
    """``refused 3, doubtful 2, new 40, same 20``; empty for a file without rows."""
    found = [(name, plan.count(name)) for name in VERDICTS]
    return ", ".join(f"{_(ROW_VERDICT_NAMES[name])} {count}" for name, count in found if count)


def roster_plan_words(plan: RosterPlan) -> str:
    """What taking it in comes to."""
    return roster_done_words(RosterResult(plan.added, plan.changed, len(plan.founded)))


def left_out_words(plan: RosterPlan) -> str:
    """Which rows are not taken in, while the others are: ``Left out: refused 3, doubtful 2.``"""
    doubtful = sum(row.verdict == "doubtful" and row.choice == "skip" for row in plan.rows)
    found = {"refused": plan.count("refused"), "doubtful": doubtful}
    said = ", ".join(f"{_(name)} {count}" for name, count in found.items() if count)
    return _("Left out: {what}.").format(what=said) if said else ""


def roster_done_words(taken: RosterResult) -> str:
    """What was done, or would be: who is added and changed, how many squads are founded."""
    parts = []
    if taken.added:
        text = ngettext("{n} person added", "{n} people added", taken.added)
        parts.append(text.format(n=taken.added))
    if taken.changed:
        text = ngettext("{n} person changed", "{n} people changed", taken.changed)
        parts.append(text.format(n=taken.changed))
    if taken.founded:
        text = ngettext("{n} squad founded", "{n} squads founded", taken.founded)
        parts.append(text.format(n=taken.founded))
    return ", ".join(parts) or _("Nothing in it is new.")


def row_details(
    row: RowVerdict, name_of: Callable[[int], str], *, full_phones: bool = False
) -> list[str]:
    """What there is to say of a row, a line each.

    Args:
        row: The row.
        name_of: What somebody is called who may be meant (a person's number, or below zero a row).
        full_phones: Whether phones are shown whole.
    """
    lines = [row.reason] if row.reason else []
    if row.verdict == "doubtful":
        lines.append(_("decided: {choice}").format(choice=choice_words(row.choice, name_of)))
    lines += [change_words(change) for change in row.changes]
    if row.person and not row.changes and row.verdict in ("new", "doubtful"):
        lines.append(_particulars(row))
    lines += row.remarks
    return [line if full_phones else mask_phones(line) for line in lines if line]


def change_words(change: FieldChange) -> str:
    """``Group: 一组 -> 二组``."""
    old, new = (_(GENDER_NAMES.get(text, text)) for text in (change.old, change.new))
    name = _(FIELDS[change.field])
    if change.field == "squads":
        return f"{name}: + {new}"
    if change.field == "archived":
        return _("comes back from the archive")
    return f"{name}: {old or '-'} -> {new or '-'}"


def choice_words(choice: Choice, name_of: Callable[[int], str]) -> str:
    """What was decided of a doubtful row."""
    if choice == "skip":
        return _("leave out")
    if choice == "new":
        return _("somebody new")
    return _("this is {who}").format(who=name_of(choice))


def row_summary(row: RowVerdict, name_of: Callable[[int], str]) -> str:
    """The first thing there is to say of a row, for its line in a list."""
    if row.verdict == "doubtful" and row.choice != "skip":
        return choice_words(row.choice, name_of)
    said = row_details(row, name_of)
    return said[0] if said else ""


def _particulars(row: RowVerdict) -> str:
    """Phone, group, tags and squads of somebody new."""
    person = row.person
    if person is None:
        return ""
    born = str(person.born) if person.born else ""
    parts = [person.phone, _(GENDER_NAMES.get(person.gender, "")), born, person.group, *person.tags]
    return "  ".join(filter(None, [*parts, *row.squads]))
