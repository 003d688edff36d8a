"""Undo on the page of one record: it takes back nothing of another."""

from __future__ import annotations

from yigong.store.errors import Refused
from yigong.store.storage.schema import record_code
from yigong.store.village.village import Village


def refuse_undo_of_others(village: Village, book: str, number: int) -> None:
    """Refuse to undo on the page of a record where the last change was of another.

    Args:
        village: The village.
        book: The record's book, by its name in the history: ``requests``, ``visits/2026``.
        number: The record's.

    Raises:
        Refused: The organiser's last change in books of that name was of another record.
    """
    family, own = book.partition("/")[0], (book, number)
    lines = village.last_change(family)
    changed = {(line.book, line.key) for line in lines if line.book.partition("/")[0] == family}
    others = changed - {own}
    if own in changed:  # it may have been moved here, from the book of another year
        others = {other for other in others if other[0] == book}
    if others:
        raise Refused(
            "Your last change was of {code}: u on its page or in the list takes it back.",
            code=record_code(*min(others)),
        )
