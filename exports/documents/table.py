"""A table of a document, described once and written as a page, a workbook or CSV."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Literal, NamedTuple

from yigong.exports.plain_text import one_line
from yigong.store.attendance.hours import tenths_text
from yigong.store.language import _

ColumnKind = Literal["text", "count", "hours", "date"]
"""What a column holds; the values of "hours" are tenths of an hour, so that every format shows the
same and parts add up to the sum beside them (see `store.attendance.hours.hours_parts`)."""

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


class Chart(NamedTuple):
    """A chart of a table's columns, drawn where the format can: in a workbook."""

    title: str
    names: int
    """The column, by index, whose texts name the bars."""

    names_title: str
    columns: Sequence[int]
    """The columns whose numbers are drawn; their headings are the legend."""

    values_title: str
    stacked: bool = False
    """Whether a row's numbers are parts of one bar; else they stand beside each other."""

    lying: bool = False
    """Whether the bars lie, with room for long names; else they stand, as time runs."""

    quiet: int | None = None
    """The one of the columns that the others are compared with."""


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

    emphasised: Collection[int] = ()
    """The rows, by index, that are sums of others or head a block."""

    landscape: bool = False
    by_hand: bool = False
    """Whether people write into it: then its rows are higher."""

    seal: str = ""
    """The text in the place of the seal; empty: there is no such place."""

    scanned: str = ""
    """A code that is drawn beside the seal, to be scanned; empty: there is none."""

    name: str = ""
    """The name of its sheet in a workbook; empty: the title."""

    charts: Sequence[Chart] = ()


def heading(name: str) -> str:
    """A name in the current language, as a heading: of hours with their unit.

    Args:
        name: A msgid; English names of hours say the unit, Chinese ones (服务时长) do not.
    """
    return _("{hours}").format(hours=_(name)) if name.endswith(" hours") else _(name)


def fitted(columns: Sequence[Column]) -> list[Column]:
    """Return columns with their shares in the same proportion, so that they fill the width."""
    total = sum(column.share for column in columns)
    return [column._replace(share=round(column.share * 100 / total, 2)) for column in columns]


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
    return tenths_text(value) if kind == "hours" else str(value)


def cell_number(value: int, kind: ColumnKind) -> int | float:
    """Return the number of a spreadsheet's cell: hours with one decimal."""
    return value / 10 if kind == "hours" else value
