"""Confinement of a caller to one village: what a forced command of sshd may run and reach.

With ``YIGONG_CONFINED=1`` in its environment (``command="env YIGONG_CONFINED=1 ..."`` in an
authorized_keys line, or ``ForceCommand``) the program runs the client's command if it is a
``yigong`` command; the folder, the organiser and the desk are those that the server set (after
``YIGONG_BY=?`` the client names the organiser); files are read and written only in the village's
outbox, by plain names, or as standard input and output with ``-`` (`tui.access.confined_files`).
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from yigong.store.errors import Refused
from yigong.tui.access.caller import asks_for_name
from yigong.tui.access.confined_files import is_confined

if TYPE_CHECKING:
    import argparse

_VILLAGE_COMMANDS = {"init", "demo", "restore", "town"}
"""Commands that create or replace a whole village, or read several; refused here."""

_MAX_LENGTH = 100_000
"""Characters of a command; sshd passes on one of any length."""


def requested_words(words: Sequence[str], environ: Mapping[str, str]) -> Sequence[str]:
    """The words to run: the client's own command, if sshd passed one on, else those of this
    process.

    Raises:
        Refused: The client's command is not yigong.
    """
    command = environ.get("SSH_ORIGINAL_COMMAND", "")
    if not is_confined(environ) or not command:
        return words
    try:
        parts = shlex.split(command) if len(command) <= _MAX_LENGTH else []
    except ValueError:
        parts = []
    if not parts or parts[0] != "yigong":
        raise Refused("Here only yigong can be run.")
    return [*words, *parts[1:]]


def refuse_unconfined(
    options: argparse.Namespace, words: Sequence[str], environ: Mapping[str, str]
) -> None:
    """Refuse the client's options and commands that lead out of the village; by the environment
    that the server set.

    Raises:
        Refused: They name a folder, an organiser or a desk, or a command that creates a village.
    """
    may_name = asks_for_name(environ.get("YIGONG_BY", ""))
    for name in ("--data", "--desk") if may_name else ("--data", "--by", "--desk"):
        if any(word == name or word.startswith(f"{name}=") for word in words):
            raise Refused("{option} is set by the server and cannot be given here.", option=name)
    if getattr(options, "command", None) in _VILLAGE_COMMANDS:
        raise Refused("{command} is for those who run the server.", command=options.command)
