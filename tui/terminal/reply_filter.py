"""Filter a terminal's replies out of its input: a reply is never a key.

A terminal answers queries (cursor position, device attributes, colours), perhaps ones that another
program sent before this one started. Textual takes a sequence it does not know as typed, character
by character: a reply with a ``u`` in it would undo something.
"""

from __future__ import annotations

import re
from time import monotonic

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import SPECIAL_SEQUENCES

_ESC = "\x1b"
_PASTE_START, _PASTE_END = "\x1b[200~", "\x1b[201~"
_STRING = re.compile(r"\x1b[]P_^X]")
"""A control string: OSC, DCS, APC, PM or SOS (ECMA-48 5.6, 8.3), up to ST, or BEL."""

_STRING_END = re.compile(r"\x07|\x1b\\")
_CONTROL = re.compile(r"\x1b\[(?:\[[ -~]|[0-?]*[ -/]*[@-~])")
"""A control sequence (ECMA-48 5.4); the Linux console sends some keys with a second bracket."""

_UNFINISHED = re.compile(r"\x1b\[[0-?]*[ -/]*\[?\Z")
_MODE_REPORT = re.compile(r"\x1b\[\?20(?:26|48);\d\$y")
"""Reports (DECRPM) of the modes that Textual queries."""

_KITTY = re.compile(r"\x1b\[[\d:;]+[u~ABCDEFHPQRS]")
_X10_MOUSE = "\x1b[M"
_MAX_PENDING = 100_000
"""Characters of an unfinished sequence that are kept; a longer one is dropped."""


class ReplyFilter:
    """Lets keys and bracketed pastes through and drops the rest; buffers unfinished sequences."""

    def __init__(self, timeout: float, *, kitty: bool = False) -> None:
        """Begin with an empty buffer.

        Args:
            timeout: Seconds after which an unfinished sequence is dropped.
            kitty: Whether keys come by the Kitty keyboard protocol, too.
        """
        self._timeout = timeout
        self._kitty = kitty
        self._pending = ""
        self._sent = 0
        """Characters of the pending text that were let through: an Escape, which may be a key."""

        self._since = 0.0
        self._pasting = False
        self._paste_tail = ""

    def keys(self, text: str, moment: float | None = None) -> str:
        """The keys and pastes in a piece of input.

        Args:
            text: The decoded input.
            moment: When it was read, in seconds of any steady clock.
        """
        moment = monotonic() if moment is None else moment
        if moment - self._since > self._timeout:
            self._pending, self._sent = "", 0
        text, sent = self._pending + text, self._sent
        self._pending, self._sent, self._since = "", 0, moment
        passed: list[str] = []
        at = 0
        while at < len(text):
            piece, is_input = self._next(text, at)
            sent = sent if at == 0 else 0
            if piece is None:
                self._hold(text[at:], sent, passed)
                break
            if is_input:
                passed.append(piece[sent:])
            at += len(piece)
        return "".join(passed)

    def _hold(self, pending: str, sent: int, passed: list[str]) -> None:
        """Keep an unfinished sequence; let a lone Escape through at once, it may be a key."""
        if pending == _ESC and not sent:
            passed.append(_ESC)
            sent = 1
        if len(pending) < _MAX_PENDING:
            self._pending, self._sent = pending, sent

    def _next(self, text: str, at: int) -> tuple[str | None, bool]:
        """The next piece and whether it is input; `None`: it is unfinished."""
        if self._pasting:
            return self._paste(text[at:]), True
        if text[at] != _ESC:
            end = text.find(_ESC, at)
            return text[at : end if end >= 0 else len(text)], True
        if at + 1 == len(text):
            return None, False
        if _STRING.match(text, at):
            end_mark = _STRING_END.search(text, at + 2)
            return (text[at : end_mark.end()] if end_mark else None), False
        found = _CONTROL.match(text, at)
        if found is None:
            unfinished = _UNFINISHED.match(text, at)
            return (None, False) if unfinished else (_ESC, True)
        sequence = found[0]
        if sequence == _X10_MOUSE:
            return text[at : at + 6], False
        self._pasting = sequence == _PASTE_START
        return sequence, self._is_key(sequence)

    def _paste(self, text: str) -> str:
        """As much of a bracketed paste as was read; its end mark may come in two reads."""
        joined = self._paste_tail + text
        end = joined.find(_PASTE_END)
        if end < 0:
            self._paste_tail = joined[1 - len(_PASTE_END) :]
            return text
        end += len(_PASTE_END) - len(self._paste_tail)
        self._pasting, self._paste_tail = False, ""
        return text[:end]

    def _is_key(self, sequence: str) -> bool:
        return (
            sequence in ANSI_SEQUENCES_KEYS
            or sequence in SPECIAL_SEQUENCES
            or bool(_MODE_REPORT.fullmatch(sequence))
            or (self._kitty and bool(_KITTY.fullmatch(sequence)))
        )
