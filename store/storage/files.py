"""What all files of a village have in common: modes, sizes, sentences about errors."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path

from yigong.store.errors import Damaged, DataError, ReadOnly, reason_of
from yigong.store.language import _

FILE_MODE = 0o660
FOLDER_MODE = 0o2770
"""setgid: what another organiser makes in the folder belongs to the same group."""

MAX_BYTES = 1 << 29
"""The largest book of the largest village has a hundredth of this size; a month of the history got
lines from older versions until it had half of it."""

Fingerprint = tuple[int, int, int] | None
"""Identifies a content of a file: inode, modification time in ns, size; `None`: no file."""


@contextlib.contextmanager
def os_errors_explained(path: Path) -> Iterator[None]:
    """Raise an `OSError` of the block again as an error with a sentence.

    Raises:
        ReadOnly: No permission, or a file system mounted read-only.
        DataError: A full disk, an exhausted quota, or any other input/output error.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise ReadOnly(
                "No permission to write {path}; nothing was changed.", path=path
            ) from error
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DataError(
                "The disk is full: {path} could not be written; what was saved before is safe. "
                "Free some space and try again.",
                path=path,
            ) from error
        raise DataError(
            "{path} could not be read or written ({reason}).",
            path=path,
            reason=reason_of(error),
        ) from error


@contextlib.contextmanager
def reading_explained(path: Path) -> Iterator[None]:
    """Raise an `OSError` of a block that reads again as a `DataError` with a sentence."""
    try:
        yield
    except OSError as error:
        raise DataError(
            "{path} cannot be read ({reason}).", path=path, reason=reason_of(error)
        ) from error


def write_all(descriptor: int, data: bytes) -> None:
    """Write every byte, also where the system writes fewer at once."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def damaged_file(path: Path, reason: str) -> Damaged:
    """The error about a file that is not what it should be.

    Args:
        path: The file.
        reason: Why, as a msgid.
    """
    return Damaged(
        "{path} is damaged and was left as it is ({reason}). "
        "Restore it from a backup; the other books are safe.",
        path=path,
        reason=_(reason),
    )


def foreign_file(path: Path, reason: str) -> Damaged:
    """The error about something in the place of a file or folder that is not the village's own.

    Args:
        path: The place.
        reason: What is there, as a msgid.
    """
    if path.name in (".lock", ".holders"):  # `store.storage.locks`
        return Damaged(
            "{path} is not the village's own ({reason}); it was neither read nor written. Remove "
            "it while nobody works here: it is made anew.",
            path=path,
            reason=_(reason),
        )
    return Damaged(
        "{path} is not the village's own ({reason}); it was neither read nor written. Move it away "
        "and try again; if a book belongs there, the last backup has it.",
        path=path,
        reason=_(reason),
    )
