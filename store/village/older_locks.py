"""The lock files of villages up to format 4: kept closed while one is migrated, then removed."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import time
from collections.abc import Iterator

from yigong.store.errors import Busy
from yigong.store.storage.folder import Folder
from yigong.store.storage.layout import folder_names, is_village_file, village_folders
from yigong.store.storage.locks import TIMEOUT

_OF_ALL = (".gate-queue.lock", ".gate.lock")
"""Writers of format 4 took the first and then the second, shared; whoever kept them out, alone."""

_OF_REGISTERS = "registers/.registers.lock"
_OF_ONE = re.compile(r"\.(.+)\.lock")
_PAUSE = 0.01


@contextlib.contextmanager
def older_writers_kept_out(folder: Folder) -> Iterator[None]:
    """Wait until no program of format 4 writes a village, and let none begin.

    Raises:
        Busy: One did not finish in time.
        OSError: A lock file cannot be opened.
    """
    deadline = time.monotonic() + TIMEOUT
    with contextlib.ExitStack() as stack:
        for name in _OF_ALL:
            with contextlib.suppress(FileNotFoundError):  # perhaps only now: it is migrated
                lock = stack.enter_context(folder.open_file(name, os.O_RDONLY))
                while not _taken(lock):
                    if time.monotonic() >= deadline:
                        raise Busy(
                            "An older yigong is writing {folder}; nothing was changed. Let "
                            "everybody quit it, and try again.",
                            folder=folder.path,
                        )
                    time.sleep(_PAUSE)
        yield


def remove_older_locks(folder: Folder) -> None:
    """Remove the lock files of format 4, which nothing uses any more.

    Raises:
        OSError: The system refuses.
    """
    for name in (*_OF_ALL, _OF_REGISTERS):
        folder.remove(name)
    for within in village_folders(folder):
        start = f"{within}/" if within else ""
        for name in folder_names(folder, within):
            match = _OF_ONE.fullmatch(name)
            if match and is_village_file(f"{start}{match[1]}"):
                folder.remove(f"{start}{name}")


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
