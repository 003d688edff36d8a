"""``yigong doctor``: examine every book of the village, and repair what can be repaired."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yigong.store.language import _, ngettext
from yigong.tui.commands import output
from yigong.tui.commands.backup import caller_name, existing_folder
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands

if TYPE_CHECKING:
    from yigong.store.village.doctor import Examination
    from yigong.store.village.finding import Finding


def register(commands: Commands) -> None:
    """Add the command."""
    part = commands.add("doctor", run_doctor, _("look whether everything is whole"))
    part.add_flag("--repair", _("put right what can be, after a backup"))


def run_doctor(call: Call) -> int:
    """Examine the village; the exit code is 1 if there is a fault."""
    from yigong.store.village.doctor import examine
    from yigong.store.village.repair import repair

    folder, now = existing_folder(call, even_gone=True)
    examined = examine(folder, now)
    repaired: list[Finding] = []
    failed: list[Finding] = []
    if call.options.repair and any(finding.repair for finding in examined.findings):
        saved, repaired, failed = repair(folder, examined.findings, now, caller_name(call))
        if not call.options.json:
            output.print_line(_("Backed up as it was: {path}").format(path=saved))
        examined = examine(folder, now)
        repaired = [finding for finding in repaired if finding not in examined.findings]
    if call.options.json:
        output.print_json(
            {
                "books": examined.books,
                "changes": examined.lines,
                "findings": [output.record_data(finding) for finding in examined.findings],
                "repaired": [output.record_data(finding) for finding in repaired],
                "failed": [output.record_data(finding) for finding in failed],
            }
        )
        return 1 if examined.faults else 0
    for finding in repaired:
        output.print_line(_("✓ put right: {where}").format(where=finding.where))
    for finding in failed:
        text = _("! not put right: {where}: {sentence}")
        output.print_line(text.format(where=finding.where, sentence=finding.sentence))
    _print_findings(examined)
    _print_terminal_width()
    return 1 if examined.faults else 0


def _print_findings(examined: Examination) -> None:
    for finding in examined.findings:
        mark = "!" if finding.fault else "-"
        output.print_line(f"{mark} {finding.where}: {finding.sentence}")
    repairable = sum(1 for finding in examined.findings if finding.repair)
    if repairable:
        text = ngettext(
            "{n} of these can be put right: yigong doctor --repair",
            "{n} of these can be put right: yigong doctor --repair",
            repairable,
        )
        output.print_line(text.format(n=repairable))
    if not examined.faults:
        output.print_line(
            _("✓ {books} books and {changes} changes are whole.").format(
                books=examined.books, changes=examined.lines
            )
        )


def _print_terminal_width() -> None:
    """How wide this terminal draws the characters of ambiguous width (UAX 11)."""
    from yigong.tui.terminal.ambiguous_width import ambiguous_width

    width = ambiguous_width()
    if width == 2:
        output.print_line(
            _("This terminal draws box and arrow characters two cells wide; yigong uses none.")
        )
    elif width == 1:
        output.print_line(_("This terminal draws ambiguous characters one cell wide."))
