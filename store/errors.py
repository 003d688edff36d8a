"""The errors a user sees, one sentence each: what happened, what is safe, what to do."""

from __future__ import annotations

import errno
from typing import Any

from yigong.store.language import N_, _


class YigongError(Exception):
    """A sentence for the user, and the exit code of a command.

    The sentence is an English msgid with ``{fields}``, translated when it is shown: the language
    may change between.
    """

    exit_code = 1

    def __init__(self, sentence: str, **fields: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fields = fields

    def __str__(self) -> str:
        return _(self.sentence).format(**self.fields)


class Refused(YigongError):
    """A rule forbids it; nothing was changed."""

    exit_code = 1


class Unsure(Refused):
    """It may be a slip: nothing was changed, and it is done once somebody says that it is meant."""


class Stale(Refused):
    """The record was changed by somebody else while a form was open; nothing was overwritten."""

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
    """The content of a file is invalid; it was left as it is."""


class Newer(DataError):
    """A file was written by a newer version of yigong."""


class Unconfirmed(DataError):
    """The change is made, or decided and made by the next writer; but the disk did not confirm it.

    Or it was taken back, and that is what the disk did not confirm; the sentence says which. It
    must not be made again without a look: that would be twice.
    """


class Busy(DataError):
    """The lock was held by somebody else for too long; nothing was changed."""


class ReadOnly(DataError):
    """The user may read the village but not write it."""


_SYSTEM_REASONS = {
    errno.EACCES: N_("no permission"),
    errno.EPERM: N_("no permission"),
    errno.EROFS: N_("the disk can only be read"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("your share of the disk is used up"),
    errno.EFBIG: N_("it is too large"),
    errno.EIO: N_("the disk reports an error"),
    errno.ENOENT: N_("it is not there"),
    errno.EEXIST: N_("it is there already"),
    errno.EISDIR: N_("it is a folder"),
    errno.ENOTDIR: N_("a file is in the place of its folder"),
    errno.ELOOP: N_("links lead in a circle"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EMFILE: N_("too many files are open"),
    errno.ENFILE: N_("too many files are open"),
    errno.ENOMEM: N_("there is no memory left"),
    errno.ESTALE: N_("the network drive lost it"),
}


def reason_of(error: OSError) -> str:
    """Why the system refused, for the middle of a sentence.

    Its own words are in another language, or name what only programmers know.
    """
    reason = _SYSTEM_REASONS.get(error.errno or 0)
    return _(reason) if reason else error.strerror or str(error)
