"""The audit of files that a test writes: opened for writing, made, renamed, linked or removed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PATH_ARGUMENTS = {
    "os.mkdir": 0, "os.rename": 1, "os.link": 1, "os.symlink": 1, "os.remove": 0, "os.rmdir": 0,
    "os.truncate": 0, "os.chmod": 0,
}  # fmt: skip
"""Audit events (PEP 578) that change the disk, and which argument of each is the path."""

_recording: list[list[str]] = []
_hooked: list[bool] = []


def _hook(event: str, arguments: tuple[object, ...]) -> None:
    if not _recording:
        return
    path: object = None
    if event == "open":
        flags = arguments[2]
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            path = arguments[0]
    elif event in _PATH_ARGUMENTS:
        path = arguments[_PATH_ARGUMENTS[event]]
    if isinstance(path, str | bytes | os.PathLike):
        _recording[-1].append(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100 - no lookups here


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
    try:
        yield outside
    finally:
        _recording.remove(paths)
        folders = tuple(f"{folder.resolve()}{os.sep}" for folder in allowed)
        for path in paths:
            compiled = "__pycache__" in path
            if not compiled and path != os.devnull and not f"{path}{os.sep}".startswith(folders):
                outside.append(path)
