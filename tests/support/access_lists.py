"""Access control lists, as `setfacl` sets them, which is not installed everywhere."""

from __future__ import annotations

import os
import stat
import struct
from pathlib import Path

import pytest

_OWNER, _USER, _GROUP, _MASK, _OTHER = 1, 2, 4, 16, 32
_NOBODY = 0xFFFFFFFF


def let_read(folder: Path, user: int) -> None:
    """Let a user read a folder and everything in it, also what is made there later.

    It is ``setfacl -R -m u:USER:rX -m d:u:USER:rX FOLDER``.
    """
    for path in (folder, *folder.rglob("*")):
        try:
            mode = path.stat().st_mode
        except FileNotFoundError:  # somebody writes meanwhile
            continue
        is_folder = stat.S_ISDIR(mode)
        entries = [
            (_OWNER, mode >> 6 & 7, _NOBODY),
            (_USER, 5 if is_folder else 4, user),
            (_GROUP, mode >> 3 & 7, _NOBODY),
            (_MASK, mode >> 3 & 7, _NOBODY),
            (_OTHER, mode & 7, _NOBODY),
        ]
        raw = struct.pack("<L", 2) + b"".join(struct.pack("<HHL", *entry) for entry in entries)
        try:
            os.setxattr(path, "system.posix_acl_access", raw)
            if is_folder:
                os.setxattr(path, "system.posix_acl_default", raw)
        except FileNotFoundError:
            continue
        except OSError:
            pytest.skip("the file system has no access control lists")
