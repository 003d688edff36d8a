"""Writing an export: whole or not at all, and every refusal a sentence."""

from __future__ import annotations

from pathlib import Path

from yigong.store.errors import Refused
from yigong.store.storage.files import os_errors_explained, replace_file


def write_export(path: Path, data: bytes) -> Path:
    """Write an export.

    An ordinary file is replaced in one step, so that nobody ever opens half of one. A device or a
    pipe (``/dev/null``, ``/dev/stdout``) is written to, never replaced.

    Args:
        path: Where to; its folder must exist.
        data: All of it.

    Returns:
        The path.

    Raises:
        Refused: The path is a folder.
        ReadOnly: No permission.
        DataError: The folder is missing, the disk is full, or the like.
    """
    with os_errors_explained(path):
        if path.is_dir():
            raise Refused("{path} is a folder; name a file in it.", path=path)
        if path.exists() and not path.is_file():
            path.write_bytes(data)
        else:
            replace_file(path.resolve(), data)  # a link stays a link
    return path
