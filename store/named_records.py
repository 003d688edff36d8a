"""The squad, programme or venue that somebody means by a code or a name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeVar

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.records import code


class Named(Protocol):
    """A record with a name, which may be archived."""

    @property
    def number(self) -> int:
        """Its number."""
        ...

    @property
    def code(self) -> str:
        """Its code."""
        ...

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def archived(self) -> bool:
        """Whether it is archived."""
        ...


N = TypeVar("N", bound=Named)


def in_use(records: Mapping[int, N]) -> list[N]:
    """The records that are not archived, by number."""
    return [record for _number, record in sorted(records.items()) if not record.archived]


MOST_NAMES = 12
"""The most names that a refusal lists."""


def own_name(record: Named) -> Iterable[str]:
    """The one name of a record that has no others."""
    return (record.name,)


def find_named(
    records: Mapping[int, N],
    query: str,
    letter: str,
    names: Callable[[N], Iterable[str]] = own_name,
) -> list[N]:
    """The records that a code (``S01``, ``s1``) or a name means; else those with it in their name.

    Args:
        records: The records by number.
        query: What was typed.
        letter: The letter of their codes.
        names: Gives all names of a record.

    Returns:
        Of several only those that are not archived.
    """
    wanted = query.strip()
    number = re.fullmatch(rf"[{letter}{letter.lower()}]0*(\d{{1,7}})", wanted)
    found = [
        record
        for record in records.values()
        if wanted in names(record) or (number and int(number[1]) == record.number)
    ]
    if not found and wanted:
        found = [r for r in records.values() if any(wanted in name for name in names(r))]
    if len(found) > 1:
        found = [record for record in found if not record.archived] or found
    return found


def archived_one(
    records: Mapping[int, N],
    query: str,
    letter: str,
    names: Callable[[N], Iterable[str]] = own_name,
) -> N:
    """The archived record of a code or a name, for those who take one up again.

    Raises:
        Refused: None or several; the sentence names what there is.
    """
    archived = {number: record for number, record in records.items() if record.archived}
    found = find_named(archived, query, letter, names)
    if len(found) != 1:
        there_are = _(", ").join(f"{code(letter, r.number)} {r.name}" for r in archived.values())
        raise Refused(
            "There is no one archived {query}; there are: {names}.",
            query=query.strip()[:40],
            names=there_are or "-",
        )
    return found[0]


def names_of(records: Iterable[Named]) -> str:
    """The names that there are to choose from, for a refusal; without archived ones."""
    names = [record.name for record in records if not record.archived]
    return _(", ").join(names[:MOST_NAMES]) or "-"
