"""Periods as people write them: a year, a quarter, a month, a day, from one to another, all."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from yigong.store.errors import Refused

Period = tuple[date | None, date | None]
"""Its first and last day; `None`: no bound on that side."""

_CHINESE = {"全部": "all", "今年": "year", "本年": "year", "本季度": "quarter", "本月": "month"}
_QUARTERS = dict(zip("一二三四", "1234", strict=True))


def parse_period(text: str, today: date) -> Period:
    """Parse a period as people write it.

    Args:
        text: ``2026``, ``2026-Q4``, ``2026-11``, ``2026-11-25``, ``2026-11-01..2026-11-25``;
            ``2026-11-01 to 2026-11-25``; ``year``, ``quarter``, ``month``: the current one;
            ``all``: without bounds. In Chinese ``2026年``, ``2026年第四季度``, ``2026年11月25日``,
            with ``至`` between two of them, the year said once; ``今年``, ``本季度``, ``本月``,
            ``全部``.
        today: The date in the village.

    Returns:
        Its first and last day, both `None` for ``all``.

    Raises:
        Refused: It is none of these.
    """
    import arrow

    wanted = _normalised(text)
    if wanted == "all":
        return None, None
    try:
        if ".." in wanted:
            begin, _, end = wanted.partition("..")
            if ".." in end:
                raise Refused("A period has one start and one end: {text}", text=text[:40])
            return _from_to(parse_period(begin, today)[0], parse_period(end, today)[1])
        if wanted in ("year", "quarter", "month"):
            moment, unit = arrow.get(today), wanted
        elif len(wanted) == 7 and wanted[4:6] == "-q":
            quarter = {"1": 0, "2": 1, "3": 2, "4": 3}[wanted[6]]
            moment, unit = arrow.get(int(wanted[:4]), 1, 1).shift(quarters=quarter), "quarter"
        else:
            unit = {4: "year", 7: "month", 10: "day"}[len(wanted)]
            moment = arrow.get(wanted, "YYYY-MM-DD"[: len(wanted)])
        first, last = moment.span(unit)  # type: ignore[arg-type]
    except (KeyError, ValueError, TypeError, OverflowError):
        raise Refused(
            "{text} is not a period: write 2026, 2026-Q4, 2026-11 or 2026-11-01..2026-11-25.",
            text=text[:40],
        ) from None
    return first.date(), last.date()


def _from_to(first: date | None, last: date | None) -> Period:
    """The period from a first to a last day.

    Raises:
        ValueError: One of the two has no bound.
        Refused: The last day is before the first.
    """
    if first is None or last is None:
        raise ValueError("all")
    if last < first:
        raise Refused("The end of the period is before its start.")
    return first, last


def _normalised(text: str) -> str:
    """A period in Latin letters and digits: ``2026年第四季度`` is ``2026-q4``."""
    wanted = unicodedata.normalize("NFKC", text).strip().lower()
    begin, *others = re.split(r"\s*(?:至|到|\.{2,}|—+|~|\bto\b)\s*", wanted)
    if year := re.match(r"\d{4}年", begin, re.ASCII):
        others = [re.sub(r"^(?=\d{1,2}月)", year[0], other, flags=re.ASCII) for other in others]
    return "..".join(map(_normalised_part, (begin, *others)))


def _normalised_part(text: str) -> str:
    """One side of a range."""
    if text in _CHINESE:
        return _CHINESE[text]
    quarter = re.fullmatch(r"(\d{4})年第?([1-4一二三四])季度?", text, re.ASCII)
    if quarter:
        return f"{quarter[1]}-q{_QUARTERS.get(quarter[2], quarter[2])}"
    day = re.fullmatch(r"(\d{4})年(?:(\d{1,2})月(?:(\d{1,2})日)?)?", text, re.ASCII)
    if day:
        return "-".join(part.zfill(2) for part in day.groups() if part)
    return text
