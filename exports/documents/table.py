"""A table that leaves the village: described once, written as a page, a workbook or CSV."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal, NamedTuple

from yigong.exports.plain_text import one_line
from yigong.store.attendance.hours import hours_text

ColumnKind = Literal["text", "count", "hours", "date"]
"""What stands in a column; of hours the values are minutes, and every form says the same hours."""

Value = str | int | date | None
"""What stands in a cell; nothing: `None` or an empty text. Text may have several lines."""

LabelledText = tuple[str, str]
"""A label and its text; an empty text is to be filled in by hand."""


class Column(NamedTuple):
    """A column."""

    name: str
    """As it is shown."""

    share: float
    """Per cent of the table's width."""

    kind: ColumnKind = "text"
    left: bool = False
    """Whether its text begins at the left, as sentences do; else it stands in the middle."""


class Table(NamedTuple):
    """What stands on a sheet, in words and numbers."""

    title: str
    head: Sequence[LabelledText]
    columns: Sequence[Column]
    rows: Sequence[Sequence[Value]]
    """In the order of the columns."""

    foot: Sequence[LabelledText] = ()
    notes: Sequence[str] = ()
    """Sentences below."""

    sums: int = 0
    """How many of the last rows add up the others."""

    landscape: bool = False
    by_hand: bool = False
    """Whether people write into it: its rows are high enough then."""

    seal: str = ""
    """What stands where the seal goes; empty: nothing is sealed."""

    name: str = ""
    """Its name among the sheets of a workbook; empty: its title."""


def cell_text(value: Value, kind: ColumnKind) -> str:
    """A cell as text, in as many lines as it has.

    Args:
        value: What stands in it.
        kind: What its column holds.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return "\n".join(one_line(line) for line in value.split("\n"))
    if isinstance(value, date):
        return value.isoformat()
    return hours_text(value) if kind == "hours" else str(value)


def cell_number(value: int, kind: ColumnKind) -> int | float:
    """A cell's number in a workbook, which adds up exact hours and shows one decimal of them."""
    return value / 60 if kind == "hours" else value
