"""Driving the screens in tests: keys in, the screen as lines of text out."""

from __future__ import annotations

from contextlib import asynccontextmanager
from time import monotonic

from textual import events

from yigong.store import language
from yigong.store.storage.book import Actor
from yigong.tui.app import YigongApp
from yigong.tui.view import question_queue

PATIENCE = 60.0
"""Seconds after which what is awaited does not come any more, however busy the machine is."""


class Desk:
    """The program as an organiser sees it."""

    def __init__(self, app, pilot):
        self.app = app
        self._pilot = pilot

    async def press(self, *keys):
        """Press keys by name; ``=text`` types text. Waits until everything is painted."""
        for key in keys:
            for one in key[1:] if key.startswith("=") and len(key) > 1 else [key]:
                await self._pilot.press(one)
            await self._pilot.pause()
            await self._typed_all()

    async def badge(self, code):
        """Read a badge: its code and Enter at one moment, as a scanner types them."""
        burst = [events.Key(character, character) for character in code]
        burst.append(events.Key("enter", "\r"))
        for key in burst:
            key.time = burst[0].time
            self.app.post_message(key)
        await self._pilot.pause()
        await self._pilot.pause()

    async def _typed_all(self):
        """A V is held back for a moment: it may be the beginning of a badge."""
        while self.app.scanner.holding:
            await self._pilot.pause(0.01)
            await self._pilot.pause()

    async def wait(self, seconds):
        await self._pilot.pause(seconds)

    async def until(self, awaited):
        """Wait until a text stands on the screen, or a condition holds."""
        deadline = monotonic() + PATIENCE
        while not (awaited() if callable(awaited) else awaited in self.text):
            assert monotonic() < deadline, self.text
            await self.wait(0.02)

    async def debounced(self):
        """Let the moment pass in which Enter is taken for the one before, bounced."""
        questions = self.app.screen.questions
        questions._since -= question_queue.DEBOUNCE

    async def settled(self):
        """Wait for what is looked up in a thread, and for what is then painted."""
        looking_up = [worker for worker in self.app.workers if worker.group != "default"]
        if looking_up:  # the others wait for an answer to a question
            await self.app.workers.wait_for_complete(looking_up)
        await self.wait(0)

    @property
    def lines(self):
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    @property
    def text(self):
        return "\n".join(self.lines)

    @property
    def status(self):
        """The line above the keys."""
        return self.app.screen.query_one("StatusLine").text


@asynccontextmanager
async def opened(
    folder, *, by="李芳", desk="东门", clock=None, lang="en", size=(80, 24), shared=False
):
    """The program on a village's folder; an Enter is a bounce until `Desk.debounced`."""
    options = {"clock": clock} if clock else {}
    app = YigongApp(folder, Actor(by, desk), asked_language=lang, shared=shared, **options)
    debounce, question_queue.DEBOUNCE = question_queue.DEBOUNCE, 3600.0
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield Desk(app, pilot)
    finally:
        question_queue.DEBOUNCE = debounce
        language.use_language("en")
