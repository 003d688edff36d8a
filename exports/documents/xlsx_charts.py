"""The charts of a table in a workbook, drawn by the spreadsheet from the table's own cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from yigong.exports.documents.table import Chart, Table

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_COLOURS = ("2F6DA8", "64A98C", "E0A845")
"""Of the series in their order; of unlike lightness, for a printer without colours."""

_QUIET = "C9CDD2"
"""Of a series that others are compared with."""

_INK, _GRID = "404040", "E4E6E9"

_UPRIGHT_HEIGHT = 218.0
_BAR_HEIGHT, _FRAME_HEIGHT = 16.0, 110.0
"""Points: of upright columns; of each bar lying down, and of the words around the bars."""

_HIGHEST = 400.0
"""Points; the row that the charts stand in has at most 409."""

_GAP = 76_200
"""Above the charts, in 12 700ths of a point."""

_TITLE_SIZE, _SIZE = 1000, 800
"""Hundredths of a point."""

_SLANT = -2_700_000
"""The labels below columns, in 60 000ths of a degree: months side by side have no room."""


def add_charts(sheet: Worksheet, row: int, table: Table, heading: int) -> int:
    """Draw a table's charts side by side, as wide as the table, in one row of their height.

    A page never ends within a row, so no chart is torn apart in print. Charts name cells and hold
    no values. Fewer than two rows have nothing to compare, and no chart.

    Args:
        sheet: The table's sheet.
        row: The row for the charts.
        table: The table.
        heading: The row of the columns' names; the table's rows follow it.

    Returns:
        The next free row.
    """
    from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, TwoCellAnchor

    if len(table.rows) < 2 or not table.charts:
        return row
    edges = _edges([column.share for column in table.columns], len(table.charts))
    for at, chart in enumerate(table.charts):
        drawn = _draw(sheet, chart, heading, heading + len(table.rows))
        corner = AnchorMarker(edges[at], row=row - 1, rowOff=_GAP)
        drawn.anchor = TwoCellAnchor(
            "oneCell", _from=corner, to=AnchorMarker(edges[at + 1], row=row)
        )
        sheet.add_chart(drawn)
    sheet.row_dimensions[row].height = max(_height(c, len(table.rows)) for c in table.charts)
    return row + 1


def _edges(shares: Sequence[float], parts: int) -> list[int]:
    """Return the columns at which parts of about the same width begin, and the last one ends."""
    sums = [sum(shares[:at]) for at in range(len(shares) + 1)]
    goals = [sums[-1] * part / parts for part in range(parts + 1)]
    return [min(range(len(sums)), key=lambda at: abs(sums[at] - goal)) for goal in goals]


def _height(chart: Chart, rows: int) -> float:
    return min(_HIGHEST, _FRAME_HEIGHT + rows * _BAR_HEIGHT) if chart.lying else _UPRIGHT_HEIGHT


def _draw(sheet: Worksheet, chart: Chart, heading: int, last: int) -> Any:
    """Return a bar chart of the rows below a heading, up to the last."""
    from openpyxl.chart import BarChart, Reference, Series
    from openpyxl.chart.data_source import AxDataSource, StrRef
    from openpyxl.chart.shapes import GraphicalProperties
    from openpyxl.drawing.line import LineProperties

    names = str(Reference(sheet, min_col=chart.names + 1, min_row=heading + 1, max_row=last))
    drawn: Any = BarChart()
    drawn.type = "bar" if chart.lying else "col"
    drawn.grouping, drawn.overlap = ("stacked", 100) if chart.stacked else ("clustered", 0)
    drawn.gapWidth, drawn.roundedCorners = 60, False
    drawn.graphical_properties = GraphicalProperties(ln=LineProperties(noFill=True))
    colours = iter(_COLOURS)
    for column in chart.columns:
        cells = Reference(sheet, min_col=column + 1, min_row=heading, max_row=last)
        series = Series(cells, title_from_data=True)
        quiet = column == chart.quiet
        series.graphicalProperties.solidFill = _QUIET if quiet else next(colours)
        series.graphicalProperties.line.noFill = True
        series.cat = AxDataSource(strRef=StrRef(names))  # openpyxl's own way says they are numbers
        drawn.series.append(series)
    drawn.title = _title(chart.title, _TITLE_SIZE, bold=True)
    drawn.legend = _legend() if len(chart.columns) > 1 else None
    _set_up_axes(drawn, chart)
    return drawn


def _set_up_axes(drawn: Any, chart: Chart) -> None:
    from openpyxl.chart.shapes import GraphicalProperties

    for axis, name in ((drawn.x_axis, chart.names_title), (drawn.y_axis, chart.values_title)):
        axis.title = _title(name, _SIZE)
        axis.delete = False  # else a spreadsheet takes a missing word for "yes"
        axis.txPr = _text(_SIZE)
        axis.graphicalProperties = GraphicalProperties(ln=_line())
        axis.majorTickMark = "none"
    drawn.y_axis.majorGridlines.spPr = GraphicalProperties(ln=_line())
    drawn.y_axis.scaling.min = 0
    drawn.y_axis.number_format = "0"
    if chart.lying:
        drawn.x_axis.scaling.orientation = "maxMin"  # the first row is at the top, as in the table
        drawn.x_axis.tickLblSkip = 1
        drawn.y_axis.crosses = "max"
    else:
        drawn.x_axis.txPr = _text(_SIZE, rotation=_SLANT)


def _line() -> Any:
    from openpyxl.drawing.line import LineProperties

    return LineProperties(solidFill=_GRID)


def _legend() -> Any:
    from openpyxl.chart.legend import Legend

    legend = Legend()
    legend.position, legend.overlay, legend.txPr = "t", False, _text(_SIZE)
    return legend


def _title(text: str, size: int, *, bold: bool = False) -> Any:
    """Return the title of a chart or an axis, beside what it is the title of and not over it."""
    from openpyxl.chart.text import Text
    from openpyxl.chart.title import Title
    from openpyxl.drawing.text import Paragraph, RegularTextRun

    rich = _text(size, bold=bold)
    style = rich.p[0].pPr
    rich.p = [Paragraph(style, r=[RegularTextRun(style.defRPr, text)])]
    return Title(tx=Text(rich=rich), overlay=False)


def _text(size: int, *, bold: bool = False, rotation: int | None = None) -> Any:
    """Return the style of a text."""
    from openpyxl.chart.text import RichText
    from openpyxl.drawing.text import (
        CharacterProperties,
        Paragraph,
        ParagraphProperties,
        RichTextProperties,
    )

    style = CharacterProperties(sz=size, b=bold, solidFill=_INK)
    paragraph = Paragraph(ParagraphProperties(defRPr=style), endParaRPr=style)
    return RichText(RichTextProperties(rot=rotation), p=[paragraph])
