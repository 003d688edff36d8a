"""CSV that Excel opens rightly, on Chinese Windows too, and never runs."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from exports.text import one_line

_FORMULA = re.compile("\\s*[=+\\-@＝＋－＠]")
"""What a spreadsheet may take for a formula; the full-width forms in Chinese and Japanese ones."""


def cell(text: str) -> str:
    """A cell of text that a spreadsheet shows and does not run: ``'=1+1``."""
    harmless = one_line(text)
    if text[:1] in ("\t", "\r") or _FORMULA.match(text) or _FORMULA.match(harmless):
        return f"'{harmless}"
    return harmless


def csv_bytes(rows: Iterable[Sequence[str | int | float]]) -> bytes:
    """Rows as a file: UTF-8 with the mark that Excel looks for, CRLF.

    Args:
        rows: Text is made harmless (see `cell`); numbers are written as numbers.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([cell(value) if isinstance(value, str) else value for value in row])
    return out.getvalue().encode("utf-8-sig")
