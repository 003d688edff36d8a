"""Tables as an HTML page that any browser prints on A4; it loads no script, font or image."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from yigong.exports.documents.table import Column, LabelledText, Table, Value, cell_text
from yigong.store.language import current_language


def html_page(*tables: Table) -> str:
    """Write tables one below the other as HTML without other files.

    The first one's title is the page's, and its fields say how the page is printed. A head is
    inside the ``thead``, so it is printed on every page. All text is escaped.
    """
    first = tables[0]
    title = " ".join((first.title, *(text for _label, text in first.head[:1])))
    size = f"@page {{ size: A4 {'landscape' if first.landscape else 'portrait'}; {_MARGINS} }}"
    classes = ("wide " if first.landscape else "") + ("tall" if first.by_hand else "")
    return f"""{document_head(title, size + _STYLE)}
<body class="{classes.strip()}">
{"".join(map(_table, tables))}</body>
</html>
"""


def _table(table: Table) -> str:
    """Write a table with what stands above and below it."""
    head, foot = _labelled_texts(table.head), _labelled_texts(table.foot)
    widths = "".join(f'<col style="width:{column.share:g}%">' for column in table.columns)
    names = (_html(column.name).replace("（", "<br>（") for column in table.columns)  # a unit
    columns = "".join(f"<th>{name}</th>" for name in names)
    rows = "\n".join(
        _row(row, table.columns, "sum" if at in table.emphasised else "")
        for at, row in enumerate(table.rows)
    )
    notes = "".join(f'<p class="note">{_html(note)}</p>\n' for note in table.notes)
    below = (f'<p class="foot">{foot}</p>\n' if foot else "") + notes
    if table.seal:  # as a row of the table: the head is printed above it, too
        scanned = code_svg(table.scanned) if table.scanned else ""
        below = f'{below}<p class="seal">{scanned}<span>{_html(table.seal)}</span></p>'
        rows += f'\n<tr><td class="end" colspan="{len(table.columns)}">{below}</td></tr>'
        below = ""
    return f"""<table>
<colgroup>{widths}</colgroup>
<thead>
<tr><th class="title" colspan="{len(table.columns)}"><h1>{_html(table.title)}</h1>\
<p>{head}</p></th></tr>
<tr>{columns}</tr>
</thead>
<tbody>
{rows}
</tbody>
</table>
{below}"""


def document_head(title: str, style: str) -> str:
    """Write a document up to its body: what it may load (nothing), its title, its style."""
    return f"""<!DOCTYPE html>
<html lang="{"zh-CN" if current_language() == "zh" else "en"}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{_html(title)}</title>
<style>{style}</style>
</head>"""


def code_svg(text: str) -> str:
    """Draw a QR code as inline SVG, with its quiet zone (ISO/IEC 18004 5.3.8)."""
    import segno

    code: Any = segno.make_qr(text, error="m", boost_error=False)
    return str(code.svg_inline(border=4, omitsize=True, light="#fff"))


def _row(row: Sequence[Value], columns: Iterable[Column], class_: str) -> str:
    cells = "".join(
        f"{'<td class=left>' if column.left else '<td>'}{_html(cell_text(value, column.kind))}</td>"
        for value, column in zip(row, columns, strict=True)
    )
    return f'<tr class="{class_}">{cells}</tr>' if class_ else f"<tr>{cells}</tr>"


def _labelled_texts(pairs: Iterable[LabelledText]) -> str:
    """Write labels with their texts; where a text is empty, with a line to write on."""
    return "".join(
        f"<span><b>{_html(label)}</b> {_html(text) or '<i></i>'}</span>" for label, text in pairs
    )


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")


FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif'

_MARGINS = "margin: 12mm 10mm 14mm; @bottom-right { content: counter(page); }"

_STYLE = f"""
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; max-width: 190mm; color: #000; background: #fff;
  font: 10pt/1.25 {FONT}; }}
body.wide {{ max-width: 277mm; }}
table {{ width: 100%; border-collapse: collapse; table-layout: fixed; }}
table + table {{ margin-top: 6mm; }}
table + table h1 {{ font-size: 12pt; }}
thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; page-break-inside: avoid; }}
th, td {{ border: 0.3mm solid #000; padding: 0.6mm 1mm; text-align: center; vertical-align: middle;
  overflow-wrap: anywhere; unicode-bidi: isolate; }}
td {{ height: 7mm; }}
.tall td {{ height: 8.5mm; }}
td.left {{ text-align: left; }}
th, .sum td {{ font-weight: 600; }}
.sum {{ break-before: avoid; page-break-before: avoid; }}
th {{ font-size: 9pt; padding: 0.6mm 0.3mm; }}
th.title {{ border: 0; padding: 0 0 2mm; font-size: 10pt; font-weight: normal; }}
h1 {{ margin: 0 0 2mm; font-size: 15pt; letter-spacing: 0.05em; }}
p {{ margin: 0; display: flex; flex-wrap: wrap; gap: 1mm 8mm; justify-content: space-between; }}
p span {{ text-align: left; unicode-bidi: isolate; }}
.note {{ margin-top: 2mm; font-size: 9pt; }}
.foot {{ margin-top: 4mm; break-inside: avoid; page-break-inside: avoid; }}
td.end {{ border: 0; padding: 0; text-align: left; }}
.seal {{ margin-top: 4mm; justify-content: flex-end; align-items: flex-end; }}
.seal svg {{ width: 26mm; height: 26mm; }}
.seal span {{ width: 60mm; height: 45mm; border: 0.3mm dashed #777; padding: 1mm 2mm; color: #555;
  font-size: 9pt; }}
i {{ display: inline-block; width: 32mm; border-bottom: 0.3mm solid #000; height: 1em; }}
"""
