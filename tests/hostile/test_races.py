"""Links that are swapped in while somebody works, by real users: what they lead to stays as it is.

Who swaps is in the group and may write every folder of the village; who works has files at home
that only they may read and write.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from hostile.planted import KEY, make_victim, make_village, state
from support.clock import Clock

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become other users")

GROUP, WORKER, SWAPPER, READER = 64_000, 64_001, 64_002, 64_003


@pytest.fixture
def place():
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def give(folder: Path, user: int, mode: int) -> None:
    """Give a folder with all that is in it to a user and the group; the mode is that of files."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, user, GROUP)
        path.chmod(mode | 0o2110 if path.is_dir() else mode)


@pytest.fixture
def shared(place):
    """A village that a group of several users shares."""
    village = make_village(place / "qingshan", Clock())
    (village.folder / ".desks").mkdir()
    give(village.folder, SWAPPER, 0o660)
    return village.folder


@pytest.fixture
def home(place):
    """The folder of who works; nobody else may look into it."""
    folder = make_victim(place / "home")
    give(folder, WORKER, 0o600)
    folder.chmod(0o700)
    return folder


@pytest.mark.parametrize("times", [3, pytest.param(40, marks=pytest.mark.slow)])
# A second name of somebody's file in the place of one that is written where it is (the history,
# the notes of locks) is refused where it lies (`test_planted`), but not raced: the kernel looks a
# name up and counts a file's names in two steps. That nobody can make one of another's file is the
# system's (`fs.protected_hardlinks`, docs/server.md).
@pytest.mark.parametrize(
    ("what", "name", "kind", "swapper"),
    [
        ("export", "outbox/calendar.ics", "link", SWAPPER),
        ("export", "outbox/calendar.ics", "second name", 0),  # where the system lets anybody
        ("export", "outbox", "folder", SWAPPER),
        ("confined", "outbox/calendar.ics", "link", SWAPPER),
        ("confined", "outbox/calendar.ics", "second name", 0),
        ("confined", "outbox", "folder", SWAPPER),
        ("check in", f"registers/2026/.{KEY}.json.tmp", "link", SWAPPER),
        ("check in", f"registers/2026/.{KEY}.json.tmp", "second name", 0),
        ("check in", f"registers/2026/{KEY}.json", "link", SWAPPER),
        ("check in", f"registers/2026/{KEY}.json", "second name", 0),
        ("check in", "registers/2026", "folder", SWAPPER),
        ("check in", "registers", "folder", SWAPPER),
        ("check in", "history/2026-11.jsonl", "link", SWAPPER),
        ("check in", "history", "folder", SWAPPER),
        ("check in", ".lock", "link", SWAPPER),
        ("check in", ".holders", "link", SWAPPER),
        ("desk", ".desks", "folder", SWAPPER),
    ],
)
def test_who_swaps_links_in_while_somebody_works_hits_nothing_of_theirs(
    shared, home, start, what, name, kind, swapper, times
):
    target = home if kind == "folder" else home / ".bashrc"
    before = state(home)
    swaps = start("swaps_in_a_loop.py", swapper, GROUP, shared / name, target, kind)
    assert swaps.stdout.readline() == "swapping\n"
    work = start("works_as.py", WORKER, GROUP, shared, times, what)
    output, errors = work.communicate()
    rounds, _ = swaps.communicate("\n")
    assert state(home) == before
    assert work.returncode == 0, errors
    done = json.loads(output)
    assert sum(done.values()) >= 2 * times
    assert int(rounds) > 10
    print(what, name, kind, done, "swapped", rounds.strip())  # noqa: T201 - the figures: -rP
