"""What an organiser chose for their own terminal: look, mouse, reading mode.

They belong to the organiser, not to the village: one at a dark terminal does not change the look of
one at a light one. They are kept in the account's configuration folder, by organiser, as several
may use one account.
"""

from __future__ import annotations

import msgspec

from yigong.store.errors import Damaged, DataError, reason_of
from yigong.store.storage.folder import Folder

_FILE = "preferences.json"


class Preferences(msgspec.Struct, frozen=True, omit_defaults=True):
    """The choices of one organiser."""

    look: str = ""
    """One of `tui.themes.NAMES`; empty: the terminal's own colours."""

    mouse: bool = False
    """Whether the program has the mouse; without, the terminal selects text with it."""

    reading: bool = False
    """Whether every change is said as a line, for a screen reader."""


def preferences_of(organiser: str) -> Preferences:
    """The choices of an organiser; the usual ones where there are none, or none can be read."""
    return _read(_folder()).get(organiser, Preferences())


def keep_preferences(organiser: str, preferences: Preferences) -> None:
    """Keep the choices of an organiser for the next time.

    Raises:
        DataError: They cannot be written; they hold until the program ends.
    """
    folder = _folder()
    try:
        folder.create()
        everybody = {**_read(folder), organiser: preferences}
        folder.replace(_FILE, msgspec.json.encode(everybody), sync=False, mode=0o600)
    except OSError as error:
        raise DataError(
            "Chosen for now, not for the next time: {path} cannot be written ({reason}).",
            path=folder.path / _FILE,
            reason=reason_of(error),
        ) from error


def _folder() -> Folder:
    from platformdirs import user_config_path

    return Folder(user_config_path("yigong", appauthor=False))


def _read(folder: Folder) -> dict[str, Preferences]:
    try:
        raw, _fingerprint = folder.read(_FILE)
        return msgspec.json.decode(raw, type=dict[str, Preferences])
    except (OSError, Damaged, msgspec.DecodeError):
        return {}
