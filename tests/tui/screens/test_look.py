"""Every page looks right: no doubtful glyph in any look, and no wide terminal is wasted."""

from __future__ import annotations

import unicodedata

import pytest

from hostile import page_routes
from support.clock import DEMO_NOW
from support.screens import opened


def ambiguous(text):
    """The characters of a text that some terminals draw two cells wide (Unicode annex 11)."""
    return sorted({c for c in text if unicodedata.east_asian_width(c) == "A"})


@pytest.mark.parametrize(("lang", "look"), [("zh", "terminal"), ("en", "dark")])
async def test_no_page_draws_a_glyph_of_ambiguous_width_but_for_what_people_wrote(demo, lang, look):
    written = "".join(path.read_text("utf-8") for path in demo.rglob("*.json*"))
    found = {}
    async with opened(demo, clock=lambda: DEMO_NOW, lang=lang, size=(120, 36)) as screen:
        screen.app.theme = look
        for route in page_routes.ROUTES:
            await page_routes.visit(screen, route)
            if glyphs := ambiguous(set(screen.text) - set(written)):
                found[route] = glyphs
    assert found == {}


async def test_at_200_columns_and_50_rows_no_page_leaves_most_of_them_blank(demo):
    blank = {}
    async with opened(demo, clock=lambda: DEMO_NOW, lang="zh", size=(200, 50)) as screen:
        for route in page_routes.ROUTES:
            await page_routes.visit(screen, route)
            lines = [line.ljust(200) for line in screen.lines]
            rows = sum(not line.strip() for line in lines)
            columns = sum(all(line[x : x + 1].isspace() for line in lines) for x in range(200))
            if rows > 25 or columns > 100:
                blank[route] = rows, columns
    assert blank == {}
