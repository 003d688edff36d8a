"""``yigong backup`` and ``restore``: write the village into one file, and make one of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from yigong.store.errors import DataError, Refused, YigongError
from yigong.store.language import _
from yigong.store.storage.files import os_errors_explained
from yigong.store.storage.folder import Folder, place_of
from yigong.store.storage.session import system_clock
from yigong.store.village.village import is_village
from yigong.tui.access.caller import login_name
from yigong.tui.access.confined_files import expand_path
from yigong.tui.commands import output
from yigong.tui.commands.call import Call
from yigong.tui.commands.grammar import Commands


def register(commands: Commands) -> None:
    """Add the commands."""
    part = commands.add("backup", make_backup, _("write the village into one file"))
    part.add_output(_("a new file, a folder, or - (else the village's backups)"))
    part.add_value("--keep", "N", _("keep the newest N of this village there"), type=int)
    part = commands.add("restore", restore_backup, _("make a village of a backup"))
    part.add_value("archive", "FILE", _("the backup"))
    part.add_value("folder", "DIR", _("a new folder"), nargs="?")
    part.add_flag("--over", _("put this village back to it; its present state is backed up first"))
    part.add_flag("--other", _("with --over: also if the backup is of another village"))


def make_backup(call: Call) -> None:
    """Write the village into one file and verify it; ``-o -`` writes it to standard output."""
    from yigong.store.village import backup

    options = call.options
    folder, now = existing_folder(call)
    if options.keep is not None and options.keep < 1:
        raise Refused("At least one backup is kept.")
    if options.output == "-":
        if options.keep:
            raise Refused("Name a folder with --keep: on the line nothing is kept.")
        output.write_bytes(backup.archive_bytes(folder, now, caller_name(call)))
        return
    saved = backup.back_up(folder, _target(call, folder), now, caller_name(call))
    removed = backup.remove_oldest(saved, folder, options.keep) if options.keep else []
    data = {
        "path": str(saved.path),
        "files": len(saved.manifest.files),
        "bytes": saved.path.stat().st_size,
        "removed": [str(path) for path in removed],
    }
    text = _("✓ {n} files are in {path}, read back and whole.")
    output.answer(call, data, text.format(n=len(saved.manifest.files), path=saved.path))


def restore_backup(call: Call) -> None:
    """Restore a backup into a new folder, or over this village."""
    from yigong.store.village.restore import restore_folder, restore_over_village

    options = call.options
    archive = expand_path(options.archive)
    if options.over == bool(options.folder):
        raise Refused("Name a new folder, or say --over to put this village back.")
    if options.other and not options.over:
        raise Refused("--other goes with --over; into a new folder any backup may go.")
    if options.over:
        folder, now = existing_folder(call)
        manifest, saved = restore_over_village(
            archive, folder, now, caller_name(call), other=options.other
        )
        if not options.json:
            output.print_line(_("Backed up as it was: {path}").format(path=saved))
    else:
        folder = expand_path(options.folder)
        manifest = restore_folder(archive, folder, caller_name(call))
    made = manifest.made
    data = {"folder": str(folder), "village": manifest.village, "made": made.isoformat()}
    sentence = _("✓ {name} is in {folder}, as it was on {time}.").format(
        name=manifest.village, folder=folder, time=f"{made:%Y-%m-%d %H:%M}"
    )
    output.answer(call, data, sentence)


def existing_folder(call: Call, *, even_gone: bool = False) -> tuple[Path, datetime]:
    """The village's folder and the time, even if its settings cannot be read.

    With `even_gone` also where the settings are gone, and only other books are there.

    Raises:
        Refused: There is no village.
        DataError: The settings are gone.
    """
    if not call.folder.is_dir():
        raise Refused(
            "There is no village in {folder}. `yigong init {folder}` makes one.", folder=call.folder
        )
    try:
        return call.folder, call.village.now()
    except DataError:  # broken settings: no time zone
        if not (even_gone or is_village(call.folder)):
            raise
        return call.folder, system_clock().astimezone().replace(microsecond=0)


def caller_name(call: Call) -> str:
    """Who calls, as those are told who wait; the login name where nobody is named."""
    try:
        return str(call.actor(call.village.settings))
    except YigongError:
        return login_name()


def _target(call: Call, folder: Path) -> Path:
    """The file or folder that ``-o`` names, which is made if it is missing; else the village's."""
    import os

    from yigong.store.village.backup import BACKUPS

    named = call.options.output
    target = call.file_path(named) if named else folder / BACKUPS
    village = Folder(folder)
    with os_errors_explained(target):
        place, name = place_of(target, village)
        if named and os.path.lexists(target) and not target.is_dir():
            raise Refused(
                "{path} is there already; name a new file, or - for standard output.", path=target
            )
        is_top = target.is_dir() and target.samefile(folder)
        if is_top or (place is village and name.partition("/")[0] != BACKUPS):
            raise Refused(
                "In the village's folder backups are only in {folder}; leave -o away, or name a "
                "file elsewhere.",
                folder=folder / BACKUPS,
            )
        if target.suffix == ".zip":
            if target.is_dir():
                raise Refused(
                    "{path} is a folder; name a file, or a folder without .zip.", path=target
                )
            return target
        if place is village:
            place.make(name)
        else:
            Folder(target).create(parents=False)
    return target
