"""Every page looks right: no doubtful glyph in any look, and no wide terminal is wasted."""

from __future__ import annotations

import unicodedata

import pytest
from rich.cells import cell_len
from rich.text import Text

from hostile import page_routes
from support.clock import DEMO_NOW
from support.screens import opened
from yigong.tui.screens.base.copy_page import CopyPage
from yigong.tui.screens.base.page import Page

QR_BLOCKS = set("▀▄█")
"""A code for a camera is drawn in halves of cells, which nothing else on a page is."""


def ambiguous(text):
    """The characters of a text that some terminals draw two cells wide (Unicode annex 11)."""
    return sorted({c for c in text if unicodedata.east_asian_width(c) == "A"})


def inked(screen):
    """Which cells show something: a letter, or a ground; each row as a list of truths."""
    rows = []
    for strip in screen.app.screen._compositor.render_strips():
        row = []
        for text, style, _control in strip:
            ground = style and (style.reverse or style.underline or _coloured(style.bgcolor))
            for character in text:
                row += [bool(ground) or not character.isspace()] * cell_len(character)
        rows.append(row)
    return rows


def _coloured(colour):
    return colour is not None and not colour.is_default


@pytest.mark.parametrize(
    ("lang", "look", "size"), [("zh", "terminal", (200, 50)), ("en", "dark", (120, 36))]
)
async def test_every_page_has_its_title_no_doubtful_glyph_and_is_not_mostly_blank(
    demo, lang, look, size
):
    """Doubtful is what may be two cells wide, but for what people wrote; mostly blank is more than
    half of the rows or of the columns, but for pages to copy from, which have no side column."""
    written = "".join(path.read_text("utf-8") for path in demo.rglob("*.json*"))
    found, blank, untitled = {}, {}, {}
    async with opened(demo, clock=lambda: DEMO_NOW, lang=lang, size=size) as screen:
        screen.app.theme = look
        for route in page_routes.ROUTES:
            await page_routes.visit(screen, route)
            await page_routes.settled(screen)  # the side column is read in a thread
            code = QR_BLOCKS if route == "HandOverPage" else set()
            if glyphs := ambiguous(set(screen.text) - set(written) - code):
                found[route] = glyphs
            page = screen.app.screen
            title = Text.assemble(*page.heading()).plain[:12] if isinstance(page, Page) else ""
            if title not in screen.text:
                untitled[route] = title
            cells = inked(screen)
            rows = sum(not any(row) for row in cells)
            columns = sum(not any(column) for column in zip(*cells, strict=True))
            copied = isinstance(page, CopyPage)
            if not copied and (rows > size[1] / 2 or columns > size[0] / 2):
                blank[route] = rows, columns
    assert found == {}
    assert blank == {}
    assert untitled == {}
