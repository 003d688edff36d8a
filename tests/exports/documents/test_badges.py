"""Badges: ten to a page, a QR code that a scanner types, and names that stay text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from support.pictures import read_qr_code
from yigong.exports.documents.badges import badge_page
from yigong.store.records import Squad, Volunteer
from yigong.store.settings_records import Settings
from yigong.tui.terminal.badge_scanner import BadgeScanner

VILLAGE = Settings(name="青山村")


class Badges(HTMLParser):
    """The badges of each page as text, and the names of all elements."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pages: list[list[str]] = []
        self.tags: set[str] = set()
        self._in = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self._in = tag
        if tag == "section":
            self.pages.append([])
        if tag == "article":
            self.pages[-1].append("")

    def handle_data(self, data):
        if self._in == "p" and self.pages:
            self.pages[-1][-1] += data

    def handle_endtag(self, tag):
        self._in = ""


def people(many: int) -> list[Volunteer]:
    return [Volunteer(number=n, name=f"村民{n:02d}") for n in range(1, many + 1)]


def test_there_are_ten_a_page_each_with_name_code_and_squads():
    html = badge_page(people(23), {1: [Squad(number=1, name="修葺队")]}, VILLAGE)
    found = Badges(html)
    assert [len(page) for page in found.pages] == [10, 10, 3]
    assert found.pages[0][0] == "青山村村民01修葺队V0001"
    assert "size: A4" in html
    assert html.count("page-break-after: always") == 1


def test_the_code_is_what_the_desk_takes_for_a_badge(tmp_path):
    """The SVG is drawn as a picture and read by zbar."""
    html = badge_page([Volunteer(number=123, name="张小明")], {}, VILLAGE)
    text = read_qr_code(svg_as_pgm(html), tmp_path)
    scanner: BadgeScanner[int] = BadgeScanner()
    for at, character in enumerate(f"{text}\r"):
        scan = scanner.feed(character, at / 100, at)
    assert scan.code == "V0123"


def svg_as_pgm(html: str, scale: int = 8) -> bytes:
    """Draw the SVG of the first badge as a grey picture (PGM)."""
    side = int(re.search(r'viewBox="0 0 (\d+) \d+"', html)[1])
    dark = [[False] * side for _ in range(side)]
    path = re.search(r'stroke="#000" d="([^"]+)"', html)[1]
    x, y = 0.0, 0.0
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        values = [float(n) for n in re.findall(r"-?\d+(?:\.\d+)?|-?\.\d+", numbers)]
        if command == "M":
            x, y = values
        elif command == "m":
            x, y = x + values[0], y + values[1]
        else:
            for at in range(int(x), int(x + values[0])):
                dark[int(y)][at] = True
            x += values[0]
    rows = [bytes(0 if module else 255 for module in row for _ in range(scale)) for row in dark]
    size = side * scale
    return f"P5 {size} {size} 255\n".encode() + b"".join(row * scale for row in rows)


def test_a_badge_has_no_other_data_of_the_person():
    person = Volunteer(
        number=1, name="张小明", phone="12000000001", group="一组", tags=("党员",), note="带水"
    )
    (badge,) = Badges(badge_page([person], {}, VILLAGE)).pages[0]
    assert badge == "青山村张小明V0001"


@pytest.mark.parametrize(
    "text", ["<script>x</script>", "</article>", "a&b", '"onload="x', "\x1b[2J"]
)
def test_a_name_is_text(text):
    plain = Badges(badge_page(people(1), {1: [Squad(name="队")]}, VILLAGE))
    html = badge_page(
        [Volunteer(number=1, name=text)], {1: [Squad(name=text)]}, Settings(name=text)
    )
    assert Badges(html).tags == plain.tags
    assert "\x1b" not in html
    assert "default-src 'none'" in html


def test_a_long_name_is_set_smaller():
    html = badge_page([Volunteer(number=1, name="阿卜杜拉·买买提·吐尔逊江")], {}, VILLAGE)
    assert '<p class="name long">' in html
