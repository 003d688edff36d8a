"""A table of a document, described once and written as a page, a workbook or CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

from yigong.exports.plain_text import one_line
from yigong.store.attendance.hours import hours_text

ColumnKind = Literal["text", "count", "hours", "date"]
"""What a column holds; the values of "hours" are minutes, and every format shows the same hours."""

Value = str | int | date | None
"""The value of a cell; `None` and an empty text are an empty cell. Text may have several lines."""

LabelledText = tuple[str, str]
"""A label and its text; an empty text is a blank to fill in by hand."""


class Column(NamedTuple):
    """A column."""

    name: str
    """The heading, as it is shown."""

    share: float
    """Per cent of the table's width."""

    kind: ColumnKind = "text"
    left: bool = False
    """Whether its text is aligned left, as sentences are; else it is centred."""


class Table(NamedTuple):
    """The content of a sheet."""

    title: str
    head: Sequence[LabelledText]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    """In the order of the columns."""

    foot: Sequence[LabelledText] = ()
    notes: Sequence[str] = ()
    """Sentences below the table."""

    sums: int = 0
    """How many of the last rows are sums of the others."""

    landscape: bool = False
    by_hand: bool = False
    """Whether people write into it: then its rows are higher."""

    seal: str = ""
    """The text in the place of the seal; empty: there is no such place."""

    name: str = ""
    """The name of its sheet in a workbook; empty: the title."""


def cell_text(value: Value, kind: ColumnKind) -> str:
    """Return a cell as text, which may have several lines.

    Args:
        value: Its value.
        kind: The kind of its column.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return "\n".join(one_line(line) for line in value.split("\n"))
    if isinstance(value, date):
        return value.isoformat()
    return hours_text(value) if kind == "hours" else str(value)


def cell_number(value: int, kind: ColumnKind) -> int | float:
    """Return the number of a workbook's cell: hours unrounded, of which it shows one decimal."""
    return value / 60 if kind == "hours" else value
