"""Badges: ten a page of A4, each with a name, the code, and the code as a QR code for the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from yigong.exports.documents.html_page import FONT, document_head
from yigong.exports.plain_text import one_line, text_width
from yigong.store.language import _
from yigong.store.records import Settings, Squad, Volunteer

BADGES_PER_PAGE = 10
"""Two in a row, five rows: the size of a business card, 90 by 54 mm."""


def badge_page(
    people: Iterable[Volunteer], squads: Mapping[int, Sequence[Squad]], settings: Settings
) -> str:
    """Badges as a page that any browser prints on A4, to be cut along the lines.

    The code in the QR code is what scanners type at the desk: ``V0123``, and nothing else of the
    person.

    Args:
        people: Whose, in their order.
        squads: The squads each is in, by their number.
        settings: The village's.

    Returns:
        HTML that needs nothing else.
    """
    cards = [_card(person, squads.get(person.number, ()), settings) for person in people]
    groups = (cards[at : at + BADGES_PER_PAGE] for at in range(0, len(cards), BADGES_PER_PAGE))
    pages = [f"<section>\n{''.join(group)}</section>\n" for group in groups]
    title = one_line(_("{village}: badges").format(village=settings.name))
    return f"{document_head(title, _STYLE)}\n<body>\n{''.join(pages)}</body>\n</html>\n"


def _card(person: Volunteer, squads: Sequence[Squad], settings: Settings) -> str:
    name = one_line(person.name)
    named = " ".join(one_line(squad.name) for squad in squads)
    return (
        f'<article><p class="of">{escape(one_line(settings.name))}</p>'
        f'<p class="name {_size(name)}">{escape(name)}</p>'
        f'<p class="squads">{escape(named)}</p>'
        f'<p class="code">{person.code}</p>{_qr(person.code)}</article>\n'
    )


def _size(name: str) -> str:
    """How large a name is set, by how long it is."""
    cells = text_width(name)
    return "short" if cells <= 8 else "long" if cells <= 24 else "longest"


def _qr(text: str) -> str:
    """A code as SVG within the page, with its white border (ISO/IEC 18004 5.3.8)."""
    import segno

    code: Any = segno.make_qr(text, error="m", boost_error=False)
    return str(code.svg_inline(border=4, omitsize=True, light="#fff"))


_STYLE = f"""
@page {{ size: A4 portrait; margin: 13mm 15mm; }}
* {{ box-sizing: border-box; }}
body {{ margin: 0 auto; width: 180mm; color: #000; background: #fff; font-family: {FONT}; }}
section {{ display: grid; grid-template-columns: 90mm 90mm; grid-auto-rows: 54mm;
  break-after: page; page-break-after: always; }}
section:last-child {{ break-after: auto; page-break-after: auto; }}
article {{ position: relative; height: 54mm; overflow: hidden; border: 0.2mm dashed #999;
  padding: 5mm 36mm 4mm 5mm; break-inside: avoid; page-break-inside: avoid; }}
p {{ margin: 0; overflow-wrap: anywhere; unicode-bidi: isolate; }}
.of {{ font-size: 10pt; color: #444; max-height: 9mm; overflow: hidden; }}
.name {{ margin-top: 5mm; font-weight: 700; line-height: 1.15; max-height: 18mm;
  overflow: hidden; }}
.short {{ font-size: 26pt; }}
.long {{ font-size: 16pt; }}
.longest {{ font-size: 10pt; }}
.squads {{ margin-top: 1.5mm; font-size: 9pt; color: #444; max-height: 8mm; overflow: hidden; }}
.code {{ position: absolute; right: 4mm; bottom: 6mm; width: 32mm; text-align: center;
  font: 600 13pt monospace; }}
svg {{ position: absolute; right: 4mm; top: 8mm; width: 32mm; height: 32mm; }}
"""
