"""The folder of a web server in which the pages for everybody lie, and which of its files are ours.

It may be a folder into which others write, too: nothing in it is followed, and a file that these
pages did not bring is neither replaced nor removed. What they brought stands in a list beside them.
"""

from __future__ import annotations

import contextlib
import fcntl
import re
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from yigong.store.errors import Damaged, Refused
from yigong.store.storage.files import os_errors_explained
from yigong.store.storage.folder import Folder

LIST_NAME = ".yigong-pages.json"
"""The list of the files that these pages brought."""

_MODE = 0o644
"""World-readable, unlike the village's own files: the web server serves them to everybody."""

_OURS = re.compile(
    r"(index|programmes|venues|\d{4}-\d\d|[EPL]\d{2,7})(-\d{1,4})?(\.en)?\.html"
    r"|(public|E\d{4,7}|programme-P\d{2,7}|venue-L\d{2,7})\.ics|E\d{4,7}\.svg|style\.css"
)
"""The names that the files have: no other one in the list is believed."""


class SiteChange(NamedTuple):
    """What was changed in the folder, by name."""

    written: list[str]
    unchanged: list[str]
    removed: list[str]
    kept: list[str]
    """Not for everybody any more, but changed by somebody else since: left as they are."""


class _FileList(msgspec.Struct):
    """What these pages brought."""

    village: str
    """The id of the village."""

    files: dict[str, list[str]]
    """The name of each file, and the checksums (SHA-256) of what it may hold: two while it is
    written."""


def write_site(
    folder: Path,
    files: Mapping[str, bytes],
    village: str,
    *,
    beside: bool = False,
    dry_run: bool = False,
) -> SiteChange:
    """Bring a folder to hold these files, and none that earlier ones brought and these do not have.

    A file with the same content keeps its modification time, so the web server can answer "not
    modified". Each is replaced in one step. If it is interrupted, the next time finishes it.

    Args:
        folder: The folder; it is created if it is missing.
        files: The content of each file, by name.
        village: The id of the village whose pages these are.
        beside: Whether other files may lie in it, if it has no such pages yet.
        dry_run: Change nothing.

    Raises:
        Refused: It is a file; it holds other files, or another village's pages; somebody writes
            these pages now.
        ReadOnly: No permission.
        DataError: The disk is full, or the like.
    """
    place = Folder(folder)
    with os_errors_explained(folder):
        if not folder.exists():
            if dry_run:
                return SiteChange(sorted(files), [], [], [])
            place.create()
        elif not folder.is_dir():
            raise Refused("{path} is a file; name a folder.", path=folder)
        with place.pinned(), _alone(place):
            known = _known_files(place, files, village, beside=beside)
            change = _compare(place, files, known)
            if not dry_run:
                _apply(place, files, village, known, change)
            return change


@contextlib.contextmanager
def _alone(place: Folder) -> Iterator[None]:
    """Hold the folder's lock in the block."""
    with place.opened() as descriptor:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refused("Somebody writes these pages now; nothing was changed.") from error
        try:
            yield
        finally:
            fcntl.flock(descriptor, fcntl.LOCK_UN)


def _known_files(
    place: Folder, files: Mapping[str, bytes], village: str, *, beside: bool
) -> dict[str, list[str]]:
    """The files in the folder that these pages brought, after a look at what else is there."""
    names = set(place.names())
    data = place.read(LIST_NAME)[0] if LIST_NAME in names else b""
    if not data:
        names.discard(LIST_NAME)
        if names and not beside:
            raise Refused(
                "{path} holds other files, and nothing was written; name an empty folder, or add "
                "--beside.",
                path=place.path,
            )
        known = {}
    else:
        listed = _read_list(place, data)
        if listed.village != village:
            raise Refused(
                "{path} holds the pages of another village; nothing was changed.", path=place.path
            )
        known = {name: sums for name, sums in listed.files.items() if _OURS.fullmatch(name)}
    for name in sorted(names & files.keys() - known.keys()):
        raise Refused(
            "{path} is there already and was not written by this command; move it away.",
            path=place / name,
        )
    return {name: sums for name, sums in known.items() if name in names}


def _read_list(place: Folder, data: bytes) -> _FileList:
    try:
        return msgspec.json.decode(data, type=_FileList)
    except msgspec.MsgspecError as error:
        raise Refused(
            "{path} is damaged, so it is not known which files are its pages; empty the folder.",
            path=place / LIST_NAME,
        ) from error


def _compare(
    place: Folder, files: Mapping[str, bytes], known: Mapping[str, list[str]]
) -> SiteChange:
    change = SiteChange([], [], [], [])
    for name, data in sorted(files.items()):
        same = name in known and _content(place, name) == data
        (change.unchanged if same else change.written).append(name)
    for name in sorted(known.keys() - files.keys()):
        content = _content(place, name)
        ours = content is not None and _checksum(content) in known[name]
        (change.removed if ours else change.kept).append(name)
    return change


def _content(place: Folder, name: str) -> bytes | None:
    """What a file holds; `None`: it is a link, a pipe, or something else that is no plain file."""
    try:
        return place.read(name)[0]
    except Damaged:
        return None


def _apply(
    place: Folder,
    files: Mapping[str, bytes],
    village: str,
    known: Mapping[str, list[str]],
    change: SiteChange,
) -> None:
    """Write and remove, the list of what may be ours before it and of what is ours after it."""
    new = {name: [_checksum(data)] for name, data in files.items()}
    stale = {name: known[name] for name in change.removed}
    if change.written or change.removed or set(known) != set(new):
        both = {n: [*known.get(n, ()), *new.get(n, ())] for n in {*stale, *new}}
        _write_list(place, village, both)
    for name in change.written:
        # A file that a power cut takes is written anew the next time: it is compared.
        place.replace(name, files[name], mode=_MODE, sync=False)
    for name in change.removed:
        place.remove(name)
    _write_list(place, village, new)


def _write_list(place: Folder, village: str, files: dict[str, list[str]]) -> None:
    data = msgspec.json.encode(_FileList(village, dict(sorted(files.items()))))
    if place.read(LIST_NAME)[0] != data:
        place.replace(LIST_NAME, data, mode=_MODE)


def _checksum(data: bytes) -> str:
    return sha256(data).hexdigest()
