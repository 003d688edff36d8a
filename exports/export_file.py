"""Write an exported file, complete or not at all; every failure is an error of one sentence."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from yigong.store.errors import Refused
from yigong.store.storage.files import os_errors_explained, write_all
from yigong.store.storage.folder import Folder, place_of

_DEVICES = Path("/dev")
"""Nothing in it is replaced: ``/dev/stdout`` may lead to a plain file."""


def write_export(path: Path, data: bytes, village: Folder) -> Path:
    """Write an export.

    A file is replaced in one step, so that no reader sees half of it, and a link by a file, so that
    nobody's own file is written through one. A device or a pipe outside the village (``/dev/null``,
    ``/dev/stdout``) is written to, never replaced.

    Args:
        path: The file; its folder must exist.
        data: The whole content.
        village: The village's folder, below which no link is followed.

    Returns:
        The path.

    Raises:
        Refused: The path is a folder.
        ReadOnly: No permission.
        Unconfirmed: It is written, but perhaps not durably.
        DataError: The folder is missing, the disk is full, or the like.
    """
    place, name = place_of(path, village)
    with os_errors_explained(path):
        status = place.status(name) if place is village else _followed_status(path)
        if status is not None and stat.S_ISDIR(status.st_mode):
            raise Refused("{path} is a folder; name a file in it.", path=path)
        device = place.path == _DEVICES or (status and not stat.S_ISREG(status.st_mode))
        if place is village or not device:
            place.replace(name, data)
        else:
            _write_device(path, data)
    return path


def _followed_status(path: Path) -> os.stat_result | None:
    """The status of what a path leads to; `None`: nothing."""
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _write_device(path: Path, data: bytes) -> None:
    """Write to a device or a pipe."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        write_all(descriptor, data)
    finally:
        os.close(descriptor)
