"""An upgrade under a running program, which explains errors that nothing else does.

Most modules are imported when they are first needed. Once the program's files were replaced, a page
that was not open before comes from the new version, and what it needs of the old one may not fit.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from yigong.store.errors import YigongError
from yigong.store.language import N_

_STARTED = time.time()
_NAME = "yigong"


class Upgraded(YigongError):
    """The program was replaced while it ran."""

    exit_code = 3


def upgrade_behind(error: BaseException) -> Upgraded | None:
    """The upgrade that explains an unexpected error; `None`: there was none.

    Args:
        error: The error.
    """
    is_gone = isinstance(error, ModuleNotFoundError) and f"{error.name}".startswith(f"{_NAME}.")
    if not isinstance(error, Exception) or not (is_gone or any(map(_is_replaced, _files()))):
        return None
    return Upgraded(
        N_(
            "yigong was updated while it ran: leave it (^Q) and start it again. "
            "Everything that showed a ✓ is saved."
        )
    )


def _files() -> Iterator[Path]:
    """The program's own modules, those that were imported first."""
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == _NAME and getattr(module, "__file__", None):
            yield Path(str(module.__file__))
    for folder, _folders, names in os.walk(Path(__file__).parent.parent, followlinks=True):
        yield from (Path(folder, name) for name in names if name.endswith(".py"))


def _is_replaced(file: Path) -> bool:
    """Whether a file was written or removed since the start."""
    try:
        return file.stat().st_ctime > _STARTED
    except OSError:
        return True
