"""What a test wrote, and where: every file that was opened for writing, made, renamed or linked."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MADE = {
    "os.mkdir": 0, "os.rename": 1, "os.link": 1, "os.symlink": 1, "os.remove": 0, "os.rmdir": 0,
    "os.truncate": 0, "os.chmod": 0,
}  # fmt: skip
"""Events of the interpreter (PEP 578) that change the disk, and which argument is the path."""

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
    elif event in _MADE:
        path = arguments[_MADE[event]]
    if isinstance(path, str | bytes | os.PathLike):
        _recording[-1].append(os.path.abspath(os.fsdecode(path)))  # noqa: PTH100 - no lookups here


@contextmanager
def written_outside(*allowed: Path) -> Iterator[list[str]]:
    """What is written outside some folders, from here to the end of the block.

    The interpreter tells of it (an audit hook, which cannot be taken off again, so it is put on
    once and listens only meanwhile). Its own compiled modules and the null device do not count.
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
