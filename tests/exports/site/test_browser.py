"""The pages for everybody in a real browser: narrow, wide, light, dark, by keyboard, on paper."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from support.browser import Browser, browser_program, served
from support.clock import Clock
from support.places import READERS
from yigong.exports.site.public_edition import public_edition
from yigong.exports.site.site_files import site_files
from yigong.exports.site.site_folder import write_site
from yigong.store.demo.demo_village import make_demo
from yigong.store.event_records import ByRRule, Change, Event

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not browser_program(), reason="there is no browser (Debian's chromium)"),
]

AXE = READERS / "node_modules" / "axe-core" / "axe.min.js"
PAGES = (
    "index.html", "2026-12.html", "E0001.html", "E0002.html", "P01.html", "L01.html",
    "programmes.html", "venues.html", "index.en.html", "E0001.en.html", "L01.en.html",
)  # fmt: skip
LOOKS = [(width, dark) for width in (390, 1280) for dark in (False, True)]
"""A phone and a desk, light and dark."""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The pages of the demo village, one event of which has the longest texts there can be."""
    folder = tmp_path_factory.mktemp("browser")
    village = make_demo(folder / "demo", clock=Clock(), past=90)
    long = "https://village.example/" + "a" * 50
    village.events.add(
        Event(
            title="长" * 80,
            start=datetime(2026, 12, 3, 8),
            place=long,
            notes=f"{'W' * 500}\n{'说明' * 200}\n{long}",
            repeat=ByRRule("FREQ=DAILY;COUNT=9"),
            changes={"2026-12-05": Change(cancelled=True, reason="雨" * 80)},
        )
    )
    village.save_settings(
        msgspec.structs.replace(
            village.settings, public_english=True, public_url="https://village.example"
        )
    )
    write_site(folder / "www", site_files(public_edition(village)), "demo")
    with served(folder / "www") as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    found = Browser(tmp_path_factory.mktemp("profile"))
    yield found
    found.close()


@pytest.mark.parametrize(("width", "dark"), LOOKS)
@pytest.mark.parametrize("page", [*PAGES, "long"])
def test_no_page_is_wider_than_its_window(browser, site, page, width, dark):
    page = longest(site) if page == "long" else page
    browser.open(f"{site}/{page}", width, dark=dark)
    assert browser.evaluate("document.documentElement.scrollWidth") == width
    ground = browser.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") is not dark


@pytest.mark.skipif(not AXE.exists(), reason="axe-core is not installed (make readers)")
@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_axe_finds_nothing_to_mend(browser, site, width, dark):
    """Contrast, landmarks, names of links, order of headings, size of targets: WCAG 2.2 AA."""
    script = AXE.read_text(encoding="utf-8")
    for page in (*PAGES, longest(site)):
        browser.open(f"{site}/{page}", width, dark=dark)
        browser.evaluate(f"{script}; 0")
        found = browser.evaluate(
            "axe.run().then(all => all.violations.map("
            "each => [each.id, each.nodes.map(node => node.html).slice(0, 3)]))"
        )
        assert found == [], page


def test_every_link_is_reached_by_keyboard_in_the_order_of_the_page(browser, site):
    browser.open(f"{site}/E0001.html", 1280)
    links = browser.evaluate("[...document.querySelectorAll('a')].map(each => each.href)")
    reached = []
    for _link in links:
        browser.press("Tab")
        reached.append(browser.evaluate("document.activeElement.href"))
    assert reached == links
    assert browser.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_the_first_tab_offers_to_skip_to_the_content(browser, site):
    browser.open(f"{site}/index.html", 390)
    browser.press("Tab")
    assert browser.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    browser.press("Enter")
    assert browser.evaluate("document.activeElement.id") == "content"


def test_a_month_is_a_list_on_a_phone_and_a_grid_on_a_desk(browser, site):
    rows = (
        "new Set([...document.querySelectorAll('.month > li')].map(each => each.offsetLeft)).size"
    )
    for width, columns in ((390, 1), (1280, 7)):
        browser.open(f"{site}/2026-12.html", width)
        assert browser.evaluate(rows.replace("each =>", "each => each.offsetHeight &&")) in (
            columns, columns + (width == 390),
        )  # fmt: skip


def test_no_script_and_nothing_from_elsewhere_is_loaded(browser, site):
    for page in PAGES:
        browser.open(f"{site}/{page}", 390)
        loaded = browser.evaluate("performance.getEntriesByType('resource').map(each => each.name)")
        assert all(name.startswith(site) for name in loaded)
        assert not [name for name in loaded if name.endswith(".js")]
        assert any(name.endswith("style.css") for name in loaded)


def test_an_event_prints_on_two_sheets_at_the_most(browser, site):
    browser.open(f"{site}/E0001.html", 1280, dark=True)
    paper = browser.paper()
    assert paper.startswith(b"%PDF")
    assert 1 <= paper.count(b"/Type /Page\n") + paper.count(b"/Type /Page ") <= 2


def longest(site):
    """The page of the event with the longest texts."""
    from urllib.request import urlopen

    with urlopen(f"{site}/2026-12.html") as page:
        text = page.read().decode()
    at = text.index("长" * 30)
    return text[text.rindex('href="', 0, at) + 6 : at].partition('"')[0]
