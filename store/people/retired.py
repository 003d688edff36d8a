"""Records that stand for nobody of their own any more: merged into somebody else, or forgotten.

They keep their number for ever, so that an old badge still leads to whom it means, and hours to
the attendances they came from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from yigong.store.errors import Refused
from yigong.store.records import Volunteer, code
from yigong.store.storage.history import HistoryLine


def is_retired(person: Volunteer) -> bool:
    """Whether a record stands for nobody of its own any more: it was merged, or forgotten."""
    return bool(person.merged or person.forgotten)


def survivor(people: Mapping[int, Volunteer], number: int) -> int:
    """The number that a merged number leads to; any other leads to itself.

    A hand that wrote a ring into the file gets the number it began with.
    """
    at, seen = number, {number}
    while (person := people.get(at)) is not None and person.merged:
        at = person.merged
        if at in seen:
            return number
        seen.add(at)
    return at


def aliases(people: Mapping[int, Volunteer], number: int) -> list[int]:
    """The other numbers that lead to a person: those merged into them, however long ago."""
    return [
        other
        for other, person in people.items()
        if person.merged and other != number and survivor(people, other) == number
    ]


def refuse_reviving(people: Mapping[int, Volunteer], lines: Iterable[HistoryLine]) -> None:
    """Look at an undo before it is made: it may not put back whom nobody can put there any more.

    Args:
        people: Everyone, as they are now.
        lines: The change to be taken back.

    Raises:
        Refused: It would bring somebody into a squad or a register who was merged or forgotten
            since, or tell another person from them; what an undo brings back to life itself, as
            that of a merge does, may come.
    """
    lines = list(lines)
    revived = {line.key for line in lines if line.book == "people" and line.old is not None}
    for number in (number for line in lines for number in _brought_back(line)):
        person = people.get(number)
        if person is not None and is_retired(person) and number not in revived:
            raise Refused(
                "{code} was forgotten or merged since; this cannot be undone.",
                code=code("V", number),
            )


def _brought_back(line: HistoryLine) -> list[int]:
    """Whom the undo of a line puts somewhere."""
    if line.old is None:
        return []
    if line.book == "squads":
        old: dict[str, Any] = line.old
        return [n for n in (old.get("leader"), *old.get("members", ())) if n]
    if line.book == "people":
        now = line.new.get("apart", ()) if line.new else ()
        return [number for number in line.old.get("apart", ()) if number not in now]
    return [line.key] if line.register_key and line.new is None else []
