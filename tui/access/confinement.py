"""Keeping a caller inside one village: what a forced command of sshd may do and reach.

With ``YIGONG_CONFINED=1`` in its environment (``command="env YIGONG_CONFINED=1 ..."`` in an
authorized_keys line, or ``ForceCommand``) the program runs what the client asked for, if that is
a ``yigong`` command; the folder, the name and the desk are those that the server set (where it set
``YIGONG_BY=?``, the client says the name); files are read from and written to the village's outbox
alone, by plain names, or go over the line with ``-`` (`tui.access.file_path`).
"""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from yigong.store.errors import Refused
from yigong.tui.access.caller import asks_for_name
from yigong.tui.access.file_path import is_confined

if TYPE_CHECKING:
    import argparse

_OUTSIDE = {"init", "demo", "restore"}
"""Commands that make or replace a whole village: for those who run the server."""

_LONGEST = 100_000
"""Characters of a command; sshd passes on whatever the client sends."""


def requested_words(words: Sequence[str], environ: Mapping[str, str]) -> Sequence[str]:
    """What to run: the client's own command, where sshd passed one on.

    Args:
        words: The words of this process.
        environ: Its environment.

    Raises:
        Refused: The client asked for something that is not yigong.
    """
    asked = environ.get("SSH_ORIGINAL_COMMAND", "")
    if not is_confined(environ) or not asked:
        return words
    try:
        parts = shlex.split(asked) if len(asked) <= _LONGEST else []
    except ValueError:
        parts = []
    if not parts or parts[0] != "yigong":
        raise Refused("Here only yigong can be run.")
    return [*words, *parts[1:]]


def refuse_outside(
    options: argparse.Namespace, words: Sequence[str], environ: Mapping[str, str]
) -> None:
    """Refuse what leads out of the village.

    Args:
        options: The parsed options.
        words: What was asked, unparsed.
        environ: What the server set.

    Raises:
        Refused: Another folder, name or desk is asked for, or a command that makes villages.
    """
    asked = asks_for_name(environ.get("YIGONG_BY", ""))
    for name in ("--data", "--desk") if asked else ("--data", "--by", "--desk"):
        if any(word == name or word.startswith(f"{name}=") for word in words):
            raise Refused("{option} is set by the server and cannot be given here.", option=name)
    if getattr(options, "command", None) in _OUTSIDE:
        raise Refused("{command} is for those who run the server.", command=options.command)
