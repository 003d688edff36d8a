"""A disk that does not confirm what is written."""

from __future__ import annotations

import errno
import os
import stat

_fsync = os.fsync


def fsync_of_files_only(descriptor: int) -> None:
    """In the place of `os.fsync`: what files hold is confirmed, which names there are is not."""
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        raise OSError(errno.EIO, os.strerror(errno.EIO))
    _fsync(descriptor)
