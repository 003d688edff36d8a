"""What an organiser chose for their own terminal: look, mouse, reading mode.

They belong to the organiser, not to the village: one at a dark terminal does not change the look of
one at a light one. They are kept in the account's configuration folder, by organiser, as several
may use one account.
"""

from __future__ import annotations

from pathlib import Path

import msgspec

from yigong.store.errors import DataError, reason_of


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
    return _read().get(organiser, Preferences())


def keep_preferences(organiser: str, preferences: Preferences) -> None:
    """Keep the choices of an organiser for the next time.

    Raises:
        DataError: They cannot be written; they hold until the program ends.
    """
    path = _path()
    new = path.with_suffix(".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        new.write_bytes(msgspec.json.encode({**_read(), organiser: preferences}))
        new.replace(path)
    except OSError as error:
        raise DataError(
            "Chosen for now, not for the next time: {path} cannot be written ({reason}).",
            path=path,
            reason=reason_of(error),
        ) from error


def _path() -> Path:
    from platformdirs import user_config_path

    return user_config_path("yigong", appauthor=False) / "preferences.json"


def _read() -> dict[str, Preferences]:
    try:
        return msgspec.json.decode(_path().read_bytes(), type=dict[str, Preferences])
    except (OSError, msgspec.DecodeError):
        return {}
