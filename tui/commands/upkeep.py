"""``yigong doctor``, ``backup``, ``restore``: whether the village is whole, and a way back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from yigong.store.errors import Refused
from yigong.store.language import _, ngettext
from yigong.tui.commands import output
from yigong.tui.commands.grammar import Subparsers, add_command

if TYPE_CHECKING:
    from datetime import datetime

    from yigong.store.village.doctor import Examined, Finding
    from yigong.tui.commands.call import Call

_NAME = "%Y%m%d-%H%M%S"
"""What a backup's name says of its time; sorted by name is sorted by time."""


def register(commands: Subparsers) -> None:
    """Add the commands."""
    part = add_command(commands, "doctor", run_doctor, _("look whether everything is whole"))
    part.add_argument(
        "--repair", action="store_true", help=_("put right what can be, after a backup")
    )
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


# -- doctor ----------------------------------------------------------------


def run_doctor(call: Call) -> int:
    """Examine the village; the exit code is 1 where something is wrong."""
    from yigong.store.village.doctor import examine

    folder, now = _folder(call)
    examined = examine(folder, now)
    done: list[Finding] = []
    if call.options.repair and any(finding.repair for finding in examined.findings):
        saved = _save_as_it_is(folder, now)
        if not call.options.json:
            output.say(_("Backed up as it was: {path}").format(path=saved))
        done = _repaired(folder, examined, now)
        examined = examine(folder, now)
    if call.options.json:
        output.emit(
            {
                "books": examined.books,
                "changes": examined.lines,
                "findings": [output.builtins(finding) for finding in examined.findings],
                "repaired": [output.builtins(finding) for finding in done],
            }
        )
        return 1 if examined.faults else 0
    for finding in done:
        output.say(_("✓ put right: {where}").format(where=finding.where))
    _say(examined)
    _terminal()
    return 1 if examined.faults else 0


def _repaired(folder: Path, examined: Examined, now: datetime) -> list[Finding]:
    from yigong.store.village.repair import repair

    return repair(folder, examined.findings, now)


def _say(examined: Examined) -> None:
    for finding in examined.findings:
        mark = "!" if finding.fault else "-"
        output.say(f"{mark} {finding.where}: {finding.sentence}")
    can = sum(1 for finding in examined.findings if finding.repair)
    if can:
        text = ngettext(
            "{n} of these can be put right: yigong doctor --repair",
            "{n} of these can be put right: yigong doctor --repair",
            can,
        )
        output.say(text.format(n=can))
    if not examined.faults:
        output.say(
            _("✓ {books} books and {changes} changes are whole.").format(
                books=examined.books, changes=examined.lines
            )
        )


def _terminal() -> None:
    """How wide this terminal draws the characters whose width is not settled."""
    from yigong.tui.terminal.ambiguous_width import ambiguous_width

    width = ambiguous_width()
    if width == 2:
        output.say(
            _("This terminal draws box and arrow characters two cells wide; yigong uses none.")
        )
    elif width == 1:
        output.say(_("This terminal draws ambiguous characters one cell wide."))


# -- backup and restore ----------------------------------------------------


def make_backup(call: Call) -> None:
    """Write the village into one file, verified."""
    from yigong.store.storage import files
    from yigong.store.village.backup import make_archive

    options = call.options
    folder, now = _folder(call)
    if options.keep is not None and options.keep < 1:
        raise Refused("At least one backup is kept.")
    target = call.place(options.output) if options.output else _backups(folder)
    if target.is_dir() and target.suffix == ".zip":
        raise Refused("{path} is a folder; name a file, or a folder without .zip.", path=target)
    if target.suffix != ".zip":  # a folder, also one that is not there yet
        with files.os_errors_explained(target):
            files.make_folder(target)
        target = target / f"{_stem(folder)}-{now.strftime(_NAME)}.zip"
    manifest = make_archive(folder, target, _name(folder), now)
    gone = _thin_out(target, folder, options.keep) if options.keep else []
    if options.json:
        output.emit(
            {
                "path": str(target),
                "files": len(manifest.files),
                "bytes": target.stat().st_size,
                "removed": [str(path) for path in gone],
            }
        )
        return
    text = _("✓ {n} files are in {path}, read back and whole.")
    output.say(text.format(n=len(manifest.files), path=target))


def restore_backup(call: Call) -> None:
    """Make a village of a backup: in a new folder, or over this one."""
    from yigong.store.village.backup import restore_folder as restored
    from yigong.store.village.backup import restore_over_village
    from yigong.tui.access.file_path import expand_path

    options = call.options
    archive = expand_path(options.archive)
    if options.over == bool(options.folder):
        raise Refused("Name a new folder, or say --over to put this village back.")
    if options.over:
        folder, now = _folder(call)
        safety = _backups(folder) / f"{_stem(folder)}-{now.strftime(_NAME)}-before.zip"
        manifest = restore_over_village(archive, folder, safety, now)
        if not options.json:
            output.say(_("Backed up as it was: {path}").format(path=safety))
    else:
        folder = expand_path(options.folder)
        manifest = restored(archive, folder)
    if options.json:
        made = manifest.made.isoformat()
        output.emit({"folder": str(folder), "village": manifest.village, "made": made})
        return
    text = _("✓ {name} is in {folder}, as it was on {time}.")
    when = f"{manifest.made:%Y-%m-%d %H:%M}"
    output.say(text.format(name=manifest.village, folder=folder, time=when))


def _folder(call: Call) -> tuple[Path, datetime]:
    """The village's folder and the time, also where its settings cannot be read.

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
    except DataError:  # its settings are what is broken
        return call.folder, system_clock().astimezone().replace(microsecond=0)


def _stem(folder: Path) -> str:
    return folder.absolute().name or "village"


def _name(folder: Path) -> str:
    """The village's name; where its settings are broken, its folder's: what is left is saved."""
    from yigong.store.errors import DataError
    from yigong.store.village.village import Village

    try:
        return Village.open(folder).settings.name
    except DataError:
        return _stem(folder)


def _backups(folder: Path) -> Path:
    """The village's own folder for backups; made where it is missing."""
    from yigong.store.storage import files

    place = folder / "backups"
    with files.os_errors_explained(place):
        files.make_folder(place)
    return place


def _save_as_it_is(folder: Path, now: datetime) -> Path:
    """A backup of what is there, whole or not."""
    from yigong.store.village.backup import make_archive

    target = _backups(folder) / f"{_stem(folder)}-{now.strftime(_NAME)}-before.zip"
    make_archive(folder, target, _name(folder), now)
    return target


def _thin_out(newest: Path, folder: Path, keep: int) -> list[Path]:
    """Remove the oldest backups of this village beside a new one; nothing else is touched."""
    import re

    own = re.compile(re.escape(_stem(folder)) + r"-\d{8}-\d{6}\.zip")
    found = sorted(path for path in newest.parent.iterdir() if own.fullmatch(path.name))
    gone = [path for path in found[:-keep] if path != newest]
    for path in gone:
        path.unlink()
    return gone
