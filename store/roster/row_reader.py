"""The rows of a roster as they say: each a person, or a sentence why not; compared with nobody."""

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
    """A row as it says.

    Args:
        row: The row.
        header: Which column holds what.
        today: The date, for who is under age.

    Returns:
        `None` for a row that is about nobody: a sum, a heading, a number before empty cells.
    """
    cells = [cell_of.plain_cell(cell) for cell in row.cells]
    reader = _Reader(cells, header)
    if repeats_header(row.cells, header) or cell_of.is_no_person(cells, reader.said("name")):
        return None
    try:
        person = reader.person()
        age.check_birth_year(person, today)
    except Refused as refused:
        return RosterRow(line=row.line, name=reader.said("name")[:40], reason=str(refused))
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
    """One row being read; what is mended or left out is remembered."""

    def __init__(self, cells: Sequence[str], header: Header) -> None:
        self._cells = cells
        self._header = header
        self.remarks: list[str] = []
        self.masked = ""
        self.code = 0
        self.squads: tuple[str, ...] = ()

    def said(self, field: str) -> str:
        """What stands in a field's column; in several columns for phones, all of it."""
        columns = self._header.columns.get(field)
        if columns is None:
            return ""
        found = [self._cells[at] for at in columns if at < len(self._cells) and self._cells[at]]
        return "/".join(found)

    def person(self) -> Volunteer:
        """What the row says of a person.

        Raises:
            Refused: Something cannot be kept as it is, and cannot be left out either.
        """
        name, title = cell_of.read_name(self.said("name"))
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
                tags=cell_of.split_words(self._cell("tags")),
                note=self._note(title, more),
                joined=self._read("joined", cell_of.read_cell_day, None),
                born=self._read("born", cell_of.read_birth_year, 0),
                consent=self._read("consent", cell_of.read_cell_day, None),
                guardians=self._guardians(),
            )
        )

    def _cell(self, field: str) -> str:
        """A field's cell; empty where it says nothing.

        Raises:
            Refused: It holds the error of a formula.
        """
        text = self.said(field)
        if not text:
            return ""
        if error := cell_of.error_of(text):
            label = self._header.names[field]
            raise Refused("The cell {label} holds an error ({error}).", label=label, error=error)
        return "" if cell_of.is_empty(text) else text

    def _read(self, field: str, read: Callable[[str], T], nothing: T) -> T:
        """A field that is left out, with a remark, where it cannot be read."""
        text = self._cell(field)
        found = read(text) if text else nothing
        if text and found == nothing:
            remark = _("{label}: {text} cannot be read and is left out")
            label = self._header.names[field]
            self.remarks.append(remark.format(label=label, text=text[:20]))
        return found

    def _code(self) -> int:
        """The number of a code; a column of other numbers names nobody."""
        found = _CODE.fullmatch(unicodedata.normalize("NFKC", self.said("code")))
        return int(found[1]) if found else 0

    def _phone(self) -> tuple[str, list[str]]:
        """The phone, and what else the cell says, for the note."""
        text = self._cell("phone")
        if self.code and (masked := cell_of.as_masked_phone(text)):
            self.masked = masked
            return "", []
        found = cell_of.read_phones(text)
        more = [*found.others, *([found.words] if found.words else [])]
        if more:
            self.remarks.append(
                _("kept in the note, not as the phone: {text}").format(text=" ".join(more)[:40])
            )
        return found.phone, more

    def _note(self, title: str, more: Sequence[str]) -> str:
        note = self._cell("note")
        kept = cell_of.without_ids(note)
        if kept != note:
            self.remarks.append(_("an ID card's number in the note is left out"))
        return " ".join(filter(None, (kept, title, *more)))

    def _guardians(self) -> tuple[Guardian, ...]:
        name = self._cell("guardian")
        if not name:
            return ()
        phone = cell_of.read_phones(self._cell("guardian_phone")).phone
        return (
            Guardian(name=cell_of.read_name(name)[0], phone=phone, relation=self._cell("relation")),
        )
