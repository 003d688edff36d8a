"""``yigong score rules``: the rules of scorecards as JSON, in and out in the same shape."""

from __future__ import annotations

from typing import Any

import msgspec

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.score_records import ScoreRules
from yigong.store.scores.checked_rules import checked_score_rules, usual_score_rules
from yigong.store.scores.score_words import MEASURE_NAMES, indicator_text, rule_lines
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands

_LIMIT = 100_000
"""Bytes of a file of rules."""


def register(group: Commands) -> None:
    """Add the part to ``yigong score``."""
    part = group.add("rules", show_rules, _("show how marks come about, or take other rules"))
    part.add_value(
        "file", "FILE", _("rules as --json shows them; -: standard input"), nargs="?", default=None
    )
    part.add_flag("--usual", _("take the rules that a village begins with"))
    part.add_flag("--dry-run", _("only say what would be done"))


def rules_data(rules: ScoreRules) -> dict[str, Any]:
    """Rules as plain data, with what is as usual."""
    return {
        "indicators": [
            {
                "name": each.name,
                "measure": each.measure,
                "full": each.full,
                "target": each.target,
                "steps": [msgspec.structs.asdict(step) for step in each.steps],
            }
            for each in rules.indicators
        ],
        "stars": list(rules.stars),
        "sign_within": rules.sign_within,
        "yellow_late": rules.yellow_late,
        "red_late": rules.red_late,
        "yellow_overdue": rules.yellow_overdue,
        "red_overdue": rules.red_overdue,
        "uncounted": rules.uncounted,
    }


def show_rules(call: Call) -> None:
    """Show the rules, or take others: those of a file, or the usual ones."""
    options, village = call.options, call.village
    if options.usual and options.file is not None:
        raise Refused("Either a file or --usual, not both.")
    if not options.usual and options.file is None:
        _print_rules(call, village.settings.score)
        return
    usual = usual_score_rules(call.village.settings.language)
    rules = usual if options.usual else _read_rules(call.read_file(options.file, _LIMIT))
    rules = checked_score_rules(rules)
    if options.dry_run:
        _print_rules(call, rules)
        return
    settings = village.save_settings(msgspec.structs.replace(village.settings, score=rules))
    answer = _("✓ The rules of scorecards are saved; signed ones keep theirs.")
    output.answer(call, rules_data(settings.score), answer)


def _read_rules(raw: bytes) -> ScoreRules:
    """Read rules from JSON.

    Raises:
        Refused: It is none, or has other fields.
    """
    if len(raw) > _LIMIT:
        raise Refused("The rules are too long.")
    try:
        return msgspec.json.decode(raw, type=ScoreRules)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused(
            "These are no rules of scorecards ({reason}); score rules --json shows how they look.",
            reason=str(error)[:120],
        ) from None


def _print_rules(call: Call, rules: ScoreRules) -> None:
    if call.options.json:
        output.print_json(rules_data(rules))
        return
    output.print_table(
        [each.name, _(MEASURE_NAMES[each.measure]), each.full, indicator_text(each)]
        for each in rules.indicators
    )
    for line in rule_lines(rules):
        output.print_line(line)
