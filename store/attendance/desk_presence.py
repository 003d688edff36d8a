"""Open desks: a small file for each, under a lock as long as the desk is open.

The kernel releases the lock when the process ends, however it ends, so a killed desk is not seen
as open. No timer is needed: the files are read when somebody asks. Asking takes no lock, and who
may only read can set none that counts.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
from datetime import datetime
from time import monotonic

import msgspec

from yigong.store.errors import Damaged
from yigong.store.storage import fair_lock, files
from yigong.store.storage.folder import Folder
from yigong.store.storage.session import Session

_DESKS = ".desks"
_NAME = re.compile(r"(E\d{4,7}@\d{4}-\d\d-\d\d)\.[0-9a-f]{16}")
"""The name of a desk's file: the occurrence, and a number of its own."""

_HIDDEN = 0o600
"""The mode of a desk's file until it is locked: nobody else can lock it before."""

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

    def __init__(self, folder: Folder, session: Session) -> None:
        """No desk is open before `enter`.

        Args:
            folder: The village's folder; the files are in ``.desks``.
            session: Who opens desks in this process.
        """
        self._folder = folder
        self._session = session
        self._own: dict[str, tuple[str, contextlib.ExitStack]] = {}
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
        hidden = f"{_DESKS}/.{name}"
        with contextlib.ExitStack() as stack:
            try:
                self._folder.make(_DESKS)
                descriptor = stack.enter_context(
                    self._folder.open_file(hidden, os.O_RDWR | os.O_CREAT | os.O_EXCL, _HIDDEN)
                )
                if fair_lock.acquire(descriptor, 0) is None:
                    raise BlockingIOError
                files.write_all(descriptor, msgspec.json.encode(user))
                os.fchmod(descriptor, files.FILE_MODE)
                self._folder.rename(hidden, f"{_DESKS}/{name}")  # what is seen is always locked
            except (OSError, Damaged):
                self._remove(f".{name}")
                return False
            self._own[key] = name, stack.pop_all()
        for each in self._other_names():
            self._read_desk(each)  # removes what killed processes left
        return True

    def leave(self, key: str) -> None:
        """Close the desk of an occurrence."""
        if key in self._own:
            name, stack = self._own.pop(key)
            self._remove(name)
            stack.close()

    def others(self, key: str, within: float = 0.0) -> list[DeskUser]:
        """Who else has a desk open for an occurrence, by the desk's name, then the person's.

        Args:
            key: The occurrence.
            within: Seconds for which the last answer is reused if no desk was opened or closed,
                which one stat tells. The end of a killed desk is noticed that much later.
        """
        fingerprint, moment = self._folder.fingerprint(_DESKS), monotonic()
        cached_fingerprint, asked, cached = self._cache.get(key, (None, 0.0, []))
        if cached_fingerprint == fingerprint and moment - asked < within:
            return cached
        names = [name for name in self._other_names() if name.startswith(f"{key}.")]
        found = sorted(
            filter(None, map(self._read_desk, names)),
            key=lambda user: (user.desk, user.by, user.since),
        )
        self._cache[key] = (fingerprint, moment, found)
        return found

    def _other_names(self) -> list[str]:
        """The names of the files of desks that others have open, or left."""
        own = {name for name, _stack in self._own.values()}
        try:
            names = self._folder.names(_DESKS)
        except (OSError, Damaged):
            return []
        return [name for name in names if name not in own and _NAME.fullmatch(name)]

    def _read_desk(self, name: str) -> DeskUser | None:
        """Who has a file locked; a file without a lock is removed."""
        try:
            with self._folder.open_file(f"{_DESKS}/{name}", os.O_RDONLY) as descriptor:
                if fair_lock.holder(descriptor) is not None:
                    return self._user(name)
            self._remove(name)
        except (OSError, Damaged):
            pass  # removed since, not readable, no plain file, or a file system without locks
        return None

    def _user(self, name: str) -> DeskUser | None:
        """Who a file names."""
        try:
            raw, _fingerprint = self._folder.read(f"{_DESKS}/{name}", _LONGEST_FILE)
            user = msgspec.json.decode(raw, type=DeskUser)
        except (OSError, Damaged, msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None
        return None if user.since.tzinfo is None else user  # it could not be sorted by

    def _remove(self, name: str) -> None:
        with contextlib.suppress(OSError, Damaged):  # without the lock it counts as closed anyway
            self._folder.remove(f"{_DESKS}/{name}")
