"""A file that somebody names: whether this caller may use it, and its bytes.

Who has a shell may name any file; a confined caller (`confined_commands`) may name files of the
village's outbox, by their plain names.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from yigong.store.errors import DataError, Refused

READ_LIMIT = 20_000_000
"""Bytes that are read of a file if its reader names no limit."""


def is_confined(environ: Mapping[str, str] | None = None) -> bool:
    """Whether the caller is confined to the village (``YIGONG_CONFINED``)."""
    return bool((os.environ if environ is None else environ).get("YIGONG_CONFINED", ""))


def allowed_path(outbox: Path, name: str) -> Path:
    """Return the path of a file that a person names.

    Args:
        outbox: The village's outbox.
        name: A path as typed; ``~`` is the user's home.

    Raises:
        Refused: The caller is confined, and the file is not in the outbox.
    """
    return outbox_path(outbox, name) if is_confined() else expand_path(name)


def expand_path(name: str) -> Path:
    """Return a typed path; ``~`` is the user's home, ``~nobody`` a plain name."""
    return Path(os.path.expanduser(name))  # noqa: PTH111 - pathlib's raises for an unknown user


def outbox_path(outbox: Path, name: str) -> Path:
    """Return the path of a file of the outbox, by its plain name.

    Raises:
        Refused: The name leads out of the outbox.
    """
    plain = name and not name.startswith(".") and Path(name).name == name and "\0" not in name
    path = outbox / name if plain else outbox
    if not plain or path.is_symlink() or is_irregular(path):
        raise Refused("Here a file is a plain name in the outbox, or - for the line.")
    return path


def is_irregular(path: Path) -> bool:
    """Whether the path is a folder, a device or a pipe, whose reading might never end."""
    try:
        return path.exists() and not path.is_file()
    except OSError:
        return False  # such as a name that is too long: opening it gives the reason


def read_limited(path: Path, limit: int = READ_LIMIT) -> bytes:
    """Read a file, at most one byte more than the limit, so that its parser can refuse it.

    Raises:
        DataError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or str(error)
        raise DataError("{path} cannot be read ({reason}).", path=path, reason=reason) from error


def read_stdin(limit: int = READ_LIMIT) -> bytes:
    """Read standard input, at most one byte more than the limit."""
    return sys.stdin.buffer.read(limit + 1)
