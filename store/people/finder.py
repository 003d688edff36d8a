"""The finder: people by what is typed at a desk: 汉字, pinyin, initials, a phone's tail, a code.

One regular expression is matched against a text with a line for every person; that takes a few
milliseconds for 20 000 people, and needs no index.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_right
from collections.abc import Mapping
from itertools import islice

from yigong.store.people.pinyin import is_han
from yigong.store.people.retired import is_retired, survivor
from yigong.store.records import Volunteer

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
_FOLDABLE = re.compile("zh|ch|sh|ng|.")

Rank = Mapping[int, int]
"""People's numbers to their rank in the list: below `ORDINARY_RANK` before all others, above it
after them. Everybody else has that rank, so that of thousands of hits only a few are sorted."""

ORDINARY_RANK = 5


class Finder:
    """A snapshot of the people, ready to be searched."""

    def __init__(self, people: Mapping[int, Volunteer]) -> None:
        """Build the text, by name; some 30 ms for 20 000 people.

        Archived people are found only if `find` is asked for them, erased ones never. A merged
        record is found only by its code, which leads to the record it was merged into.
        """
        lines, starts, numbers, position = [], array("I"), array("I"), 0
        self._archived = frozenset(n for n, person in people.items() if person.archived)
        listed = ((n, p) for n, p in people.items() if not (p.merged or p.forgotten))
        for number, person in sorted(listed, key=lambda item: (item[1].name, item[0])):
            line = f"\n{person.phone}\t{'|'.join(f' {key}' for key in person.keys.split('|'))}"
            lines.append(line)
            starts.append(position)
            numbers.append(number)
            position += len(line)
        self._people = people
        self._text = "".join(lines)
        self._starts = starts
        self._numbers = numbers

    def find(
        self,
        query: str,
        limit: int = 20,
        rank: Rank | None = None,
        *,
        archived: bool = False,
    ) -> list[int]:
        """The people who match a query.

        Args:
            query: ``张小明``, ``zxm``, ``zhangxm``, ``张xm``, ``lyu``, ``5678`` (a phone's tail),
                ``V0123`` or ``123`` (a code).
            limit: The most to return.
            rank: Who comes first and who last; within a rank by name, then number.
            archived: Whether archived people are found too; they come last.

        Returns:
            Numbers, best first. An exact code comes first of all; within a rank, matches by a less
            likely reading come last.
        """
        query = _normalised(query)
        if not query:
            return []
        found: list[int] = []
        code = _CODE.fullmatch(query) or re.fullmatch(r"0*(\d{1,7})", query)
        exact = self._number_of_code(int(code[1])) if code else 0
        if exact and (archived or exact not in self._archived):
            found.append(exact)
        if query.isdigit():
            hits = self._matches(re.compile(rf"\n\+?\d*{query}\t[^\n]*")) if len(query) >= 3 else []
        elif code and query.startswith("v"):
            hits = []
        else:
            hits = self._spelling_matches(query, fold=False) or self._spelling_matches(
                query, fold=True
            )
        if self._archived:
            last = [number for number in hits if number in self._archived] if archived else []
            hits = [number for number in hits if number not in self._archived]
            hits += last
        if exact:
            hits = [number for number in hits if number != exact]
        if rank:
            listed = sorted((number for number in hits if number in rank), key=rank.__getitem__)
            first = [number for number in listed if rank[number] < ORDINARY_RANK]
            last = [number for number in listed if rank[number] > ORDINARY_RANK]
            others = (n for n in hits if rank.get(n, ORDINARY_RANK) == ORDINARY_RANK)
            hits = [*first, *islice(others, limit), *last]
        return (found + hits)[:limit]

    def _number_of_code(self, number: int) -> int:
        """The number that a code leads to, through merges; 0: nobody who can be found."""
        number = survivor(self._people, number)
        person = self._people.get(number)
        return 0 if person is None or is_retired(person) else number

    def _spelling_matches(self, query: str, *, fold: bool) -> list[int]:
        """The people who match a spelling of a query, by spelling, then by name."""
        found: dict[int, None] = {}
        for spelling in _spellings(query):
            found.update(dict.fromkeys(self._matches(_pattern(spelling, fold=fold))))
        return list(found)

    def _matches(self, pattern: re.Pattern[str]) -> list[int]:
        """The people whose line matches, by name; each once, because a match consumes its line.

        Matches by a less likely reading come last.
        """
        text, starts, numbers = self._text, self._starts, self._numbers
        likely: list[int] = []
        misread: list[int] = []
        for match in pattern.finditer(text):
            at = match.start()
            line = bisect_right(starts, at) - 1
            by_another = text.find("|", starts[line], at) >= 0
            (misread if by_another else likely).append(numbers[line])
        return likely + misread


def _normalised(query: str) -> str:
    """A query in the form of the keys: half-width, lower case, ü as v, no tones, no spaces."""
    decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", query).lower())
    decomposed = decomposed.replace("u\N{COMBINING DIAERESIS}", "v").replace("u:", "v")
    query = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"\s+|[·'’-]", "", query)


def _spellings(query: str) -> list[str]:
    """The spellings that a query may stand for, the likeliest first.

    ``lyu`` is 吕 as a passport spells it, or else l and yu; ``lu`` is 陆, or else 吕 typed without
    a key for ü.
    """
    passport = re.sub(r"(?<=[ln])yu", "v", query)
    simple = re.sub(r"(?<=[ln])u", "v", query)
    return list(dict.fromkeys((passport, query, simple)))


def _pattern(query: str, *, fold: bool) -> re.Pattern[str]:
    """A query as an expression for lines like ``\\n13…\\t 张zhang 小xiao 明ming| …``.

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
    return re.compile("".join(parts) + r"[^\n]*")
