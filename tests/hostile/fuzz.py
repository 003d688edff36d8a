"""A seeded fuzz: random keys on random pages; mutated books, rosters, calendars and events.

``make fuzz`` runs it for minutes with a new seed, which it prints; the tests run it for seconds
with a fixed one. Whatever it does, the program lives, answers in sentences, and writes nowhere
else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from textual import events

from hostile import commands, walk
from hostile.corpus import SHORT, TEXTS, drivers
from hostile.outside import written_outside
from hostile.village import BOOKS, KEY, by_hand
from support.screens import opened
from yigong.store.storage.book import FORMAT
from yigong.store.storage.layout import format_of

NOW = datetime(2026, 11, 25, 8, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
KEYS = (
    *"abcdefghijklmnoprstuvwxyzAIV0123456789[]/?.+-, ",
    *("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end"),
    *("pageup", "pagedown", "space", "backspace", "delete", "f1", "ctrl+s", "ctrl+z", "ctrl+n"),
    *("ctrl+b", "ctrl+o", "ctrl+p", "ctrl+u", "ctrl+a", "ctrl+k", "ctrl+w", "ctrl+c", "f5"),
)
"""All keys but the ones that end the program: q and ^Q."""

STRANGE: tuple[object, ...] = (
    None, True, 0, -1, 1, 10**9, 10**30, 1.5, -0.0, "", "x", [], {}, [None], {"1": None},
    "9999-12-31", "0001-01-01T00:00:00", "2026-11-25T08:30:00+08:00", "2026-11-25T08:30:00",
)  # fmt: skip
"""Values that a field may get."""

BLOCKS = (b"", b"\0", b"\xff", b'"', b"{", b"}", b"[", b"]", b",", b":", b"\n", b"\r\n", b"9" * 30)


def spoilt(rng: random.Random, raw: bytes) -> bytes:
    """Bytes with a few of them cut, doubled, moved, or replaced."""
    data = bytearray(raw)
    for _turn in range(rng.randint(1, 5)):
        at = rng.randint(0, len(data))
        end = min(len(data), at + rng.choice((0, 1, 2, 10, 200)))
        text = rng.choice((*BLOCKS, rng.choice([*TEXTS.values()])[:300].encode("utf-8", "replace")))
        match rng.randint(0, 4):
            case 0:
                del data[at:end]
            case 1:
                data[at:end] = text
            case 2:
                data[at:at] = data[at:end] * rng.randint(1, 20)
            case 3:
                data[at:at] = text
            case 4:
                there = rng.randint(0, len(data))
                data[there:there] = data[at:end]
    return bytes(data)


def twisted(rng: random.Random, data: object) -> object:
    """Plain data with some value in it, however deep, exchanged."""
    if isinstance(data, dict) and data and rng.random() < 0.9:
        key = rng.choice([*data])
        return {**data, key: twisted(rng, data[key])}
    if isinstance(data, list) and data and rng.random() < 0.9:
        at = rng.randrange(len(data))
        return [*data[:at], twisted(rng, data[at]), *data[at + 1 :]]
    return rng.choice((*STRANGE, rng.choice([*TEXTS.values()])[:400]))


class Fuzz:
    """One run: a seed, and a folder to work in."""

    def __init__(self, seed: int, room: Path) -> None:
        self.rng = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.doing = ""
        self._room = room
        self._whole = room / "whole"
        by_hand(self._whole, self.rng.sample([*SHORT.values()], 6))

    def run(self, seconds: float) -> None:
        """Do one thing after the other until the time is up."""
        ends = time.monotonic() + seconds
        tries: tuple[Callable[[], None], ...] = (
            self.a_book, self.a_book, self.an_input, self.an_input, self.an_argument,
        )  # fmt: skip
        while time.monotonic() < ends:
            self.rng.choice(tries)()
            if self.rng.random() < 0.1:
                self.some_keys()

    def a_book(self) -> None:
        """A mutated book, and a few commands on it; what a command did not write is as it was."""
        folder = self._fresh()
        name = self.rng.choice((*BOOKS, "history"))
        path = folder / ("history/2026-11.jsonl" if name == "history" else f"{name}.json")
        raw = path.read_bytes()
        if name != "history" and self.rng.random() < 0.6:
            raw = json.dumps(twisted(self.rng, json.loads(raw))).encode()
        else:
            raw = spoilt(self.rng, raw)
        path.write_bytes(raw)
        older = 0 < format_of(folder) < FORMAT  # of an older version, so it is brought up to this
        for command in self.rng.sample([*commands.LOOKING, "export ical", "export summary"], 4):
            self._command(folder, command, *self._words(command, folder), about=f"{name} {raw!r}")
        assert older or path.read_bytes() == raw, f"{self.doing} wrote {name}"
        for command in self.rng.sample([*commands.CHANGING, *commands.EXPORTING], 2):
            self._command(folder, command, *self._words(command, folder), about=f"{name} {raw!r}")

    def an_input(self) -> None:
        """A mutated roster, calendar, event or sheet on standard input."""
        command, good = self.rng.choice([*commands.STDIN.items()])
        raw = good.encode()
        if command.startswith("event") and self.rng.random() < 0.5:
            raw = json.dumps(twisted(self.rng, json.loads(good))).encode()
        raw = spoilt(self.rng, raw)
        words = commands.CHANGING[command]
        self._command(self._fresh(), command, *words, stdin=raw, about=repr(raw))

    def an_argument(self) -> None:
        """A hostile word in the place of one of a command's."""
        everything = {**commands.LOOKING, **commands.CHANGING}
        command = self.rng.choice([name for name, words in everything.items() if words])
        words = list(everything[command])
        text = self.rng.choice([*TEXTS.values()])[:3000]
        if "\0" in text or "\ud800" in text or text.startswith("-"):
            return
        words[self.rng.randrange(len(words))] = text
        self._command(self._fresh(), command, *words, about=repr(words))

    def some_keys(self, count: int = 25) -> None:
        """Keys, pastes and badges on some page."""
        asyncio.run(self._keys(self._fresh(), count))

    async def _keys(self, folder: Path, count: int) -> None:
        rng = self.rng
        size = rng.choice(((80, 24), (120, 36), (40, 12), (200, 60)))
        pressed: list[str] = []
        lang = rng.choice(("zh", "en"))
        with written_outside(self._room) as outside, commands.limited(60, pressed):
            async with opened(folder, clock=lambda: NOW, size=size, lang=lang) as screen:
                route = rng.choice([*walk.ROUTES])
                await walk.visit(screen, route)
                for _turn in range(count):
                    key = rng.choice(KEYS)
                    pressed.append(key)
                    self.doing = f"{route} {size}: {' '.join(pressed)}"
                    if rng.random() < 0.15:
                        text = rng.choice([*TEXTS.values()])[:500]
                        pressed.append(repr(text))
                        screen.app.post_message(events.Paste(text))
                    await walk.press(screen, key)
                    if not screen.app.is_running:
                        break
                    walk.harmless_now(screen, self.doing)
                assert screen.app._exception is None, self.doing
        assert not outside, (self.doing, outside)
        self.done["keys"] += len(pressed)

    def _words(self, command: str, folder: Path) -> list[str]:
        words = {**commands.LOOKING, **commands.EXPORTING, **commands.CHANGING}[command]
        return [word.format(folder=folder) for word in words]

    def _command(
        self, folder: Path, command: str, *words: str, stdin: bytes | None = None, about: str
    ) -> None:
        given = commands.STDIN.get(command, "").encode() if stdin is None else stdin
        self.doing = f"{command} {words}: {about[:2000]}"
        with written_outside(self._room) as outside:
            result = commands.run(folder, *command.split(), *words, stdin=given, seconds=30)
        assert result.code in (0, 1, 2, 3), self.doing
        assert not drivers(result.err), (self.doing, result.err)
        assert not outside, (self.doing, outside)
        group = command.split(maxsplit=1)[0]
        if group != "export":
            assert not drivers(result.out.decode()), self.doing
        self.done[group] += 1

    def _fresh(self) -> Path:
        folder = self._room / "v"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._whole, folder)
        return folder


def main() -> None:
    """Run for some minutes with a seed of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}, {options.seconds:.0f} seconds, {KEY}\n")
    with tempfile.TemporaryDirectory() as room:
        os.environ["HOME"] = room
        os.chdir(room)
        fuzz = Fuzz(options.seed, Path(room).resolve())
        try:
            fuzz.run(options.seconds)
        except BaseException:
            sys.stdout.write(f"while doing: {fuzz.doing}\n")
            raise
    sys.stdout.write(f"done: {dict(fuzz.done)}, faults: 0\n")


if __name__ == "__main__":
    main()
