"""``yigong history``: who changed what, when."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import filterfalse, islice

from yigong.store.language import _
from yigong.store.people.retired import aliases
from yigong.store.storage.history_line import HistoryLine
from yigong.store.village.village import Village
from yigong.tui.commands import output
from yigong.tui.commands.arguments import count_argument
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands


def register(commands: Commands) -> None:
    """Add the command."""
    part = commands.add("history", show_history, _("show who changed what, newest first"))
    part.add_value("--last", "N", _("so many changes"), type=count_argument, default=20)
    part.add_value("--person", "P", _("only what concerns this person"))
    part.add_value("--event", "E", _("only what concerns this event, or one date of it"))
    part.add_value("--who", "NAME", _("only what they did"), dest="organiser")
    part.add_full_phones()


def show_history(call: Call) -> None:
    """List the last changes, newest first."""
    from yigong.tui.view.history_words import (
        history_reason,
        history_subject,
        is_implicit_head,
        line_act,
    )

    found: Iterator[HistoryLine] = filter(_predicate(call), call.village.history.newest_first())
    if not call.options.json:
        found = filterfalse(is_implicit_head, found)
    lines = list(islice(found, call.options.last))
    if call.options.json:
        full = call.options.full_phones
        if full:
            call.village.issued.add_phone_list("history", sum(map(output.count_phones, lines)))
        village = call.village
        output.print_json([output.history_data(village, line, full_phones=full) for line in lines])
        return
    zone = call.village.zone
    output.print_table(
        [
            line.id,
            f"{line.at.astimezone(zone):%Y-%m-%d %H:%M}",
            f"{line.by or '?'} @ {line.desk}" if line.desk else line.by or "?",
            line_act(line),
            history_subject(call.village, line),
            history_reason(line),
        ]
        for line in lines
    )


def _predicate(call: Call) -> Callable[[HistoryLine], bool]:
    from yigong.tui.view.history_words import concerns

    village = call.village
    people = _people(village, call.options.person) if call.options.person else ()
    event = call.event() if call.options.event else None
    dated = call.occurrence("plan").key if "@" in (call.options.event or "") else ""
    by = call.options.organiser

    def wanted(line: HistoryLine) -> bool:
        if by and line.by != by:
            return False
        key = line.register_key
        if people and not any(concerns(line, number) for number in people):
            return False
        if event is None:
            return True
        if key:
            return key == dated if dated else key.startswith(f"{event.code}@")
        return line.book == "events" and line.key == event.number

    return wanted


def _people(village: Village, query: str) -> tuple[int, ...]:
    """The number of a person, and the numbers of the records merged into it."""
    number = village.people.person_for(query, archived=True).number
    return (number, *aliases(village.people.all(), number))
