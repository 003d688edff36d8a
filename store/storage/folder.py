"""A folder that several people write: what is written in it is put in place whole, by a rename.

As all below it, the temporary file and the one whose place it takes are reached by descriptors
(`store.storage.readable_folder`): a rename takes the place of whatever has the name, and follows
nothing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import time
from collections.abc import Iterable
from pathlib import Path

from yigong.store.errors import Unconfirmed, reason_of
from yigong.store.storage.files import FILE_MODE, FOLDER_MODE, write_all
from yigong.store.storage.readable_folder import ReadableFolder

_Data = bytes | Iterable[bytes]
"""What is written into a file: in one piece, or in blocks."""

_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS)
"""What a file system without hard links says, such as that of a memory stick."""


class Folder(ReadableFolder):
    """A folder, and the files below it, to read and to write."""

    def create(self, *, parents: bool = True) -> None:
        """Make this folder durably, unless it exists, with the mode that the umask gives.

        Args:
            parents: Whether to make those on the way to it, too.

        Raises:
            OSError: The system refuses.
        """
        made = [path for path in (self.path, *self.path.parents) if not path.exists()]
        self.path.mkdir(parents=parents, exist_ok=True)
        with self.opened() as descriptor:
            if not made and _is_empty(descriptor):  # a killed maker has not synced its name
                made.append(self.path)
        for path in made:
            # Who may not list the names in a folder can make some there, and cannot sync it.
            with contextlib.suppress(PermissionError):
                Folder(path.parent).sync()

    def make(self, name: str) -> None:
        """Make a folder below this one and those on the way to it, durably, unless they exist.

        They have mode 2770: what another organiser makes in them belongs to the same group. One of
        this user's own that the group may not write is put right, because a writer may have been
        killed before it set the mode.

        Raises:
            Damaged: A link or a file is in the place of one.
            OSError: The system refuses.
        """
        descriptor = self._open()
        try:
            for part in name.split("/"):
                with contextlib.suppress(FileExistsError):
                    os.mkdir(part, FOLDER_MODE, dir_fd=descriptor)
                outer, descriptor = descriptor, self._open_below(descriptor, part, name)
                try:
                    status = os.fstat(descriptor)
                    if status.st_mode & 0o070 != 0o070 and status.st_uid == os.geteuid():
                        os.fchmod(descriptor, FOLDER_MODE)
                    if _is_empty(descriptor):  # a killed maker has not synced its name
                        os.fsync(outer)
                finally:
                    os.close(outer)
        finally:
            os.close(descriptor)

    def sync(self, name: str = "") -> None:
        """Make the names in a folder durable."""
        with self.opened(name) as descriptor:
            os.fsync(descriptor)

    def stage(
        self,
        name: str,
        temporary: str,
        data: _Data,
        *,
        sync: bool = True,
        mode: int = FILE_MODE,
    ) -> None:
        """Write a file's next content beside it, to be renamed over it as by `replace`.

        Args:
            name: The file; it is not touched.
            temporary: The name of the file to write, in the same folder.
            data: The content.
            sync: Whether to wait for the disk; the temporary name itself is not made durable.
            mode: Who may read and write it, whatever the umask.

        Raises:
            OSError: The system refuses; the temporary file is removed.
        """
        with self._parent(name) as (parent, file):
            _stage(parent, file, temporary, data, sync=sync, mode=mode)

    def replace(
        self,
        name: str,
        data: _Data,
        *,
        sync: bool = True,
        mode: int = FILE_MODE,
        locked: bool = False,
    ) -> None:
        """Replace a file's content, whole or not at all: a reader sees the old or the new one.

        With `sync`, the new content survives a power cut once this returns (fsync, rename, fsync of
        the folder). A link that has the name is replaced, not followed.

        The modification time is always later than the old one's, even if the clock went backwards
        or two writes fall into one tick, so that each content has its own `Fingerprint`.

        Args:
            name: The file; it need not exist.
            data: Its new content.
            sync: Whether to wait for the disk.
            mode: Who may read and write it, whatever the umask.
            locked: Whether the caller holds a lock on the file; without it the temporary file has
                a name of its own, because several processes may write at once.

        Raises:
            Unconfirmed: It is replaced, but perhaps not durably.
            OSError: The system refuses; the old file is untouched.
        """
        with self._parent(name) as (parent, file):
            temporary = f".{file}.tmp" if locked else f".{secrets.token_hex(8)}.tmp"
            inode = _stage(parent, file, temporary, data, sync=sync, mode=mode)
            try:
                os.rename(temporary, file, src_dir_fd=parent, dst_dir_fd=parent)
            except BaseException as error:
                if isinstance(error, OSError) and _inode(parent, file) == inode:
                    raise self._unconfirmed(name, error) from error
                with contextlib.suppress(OSError):
                    os.unlink(temporary, dir_fd=parent)
                raise
            if sync:
                try:
                    os.fsync(parent)
                except OSError as error:
                    raise self._unconfirmed(name, error) from error

    def add(self, name: str, data: bytes) -> None:
        """Write a new file, durably and whole, or not at all; none is ever replaced.

        Raises:
            FileExistsError: The name is taken.
            Unconfirmed: It is written, but perhaps not durably.
            OSError: The system refuses.
        """
        with self._parent(name) as (parent, file):
            temporary = f".{secrets.token_hex(8)}.tmp"
            _stage(parent, file, temporary, data)
            try:
                _name_anew(parent, temporary, file)
            finally:
                with contextlib.suppress(OSError):
                    os.unlink(temporary, dir_fd=parent)
            try:
                os.fsync(parent)
            except OSError as error:
                raise self._unconfirmed(name, error) from error

    def rename(self, old: str, new: str) -> None:
        """Rename a file, over the one that has the name.

        Raises:
            OSError: There is no such file, or the system refuses.
        """
        with self._parent(old) as (source, file), self._parent(new) as (target, name):
            os.rename(file, name, src_dir_fd=source, dst_dir_fd=target)

    def remove(self, name: str) -> None:
        """Remove a file, if it exists.

        Raises:
            OSError: The system refuses.
        """
        with contextlib.suppress(FileNotFoundError), self._parent(name) as (parent, file):
            os.unlink(file, dir_fd=parent)

    def _unconfirmed(self, name: str, error: OSError) -> Unconfirmed:
        return Unconfirmed(
            "It is written, but a power cut may still lose it ({reason}): look whether it is there "
            "before you do it again ({path}).",
            path=self / name,
            reason=reason_of(error),
        )


def place_of(path: Path, inside: Folder | None = None) -> tuple[Folder, str]:
    """The folder and name of a file that a person names.

    Args:
        path: The file, as it was typed. Links on the way to its folder are followed: they are
            theirs. Its own name is not.
        inside: A folder that others write, too: below it nothing is followed.
    """
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - `resolve` would follow links
    if inside is not None:
        root = _identity(inside.path)
        for outer in reversed(absolute.parents):  # the outermost first: those below may be links
            if root and _identity(outer) == root:
                return inside, absolute.relative_to(outer).as_posix()
    return Folder(absolute.parent), absolute.name or "."


def _is_empty(folder: int) -> bool:
    with os.scandir(folder) as names:
        return next(names, None) is None


def _identity(folder: Path) -> tuple[int, int] | None:
    """Device and inode of a folder, however it is named; `None`: there is none."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _inode(parent: int, file: str) -> int:
    """The inode that has a name; 0: none."""
    with contextlib.suppress(OSError):
        return os.stat(file, dir_fd=parent, follow_symlinks=False).st_ino
    return 0


def _stage(
    parent: int,
    file: str,
    temporary: str,
    data: _Data,
    *,
    sync: bool = True,
    mode: int = FILE_MODE,
) -> int:
    """As `Folder.stage`, in an open folder; gives the inode."""
    try:
        previous = os.stat(file, dir_fd=parent, follow_symlinks=False).st_mtime_ns
    except FileNotFoundError:
        previous = 0
    stamp = max(time.time_ns(), previous + 1000)
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary, dir_fd=parent)  # left by a killed writer, perhaps another user
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(temporary, flags, mode, dir_fd=parent)
    try:
        try:
            os.fchmod(descriptor, mode)
            for block in (data,) if isinstance(data, bytes) else data:
                write_all(descriptor, block)
            os.utime(descriptor, ns=(stamp, stamp))
            if sync:
                os.fsync(descriptor)
            return os.fstat(descriptor).st_ino
        finally:
            os.close(descriptor)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(temporary, dir_fd=parent)
        raise


def _name_anew(parent: int, temporary: str, file: str) -> None:
    """Give a file a name that nothing has."""
    try:
        os.link(temporary, file, src_dir_fd=parent, dst_dir_fd=parent, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
        os.close(os.open(file, flags, FILE_MODE, dir_fd=parent))
        os.rename(temporary, file, src_dir_fd=parent, dst_dir_fd=parent)
