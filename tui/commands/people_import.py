"""``yigong people import``: import people from a roster, a workbook or CSV."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands
from yigong.tui.text.display_text import harmless_line

if TYPE_CHECKING:
    from yigong.store.roster.plan import RosterPlan, RosterResult, RowVerdict


def register(group: Commands) -> None:
    """Add the part to ``yigong people``."""
    part = group.add("import", import_roster, _("take in a roster (.xlsx, CSV)"))
    part.add_value("file", "FILE", _("the roster; -: stdin"))
    part.add_flag("--dry-run", _("only say what would be done"))
    part.add_flag("--squads", _("put them into their squads, founding new ones"))
    part.add_argument(
        "--doubtful",
        choices=("new", "update", "skip"),
        default="skip",
        help=_("what to do with doubtful rows (else they are left out)"),
    )
    part.add_full_phones()


def import_roster(call: Call) -> None:
    """Import a roster: all of its new and changed rows, or none.

    Raises:
        Refused: It is not a roster, or all of its rows are refused.
    """
    from yigong.store.roster import file_reader, reader, verdicts

    options, village = call.options, call.village
    raw = call.read_file(options.file, file_reader.MAX_BYTES)
    roster = reader.read_roster(raw, village.now().date())
    plan = verdicts.judge_roster(
        roster, village.people.all(), village.squads.all(), with_squads=options.squads
    )
    if options.doubtful != "skip":
        plan = verdicts.decide_all(plan, options.doubtful)
    if options.full_phones:
        phones = sum(bool(row.person and row.person.phone) for row in plan.rows)
        village.issued.add_phone_list("people import", phones)
    name = "" if options.file == "-" else harmless_line(Path(options.file).name)[:80]
    result = None if options.dry_run else village.apply_roster(plan, name)
    if options.json:
        for note in plan.roster.notes:
            output.print_remark(note)
        full = options.full_phones
        output.print_json([_row_data(row, full_phones=full) for row in plan.rows])
    else:
        _print_plan(plan, result, squads=options.squads, full_phones=options.full_phones)
    if plan.rows and plan.count("refused") == len(plan.rows):
        raise Refused("None of its rows can be taken in; nothing was changed.")


def _row_data(row: RowVerdict, *, full_phones: bool) -> dict[str, Any]:
    from yigong.tui.view.roster_words import mask_long_numbers

    plain: dict[str, Any] = output.record_data(row)
    if full_phones:
        return plain
    if row.person is not None:
        plain["person"] = output.person_data(row.person, full_phones=False)
    for change in plain["changes"]:
        for side in ("old", "new"):
            change[side] = mask_long_numbers(change[side])
    plain["reason"] = mask_long_numbers(row.reason)
    plain["remarks"] = [mask_long_numbers(remark) for remark in row.remarks]
    return plain


def _print_plan(
    plan: RosterPlan, result: RosterResult | None, *, squads: bool, full_phones: bool
) -> None:
    from yigong.store.roster.plan import VERDICTS
    from yigong.tui.view.roster_words import (
        ROW_VERDICT_NAMES,
        left_out_words,
        roster_done_words,
        roster_plan_words,
        row_details,
        verdict_counts,
    )

    name_of = partial(_candidate_name, plan)
    order = {verdict: at for at, verdict in enumerate(VERDICTS)}
    for row in sorted(plan.rows, key=lambda row: order[row.verdict]):
        if row.verdict == "same" or (row.verdict == "new" and not row.remarks):
            continue
        parts = [_("row {line}").format(line=row.line), _(ROW_VERDICT_NAMES[row.verdict]), row.name]
        output.print_line("  ".join(filter(None, parts)))
        for line in row_details(row, name_of, full_phones=full_phones):
            output.print_line(f"    {line}")
    for note in plan.roster.notes:
        output.print_line(note)
    output.print_line(verdict_counts(plan) or _("The roster has no rows."))
    names = dict.fromkeys(squad for row in plan.rows for squad in row.squads)
    if names and not squads:
        text = _("The roster names squads ({squads}); --squads puts people into them.")
        output.print_line(text.format(squads=_(", ").join(names)))
    if result is None:
        output.print_line(roster_plan_words(plan))
    elif result.added or result.changed:
        output.print_line(f"✓ {roster_done_words(result)}")
    else:
        output.print_line(roster_done_words(result))
    if left := left_out_words(plan):
        output.print_line(left)
    if result is None:
        output.print_line(_("Nothing was written: --dry-run."))


def _candidate_name(plan: RosterPlan, number: int) -> str:
    """The name of a person, or of a row of the roster, which has a negative number."""
    from yigong.store.roster.matching import candidate_name

    if number > 0:
        return candidate_name(number, plan.people[number].name)
    return candidate_name(number, next((row.name for row in plan.rows if row.line == -number), ""))
