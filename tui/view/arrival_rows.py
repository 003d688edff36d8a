"""A register as the rows of the desk: whom a name may mean, who came just now, who comes first."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from rich.style import Style

from yigong.store.attendance.presence import DeskUser
from yigong.store.attendance.register import Register
from yigong.store.language import _
from yigong.store.records import Entry, Volunteer
from yigong.tui.text.words import entry_state
from yigong.tui.widgets.canvas import PLAIN, QUIET
from yigong.tui.widgets.row_list import ListColumn, ListRow

CANDIDATE_COLUMNS = (
    ListColumn("", 0, most=24),
    ListColumn("", 6),
    ListColumn("", 20, least=64),
    ListColumn("", 6),
    ListColumn("", 8, least=70),
    ListColumn("", 20),
)
"""Name, code, squads, the phone's tail, group, state: enough to tell namesakes apart."""

ARRIVAL_COLUMNS = (
    ListColumn("", 5),
    ListColumn("", 6),
    ListColumn("", 0, most=28),
    ListColumn("", 18),
    ListColumn("", 20, least=70),
)
"""Time, came or left, name, squad, desk and organiser."""


def candidate_row(person: Volunteer, squads: str, entry: Entry | None) -> ListRow:
    """Somebody whom the typed letters may mean.

    Args:
        person: Who.
        squads: The names of their squads.
        entry: Theirs in the register, if any.
    """
    state, style = "", PLAIN
    if entry is not None:
        state = entry_state(entry)
        style = Style(bold=True) if not entry.stints else PLAIN
    tail = f"..{person.phone[-4:]}" if person.phone else ""
    cells = [person.name, person.code, squads, tail, person.group, state]
    return ListRow(person.number, cells, style)


def arrival_rows(
    register: Register,
    people: Mapping[int, Volunteer],
    squad_name: Callable[[int], str],
    most: int,
) -> list[ListRow]:
    """Who came and who left, the latest first.

    Args:
        register: The register.
        people: The roster.
        squad_name: Gives a squad's name by its number.
        most: How many rows at most.
    """
    moves = sorted(_moves(register), key=lambda move: (move[0], move[1], move[2].number))
    rows = []
    for when, out, entry, whose in reversed(moves[-most:]):
        person = people.get(entry.number)
        along = entry.adults + entry.children
        name = (person.name if person else "?") + (f" +{along}" if along and not out else "")
        squad = squad_name(entry.squad) if entry.squad else ""
        word = _("left") if out else _("came")
        cells = [f"{when:%H:%M}", word, name, squad, whose]
        rows.append(ListRow((entry.number, when, out), cells, QUIET if out else PLAIN))
    return rows


def _moves(register: Register) -> Iterable[tuple[datetime, bool, Entry, str]]:
    """Each person's last coming and going: when, whether out, whose entry, who clocked it."""
    for entry in register.entries.values():
        for stint in entry.stints[-1:]:
            yield stint.start, False, entry, f"{stint.desk} {stint.by}".strip()
            if stint.end is not None:
                yield stint.end, True, entry, f"{stint.end_desk} {stint.end_by}".strip()


def desks_at_work(others: Iterable[DeskUser]) -> str:
    """Who has other desks open for this occurrence; empty: nobody."""
    desks = [f"{at.desk} {at.by}".strip() for at in others]
    return _("also at work: {desks}").format(desks=", ".join(desks)) if desks else ""
