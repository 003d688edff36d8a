"""The audit of files that a test writes: opened for writing, made, renamed, linked or removed."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

_PATH_ARGUMENTS = {
    "os.mkdir": (0, 2), "os.rename": (1, 3), "os.link": (1, 3), "os.symlink": (1, 2),
    "os.remove": (0, 1), "os.rmdir": (0, 1), "os.truncate": (0, None), "os.chmod": (0, 2),
}  # fmt: skip
"""Audit events (PEP 578) that change the disk, and which arguments of each are the path and the
descriptor of the folder that it begins at."""

_recording: list[list[str]] = []
_hooked: list[bool] = []
_opening = threading.local()
"""The descriptor of the folder in which this thread opens a file, which the event does not have."""

_os_open = os.open


def _open(*arguments: Any, dir_fd: int | None = None, **options: Any) -> int:
    """In the place of `os.open`."""
    _opening.folder = dir_fd
    try:
        return _os_open(*arguments, dir_fd=dir_fd, **options)
    finally:
        _opening.folder = None


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _recording:
        return
    path: object = None
    folder: object = None
    if event == "open":
        flags = arguments[2]
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            path, folder = arguments[0], getattr(_opening, "folder", None)
    elif event in _PATH_ARGUMENTS:
        at, of_folder = _PATH_ARGUMENTS[event]
        path, folder = arguments[at], None if of_folder is None else arguments[of_folder]
    if isinstance(path, str | bytes | os.PathLike):
        inside = folder if isinstance(folder, int) and folder >= 0 else None
        start = os.getcwd() if inside is None else os.readlink(f"/proc/self/fd/{inside}")  # noqa: PTH109, PTH115 - no lookups here
        _recording[-1].append(os.path.normpath(os.path.join(start, os.fsdecode(path))))  # noqa: PTH118


@contextmanager
def written_outside(*allowed: Path) -> Iterator[list[str]]:
    """The paths that the block writes outside some folders; complete after the block.

    An audit hook reports them; it cannot be removed, so there is one, which records only in such
    blocks. Compiled modules and the null device are left out.
    """
    if not _hooked:
        sys.addaudithook(_hook)
        _hooked.append(True)
    paths: list[str] = []
    outside: list[str] = []
    _recording.append(paths)
    os.open = _open
    try:
        yield outside
    finally:
        os.open = _os_open
        _recording.remove(paths)
        folders = tuple(f"{folder.resolve()}{os.sep}" for folder in allowed)
        for path in paths:
            compiled = "__pycache__" in path
            if not compiled and path != os.devnull and not f"{path}{os.sep}".startswith(folders):
                outside.append(path)
