"""Reading a row of a roster: a person, or a sentence why it is refused."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from yigong.store import validate
from yigong.store.errors import Refused
from yigong.store.language import N_, _
from yigong.store.people import age
from yigong.store.records import Guardian, Volunteer
from yigong.store.roster import cells as cell_of
from yigong.store.roster.columns import Header, repeats_header
from yigong.store.roster.plan import RosterRow
from yigong.store.roster.source_table import SourceRow

T = TypeVar("T")

_CODE = re.compile(r"[Vv]0*(\d{1,7})")


def read_row(row: SourceRow, header: Header, today: date) -> RosterRow | None:
    """Read a row.

    Args:
        row: The row.
        header: The header.
        today: The date, for the rules about age.

    Returns:
        `None` for a row that is not about a person: a total, a heading, a lone serial number.
    """
    cells = [cell_of.plain_cell(cell) for cell in row.cells]
    reader = _Reader(cells, header)
    if repeats_header(row.cells, header) or cell_of.is_no_person(cells, reader.name_cell):
        return None
    try:
        person = reader.person()
        age.check_birth_year(person, today)
    except Refused as refused:
        return RosterRow(line=row.line, name=reader.name_cell[:40], reason=str(refused))
    if age.lacks_guardian(person, today):
        reader.remarks.append(_("under 18, and no guardian is named"))
    return RosterRow(
        line=row.line,
        name=person.name,
        person=person,
        code=reader.code,
        masked=reader.masked,
        squads=reader.squads,
        remarks=tuple(reader.remarks),
    )


class _Reader:
    """The reader of one row, with remarks on what it corrects or leaves out."""

    def __init__(self, cells: Sequence[str], header: Header) -> None:
        self._cells = cells
        self._header = header
        self.name_cell = self._text("name")
        self.remarks: list[str] = []
        self.masked = ""
        self.code = 0
        self.squads: tuple[str, ...] = ()

    def _text(self, field: str) -> str:
        """The text in the column of a field; of several columns for phones, joined."""
        columns = self._header.columns.get(field)
        if columns is None:
            return ""
        cells = (self._cells[at] for at in columns if at < len(self._cells))
        return "/".join(filter(None, cells))

    def person(self) -> Volunteer:
        """The person that the row describes.

        Raises:
            Refused: A cell is invalid, and must not be left out.
        """
        name, title = cell_of.read_name(self.name_cell)
        if title:
            self.remarks.append(_("{title}: from the name into the note").format(title=title[:20]))
        self.code = self._code()
        phone, more = self._phone()
        self.squads = tuple(
            validate.clean_line(squad, N_("The squad"), validate.MAX_NAME)
            for squad in cell_of.split_words(self._cell("squads"), ",，、;；|/")
        )
        return validate.checked_volunteer(
            Volunteer(
                name=name,
                reading=self._cell("reading"),
                phone=phone,
                gender=self._read("gender", cell_of.read_gender, ""),
                group=self._cell("group"),
                home=self._cell("home"),
                tags=cell_of.split_words(self._cell("tags")),
                note=self._note(title, more),
                joined=self._read("joined", cell_of.read_cell_day, None),
                born=self._read("born", cell_of.read_birth_year, 0),
                consent=self._read("consent", cell_of.read_cell_day, None),
                guardians=self._guardians(),
                emergency=self._cell("emergency"),
                insured=self._read("insured", cell_of.read_cell_day, None),
            )
        )

    def _cell(self, field: str) -> str:
        """The cell of a field; empty if it has a word for it.

        Raises:
            Refused: It has the error value of a formula.
        """
        text = self._text(field)
        if not text:
            return ""
        if error := cell_of.error_of(text):
            label = self._header.labels[field]
            raise Refused("The cell {label} holds an error ({error}).", label=label, error=error)
        return "" if cell_of.is_empty(text) else text

    def _read(self, field: str, read: Callable[[str], T], empty: T) -> T:
        """A field that is left out, with a remark, if it cannot be read."""
        text = self._cell(field)
        value = read(text) if text else empty
        if text and value == empty:
            remark = _("{label}: {text} cannot be read and is left out")
            label = self._header.labels[field]
            self.remarks.append(remark.format(label=label, text=text[:20]))
        return value

    def _code(self) -> int:
        """The number in the code; 0 for other text, such as a serial number."""
        found = _CODE.fullmatch(unicodedata.normalize("NFKC", self._text("code")))
        return int(found[1]) if found else 0

    def _phone(self) -> tuple[str, list[str]]:
        """The phone, and the other text of the cell, for the note."""
        text = self._cell("phone")
        if self.code and (masked := cell_of.as_masked_phone(text)):
            self.masked = masked
            return "", []
        phones = cell_of.read_phones(text)
        more = [*phones.others, *([phones.words] if phones.words else [])]
        if more:
            self.remarks.append(
                _("kept in the note, not as the phone: {text}").format(text=" ".join(more)[:40])
            )
        return phones.phone, more

    def _note(self, title: str, more: Sequence[str]) -> str:
        note = self._cell("note")
        cleaned = cell_of.without_ids(note)
        if cleaned != note:
            self.remarks.append(_("an ID card's number in the note is left out"))
        return " ".join(filter(None, (cleaned, title, *more)))

    def _guardians(self) -> tuple[Guardian, ...]:
        name = self._cell("guardian")
        if not name:
            return ()
        phone = cell_of.read_phones(self._cell("guardian_phone")).phone
        return (
            Guardian(name=cell_of.read_name(name)[0], phone=phone, relation=self._cell("relation")),
        )
