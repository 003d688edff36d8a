"""The forms a table leaves in: a page to print, a workbook, or CSV."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from exports.page import page
from exports.sheet import table_csv
from exports.table import Table
from store.errors import Refused


def written(table: Table, form: str) -> bytes:
    """A table as a file; whatever the form, it says the same.

    Args:
        table: The table.
        form: One of `FORMS`.
    """
    if form not in FORMS:
        raise Refused("There is no form {form}; there are {forms}.", form=form, forms=_NAMES)
    return FORMS[form](table)


def _page(table: Table) -> bytes:
    return page(table).encode()


def _workbook(table: Table) -> bytes:
    from exports.workbook import workbook

    return workbook([table])


FORMS: Mapping[str, Callable[[Table], bytes]] = {
    "html": _page,
    "xlsx": _workbook,
    "csv": table_csv,
}
_NAMES = ", ".join(FORMS)
