"""The files a village consists of: which names are its books, its registers, its history."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from yigong.store.errors import DataError
from yigong.store.storage import files
from yigong.store.storage.schema import BOOKS, REGISTERS, Schema

_FOLDERS = ("registers", "history", "outbox")
"""What lies in every village from the beginning; other folders come as they are needed."""

_REGISTER = re.compile(r"registers/(\d{4})/E\d{4,7}@(\1)-\d\d-\d\d\.json")
_HISTORY = re.compile(r"history/\d{4}-\d\d\.jsonl")


class VillageFile(msgspec.Struct, frozen=True):
    """One file of a village."""

    name: str
    """Its path below the village, with ``/``."""

    @property
    def is_history(self) -> bool:
        """Whether it is a month of the history; else it is a book."""
        return self.name.endswith(".jsonl")

    @property
    def book(self) -> str:
        """A book's name in the history."""
        return self.name.removesuffix(".json")

    @property
    def schema(self) -> Schema[Any]:
        """What a book's records are."""
        return BOOKS.get(self.book, REGISTERS)


def is_village_file(name: str) -> bool:
    """Whether a name is that of a village's file; nothing else is taken out of an archive."""
    book = name.removesuffix(".json")
    return (
        (book in BOOKS and name.endswith(".json"))
        or bool(_REGISTER.fullmatch(name))
        or bool(_HISTORY.fullmatch(name))
    )


def village_files(folder: Path) -> list[VillageFile]:
    """The files of a village, as they are there now: books first, then registers, then history.

    Raises:
        DataError: A folder cannot be read.
    """
    names = [f"{name}.json" for name in BOOKS if (folder / f"{name}.json").exists()]
    for year in _names(folder / "registers"):
        names += [f"registers/{year}/{name}" for name in _names(folder / "registers" / year)]
    names += [f"history/{name}" for name in _names(folder / "history")]
    return [VillageFile(name) for name in names if is_village_file(name)]


def make_folders(folder: Path) -> None:
    """Make the folder of a new village, and those in it that every village has.

    What is above it is not ours: that gets the modes it would get from anybody.

    Raises:
        OSError: As the operating system says.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    files.make_folder(folder)
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(files.FOLDER_MODE)
    for name in _FOLDERS:
        files.make_folder(folder / name)


def format_of(folder: Path) -> int:
    """The format of a village, as its settings say; 0 where they cannot."""
    try:
        tables = msgspec.json.decode(files.read_file(folder / "settings.json")[0])
        claimed = tables["meta"]["1"].get("format", 1)
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return 0  # broken; whoever opens them complains
    return claimed if isinstance(claimed, int) else 0


def _names(folder: Path) -> Iterator[str]:
    try:
        yield from sorted(os.listdir(folder))  # noqa: PTH208 - names are wanted, not paths
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise DataError(
            "{path} cannot be read ({reason}).", path=folder, reason=error.strerror
        ) from error
