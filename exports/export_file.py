"""Write an exported file, complete or not at all; every failure is an error of one sentence."""

from __future__ import annotations

from pathlib import Path

from yigong.store.errors import Refused
from yigong.store.storage.files import os_errors_explained, replace_file


def write_export(path: Path, data: bytes) -> Path:
    """Write an export.

    A regular file is replaced in one step, so that no reader sees half of it. A device or a pipe
    (``/dev/null``, ``/dev/stdout``) is written to, never replaced.

    Args:
        path: The file; its folder must exist.
        data: The whole content.

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
