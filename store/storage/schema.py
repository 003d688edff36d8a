"""The books of a village, one entry each: all code that lists books derives from this table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Generic, TypeVar

import msgspec

from yigong.store import bounds
from yigong.store.language import N_
from yigong.store.records import Entry, Event, Issue, Record, Settings, Squad, Volunteer

R = TypeVar("R", bound=Record)

Reference = tuple[str, int]
"""A book's name, and the number of one of its records."""


def _no_references(_record: Any) -> Iterable[Reference]:
    return ()


class Schema(msgspec.Struct, Generic[R], frozen=True, kw_only=True):
    """What a book is called and what its records are."""

    name: str
    """The book's name in the history and, with ``.json``, its file's; the registers' folder."""

    record: type[R]
    letter: str = ""
    """The letter of its records' codes (``V0123``); empty: they have none."""

    noun: str = ""
    """What a record without a code is called, as a msgid."""

    check: Callable[[R], None] | None = None
    """Raises `bounds.OutOfBounds` where a record read from a file cannot be right."""

    references: Callable[[R], Iterable[Reference]] = _no_references
    """The records that a record refers to."""


def _squad_references(squad: Squad) -> Iterator[Reference]:
    for number in (*squad.members, squad.leader, *squad.deputies):
        if number:
            yield "people", number


def _event_references(event: Event) -> Iterator[Reference]:
    for squad in event.needs:
        yield "squads", squad


def _issue_references(issue: Issue) -> Iterator[Reference]:
    if issue.person:
        yield "people", issue.person


def _entry_references(entry: Entry) -> Iterator[Reference]:
    yield "people", entry.number
    if entry.squad:
        yield "squads", entry.squad


SETTINGS = Schema(name="settings", record=Settings, check=bounds.check_settings)
PEOPLE = Schema(name="people", record=Volunteer, letter="V")
SQUADS = Schema(name="squads", record=Squad, letter="S", references=_squad_references)
EVENTS = Schema(
    name="events",
    record=Event,
    letter="E",
    check=bounds.check_event,
    references=_event_references,
)
ISSUED = Schema(
    name="issued", record=Issue, noun=N_("A service record"), references=_issue_references
)
REGISTERS = Schema(
    name="registers", record=Entry, check=bounds.check_entry, references=_entry_references
)
"""One book for each occurrence, ``registers/2026/E0042@2026-11-25``, in a folder for each year."""

BOOKS: dict[str, Schema[Any]] = {
    schema.name: schema for schema in (SETTINGS, PEOPLE, SQUADS, EVENTS, ISSUED)
}
"""The books beside the registers, by name; a book that was never written has no file yet."""


def register_key(book: str) -> str:
    """The occurrence whose register a book is (`Occurrence.key`); empty: it is another book.

    Args:
        book: Its name in the history.
    """
    return book.rpartition("/")[2] if book.startswith("registers/") else ""


def schema_of(book: str) -> Schema[Any] | None:
    """The schema of a book by its name in the history; `None`: there is no such book."""
    return REGISTERS if register_key(book) else BOOKS.get(book)
