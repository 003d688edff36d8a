"""An archive: a village in one ZIP file, with a manifest of the size and digest of each file.

Archives are not trusted. What one claims is compared with limits and with its manifest before
anything of it is unpacked; then each file is read in blocks, never more than was claimed.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from yigong.store.errors import Damaged, Newer
from yigong.store.language import _
from yigong.store.storage.book_file import decode_book
from yigong.store.storage.files import FILE_MODE, MAX_BYTES, reading_explained
from yigong.store.storage.layout import is_village_file
from yigong.store.storage.schema import SETTINGS

MANIFEST = "manifest.json"
SETTINGS_FILE = f"{SETTINGS.name}.json"
"""The file that makes a folder a village."""

_FORMAT = 1

MAX_TOTAL = 1 << 31
"""The most bytes that an archive may unpack to; twenty years of a large village are a tenth."""

MAX_FILES = 40_000
"""The most files that an archive may hold: twenty years with 2 000 registers each."""

_MAX_MANIFEST = 8 << 20
_MAX_SETTINGS = 4 << 20
_MAX_DIRECTORY = 4 << 20
"""The most bytes of its manifest, its settings and its list of files."""

_BLOCK = 1 << 18

_END = struct.Struct("<4s4H2LH")
"""The end of a ZIP without a comment (APPNOTE 4.3.16)."""

_END_MARK, _END_64_MARK, _END_64_SIZE = b"PK\5\6", b"PK\6\7", 20

_BAD_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    OverflowError,
    RuntimeError,
    ValueError,
    msgspec.DecodeError,
)
"""What `zipfile` and `msgspec` raise at an archive that is none."""


class _Unfit(ValueError):
    """Why an archive is no backup of a village, as the part of a sentence."""


class FileDigest(msgspec.Struct, frozen=True):
    """Size and checksum of a file in an archive."""

    size: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """The contents of an archive."""

    format: int = _FORMAT
    village: str
    id: str = ""
    """The village's (`village_id`); archives of older versions have none."""

    made: datetime
    files: dict[str, FileDigest]


class _Version(msgspec.Struct, frozen=True):
    """The part of a manifest that all versions have."""

    format: int


class Archive:
    """An archive that is open, and holds the files that its manifest says, in their sizes."""

    def __init__(self, path: Path, archive: zipfile.ZipFile, manifest: Manifest) -> None:
        """Use `opened_archive`.

        Args:
            path: Its path, for sentences.
            archive: The ZIP file.
            manifest: Its manifest, which was compared with it.
        """
        self.path = path
        self.manifest = manifest
        self._archive = archive

    @property
    def total(self) -> int:
        """The bytes that it unpacks to."""
        return sum(digest.size for digest in self.manifest.files.values())

    def blocks(self, name: str) -> Iterator[bytes]:
        """A file's content in blocks.

        Raises:
            Damaged: It is not what the manifest says; known for sure only after the last block.
        """
        digest, size, seen = self.manifest.files[name], 0, hashlib.sha256()
        try:
            with self._archive.open(name) as file:
                while size <= digest.size and (block := file.read(_BLOCK)):
                    size += len(block)
                    seen.update(block)
                    yield block
        except _BAD_ZIP as error:
            raise _bad_archive(self.path, error) from error
        if size != digest.size or seen.hexdigest() != digest.sha256:
            raise _bad_archive(self.path, _altered(name))

    def crc(self, name: str) -> int:
        """The CRC-32 of a file, which `blocks` checks as well."""
        return self._archive.getinfo(name).CRC

    def check(self) -> None:
        """Read everything, and compare it with the manifest.

        Raises:
            Damaged: A file is not what the manifest says.
        """
        for name in self.manifest.files:
            for _block in self.blocks(name):
                pass

    def check_village(self) -> None:
        """As `check`; and it has to be a village that this version opens.

        What was copied of a damaged village may lack its settings, or have damaged ones.

        Raises:
            Damaged: As `check`; or there are no settings.
            Newer: A newer yigong wrote the village.
        """
        self.check()
        if SETTINGS_FILE not in self.manifest.files:
            raise _bad_archive(self.path, _Unfit(_("it has no settings")))
        raw = b"".join(self.blocks(SETTINGS_FILE))
        with contextlib.suppress(Damaged):  # which opening the village reports
            decode_book(raw, self.path / SETTINGS_FILE, SETTINGS.name, SETTINGS)


def pack(content: Iterable[tuple[str, bytes]], village: str, id_: str, now: datetime) -> bytes:
    """The bytes of an archive, which depend on nothing but the arguments.

    Args:
        content: Each file's name and content.
        village: The village's name.
        id_: Its id.
        now: The time, aware.
    """
    digests: dict[str, FileDigest] = {}
    stamp = now.timetuple()[:6]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, data: bytes) -> None:
            entry = zipfile.ZipInfo(name, (max(stamp[0], 1980), *stamp[1:]))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = FILE_MODE << 16
            archive.writestr(entry, data)

        for name, data in content:
            digests[name] = FileDigest(len(data), hashlib.sha256(data).hexdigest())
            add(name, data)
        manifest = Manifest(village=village, id=id_, made=now, files=digests)
        add(MANIFEST, msgspec.json.encode(manifest))
    return packed.getvalue()


@contextlib.contextmanager
def opened_archive(path: Path) -> Iterator[Archive]:
    """Open an archive and compare what it holds with its manifest; nothing is unpacked yet.

    Raises:
        Damaged: It is not an archive of a village, or a hostile one.
        Newer: A newer yigong made it.
        DataError: It cannot be read.
    """
    with reading_explained(path):
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
        with os.fdopen(descriptor, "rb") as file:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise _bad_archive(path, _Unfit(_("it is not a plain file")))
            with _archive_in(file, path) as archive:
                yield archive


def read_manifest(path: Path) -> Manifest:
    """The manifest of an archive; its files are not read.

    Raises:
        As `opened_archive`.
    """
    with opened_archive(path) as archive:
        return archive.manifest


def verify_archive(path: Path) -> Manifest:
    """Read an archive through and check every file's digest.

    Raises:
        Damaged: It is not an archive of a village, or it was altered.
        Newer: A newer yigong made it.
        DataError: It cannot be read.
    """
    with opened_archive(path) as archive:
        archive.check()
        return archive.manifest


# -- inside ----------------------------------------------------------------


@contextlib.contextmanager
def _archive_in(file: IO[bytes], path: Path) -> Iterator[Archive]:
    with contextlib.ExitStack() as stack:
        try:
            _check_directory(file)
            archive = stack.enter_context(zipfile.ZipFile(file))
            manifest = _manifest(archive, path)
        except _BAD_ZIP as error:
            raise _bad_archive(path, error) from error
        yield Archive(path, archive, manifest)


def _check_directory(file: IO[bytes]) -> None:
    """Check the size of the list of files before `zipfile` reads all of it into memory.

    Raises:
        ValueError: It is larger than that of any village, or not where `zipfile` finds it.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _END.size - _END_64_SIZE))
    before, end = (tail := file.read())[: -_END.size], tail[-_END.size :]
    if len(end) < _END.size or not end.startswith(_END_MARK) or before.startswith(_END_64_MARK):
        raise _Unfit(_("it is no ZIP file, or a part of one"))
    _mark, _disk, _first, _here, count, length, _offset, comment = _END.unpack(end)
    if count > MAX_FILES + 1 or length > _MAX_DIRECTORY or comment:
        raise _Unfit(_("it lists more files than a village has"))


def _manifest(archive: zipfile.ZipFile, path: Path) -> Manifest:
    """The manifest, once it agrees with the list of files.

    Raises:
        ValueError: It does not, or there is more than in any village.
    """
    entries = {entry.filename: entry for entry in archive.infolist()}
    own = entries.pop(MANIFEST)
    if own.file_size > _MAX_MANIFEST:
        raise _altered(MANIFEST)
    with archive.open(own) as file:
        raw = file.read(_MAX_MANIFEST)
    if msgspec.json.decode(raw, type=_Version).format > _FORMAT:
        raise Newer(
            "{path} was written by a newer yigong and was left as it is. Update yigong to open it.",
            path=path,
        )
    manifest = msgspec.json.decode(raw, type=Manifest)
    if len(archive.infolist()) != len(entries) + 1 or entries.keys() != manifest.files.keys():
        raise _Unfit(_("there are other files in it than were saved"))
    if not all(map(is_village_file, entries)):
        raise _Unfit(_("there are files in it that no village has"))
    for name, entry in entries.items():
        limit = _MAX_SETTINGS if name == SETTINGS_FILE else MAX_BYTES
        if entry.file_size != manifest.files[name].size or entry.file_size > limit:
            raise _altered(name)
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _altered(name)  # others take memory that the archive asks for
    if sum(entry.file_size for entry in entries.values()) > MAX_TOTAL:
        raise _Unfit(_("it is larger than any village"))
    return manifest


def _altered(name: str) -> _Unfit:
    return _Unfit(_("{file} in it is not what was saved").format(file=name))


def _bad_archive(path: Path, error: Exception) -> Damaged:
    """The error about an archive, by one of `_BAD_ZIP`, whose own words are for programmers."""
    return Damaged(
        "{path} is not a whole backup of a village ({reason}); nothing was changed.",
        path=path,
        reason=error if isinstance(error, _Unfit) else _("it cannot be unpacked"),
    )
