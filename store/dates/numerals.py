"""Small numbers in digits or Chinese numerals: 8, 十二, 廿三, 两."""

from __future__ import annotations

_DIGITS = {numeral: value for value, numeral in enumerate("零一二三四五六七八九")} | {"两": 2}

NUMBER = "(?:[0-9]{1,4}|[零一二两三四五六七八九十廿卅]{1,3})"
"""A regular expression for what `small_number` may read."""


def small_number(text: str) -> int | None:
    """The value of a number, `None` where it is none; numerals go up to 99."""
    if text.isascii():
        return int(text) if text.isdecimal() else None
    plain = text.replace("廿", "二十").replace("卅", "三十").removeprefix("零")
    tens, ten, units = plain.rpartition("十")
    if tens not in ("", *_DIGITS) or units not in ("", *_DIGITS) or not (ten or units or text):
        return None
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(units, 0)
