"""Who calls and which folder is theirs: the login name, a name to be asked for, the data folder."""

from __future__ import annotations

import os
from pathlib import Path

from yigong.store.errors import DataError, reason_of


def login_name() -> str:
    """The login name; empty for a user id without a name, which the history shows as ``?``."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return ""


def asks_for_name(name: str) -> bool:
    """Whether an organiser's name is ``?``, on a Chinese keyboard ``？``: ask who is there."""
    return name.strip() in ("?", "？")


def data_folder() -> Path:
    """The user's data folder for yigong."""
    from platformdirs import user_data_path

    return user_data_path("yigong")


def demo_folder(language: str) -> Path:
    """The folder of the demo village: beside the user's own data folder, never in it.

    A village is created in an empty folder, so a demo inside the data folder would prevent that.
    The demo in English is another village.
    """
    return data_folder().with_name("yigong-demo-en" if language == "en" else "yigong-demo")


def check_readable(folder: Path) -> None:
    """Check that a folder, if it exists, can be listed.

    Raises:
        DataError: It cannot; unchecked, it would be taken for an empty folder.
    """
    try:
        exists = folder.exists()
    except OSError as error:
        raise DataError(
            "{path} cannot be read ({reason}).", path=folder, reason=reason_of(error)
        ) from error
    if exists and not os.access(folder, os.R_OK | os.X_OK):
        raise DataError("No permission to read {path}.", path=folder)
