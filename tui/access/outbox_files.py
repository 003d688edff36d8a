"""The files of the outbox: what was written for the village or sent here, and by whom."""

from __future__ import annotations

import pwd
import re
import stat
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from yigong.store.records import Issue
from yigong.store.storage.files import os_errors_explained
from yigong.store.storage.folder import Folder
from yigong.tui.access.confined_files import outbox_path
from yigong.tui.text.display_text import is_harmless

_ISSUE_TIME = timedelta(minutes=1)
"""How long after it is recorded an issue is written, at the most."""


class OutboxFile(NamedTuple):
    """A file of the outbox."""

    name: str
    size: int
    """Bytes."""

    at: datetime
    """When it was written; aware."""

    owner: str
    """The login name of who wrote it."""


def outbox_files(village: Folder) -> list[OutboxFile]:
    """The files of the outbox, the newest first.

    What is no plain file is left out, and what has a name that no terminal should get.

    Raises:
        DataError: They cannot be read.
    """
    found = []
    for path, status in village.walk("outbox"):
        _folder, _slash, name = path.partition("/")
        plain = stat.S_ISREG(status.st_mode) and "/" not in name and not name.startswith(".")
        if plain and all(map(is_harmless, name)):
            at = datetime.fromtimestamp(status.st_mtime, UTC)
            found.append(OutboxFile(name, status.st_size, at, _login(status.st_uid)))
    return sorted(found, key=lambda file: (file.at, file.name), reverse=True)


def remove_outbox_file(village: Folder, name: str) -> None:
    """Remove a file of the outbox.

    Raises:
        Refused: The name is not a plain one.
        ReadOnly: No permission.
        DataError: The system refuses.
    """
    path = outbox_path(village, name)
    with os_errors_explained(path):
        village.remove(f"outbox/{name}")


def writer(file: OutboxFile, issues: Iterable[Issue]) -> str:
    """Who wrote a file: the organiser by the book of issues, else the owner's login name."""
    for issue in issues:
        if timedelta() <= file.at - issue.at <= _ISSUE_TIME and _is_of(file.name, issue):
            return issue.by
    return file.owner


def _is_of(name: str, issue: Issue) -> bool:
    """Whether a file has the name of what was issued: ``signin E0042@2026-11-25``."""
    stem = f"record-{issue.code}" if issue.kind == "record" else issue.what
    file, stem = (re.sub("[ @]", "-", text) for text in (name, stem))
    return file.startswith(stem) and file[len(stem) :][:1] in ("-", ".")


def _login(user: int) -> str:
    try:
        return pwd.getpwuid(user).pw_name
    except KeyError:
        return str(user)
