"""Takes the pictures of the READMEs from the program itself, the same each time.

With a folder as its argument it takes pictures of the desk in every scene of `desk_scenes.py` into
that folder instead.

The demo village is made for one fixed moment in a temporary folder. Each screen is written as a
small SVG that loads nothing: it is shown in a monospaced Chinese font of the reader's system.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
import unicodedata
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from yigong.tui.terminal.textual_environment import prepare_environment

if TYPE_CHECKING:
    from desk_scenes import Scene

    from yigong.store.town.town_folder import TownFolder
    from yigong.store.village.village import Village
    from yigong.tui.page_app import PageApp

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 25, 1, 40, tzinfo=UTC)
"""A 25th, 09:40 in the village: its duty day is under way."""

_POLL = 0.7
"""Seconds until a page has polled its files."""

CELL, LINE, EDGE = 11, 24, 12
"""Of the picture: the width and the height of a cell, and the margin."""

FONTS = (
    "'Noto Sans Mono CJK SC','Sarasa Mono SC','Source Han Mono SC',Menlo,Consolas,"
    "'DejaVu Sans Mono','PingFang SC','Microsoft YaHei',monospace"
)
_RICH_CELL, _RICH_LINE = 12.2, 24.4
"""The cell of the SVG that Textual exports."""

_RICH_BLACK, _BLACK = "#4b4e55", "#111111"
"""The black of that SVG is a grey, which terminals do not show on green."""

_BLOCKS = {
    "▀": (0, LINE // 2),
    **{block: (LINE - LINE * n // 8, LINE * n // 8) for n, block in enumerate("▁▂▃▄▅▆▇█", 1)},
}
"""The top and the height of block characters in their cell, for QR codes and charts.

They are drawn as rectangles, so that a camera reads a code from the picture with any font."""


@dataclass(frozen=True)
class Picture:
    """A picture: its file, its title, the size of the terminal, and the keys that lead to it."""

    name: str
    title: str
    size: tuple[int, int]
    keys: Sequence[str]
    look: str = "dark"
    of_town: bool = False
    """Whether it is of the town above the village."""


PICTURES = (
    Picture(
        "calendar",
        "The calendar of the demo village: a month and a day",
        (120, 36),
        (),
    ),
    Picture(
        "event", "An event: its people, its squads, a question", (120, 36), ("enter", "enter", "c")
    ),
    Picture(
        "desk",
        "The desk: who was checked in, who it may be",
        (120, 34),
        (*"dzxm", "enter", "enter", *"wang", "down"),
        "light",
    ),
    Picture("person", "One person: hours and attendances", (80, 24), ("p", *"wjg", "enter")),
    Picture("merge", "Two records that may be one person", (80, 24), ("p", "ctrl+d", "enter")),
    Picture("squad", "A squad: who came how often", (80, 24), ("s", "enter")),
    Picture("summary", "A year in numbers, by month, apart by role", (140, 40), ("r",), "light"),
    Picture("charts", "Attendance over the months, and of each squad", (96, 26), ("r", "g")),
    Picture("programme", "A programme: goals, seasons, people", (120, 36), ("0", "m", "enter")),
    Picture("venue", "A week of a venue", (120, 36), ("0", "v", "enter"), "light"),
    Picture(
        "boarding",
        "A bus: who is to board",
        (100, 30),
        ("slash", *"百橙", "enter", "enter", "B"),
    ),
    Picture("requests", "What residents ask for, and by when", (120, 30), ("0", "q", "tab")),
    Picture(
        "request", "One request: its life", (80, 24), ("0", "q", "tab", "tab", "enter"), "light"
    ),
    Picture("visits", "Households, who was not met for longest first", (80, 24), ("0", "w", "tab")),
    Picture("points", "The points of a household", (80, 24), ("0", "f", *["down"] * 5, "enter")),
    Picture("scorecard", "A quarter's scorecard of the squads", (80, 24), ("0", "c"), "light"),
    Picture(
        "town",
        "A town: what each village tells of a year",
        (96, 24),
        ("y",),
        of_town=True,
    ),
    Picture(
        "hand_over",
        "A date as a code for a phone's camera",
        (84, 28),
        ("enter", "enter", "i"),
        "terminal",
    ),
)


def main() -> None:
    """Take every picture."""
    prepare_environment(os.environ)
    if sys.argv[1:]:
        take_scenes(Path(sys.argv[1]))
        return
    with tempfile.TemporaryDirectory() as scratch:
        from yigong.store.demo.demo_town import make_town
        from yigong.store.demo.demo_village import make_demo

        village = make_demo(Path(scratch) / "qingshan", clock=lambda: NOW)
        town = make_town(Path(scratch) / "town", village)
        for picture in PICTURES:
            svg = minified(asyncio.run(screenshot(village, town, picture)), picture)
            (HERE / f"{picture.name}.svg").write_text(svg, encoding="utf-8")


async def screenshot(village: Village, town: TownFolder, picture: Picture) -> str:
    """The screen after the keys of a picture, as Textual exports it."""
    from yigong.tui.app import YigongApp
    from yigong.tui.town_app import TownApp

    app: PageApp = (
        TownApp(town, village.actor, asked_language="zh", clock=lambda: NOW)
        if picture.of_town
        else YigongApp(village.folder, village.actor, asked_language="zh", clock=lambda: NOW)
    )
    app.theme = picture.look
    async with app.run_test(size=picture.size) as pilot:
        await pilot.pause()
        for key in picture.keys:
            await pilot.press(key)
            await pilot.pause()
            # Years of registers are read in a thread; a question waits for its answer.
            reading = [worker for worker in app.workers if worker.group != "default"]
            if reading:
                await app.workers.wait_for_complete(reading)
        await pilot.pause()
        return app.export_screenshot(simplify=True)


def take_scenes(folder: Path) -> None:
    """Take the pictures of the scenes of the desk, at 80x24, into a folder."""
    from desk_scenes import SCENES

    folder.mkdir(parents=True, exist_ok=True)
    for scene in SCENES:
        with tempfile.TemporaryDirectory() as scratch:
            svg = asyncio.run(scene_screenshot(scene, Path(scratch)))
        picture = Picture(scene.name, scene.name, (80, 24), scene.keys)
        (folder / f"{scene.name}.svg").write_text(minified(svg, picture), encoding="utf-8")


async def scene_screenshot(scene: Scene, scratch: Path) -> str:
    """The screen of a scene, as Textual exports it."""
    from yigong.tui.app import YigongApp

    stage = scene.make(scratch / "qingshan")
    app = YigongApp(stage.folder, stage.village.actor, asked_language="zh", clock=stage.clock)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await pilot.press(*scene.keys)
        await pilot.pause()
        with scene.circumstance(stage):
            await pilot.pause(_POLL)
            await pilot.press(*scene.keys_after)
            await pilot.pause()
            return app.export_screenshot(simplify=True)


# -- minifying -------------------------------------------------------------


def minified(exported: str, picture: Picture) -> str:
    """An exported SVG without its window, its clips and its web fonts."""
    tree = ET.fromstring(exported)  # noqa: S314 - written by this process
    columns, rows = picture.size
    width, height = columns * CELL + 2 * EDGE, rows * LINE + 2 * EDGE
    styles = dict(re.findall(r"\.[\w-]+-(r\d+) \{ (.*?) \}", _style(tree)))
    ground = next(e.get("fill") for e in _all(tree, "rect") if e.get("rx"))
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
        f"<title>{picture.title}</title>",
        f"<style>text{{font:20px {FONTS}}}",
        *(f".{name}{{{css.replace(_RICH_BLACK, _BLACK)}}}" for name, css in styles.items()),
        "</style>",
        f'<rect width="{width}" height="{height}" rx="8" fill="{ground}"/>',
        f'<g transform="translate({EDGE},{EDGE})">',
        *_backgrounds(tree, str(ground)),
        *_texts(tree),
        "</g>",
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _all(tree: ET.Element, name: str) -> Iterator[ET.Element]:
    return tree.iter(f"{{http://www.w3.org/2000/svg}}{name}")


def _style(tree: ET.Element) -> str:
    return "".join(element.text or "" for element in _all(tree, "style"))


def _backgrounds(tree: ET.Element, ground: str) -> Iterator[str]:
    for rect in _all(tree, "rect"):
        if not rect.get("shape-rendering") or rect.get("fill") == ground:
            continue
        x, y = round(float(rect.get("x", "0")) / _RICH_CELL), float(rect.get("y", "0"))
        cells = round(float(rect.get("width", "0")) / _RICH_CELL)
        yield (
            f'<rect x="{x * CELL}" y="{int(y / _RICH_LINE) * LINE}" '
            f'width="{cells * CELL}" height="{LINE}" fill="{rect.get("fill")}"/>'
        )


def _texts(tree: ET.Element) -> Iterator[str]:
    """The runs of narrow and of wide characters, each with its width, so that columns align."""
    for text in _all(tree, "text"):
        kind = (text.get("class") or "").rpartition("-")[2]
        if not kind.startswith("r"):  # the title of the window
            continue
        column = round(float(text.get("x", "0")) / _RICH_CELL)
        row = int(float(text.get("y", "0")) / _RICH_LINE)
        for at, run, cells in _runs((text.text or "").replace("\xa0", " ")):
            x, y, width = (column + at) * CELL, row * LINE, cells * CELL
            if run[0] in _BLOCKS:
                down, height = _BLOCKS[run[0]]
                yield (
                    f'<rect class="{kind}" x="{x}" y="{y + down}" '
                    f'width="{width}" height="{height}"/>'
                )
                continue
            yield (
                f'<text class="{kind}" x="{x}" y="{y + 18}" '
                f'textLength="{width}" lengthAdjust="spacingAndGlyphs">'
                f"{_escaped(run)}</text>"
            )


def _runs(text: str) -> Iterable[tuple[int, str, int]]:
    """The runs of a text that are not blank: the first cell, the characters, how many cells."""
    at = 0
    for (blank, wide, _), characters in groupby(text, _kind_of):
        run = "".join(characters)
        cells = len(run) * (2 if wide else 1)
        if not blank:
            yield at, run, cells
        at += cells


def _kind_of(character: str) -> tuple[bool, bool, str]:
    """Whether a character is blank, whether it is wide, and itself if it is a block."""
    wide = unicodedata.east_asian_width(character) in "WF"
    return character == " ", wide, character if character in _BLOCKS else ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


if __name__ == "__main__":
    main()
