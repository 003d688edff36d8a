"""What can go wrong, as one sentence each: what happened, what is safe, what to do."""

from __future__ import annotations

from typing import Any

from yigong.store.language import N_, _


class YigongError(Exception):
    """A sentence for a person, and the exit code a script sees.

    The sentence is an English msgid with ``{fields}``; it is translated when it is shown, so an
    error made in one language can be read in another.
    """

    exit_code = 1

    def __init__(self, sentence: str, **fields: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = fields

    def __str__(self) -> str:
        return _(self.sentence).format(**self.fields)


class Refused(YigongError):
    """The rules say no; nothing was changed."""

    exit_code = 1


class Stale(Refused):
    """Somebody else changed the record while a form was open; nothing was overwritten."""

    def __init__(self, theirs: object, mine: object) -> None:
        super().__init__(
            N_(
                "Someone changed this in the meantime; nothing was overwritten. "
                "Look at their version and save again."
            )
        )
        self.theirs = theirs
        self.mine = mine


class WrongUsage(YigongError):
    """The command was not understood."""

    exit_code = 2


class DataError(YigongError):
    """The data cannot be read or written."""

    exit_code = 3


class Damaged(DataError):
    """A file is not what it should be; it was left as it is."""


class Newer(DataError):
    """A file was written by a newer yigong."""


class Busy(DataError):
    """Somebody held the lock for too long; nothing was changed."""


class ReadOnly(DataError):
    """This user may read the village but not write it."""
