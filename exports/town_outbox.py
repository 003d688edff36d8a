"""Where the files of a town are written: its outbox, or where somebody says."""

from __future__ import annotations

import os
from pathlib import Path

from yigong.exports.export_file import write_export
from yigong.store.storage.files import os_errors_explained
from yigong.store.town.town_folder import TownFolder


def write_town_file(town: TownFolder, name: str, data: bytes, target: str | None = None) -> Path:
    """Write a file of a town.

    Args:
        town: The town.
        name: The file's name in the outbox.
        data: Its content.
        target: Where else to, as it was typed; empty or `None`: into the outbox.
    """
    if target:
        path = Path(os.path.expanduser(target))  # noqa: PTH111 - pathlib's raises for an unknown user
        return write_export(path, data, town.root)
    with os_errors_explained(town.path):
        town.root.make("outbox")
    return write_export(town.path / "outbox" / name, data, town.root)
