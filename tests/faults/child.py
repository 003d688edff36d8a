"""Work in a process of its own, which may be killed or change itself for good."""

from __future__ import annotations

import os
import traceback
from collections.abc import Callable


def in_child(work: Callable[[], bytes]) -> tuple[bytes, int]:
    """Do some work in a forked process.

    Args:
        work: The work; what it returns is sent back. An error in it ends the process with status 1,
            after it was printed.

    Returns:
        What it returned, empty if it did not; and the process's status, as `os.waitpid` gives it.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            answer = memoryview(work())
            while answer:
                answer = answer[os.write(writer, answer) :]
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        answer = pipe.read()
    return answer, os.waitpid(child, 0)[1]
