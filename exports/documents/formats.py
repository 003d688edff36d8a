"""The file formats of a table: a page to print, a workbook, or CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from yigong.exports.documents.csv_sheet import table_csv
from yigong.exports.documents.html_page import html_page
from yigong.exports.documents.table import Table
from yigong.store.errors import Refused


def table_file(table: Table, file_format: str) -> bytes:
    """Write a table as a file; the content is the same in every format.

    Args:
        table: The table.
        file_format: One of `FORMATS`.

    Raises:
        Refused: There is no such format.
    """
    if file_format not in FORMATS:
        raise Refused(
            "There is no form {form}; there are {forms}.",
            form=file_format,
            forms=", ".join(FORMATS),
        )
    return FORMATS[file_format](table)


def _html(table: Table) -> bytes:
    return html_page(table).encode()


def _xlsx(table: Table) -> bytes:
    from yigong.exports.documents.xlsx_workbook import write_workbook

    return write_workbook([table])


FORMATS: Mapping[str, Callable[[Table], bytes]] = {
    "html": _html,
    "xlsx": _xlsx,
    "csv": table_csv,
}
