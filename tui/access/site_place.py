"""The folder of the pages for everybody: who may name it, and where it may not be."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from yigong.store.errors import Refused, WrongUsage
from yigong.store.storage.folder import Folder, place_of
from yigong.tui.access.confined_files import expand_path, is_confined

VARIABLE = "YIGONG_SITE"
"""Who runs the server says by it where the pages go. It is no setting of the village's: those are
written by all its organisers, and a file of one would be written where another one says."""


def asks_for_folder(environ: Mapping[str, str] | None = None) -> bool:
    """Whether the caller may say where the pages go, as nobody has: not where it is confined."""
    environ = os.environ if environ is None else environ
    return VARIABLE not in environ and not is_confined(environ)


def site_place(
    village: Folder, named: str | None = None, environ: Mapping[str, str] | None = None
) -> Path:
    """Return the folder of the pages.

    Args:
        village: The village's folder.
        named: What the caller typed; `None`: what the environment says.
        environ: The environment; `None`: this process's.

    Raises:
        WrongUsage: A blank is given, or no folder at all.
        Refused: The caller is confined and names one; the village's books are in it, or it in them.
    """
    if named is not None and is_confined(environ):
        raise Refused("Here the pages go where the server says; name no folder.")
    what = "DIR" if named is not None else VARIABLE
    named = (os.environ if environ is None else environ).get(VARIABLE) if named is None else named
    if named is None:
        raise WrongUsage(
            "Nothing was written: who looks after the server sets once, as {variable}, where the "
            "pages go (docs/server.md); `yigong publish DIR` writes them into any folder.",
            variable=VARIABLE,
        )
    if not named.strip():
        raise WrongUsage("{what} is empty.", what=what)
    folder = expand_path(named)
    site = Folder(folder)
    inside = place_of(folder / "index.html", village)[0] is village
    if inside or place_of(village.path / "settings.json", site)[0] is site:
        raise Refused("A web server offers these pages: name a folder outside the village.")
    return folder
