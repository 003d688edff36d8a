"""Redaction: what of stored values stays once somebody is erased, and what may still name them.

What belongs to the person is removed: their record, in the history, too. A name that stands as a
value of its own is replaced by the person's code: who is in charge, also as one of several (张三、
李四), who signed a change, who is a minor's guardian. Text in sentences is nobody's to rewrite:
reasons, reports, notes; where it has the name, it is found (`Redaction.mentions`), so that an
organiser can decide. So is what another person of the same name may have been meant by.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any

import msgspec

from yigong.store.people.retired import survivor
from yigong.store.records import Volunteer, code
from yigong.store.settings_records import Settings
from yigong.store.storage.book_file import carried_lines, decode_tables
from yigong.store.storage.folder import Folder
from yigong.store.storage.history import History
from yigong.store.storage.history_line import HistoryLine
from yigong.store.storage.rewriting import stored_bytes

_REMAINING_FIELDS = ("number", "rev", "merged", "forgotten", "archived")
"""The fields of an erased record, beside its name, which becomes its code."""

_SIGNATURES = frozenset({"by", "end_by", "closed_by"})
"""The fields that say which organiser did something."""

_DERIVED = frozenset({"reading", "keys"})
"""Fields computed from a name or a title, which is searched itself."""

_FILE_ACTS = frozenset({"person.import", "person.add", "import"})
"""Acts whose note is the name of a file that was taken in."""

_SEPARATORS = re.compile(r"(\s*[、，,;；/／|｜&＆+＋()（）\[\]【】:：]+\s*)")
"""What stands between several people in charge; and white space, unless a name is Latin."""


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """By what one erased person, or one who is to be erased, was known."""

    number: int
    names: frozenset[str]
    """All names that their records ever had, and those merged into them."""

    phones: frozenset[str]
    readings: frozenset[str]
    """Those of two syllables or more, in small letters, separated by spaces."""


class Redaction:
    """What is removed of some people, and who else must not be harmed by it."""

    def __init__(
        self,
        people: Mapping[int, Volunteer],
        numbers: Collection[int],
        identities: Iterable[Identity],
    ) -> None:
        """Prepare a redaction.

        Args:
            people: Everyone.
            numbers: The people who are erased, with the records merged into them.
            identities: By what they were known.
        """
        self._numbers = frozenset(numbers)
        known = list(identities)
        self._names = {name: code("V", each.number) for each in known for name in each.names}
        self._phones = {phone: code("V", each.number) for each in known for phone in each.phones}
        self._readings = frozenset(reading for each in known for reading in each.readings)
        others = [p for n, p in people.items() if n not in self._numbers and not p.forgotten]
        self.namesakes = tuple(p.number for p in others if p.name in self._names)
        """Other people of the same name."""

        self._shared = {
            *(p.name for p in others if p.name in self._names),
            *(p.phone for p in others if p.phone in self._phones),
        }
        """Names and phones that are somebody else's, too."""

        self._longer = tuple(
            name
            for name in dict.fromkeys(p.name for p in others)
            if any(part in name and part != name for part in self._names)
        )
        """Names of others that have one of the names in them: 李明明 is not 李明."""

    # -- what is rewritten (see `store.storage.rewriting.Rewriting`) ----------

    def concerns(self, raw: bytes) -> bool:
        """Whether a file with these bytes may have something of these people."""
        return self.may_name(raw) or any(
            int(match[1]) in self._numbers for match in _PERSON_LINE.finditer(raw)
        )

    def may_name(self, raw: bytes) -> bool:
        """Whether some bytes have a name, a phone or a reading of theirs."""
        if any(needle in raw for needle in self._needles):
            return True
        return bool(self._readings) and bool(self._spoken_bytes.search(raw.lower()))

    @cached_property
    def _needles(self) -> list[bytes]:
        """Names and phones as they are in JSON."""
        return [msgspec.json.encode(text)[1:-1] for text in (*self._names, *self._phones)]

    @cached_property
    def _spoken_bytes(self) -> re.Pattern[bytes]:
        """Finds a reading in small letters; without a look behind it, which would be slow."""
        return re.compile("|".join(self._spoken_words).encode())

    @cached_property
    def _spoken_words(self) -> list[str]:
        """Patterns of the readings, their syllables in one word or apart."""
        return [re.escape(reading).replace(r"\ ", " ?") for reading in self._readings]

    def record(self, book: str, key: int, stored: dict[str, Any]) -> dict[str, Any]:
        """What is left of a stored record; a redacted one stays the same."""
        if book == "people" and key in self._numbers:
            rest = {field: stored[field] for field in _REMAINING_FIELDS if field in stored}
            return {**rest, "name": code("V", int(stored.get("number", 0)))}
        redacted: dict[str, Any] = self._redacted(stored)
        return redacted

    def line(self, line: HistoryLine) -> HistoryLine:
        """What is left of a history line."""
        old, new = (
            None if side is None else self.record(line.book, line.key, side)
            for side in (line.old, line.new)
        )
        by = self._names[line.by] if self.signed(line) else line.by
        return msgspec.structs.replace(line, old=old, new=new, by=by, note=self._note(line))

    def signed(self, line: HistoryLine) -> bool:
        """Whether they signed a line, as an organiser whose name nobody else has."""
        return self._is_theirs(line.by)

    def is_of(self, number: int) -> bool:
        """Whether a number is one of theirs."""
        return number in self._numbers

    def logins(self, settings: Settings) -> list[str]:
        """The logins of organisers who have a name of theirs, and nobody else's."""
        return [login for login, name in settings.organisers.items() if self._is_theirs(name)]

    def _note(self, line: HistoryLine) -> str:
        """The note of a line; a reason about them, and the name of a file with theirs, go."""
        if line.book == "people" and self.is_of(line.key):
            if line.act == "undo":  # the act that was undone, and a reason in words
                return line.note.partition(" ")[0]
            return "" if self.names_them(line.note) else line.note
        return "" if line.act in _FILE_ACTS and self.names_them(line.note) else line.note

    def _is_theirs(self, text: str) -> bool:
        """Whether a whole value is a name of theirs, and of nobody else."""
        return text in self._names and text not in self._shared

    def _redacted(self, value: Any) -> Any:
        if isinstance(value, list | tuple):
            return [self._redacted(each) for each in value]
        if not isinstance(value, dict):
            return value
        new = dict[str, Any]()
        for field, part in value.items():
            if field in ("lead", "emergency", "asker") and isinstance(part, str):
                new[field] = self._without_lead(part)
            elif field in _SIGNATURES and isinstance(part, str) and self._is_theirs(part):
                new[field] = self._names[part]
            elif field == "organisers" and isinstance(part, dict):
                new[field] = {
                    login: self._names[name] if self._is_theirs(name) else name
                    for login, name in part.items()
                }
            elif field == "guardians" and isinstance(part, list | tuple):
                new[field] = [self._guardian(each) for each in part]
            else:
                new[field] = part if field == "repeat" else self._redacted(part)
        return new

    def _without_lead(self, text: str) -> str:
        """The people in charge, with the code in the place of each name and phone of theirs."""
        parts = _SEPARATORS.split(text)
        for at in range(0, len(parts), 2):
            words = [parts[at]] if parts[at] in self._names else re.split(r"(\s+)", parts[at])
            parts[at] = "".join(
                self._code_for(word) if word == parts[at] or not _LATIN.search(word) else word
                for word in words
            )
        return "".join(parts)

    def _code_for(self, word: str) -> str:
        if word in self._shared:
            return word
        return self._names.get(word) or self._phones.get(word) or word

    def _guardian(self, guardian: Any) -> Any:
        """A minor's guardian; if it is them, their code, without a phone."""
        name, phone = guardian.get("name", ""), guardian.get("phone", "")
        if name not in self._names:
            return guardian
        same_phone = phone in self._phones
        if same_phone or (name not in self._shared and not (phone and self._phones)):
            rest = {field: part for field, part in guardian.items() if field != "phone"}
            return {**rest, "name": self._names[name]}
        return guardian

    # -- what may still name them ---------------------------------------------

    def names_them(self, text: str) -> bool:
        """Whether a text has a name, a phone or a reading of theirs."""
        for longer in self._longer:
            text = text.replace(longer, "")
        if any(part in text for part in (*self._names, *self._phones)):
            return True
        return bool(self._readings) and bool(self._spoken.search(text))

    @cached_property
    def _spoken(self) -> re.Pattern[str]:
        """Finds a reading as words of its own."""
        words = "|".join(self._spoken_words)
        return re.compile(rf"(?<![a-z])(?:{words})(?![a-z])", re.IGNORECASE | re.ASCII)

    def mentions(self, book: str, key: int, stored: Mapping[str, Any]) -> list[str]:
        """The fields of a record, as `record` leaves it, that may still name them."""
        if book == "people" and key in self._numbers:
            return []
        skipped = _DERIVED | _SIGNATURES | ({"name"} if book == "people" else set())
        return [
            field
            for field, value in stored.items()
            if field not in skipped and any(map(self.names_them, _texts(value)))
        ]

    def line_mentions(self, line: HistoryLine) -> bool:
        """Whether a line, as `line` leaves it, may still name them; who signed it aside."""
        sides = (side for side in (line.old, line.new) if side is not None)
        return any(map(self.names_them, (line.note, line.desk))) or any(
            self.mentions(line.book, line.key, side) for side in sides
        )


_PERSON_LINE = re.compile(rb'\{"book":"people","rev":\d+,"key":(\d+),')
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


def _texts(value: Any) -> Iterator[str]:
    """All texts in a stored value, without signatures and what is derived from others."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        for field, each in value.items():
            if field not in _DERIVED | _SIGNATURES:
                yield from _texts(each)


def erased_numbers(people: Mapping[int, Volunteer]) -> frozenset[int]:
    """The numbers of all erased records."""
    return frozenset(number for number, person in people.items() if person.forgotten)


def redaction_of(
    folder: Folder,
    people: Mapping[int, Volunteer],
    numbers: Collection[int],
) -> Redaction:
    """The redaction of some people; by what they were known is read from records and history.

    Args:
        folder: The village's folder.
        people: Everyone.
        numbers: The people's numbers, with those of the records merged into them.

    Raises:
        Damaged: A line of the history about them cannot be read.
        DataError: A file cannot be read.
    """
    known: dict[int, list[Mapping[str, Any]]] = {survivor(people, n): [] for n in numbers}
    for number in numbers:
        if number in people:
            known[survivor(people, number)].append(msgspec.to_builtins(people[number]))
    for line in _own_lines(folder, numbers):
        sides = [side for side in (line.old, line.new) if side is not None]
        known[survivor(people, line.key)] += sides
    identities = [_identity(number, records) for number, records in known.items()]
    return Redaction(people, numbers, identities)


def _own_lines(folder: Folder, numbers: Collection[int]) -> Iterator[HistoryLine]:
    """The lines about people's records, in the history and those that the book carries."""
    if not numbers:
        return
    history = History(folder)
    for name in history.files():
        yield from history.about(name, "people", numbers)
    raw = stored_bytes(folder, "people.json")
    carried = carried_lines(decode_tables(raw, folder / "people.json", "people")) if raw else []
    yield from (line for line in carried if line.key in numbers)


def _identity(number: int, records: Iterable[Mapping[str, Any]]) -> Identity:
    """What some stored records of one person say of who it is; erased ones say nothing."""
    names, phones, readings = set[str](), set[str](), set[str]()
    for record in records:
        if record.get("name") != code("V", int(record.get("number", 0))):
            names.add(str(record.get("name", "")))
            phones.add(str(record.get("phone", "")))
            readings.add(str(record.get("reading", "")).lower())
    return Identity(
        number=number,
        names=frozenset(names - {""}),
        phones=frozenset(phones - {""}),
        readings=frozenset(reading for reading in readings if " " in reading),
    )
