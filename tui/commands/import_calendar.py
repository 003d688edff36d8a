"""``yigong import ical``: import the events of a calendar file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.event_codes import event_data
from yigong.tui.commands.grammar import Commands

if TYPE_CHECKING:
    from yigong.exports.ical.importing.import_plan import ImportItem, ImportPlan


def register(commands: Commands) -> None:
    """Add the command and its part."""
    group = commands.group("import", _("take in what other programs wrote"))
    part = group.add("ical", import_ical, _("take in events from an .ics file"))
    part.add_value("file", "FILE", _("the calendar file; -: stdin"))
    part.add_flag("--dry-run", _("only say what would be done"))


def import_ical(call: Call) -> None:
    """Import a calendar file: all of its new and changed events, or none.

    Raises:
        Refused: It is not a calendar file, or all of its events are refused.
    """
    from yigong.exports.ical.importing.import_plan import plan_import
    from yigong.exports.ical.importing.parser import MAX_CALENDAR_BYTES
    from yigong.tui.view.import_words import apply_import, import_done_words

    options, village = call.options, call.village
    raw = call.read_file(options.file, MAX_CALENDAR_BYTES)
    events, settings = village.events.all(), village.settings
    plan = plan_import(raw, events, settings, now=village.now(), context=village.context)
    imported = [] if options.dry_run else apply_import(village, plan)
    if options.json:
        output.print_json(_plan_data(plan, written=bool(imported)))
    else:
        _print_plan(plan)
    if plan.items and plan.count("refused") == len(plan.items):
        raise Refused("None of its events can be taken in; nothing was changed.")
    if options.json:
        return
    if options.dry_run:
        output.print_line(_("Nothing was written: --dry-run."))
    else:
        words = import_done_words(len(imported))
        output.print_line(f"✓ {words}" if imported else words)


def _print_plan(plan: ImportPlan) -> None:
    from yigong.tui.view.import_words import (
        IMPORT_VERDICT_NAMES,
        import_counts,
        item_details,
        item_when,
    )

    for item in plan.items:
        if item.verdict == "same":
            continue
        code = item.before.code if item.before else ""
        parts = [_(IMPORT_VERDICT_NAMES[item.verdict]), item_when(item), code, item.title]
        output.print_line("  ".join(filter(None, parts)))
        for line in item_details(item):
            output.print_line(f"    {line}")
    for note in plan.notes:
        output.print_line(note)
    output.print_line(import_counts(plan) or _("It has no events."))


def _plan_data(plan: ImportPlan, *, written: bool) -> dict[str, Any]:
    return {
        "written": written,
        "items": [_item_data(item) for item in plan.items],
        "notes": list(plan.notes),
    }


def _item_data(item: ImportItem) -> dict[str, Any]:
    plain: dict[str, Any] = output.record_data(item)
    if item.event is not None:
        plain["event"] = event_data(item.event)
    if item.before is not None:
        plain["before"] = event_data(item.before)
    return plain
