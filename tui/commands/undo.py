"""``yigong undo``: undo the organiser's last change, or any change by its id."""

from __future__ import annotations

from yigong.store.attendance.register import Promotion
from yigong.store.errors import WrongUsage
from yigong.store.language import _
from yigong.store.storage.history_line import HistoryLine
from yigong.store.village.village import Village
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands
from yigong.tui.text.words import act_name


def register(commands: Commands) -> None:
    """Add the command."""
    part = commands.add("undo", undo_change, _("take back the last thing you did, or any change"))
    part.add_value("change", "ID", _("a change as `history` names it"), nargs="?")
    part.add_value("--why", "REASON", _("why; needed for another's"), default="")


def undo_change(call: Call) -> None:
    """Undo the last change of this organiser (at this desk, if one is named), or any change."""
    options = call.options
    if options.why and not options.change:
        raise WrongUsage("--why goes with a change; `yigong history` names them.")
    village = call.village
    moved_up: list[Promotion] = []
    if options.change:
        line = village.undo_change(options.change, options.why, moved_up)
    else:
        line = village.undo(moved_up=moved_up)
    act = act_name(line.act)
    text = _("✓ Undone: {what} {of}").format(what=act, of=_subject(village, line))
    data = output.history_data(village, line, full_phones=False)
    output.answer_plan(call, data, text.rstrip(), moved_up)


def _subject(village: Village, line: HistoryLine) -> str:
    """Whom or what the undone change was about, in a few words, and in which register."""
    from yigong.tui.view.history_words import change_subject

    lines = village.history.change(line.id)
    registers = {each.register_key for each in lines} - {""}
    key = line.register_key if len(registers) == 1 else ""
    return f"{change_subject(village, lines)} {key}".strip()
