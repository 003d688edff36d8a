"""What Textual reads from the environment: frames, animations, the time-out after an Escape."""

from __future__ import annotations

from collections.abc import MutableMapping


def prepare_environment(environ: MutableMapping[str, str]) -> None:
    """Set the environment variables that Textual reads when it is imported; the user's own stay.

    Textual's "report all keys" mode garbles words committed by a Chinese input method (its pull
    request 6544); animations and frames cost bytes on the line; over SSH the bytes of an arrow key
    may arrive apart, so the time-out after an Escape is longer.
    """
    environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
    environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    environ.setdefault("TEXTUAL_FPS", "30")
    environ.setdefault("ESCDELAY", "250" if environ.get("SSH_CONNECTION") else "100")
