"""The colour of a person's state in a register; the words beside it say the same."""

from __future__ import annotations

from rich.style import Style

from yigong.store.attendance_records import Entry
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import PLAIN


def state_colour(entry: Entry) -> str:
    """Green for who came, yellow for who waits, is late or on leave, red for who is absent; empty
    for who is expected."""
    if entry.mark == "late" or (entry.waiting and not entry.stints):
        return "yellow"
    if entry.stints or entry.grants:
        return "green"
    if entry.mark:
        return "red" if entry.mark == "absent" else "yellow"
    return ""


def state_mark(entry: Entry | None) -> Style:
    """The style of the blank before somebody's row; plain, if they have no entry."""
    colour = state_colour(entry) if entry else ""
    return swatch(colour) if colour else PLAIN
