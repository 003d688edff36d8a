"""The terminal shows the same cells of every page with thin updates as with Textual's own."""

from __future__ import annotations

import random
import shutil

import pytest

from hostile import page_routes
from support.clock import DEMO_NOW
from support.emulated import emulated
from support.emulator import seen

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


async def shown_on(walk, folder, look, *, thin):
    """What the terminal shows after each step, and the bytes of all."""
    shown = []
    async with emulated(folder, thin=thin, clock=lambda: DEMO_NOW, look=look) as screen:
        for what, name in walk:
            if what == "page":
                await page_routes.visit(screen, name)
            elif what == "key":
                await page_routes.press(screen, name)
            else:
                screen.driver.resize(*name)
            await screen.sent_all()
            shown.append(seen(screen.driver.terminal))
        return shown, screen.driver.sent


def _walks():
    looks = ("terminal", "dark", "light")
    return [
        pytest.param(seed, looks[seed % 3], marks=[pytest.mark.slow] if seed > 3 else [])
        for seed in range(1, 16)
    ]


@pytest.mark.parametrize(("seed", "look"), _walks())
async def test_the_terminal_shows_the_same_cells_as_with_whole_updates(demo, tmp_path, seed, look):
    walk = a_walk(seed)
    kept = shutil.copytree(demo, tmp_path / "kept")
    whole, many = await shown_on(walk, demo, look, thin=False)
    shutil.rmtree(demo)
    kept.rename(demo)
    thin, few = await shown_on(walk, demo, look, thin=True)
    for step, before, after in zip(walk, whole, thin, strict=True):
        assert before == after, step
    assert few < many / 4
