"""The parser of a paper sheet typed in: ``3 0852 1110 参``, ``3 假`` or ``41 张三 0852 1110``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Literal

import msgspec

from yigong.store.attendance.role_words import role_from_word
from yigong.store.attendance_records import Mark
from yigong.store.dates.clock_parser import looks_like_clock, parse_clock, parse_hours
from yigong.store.errors import Refused
from yigong.store.records import Role

_MARKS: dict[str, Mark] = {
    "迟": "late", "迟到": "late", "late": "late",
    "假": "leave", "请假": "leave", "leave": "leave",
    "缺": "absent", "缺席": "absent", "缺勤": "absent", "未到": "absent", "absent": "absent",
}  # fmt: skip
_LOOKS_LIKE_A_TIME = re.compile(r"\d{1,4}|\d+[:.时点]\d*分?")
_ROW = re.compile(r"(\d{1,4})(?:[.)、:]+\s*|\s+|$)")
_BETWEEN_TIMES = re.compile(r"(?<=[\d分点时半刻])\s*(?:[-–—~〜]+|至|到)\s*(?=[\d上中下早晚])")
MOST_LINES = 2000
"""More lines than this are pasted by mistake."""


class SheetLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line as it was parsed."""

    at: int
    """The number of the line in the text, from 1."""

    text: str
    row: int = 0
    """Its number on the sheet; 0: it begins with a name, as where no sheet was printed."""

    who: str = ""
    """A name, code or phone, as written on a blank row."""

    time_in: time | None = None
    time_out: time | None = None
    mark: Mark = ""
    role: Role | Literal[""] = ""
    """What they were there as; empty: the line does not say."""

    fault: Refused | None = None
    """Why it cannot be parsed."""


def parse_sheet(text: str) -> list[SheetLine]:
    """Parse what was typed from a sheet; empty lines are skipped.

    Times are as in `parse_clock`, but for an hour without minutes, and as in `parse_hours`; marks
    are 迟, 假 and 缺 (or late, leave, absent). A role (服, 参加, guest; see `role_words`) is the
    last of the words that are no time and no mark: before others it is a part of a name, such as
    赵 学 文.

    Raises:
        Refused: There are more than `MOST_LINES` lines.
    """
    lines = text.splitlines()
    if len(lines) > MOST_LINES:
        raise Refused("More than {n} lines are no sheet.", n=MOST_LINES)
    return [_parse_line(at, line.strip()) for at, line in enumerate(lines, 1) if line.strip()]


def _parse_line(at: int, text: str) -> SheetLine:
    plain = unicodedata.normalize("NFKC", text).strip()
    row = _ROW.match(plain)
    if row is not None and not int(row[1]):
        return SheetLine(at=at, text=text, fault=no_row_number())
    rest = _BETWEEN_TIMES.sub("-", plain[row.end() :] if row else plain)
    words = re.split(r"[\s,、;]+", rest)
    names: list[str] = []
    times: list[time] = []
    mark: Mark = ""
    fault: Refused | None = None
    for word in filter(None, words):
        if word.lower() in _MARKS:
            if mark:
                fault = fault or Refused("One mark a line: late, on leave or absent.")
            mark = _MARKS[word.lower()]
        elif all(map(_looks_like_a_time, word.split("-"))):
            try:
                times += _parse_times(word)
            except Refused as refusal:
                fault = fault or refusal
        else:
            names.append(word)
    role = role_from_word(names[-1]) if names else None
    if role is not None:
        names.pop()
    time_in, time_out = [*times, None, None][:2]
    return SheetLine(
        at=at,
        text=text,
        row=int(row[1]) if row else 0,
        who=" ".join(names),
        time_in=time_in,
        time_out=time_out,
        mark=mark,
        role=role or "",
        fault=fault or _conflict(times, mark, role),
    )


def no_row_number() -> Refused:
    """A line of a printed sheet says which row it is."""
    return Refused("A line begins with the number of the row.")


def _conflict(times: Sequence[time], mark: Mark, role: Role | None) -> Refused | None:
    """Why times, mark and role cannot stand on one line, if they cannot."""
    if len(times) > 2:
        return Refused("A line holds one time in and one time out.")
    if times and mark in ("leave", "absent"):
        return Refused("Who was on leave or absent has no times.")
    if not times and not mark and role is None:
        return Refused("This line has no time, mark or role.")
    return None


def _looks_like_a_time(word: str) -> bool:
    return bool(_LOOKS_LIKE_A_TIME.fullmatch(word)) or looks_like_clock(word)


def _parse_times(word: str) -> list[time]:
    """A time of day as it is written on paper, or two with a dash between them.

    Raises:
        Refused: There is no such time.
    """
    if "-" in word:
        begin, minutes = parse_hours(word)
        end = datetime.combine(date.min, begin) + timedelta(minutes=minutes or 0)
        return [begin, end.time()]
    if re.fullmatch(r"\d{1,2}", word):  # more likely a number that slipped than an hour
        raise Refused("{time} is no time of day: write 08:30.", time=word)
    return [parse_clock(word)]
