"""Write an exported file, complete or not at all; every failure is an error of one sentence."""

from __future__ import annotations

import stat
from pathlib import Path

from yigong.store.errors import Refused
from yigong.store.storage.files import os_errors_explained
from yigong.store.storage.folder import Folder, place_of


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
        status = place.status(name)
        if status is not None and stat.S_ISDIR(status.st_mode):
            raise Refused("{path} is a folder; name a file in it.", path=path)
        if place is not village and _is_device(path):
            path.write_bytes(data)
        else:
            place.replace(name, data)
    return path


def _is_device(path: Path) -> bool:
    """Whether a path leads to a device or a pipe."""
    return path.exists() and not path.is_file() and not path.is_dir()
