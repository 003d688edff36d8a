"""The driver of screens in tests: keys in, the screen as lines of text out."""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from time import monotonic

from textual import events
from textual.worker import WorkerCancelled

from yigong.store import language
from yigong.store.storage.book import Actor
from yigong.tui.app import YigongApp
from yigong.tui.view import question_queue

PATIENCE = 60.0
"""Seconds after which a condition is not waited for any longer, also on a busy machine."""


class ScreenDriver:
    """Presses keys in a running application, and reads its screen."""

    def __init__(self, app, pilot):
        self.app = app
        self._pilot = pilot

    async def press(self, *keys):
        """Press keys by name; ``=text`` types text. Waits until everything is painted."""
        for key in keys:
            for name in key[1:] if key.startswith("=") and len(key) > 1 else [key]:
                await self._pilot.press(name)
            await self._pilot.pause()
            await self._release_held_keys()

    async def badge(self, code):
        """Type the code of a badge and Enter at one moment, as a scanner does."""
        burst = [events.Key(character, character) for character in code]
        burst.append(events.Key("enter", "\r"))
        for key in burst:
            key.time = burst[0].time
            self.app.post_message(key)
        await self._pilot.pause()
        await self._pilot.pause()

    async def _release_held_keys(self):
        """Wait until a V is not held back any more, which may be the beginning of a badge."""
        while self.app.scanner.holding:
            await self._pilot.pause(0.01)
            await self._pilot.pause()

    async def wait(self, seconds):
        await self._pilot.pause(seconds)

    async def until(self, condition):
        """Wait until a text is on the screen, or a condition holds."""
        deadline = monotonic() + PATIENCE
        while not (condition() if callable(condition) else condition in self.text):
            assert monotonic() < deadline, self.text
            await self.wait(0.02)

    async def debounced(self):
        """End the time after a question in which Enter counts as a bounce."""
        questions = self.app.screen.questions
        questions._since -= question_queue.DEBOUNCE

    async def settled(self):
        """Wait for the workers in threads, and until their results are painted."""
        for worker in list(self.app.workers):
            if worker.group != "default":  # the others wait for the answer to a question
                with suppress(WorkerCancelled):  # what its page wants no more
                    await worker.wait()
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
        """The text of the status line."""
        return self.app.screen.query_one("StatusLine").text


@asynccontextmanager
async def opened(
    folder, *, by="李芳", desk="东门", clock=None, lang="en", size=(80, 24), shared=False
):
    """Run the program on a folder; Enter counts as a bounce until `ScreenDriver.debounced`."""
    options = {"clock": clock} if clock else {}
    app = YigongApp(folder, Actor(by, desk), asked_language=lang, shared=shared, **options)
    debounce, question_queue.DEBOUNCE = question_queue.DEBOUNCE, 3600.0
    try:
        async with app.run_test(size=size) as pilot:
            await pilot.pause()
            yield ScreenDriver(app, pilot)
    finally:
        question_queue.DEBOUNCE = debounce
        language.use_language("en")
