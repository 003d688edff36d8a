"""The rows of the desk: candidates for a query, and the latest arrivals and departures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from yigong.store.attendance.desk_presence import DeskUser
from yigong.store.attendance.register import Register
from yigong.store.attendance.role_words import role_letter
from yigong.store.attendance.roles import role_of
from yigong.store.attendance_records import Entry, Head
from yigong.store.language import _
from yigong.store.records import Volunteer
from yigong.tui.text.attendance_words import role_letters
from yigong.tui.text.words import entry_state
from yigong.tui.view.entry_marks import state_mark
from yigong.tui.widgets.bars import swatch
from yigong.tui.widgets.canvas import PLAIN, QUIET
from yigong.tui.widgets.row_list import ListColumn, ListRow

CANDIDATE_COLUMNS = (
    ListColumn("", 0, most=24),
    ListColumn("", 6),
    ListColumn("", 20, least=64),
    ListColumn("", 6, least=48),
    ListColumn("", 8, least=70),
    ListColumn("", 20, snug=True),
)
"""Name, code, squads or post, last digits of the phone, group, state: enough to tell namesakes
apart."""

ARRIVAL_COLUMNS = (
    ListColumn("", 5),
    ListColumn("", 6),
    ListColumn("", 0, most=28),
    ListColumn("", 0, most=18),
    ListColumn("", 20, least=70),
)
"""Time, came or left and as what, name, post or squad, desk with organiser."""


def candidate_row(
    person: Volunteer, squads: str, entry: Entry | None, head: Head | None, due: str = ""
) -> ListRow:
    """The row of a person who matches the query.

    Args:
        person: Who.
        squads: The names of their squads.
        entry: Theirs; `None`: they are not in the register.
        head: The register's; `None`: it was not read yet.
        due: Where they are due now, which is shown instead of their squads.
    """
    state = ""
    if entry is not None and head is not None:
        state = f"{role_letters(entry, head)} {entry_state(entry)}"
    tail = f"..{person.phone[-4:]}" if person.phone else ""
    cells = [person.name, person.code, due or squads, tail, person.group, state]
    return ListRow(person.number, cells, mark=state_mark(entry))


def arrival_rows(
    register: Register,
    head: Head,
    people: Mapping[int, Volunteer],
    where: Callable[[Entry], str],
    limit: int,
) -> list[ListRow]:
    """The rows of the latest arrivals and departures, the latest first.

    Args:
        register: The register.
        head: Its head.
        people: The roster.
        where: Gives the post or the squad of an entry.
        limit: The most rows.
    """
    moves = sorted(_moves(register), key=lambda move: (move[0], move[1], move[2].number))
    rows = []
    for time, left, entry, clocked_by in reversed(moves[-limit:]):
        person = people.get(entry.number)
        guests = entry.adults + entry.children
        name = (person.name if person else "?") + (f" +{guests}" if guests and not left else "")
        word = _("left") if left else _("came")
        word = f"{word} {role_letter(role_of(entry.stints[-1], entry, head))}"
        cells = [f"{time:%H:%M}", word, name, where(entry), clocked_by]
        mark = PLAIN if left else swatch("green")
        rows.append(ListRow((entry.number, time, left), cells, QUIET if left else PLAIN, mark=mark))
    return rows


def _moves(register: Register) -> Iterable[tuple[datetime, bool, Entry, str]]:
    """Each entry's last arrival and departure: time, whether it left, entry, desk and organiser."""
    for entry in register.entries.values():
        for stint in entry.stints[-1:]:
            yield stint.start, False, entry, f"{stint.desk} {stint.by}".strip()
            if stint.end is not None:
                yield stint.end, True, entry, f"{stint.end_desk} {stint.end_by}".strip()


def desks_at_work(others: Iterable[DeskUser]) -> str:
    """The other desks open for this occurrence; empty where there is none."""
    desks = [f"{user.desk} {user.by}".strip() for user in others]
    return _("also at work: {desks}").format(desks=_(", ").join(desks)) if desks else ""
