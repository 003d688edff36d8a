"""The sign-in sheet of an occurrence: on paper, for the table at the door, or for a spreadsheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

from exports.sheet import csv_bytes
from exports.signin_sheet import BLANK, COLUMNS, sheet
from store.language import _, current
from store.records import Occurrence, Settings, Squad, Volunteer
from store.register import Register


def signin_html(
    one: Occurrence,
    register: Register,
    people: Mapping[int, Volunteer],
    squads: Mapping[int, Squad],
    settings: Settings,
    *,
    blank: int = BLANK,
    full_phones: bool = False,
) -> str:
    """The sheet as a page that any browser prints on A4 (see `sheet` for what goes in).

    Returns:
        HTML that needs nothing else: no script, no font, no picture. The head is part of the
        table's, so it stands on every page.
    """
    page = sheet(one, register, people, squads, settings, blank=blank, full_phones=full_phones)
    head, foot = _pairs(page.head), _pairs(page.foot)
    notes = "".join(f'<p class="note">{_html(note)}</p>\n' for note in page.notes)
    widths = "".join(f'<col style="width:{width}%">' for width in _WIDTHS)
    columns = "".join(f"<th>{_html(_(name))}</th>" for name in COLUMNS)
    rows = "\n".join(
        f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in row)}</tr>" for row in page.rows
    )
    return f"""<!DOCTYPE html>
<html lang="{"zh-CN" if current() == "zh" else "en"}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{_html(page.title)} {_html(page.head[0][1])}</title>
<style>{_STYLE}</style>
</head>
<body>
<table>
<colgroup>{widths}</colgroup>
<thead>
<tr><th class="title" colspan="{len(COLUMNS)}"><h1>{_html(page.title)}</h1><p>{head}</p></th></tr>
<tr>{columns}</tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
<p class="foot">{foot}</p>
{notes}</body>
</html>
"""


def signin_csv(
    one: Occurrence,
    register: Register,
    people: Mapping[int, Volunteer],
    squads: Mapping[int, Squad],
    settings: Settings,
    *,
    blank: int = BLANK,
    full_phones: bool = False,
) -> bytes:
    """The same sheet for a spreadsheet (see `sheet` for what goes in)."""
    page = sheet(one, register, people, squads, settings, blank=blank, full_phones=full_phones)
    rows: list[Sequence[str | int]] = [[page.title]]
    rows.append([word for pair in page.head for word in pair])
    rows.append([_(name) for name in COLUMNS])
    rows += [[int(number) if number else "", *map(_cell, cells)] for number, *cells in page.rows]
    rows.append([word for pair in page.foot for word in pair])
    rows += [[note] for note in page.notes]
    return csv_bytes(rows)


def _cell(text: str) -> str:
    """One line for a cell; a space in 0571... keeps a spreadsheet from dropping the zero."""
    text = text.replace("\n", " / ")
    return f"{text[:4]} {text[4:]}" if text.isdigit() and text.startswith("0") else text


def _pairs(pairs: list[tuple[str, str]]) -> str:
    """Labels with their text, or with a line to write on."""
    return "".join(
        f"<span><b>{_html(label)}</b> {_html(text) or '<i></i>'}</span>" for label, text in pairs
    )


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")


_WIDTHS = (5.5, 12, 6.5, 14.5, 13, 8, 8, 7.5, 13, 12)
"""Per cent of the page, for each of `COLUMNS`."""

_STYLE = """
@page { size: A4 portrait; margin: 12mm 10mm 14mm; @bottom-right { content: counter(page); } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 190mm; color: #000; background: #fff;
  font: 10pt/1.25 "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; }
table { width: 100%; border-collapse: collapse; table-layout: fixed; }
thead { display: table-header-group; }
tr { break-inside: avoid; page-break-inside: avoid; }
th, td { border: 0.3mm solid #000; padding: 0.6mm 1mm; text-align: center; vertical-align: middle;
  overflow-wrap: anywhere; unicode-bidi: isolate; }
td { height: 8.5mm; }
th { font-weight: 600; }
th.title { border: 0; padding: 0 0 2mm; font-weight: normal; }
h1 { margin: 0 0 2mm; font-size: 15pt; letter-spacing: 0.05em; }
p { margin: 0; display: flex; flex-wrap: wrap; gap: 1mm 8mm; justify-content: space-between; }
p span { text-align: left; unicode-bidi: isolate; }
.note { margin-top: 2mm; font-size: 9pt; }
.foot { margin-top: 4mm; break-inside: avoid; page-break-inside: avoid; }
i { display: inline-block; width: 32mm; border-bottom: 0.3mm solid #000; height: 1em; }
"""
