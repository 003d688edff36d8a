"""The order of history lines where the files of the history are not in it.

Older versions put a line into the file of the month that the clock showed. Where it went back over
the end of a month, newer lines came into the older file. What is certain then: a file's lines are
in their order, and so are the revisions of a book. Between books that have no line in common, the
files' names stand, as nothing else is known.
"""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from math import inf
from operator import attrgetter

from yigong.store.errors import Damaged, Newer
from yigong.store.storage.book_file import decode_book
from yigong.store.storage.folder import Folder
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.schema import REGISTERS, schema_of


def stored_revision(folder: Folder, book: str) -> int:
    """The revision of a book, read from its file; 0: there is none, or it cannot be read."""
    with contextlib.suppress(OSError, Damaged, Newer):
        raw, _fingerprint = folder.read(f"{book}.json")
        schema = schema_of(book) or REGISTERS
        return decode_book(raw, folder / f"{book}.json", book, schema).meta.rev
    return 0


def follows_a_gap(folder: Folder, line: HistoryLine, expected: dict[str, int]) -> bool:
    """Whether newer lines of a book must be elsewhere than in the files read so far.

    Args:
        folder: The village's folder.
        line: The next line, of lines that are read newest first.
        expected: By book, the revision that is looked for; is brought up to date.
    """
    if line.book not in expected:
        expected[line.book] = stored_revision(folder, line.book)
    is_gap = line.rev < expected[line.book]
    expected[line.book] = line.rev - 1  # another line of the same revision is none
    return is_gap


def in_order(
    files: Iterable[Iterator[HistoryLine]], revisions: Iterable[tuple[str, int]]
) -> Iterator[HistoryLine]:
    """The lines of several files, newest first, by the revisions of their books.

    A change is taken from the first file whose last change has no newer one of its books in any.

    Args:
        files: The lines of each file, last first; the newest file first.
        revisions: Book and revision of each of these lines, in any order.
    """
    left = defaultdict[str, list[float]](lambda: [-inf])
    for book, rev in sorted(set(revisions)):
        left[book].append(rev)
    sources = [groupby(lines, key=attrgetter("change")) for lines in files]
    heads: list[list[HistoryLine]] = []
    while True:
        for index, source in enumerate(sources):
            if index == len(heads):
                heads.append(_next_change(source))
            if heads[index] and all(line.rev >= left[line.book][-1] for line in heads[index]):
                break
        else:  # revisions that cannot be: the names stand
            index = next((index for index, head in enumerate(heads) if head), -1)
            if index < 0:
                return
        for line in heads[index]:
            while left[line.book][-1] >= line.rev:
                left[line.book].pop()
        yield from heads[index]
        heads[index] = _next_change(sources[index])


def _next_change(source: Iterator[tuple[str, Iterator[HistoryLine]]]) -> list[HistoryLine]:
    return next((list(lines) for _change, lines in source), [])
