"""Times of day as people write them: 8:30, 0830, 8点半, 下午2点, 2 pm; and from one to another."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

import msgspec

from yigong.store.dates.numerals import NUMBER, small_number
from yigong.store.errors import Refused

_DAY = 24 * 60

_PARTS = {
    **dict.fromkeys(("凌晨", "am", "a.m."), "night"),
    **dict.fromkeys(("早上", "早晨", "清早", "清晨", "上午", "早"), "morning"),
    **dict.fromkeys(("中午", "正午"), "noon"),
    **dict.fromkeys(("下午", "午后", "pm", "p.m."), "afternoon"),
    **dict.fromkeys(("傍晚", "晚上", "夜里", "晚"), "evening"),
}
_PART = "|".join(sorted((part for part in _PARTS if not part.isascii()), key=len, reverse=True))

_LATER = {
    "": range(0),
    "night": range(0),
    "morning": range(0),
    "noon": range(1, 4),
    "afternoon": range(1, 12),
    "evening": range(5, 12),
}
"""The hours of a clock of twelve hours that are twelve more in a part of the day."""

_ALLOWED = {
    "": range(25),
    "night": range(12),
    "morning": range(13),
    "noon": range(10, 16),
    "afternoon": range(12, 24),
    "evening": (*range(1, 5), *range(17, 25)),
}
"""The hours that can be meant in a part of the day."""

_AFTERNOON = range(1, 6)
"""1点 to 5点 without a part of the day are in the afternoon; whoever means the night says so."""

_WORDS = {"中午": 720, "正午": 720, "noon": 720, "零点": 0, "半夜": _DAY, "midnight": _DAY}
_MINUTES = {"半": 30, "一刻": 15, "三刻": 45, "整": 0, "钟": 0}

_DIGITS = re.compile(rf"({_PART})?(\d{{1,2}})(\d\d)(am|pm|a\.m\.|p\.m\.)?", re.ASCII)
_CLOCK = re.compile(
    rf"({_PART})?({NUMBER})(?:([:.])(\d\d)|([点时])(?:(半|一刻|三刻|整|钟)|({NUMBER})分?)?)?"
    r"(am|pm|a\.m\.|p\.m\.)?",
    re.ASCII,
)
_BETWEEN = re.compile(r"[-–—~〜至到]+")


class _Clock(msgspec.Struct, frozen=True):
    """A time as it was written."""

    part: str
    hour: int
    minute: int
    bare: bool
    """Whether it is an hour alone, without colon or 点."""

    spoken: bool
    """Whether it is said with 点."""

    behind: bool = False
    """Whether the part of the day stands behind it: ``4 pm``."""

    def minutes(self) -> int | None:
        """The minutes since midnight, 0 to 1440; `None`: there is no such time."""
        hour = self.hour
        if self.part == "night" and hour == 12:
            hour = 0
        elif self.part == "evening" and hour in (0, 12):
            hour = 24
        elif hour in (_AFTERNOON if self.spoken and not self.part else _LATER[self.part]):
            hour += 12
        total = hour * 60 + self.minute
        if hour not in _ALLOWED[self.part] or self.minute > 59:
            return None
        if total > _DAY:  # 晚上12点半; 24:30 is no time
            return total - _DAY if self.part == "evening" else None
        return total


def parse_clock(text: str) -> time:
    """Parse a time of day; 24:00 is midnight.

    Args:
        text: ``8:30``, ``0830``, ``8``, ``8.30``; ``8点``, ``八点半``, ``8点一刻``, ``8时30分``;
            with ``上午``, ``下午``, ``晚上`` and the like before it, or ``am``, ``pm`` behind it.
            Full-width signs are as good. 1点 to 5点 alone are in the afternoon.

    Raises:
        Refused: There is no such time.
    """
    plain = _plain(text)
    minutes = _WORDS.get(plain)
    if minutes is None:
        found = _written(plain)
        minutes = found.minutes() if found else None
    if minutes is None:
        raise _not_understood(text)
    return _time(minutes)


def parse_hours(text: str) -> tuple[time, int | None]:
    """Parse from when to when: ``8点-11点``, ``下午2点到4点``, ``8:30至11:00``, ``2-4 pm``.

    A part of the day that is said once is meant for both; what begins in the morning and ends in
    the evening says both.

    Args:
        text: Two times as in `parse_clock`, or a start alone.

    Returns:
        The start, and the minutes from it to the end; `None`: no end is written.

    Raises:
        Refused: There is no such time, it begins at 24:00, or it ends before it begins.
    """
    begin_text, *ends = _BETWEEN.split(_plain(text).removeprefix("从"))
    if len(ends) > 1:
        raise _not_understood(text)
    if not ends or not ends[0]:
        begin = _WORDS.get(begin_text, _minutes(_written(begin_text)))
        if begin is None:
            raise _not_understood(text)
        return _begin(begin), None
    begin, end = _WORDS.get(begin_text), _WORDS.get(ends[0])
    first, last = _written(begin_text), _written(ends[0])
    if first and last and (first.spoken or last.spoken):  # 2-4点
        first = msgspec.structs.replace(first, spoken=first.spoken or first.bare)
        last = msgspec.structs.replace(last, spoken=last.spoken or last.bare)
    if end is None:
        end = _minutes(last)
    if begin is None:
        begin = _minutes(first)
        if first and last and last.behind and not first.part and end is not None:
            begin = _nearest_before(end, first)
    if begin is None or end is None:
        raise _not_understood(text)
    if first and last and not last.part and (first.part or last.spoken) and 1 <= last.hour <= 12:
        end = _nearest_after(begin, last)
        if begin < _DAY // 2 and end >= _DAY * 3 // 4:  # 9点-8点: a slip, or 8 in the evening
            raise Refused(
                "{hours} ends before it begins; say which part of the day: 9 am-8 pm.",
                hours=text.strip()[:20],
            )
    length = end - begin
    return _begin(begin), length if length > 0 else length + _DAY


def looks_like_clock(word: str) -> bool:
    """Whether a word is written like a time of day, be there such a time or not."""
    return _written(_plain(word)) is not None


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).lower()
    return re.sub(r"\s", "", plain).replace("點", "点").replace("時", "时")


def _written(plain: str) -> _Clock | None:
    digits = _DIGITS.fullmatch(plain)
    if digits:
        before, hour, minute, behind = digits.groups()
        part = _part(before, behind)
        return part and _Clock(part[0], int(hour), int(minute), False, False, bool(behind))
    found = _CLOCK.fullmatch(plain)
    if not found:
        return None
    before, hour_text, colon, after_colon, word, quarter, minute_text, behind = found.groups()
    hour, part = small_number(hour_text), _part(before, behind)
    minute = small_number(after_colon or minute_text or "0")
    if hour is None or minute is None or part is None:
        return None
    if not (colon or word or part[0] or hour_text.isascii()):  # 三 is no time
        return None
    minute = _MINUTES.get(quarter or "", minute)
    return _Clock(part[0], hour, minute, not (colon or word), word == "点", bool(behind))


def _part(before: str | None, behind: str | None) -> tuple[str] | None:
    """The part of the day; `None`: two are written."""
    if before and behind:
        return None
    return (_PARTS.get(before or behind or "", ""),)


def _minutes(clock: _Clock | None) -> int | None:
    return clock.minutes() if clock else None


def _nearest_after(begin: int, clock: _Clock) -> int:
    """The next such time of a clock of twelve hours after a start; perhaps past midnight."""
    of_twelve = clock.hour % 12 * 60 + clock.minute
    return min(of_twelve + hours * 60 for hours in (0, 12, 24) if of_twelve + hours * 60 > begin)


def _nearest_before(end: int, clock: _Clock) -> int | None:
    """The last such time of a clock of twelve hours before an end: 2-4 pm, 10-2 pm."""
    of_twelve = clock.hour % 12 * 60 + clock.minute
    earlier = [start for start in (of_twelve, of_twelve + 720) if start < end]
    return max(earlier) if earlier and clock.hour <= 12 else clock.minutes()


def _begin(minutes: int) -> time:
    if minutes == _DAY:
        raise Refused("What begins at midnight begins at 00:00 of its day.")
    return _time(minutes)


def _time(minutes: int) -> time:
    return time(minutes // 60 % 24, minutes % 60)


def _not_understood(text: str) -> Refused:
    return Refused("{time} is no time of day: write 08:30.", time=text.strip()[:20])
