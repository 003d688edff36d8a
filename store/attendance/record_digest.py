"""What a service record says, as a text of its signed lines, their digest, and the code on paper.

The text is the same whatever the language, the layout, and the number of the person, which a merge
changes. On the paper stands the number of the record with six characters that follow from number
and digest: who misreads one of either is told so, and who makes up a code will not hit them.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from yigong.store.attendance.by_person import PersonAttendance
from yigong.store.errors import Refused

LETTERS = "34679ACDEFGHJKMNPRTWXY"
"""What the characters are made of, none that is read as another one: no 0, O or Q, no 1, I or L, no
2 or Z, no 5 or S, no 8 or B; and no U or V, with which the code of a badge begins."""

_LENGTH = 6
"""22 ** 6 are 113 million: whoever guesses at a desk gives up before."""

_MISREAD = str.maketrans("OQDILZSB", "00011258")
"""Letters that somebody read in the number, in which there are none."""

_SEPARATED = re.compile(r"([0-9A-Z]{4})[^0-9A-Z]+([0-9A-Z]{4,7})(?:[^0-9A-Z]+([0-9A-Z]{6}))?")
_JOINED = re.compile(r"([0-9A-Z]{4})([0-9A-Z]{4,7}?)([0-9A-Z]{6})?")
_FIRST_LINE = "yigong service record 1"


class RecordLine(NamedTuple):
    """What a service record says of one occurrence, in minutes."""

    key: str
    """The occurrence's."""

    start: date
    end: date
    clocked: int
    filled: int
    granted: int
    learning: int = 0
    """Of a training of volunteers; other learning is on no record."""

    @property
    def service(self) -> int:
        """The service of all origins."""
        return self.clocked + self.filled + self.granted


class PaperCode(NamedTuple):
    """A code, as it was read from a paper."""

    year: int
    serial: int
    letters: str
    """Empty: none stood there, as on records of before there were any."""


def is_served(attendance: PersonAttendance) -> bool:
    """Whether it is an attendance of a volunteer, or hours were granted to one for it."""
    came_to_serve = attendance.entry.present and attendance.role == "volunteer"
    return came_to_serve or attendance.credit.service.total > 0


def is_training(attendance: PersonAttendance) -> bool:
    """Whether somebody learned there who is trained as a volunteer."""
    return attendance.head.trains and attendance.credit.learning.minutes > 0


def record_lines(
    attendances: Iterable[PersonAttendance], first: date | None = None, last: date | None = None
) -> list[RecordLine]:
    """The lines of a service record: what is signed of somebody's service and training.

    Args:
        attendances: Theirs.
        first: The first day of the record; `None`: from the beginning.
        last: Its last day; `None`: to the end.
    """
    lines = []
    for each in attendances:
        start, trained = each.head.start.date(), is_training(each)
        within = (first is None or first <= start) and (last is None or start <= last)
        if within and each.head.closed is not None and (is_served(each) or trained):
            service = each.credit.service
            learning = each.credit.learning.minutes if trained else 0
            minutes = (service.clocked, service.filled, service.granted, learning)
            lines.append(RecordLine(each.key, start, each.head.end.date(), *minutes))
    return sorted(lines)


def record_digest(lines: Iterable[RecordLine]) -> str:
    """The SHA-256 of the lines, as hexadecimal digits."""
    text = "\n".join([_FIRST_LINE, *(" ".join(map(str, line)) for line in sorted(lines)), ""])
    return hashlib.sha256(text.encode()).hexdigest()


def check_letters(number: str, digest: str) -> str:
    """The six characters of a record.

    Args:
        number: The number printed on it, ``2026-0007``: two people who came to the same have the
            same digest, and a number that was misread must not lead to the other's record.
        digest: Its digest; empty: it has none, and no characters.
    """
    if not digest:
        return ""
    rest = int.from_bytes(hashlib.sha256(f"{number}\n{digest}".encode()).digest())
    letters = ""
    for _each in range(_LENGTH):
        rest, at = divmod(rest, len(LETTERS))
        letters += LETTERS[at]
    return letters


def paper_code(number: str, digest: str) -> str:
    """What stands on the paper: ``2026-0007-K7M3PX``, of a record without a digest ``2026-0007``.

    Args:
        number: The record's number, ``2026-0007``.
        digest: Its digest.
    """
    letters = check_letters(number, digest)
    return f"{number}-{letters}" if letters else number


def read_paper_code(text: str) -> PaperCode:
    """Read a code as people type it: small or full-width letters, blanks, no hyphens, ``O`` for 0.

    Raises:
        Refused: It is none.
    """
    plain = unicodedata.normalize("NFKC", text).upper().strip()
    found = _SEPARATED.fullmatch(plain) or _JOINED.fullmatch(re.sub(r"[\W_]", "", plain))
    numbers = [part.translate(_MISREAD) for part in found.groups()[:2]] if found else []
    if found is None or not all(part.isdecimal() and part.isascii() for part in numbers):
        raise Refused(
            "{text} is no code of a service record. It looks like this: {example}",
            text=text.strip()[:40],
            example="2026-0007-K7M3PX",
        )
    return PaperCode(int(numbers[0]), int(numbers[1]), found[3] or "")


def last_day_of_record(last: date | None, issued: datetime) -> date:
    """The last day that a service record can speak of: that of its period, or of its issue.

    Args:
        last: The last day of its period; `None`: it is open.
        issued: When it was issued, in the village's zone.
    """
    return last or issued.date()
