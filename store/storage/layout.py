"""The files of a village: the names of its books, its registers and its history."""

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
"""The folders of a new village; others are made when they are needed."""

_REGISTER = re.compile(r"registers/(\d{4})/E\d{4,7}@(\1)-\d\d-\d\d\.json")
_HISTORY = re.compile(r"history/\d{4}-\d\d\.jsonl")


class VillageFile(msgspec.Struct, frozen=True):
    """One file of a village."""

    name: str
    """Its path below the village, with ``/``."""

    @property
    def is_history(self) -> bool:
        """Whether it is a month of the history; otherwise it is a book."""
        return self.name.endswith(".jsonl")

    @property
    def book(self) -> str:
        """A book's name in the history."""
        return self.name.removesuffix(".json")

    @property
    def schema(self) -> Schema[Any]:
        """The schema of a book."""
        return BOOKS.get(self.book, REGISTERS)


def is_village_file(name: str) -> bool:
    """Whether a path below a village is that of one of its files; an archive holds no others."""
    book = name.removesuffix(".json")
    return (
        (book in BOOKS and name.endswith(".json"))
        or bool(_REGISTER.fullmatch(name))
        or bool(_HISTORY.fullmatch(name))
    )


def village_files(folder: Path) -> list[VillageFile]:
    """The files that a village has now: books first, then registers, then history.

    Raises:
        DataError: A folder cannot be read.
    """
    names = [f"{name}.json" for name in BOOKS if (folder / f"{name}.json").exists()]
    for year in folder_names(folder / "registers"):
        names += [f"registers/{year}/{name}" for name in folder_names(folder / "registers" / year)]
    names += [f"history/{name}" for name in folder_names(folder / "history")]
    return [VillageFile(name) for name in names if is_village_file(name)]


def village_folders(folder: Path) -> list[Path]:
    """The folders in which a village's files are.

    Raises:
        DataError: A folder cannot be read.
    """
    registers = folder / "registers"
    years = [registers / name for name in folder_names(registers)]
    return [folder, folder / "history", *(year for year in years if year.is_dir())]


def make_folders(folder: Path) -> None:
    """Make the folder of a new village and the folders in it.

    Missing parents get the modes that the umask gives.

    Raises:
        OSError: The system refuses.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    files.make_folder(folder)
    if folder.stat().st_uid == os.geteuid():
        folder.chmod(files.FOLDER_MODE)
    for name in _FOLDERS:
        files.make_folder(folder / name)


def format_of(folder: Path) -> int:
    """The format of a village, read from its settings; 0 if they cannot be read."""
    try:
        tables = msgspec.json.decode(files.read_file(folder / "settings.json")[0])
        claimed = tables["meta"]["1"].get("format", 1)
    except (OSError, ValueError, RecursionError, KeyError, TypeError, AttributeError):
        return 0  # damaged, which opening the village reports
    return claimed if isinstance(claimed, int) else 0


def folder_names(folder: Path) -> Iterator[str]:
    """The names in a folder, sorted; none if there is no such folder.

    Raises:
        DataError: It cannot be read.
    """
    try:
        yield from sorted(os.listdir(folder))  # noqa: PTH208 - names are wanted, not paths
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise DataError(
            "{path} cannot be read ({reason}).", path=folder, reason=error.strerror
        ) from error
