"""Filter a terminal's replies out of its input: a reply is never a key, and neither is a paste.

A terminal answers queries (cursor position, device attributes, colours), perhaps ones that another
program sent before this one started. Textual takes a sequence it does not know as typed, character
by character: a reply with a ``u`` in it would undo something.
"""

from __future__ import annotations

import re

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import SPECIAL_SEQUENCES

from yigong.tui.terminal.bracketed_paste import PASTE_END, PASTE_START, BracketedPaste

ESC = "\x1b"
_STRING = re.compile(r"\x1b[]P_^X]")
"""A control string: OSC, DCS, APC, PM or SOS (ECMA-48 5.6, 8.3), up to ST, or BEL."""

_STRING_END = re.compile(r"\x07|\x1b\\")
_CONTROL = re.compile(r"\x1b\[(?:\[(?:[ -~]|(?=[^ -~]))|(?!\[)[0-?]*[ -/]*[@-~])")
"""A control sequence (ECMA-48 5.4); the Linux console sends some keys with a second bracket."""

_UNFINISHED = re.compile(r"\x1b\[(?:\[|[0-?]*[ -/]*)\Z")
_MODE_REPORT = re.compile(r"\x1b\[\?2026;\d\$y")
"""The report (DECRPM) of the mode that is queried: synchronized output."""

_KITTY = re.compile(r"\x1b\[[\d:;]+[u~ABCDEFHPQRS]")
_X10_MOUSE, _X10_LENGTH = "\x1b[M", 6
_LONGEST_PENDING = 64
"""Characters of an unfinished control sequence that are kept, with the last: no key is as long."""

PASTE_TIMEOUT = 5.0
"""Seconds without input after which a paste has ended, as its end mark was lost; a line that stalls
in the middle of a paste should not take as long, for the rest of it would be keys."""


_LATE = 1.0
"""Seconds without input after which the rest of an arrow key does not come any more."""


class ReplyFilter:
    """Lets keys and the text of pastes through and drops the rest.

    How the input is cut into reads makes no difference. The filter has no clock: it is told when
    nothing is read.
    """

    def __init__(self, timeout: float, *, kitty: bool = False) -> None:
        """Begin with nothing pending.

        Args:
            timeout: Seconds without input after which an unfinished sequence is dropped, and a lone
                Escape is a key.
            kitty: Whether keys come by the Kitty keyboard protocol, too.
        """
        self._timeout = timeout
        self._kitty = kitty
        self._pending = ""
        """A sequence that is not finished yet."""

        self._paste: BracketedPaste | None = None
        self._late = False
        """Whether an Escape was passed on just now, the rest of whose sequence may still come."""

    def keys(self, text: str) -> str:
        """The keys and pastes in the next piece of input."""
        text, self._pending = self._pending + self._without_late_rest(text), ""
        passed: list[str] = []
        at = 0
        while at < len(text):
            if self._paste is not None:
                clean, rest = self._paste.read(text[at:])
                passed.append(clean)
                if self._paste.ended:
                    passed.append(PASTE_END)
                    self._paste = None
                at = len(text) - len(rest)
                continue
            piece = _next_piece(text, at)
            if not piece:
                self._hold(text[at:])
                break
            at += len(piece)
            if self._is_input(piece):
                passed.append(piece)
            if piece == PASTE_START:
                self._paste = BracketedPaste()
        return "".join(passed)

    def wait(self, idle: float, most: float) -> float:
        """How long to wait for more input, at most, until `expire` is called, after some idle
        seconds."""
        if not self._pending or idle >= self._timeout:
            return most
        return min(most, self._timeout - idle)

    def expire(self, idle: float) -> str:
        """What is passed on because nothing was read for some seconds: a lone Escape, which was
        a key; the end of a paste that has none; mostly nothing."""
        if self._paste is not None:
            if idle < PASTE_TIMEOUT:
                return ""
            self._paste = None
            return PASTE_END
        if idle >= _LATE:
            self._late = False
        if idle < self._timeout:
            return ""
        pending, self._pending = self._pending, ""
        self._late = self._late or pending == ESC
        return ESC if pending == ESC else ""

    def _without_late_rest(self, text: str) -> str:
        """Text without the rest of a key whose Escape has passed: ``[A`` would be two letters."""
        late, self._late = self._late, False
        rest = _CONTROL.match(ESC + text) if late else None
        return text if rest is None else text[rest.end() - 1 :]

    def _hold(self, pending: str) -> None:
        """Keep of an unfinished sequence what tells where it ends, and that it is no key."""
        if _STRING.match(pending):
            pending = pending[:2] + ESC * pending.endswith(ESC)
        elif len(pending) > _LONGEST_PENDING:
            pending = pending[:_LONGEST_PENDING] + pending[-1]
        self._pending = pending

    def _is_input(self, piece: str) -> bool:
        """Whether a piece is text, a key or a mark of a paste."""
        return (
            not piece.startswith(ESC)
            or piece == ESC
            or piece in ANSI_SEQUENCES_KEYS
            or piece in SPECIAL_SEQUENCES
            or bool(_MODE_REPORT.fullmatch(piece))
            or (self._kitty and bool(_KITTY.fullmatch(piece)))
        )


def _next_piece(text: str, at: int) -> str:
    """The text up to the next Escape, a sequence, or an Escape alone; empty: it is unfinished."""
    if text[at] != ESC:
        end = text.find(ESC, at)
        return text[at : end if end >= 0 else len(text)]
    if at + 1 == len(text):
        return ""
    if _STRING.match(text, at):
        mark = _STRING_END.search(text, at + 2)
        return text[at : mark.end()] if mark else ""
    found = _CONTROL.match(text, at)
    if found is None:
        return "" if _UNFINISHED.match(text, at) else ESC
    if found[0] == _X10_MOUSE:
        report = text[at : at + _X10_LENGTH]
        return report if len(report) == _X10_LENGTH else ""
    return found[0]
