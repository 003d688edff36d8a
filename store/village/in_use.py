"""What may not be taken back any more: others rest on it by now."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from yigong.store.attendance.registers import Registers
from yigong.store.calendar.events import Events
from yigong.store.errors import Refused
from yigong.store.people.people import People
from yigong.store.people.retired import refuse_reviving
from yigong.store.records import Event, code
from yigong.store.squads.squads import Squads
from yigong.store.storage.history import HistoryLine


def refuse_in_use(
    lines: Sequence[HistoryLine],
    people: People,
    squads: Squads,
    events: Events,
    registers: Registers,
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
    refuse_reviving(people.all(), lines)
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


def _squad(line: HistoryLine, squads: Squads, events: Events) -> None:
    needed = any(line.key in event.needs for event in events.all().values())
    with_members = line.of or line.act == "person.import"  # they go with it
    if needed or (squads.get(line.key).members and not with_members):
        raise Refused("It is in use by now; archive it instead.")


def _roster(lines: Sequence[HistoryLine], squads: Squads, registers: Registers) -> None:
    from yigong.store.roster.apply_plan import refuse_used_people

    keys = registers.planned_between()
    entries = ((key, registers.peek(key).entries) for key in keys)
    refuse_used_people(lines, squads.all().values(), entries)
