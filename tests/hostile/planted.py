"""What a member of the group could put in the place of a village's files, and whom it would hit."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Callable
from pathlib import Path

from yigong.store.event_records import Event
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

KEY = "E0001@2026-11-25"

FILES = (
    "settings.json", "people.json", "squads.json", "events.json", "issued.json",
    f"registers/2026/{KEY}.json", "history/2026-11.jsonl", ".lock", ".holders", ".together",
    ".people.json.tmp", f"registers/2026/.{KEY}.json.tmp", ".people.json.together",
    "outbox/calendar.ics", "outbox/phones-S01.txt", "outbox/out.csv", "outbox/in.csv",
    f".desks/{KEY}.0123456789abcdef", "backups/one.zip",
)  # fmt: skip
"""A file of every kind that the program reads or writes in a village."""

FOLDERS = ("outbox", "backups", "set-aside", "registers", "registers/2026", "history", ".desks")


def make_village(folder: Path, clock: Callable[[], object]) -> Village:
    """Two people in one squad, one of them checked in at the event of today."""
    from datetime import datetime

    actor = Actor("李芳", "东门")
    village = Village.create(folder, Settings(name="青山村"), actor, clock=clock, sync=False)
    village.people.add_all(Volunteer(name=name) for name in ("张小明", "李秀英", "王强"))
    village.squads.add(Squad(name="修葺队", members=(1, 2)))
    village.events.add(
        Event(title="村民义务日", start=datetime(2026, 11, 25, 8, 30), minutes=180, needs={1: 2})
    )
    occurrence = village.events.occurrence_for(KEY)
    village.registers.checkin.check_in(occurrence, 1)
    village.outbox()
    return village


def make_victim(folder: Path) -> Path:
    """Somebody's own folder: a file in it, and others with the very names that a village has."""
    for name in (*FILES, "documents/E0001@2026-11-25.0123456789abcdef", ".bashrc"):
        for path in (folder / name, folder / name.rpartition("/")[2]):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"mine\n")
            path.chmod(0o600)
    return folder


def state(folder: Path) -> dict[str, tuple[int, int, bytes]]:
    """Mode, time and content of everything in a folder, by its path from there."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = path.read_bytes() if stat.S_ISREG(status.st_mode) else b""
        times = status.st_mtime_ns if stat.S_ISREG(status.st_mode) else 0
        found[str(path.relative_to(folder))] = (status.st_mode, times, content)
    return found


def clear(path: Path) -> None:
    """Make room for what is planted; a folder keeps its content beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():
        path.rename(path.with_name(f"{path.name}.moved"))
    path.unlink(missing_ok=True)


def plant(kind: str, path: Path, victim: Path) -> None:
    """Put something in the place of a file or a folder.

    Args:
        kind: ``link``, ``dangling``, ``second name``, ``pipe``, ``socket``, ``device``, ``folder``,
            ``file`` or ``link to folder``.
        path: The place.
        victim: The folder of whom it is to hit.
    """
    clear(path)
    if kind == "link":
        path.symlink_to(victim / ".bashrc")
    elif kind == "link to folder":
        path.symlink_to(victim, target_is_directory=True)
    elif kind == "dangling":
        path.symlink_to(victim / "new")
    elif kind == "second name":
        path.hardlink_to(victim / ".bashrc")
    elif kind == "pipe":
        os.mkfifo(path, 0o660)
    elif kind == "socket":
        with socket.socket(socket.AF_UNIX) as planted:
            planted.bind(f"/proc/self/fd/{(at := os.open(path.parent, os.O_RDONLY))}/{path.name}")
            os.close(at)
    elif kind == "device":
        os.mknod(path, stat.S_IFCHR | 0o660, os.makedev(1, 5))  # /dev/zero has no end
    elif kind == "folder":
        path.mkdir()
        (path / "kept").touch()
    else:
        path.write_text("{}")
