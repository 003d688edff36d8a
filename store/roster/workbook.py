"""Reading a roster from an Excel workbook (.xlsx), within bounds of size."""

from __future__ import annotations

import io
import zipfile

from yigong.store.errors import Refused
from yigong.store.language import _
from yigong.store.roster import xlsx_worker
from yigong.store.roster.file_kind import unsupported_kind
from yigong.store.roster.source_table import READING, Progress, SourceTable, nonempty_rows

MAX_UNPACKED = 100_000_000
"""Bytes of XML; fifty thousand rows of twenty columns take half of them."""

MAX_PARTS = 2_000
_MAX_NAMED = 5


def read_workbook(raw: bytes, progress: Progress | None = None) -> SourceTable:
    """The rows of the first sheet that has a header.

    Args:
        raw: The file, a ZIP archive.
        progress: Called with the progress.

    Raises:
        Refused: It is not a workbook of this kind, damaged, or too large inside.
        DataError: The child process that reads it cannot be started.
    """

    def report() -> None:
        if progress is not None:
            progress(READING, 0, 0)

    _check_archive(raw)
    report()
    content = xlsx_worker.read_in_child(raw, report)
    if content is None:
        raise _too_large()
    if content.fault:
        raise _damaged(content.fault)
    if not content.sheets:
        raise Refused("The workbook has no sheet.")
    notes = []
    if content.lost:
        notes.append(
            _(
                "Some cells are errors (#N/A) or formulas without a result and are read as empty: "
                "mend them in Excel and save it again."
            )
        )
    if len(content.sheets) > 1:
        notes.append(_sheets_note(content.sheets, content.at))
    return SourceTable(nonempty_rows(content.rows, progress, len(content.rows)), tuple(notes))


def _sheets_note(sheets: tuple[str, ...], at: int) -> str:
    """The note on which sheet was read, and which were not."""
    others = [*sheets[:at], *sheets[at + 1 :]]
    listed = _(", ").join(other[:20] for other in others[:_MAX_NAMED])
    more = " .." if len(others) > _MAX_NAMED else ""
    text = _("Read: the sheet {sheet}. Not read: {others}.")
    return text.format(sheet=sheets[at][:20], others=listed + more)


def _check_archive(raw: bytes) -> None:
    """Check the archive before anything is unpacked.

    Raises:
        Refused: It is damaged, of another kind, or too large inside.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except Exception as error:  # zipfile raises errors of many kinds
        raise _damaged(f"{type(error).__name__} {error}".strip()[:80]) from None
    names = {part.filename for part in parts}
    if "xl/workbook.xml" not in names:
        raise unsupported_kind(names)
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
