"""Puts links and what they lead to in one place by turns until its input ends; prints the rounds.

Arguments: a user id, a group id, the place, what the links lead to, and the kind of what is put
there: ``link`` or ``second name`` of a file (in turn with a file), or ``folder`` (a link to a
folder in turn with the folder that is there).
"""

# ruff: noqa: T201 - what it prints is what the test reads

from __future__ import annotations

import contextlib
import os
import select
import sys
from collections.abc import Callable
from pathlib import Path

user, group, place, victim, kind = sys.argv[1:]
os.setgroups([])
os.setgid(int(group))
os.setuid(int(user))
os.umask(0o007)
here, spare = Path(place), Path(f"{place}.spare")


def in_place(make: Callable[[], object]) -> None:
    """Make something beside the place and give it its name."""
    spare.unlink(missing_ok=True)
    make()
    spare.rename(here)


def swap_files() -> None:
    if kind == "link":
        in_place(lambda: spare.symlink_to(victim))
    else:
        in_place(lambda: spare.hardlink_to(victim))
    in_place(spare.touch)


def swap_folders() -> None:
    here.rename(spare)
    with contextlib.suppress(FileExistsError):
        here.symlink_to(victim)
        here.unlink()
    with contextlib.suppress(OSError):  # made anew meanwhile
        here.rmdir()
    spare.rename(here)


swap = swap_folders if kind == "folder" else swap_files
rounds = 0
print("swapping", flush=True)
while not select.select([sys.stdin], [], [], 0)[0]:
    with contextlib.suppress(OSError):
        swap()
        rounds += 1
print(rounds, flush=True)
