"""The forms a table leaves in: a page to print, a workbook, or CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from yigong.exports.documents.csv_sheet import table_csv
from yigong.exports.documents.html_page import html_page
from yigong.exports.documents.table import Table
from yigong.store.errors import Refused


def table_file(table: Table, form: str) -> bytes:
    """A table as a file; whatever the form, it says the same.

    Args:
        table: The table.
        form: One of `FORMATS`.
    """
    if form not in FORMATS:
        raise Refused("There is no form {form}; there are {forms}.", form=form, forms=_NAMES)
    return FORMATS[form](table)


def _page(table: Table) -> bytes:
    return html_page(table).encode()


def _workbook(table: Table) -> bytes:
    from yigong.exports.documents.xlsx_workbook import write_workbook

    return write_workbook([table])


FORMATS: Mapping[str, Callable[[Table], bytes]] = {
    "html": _page,
    "xlsx": _workbook,
    "csv": table_csv,
}
_NAMES = ", ".join(FORMATS)
