"""Reading a workbook in a child process, so that no file can end the program."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable

import msgspec

from yigong.store.errors import DataError
from yigong.store.roster.xlsx_reader import WorkbookContent

_POLL_SECONDS = 0.1
"""Seconds between two calls that may end the reading."""

_CHILD_CODE = """\
import sys
sys.path[:] = sys.argv[1:]
from yigong.store.roster.xlsx_reader import serve_request
serve_request()
"""


def read_in_child(raw: bytes, on_wait: Callable[[], None]) -> WorkbookContent | None:
    """Read a workbook.

    Args:
        raw: The file.
        on_wait: Called while it is read; if it raises, the reading ends.

    Returns:
        `None` if reading it takes more memory or time than any roster does.

    Raises:
        DataError: The process cannot be started, or fails.
    """
    path = [entry for entry in sys.path if entry]  # not the current folder
    command = [sys.executable, "-P", "-c", _CHILD_CODE, *path]
    try:
        out, err, code = _run_child(command, raw, on_wait)
    except OSError as error:
        raise _unreadable(error.strerror or str(error)) from error
    if code < 0 or b"MemoryError" in err:
        return None
    if code:
        raise _unreadable(
            (err.decode(errors="replace").strip().splitlines() or [str(code)])[-1][:80]
        )
    return msgspec.json.decode(out, type=WorkbookContent)


def _run_child(
    command: list[str], raw: bytes, on_wait: Callable[[], None]
) -> tuple[bytes, bytes, int]:
    """Run the child process.

    Returns:
        Its output, its errors, its exit code.
    """
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
                    out, err = child.communicate(timeout=_POLL_SECONDS)
                    return out, err, child.returncode
                except subprocess.TimeoutExpired:
                    on_wait()
        finally:
            child.kill()


def _unreadable(reason: str) -> DataError:
    return DataError("{path} cannot be read ({reason}).", path=".xlsx", reason=reason)
