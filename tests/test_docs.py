"""The documentation names what is there."""

from __future__ import annotations

import re

import pytest

from support.places import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
PATH = re.compile(r"`((?:store|exports|tui|tests|bench|docs|yigong)/[\w./-]*)`")
LINK = re.compile(r"\]\((?!https?:)([^)#]+)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_file_that_a_page_names_or_links_to_is_there(page):
    text = page.read_text("utf-8")
    named = {ROOT / path for path in PATH.findall(text)}
    linked = {page.parent / path for path in LINK.findall(text)}
    missing = {str(path.relative_to(ROOT)) for path in named | linked if not path.exists()}
    assert not missing or page.name == "CHANGELOG.md"


def test_the_map_of_the_house_names_every_folder():
    text = (ROOT / "docs/architecture.md").read_text("utf-8")
    for layer in ("store", "exports", "tui"):
        for folder in (ROOT / layer).rglob("*"):
            if (folder / "__init__.py").exists():
                assert f"{folder.name}/" in text, folder
