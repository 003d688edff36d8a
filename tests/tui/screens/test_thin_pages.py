"""The terminal shows the same cells of every page with thin updates as with Textual's own."""

from __future__ import annotations

import random

import pytest

from hostile import page_routes
from support.clock import DEMO_NOW
from support.emulated import emulated
from support.emulator import Emulator, seen

SIZES = [(80, 24), (120, 36), (60, 20), (100, 30)]
KEYS = ["down", "up", "right", "left", "pagedown", "tab", "=l", "backspace", "home", "end"]


def a_walk(seed):
    """Pages, keys on them, and sizes of the terminal."""
    rng = random.Random(seed)
    walk = []
    for route in rng.sample(sorted(page_routes.ROUTES), 6):
        walk.append(("page", route))
        walk += [("key", rng.choice(KEYS)) for _ in range(rng.randint(0, 4))]
        if rng.random() < 0.3:
            walk.append(("size", rng.choice(SIZES)))
    return walk


def whole(app):
    """The whole screen as Textual itself sends it, popups and the pages below them."""
    update = app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    return update.render_segments(app.console)


def _walks():
    looks = ("terminal", "dark", "light")
    return [
        pytest.param(seed, looks[seed % 3], marks=[pytest.mark.slow] if seed > 3 else [])
        for seed in range(1, 16)
    ]


@pytest.mark.parametrize(("seed", "look"), _walks())
async def test_the_terminal_shows_the_same_cells_as_with_whole_updates(demo, seed, look):
    sent_whole = 0
    async with emulated(demo, clock=lambda: DEMO_NOW, look=look) as screen:
        for what, name in a_walk(seed):
            if what == "page":
                await page_routes.visit(screen, name)
            elif what == "key":
                await page_routes.press(screen, name)
            else:
                screen.driver.resize(*name)
            await screen.sent_all()
            text = whole(screen.app)
            sent_whole += len(text.encode())
            stock = Emulator(*screen.app.size)
            stock.feed(text)
            assert seen(screen.driver.terminal) == seen(stock), (what, name)
        assert screen.driver.sent < sent_whole
