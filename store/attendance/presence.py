"""Who has which desk open: a small file for each, held under a lock while the desk is open.

The kernel lets go of the lock when the process ends, however it ends, so a desk that was killed is
not at the door any more. Nothing here needs a timer: whoever wants to know looks.
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

_MOST = 4000
"""Bytes; a longer file is none of ours."""


class DeskUser(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody at a desk."""

    key: str
    """The occurrence."""

    desk: str
    by: str
    since: datetime


class Presence:
    """Who is at the desks of a village."""

    def __init__(self, folder: Path, session: Session) -> None:
        """Nobody is at a desk before `enter`.

        Args:
            folder: Where the files lie: ``.desks`` in the village's folder.
            session: Who opens desks here.
        """
        self._folder = folder
        self._session = session
        self._held: dict[str, tuple[Path, int]] = {}
        self._known: dict[str, tuple[files.Signature, float, list[DeskUser]]] = {}

    def enter(self, key: str) -> bool:
        """Open a desk for an occurrence; others see it until `leave` or the end of the process.

        Returns:
            Whether others can see it. A reader may not write, and a full disk is the business of
            check-ins, which say so themselves.
        """
        if key in self._held:
            return True
        actor = self._session.actor
        me = DeskUser(key=key, desk=actor.desk, by=actor.by, since=self._session.now())
        name = f"{key}.{secrets.token_hex(8)}"
        descriptor = -1
        temporary = self._folder / f".{name}"
        try:
            files.make_folder(self._folder)
            flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
            descriptor = os.open(temporary, flags, files.FILE_MODE)
            os.fchmod(descriptor, files.FILE_MODE)
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            files.write_all(descriptor, msgspec.json.encode(me))
            temporary.rename(self._folder / name)  # whoever sees the name finds it locked
        except OSError:
            if descriptor >= 0:
                os.close(descriptor)
                _away(temporary)
            return False
        self._held[key] = (self._folder / name, descriptor)
        for path in self._theirs():
            _at(path)  # sweeps away what killed processes left
        return True

    def leave(self, key: str) -> None:
        """Close the desk of an occurrence."""
        path, descriptor = self._held.pop(key, (None, -1))
        if path is not None:
            _away(path)
            os.close(descriptor)

    def others(self, key: str, within: float = 0.0) -> list[DeskUser]:
        """Who else has a desk open for an occurrence, by the desk's name, then the person's.

        Args:
            key: The occurrence.
            within: Seconds for which an answer holds while no desk was opened or closed, which
                costs one stat to know. Only a desk that was killed is seen that much later.
        """
        stamp, moment = files.file_signature(self._folder), monotonic()
        then, asked, known = self._known.get(key, (None, 0.0, []))
        if then == stamp and moment - asked < within:
            return known
        paths = [path for path in self._theirs() if path.stem == key]
        found = sorted(filter(None, map(_at, paths)), key=lambda at: (at.desk, at.by, at.since))
        self._known[key] = (stamp, moment, found)
        return found

    def _theirs(self) -> list[Path]:
        mine = {path for path, _ in self._held.values()}
        try:
            paths = list(self._folder.iterdir())
        except OSError:
            return []  # no folder: nobody ever opened a desk here
        return [path for path in paths if path not in mine and not path.name.startswith(".")]


def _at(path: Path) -> DeskUser | None:
    """Who holds a file; a file that nobody holds is swept away."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError:
        return None  # gone since, or not ours to read
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        with contextlib.suppress(OSError, msgspec.DecodeError, UnicodeDecodeError):
            return msgspec.json.decode(os.read(descriptor, _MOST), type=DeskUser)
        return None
    except OSError:
        return None  # a file system without locks: then nobody is seen
    else:
        _away(path)
        return None
    finally:
        os.close(descriptor)


def _away(path: Path) -> None:
    with contextlib.suppress(OSError):  # another's folder: it stays, unlocked, and counts as gone
        path.unlink()
