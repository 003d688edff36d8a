"""Dies after it made a folder of a village and before that has its mode, under umask 077.

Arguments: the village's folder, the folder in it.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import Any

from yigong.store.storage.folder import Folder

folder, name = sys.argv[1:]
os.umask(0o077)
real = os.mkdir


def make_and_die(path: str, *arguments: Any, **more: Any) -> None:
    real(path, *arguments, **more)
    if path == name.rpartition("/")[2]:
        os.kill(os.getpid(), signal.SIGKILL)


os.mkdir = make_and_die
Folder(Path(folder)).make(name)
