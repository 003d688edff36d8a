"""Tell a badge scanner, a keyboard that types fast, from a person: by the time between keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")

GAP = 0.035
"""Seconds between two characters of a scan, at most; scanners take 1 to 20 ms, fingers 80 and more.
A connection over SSH mostly delivers a scan in one piece."""

_CODE = re.compile(r"[Vv]\d{4,7}")
"""What a badge holds: ``V0123``."""

_PREFIX = re.compile(r"[Vv]\d{0,7}")


@dataclass(frozen=True)
class ScanResult(Generic[KeyT]):
    """The result of a key: the keys that turned out to be typing, in order, and the code read."""

    keys: tuple[KeyT, ...] = ()
    code: str = ""


class BadgeScanner(Generic[KeyT]):
    """Holds keys back while they may be the beginning of a scan.

    Only a ``V`` starts that, for `gap` seconds; digits are held back only behind it. So nothing of
    a scan reaches the widget or the page that has the focus, and typing passes unchanged. The
    scanner has no clock: each key comes with its time.
    """

    def __init__(self, gap: float = GAP) -> None:
        """Begin with nothing held back; at most `gap` seconds are between two characters."""
        self._gap = gap
        self._text = ""
        self._held: list[KeyT] = []
        self._last = 0.0

    @property
    def holding(self) -> bool:
        """Whether a key is held back."""
        return bool(self._held)

    @property
    def deadline(self) -> float:
        """The time after which the keys held back are typing, unless another key came before."""
        return self._last + self._gap

    def feed(self, character: str, moment: float, key: KeyT) -> ScanResult[KeyT]:
        r"""Take a key: the character it types, ``\r`` for Enter; when, in seconds of any steady
        clock; and what to give back if it was typing."""
        released = self.release() if moment > self.deadline else ()
        if character == "\r" and _CODE.fullmatch(self._text):
            code = self._text.upper()
            self.release()
            return ScanResult(released, code)
        if not self._extends_prefix(character):
            released += self.release()
            if not self._extends_prefix(character):
                return ScanResult((*released, key))
        self._text += character
        self._held.append(key)
        self._last = moment
        return ScanResult(released)

    def _extends_prefix(self, character: str) -> bool:
        return len(character) == 1 and _PREFIX.fullmatch(self._text + character) is not None

    def release(self) -> tuple[KeyT, ...]:
        """Give back the keys held back, and begin anew."""
        keys = tuple(self._held)
        self._text = ""
        self._held.clear()
        return keys
