"""The file that a village sends upward: written, read, and judged as strictly as a book is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from yigong.store import bounds, validate
from yigong.store.errors import Newer, Refused
from yigong.store.language import N_
from yigong.store.town.name_mask import LONGEST_TEXT
from yigong.store.town.upward_report import period_label
from yigong.store.town_records import (
    UPWARD_FORMAT,
    UpwardNumbers,
    UpwardReport,
    UpwardRow,
    numbers_added,
)

MAX_UPWARD_BYTES = 8_000_000
"""A year of the largest village has a tenth of it."""

VILLAGE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,79}")
"""A village's identity, which names a folder of the town."""

_MOST_ROWS = 5_000
_MOST = 10**9
_KEY = re.compile(r"E\d{4,7}@\d{4}-\d\d-\d\d")
_DIGEST = re.compile(r"([0-9a-f]{64})?")
_PEOPLE = tuple(name for name in UpwardNumbers.__struct_fields__ if name.startswith("people"))


def upward_name(report: UpwardReport) -> str:
    """The name of its file, without the suffix: ``upward-2026-11``."""
    return f"upward-{report.period}"


def encode_upward(report: UpwardReport) -> bytes:
    """Write what is sent as JSON, a line for each occurrence and row."""
    plain = msgspec.to_builtins(report, str_keys=True)
    parts = []
    for name, value in plain.items():
        if isinstance(value, list | tuple) and value:
            lines = ",\n  ".join(msgspec.json.encode(each).decode() for each in value)
            text = f"[\n  {lines}\n ]"
        else:
            text = msgspec.json.encode(value).decode()
        parts.append(f' "{name}": {text}')
    return ("{\n" + ",\n".join(parts) + "\n}\n").encode()


def decode_upward(raw: bytes) -> UpwardReport:
    """Read what a village sent.

    Raises:
        Newer: A newer yigong wrote it.
        Refused: It is no such file, or it contradicts itself; the sentence says where.
    """
    if len(raw) > MAX_UPWARD_BYTES:
        raise Refused("The file is larger than {mb} MB.", mb=MAX_UPWARD_BYTES // 1_000_000)
    try:
        report = msgspec.json.decode(raw, type=UpwardReport)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if _claimed(raw) > UPWARD_FORMAT:
            raise _newer() from error
        raise (_cut(error) if b'"village"' in raw else _other_file()) from error
    if report.format > UPWARD_FORMAT:
        raise _newer()
    _check(report)
    return report


def _claimed(raw: bytes) -> int:
    """The version that a file claims which cannot be read."""
    try:
        claimed = msgspec.json.decode(raw)["format"]
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, KeyError, TypeError):
        return 0
    return claimed if isinstance(claimed, int) else 0


def _newer() -> Newer:
    return Newer("The file was written by a newer yigong. Update yigong to take it.")


def _other_file() -> Refused:
    return Refused(
        "This is another file; nothing was taken. What a village sends is called like "
        "upward-2026-11.json: `yigong send` writes it there."
    )


def _cut(error: Exception) -> Refused:
    """What is said of a file that ends too early, or has a value where another belongs."""
    _what, at, place = str(error).partition(" - at `$.")
    if at:
        return _wrong(place.rstrip("`"))
    return Refused(
        "The file was cut or changed on the way; nothing was taken. Ask the village for "
        "`yigong send` once more."
    )


def _wrong(where: str) -> Refused:
    return Refused(
        "This is not what a village sends, or it was changed on the way ({where}); nothing was "
        "taken. Ask the village for `yigong send` once more.",
        where=where[:200],
    )


def _check(report: UpwardReport) -> None:
    """Check the values, and that the parts agree with the whole.

    Raises:
        Refused: They do not.
    """
    if report.format < 1:
        raise _wrong("format")
    if not VILLAGE_ID.fullmatch(report.id):
        raise _wrong("id")
    for place, value in _values(msgspec.to_builtins(report), ""):
        if isinstance(value, str):
            _check_text(place, value)
        elif not 0 <= value <= _MOST:
            raise _wrong(place)
    if not report.village.strip() or report.first > report.last:
        raise _wrong("village" if report.first <= report.last else "first")
    ends = report.first, report.last
    try:
        bounds.check_moments("at", report.at)
        for occurrence in report.occurrences:
            bounds.check_moments("corrections", *(each.at for each in occurrence.corrections))
    except bounds.OutOfBounds as error:
        raise _wrong(str(error)) from error
    if not all(bounds.FIRST_YEAR < day.year < bounds.LAST_YEAR for day in ends):
        raise _wrong("first")
    if report.period != period_label(*ends):
        raise _wrong("period")
    _check_occurrences(report)
    for name in ("months", "kinds", "programmes", "places"):
        rows: tuple[UpwardRow, ...] = getattr(report, name)
        if len(rows) > _MOST_ROWS or not _agree([row.numbers for row in rows], report.total):
            raise _wrong(name)
    if len(report.hosts) > _MOST_ROWS:
        raise _wrong("hosts")
    months = {f"{each.day:%Y-%m}" for each in report.occurrences}
    if {row.key for row in report.months} != months:
        raise _wrong("months")
    visits, requests = report.visits, report.requests
    if visits.met > visits.known or not requests.done <= requests.accepted <= requests.recorded:
        raise _wrong("requests" if visits.met <= visits.known else "visits")


def _check_occurrences(report: UpwardReport) -> None:
    keys: set[str] = set()
    for each in report.occurrences:
        if not _KEY.fullmatch(each.key) or each.key in keys or not _DIGEST.fullmatch(each.digest):
            raise _wrong(each.key)
        if not report.first <= each.day <= report.last:
            raise Refused(
                "The file is of {period}, but {key} in it was on {day}; nothing was taken.",
                period=report.period,
                key=each.key,
                day=each.day,
            )
        keys.add(each.key)
    lines = report.occurrences
    open_lines = [each.numbers for each in lines if each.signed is None]
    if not _agree([each.numbers for each in lines], report.total):
        raise _wrong("total")
    if len(open_lines) != report.unsigned_registers or not _agree(open_lines, report.unsigned):
        raise _wrong("unsigned")


def _agree(parts: list[UpwardNumbers], whole: UpwardNumbers) -> bool:
    """Whether parts add up to a whole; of people they may be more, as somebody came twice."""
    added = numbers_added(parts)
    return all(
        getattr(added, name) >= getattr(whole, name)
        if name in _PEOPLE
        else getattr(added, name) == getattr(whole, name)
        for name in UpwardNumbers.__struct_fields__
    )


def _check_text(place: str, text: str) -> None:
    limit = validate.MAX_NAME * 2 if place == "village" else LONGEST_TEXT
    try:
        same = validate.clean_line(text, N_("The text"), limit) == text
    except Refused as refusal:
        raise _wrong(f"{place}: {refusal}") from refusal
    if not same:
        raise _wrong(place)


def _values(plain: Any, place: str) -> Iterator[tuple[str, Any]]:
    """The texts and numbers of plain data, each with its place."""
    if isinstance(plain, dict):
        for name, value in plain.items():
            yield from _values(value, f"{place}.{name}" if place else str(name))
    elif isinstance(plain, list | tuple):
        for at, value in enumerate(plain):
            yield from _values(value, f"{place}[{at}]")
    elif isinstance(plain, str | int | float) and not isinstance(plain, bool):
        yield place, plain
