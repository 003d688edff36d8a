"""``yigong doctor``: whether every book of the village is whole, and what can be repaired."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from yigong.store.language import _, ngettext
from yigong.tui.commands import output
from yigong.tui.commands.backup import back_up_unchecked, existing_folder
from yigong.tui.commands.grammar import Subparsers, add_command

if TYPE_CHECKING:
    from datetime import datetime

    from yigong.store.village.doctor import Examined, Finding
    from yigong.tui.commands.call import Call


def register(commands: Subparsers) -> None:
    """Add the command."""
    part = add_command(commands, "doctor", run_doctor, _("look whether everything is whole"))
    part.add_argument(
        "--repair", action="store_true", help=_("put right what can be, after a backup")
    )


def run_doctor(call: Call) -> int:
    """Examine the village; the exit code is 1 where something is wrong."""
    from yigong.store.village.doctor import examine

    folder, now = existing_folder(call)
    examined = examine(folder, now)
    done: list[Finding] = []
    if call.options.repair and any(finding.repair for finding in examined.findings):
        saved = back_up_unchecked(folder, now)
        if not call.options.json:
            output.print_line(_("Backed up as it was: {path}").format(path=saved))
        done = _repaired(folder, examined, now)
        examined = examine(folder, now)
    if call.options.json:
        output.print_json(
            {
                "books": examined.books,
                "changes": examined.lines,
                "findings": [output.record_data(finding) for finding in examined.findings],
                "repaired": [output.record_data(finding) for finding in done],
            }
        )
        return 1 if examined.faults else 0
    for finding in done:
        output.print_line(_("✓ put right: {where}").format(where=finding.where))
    _say(examined)
    _terminal()
    return 1 if examined.faults else 0


def _repaired(folder: Path, examined: Examined, now: datetime) -> list[Finding]:
    from yigong.store.village.repair import repair

    return repair(folder, examined.findings, now)


def _say(examined: Examined) -> None:
    for finding in examined.findings:
        mark = "!" if finding.fault else "-"
        output.print_line(f"{mark} {finding.where}: {finding.sentence}")
    can = sum(1 for finding in examined.findings if finding.repair)
    if can:
        text = ngettext(
            "{n} of these can be put right: yigong doctor --repair",
            "{n} of these can be put right: yigong doctor --repair",
            can,
        )
        output.print_line(text.format(n=can))
    if not examined.faults:
        output.print_line(
            _("✓ {books} books and {changes} changes are whole.").format(
                books=examined.books, changes=examined.lines
            )
        )


def _terminal() -> None:
    """How wide this terminal draws the characters whose width is not settled."""
    from yigong.tui.terminal.ambiguous_width import ambiguous_width

    width = ambiguous_width()
    if width == 2:
        output.print_line(
            _("This terminal draws box and arrow characters two cells wide; yigong uses none.")
        )
    elif width == 1:
        output.print_line(_("This terminal draws ambiguous characters one cell wide."))
