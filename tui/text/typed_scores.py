"""The reading of typed rules of scores: marks, steps, stars, limits."""

from __future__ import annotations

import re
import unicodedata

from yigong.store.errors import Refused
from yigong.store.score_records import ScoreStep

_STEP = re.compile(r"([0-9]{1,3})%?:([0-9]{1,4})")


def read_marks(value: object) -> int:
    """Read marks or a target, empty is 0; refuse what is no whole number."""
    text = _plain(value)
    return _whole(text) if text else 0


def read_limit(value: object) -> int:
    """Read a number of registers or days; refuse what is no whole number."""
    return _whole(_plain(value))


def read_steps(value: object) -> tuple[ScoreStep, ...]:
    """Read ``95:20 80:10``: from a percentage on so many marks; empty: there are none.

    Raises:
        Refused: It is written otherwise.
    """
    steps = []
    for word in re.split(r"[\s,;、]+", _plain(value).replace(": ", ":")):
        if not word:
            continue
        found = _STEP.fullmatch(word)
        if found is None:
            raise Refused("Steps are written as 95:20 80:10: from 95 per cent on 20 marks.")
        steps.append(ScoreStep(least=int(found[1]), marks=int(found[2])))
    return tuple(steps)


def read_stars(value: object) -> tuple[int, ...]:
    """Read the marks for one star, two and so on: ``50 60 70 80 90``."""
    return tuple(_whole(word) for word in re.split(r"[\s,;、]+", _plain(value)) if word)


def _plain(value: object) -> str:
    return unicodedata.normalize("NFKC", str(value)).strip()


def _whole(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= 8):
        raise Refused("{text} is no whole number.", text=text[:20] or "-")
    return int(text)
