"""Reading a roster file as rows of text: CSV in any encoding, or a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice

from yigong.store.errors import Refused
from yigong.store.roster.columns import count_known
from yigong.store.roster.file_kind import is_archive, refuse_other_kinds
from yigong.store.roster.source_table import Progress, SourceTable, nonempty_rows
from yigong.store.roster.workbook import read_workbook

MAX_BYTES = 20_000_000

_DELIMITERS = ",\t;|，；"
_SAMPLE = 100_000
"""The characters of the file in which the delimiter is searched for."""


def read_table(raw: bytes, progress: Progress | None = None) -> SourceTable:
    """The rows of a file.

    Args:
        raw: The file.
        progress: Called with the progress.

    Raises:
        Refused: It is too large, of a kind that is not read here, or damaged.
    """
    if len(raw) > MAX_BYTES:
        raise Refused("The file is larger than {mb} MB.", mb=MAX_BYTES // 1_000_000)
    if is_archive(raw):
        return read_workbook(raw, progress)
    refuse_other_kinds(raw)
    text = decode_text(raw)
    return SourceTable(nonempty_rows(_cells(text), progress, text.count("\n") + 1))


def decode_text(raw: bytes) -> str:
    """The text of a file: by its BOM, else as strict UTF-8, else as GB18030.

    Raises:
        Refused: It is text in none of these encodings.
    """
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


def _cells(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a CSV text, with their numbers.

    Raises:
        Refused: It is no CSV, or a quotation mark is not closed.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    last: list[str] = []
    line = 0
    try:
        for line, cells in enumerate(reader, 1):
            yield line, cells
            last = cells
    except csv.Error as error:
        if "field larger" in str(error):
            raise _unclosed(line + 1) from None
        raise Refused("The file is not a table ({reason}).", reason=error) from None
    if text.count('"') % 2 and any("\n" in cell for cell in last):
        raise _unclosed(line)


def _unclosed(line: int) -> Refused:
    return Refused(
        "A quotation mark that opens in row {line} is not closed: all that follows would be one "
        "cell. Mend it in the file and try again.",
        line=line,
    )


def _delimiter(text: str) -> str:
    """The delimiter of a CSV text: the one that gives a header the most known labels."""

    def columns(delimiter: str) -> int:
        lines = csv.reader(io.StringIO(text[:_SAMPLE], newline=""), delimiter=delimiter)
        try:
            return max((count_known(cells) for cells in islice(lines, 40)), default=0)
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=columns)
