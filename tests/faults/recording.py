"""What a change does to the file system, recorded effect by effect.

Files and folders are told apart by inode, whatever name or descriptor they are reached by. A call
that changes the file system past the recorder is found: by Python's audit events, or because the
disk then holds something else than the effects give (`Recording.on_disk`).
"""

from __future__ import annotations

import fcntl
import os
import stat
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import msgspec

Files = dict[str, bytes | None]
"""A folder's content by path: the bytes of each file, `None` for a folder."""


class _Effect(msgspec.Struct, frozen=True, tag=True):
    pass


class Put(_Effect, frozen=True):
    """A name is given to a file or folder, which may be made by it."""

    folder: int
    name: str
    node: int
    new: str = ""
    """``file``, ``folder``, or empty: it had a name before."""


class Remove(_Effect, frozen=True):
    """A name is removed."""

    folder: int
    name: str


class Rename(_Effect, frozen=True):
    """A name is moved within its folder, over whatever had the new one."""

    folder: int
    name: str
    to: str


class Write(_Effect, frozen=True):
    """Bytes are written."""

    node: int
    at: int
    data: bytes


class Resize(_Effect, frozen=True):
    """A file is cut off or extended."""

    node: int
    size: int


class Sync(_Effect, frozen=True):
    """A file's content, or a folder's names, are brought to the disk."""

    node: int


class Report(_Effect, frozen=True):
    """The change was reported to who made it."""


Effect = Put | Remove | Rename | Write | Resize | Sync | Report


class Recording(msgspec.Struct, frozen=True):
    """All of a change."""

    effects: list[Effect]
    on_disk: Files
    """What was there in the end."""

    unknown: list[str]
    """Calls that went past the recorder."""


class Recorder:
    """Records what this process does below a folder, from now on until it ends."""

    def __init__(self, root: Path, numbers: Mapping[str, int], new: int) -> None:
        """Begin.

        Args:
            root: The folder.
            numbers: The numbers of the files and folders that are in it, by path.
            new: The first number for what will be made.
        """
        self._root = root.resolve()
        self._numbers = {_identity((root / path).lstat()): n for path, n in numbers.items()}
        self._next = new
        self._effects: list[Effect] = []
        self._unknown: list[str] = []
        self._inside = False
        for name, own in {
            "open": self._open,
            "write": self._write,
            "pwrite": self._pwrite,
            "ftruncate": self._ftruncate,
            "fsync": self._fsync,
            "fdatasync": self._fsync,
            "mkdir": self._mkdir,
            "link": self._link,
            "rename": self._rename,
            "replace": self._rename,
            "unlink": self._remove,
            "remove": self._remove,
            "rmdir": self._remove,
        }.items():
            setattr(os, name, self._wrapped(own, getattr(os, name)))
        sys.addaudithook(self._audit)

    def report(self) -> None:
        """Note that the change is reported now."""
        self._effects.append(Report())

    def recording(self) -> Recording:
        """All that happened."""
        return Recording(self._effects, files_below(self._root), self._unknown)

    # -- files and folders -------------------------------------------------

    def _new_number(self, status: os.stat_result) -> int:
        """The number of what is new, perhaps with the inode of something removed."""
        number = self._numbers[_identity(status)] = self._next
        self._next += 1
        return number

    def _known(self, status: os.stat_result | None) -> int | None:
        """The number of a file or folder, if it is below the root."""
        return None if status is None else self._numbers.get(_identity(status))

    def _place(self, path: Any, dir_fd: int | None) -> tuple[int | None, str]:
        """The folder that a path leads to, if it is below the root, and the name in it."""
        within, name = os.path.split(os.fsdecode(path))
        if dir_fd is not None and not within:
            return self._known(os.fstat(dir_fd)), name
        return self._known(_status(within or os.curdir, dir_fd, follow_symlinks=True)), name

    def _released(self, status: os.stat_result | None) -> None:
        """Forget a file or folder that lost its last name: its inode may be used again."""
        if status is not None and (status.st_nlink == 1 or stat.S_ISDIR(status.st_mode)):
            self._numbers.pop(_identity(status), None)

    # -- calls -------------------------------------------------------------

    def _wrapped(self, own: Callable[..., Any], real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            def quietly(*args: Any, **kwargs: Any) -> Any:
                self._inside = True
                try:
                    return real(*args, **kwargs)
                finally:
                    self._inside = False

            return own(quietly, *args, **kwargs)

        return call

    def _open(
        self,
        real: Callable[..., int],
        path: Any,
        flags: int,
        mode: int = 0o777,
        *,
        dir_fd: int | None = None,
    ) -> int:
        folder, name = self._place(path, dir_fd)
        is_new = flags & os.O_CREAT and _status(path, dir_fd) is None
        descriptor = real(path, flags, mode, dir_fd=dir_fd)
        if flags & os.O_TMPFILE == os.O_TMPFILE:
            self._unknown.append(f"open {path}: a file without a name")
        if is_new and folder is not None:
            self._effects.append(Put(folder, name, self._new_number(os.fstat(descriptor)), "file"))
        elif flags & os.O_TRUNC:
            self._changed(descriptor, partial(Resize, size=0))
        return descriptor

    def _changed(self, descriptor: int, effect: Callable[..., Effect]) -> None:
        node = self._known(os.fstat(descriptor))
        if node is not None:
            self._effects.append(effect(node))

    def _write(self, real: Callable[..., int], descriptor: int, data: Any) -> int:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return real(descriptor, data)
        appends = fcntl.fcntl(descriptor, fcntl.F_GETFL) & os.O_APPEND
        at = status.st_size if appends else os.lseek(descriptor, 0, os.SEEK_CUR)
        written = real(descriptor, data)
        self._changed(descriptor, partial(Write, at=at, data=bytes(data)[:written]))
        return written

    def _pwrite(self, real: Callable[..., int], descriptor: int, data: Any, offset: int) -> int:
        written = real(descriptor, data, offset)
        self._changed(descriptor, partial(Write, at=offset, data=bytes(data)[:written]))
        return written

    def _ftruncate(self, real: Callable[..., None], descriptor: int, length: int) -> None:
        real(descriptor, length)
        self._changed(descriptor, partial(Resize, size=length))

    def _fsync(self, real: Callable[..., None], descriptor: int) -> None:
        real(descriptor)
        self._changed(descriptor, Sync)

    def _mkdir(
        self, real: Callable[..., None], path: Any, mode: int = 0o777, *, dir_fd: int | None = None
    ) -> None:
        folder, name = self._place(path, dir_fd)
        real(path, mode, dir_fd=dir_fd)
        if folder is not None:
            made = os.stat(path, dir_fd=dir_fd, follow_symlinks=False)
            self._effects.append(Put(folder, name, self._new_number(made), "folder"))

    def _link(
        self,
        real: Callable[..., None],
        src: Any,
        dst: Any,
        *,
        src_dir_fd: int | None = None,
        dst_dir_fd: int | None = None,
        follow_symlinks: bool = True,
    ) -> None:
        node = self._known(_status(src, src_dir_fd))
        folder, name = self._place(dst, dst_dir_fd)
        real(
            src,
            dst,
            src_dir_fd=src_dir_fd,
            dst_dir_fd=dst_dir_fd,
            follow_symlinks=follow_symlinks,
        )
        if node is not None and folder is not None:
            self._effects.append(Put(folder, name, node))
        elif node is not folder:
            self._unknown.append(f"link {src} to {dst}: into the folder, or out of it")

    def _rename(
        self,
        real: Callable[..., None],
        src: Any,
        dst: Any,
        *,
        src_dir_fd: int | None = None,
        dst_dir_fd: int | None = None,
    ) -> None:
        (folder, name), (target, to) = self._place(src, src_dir_fd), self._place(dst, dst_dir_fd)
        moved, replaced = _status(src, src_dir_fd), _status(dst, dst_dir_fd)
        real(src, dst, src_dir_fd=src_dir_fd, dst_dir_fd=dst_dir_fd)
        if folder != target:
            self._unknown.append(f"rename {src} to {dst}: from one folder to another")
        elif folder is not None and self._known(moved) != self._known(replaced):
            self._released(replaced)
            self._effects.append(Rename(folder, name, to))

    def _remove(self, real: Callable[..., None], path: Any, *, dir_fd: int | None = None) -> None:
        folder, name = self._place(path, dir_fd)
        removed = _status(path, dir_fd)
        real(path, dir_fd=dir_fd)
        if folder is not None:
            self._released(removed)
            self._effects.append(Remove(folder, name))

    def _audit(self, event: str, args: tuple[Any, ...]) -> None:
        """Note what changes the file system without a wrapped call."""
        if self._inside or event not in _MUTATING:
            return
        if event == "open" and not (args[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            return
        if isinstance(args[0], int):  # a file object that writes to a descriptor
            is_below = self._known(os.fstat(args[0])) is not None
        else:
            is_below = Path(os.fsdecode(args[0])).resolve().is_relative_to(self._root)
        if is_below:
            self._unknown.append(f"{event} {args[0]!r}")


_MUTATING = {
    "open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink",
    "os.truncate",
}  # fmt: skip


def files_below(root: Path) -> Files:
    """Everything below a folder."""
    return {
        path.relative_to(root).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in root.rglob("*")
    }


def _identity(status: os.stat_result) -> tuple[int, int]:
    return status.st_dev, status.st_ino


def _status(
    path: Any, dir_fd: int | None, *, follow_symlinks: bool = False
) -> os.stat_result | None:
    """The status of a file or folder, of a link itself unless told; `None`: there is none."""
    try:
        return os.stat(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)
    except OSError:
        return None
