"""A badge scanner is a keyboard that types fast: its codes are told from typing by their pace."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT")

GAP = 0.035
"""Seconds between two characters of a scan, at most; scanners take 1 to 20 ms, fingers 80 and more.
The line over SSH mostly brings a scan in one piece."""

_CODE = re.compile(r"[Vv]\d{4,7}")
"""What a badge holds: ``V0123``."""

_BEGUN = re.compile(r"[Vv]\d{0,7}")


@dataclass(frozen=True)
class ScanResult(Generic[KeyT]):
    """What came of a key: keys that were typing after all, in their order, and the code read."""

    keys: tuple[KeyT, ...] = ()
    code: str = ""


class BadgeScanner(Generic[KeyT]):
    """Holds back what may be the beginning of a scan until that is decided.

    Only a ``V`` is ever held back for its own sake, for `gap` seconds; digits are held back only
    behind it. So nothing of a scan reaches the field or the page that has the focus, and typing
    passes as it came. It keeps no time of its own: each key comes with its moment.
    """

    def __init__(self, gap: float = GAP) -> None:
        """Begin with nothing held back.

        Args:
            gap: Seconds between two characters, at most.
        """
        self._gap = gap
        self._text = ""
        self._held: list[KeyT] = []
        self._last = 0.0

    @property
    def holding(self) -> bool:
        """Whether something is held back."""
        return bool(self._held)

    @property
    def due(self) -> float:
        """The moment at which what is held back was typing, unless another key came by then."""
        return self._last + self._gap

    def hear(self, character: str, moment: float, key: KeyT) -> ScanResult[KeyT]:
        """Take a key.

        Args:
            character: What it types; ``\\r`` for Enter, anything else for other keys.
            moment: When it was pressed, in seconds of any steady clock.
            key: What to give back if it was typing.
        """
        late = self.let_go() if moment > self.due else ()
        if character == "\r" and _CODE.fullmatch(self._text):
            code = self._text.upper()
            self.let_go()
            return ScanResult(late, code)
        if not self._goes_on(character):
            late += self.let_go()
            if not self._goes_on(character):
                return ScanResult((*late, key))
        self._text += character
        self._held.append(key)
        self._last = moment
        return ScanResult(late)

    def _goes_on(self, character: str) -> bool:
        return len(character) == 1 and _BEGUN.fullmatch(self._text + character) is not None

    def let_go(self) -> tuple[KeyT, ...]:
        """Stop holding back: the keys that were."""
        keys = tuple(self._held)
        self._text = ""
        self._held.clear()
        return keys
