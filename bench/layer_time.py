"""The row of the thin layer's own time, against that of Textual's rendering, at 200x50."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from textual._compositor import Compositor
from textual.drivers.headless_driver import HeadlessDriver

from bench.screens import DESK, ORGANISER, program
from bench.table import Row, compared
from yigong.store.storage.book import Actor
from yigong.tui.app import YigongApp
from yigong.tui.terminal.thin_updates import ThinUpdateApp

SIZE = (200, 50)
KEYS = (
    *("right", "right", "down", "up", "enter", "down", "down", "pagedown", "escape", "d"),
    *("w", "a", "n", "backspace", "escape", "escape", "p", "down", "down", "escape", "s", "escape"),
    *("r", "tab", "tab", "escape", "0", "escape", "g", "escape", "pageup", "pagedown"),
)
SETTLED = 0.12
"""Seconds after a key, in which the page is painted and sent."""


class _Line(HeadlessDriver):
    """A terminal that takes everything and shows nothing."""

    is_headless = False


def layer_time() -> Iterator[Row]:
    """Seconds of painting into the grid and of the differences, and of the compositor's updates."""
    spent: dict[str, float] = defaultdict(float)
    plain = [
        _timed(Compositor, "render_full_update", spent, "Textual"),
        _timed(Compositor, "render_partial_update", spent, "Textual"),
        _timed(ThinUpdateApp, "_display", spent, "layer"),
        _timed(ThinUpdateApp, "_send_difference", spent, "layer"),
    ]
    try:
        with program() as (_command, data):
            app = YigongApp(data, Actor(ORGANISER, DESK), driver_class=_Line)
            asyncio.run(_session(app))
    finally:
        for restore in plain:
            restore()
    name = f"the thin layer's own time, {len(KEYS)} keys at {SIZE[0]}x{SIZE[1]}"
    yield compared(name, spent["layer"], spent["Textual"], "Textual's rendering", 0.2)


async def _session(app: YigongApp) -> None:
    async with app.run_test(headless=False, size=SIZE) as pilot:
        await pilot.pause(SETTLED)
        for key in KEYS:
            await pilot.press(key)
            await pilot.pause(SETTLED)


def _timed(owner: Any, name: str, spent: dict[str, float], whose: str) -> Callable[[], None]:
    """Add up the seconds of a method; what is returned takes that away."""
    method = getattr(owner, name)

    @wraps(method)
    def timed(*arguments: Any, **options: Any) -> Any:
        began = time.thread_time()
        try:
            return method(*arguments, **options)
        finally:
            spent[whose] += time.thread_time() - began

    setattr(owner, name, timed)
    return lambda: setattr(owner, name, method)
