"""What a terminal says by itself, taken out of what is typed: a reply is never a key.

A terminal answers questions (where the cursor is, what it is, which colours it has), perhaps ones
that another program asked before this one started. Left in, Textual types what it does not know
character by character: a reply with a ``u`` in it would undo something.
"""

from __future__ import annotations

import re
from time import monotonic

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import SPECIAL_SEQUENCES

_ESC = "\x1b"
_PASTE_BEGINS, _PASTE_ENDS = "\x1b[200~", "\x1b[201~"
_STRING = re.compile(r"\x1b[]P_^X]")
"""OSC, DCS, APC, PM, SOS (ECMA-48 5.6, 8.3): a text up to ST, or BEL."""

_STRING_ENDS = re.compile(r"\x07|\x1b\\")
_CONTROL = re.compile(r"\x1b\[(?:\[[ -~]|[0-?]*[ -/]*[@-~])")
"""A control sequence (ECMA-48 5.4); the console of Linux has a second bracket in some keys."""

_BEGUN = re.compile(r"\x1b\[[0-?]*[ -/]*\[?\Z")
_WANTED = re.compile(r"\x1b\[\?20(?:26|48);\d\$y")
"""Modes that Textual asks about."""

_KITTY = re.compile(r"\x1b\[[\d:;]+[u~ABCDEFHPQRS]")
_OLD_MOUSE = "\x1b[M"
_LONGEST = 100_000
"""Characters of a text that never ends; then it is given up."""


class ReplyFilter:
    """Lets keys and pastes through and drops the rest; it keeps only what has no end yet."""

    def __init__(self, patience: float, *, kitty: bool = False) -> None:
        """Begin with nothing held back.

        Args:
            patience: Seconds within which the rest of a sequence comes, or never.
            kitty: Whether keys come by the Kitty keyboard protocol, too.
        """
        self._patience = patience
        self._kitty = kitty
        self._rest = ""
        self._sent = 0
        """How much of the rest was let through already: an Escape, which may be a key."""

        self._since = 0.0
        self._pasting = False
        self._tail = ""

    def keys(self, text: str, moment: float | None = None) -> str:
        """What of a piece of input is keys and pastes.

        Args:
            text: What came.
            moment: When, in seconds of any steady clock.
        """
        moment = monotonic() if moment is None else moment
        if moment - self._since > self._patience:
            self._rest, self._sent = "", 0
        text, sent = self._rest + text, self._sent
        self._rest, self._sent, self._since = "", 0, moment
        passed: list[str] = []
        at = 0
        while at < len(text):
            piece, keep = self._next(text, at)
            sent = sent if at == 0 else 0
            if piece is None:
                self._hold(text[at:], sent, passed)
                break
            if keep:
                passed.append(piece[sent:])
            at += len(piece)
        return "".join(passed)

    def _hold(self, rest: str, sent: int, passed: list[str]) -> None:
        """Keep what has no end yet; an Escape may be a key by itself, so it goes on its way."""
        if rest == _ESC and not sent:
            passed.append(_ESC)
            sent = 1
        if len(rest) < _LONGEST:
            self._rest, self._sent = rest, sent

    def _next(self, text: str, at: int) -> tuple[str | None, bool]:
        """The next piece and whether it goes through; `None`: its end has not come yet."""
        if self._pasting:
            return self._pasted(text[at:]), True
        if text[at] != _ESC:
            end = text.find(_ESC, at)
            return text[at : end if end >= 0 else len(text)], True
        if at + 1 == len(text):
            return None, False
        if _STRING.match(text, at):
            ends = _STRING_ENDS.search(text, at + 2)
            return (text[at : ends.end()] if ends else None), False
        found = _CONTROL.match(text, at)
        if found is None:
            begun = _BEGUN.match(text, at)
            return (None, False) if begun else (_ESC, True)
        sequence = found[0]
        if sequence == _OLD_MOUSE:
            return text[at : at + 6], False
        self._pasting = sequence == _PASTE_BEGINS
        return sequence, self._is_key(sequence)

    def _pasted(self, text: str) -> str:
        """As much of a paste as came; its end may come in two pieces."""
        joined = self._tail + text
        end = joined.find(_PASTE_ENDS)
        if end < 0:
            self._tail = joined[1 - len(_PASTE_ENDS) :]
            return text
        end += len(_PASTE_ENDS) - len(self._tail)
        self._pasting, self._tail = False, ""
        return text[:end]

    def _is_key(self, sequence: str) -> bool:
        return (
            sequence in ANSI_SEQUENCES_KEYS
            or sequence in SPECIAL_SEQUENCES
            or bool(_WANTED.fullmatch(sequence))
            or (self._kitty and bool(_KITTY.fullmatch(sequence)))
        )
