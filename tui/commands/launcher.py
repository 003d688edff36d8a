"""``yigong`` without a command: start the screens on a terminal."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from yigong.store.errors import WrongUsage
from yigong.store.storage.book import Actor
from yigong.store.village.village import is_village
from yigong.tui.access.caller import check_readable
from yigong.tui.commands.call import Call
from yigong.tui.terminal.textual_environment import prepare_environment

if TYPE_CHECKING:
    from yigong.store.town.town_folder import TownFolder


def open_or_refuse(call: Call) -> int:
    """Open the screens on the village; on a folder without one, the first-start page.

    Raises:
        WrongUsage: There is no terminal.
        DataError: The village cannot be read.
    """
    if not is_terminal():
        raise WrongUsage(
            "The screens need a terminal; `yigong --help` lists the commands that do not."
        )
    folder, desk = call.folder, terminal_name()
    check_readable(folder)
    settings = call.open_village(folder, asking=True).settings if is_village(folder) else None
    actor = call.actor(settings, desk=desk, asking=True)
    return open_screens(folder, actor, call.language, shared=call.shared)


def is_terminal() -> bool:
    """Whether both standard input and standard output are a terminal."""
    return all(
        stream is not None and not stream.closed and stream.isatty()
        for stream in (sys.stdin, sys.stdout)
    )


def terminal_name() -> str:
    """The terminal's short name, ``pts/3``: the desk if none is named."""
    try:
        return os.ttyname(sys.stdin.fileno()).removeprefix("/dev/")
    except OSError:
        return ""


def open_town_screens(town: TownFolder, actor: Actor, language: str) -> int:
    """Run the page of a town, and return the exit code."""
    prepare_environment(os.environ)
    gc.disable()  # what is imported stays
    from yigong.tui.town_app import run_town

    gc.freeze()
    gc.enable()
    return run_town(town, actor, language)


def open_screens(folder: Path, actor: Actor, language: str, *, shared: bool = False) -> int:
    """Run the screens in a language (empty: the village's), and return the exit code; `shared`:
    several people use this account (see `tui.app.YigongApp`)."""
    prepare_environment(os.environ)
    gc.disable()  # what is imported stays
    from yigong.tui.app import run

    gc.freeze()
    gc.enable()
    return run(folder, actor, language=language, shared=shared)
