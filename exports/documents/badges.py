"""Badges, ten to an A4 page: a name, a code, and the code as a QR code for the check-in desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from yigong.exports.documents.html_page import FONT, code_svg, document_head
from yigong.exports.plain_text import one_line, text_width
from yigong.store.language import _
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings

BADGES_PER_PAGE = 10
"""Two columns of five, each of a business card's size: 90 by 54 mm."""


def badge_page(
    people: Iterable[Volunteer], squads: Mapping[int, Sequence[Squad]], settings: Settings
) -> str:
    """Write badges as a page that any browser prints on A4, to be cut along the lines.

    The QR code holds what a scanner types at the desk, ``V0123``, and nothing else about the
    person.

    Args:
        people: The people, in the order of their badges.
        squads: Each person's squads, by the person's number.
        settings: The village's.

    Returns:
        HTML without other files.
    """
    badges = [_badge(person, squads.get(person.number, ()), settings) for person in people]
    groups = (badges[at : at + BADGES_PER_PAGE] for at in range(0, len(badges), BADGES_PER_PAGE))
    pages = [f"<section>\n{''.join(group)}</section>\n" for group in groups]
    title = one_line(_("{village}: badges").format(village=settings.name))
    return f"{document_head(title, _STYLE)}\n<body>\n{''.join(pages)}</body>\n</html>\n"


def _badge(person: Volunteer, squads: Sequence[Squad], settings: Settings) -> str:
    name = one_line(person.name)
    squad_names = " ".join(one_line(squad.name) for squad in squads)
    return (
        f'<article><p class="of">{escape(one_line(settings.name))}</p>'
        f'<p class="name {_size_class(name)}">{escape(name)}</p>'
        f'<p class="squads">{escape(squad_names)}</p>'
        f'<p class="code">{person.code}</p>{code_svg(person.code)}</article>\n'
    )


def _size_class(name: str) -> str:
    """Return the CSS class that sets the size of a name by its length."""
    width = text_width(name)
    return "short" if width <= 8 else "long" if width <= 24 else "longest"


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
