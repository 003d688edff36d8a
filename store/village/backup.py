"""One file that holds a whole village, as it was at one moment; and the way back from it."""

from __future__ import annotations

import hashlib
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path

import msgspec

from yigong.store.errors import Damaged, DataError, Newer, Refused
from yigong.store.storage import files, journal, village_lock
from yigong.store.storage.layout import is_village_file, make_folders, village_files

_MANIFEST = "manifest.json"
_FORMAT = 1
MAX_UNPACKED = 4_000_000_000
"""The most bytes an archive may unpack to: more is not a village but a trap."""

SET_ASIDE = "set-aside"
"""The folder of a village for what was taken out of the way; nothing is ever deleted."""


class Sealed(msgspec.Struct, frozen=True):
    """What a file in an archive must come out as."""

    size: int
    sha256: str


class _Claim(msgspec.Struct, frozen=True):
    """The one thing that every manifest says, of whatever version."""

    format: int


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What an archive says of itself."""

    format: int = _FORMAT
    village: str
    made: datetime
    files: dict[str, Sealed]


def make_archive(folder: Path, target: Path, village: str, now: datetime) -> Manifest:
    """Write a village into one file, and read it back.

    Writers wait while the books are read (a gate, `gate`), not while they are packed. The
    archive is a ZIP, 0660, in place whole or not at all.

    Args:
        folder: The village's folder.
        target: The archive; replaced if it is there.
        village: The village's name, for whoever finds the archive.
        now: The time, aware.

    Raises:
        Busy: A writer did not let go.
        DataError: A file cannot be read, the archive cannot be written, or reads back otherwise.
    """
    with village_lock.exclusive(folder):
        content = _everything(folder)
    with files.os_errors_explained(target):
        files.replace_file(target, _packed(content, village, now))
    return verify_archive(target)


def verify_archive(archive: Path) -> Manifest:
    """Read an archive through: every file is there, and is what it was.

    Raises:
        Damaged: It is not an archive of a village, or a byte of it changed.
        Newer: A newer yigong made it.
        DataError: It cannot be read.
    """
    manifest, content = _unpacked(archive)
    for _name, _data in content:
        pass
    return manifest


def restore_folder(archive: Path, folder: Path) -> Manifest:
    """Make a village of an archive, in a new or empty folder.

    Raises:
        Refused: Something is in the folder.
        Damaged: See `verify`; then nothing was made.
        DataError: The folder cannot be written.
    """
    manifest = verify_archive(archive)
    with files.os_errors_explained(folder):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused("{folder} is not empty; name a new folder.", folder=folder)
        make_folders(folder)
        # The settings come last: without them there is no village, so none is ever half there.
        for name, data in sorted(
            _unpacked(archive)[1], key=lambda item: item[0] == "settings.json"
        ):
            _put(folder, name, data)
    return manifest


def restore_over_village(archive: Path, folder: Path, safety: Path, now: datetime) -> Manifest:
    """Put a village back to what an archive holds; what is there now is saved first.

    Everybody who has the village open sees it change. Books that the archive does not have are
    moved into the folder's ``set-aside``, never deleted.

    Args:
        archive: What to go back to.
        folder: The village's folder.
        safety: Where the present state goes before anything is touched.
        now: The time, aware.

    Raises:
        Damaged: See `verify`; then nothing was changed.
        DataError: Nothing was changed, or, if the disk fails in the middle, `safety` holds all.
    """
    manifest = verify_archive(archive)
    with village_lock.exclusive(folder), files.os_errors_explained(folder):
        present = _everything(folder)
        files.replace_file(safety, _packed(present, manifest.village, now))
        verify_archive(safety)
        set_aside_change(folder, now)
        for name in present.keys() - manifest.files.keys():
            set_aside(folder, name, now)
        for name, data in _unpacked(archive)[1]:
            if present.get(name) != data:
                _put(folder, name, data)
    return manifest


def set_aside(folder: Path, name: str, now: datetime) -> Path:
    """Move a file of a village out of the way, under a name that says when.

    Returns:
        Where it is now.
    """
    place = folder / SET_ASIDE / f"{now:%Y%m%d-%H%M%S}"
    files.make_folder(place)
    target = place / name.replace("/", "_")
    (folder / name).rename(target)
    files.sync_folder(place)
    files.sync_folder((folder / name).parent)
    return target


def set_aside_change(folder: Path, now: datetime) -> None:
    """Move a change of several books out of the way that cannot be finished, if there is one.

    The books stay as they are; the caller keeps the gate closed.
    """
    if journal.exists(folder):
        for path in sorted(folder.rglob(f".*.json{journal.NAME}")):
            set_aside(folder, path.relative_to(folder).as_posix(), now)
        set_aside(folder, journal.NAME, now)


# -- inside ----------------------------------------------------------------


def _everything(folder: Path) -> dict[str, bytes]:
    """Every file of a village; of one moment, because the caller keeps the gate closed."""
    return {part.name: _read(folder / part.name) for part in village_files(folder)}


def _read(path: Path) -> bytes:
    try:
        return files.read_file(path)[0]
    except OSError as error:
        raise DataError(
            "{path} cannot be read ({reason}).", path=path, reason=error.strerror
        ) from error


def _put(folder: Path, name: str, data: bytes) -> None:
    path = folder / name
    files.make_folder(path.parent)
    files.replace_file(path, data)


def _packed(content: Mapping[str, bytes], village: str, now: datetime) -> bytes:
    """The bytes of an archive; the same content at the same time gives the same bytes."""
    manifest = Manifest(
        village=village,
        made=now,
        files={
            name: Sealed(len(data), hashlib.sha256(data).hexdigest())
            for name, data in sorted(content.items())
        },
    )
    stamp = now.timetuple()[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in [(_MANIFEST, msgspec.json.encode(manifest)), *sorted(content.items())]:
            entry = zipfile.ZipInfo(name, (max(stamp[0], 1980), *stamp[1:]))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = files.FILE_MODE << 16
            archive.writestr(entry, data)
    return packed.getvalue()


def _unpacked(path: Path) -> tuple[Manifest, Iterator[tuple[str, bytes]]]:
    """What an archive holds, each file checked as it comes out.

    Only names that a village has are taken (`layout.is_village_file`), and only as many bytes as
    the manifest names: an archive may come from anywhere.
    """
    try:
        archive = zipfile.ZipFile(path)
        manifest = _manifest(archive, path)
    except (zipfile.BadZipFile, KeyError, msgspec.DecodeError, ValueError) as error:
        raise _not_ours(path, error) from error
    except OSError as error:
        raise DataError(
            "{path} cannot be read ({reason}).", path=path, reason=error.strerror or error
        ) from error
    return manifest, _files(archive, manifest, path)


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    with archive.open(_MANIFEST) as file:
        raw = file.read(50_000_000)
    claimed = msgspec.json.decode(raw, type=_Claim)
    if claimed.format > _FORMAT:
        raise Newer(
            "{path} was written by a newer yigong and was left as it is. Update yigong to open it.",
            path=path,
        )
    manifest = msgspec.json.decode(raw, type=Manifest)
    if (
        not all(is_village_file(name) for name in manifest.files)
        or "settings.json" not in manifest.files
    ):
        raise ValueError("names")
    if sum(sealed.size for sealed in manifest.files.values()) > MAX_UNPACKED:
        raise ValueError("size")
    return manifest


def _files(archive: zipfile.ZipFile, manifest: Manifest, path: Path) -> Iterator[tuple[str, bytes]]:
    with archive:
        for name, sealed in manifest.files.items():
            try:
                with archive.open(name) as file:
                    data = file.read(sealed.size + 1)
            except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError) as error:
                raise _not_ours(path, error) from error
            if len(data) != sealed.size or hashlib.sha256(data).hexdigest() != sealed.sha256:
                raise _not_ours(path, name)
            yield name, data


def _not_ours(path: Path, reason: object) -> Damaged:
    return Damaged(
        "{path} is not a whole backup of a village ({reason}); nothing was changed.",
        path=path,
        reason=reason,
    )
