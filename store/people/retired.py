"""Retired records: merged into another one, or erased.

They keep their number for ever, so that an old badge leads to the right person, and attendances
keep their entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from yigong.store.errors import Refused
from yigong.store.records import Volunteer, code
from yigong.store.storage.history_line import HistoryLine


def is_retired(person: Volunteer) -> bool:
    """Whether a record was merged or erased."""
    return bool(person.merged or person.forgotten)


def survivor(people: Mapping[int, Volunteer], number: int) -> int:
    """The number that a merged number leads to; any other number itself.

    If a hand-edited file has a merge cycle, return the number unchanged.
    """
    at, seen = number, {number}
    while (person := people.get(at)) is not None and person.merged:
        at = person.merged
        if at in seen:
            return number
        seen.add(at)
    return at


def aliases(people: Mapping[int, Volunteer], number: int) -> list[int]:
    """The numbers that were merged into a person, directly or through others."""
    return [
        other
        for other, person in people.items()
        if person.merged and other != number and survivor(people, other) == number
    ]


def refuse_reviving(people: Mapping[int, Volunteer], lines: Iterable[HistoryLine]) -> None:
    """Check before an undo that it restores no reference to a retired record.

    Args:
        people: Everyone, as they are now.
        lines: The change to be undone.

    Raises:
        Refused: It would put somebody into a squad, a register or a distinct pair who was merged
            or erased since. Records that the undo itself restores, as that of a merge does, are
            allowed.
    """
    lines = list(lines)
    revived = {line.key for line in lines if line.book == "people" and line.old is not None}
    for number in (number for line in lines for number in _restored_references(line)):
        person = people.get(number)
        if person is not None and is_retired(person) and number not in revived:
            raise Refused(
                "{code} was forgotten or merged since; this cannot be undone.",
                code=code("V", number),
            )


def _restored_references(line: HistoryLine) -> list[int]:
    """The people to whom the undo of a line restores a reference."""
    if line.old is None:
        return []
    if line.book == "squads":
        old: dict[str, Any] = line.old
        return [n for n in (old.get("leader"), *old.get("members", ())) if n]
    if line.book == "enrolments":
        return [line.old["person"], *line.old.get("mentors", ())]
    if line.book == "people":
        new = line.new.get("apart", ()) if line.new else ()
        return [number for number in line.old.get("apart", ()) if number not in new]
    return [line.key] if line.register_key and line.new is None else []
