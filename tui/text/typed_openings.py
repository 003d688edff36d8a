"""Opening hours and closed days as they are typed, and said back: 周一至周五 9-21, 周六 10-17."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from yigong.store.dates.clock_parser import parse_hours
from yigong.store.dates.day_parser import parse_day
from yigong.store.errors import Refused
from yigong.store.language import N_, _, all_translations
from yigong.store.venue_records import Opening, Shut
from yigong.tui.text.words import weekday

_ALL_DAYS = tuple(range(7))
_NAMED = {
    **dict.fromkeys(("每天", "每日", "天天", "daily", "every day", "everyday"), _ALL_DAYS),
    **dict.fromkeys(("工作日", "weekdays"), _ALL_DAYS[:5]),
    **dict.fromkeys(("周末", "weekend", "weekends"), _ALL_DAYS[5:]),
}
_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_CHINESE = {each: n for n, each in enumerate("一二三四五六日")} | {"天": 6}
_DAY = re.compile(
    r"\s*([-–~至到、/&]|and|to)?\s*(?:(?:周|星期|礼拜)?([一二三四五六日天])"
    r"|(mon|tue|wed|thu|fri|sat|sun)[a-z]*)\s*",
    re.IGNORECASE,
)
_RANGE = {"-", "–", "~", "至", "到", "to"}
_ALWAYS = N_("always")


def read_openings(text: str) -> tuple[Opening, ...]:
    """Read opening hours: ``周一至周五 9-21, 周六 10-17``, ``mon-fri 9-21``, ``9-21`` for each day.

    An end that is not after the start is on the next day. Empty: always.

    Raises:
        Refused: A day or a time is none.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if plain in ("", *all_translations(_ALWAYS)):
        return ()
    return tuple(_opening(part) for part in re.split(r"[,;\n]", plain) if part.strip())


def _opening(part: str) -> Opening:
    plain = part.strip()
    for name, days in _NAMED.items():
        if plain.lower().startswith(name):
            return _hours(days, plain[len(name) :], part)
    found: list[int] = []
    at = 0
    while match := _DAY.match(plain, at):
        sign, chinese, english = match.groups()
        day = _CHINESE[chinese] if chinese else _ENGLISH.index(english.lower())
        if sign in _RANGE and found:
            found += [day % 7 for day in range(found[-1] + 1, found[-1] + (day - found[-1]) % 7)]
        found.append(day)
        at = match.end()
    return _hours(tuple(sorted(set(found))) or _ALL_DAYS, plain[at:], part)


def _hours(days: tuple[int, ...], text: str, part: str) -> Opening:
    hours = text.strip(" :")
    if not hours[:1].isdigit() and not re.match(r"[上下中早晚凌]", hours):
        raise Refused("{text} are no opening hours: write {example}.", **_said(part))
    start, minutes = parse_hours(hours)
    if minutes is None:
        raise Refused("{text} are no opening hours: write {example}.", **_said(part))
    end = start.hour * 60 + start.minute + minutes
    if minutes == 1440 and end != 1440:
        raise Refused("The hours {start}-{end} are none.", start=f"{start:%H:%M}", end=hours[-5:])
    closes = "24:00" if end == 1440 else f"{end // 60 % 24:02d}:{end % 60:02d}"
    return Opening(days=days, start=f"{start:%H:%M}", end=closes)


def _said(part: str) -> dict[str, str]:
    example = _("Mon-Fri 9-21, Sat 10-17")
    return {"text": part.strip()[:30], "example": example}


def openings_text(openings: Iterable[Opening]) -> str:
    """Opening hours as they are typed: ``周一至周五 09:00-21:00``; of always: that word."""
    parts = [f"{_days_text(each.days)} {each.start}-{each.end}".strip() for each in openings]
    return ", ".join(parts) or _(_ALWAYS)


def openings_meaning(openings: Iterable[Opening]) -> str:
    """Opening hours said back; of those over midnight that they end on the next day."""
    openings = tuple(openings)
    text = openings_text(openings)
    night = any(each.end <= each.start for each in openings)
    return _("{hours} (ends on the next day)").format(hours=text) if night else text


def _days_text(days: tuple[int, ...]) -> str:
    if days == _ALL_DAYS:
        return _("daily")
    runs: list[list[int]] = []
    for day in days:
        if runs and day == runs[-1][-1] + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return _("/").join(
        weekday(run[0])
        if len(run) == 1
        else _("{first}-{last}").format(first=weekday(run[0]), last=weekday(run[-1]))
        for run in runs
    )


def read_shut(text: str, today: date, before: Iterable[Shut] = ()) -> tuple[Shut, ...]:
    """Read closed days: ``12-13 消杀; 2026-10-01..10-07 国庆``.

    Args:
        text: Days, each with a reason behind a blank, parted by ``;``.
        today: The date in the village.
        before: Those that are over stay, though they are not typed.

    Raises:
        Refused: A date is none, or an end before its start.
    """
    past = [shut for shut in before if shut.last < today]
    plain = unicodedata.normalize("NFKC", text)
    return (
        *past,
        *(_shut(part.strip(), today) for part in re.split(r"[;\n]", plain) if part.strip()),
    )


def _shut(part: str, today: date) -> Shut:
    days, _blank, reason = part.partition(" ")
    begin, *ends = re.split(r"\.\.|~|至|到", days, maxsplit=1)
    first = parse_day(begin, today)
    last = parse_day(ends[0], today, near=first, first=first) if ends else first
    return Shut(first=first, last=last, reason=reason.strip())


def shut_text(shut: Iterable[Shut], today: date) -> str:
    """Closed days to come, as they are typed."""
    return "; ".join(
        f"{each.first}{f'..{each.last}' if each.last != each.first else ''} {each.reason}".strip()
        for each in shut
        if each.last >= today
    )
