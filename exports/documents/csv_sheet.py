"""CSV that Excel decodes correctly, on Chinese Windows too, and in which no cell is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from yigong.exports.documents.table import ColumnKind, Table, Value, cell_number, cell_text
from yigong.exports.plain_text import one_line

_FORMULA = re.compile("\\s*[=+\\-@＝＋－＠]")
"""How a formula may begin; Chinese and Japanese spreadsheets accept full-width signs, too."""

_LANDLINE = re.compile("0[0-9]{6,}")


def safe_cell(text: str) -> str:
    """Return the text of a cell, quoted where a spreadsheet would run it: ``'=1+1``."""
    cleaned = one_line(text)
    if text[:1] in ("\t", "\r") or _FORMULA.match(text) or _FORMULA.match(cleaned):
        return f"'{cleaned}"
    return cleaned


def csv_bytes(rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """Encode rows as a file: UTF-8 with the byte order mark that Excel looks for, CRLF.

    Args:
        rows: Text goes through `safe_cell`; numbers are written as numbers.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([safe_cell(value) if isinstance(value, str) else value for value in row])
    return out.getvalue().encode("utf-8-sig")


def table_csv(table: Table) -> bytes:
    """Write a table for a spreadsheet: title, head, columns, rows, foot, notes, in this order."""
    rows: list[Sequence[str | int | float]] = [[table.title]]
    if table.head:
        rows.append([word for pair in table.head for word in pair])
    rows.append([column.name for column in table.columns])
    kinds = [column.kind for column in table.columns]
    rows += [[_csv_cell(v, kind) for v, kind in zip(row, kinds, strict=True)] for row in table.rows]
    if table.foot:
        rows.append([word for pair in table.foot for word in pair])
    rows += [[note] for note in (table.seal, *table.notes) if note]
    return csv_bytes(rows)


def _csv_cell(value: Value, kind: ColumnKind) -> str | int | float:
    """Put a cell on one line; a space in 0571... keeps a spreadsheet from dropping the zero."""
    if isinstance(value, int):
        return cell_number(value, kind)
    text = cell_text(value, kind).replace("\n", " / ")
    return f"{text[:4]} {text[4:]}" if _LANDLINE.fullmatch(text) else text
