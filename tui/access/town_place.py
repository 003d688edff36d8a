"""Which folder the town is in: the one that is named, else the one of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from yigong.store.errors import WrongUsage
from yigong.store.storage.folder import Folder
from yigong.store.town.town_folder import TOWN_FILE
from yigong.tui.access.caller import data_folder
from yigong.tui.access.confined_files import expand_path


def town_place(named: str | None, environ: Mapping[str, str] | None = None) -> Path:
    """The town's folder.

    Args:
        named: As an argument or option names it; `None`: it does not.
        environ: The environment; `None`: that of this process.

    Returns:
        Else that of ``YIGONG_TOWN``, the current folder if a town is in it, or the user's own.

    Raises:
        WrongUsage: A blank is given: a variable of a script that is not set.
    """
    given = named
    if given is None:
        given = (os.environ if environ is None else environ).get("YIGONG_TOWN")
    if given is not None:
        if not given.strip():
            raise WrongUsage("{what} is empty.", what="--town")
        return expand_path(given).absolute()
    here = Path.cwd()
    if Folder(here).status(TOWN_FILE) is not None:
        return here
    return data_folder().with_name("yigong-town")
