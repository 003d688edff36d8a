"""The rows of a list as they are shown: those that what is typed finds, sorted by a column."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from yigong.store.people.finder import Finder
from yigong.store.people.natural_order import NaturalKey, natural_key
from yigong.store.people.pinyin import is_han
from yigong.store.records import Volunteer
from yigong.tui.widgets.row_list import ListColumn, ListRow

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?%?")
_CODE = re.compile(r"\s*v?\d+\s*", re.IGNORECASE)
"""What the finder of people takes for a code or a phone."""

_SYLLABLE = re.compile(r"[^ |]([^ |]*)")


class RowArrangement:
    """What is typed to find rows, the column they are sorted by, and the readings of their texts.

    Rows without a key are headings; they are left out where rows are found or sorted.
    """

    def __init__(self, keys: Mapping[str, str]) -> None:
        """All rows, in their own order, with the finder's keys of their texts, as far as they
        are known (`pinyin.finder_keys`)."""
        self.query = ""
        self.head = ""
        """The heading of the column that the rows are sorted by; empty: their own order."""

        self.backwards = False
        self._keys = dict(keys)
        self._index: _Index | None = None

    def __bool__(self) -> bool:
        return bool(self.query.strip() or self.head)

    def learn(self, keys: Mapping[str, str]) -> None:
        """Take the keys of more texts."""
        self._keys |= keys
        self._index = None

    def unread(self, rows: Iterable[ListRow]) -> list[str]:
        """The Chinese texts of rows whose keys are not known."""
        cells = dict.fromkeys(cell for row in rows for cell in row.cells)
        return [cell for cell in cells if cell not in self._keys and any(map(is_han, cell))]

    def sort_by(self, head: str) -> None:
        """Sort by a column, or the other way round, if the rows are sorted by it already."""
        self.backwards = head == self.head and not self.backwards
        self.head = head

    def arrange(self, rows: Sequence[ListRow], columns: Sequence[ListColumn]) -> Sequence[ListRow]:
        """The rows as they are shown."""
        if not self:
            return rows
        found: Sequence[ListRow] = [row for row in rows if row.key is not None]
        if self.query.strip():
            if self._index is None or self._index.rows is not rows:
                self._index = _Index(rows, self._keys)
            found = self._index.find(self.query)
        heads = [column.head for column in columns]
        return self._sorted(found, heads.index(self.head)) if self.head in heads else found

    def _sorted(self, rows: Sequence[ListRow], at: int) -> list[ListRow]:
        """Sort by a column: numbers with the largest first; rows without a value come last."""
        values = {id(row): row.cells[at] for row in rows if at < len(row.cells) and row.cells[at]}
        filled = [row for row in rows if id(row) in values]
        numbers = {key: _number(text) for key, text in values.items()}
        if None not in numbers.values():
            filled.sort(key=lambda row: numbers[id(row)] or 0, reverse=not self.backwards)
        else:
            texts = {key: self._text_key(text) for key, text in values.items()}
            filled.sort(key=lambda row: texts[id(row)], reverse=self.backwards)
        return [*filled, *(row for row in rows if id(row) not in values)]

    def _text_key(self, text: str) -> NaturalKey:
        """Chinese words by their reading, numbers in them by value."""
        keys = "" if any(map(str.isdigit, text)) else self._keys.get(text, "")
        reading = " ".join(_SYLLABLE.findall(keys.partition("|")[0]))
        return natural_key(reading or text)


class _Index:
    """The texts of rows, ready to be searched."""

    def __init__(self, rows: Sequence[ListRow], keys: Mapping[str, str]) -> None:
        self.rows = rows
        self._texts = ["" if row.key is None else _folded("\n".join(row.cells)) for row in rows]
        # The finder of people matches syllables, which any Chinese words have.
        joined = ("|".join(filter(None, map(keys.get, row.cells))) for row in rows)
        self._finder = Finder(
            {at: Volunteer(number=at, name="", keys=words) for at, words in enumerate(joined)}
        )

    def find(self, query: str) -> list[ListRow]:
        """The rows that have all words of a query, or its pinyin or initials, in their order; of an
        entry that takes several rows all."""
        words = _folded(query).split()
        found = {at for at, text in enumerate(self._texts) if all(word in text for word in words)}
        if not _CODE.fullmatch(query):
            found.update(self._finder.find(query, len(self.rows)))
        keys = {self.rows[at].key for at in found} - {None}
        return [row for row in self.rows if row.key in keys]


def _number(text: str) -> float | None:
    plain = unicodedata.normalize("NFKC", text).replace(" ", "")
    return float(plain.rstrip("%")) if _NUMBER.fullmatch(plain) else None


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
