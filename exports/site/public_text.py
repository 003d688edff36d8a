"""Texts for everybody: names of people and phone numbers in them are masked, and remarked."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Literal, NamedTuple

from yigong.exports.plain_text import one_line, paragraphs
from yigong.exports.privacy import mask_phone

What = Literal["name", "phone"]
"""What was masked."""

_GAP = r"[^\S\n]?[-.–—·]?[^\S\n]?"
_PHONE = re.compile(rf"(?<!\d)(?:1(?:{_GAP}\d){{10}}|0\d{{2,3}}{_GAP}\d{{7,8}}|\d{{7,}})(?!\d)")
"""A mobile or a landline number, however it is parted; any other seven digits and more."""

_DAY = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
"""A date without hyphens, which is no phone number: 20261125."""

_LONGEST_PHONE = 13
"""Digits; what is longer, such as an identity number, is masked whole."""


class MaskedText(NamedTuple):
    """A text in which something was masked."""

    code: str
    """Of its record: ``E0042``, ``L02``, ``P01``."""

    field: str
    what: What


class PublicTexts:
    """Makes texts of organisers ready for everybody."""

    def __init__(self, names: Iterable[str], kept: Iterable[str] = ()) -> None:
        """Know whose names to look for.

        Args:
            names: Names of people; of one character they are not looked for.
            kept: Names that stay as they are, though a person's may be in them: the village's,
                those of its hosts.
        """
        self.masked: list[MaskedText] = []
        """The texts in which something was masked, in the order in which they were seen."""

        self._names: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        stay = {_folded(name)[0]: True for name in kept}
        ways = {_folded(name)[0]: False for name in names} | stay
        for name in sorted(filter(lambda name: len(name) > 1, ways), key=len, reverse=True):
            self._names[name[:2]].append((name, ways[name]))

    def line(self, text: str, code: str, field: str) -> str:
        """A text of one line (see `text`)."""
        return one_line(self.text(text, code, field))

    def text(self, text: str, code: str, field: str) -> str:
        """A text with its names and phone numbers masked.

        Args:
            text: The text as somebody typed it.
            code: The code of its record, for the remark.
            field: Its field there.
        """
        clean = paragraphs(text)
        for what, masked in (("name", self._without_names), ("phone", _without_phones)):
            changed = masked(clean)
            if changed != clean:
                clean = changed
                found = MaskedText(code, field, "name" if what == "name" else "phone")
                if found not in self.masked:
                    self.masked.append(found)
        return clean

    def _without_names(self, text: str) -> str:
        folded, places = _folded(text)
        characters = list(text)
        at = 0
        while at < len(folded) - 1:
            name, stays = self._name_at(folded, at, text, places)
            if name and not stays:
                for place in range(places[at] + 1, places[at + len(name) - 1] + 1):
                    characters[place] = "*" if not text[place].isspace() else text[place]
            at += len(name) or 1
        return "".join(characters)

    def _name_at(self, folded: str, at: int, text: str, places: list[int]) -> tuple[str, bool]:
        """The longest name at a place, and whether it stays; empty: none begins there."""
        for name, stays in self._names.get(folded[at : at + 2], ()):
            end = at + len(name)
            if folded.startswith(name, at) and _is_whole(text, places[at], places[end - 1] + 1):
                return name, stays
        return "", False


def _folded(text: str) -> tuple[str, list[int]]:
    """A text without blanks, width and case, and the place of each character; lines stay apart."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character == "\n" or not character.isspace():
            plain = unicodedata.normalize("NFKC", character).casefold()
            characters += plain
            places += [place] * len(plain)
    return "".join(characters), places


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether a name is no part of a longer word, where words are parted: Ann is not in Annual."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    return not (_is_letter(before) and _is_letter(text[start])) and not (
        _is_letter(after) and _is_letter(text[end - 1])
    )


def _is_letter(character: str) -> bool:
    """Whether a character is a letter of a script that parts words by blanks."""
    return character.isalpha() and unicodedata.east_asian_width(character) not in "WF"


def _without_phones(text: str) -> str:
    return _PHONE.sub(_masked_phone, text)


def _masked_phone(found: re.Match[str]) -> str:
    digits = re.sub(r"\D", "", found[0])
    if _DAY.fullmatch(found[0]):
        return found[0]
    return mask_phone(digits) if len(digits) <= _LONGEST_PHONE else "*" * len(digits)
