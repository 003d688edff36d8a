"""Finding a person from what is typed at the door: 汉字, pinyin, initials, a phone's tail, a code.

One regular expression runs over one text that holds a line for every person; that is a few
milliseconds for 20 000 people, and no index has to be kept up to date.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

from store.reading import is_han
from store.records import Volunteer

_CODE = re.compile(r"v0*(\d{1,7})", re.IGNORECASE)
_FOLDS = {
    "zh": "zh?",
    "ch": "ch?",
    "sh": "sh?",
    "z": "zh?",
    "c": "ch?",
    "s": "sh?",
    "ng": "ng?",
    "n": "ng?",
}
_FOLDABLE = re.compile("zh|ch|sh|ng|[a-z]")

Rank = Callable[[int], Any]
"""A sort key for a person's number: the smaller, the higher in the list."""


class Finder:
    """The people of one moment, ready to be searched."""

    def __init__(self, people: Mapping[int, Volunteer]) -> None:
        """Lay out the text; some 20 ms for 20 000 people."""
        lines, starts, numbers, position = [], [], [], 0
        for number, person in people.items():
            if person.archived:
                continue
            line = f"\n{person.phone}\t{'|'.join(f' {key}' for key in person.keys.split('|'))}"
            lines.append(line)
            starts.append(position)
            numbers.append(number)
            position += len(line)
        self._people = people
        self._text = "".join(lines)
        self._starts = starts
        self._numbers = numbers

    def find(self, query: str, limit: int = 20, rank: Rank | None = None) -> list[int]:
        """The people a query may mean.

        Args:
            query: ``张小明``, ``zxm``, ``zhangxm``, ``张xm``, ``lyu``, ``5678`` (a phone's tail),
                ``V0123`` or ``123`` (a code).
            limit: The most to return.
            rank: How to order them; those with the same rank are by name, then number.

        Returns:
            Numbers, best first. An exact code comes first of all.
        """
        query = normal(query)
        if not query:
            return []
        found: list[int] = []
        code = _CODE.fullmatch(query) or re.fullmatch(r"0*(\d{1,7})", query)
        exact = int(code[1]) if code else 0
        if exact in self._people and not self._people[exact].archived:
            found.append(exact)
        if query.isdigit():
            hits = self._matches(re.compile(rf"\n\d*{query}\t")) if len(query) >= 3 else []
        elif code and query.startswith("v"):
            hits = []
        else:
            hits = self._matches(_pattern(query, fold=False))
            hits = hits or self._matches(_pattern(query, fold=True))
        people = self._people
        hits = [number for number in dict.fromkeys(hits) if number != exact]
        if rank is None:
            hits.sort(key=lambda number: (people[number].name, number))
        else:
            hits.sort(key=lambda number: (rank(number), people[number].name, number))
        return (found + hits)[:limit]

    def _matches(self, pattern: re.Pattern[str]) -> list[int]:
        starts, numbers = self._starts, self._numbers
        return [
            numbers[bisect_right(starts, match.start()) - 1]
            for match in pattern.finditer(self._text)
        ]


def normal(query: str) -> str:
    """A query as the finder compares it: half-width, lower case, ü and lyu as v, no spaces."""
    query = unicodedata.normalize("NFKC", query).lower().replace("ü", "v")
    query = re.sub(r"\s+|[·'’-]", "", query)
    return re.sub(r"(?<=[ln])yu", "v", query)


def _pattern(query: str, *, fold: bool) -> re.Pattern[str]:
    """A query as an expression over lines like ``\\n13…\\t 张zhang 小xiao 明ming| …``.

    A letter continues the syllable it is in or starts the next; a character starts a new one.
    """
    parts: list[str] = []
    letters_before = False
    pieces = _FOLDABLE.findall(query) if fold and query.isascii() else list(query)
    for piece in pieces:
        if is_han(piece[0]):
            parts.append(rf"[a-z]* {re.escape(piece)}" if parts else f" {re.escape(piece)}")
            letters_before = False
            continue
        letter = _FOLDS.get(piece, re.escape(piece)) if fold else re.escape(piece)
        if letters_before:
            parts.append(rf"(?:[a-z]* [^\n\t])?{letter}")
        elif parts:  # after a character: its own reading is skipped
            parts.append(rf"[a-z]* [^\n\t]{letter}")
        else:
            parts.append(rf" [^\n\t]{letter}")
        letters_before = True
    return re.compile("".join(parts))
