"""What erasures could not reach, and nobody has seen to since: for the doctor.

Whom it would name is not known any more, on purpose. But an erasure notes in its history lines
which records may still name them, and what is in the folder's copies from before it.
"""

from __future__ import annotations

import stat
from collections.abc import Collection, Iterator
from datetime import datetime

import msgspec

from yigong.store.records import code
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.village.mentions import COPIES, record_place

ACT = "person.forget"
"""The act of an erasure; its note names the records that may still name the person."""


class Remains(msgspec.Struct, kw_only=True):
    """What is left of what some erasures reported."""

    last: datetime | None = None
    """The last erasure; `None`: there was none."""

    places: dict[str, list[str]] = {}
    """By the code of a person, the records (`mentions.record_place`) that may still name them and
    that nobody has changed since."""


def find_remains(folder: Folder, numbers: Collection[int]) -> Remains:
    """Find what is left of the erasures of some people.

    Args:
        folder: The village's folder.
        numbers: The people's, without those of records merged into them.

    Raises:
        Damaged: A line of the history cannot be read.
        DataError: A file cannot be read.
    """
    remains, wanted, changed = Remains(), set(numbers), set[str]()
    for line in History(folder).newest_first() if wanted else ():
        if line.act != ACT:
            changed.add(record_place(line.book, line.key))
        elif line.book == "people" and line.key in wanted:
            remains.last = remains.last or line.at
            left = [place for place in line.note.split() if place not in changed]
            if left:
                remains.places[code("V", line.key)] = left
            wanted.remove(line.key)
            if not wanted:
                break
    return remains


def older_copies(folder: Folder, moment: datetime) -> Iterator[tuple[str, int]]:
    """The folders of a village with copies from before a moment, and how many there are in each."""
    for name in COPIES:
        found = (status for _name, status in folder.walk(name) if stat.S_ISREG(status.st_mode))
        older = sum(status.st_mtime <= moment.timestamp() for status in found)
        if older:
            yield name, older
