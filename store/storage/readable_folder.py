"""A folder that several people write, to look at and to read: by its descriptor, through no link.

Whoever may write in a folder may put a link, a pipe or another name of somebody's file where one of
its files is looked for. So the folder is opened once, and everything below it by directory
descriptors (openat(2)): no link is followed, and only plain files are read.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
import threading
from collections.abc import Collection, Iterator
from pathlib import Path

from yigong.store.errors import Damaged, DataError
from yigong.store.language import N_
from yigong.store.storage.files import (
    FILE_MODE,
    MAX_BYTES,
    Fingerprint,
    damaged_file,
    foreign_file,
    reading_explained,
)

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_PLAIN = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
"""A pipe is opened without waiting for its other end, and then refused."""

_TRIES = 100
"""How often a file is opened again that was replaced in this very moment."""

_DEEPEST = 20
"""Folders in folders; a village has three."""


class ReadableFolder:
    """A folder, and the files below it, each named by its path from there, with ``/``."""

    def __init__(self, path: Path) -> None:
        """Nothing is opened before it is used; the folder need not exist.

        Args:
            path: The folder as somebody named it: links on the way to it are theirs, and followed.
        """
        self.path = path
        self._pinned = threading.local()
        """Whether a thread has it open for a change, and its descriptor."""

    def __truediv__(self, name: str) -> Path:
        """The path of a file, for sentences; it is not for opening."""
        return self.path / name

    @contextlib.contextmanager
    def opened(self, name: str = "") -> Iterator[int]:
        """Open the folder, or one below it, for the block; gives its descriptor.

        Raises:
            Damaged: A link, or something else that is no folder, is in its place.
            OSError: It is missing, or there is no permission.
        """
        parts, pinned = name.split("/") if name else [], self._descriptor
        if pinned is not None and not parts:
            yield pinned
            return
        if pinned is None:
            descriptor = self._open()
        else:
            descriptor = self._open_below(pinned, parts.pop(0), name)
        try:
            for part in parts:
                outer, descriptor = descriptor, self._open_below(descriptor, part, name)
                os.close(outer)
            yield descriptor
        finally:
            with contextlib.suppress(OSError):  # what was done in it is done
                os.close(descriptor)

    @contextlib.contextmanager
    def pinned(self) -> Iterator[bool]:
        """Stay in the folder that has the path now, whatever is put in its place in the block.

        It counts for this thread. So a change is made in one folder, in whole. Gives whether the
        block is the outermost.

        Raises:
            OSError: It is missing, or there is no permission.
        """
        if self._descriptor is not None:
            yield False
            return
        with self.opened() as descriptor:
            self._pinned.descriptor = descriptor
            try:
                yield True
            finally:
                self._pinned.descriptor = None

    @property
    def in_place(self) -> bool:
        """Whether the folder that is pinned still has the path."""
        try:
            now = self.path.stat()
        except OSError:
            return False
        return self._descriptor is None or os.path.samestat(now, os.fstat(self._descriptor))

    @property
    def _descriptor(self) -> int | None:
        return getattr(self._pinned, "descriptor", None)

    def _open(self) -> int:
        return os.open(
            "." if self._descriptor is not None else self.path, _DIRECTORY, dir_fd=self._descriptor
        )

    def _open_below(self, descriptor: int, part: str, name: str) -> int:
        try:
            return os.open(part, _DIRECTORY | os.O_NOFOLLOW, dir_fd=descriptor)
        except OSError as error:
            if error.errno in (errno.ENOTDIR, errno.ELOOP):
                raise foreign_file(self / name, N_("a link or a file is in its place")) from error
            raise

    @contextlib.contextmanager
    def _parent(self, name: str) -> Iterator[tuple[int, str]]:
        """The descriptor of the folder of a file, and the file's name there."""
        within, _slash, file = name.rpartition("/")
        with self.opened(within) as descriptor:
            yield descriptor, file

    def check_exists(self) -> None:
        """Check that the folder exists.

        Raises:
            DataError: It does not (an unplugged disk): then a book without a file is not an empty
                one, and no folder is made in its place.
        """
        if not self.path.is_dir():
            raise DataError("The folder {folder} is gone; nothing was changed.", folder=self.path)

    def status(self, name: str) -> os.stat_result | None:
        """The status of a file, a link itself included; `None`: there is none."""
        try:
            with self._parent(name) as (parent, file):
                return os.stat(file, dir_fd=parent, follow_symlinks=False)
        except FileNotFoundError:
            return None

    def fingerprint(self, name: str) -> Fingerprint:
        """The fingerprint of a file's content now.

        By its path, because it is asked for often: a link on the way is looked at, never read.

        Raises:
            DataError: There is no permission to look, or the disk refuses.
        """
        within = self._descriptor
        path = f"{self.path}/{name}" if within is None else name  # a Path takes three times as long
        try:
            status = os.stat(path, dir_fd=within, follow_symlinks=False)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError:
            with reading_explained(self / name):
                raise
        return _fingerprint(status)

    def writable(self, name: str = "") -> bool:
        """Whether this user may make and remove files in a folder.

        What has its place and is no folder is not looked at: who writes is told.
        """
        try:
            with self.opened(name) as descriptor:
                return os.access(".", os.W_OK | os.X_OK, dir_fd=descriptor)
        except FileNotFoundError:
            return bool(name)  # it is made when it is needed
        except Damaged:
            return True
        except OSError:
            return False

    def names(self, name: str = "") -> list[str]:
        """The names in a folder, sorted; none if there is no such folder.

        Raises:
            Damaged: A link or a file is in its place.
            OSError: It cannot be read.
        """
        try:
            with self.opened(name) as descriptor:
                return sorted(os.listdir(descriptor))  # noqa: PTH208 - of a descriptor
        except FileNotFoundError:
            return []

    def walk(
        self,
        name: str = "",
        without: Collection[str] = (),
        unreadable: list[DataError] | None = None,
    ) -> Iterator[tuple[str, os.stat_result]]:
        """Everything in a folder and in the folders below it that are no links, with its status.

        Args:
            name: The folder.
            without: Folders that are left out, with what is in them.
            unreadable: Collects the errors about folders that cannot be read, which are skipped.
                Without it the first of them is raised.

        Raises:
            Damaged: A link or a file is in the folder's place; or there are folders in folders
                without end.
            DataError: One cannot be read.
        """
        found = self._entries(name, unreadable)[::-1]
        while found:
            path, status = found.pop()
            if path not in without:
                yield path, status
                if stat.S_ISDIR(status.st_mode):
                    found += self._entries(path, unreadable)[::-1]

    def _entries(
        self, name: str, unreadable: list[DataError] | None
    ) -> list[tuple[str, os.stat_result]]:
        """What is in a folder, for `walk`."""
        found = []
        try:
            if name.count("/") > _DEEPEST:
                raise foreign_file(self / name, N_("folders in folders without end"))
            with (
                reading_explained(self / name),
                contextlib.suppress(FileNotFoundError),
                self.opened(name) as descriptor,
            ):
                for each in sorted(os.listdir(descriptor)):  # noqa: PTH208 - of a descriptor
                    with contextlib.suppress(FileNotFoundError):
                        status = os.stat(each, dir_fd=descriptor, follow_symlinks=False)
                        found.append((f"{name}/{each}" if name else each, status))
        except DataError as error:
            if unreadable is None:
                raise
            unreadable.append(error)
        return found

    def read(self, name: str, limit: int = MAX_BYTES) -> tuple[bytes, Fingerprint]:
        """A file's content and the fingerprint of exactly that content (no file: empty, `None`).

        Raises:
            Damaged: It is no plain file, or larger than the limit.
            OSError: It cannot be opened or read; or the folder is missing, of which nobody knows
                what files it has.
        """
        with (
            self.pinned(),
            contextlib.suppress(FileNotFoundError),
            self.open_file(name, os.O_RDONLY) as descriptor,
        ):
            status = os.fstat(descriptor)
            if status.st_size > limit:
                raise damaged_file(self / name, N_("it is larger than any file of a village"))
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                # Not the limit: so large a buffer for each of 2 000 registers would cost more.
                return file.read(status.st_size + 1), _fingerprint(status)
        return b"", None

    @contextlib.contextmanager
    def open_file(self, name: str, flags: int, mode: int = FILE_MODE) -> Iterator[int]:
        """Open a file for the block; gives its descriptor.

        A file that is made here has the mode, whatever the umask; so has one of this user's.

        Args:
            name: The file.
            flags: As `os.open` takes them; what it holds must not be cut off by them.
            mode: Who may read and write a file that is made.

        Raises:
            Damaged: It is no plain file; or it has a second name, and may be somebody's own file.
            OSError: It is missing, or there is no permission.
        """
        with self._parent(name) as (parent, file):
            descriptor, status = self._open_own(parent, file, name, flags, mode)
        try:
            own = flags & os.O_CREAT and status.st_uid == os.geteuid()
            if own and stat.S_IMODE(status.st_mode) != mode:
                os.fchmod(descriptor, mode)
            yield descriptor
        finally:
            with contextlib.suppress(OSError):  # what had to be durable was synced before
                os.close(descriptor)

    def _open_own(
        self, parent: int, file: str, name: str, flags: int, mode: int
    ) -> tuple[int, os.stat_result]:
        """Open a plain file that is nobody's own under another name; gives its status as well.

        Who puts a second name of a file here could take it away again before the names are
        counted. So they are counted by the name as well, which has to lead to the open file still:
        looking for it and counting are two steps, and what is taken away between them was counted
        before.
        """
        for _again in range(_TRIES):
            try:
                descriptor = os.open(file, flags | _PLAIN, mode, dir_fd=parent)
            except OSError as error:
                if error.errno in (errno.ELOOP, errno.ENXIO, errno.EISDIR):
                    raise foreign_file(self / name, N_("it is not a plain file")) from error
                raise
            try:
                first = os.fstat(descriptor)
                named = os.stat(file, dir_fd=parent, follow_symlinks=False)
                if os.path.samestat(named, first):
                    for status in (first, named):
                        self._check_own(name, status, mode)
                    return descriptor, named
            except FileNotFoundError:
                pass  # removed since, as what was replaced since: it is opened anew
            except BaseException:
                os.close(descriptor)
                raise
            os.close(descriptor)
        raise foreign_file(self / name, N_("it is replaced without a pause"))

    def _check_own(self, name: str, status: os.stat_result, mode: int) -> None:
        """Check that a file is plain, and no file of somebody's under a second name.

        A file with the group and the mode that it has in this folder is not: whoever may write here
        could use it under its other name, too. A snapshot by hard links (``cp -al``) has such ones.
        """
        if not stat.S_ISREG(status.st_mode):
            raise foreign_file(self / name, N_("it is not a plain file"))
        if status.st_nlink > 1:
            with self.opened() as descriptor:
                group = os.fstat(descriptor).st_gid
            if (status.st_gid, stat.S_IMODE(status.st_mode)) != (group, mode):
                raise foreign_file(self / name, N_("it has a second name"))


def _fingerprint(status: os.stat_result) -> Fingerprint:
    return status.st_ino, status.st_mtime_ns, status.st_size
