"""Texts without the names and phones of the people of a village, for what goes upward."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from yigong.store.records import Volunteer

LONGEST_TEXT = 200
"""Characters of a text; what is longer is cut."""

_PHONE = re.compile(r"\d(?:[\s\-.–—·]{0,2}\d){6,}")
"""Seven digits and more, however they are parted."""

_DAY = re.compile(r"(19|20)\d\d[-.]?(0[1-9]|1[0-2])[-.]?(0[1-9]|[12]\d|3[01])")
"""A date, which is no phone: 20261125, 2026-11-25."""

_STAR = "*"


class NameMask:
    """Masks each name that stands on a roster, also in longer words, and each phone.

    It is stricter than what is published: there somebody looks at the page before it is.
    """

    def __init__(self, people: Iterable[Volunteer]) -> None:
        """Know whose names and phones to look for; names of one character are not looked for."""
        names: set[str] = set()
        self._phones: set[str] = set()
        for person in people:
            guardians = person.guardians
            names.update(_plain(who) for who in (person.name, *(g.name for g in guardians)))
            for phone in (person.phone, *(g.phone for g in guardians)):
                self._add_phone(phone)
            for found in re.findall(r"[\d\s-]{5,}", person.emergency):
                self._add_phone(found)
            names.update(
                _plain(word) for word in re.split(r"[\s\d,，、;；:：()（）-]+", person.emergency)
            )
        self._names: dict[str, list[str]] = defaultdict(list)
        for name in names:
            if len(name) > 1:
                self._names[name[:2]].append(name)
        self._known: dict[str, str] = {}

    def _add_phone(self, phone: str) -> None:
        digits = re.sub(r"\D", "", phone)
        if len(digits) > 4:
            self._phones.add(digits)

    def text(self, text: str) -> str:
        """A text as one line, its names and phones masked."""
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._masked(_line(text))
        return found

    def _masked(self, text: str) -> str:
        plain, places = _folded(text)
        characters = list(text)
        for start, end in self._found(plain):
            kept = places[start]
            for place in range(places[start], places[end - 1] + 1):
                if place != kept and not characters[place].isspace():
                    characters[place] = _STAR
            if places[end - 1] == kept:  # one character that is written as several
                characters[kept] = _STAR
        masked = _PHONE.sub(_stars_for_phone, "".join(characters))
        if self._holds(masked):  # a name of stars, or one that others leave together
            masked = _STAR * len(masked)
        return "" if self._holds(masked) else masked

    def _found(self, plain: str) -> Iterable[tuple[int, int]]:
        """Where names and the phones of the roster stand, also where they overlap."""
        for at in range(len(plain) - 1):
            for name in self._names.get(plain[at : at + 2], ()):
                if plain.startswith(name, at):
                    yield at, at + len(name)
        for phone in self._phones if any(map(str.isdigit, plain)) else ():
            at = plain.find(phone)
            while at >= 0:
                yield at, at + len(phone)
                at = plain.find(phone, at + 1)

    def _holds(self, text: str) -> bool:
        return next(iter(self._found(_folded(text)[0])), None) is not None


def _line(text: str) -> str:
    """A text as one line of characters that can be printed, not too long."""
    words = "".join(char if char.isprintable() else " " for char in text[: LONGEST_TEXT * 2])
    return unicodedata.normalize("NFC", " ".join(words.split()))[:LONGEST_TEXT].strip()


def _plain(text: str) -> str:
    return _folded(text)[0]


def _folded(text: str) -> tuple[str, list[int]]:
    """A text without blanks, width and case, and the place of each character."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if not character.isspace():
            plain = unicodedata.normalize("NFKC", character).casefold()
            characters += plain
            places += [place] * len(plain)
    return "".join(characters), places


def _stars_for_phone(found: re.Match[str]) -> str:
    return found[0] if _DAY.fullmatch(found[0]) else _STAR * len(found[0])
