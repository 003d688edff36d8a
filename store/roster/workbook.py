"""A roster from an Excel workbook (.xlsx): which sheet it is on, within bounds."""

from __future__ import annotations

import io
import zipfile

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.roster import xlsx_worker
from yigong.store.roster.source_table import READING, Progress, SourceTable, nonempty_rows

MAX_UNPACKED = 100_000_000
"""Bytes of XML: fifty thousand rows of twenty columns take half of that."""

MAX_PARTS = 2_000
_NAMED = 5


def read_workbook(raw: bytes, progress: Progress | None = None) -> SourceTable:
    """The rows of the first sheet that has a header.

    Args:
        raw: The file, a ZIP archive.
        progress: Told how far it is.

    Raises:
        Refused: It is no workbook of this kind, damaged, or unreasonably large inside.
        DataError: No process can be started to read it.
    """

    def waiting() -> None:
        if progress is not None:
            progress(READING, 0, 0)

    _look_over(raw)
    waiting()
    found = xlsx_worker.read_in_child(raw, waiting)
    if found is None:
        raise _too_large()
    if found.fault:
        raise _damaged(found.fault)
    if not found.sheets:
        raise Refused("The workbook has no sheet.")
    notes = []
    if found.lost:
        notes.append(
            _(
                "Some cells are errors (#N/A) or formulas without a result and are read as empty: "
                "mend them in Excel and save it again."
            )
        )
    if len(found.sheets) > 1:
        notes.append(_others(found.sheets, found.at))
    return SourceTable(nonempty_rows(found.rows, progress, len(found.rows)), tuple(notes))


def _others(sheets: tuple[str, ...], at: int) -> str:
    """Which sheets were not read."""
    others = [*sheets[:at], *sheets[at + 1 :]]
    named = ", ".join(other[:20] for other in others[:_NAMED])
    more = " .." if len(others) > _NAMED else ""
    text = _("Read: the sheet {sheet}. Not read: {others}.")
    return text.format(sheet=sheets[at][:20], others=named + more)


def _look_over(raw: bytes) -> None:
    """Look at what is packed before anything is unpacked.

    Raises:
        Refused: It is damaged, something else, or too large inside.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except Exception as error:  # a file may hold anything: zipfile raises what it stumbles over
        raise _damaged(f"{type(error).__name__} {error}".strip()[:80]) from None
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise _no_workbook(names)
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if len(names) > MAX_PARTS or xml > MAX_UNPACKED:
        raise _too_large()


def _damaged(reason: str) -> Refused:
    return Refused(
        "The workbook is damaged ({reason}): open it in Excel or WPS and save it again.",
        reason=reason,
    )


def _too_large() -> Refused:
    return Refused(
        "The workbook is too large inside (more than {mb} MB): copy the roster alone into a "
        "new one.",
        mb=MAX_UNPACKED // 1_000_000,
    )


def _no_workbook(names: set[str]) -> Refused:
    if "xl/workbook.bin" in names:
        return Refused("This is a binary workbook (.xlsb): save it as .xlsx or CSV first.")
    if "content.xml" in names:
        return Refused("This is an OpenDocument table (.ods): save it as .xlsx or CSV first.")
    if any(name.startswith("Index") for name in names):
        return Refused("This is a Numbers table: export it as .xlsx or CSV first.")
    return Refused("This is an archive, no workbook: a roster is .xlsx or CSV.")
