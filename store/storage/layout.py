"""The files of a village: the names of its books, its registers and its history."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from functools import partial
from typing import Any

import msgspec

from yigong.store.errors import Damaged, DataError, Newer
from yigong.store.storage import files
from yigong.store.storage.book_file import decode_book
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import HISTORY_FILE
from yigong.store.storage.locks import HOLDERS_FILE, LOCK_FILE
from yigong.store.storage.schema import BOOKS, REGISTERS, SETTINGS, YEARLY, Schema, schema_of

_FOLDERS = ("registers", "history", "outbox")
"""The folders of a new village; others are made when they are needed."""

SET_ASIDE = "set-aside"
"""The folder of a village for files that were replaced or damaged; nothing is ever deleted."""

_REGISTER = re.compile(r"registers/(\d{4})/E\d{4,7}@(\1)-\d\d-\d\d\.json", re.ASCII)
_LEFT = re.compile(
    rf"{re.escape(LOCK_FILE)}|{re.escape(HOLDERS_FILE)}|\.(settings\.json|[0-9a-f]{{16}})\.tmp"
)
"""Files that there may be before the settings are."""

_YEAR = re.compile(r"\d{4}", re.ASCII)


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
        return schema_of(self.book) or REGISTERS


def is_village_file(name: str) -> bool:
    """Whether a path below a village is that of one of its files; an archive holds no others."""
    book = name.removesuffix(".json")
    return (
        (schema_of(book) not in (None, REGISTERS) and name.endswith(".json"))
        or bool(_REGISTER.fullmatch(name))
        or bool(HISTORY_FILE.fullmatch(name))
    )


def village_files(folder: Folder, unreadable: list[DataError] | None = None) -> list[VillageFile]:
    """The files that a village has now: books first, then registers, then history.

    Args:
        folder: The village's folder.
        unreadable: Collects the errors about folders in it that cannot be read, which are skipped.
            Without it the first of them is raised.

    Raises:
        Damaged: A link or a file is in the place of a folder.
        DataError: A folder cannot be read.
    """
    top = set(folder_names(folder))
    names = [f"{name}.json" for name in BOOKS if f"{name}.json" in top]
    for within in YEARLY:
        found = _readable(partial(folder_names, folder, within), unreadable)
        names += [f"{within}/{name}" for name in found]
    years = _readable(partial(register_years, folder), unreadable)
    for within in (*(f"registers/{year}" for year in years), "history"):
        found = _readable(partial(folder_names, folder, within), unreadable)
        names += [f"{within}/{name}" for name in found]
    return [VillageFile(name) for name in names if is_village_file(name)]


def _readable(names: Callable[[], list[str]], unreadable: list[DataError] | None) -> list[str]:
    try:
        return names()
    except DataError as error:
        if unreadable is None:
            raise
        unreadable.append(error)
        return []


def village_folders(folder: Folder) -> list[str]:
    """The folders in which a village's files are, below its own, which is empty.

    Raises:
        Damaged: A link or a file is in the place of a folder.
        DataError: A folder cannot be read.
    """
    yearly = [name for name in YEARLY if folder_names(folder, name)]
    return ["", "history", *yearly, *(f"registers/{year}" for year in register_years(folder))]


def book_names(folder: Folder) -> list[str]:
    """The books beside the registers by name, those of each year that there are among them.

    Raises:
        Damaged: A link or a file is in the place of a folder.
        DataError: A folder cannot be read.
    """
    yearly = [f"{within}/{year}" for within in YEARLY for year in book_years(folder, within)]
    return [*BOOKS, *yearly]


def book_years(folder: Folder, within: str) -> list[str]:
    """The years of which there is a book (`schema.YEARLY`).

    Raises:
        Damaged: A link or a file is in the place of their folder.
        DataError: It cannot be read.
    """
    books = (name.removesuffix(".json") for name in folder_names(folder, within))
    return [year for year in books if _YEAR.fullmatch(year)]


def register_years(folder: Folder) -> list[str]:
    """The years of which a village has registers, by the names of their folders.

    A link or a file that has the name of a year is none; the doctor names it.

    Raises:
        Damaged: A link or a file is in the place of the folder of all registers.
        DataError: It cannot be read.
    """
    years = [year for year in folder_names(folder, "registers") if _YEAR.fullmatch(year)]
    with files.reading_explained(folder / "registers"):
        found = {year: folder.status(f"registers/{year}") for year in years}
    return [year for year, status in found.items() if status and stat.S_ISDIR(status.st_mode)]


def make_folders(folder: Folder) -> None:
    """Make the folder of a new village and the folders in it, durably.

    Raises:
        OSError: The system refuses.
    """
    folder.create()
    if folder.path.stat().st_uid == os.geteuid():
        folder.path.chmod(files.FOLDER_MODE)
    for name in _FOLDERS:
        folder.make(name)


def is_unused(folder: Folder) -> bool:
    """Whether a folder holds nothing but what is left of a village whose making was cut short.

    Raises:
        OSError: It cannot be read.
    """
    return all(
        name in _FOLDERS
        if stat.S_ISDIR(status.st_mode)
        else stat.S_ISREG(status.st_mode) and bool(_LEFT.fullmatch(name))
        for name, status in folder.walk()
    )


def format_of(folder: Folder) -> int:
    """The format of a village, read from its settings; 0 if they are damaged.

    Raises:
        DataError: They cannot be read now.
    """
    path = folder / f"{SETTINGS.name}.json"
    try:
        with files.reading_explained(path):
            raw, _fingerprint = folder.read(f"{SETTINGS.name}.json")
        return decode_book(raw, path, SETTINGS.name, SETTINGS).meta.format
    except (Damaged, Newer):
        return 0  # which opening the village reports


def folder_names(folder: Folder, name: str = "") -> list[str]:
    """The names in a folder of a village, sorted; none if there is no such folder.

    Raises:
        Damaged: A link or a file is in its place.
        DataError: It cannot be read.
    """
    with files.reading_explained(folder / name):
        return folder.names(name)
