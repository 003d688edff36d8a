"""What may not be taken back any more: others rest on it by now."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from store.errors import Refused
from store.events import Events
from store.gone import check_back
from store.history import Line
from store.people import People
from store.records import Event, code
from store.registers import Registers
from store.squads import Squads


def check(
    lines: Sequence[Line], people: People, squads: Squads, events: Events, registers: Registers
) -> None:
    """Refuse to take away what others rest on by now.

    Args:
        lines: The lines of the change that is to be taken back.
        people: The village's.
        squads: Its squads.
        events: Its calendar.
        registers: Its registers.

    Raises:
        Refused: Dates that people signed up for would go; an event that was added has a register; a
            squad that was added is in use; somebody would come back to a squad or a register who
            was merged or forgotten; people of a roster signed up, came, or joined a squad since.
    """
    check_back(people.all(), lines)
    if lines[0].act == "person.import":
        _roster(lines, squads, registers)
    for line in lines:
        if line.book == "events" and line.old is not None:
            events.check_back(msgspec.convert(line.old, Event))
        elif line.book == "events":
            prefix = f"{code('E', line.key)}@"
            if any(key.startswith(prefix) for key in registers.planned_between()):
                raise Refused("It has registers by now; cancel it instead.")
        elif line.book == "squads" and line.old is None:
            _squad(line, squads, events)


def _squad(line: Line, squads: Squads, events: Events) -> None:
    needed = any(line.key in event.needs for event in events.all().values())
    with_members = line.of or line.act == "person.import"  # they go with it
    if needed or (squads.get(line.key).members and not with_members):
        raise Refused("It is in use by now; archive it instead.")


def _roster(lines: Sequence[Line], squads: Squads, registers: Registers) -> None:
    from store.roster.taking import check_unused

    keys = registers.planned_between()
    entries = ((key, registers.peek(key).entries) for key in keys)
    check_unused(lines, squads.all().values(), entries)
