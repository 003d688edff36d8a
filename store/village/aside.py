"""What was replaced or is damaged is moved into the village's ``set-aside``, never deleted."""

from __future__ import annotations

from datetime import datetime
from fnmatch import fnmatchcase
from itertools import count

from yigong.store.storage import journal
from yigong.store.storage.folder import Folder
from yigong.store.storage.layout import SET_ASIDE, folder_names, village_folders


def free_place(folder: Folder, name: str, now: datetime) -> str:
    """Where a file can be set aside: a name that nothing has, in a folder named after the time.

    The caller holds the village's lock exclusively.

    Args:
        folder: The village's folder.
        name: The file, below it.
        now: The time.
    """
    file = name.replace("/", "_").lstrip(".")  # or the doctor would take it for a leftover
    for number in count(1):
        again = f"_{number:02d}" if number > 1 else ""
        place = f"{SET_ASIDE}/{now:%Y%m%d-%H%M%S}{again}/{file}"
        if folder.status(place) is None:
            return place
    raise AssertionError


def set_aside(folder: Folder, name: str, now: datetime) -> None:
    """Set a file of a village aside, durably. The caller holds the village's lock exclusively."""
    place = free_place(folder, name, now)
    within = place.rpartition("/")[0]
    folder.make(within)
    folder.rename(name, place)
    folder.sync(within)
    folder.sync(name.rpartition("/")[0])


def set_aside_journal(folder: Folder, now: datetime) -> None:
    """Set aside the journal of a transaction that cannot be finished, and its staged files.

    The books stay as they are. The caller holds the village's lock exclusively.
    """
    if journal.exists(folder):
        for within in village_folders(folder):
            for name in folder_names(folder, within):
                if fnmatchcase(name, f".*{journal.NAME}") and name != journal.NAME:
                    set_aside(folder, f"{within}/{name}" if within else name, now)
        set_aside(folder, journal.NAME, now)
