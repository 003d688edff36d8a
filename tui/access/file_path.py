"""A file that somebody names: where it may lie, and what is in it.

Who has a shell may name any file. A confined caller (`tui.access.confinement`) has the village's
outbox, by plain names.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from yigong.store.errors import DataError, Refused

MOST = 20_000_000
"""Bytes of a file that are read where nothing else is said: more is no list of a village."""


def is_confined(environ: Mapping[str, str] | None = None) -> bool:
    """Whether the caller is to be kept inside the village (``YIGONG_CONFINED``)."""
    return bool((os.environ if environ is None else environ).get("YIGONG_CONFINED", ""))


def allowed_path(outbox: Path, name: str) -> Path:
    """The file that a person names.

    Args:
        outbox: The village's outbox.
        name: A path as typed; ``~`` is the user's home.

    Raises:
        Refused: The caller is confined, and the name leads out of the outbox.
    """
    return outbox_path(outbox, name) if is_confined() else expand_path(name)


def expand_path(name: str) -> Path:
    """A path as typed: ``~`` is the user's home, and who is not known here is a plain name."""
    return Path(os.path.expanduser(name))  # noqa: PTH111 - pathlib's raises for an unknown user


def outbox_path(outbox: Path, name: str) -> Path:
    """A file of the outbox, by its plain name.

    Raises:
        Refused: The name leads somewhere else.
    """
    plain = name and not name.startswith(".") and Path(name).name == name and "\0" not in name
    path = outbox / name if plain else outbox
    if not plain or path.is_symlink() or is_strange(path):
        raise Refused("Here a file is a plain name in the outbox, or - for the line.")
    return path


def is_strange(path: Path) -> bool:
    """Whether something lies there that is no file: a folder, a device, a pipe without an end."""
    try:
        return path.exists() and not path.is_file()
    except OSError:
        return False  # a name that is too long, for one: whoever reads it hears why


def read_path(path: Path, most: int = MOST) -> bytes:
    """What is in a file, and one byte more than is wanted at the most: its reader says so.

    Raises:
        DataError: It cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or str(error)
        raise DataError("{path} cannot be read ({reason}).", path=path, reason=reason) from error


def read_line(most: int = MOST) -> bytes:
    """What comes on standard input, as far as it is wanted."""
    return sys.stdin.buffer.read(most + 1)
