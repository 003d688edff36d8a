"""A file that somebody names: whether this caller may use it, and its bytes.

Who has a shell may name any file; a confined caller (`confined_commands`) may name files of the
village's outbox, by their plain names. What a path leads to is not looked at here: a file of the
village is opened through the village's folder, which follows no link.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from yigong.store.errors import Damaged, DataError, Refused, reason_of
from yigong.store.storage.folder import Folder, place_of

READ_LIMIT = 20_000_000
"""Bytes that are read of a file if its reader names no limit."""

_BLOCK = 1_000_000
"""Bytes that are read at a time of a file without a limit."""


def is_confined(environ: Mapping[str, str] | None = None) -> bool:
    """Whether the caller is confined to the village (``YIGONG_CONFINED``)."""
    return bool((os.environ if environ is None else environ).get("YIGONG_CONFINED", ""))


def allowed_path(village: Folder, name: str) -> Path:
    """Return the path of a file that a person names, for `read_limited` or `write_export`; ``~`` is
    the user's home.

    Raises:
        Refused: The caller is confined, and the name is not a plain one, of a file in the outbox.
    """
    return outbox_path(village, name) if is_confined() else expand_path(name)


def outbox_path(village: Folder, name: str) -> Path:
    """Return the path of a file of the outbox, by its name there; refuse a name that is not
    plain."""
    if not name or name.startswith(".") or Path(name).name != name or "\0" in name:
        raise Refused("Here a file is a plain name in the outbox, or - for the line.")
    return village / "outbox" / name


def expand_path(name: str) -> Path:
    """Return a typed path; ``~`` is the user's home, ``~nobody`` a plain name."""
    return Path(os.path.expanduser(name))  # noqa: PTH111 - pathlib's raises for an unknown user


def read_limited(
    path: Path, village: Folder, limit: int = READ_LIMIT, *, waiting: bool = False
) -> bytes:
    """Read a file, at most one byte more than the limit, so that its parser can refuse it.

    In the village's folder only plain files are read, and no link is followed. With `waiting` a
    pipe or a device elsewhere is read as well, which may be waited for without end: ``/dev/stdin``,
    ``<(...)`` in a shell.

    Raises:
        Refused: It is a folder, a pipe or a device.
        DataError: It cannot be read.
    """
    with _readable(path, village, waiting=waiting) as file:
        return file.read(limit + 1)


def read_blocks(path: Path, village: Folder) -> Iterator[bytes]:
    """Read a file of any length, one block after the other; as `read_limited` in all else."""
    with _readable(path, village) as file:
        while block := file.read(_BLOCK):
            yield block


@contextlib.contextmanager
def _readable(path: Path, village: Folder, *, waiting: bool = False) -> Iterator[BinaryIO]:
    """Open a file for the block (see `read_limited`)."""
    place, name = place_of(path, village)
    within = place is village
    try:
        opened = place.open_file(name, os.O_RDONLY) if within else _opened(path, waiting=waiting)
        with opened as descriptor, os.fdopen(descriptor, "rb", closefd=False) as file:
            yield file
    except Damaged as error:
        raise Refused("{path} is not a file.", path=path) from error
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise DataError("{path} cannot be read ({reason}).", path=path, reason=reason) from error


@contextlib.contextmanager
def _opened(path: Path, *, waiting: bool) -> Iterator[int]:
    """Open a file outside the village for the block."""
    flags = os.O_RDONLY | os.O_CLOEXEC | (0 if waiting else os.O_NONBLOCK)
    descriptor = os.open(path, flags)
    try:
        if not (stat.S_ISREG(os.fstat(descriptor).st_mode) or waiting):
            raise Refused("{path} is not a file.", path=path)
        yield descriptor
    finally:
        os.close(descriptor)


def read_stdin(limit: int = READ_LIMIT) -> bytes:
    """Read standard input, at most one byte more than the limit."""
    return sys.stdin.buffer.read(limit + 1)
