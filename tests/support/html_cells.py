"""The cells of the tables in an HTML document."""

from __future__ import annotations

from html.parser import HTMLParser


class HtmlCells(HTMLParser):
    """Reads the rows of cells, and all of the text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()
        self.text = ""
        self._path: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag in ("meta", "br", "col"):
            if tag == "br":
                self.handle_data("\n")
            return
        self._path.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        assert self._path.pop() == tag

    def handle_data(self, data):
        if "style" in self._path:
            return
        self.text += data
        if "td" in self._path or "th" in self._path:
            self.rows[-1][-1] += data
