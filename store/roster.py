"""A roster as villages keep it, read from CSV: encodings, headers, damage; nothing written here."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from store import validate
from store.errors import Refused
from store.language import _
from store.records import Volunteer

MAX_BYTES = 20_000_000
MAX_ROWS = 50_000

_COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "名字", "志愿者姓名", "村民姓名", "name"),
    "phone": ("手机号", "手机号码", "手机", "联系电话", "电话", "联系方式", "phone", "mobile"),
    "gender": ("性别", "gender", "sex"),
    "squads": ("所属队伍", "队伍", "小组队伍", "小队", "squad", "squads"),
    "group": ("村民小组", "小组", "组别", "网格", "group"),
    "tags": ("标签", "类别", "tags"),
    "note": ("备注", "note", "notes", "remarks"),
    "reading": ("拼音", "读音", "reading", "pinyin"),
}
"""What the columns may be called; spaces and stars (必填) are ignored."""

_TOTALS = ("合计", "总计", "小计", "共计", "total")
_GENDERS: dict[str, Literal["f", "m"]] = {
    "男": "m",
    "女": "f",
    "m": "m",
    "f": "f",
    "male": "m",
    "female": "f",
}

Verdict = Literal["new", "same", "update", "doubtful", "refused"]


class RosterRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of a roster, and what importing it would do."""

    line: int
    """Its row in the file, from 1."""

    verdict: Verdict
    person: Volunteer | None = None
    squads: tuple[str, ...] = ()
    reason: str = ""


def decode(raw: bytes) -> str:
    """A file's text: BOM, then strict UTF-8, then GB18030, decided on the whole file.

    Raises:
        Refused: It is too large, or text in none of these.
    """
    if len(raw) > MAX_BYTES:
        raise Refused("The file is larger than {mb} MB.", mb=MAX_BYTES // 1_000_000)
    if raw[:2] in (b"PK", b"\xd0\xcf"):
        raise Refused("This is an Excel workbook; save it as CSV and import that.")
    encodings = ["utf-8", "gb18030"]
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif raw.startswith(b"\xef\xbb\xbf"):
        encodings = ["utf-8-sig"]
    for encoding in encodings:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("The file is text in no encoding known here (UTF-8, UTF-16, GB18030).")


def parse(raw: bytes, people: Mapping[int, Volunteer]) -> list[RosterRow]:
    """Read a roster and hold each row against the people there are.

    Args:
        raw: The file.
        people: The village's people.

    Returns:
        A verdict for each row that is neither title, header, empty nor a total. `new`: nobody
        like that. `same`: name and phone are here. `doubtful`: the name is here with another phone;
        it is not imported by itself. `refused`: the row has a fault.

    Raises:
        Refused: No header with a name column was found, or there are too many rows.
    """
    text = decode(raw)
    delimiter = "\t" if text.count("\t") > text.count(",") else ","
    try:
        table = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as error:
        raise Refused("The file is not a table ({reason}).", reason=error) from None
    header_at, columns = _header(table)
    if len(table) - header_at > MAX_ROWS:
        raise Refused("The file has more than {count} rows.", count=MAX_ROWS)
    known = _Known(people)
    rows = []
    for index, cells in enumerate(table[header_at + 1 :], header_at + 2):
        row = _row(index, cells, columns, known)
        if row is not None:
            rows.append(row)
    return rows


class _Known:
    """Who is here already, the file's own earlier rows included."""

    def __init__(self, people: Mapping[int, Volunteer]) -> None:
        self.pairs: set[tuple[str, str]] = set()
        self.names: dict[str, str] = {}
        for person in people.values():
            if not person.archived:
                self.add(person)

    def add(self, person: Volunteer) -> None:
        self.pairs.add((person.name, person.phone))
        self.names.setdefault(person.name, person.code if person.number else person.name)


def _header(table: list[list[str]]) -> tuple[int, dict[str, int]]:
    for index, cells in enumerate(table[:20]):
        columns: dict[str, int] = {}
        for column, cell in enumerate(cells):
            label = re.sub(r"[\s*＊()（）必填]", "", unicodedata.normalize("NFKC", cell)).lower()
            for name, labels in _COLUMNS.items():
                if label in labels and name not in columns:
                    columns[name] = column
        if "name" in columns:
            return index, columns
    raise Refused("No column 姓名 (name) was found in the first 20 rows.")


def _row(
    index: int, cells: list[str], columns: Mapping[str, int], known: _Known
) -> RosterRow | None:
    def cell(name: str) -> str:
        column = columns.get(name, len(cells))
        return cells[column].strip().strip("\u3000") if column < len(cells) else ""

    name = cell("name")
    if not any(c.strip() for c in cells):
        return None
    if any(c.strip().rstrip(":：").lower() in _TOTALS for c in cells):
        return None
    try:
        person = validate.volunteer(
            Volunteer(
                name=name,
                phone=_phone(cell("phone")),
                gender=_GENDERS.get(cell("gender").lower(), ""),
                group=cell("group"),
                tags=tuple(filter(None, re.split(r"[,，、;；/\s]+", cell("tags")))),
                note=cell("note"),
                reading=cell("reading"),
            )
        )
        squads = tuple(
            validate.person_name(part)
            for part in re.split(r"[,，、;；/]+", cell("squads"))
            if part.strip()
        )
    except Refused as error:
        return RosterRow(line=index, verdict="refused", reason=f"{name[:40]}: {error}")
    if (person.name, person.phone) in known.pairs:
        return RosterRow(line=index, verdict="same", person=person, squads=squads)
    if person.name in known.names:
        reason = _("{who} has this name and another phone; not imported").format(
            who=known.names[person.name]
        )
        return RosterRow(
            line=index, verdict="doubtful", person=person, squads=squads, reason=reason
        )
    known.add(person)
    return RosterRow(line=index, verdict="new", person=person, squads=squads)


def _phone(text: str) -> str:
    """A phone as spreadsheets spoil it: ``13812345678.0`` is mended, ``1.38E+10`` has lost its end.

    Raises:
        Refused: The digits are gone.
    """
    text = unicodedata.normalize("NFKC", text).strip()
    if re.fullmatch(r"\d+\.0+", text):
        return text.partition(".")[0]
    if re.fullmatch(r"\d(\.\d+)?E\+\d+", text, re.IGNORECASE):
        raise Refused("The spreadsheet cut the phone number to {text}.", text=text[:20])
    return text


def new_people(rows: Iterable[RosterRow]) -> list[RosterRow]:
    """The rows that would add somebody."""
    return [row for row in rows if row.verdict == "new" and row.person is not None]
