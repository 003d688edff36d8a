"""Backups: a village as it was at one moment, in an archive of its own that replaces none."""

from __future__ import annotations

import contextlib
import errno
import re
import time
from collections.abc import Iterator
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import NamedTuple

from yigong.store.errors import (
    Busy,
    Damaged,
    DataError,
    ReadOnly,
    Refused,
    Unconfirmed,
    YigongError,
)
from yigong.store.language import N_
from yigong.store.settings_records import Settings
from yigong.store.storage import files, journal, village_lock
from yigong.store.storage.book_file import decode_book
from yigong.store.storage.files import Fingerprint
from yigong.store.storage.folder import Folder, place_of
from yigong.store.storage.layout import village_files
from yigong.store.storage.locks import TIMEOUT
from yigong.store.storage.rewriting import stored_bytes
from yigong.store.storage.schema import SETTINGS
from yigong.store.village.archive import (
    SETTINGS_FILE,
    Manifest,
    pack,
    read_manifest,
    verify_archive,
)

BACKUPS = "backups"
"""The folder of a village for its own backups."""

_PAUSE = 0.02
"""Seconds between two looks at files that somebody else is writing."""

_NO_PERMISSION = (errno.EACCES, errno.EPERM, errno.EROFS)


class Saved(NamedTuple):
    """A backup that was made."""

    path: Path
    manifest: Manifest


def village_id(settings: Settings) -> str:
    """What tells a village from others of its folder's name: random, and kept by a restore.

    Calendars have it, too, as the first part of the domain of their UIDs.
    """
    return re.sub("[^A-Za-z0-9]", "", settings.uid_domain.partition(".")[0])


def back_up(folder: Path, target: Path, now: datetime, holder: str) -> Saved:
    """Write a village into a new archive, and verify it.

    Writers wait while the books are read (`village_lock`), not while they are packed. Who may not
    write the village cannot keep writers out, and reads until nothing has changed meanwhile.

    Args:
        folder: The village's folder.
        target: The archive, which must not exist; or a folder, in which it gets a name.
        now: The time, aware.
        holder: Who makes it, named to writers who wait in vain.

    Raises:
        Refused: There is such a file already.
        Busy: A writer did not finish in time.
        DataError: A file cannot be read, the archive cannot be written, or does not verify.
    """
    village = Folder(folder)
    content = _content_of_a_moment(village, holder)
    about = about_of(village, content.get(SETTINGS_FILE, b""))
    names = iter([target.name])
    if target.is_dir():
        names, target = _names(village, about, now), target / "*"
    with files.os_errors_explained(target.parent):
        place, name = place_of(target, village)
        return _add(place, name.rpartition("/")[0], names, pack(content.items(), *about, now))


def archive_bytes(folder: Path, now: datetime, holder: str) -> bytes:
    """A village as an archive that is written nowhere.

    Raises:
        Busy: A writer did not finish in time.
        DataError: A file cannot be read.
    """
    village = Folder(folder)
    content = _content_of_a_moment(village, holder)
    return pack(content.items(), *about_of(village, content.get(SETTINGS_FILE, b"")), now)


def save_before(folder: Folder, now: datetime, kind: str) -> Saved:
    """Save a village as it is before a change, whole or damaged, into its own backups.

    What is no file of its own, as a link or a pipe in the place of a book, has nothing to save.
    The caller holds the village's lock exclusively, until the change is made.

    Args:
        folder: The village's folder.
        now: The time, aware.
        kind: The end of the archive's name, which says before what.

    Raises:
        DataError: A file cannot be read, the archive cannot be written, or does not verify.
    """
    try:
        settings = stored_bytes(folder, SETTINGS_FILE)
    except Damaged:
        settings = b""
    about = about_of(folder, settings)
    data = pack(_own_files(folder), *about, now)
    with files.os_errors_explained(folder / BACKUPS):
        folder.make(BACKUPS)
        try:
            return _add(folder, BACKUPS, _names(folder, about, now, f"-{kind}"), data)
        except Unconfirmed as error:  # which would say of the change that it is made
            raise DataError(
                "The disk does not confirm the backup in {folder} ({reason}); nothing else was "
                "changed.",
                folder=folder / BACKUPS,
                reason=error.fields["reason"],
            ) from error


def _own_files(folder: Folder) -> Iterator[tuple[str, bytes]]:
    """The files of a village and what they hold, without what is no file of its own.

    Raises:
        DataError: The disk refuses to read one: it may be one that is replaced then.
    """
    unreadable: list[DataError] = []
    present = village_files(folder, unreadable)
    for error in unreadable:
        if not isinstance(error, Damaged):
            raise error
    for file in present:
        try:
            raw = stored_bytes(folder, file.name)
        except Damaged:
            continue
        yield file.name, raw


@contextlib.contextmanager
def copy_named(saved: Path) -> Iterator[None]:
    """Name a copy that was made before in whatever error the block ends with.

    Raises:
        DataError: The sentence of the error, and where the copy is.
    """
    try:
        with files.os_errors_explained(saved.parent.parent):
            yield
    except YigongError as error:
        kind = type(error) if isinstance(error, DataError) else DataError
        raise kind(
            N_("{what} The village as it was is in {path}."), what=error, path=saved
        ) from error


def remove_oldest(newest: Saved, folder: Path, keep: int) -> list[Path]:
    """Remove the oldest backups of a village beside the newest; no other file is touched.

    Only those are looked at that are named as this program names them, and only those removed
    whose manifest says that they are of this village.

    Args:
        newest: The one that was just made.
        folder: The village's folder.
        keep: How many to keep.

    Returns:
        The backups that were removed.

    Raises:
        DataError: The disk refuses.
    """
    village, place = newest.manifest.id, Folder(newest.path.parent)
    if not village:
        return []
    start = re.escape(f"{_stem(Folder(folder))}-{village}-")
    pattern = re.compile(start + r"\d{8}-\d{6}(_\d\d+)?\.zip")
    with files.os_errors_explained(place.path):
        named = [name for name in place.names() if pattern.fullmatch(name)]
        found = [name for name in named if _is_of(place / name, village)]
        oldest = [name for name in found[:-keep] if name != newest.path.name]
        for name in oldest:
            place.remove(name)
    return [place / name for name in oldest]


# -- inside ----------------------------------------------------------------


def _content_of_a_moment(folder: Folder, holder: str) -> dict[str, bytes]:
    """Every file of a village, as all of them were at one moment."""
    with files.os_errors_explained(folder.path), contextlib.ExitStack() as stack:
        try:
            stack.enter_context(village_lock.exclusive(folder, holder))
        except OSError as error:
            if error.errno not in _NO_PERMISSION:
                raise
            return _unlocked_content(folder)
        return {file.name: stored_bytes(folder, file.name) for file in village_files(folder)}


def _unlocked_content(folder: Folder) -> dict[str, bytes]:
    """Every file of a village whose lock cannot be taken.

    What changed since it was read is read again, until nothing has. All of it was there in the
    moment in which that last look began; so there was no journal then, either.

    Raises:
        Busy: There was no such moment in time.
        ReadOnly: A transaction is unfinished, and this user cannot finish it.
    """
    deadline = time.monotonic() + TIMEOUT
    held: dict[str, tuple[bytes, Fingerprint]] = {}
    while time.monotonic() < deadline:
        cut_short = journal.exists(folder)
        names = [file.name for file in village_files(folder)]
        changed = [n for n in names if n not in held or held[n][1] != folder.fingerprint(n)]
        if not cut_short and not changed and len(names) == len(held):
            return {name: held[name][0] for name in names}
        time.sleep(_PAUSE if held else 0)
        with files.reading_explained(folder.path):
            read = {name: folder.read(name) for name in changed}
        held = {name: read[name] if name in read else held[name] for name in names}
    if journal.exists(folder):
        raise ReadOnly(
            "A change of several books was cut short: somebody who may write the village has to "
            "open it once."
        )
    raise Busy(
        "The village is being changed all the time, and without the permission to write it nobody "
        "can be asked to wait: no backup was made. Try again in a moment."
    )


class _About(NamedTuple):
    """What an archive says of its village."""

    name: str
    id: str


def about_of(folder: Folder, raw: bytes) -> _About:
    """A village's name and id, from the bytes of its settings; of damaged ones, its folder's."""
    with contextlib.suppress(DataError):
        records = decode_book(raw, folder / SETTINGS_FILE, SETTINGS.name, SETTINGS).records
        if 1 in records:
            return _About(records[1].name, village_id(records[1]))
    return _About(_stem(folder), "")


def _stem(folder: Folder) -> str:
    return folder.path.absolute().name or "village"


def _names(folder: Folder, about: _About, now: datetime, kind: str = "") -> Iterator[str]:
    """Names for a new archive, to be tried one after the other; their order is that of time."""
    start = "-".join(filter(None, (_stem(folder), about.id, f"{now:%Y%m%d-%H%M%S}")))
    for number in count(1):
        again = f"_{number:02d}" if number > 1 else ""
        yield f"{start}{again}{kind}.zip"


def _add(place: Folder, within: str, names: Iterator[str], data: bytes) -> Saved:
    """Write a new archive under the first name that is free, and read it back."""
    for name in names:
        path = f"{within}/{name}" if within else name
        with contextlib.suppress(FileExistsError):
            place.add(path, data)
            return Saved(place / path, verify_archive(place / path))
    raise Refused("{path} is there already; name a new file.", path=place / path)


def _is_of(path: Path, village: str) -> bool:
    """Whether an archive says that it is of a village."""
    with contextlib.suppress(DataError):
        return read_manifest(path).id == village
    return False
