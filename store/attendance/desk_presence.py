"""Open desks: a small file for each, under a lock as long as the desk is open.

The kernel releases the lock when the process ends, however it ends, so a killed desk is not seen
as open. No timer is needed: the files are read when somebody asks.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import secrets
from datetime import datetime
from pathlib import Path
from time import monotonic

import msgspec

from yigong.store.storage import files
from yigong.store.storage.session import Session

_LONGEST_FILE = 4000
"""Bytes; a longer file is not a desk's."""


class DeskUser(msgspec.Struct, frozen=True, kw_only=True):
    """An organiser at an open desk."""

    key: str
    """The occurrence."""

    desk: str
    by: str
    since: datetime


class Presence:
    """The open desks of a village."""

    def __init__(self, folder: Path, session: Session) -> None:
        """No desk is open before `enter`.

        Args:
            folder: The folder of the files: ``.desks`` in the village's folder.
            session: Who opens desks in this process.
        """
        self._folder = folder
        self._session = session
        self._own: dict[str, tuple[Path, int]] = {}
        self._cache: dict[str, tuple[files.Fingerprint, float, list[DeskUser]]] = {}

    def enter(self, key: str) -> bool:
        """Open a desk for an occurrence; others see it until `leave` or the end of the process.

        Returns:
            Whether others can see it. Somebody who may only read, or a full disk, is no error
            here: a check-in reports it.
        """
        if key in self._own:
            return True
        actor = self._session.actor
        user = DeskUser(key=key, desk=actor.desk, by=actor.by, since=self._session.now())
        name = f"{key}.{secrets.token_hex(8)}"
        descriptor = -1
        temporary = self._folder / f".{name}"
        try:
            files.make_folder(self._folder)
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
            descriptor = os.open(temporary, flags, files.FILE_MODE)
            os.fchmod(descriptor, files.FILE_MODE)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            files.write_all(descriptor, msgspec.json.encode(user))
            temporary.rename(self._folder / name)  # a visible name is always locked
        except OSError:
            if descriptor >= 0:
                os.close(descriptor)
                _remove(temporary)
            return False
        self._own[key] = (self._folder / name, descriptor)
        for path in self._other_files():
            _read_desk(path)  # removes what killed processes left
        return True

    def leave(self, key: str) -> None:
        """Close the desk of an occurrence."""
        path, descriptor = self._own.pop(key, (None, -1))
        if path is not None:
            _remove(path)
            os.close(descriptor)

    def others(self, key: str, within: float = 0.0) -> list[DeskUser]:
        """Who else has a desk open for an occurrence, by the desk's name, then the person's.

        Args:
            key: The occurrence.
            within: Seconds for which the last answer is reused if no desk was opened or closed,
                which one stat tells. The end of a killed desk is noticed that much later.
        """
        fingerprint, moment = files.file_fingerprint(self._folder), monotonic()
        cached_fingerprint, asked, cached = self._cache.get(key, (None, 0.0, []))
        if cached_fingerprint == fingerprint and moment - asked < within:
            return cached
        paths = [path for path in self._other_files() if path.stem == key]
        found = sorted(
            filter(None, map(_read_desk, paths)), key=lambda user: (user.desk, user.by, user.since)
        )
        self._cache[key] = (fingerprint, moment, found)
        return found

    def _other_files(self) -> list[Path]:
        own = {path for path, _ in self._own.values()}
        try:
            paths = list(self._folder.iterdir())
        except OSError:
            return []  # there is no folder before the first desk
        return [path for path in paths if path not in own and not path.name.startswith(".")]


def _read_desk(path: Path) -> DeskUser | None:
    """Who has a file locked; a file without a lock is removed."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None  # removed since, or not readable
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        with contextlib.suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            return msgspec.json.decode(os.read(descriptor, _LONGEST_FILE), type=DeskUser)
        return None
    except OSError:
        return None  # a file system without locks
    else:
        _remove(path)
        return None
    finally:
        os.close(descriptor)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):  # without the lock the file counts as closed anyway
        path.unlink()
