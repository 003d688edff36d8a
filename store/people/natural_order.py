"""Natural order of names with numbers in them: 一组, 二组 .. 十组, 十一组."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {"〇": 0, "零": 0, "两": 2, **{name: n for n, name in enumerate("一二三四五六七八九", 1)}}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMBER = re.compile(f"([0-9]{{1,18}}|[{''.join((*_DIGITS, *_UNITS))}]+)")

_Part = tuple[bool, int, str]
"""A number by its value, or the text between numbers."""

NaturalKey = tuple[tuple[_Part, ...], str]


def natural_key(name: str) -> NaturalKey:
    """The sort key of a name: numbers in it count by value, whether written 12 or 十二.

    Args:
        name: A group, a tag, a programme.

    Returns:
        A key that puts numbers before words, and names of equal value (12组, 十二组) in the order
        of their characters.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return tuple(_part(text) for text in _NUMBER.split(plain) if text), name


def _part(text: str) -> _Part:
    if not _NUMBER.fullmatch(text):
        return True, 0, text
    return False, int(text) if text.isascii() else _value(text), ""


def _value(text: str) -> int:
    """The value of Chinese numerals: 十二, 一百零三, and digit by digit 二〇二六."""
    if not any(unit in text for unit in _UNITS):
        return int("".join(str(_DIGITS[digit]) for digit in text[:18]))
    total, digit = 0, 0
    for sign in text:
        if sign in _UNITS:
            total += (digit or 1) * _UNITS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit
