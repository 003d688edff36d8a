"""A bracketed paste: what a terminal puts between two marks was not typed, whatever it looks like.

Textual acts on some sequences inside a paste (a report of a size resizes the program) and types
others, letter by letter. So no control character of a paste reaches it but tabs and ends of lines.
"""

from __future__ import annotations

import re

PASTE_START, PASTE_END = "\x1b[200~", "\x1b[201~"

MOST_CHARACTERS = 400_000
"""A longer paste is cut. The longest that anything takes is a sheet, of lines that are no sheet's
if they are longer than this allows (`store.attendance.sheet_parser.MOST_LINES`)."""

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""The control characters, C0 and C1 and DEL, but not tab, line feed and carriage return."""


class BracketedPaste:
    """A paste while it is read: it comes in pieces, and its end mark may be cut in two."""

    def __init__(self) -> None:
        """Begin behind the start mark."""
        self.ended = False
        """Whether the end mark was read."""

        self._held = ""
        """What may be the beginning of the end mark."""

        self._left = MOST_CHARACTERS

    def read(self, text: str) -> tuple[str, str]:
        """Read the next piece of input.

        Returns:
            Its text without control characters, and what follows the end mark.
        """
        content, mark, rest = (self._held + text).partition(PASTE_END)
        self.ended = bool(mark)
        escape = content.rfind(PASTE_END[0])
        if not mark and escape >= 0 and PASTE_END.startswith(content[escape:]):
            content, self._held = content[:escape], content[escape:]
        else:
            self._held = ""
        clean = _CONTROL.sub("", content)[: self._left]
        self._left -= len(clean)
        return clean, rest
