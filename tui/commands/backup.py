"""``yigong backup`` and ``restore``: write the village into one file, and make one of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.tui.commands import output
from yigong.tui.commands.grammar import Subparsers, add_command

if TYPE_CHECKING:
    from datetime import datetime

    from yigong.tui.commands.call import Call

_TIME = "%Y%m%d-%H%M%S"
"""The time in a backup's file name; sorted by name, backups are sorted by time."""


def register(commands: Subparsers) -> None:
    """Add the commands."""
    part = add_command(commands, "backup", make_backup, _("write the village into one file"))
    part.add_argument(
        "-o", "--output", metavar="FILE", help=_("a file or folder (else the village's backups)")
    )
    part.add_argument(
        "--keep", type=int, metavar="N", help=_("keep the newest N of that folder's backups")
    )
    part = add_command(commands, "restore", restore_backup, _("make a village of a backup"))
    part.add_argument("archive", metavar="FILE", help=_("the backup"))
    part.add_argument("folder", nargs="?", metavar="DIR", help=_("a new folder"))
    part.add_argument(
        "--over",
        action="store_true",
        help=_("put this village back to it; its present state is backed up first"),
    )


def make_backup(call: Call) -> None:
    """Write the village into one file and verify it."""
    from yigong.store.storage import files
    from yigong.store.village.backup import make_archive

    options = call.options
    folder, now = existing_folder(call)
    if options.keep is not None and options.keep < 1:
        raise Refused("At least one backup is kept.")
    target = call.file_path(options.output) if options.output else _backups(folder)
    if target.is_dir() and target.suffix == ".zip":
        raise Refused("{path} is a folder; name a file, or a folder without .zip.", path=target)
    if target.suffix != ".zip":  # a folder, which may not exist yet
        with files.os_errors_explained(target):
            target.mkdir(exist_ok=True)
        target = target / f"{_stem(folder)}-{now.strftime(_TIME)}.zip"
    manifest = make_archive(folder, target, _name(folder), now)
    removed = _remove_oldest(target, folder, options.keep) if options.keep else []
    data = {
        "path": str(target),
        "files": len(manifest.files),
        "bytes": target.stat().st_size,
        "removed": [str(path) for path in removed],
    }
    text = _("✓ {n} files are in {path}, read back and whole.")
    output.answer(call, data, text.format(n=len(manifest.files), path=target))


def restore_backup(call: Call) -> None:
    """Restore a backup into a new folder, or over this village."""
    from yigong.store.village.backup import restore_folder, restore_over_village
    from yigong.tui.access.confined_files import expand_path

    options = call.options
    archive = expand_path(options.archive)
    if options.over == bool(options.folder):
        raise Refused("Name a new folder, or say --over to put this village back.")
    if options.over:
        folder, now = existing_folder(call)
        safety = _safety_path(folder, now)
        manifest = restore_over_village(archive, folder, safety, now)
        if not options.json:
            output.print_line(_("Backed up as it was: {path}").format(path=safety))
    else:
        folder = expand_path(options.folder)
        manifest = restore_folder(archive, folder)
    made = manifest.made
    data = {"folder": str(folder), "village": manifest.village, "made": made.isoformat()}
    sentence = _("✓ {name} is in {folder}, as it was on {time}.").format(
        name=manifest.village, folder=folder, time=f"{made:%Y-%m-%d %H:%M}"
    )
    output.answer(call, data, sentence)


def existing_folder(call: Call) -> tuple[Path, datetime]:
    """The village's folder and the time, even if its settings cannot be read.

    Raises:
        Refused: There is no folder.
    """
    from yigong.store.errors import DataError
    from yigong.store.storage.session import system_clock

    if not call.folder.is_dir():
        raise Refused(
            "There is no village in {folder}. `yigong init {folder}` makes one.",
            folder=call.folder,
        )
    try:
        return call.folder, call.village.now()
    except DataError:  # broken settings: no time zone
        return call.folder, system_clock().astimezone().replace(microsecond=0)


def _stem(folder: Path) -> str:
    return folder.absolute().name or "village"


def _name(folder: Path) -> str:
    """The village's name; the folder's if its settings are broken, so that a backup is possible."""
    from yigong.store.errors import DataError
    from yigong.store.village.village import Village

    try:
        return Village.open(folder).settings.name
    except DataError:
        return _stem(folder)


def _backups(folder: Path) -> Path:
    """The village's own folder for backups; created if it is missing."""
    from yigong.store.storage.files import os_errors_explained
    from yigong.store.storage.folder import Folder

    backups = folder / "backups"
    with os_errors_explained(backups):
        Folder(folder).make("backups")
    return backups


def _safety_path(folder: Path, now: datetime) -> Path:
    """The path of the backup that is made before a restore or a repair."""
    return _backups(folder) / f"{_stem(folder)}-{now.strftime(_TIME)}-before.zip"


def back_up_unchecked(folder: Path, now: datetime) -> Path:
    """Back up the village as it is, whole or damaged; return the backup's path."""
    from yigong.store.village.backup import make_archive

    target = _safety_path(folder, now)
    make_archive(folder, target, _name(folder), now)
    return target


def _remove_oldest(newest: Path, folder: Path, keep: int) -> list[Path]:
    """Remove the oldest backups of this village beside the newest; no other file is touched."""
    import re

    pattern = re.compile(re.escape(_stem(folder)) + r"-\d{8}-\d{6}\.zip")
    found = sorted(path for path in newest.parent.iterdir() if pattern.fullmatch(path.name))
    oldest = [path for path in found[:-keep] if path != newest]
    for path in oldest:
        path.unlink()
    return oldest
