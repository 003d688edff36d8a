"""A finding of the doctor: what is wrong with a village, or notable, and what repairs it."""

from __future__ import annotations

from typing import Literal

import msgspec

from yigong.store.errors import YigongError
from yigong.store.storage.folder import Folder

Repair = Literal["", "modes", "leftover", "history", "rebuild", "redact", "together"]
"""What repairs a finding: set access for the group and nobody else; remove a file left by a killed
writer; append history lines that are in a book only; rebuild a book from its history; finish an
erasure in the history; finish or set aside a transaction that was cut short."""


class Finding(msgspec.Struct, frozen=True):
    """Something wrong or notable."""

    where: str
    """The file or folder, below the village."""

    sentence: str
    """What is wrong, translated."""

    repair: Repair = ""
    fault: bool = True
    """Whether something is wrong; otherwise it is a note."""


def finding_of(folder: Folder, error: YigongError, repair: Repair = "") -> Finding:
    """The finding that a file or folder cannot be read, as the error says.

    Args:
        folder: The village's folder.
        error: The error; its path is the place.
        repair: What repairs it.
    """
    path = error.fields.get("path", folder.path)
    below = path.relative_to(folder.path) if path.is_relative_to(folder.path) else path
    return Finding(below.as_posix(), str(error), repair)
