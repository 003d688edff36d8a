"""A workbook read in a process of its own: whatever a file does to its reader, the desk goes on."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable

import msgspec

from yigong.store.errors import DataError
from yigong.store.roster.xlsx_reader import Found

_TURN = 0.1
"""Seconds between two questions whether anybody still waits."""

_CODE = """\
import sys
sys.path[:] = sys.argv[1:]
from yigong.store.roster.xlsx_reader import serve_request
serve_request()
"""


def read_in_child(raw: bytes, waiting: Callable[[], None]) -> Found | None:
    """What is in a workbook.

    Args:
        raw: The file.
        waiting: Called while it is read; what it raises ends the reading.

    Returns:
        `None` where reading it takes more memory or time than any roster does.

    Raises:
        DataError: No process can be started.
    """
    path = [entry for entry in sys.path if entry]  # no module of the current folder
    command = [sys.executable, "-P", "-c", _CODE, *path]
    try:
        out, err, code = _asked(command, raw, waiting)
    except OSError as error:
        raise _unread(error.strerror or str(error)) from error
    if code < 0 or b"MemoryError" in err:
        return None
    if code:
        raise _unread((err.decode(errors="replace").strip().splitlines() or [str(code)])[-1][:80])
    return msgspec.json.decode(out, type=Found)


def _asked(command: list[str], raw: bytes, waiting: Callable[[], None]) -> tuple[bytes, bytes, int]:
    pipe = subprocess.PIPE
    with tempfile.TemporaryFile() as file:
        file.write(raw)
        file.seek(0)
        child = subprocess.Popen(  # noqa: S603 - our own interpreter and our own words
            command, stdin=file, stdout=pipe, stderr=pipe
        )
    with child:
        try:
            while True:
                try:
                    out, err = child.communicate(timeout=_TURN)
                    return out, err, child.returncode
                except subprocess.TimeoutExpired:
                    waiting()
        finally:
            child.kill()


def _unread(reason: str) -> DataError:
    return DataError("{path} cannot be read ({reason}).", path=".xlsx", reason=reason)
