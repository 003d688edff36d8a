"""A seeded fuzz: random keys on random pages; mutated books, rosters, calendars and events.

``make fuzz`` runs it for minutes with a new seed, which it prints; the tests run it for seconds
with a fixed one. The program must not crash, must answer in sentences, and must not write outside
the village.
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

from hostile import commands, page_routes
from hostile.corpus import SHORT, TEXTS, terminal_characters
from hostile.file_audit import written_outside
from hostile.village import BOOKS, KEY, write_village
from support.screens import opened
from yigong.store.storage.book_file import FORMAT
from yigong.store.storage.folder import Folder
from yigong.store.storage.layout import format_of

NOW = datetime(2026, 11, 25, 8, 50, tzinfo=ZoneInfo("Asia/Shanghai"))
KEYS = (
    *"abcdefghijklmnoprstuvwxyzAIV0123456789[]/?.+-, ",
    *("enter", "escape", "tab", "shift+tab", "up", "down", "left", "right", "home", "end"),
    *("pageup", "pagedown", "space", "backspace", "delete", "f1", "ctrl+s", "ctrl+z", "ctrl+n"),
    *("ctrl+b", "ctrl+o", "ctrl+p", "ctrl+u", "ctrl+a", "ctrl+k", "ctrl+w", "ctrl+c", "f5"),
)
"""Keys that do not end the program, which q and ^Q do."""

STRANGE: tuple[object, ...] = (
    None, True, 0, -1, 1, 10**9, 10**30, 1.5, -0.0, "", "x", [], {}, [None], {"1": None},
    "9999-12-31", "0001-01-01T00:00:00", "2026-11-25T08:30:00+08:00", "2026-11-25T08:30:00",
)  # fmt: skip
"""Values put into fields."""

BLOCKS = (b"", b"\0", b"\xff", b'"', b"{", b"}", b"[", b"]", b",", b":", b"\n", b"\r\n", b"9" * 30)


def mutate_bytes(rng: random.Random, raw: bytes) -> bytes:
    """Delete, repeat, move or replace some parts of bytes."""
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
                target = rng.randint(0, len(data))
                data[target:target] = data[at:end]
    return bytes(data)


def mutate_data(rng: random.Random, data: object) -> object:
    """Replace a value in plain data, at any depth."""
    if isinstance(data, dict) and data and rng.random() < 0.9:
        key = rng.choice([*data])
        return {**data, key: mutate_data(rng, data[key])}
    if isinstance(data, list) and data and rng.random() < 0.9:
        at = rng.randrange(len(data))
        return [*data[:at], mutate_data(rng, data[at]), *data[at + 1 :]]
    return rng.choice((*STRANGE, rng.choice([*TEXTS.values()])[:400]))


class Fuzz:
    """A run with a seed, in a folder."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.rng = random.Random(seed)
        self.done: Counter[str] = Counter()
        self.current = ""
        self._folder = folder
        self._whole = folder / "whole"
        write_village(self._whole, self.rng.sample([*SHORT.values()], 6))

    def run(self, seconds: float) -> None:
        """Mutate and press keys for some seconds."""
        ends = time.monotonic() + seconds
        tries: tuple[Callable[[], None], ...] = (
            self.mutate_book, self.mutate_book, self.mutate_input, self.mutate_input,
            self.mutate_argument,
        )  # fmt: skip
        while time.monotonic() < ends:
            self.rng.choice(tries)()
            if self.rng.random() < 0.1:
                self.press_keys()

    def mutate_book(self) -> None:
        """Run commands on a mutated book; those that only read must not write it."""
        folder = self._fresh()
        name = self.rng.choice((*BOOKS, "history"))
        path = folder / ("history/2026-11.jsonl" if name == "history" else f"{name}.json")
        raw = path.read_bytes()
        if name != "history" and self.rng.random() < 0.6:
            raw = json.dumps(mutate_data(self.rng, json.loads(raw))).encode()
        else:
            raw = mutate_bytes(self.rng, raw)
        path.write_bytes(raw)
        older = 0 < format_of(Folder(folder)) < FORMAT  # then it is migrated
        for command in self.rng.sample([*commands.READING, "export ical", "export summary"], 4):
            self._command(folder, command, *self._words(command, folder), about=f"{name} {raw!r}")
        assert older or path.read_bytes() == raw, f"{self.current} wrote {name}"
        for command in self.rng.sample([*commands.CHANGING, *commands.EXPORTING], 2):
            self._command(folder, command, *self._words(command, folder), about=f"{name} {raw!r}")

    def mutate_input(self) -> None:
        """Run a command with a mutated roster, calendar, event or sheet on standard input."""
        command, good = self.rng.choice([*commands.STDIN.items()])
        raw = good.encode()
        if command.startswith("event") and self.rng.random() < 0.5:
            raw = json.dumps(mutate_data(self.rng, json.loads(good))).encode()
        raw = mutate_bytes(self.rng, raw)
        words = {**commands.EXPORTING, **commands.CHANGING}[command]
        self._command(self._fresh(), command, *words, stdin=raw, about=repr(raw))

    def mutate_argument(self) -> None:
        """Run a command with a hostile text as one of its arguments."""
        everything = {**commands.READING, **commands.CHANGING}
        command = self.rng.choice([name for name, words in everything.items() if words])
        words = list(everything[command])
        text = self.rng.choice([*TEXTS.values()])[:3000]
        if "\0" in text or "\ud800" in text or text.startswith("-"):
            return
        words[self.rng.randrange(len(words))] = text
        self._command(self._fresh(), command, *words, about=repr(words))

    def press_keys(self, count: int = 25) -> None:
        """Press random keys and paste texts on a random page."""
        asyncio.run(self._keys(self._fresh(), count))

    async def _keys(self, folder: Path, count: int) -> None:
        rng = self.rng
        size = rng.choice(((80, 24), (120, 36), (40, 12), (200, 60)))
        pressed: list[str] = []
        lang = rng.choice(("zh", "en"))
        with written_outside(self._folder) as outside, commands.time_limit(60, pressed):
            async with opened(folder, clock=lambda: NOW, size=size, lang=lang) as screen:
                route = rng.choice([*page_routes.ROUTES])
                await page_routes.visit(screen, route)
                for _turn in range(count):
                    key = rng.choice(KEYS)
                    pressed.append(key)
                    self.current = f"{route} {size}: {' '.join(pressed)}"
                    if rng.random() < 0.15:
                        text = rng.choice([*TEXTS.values()])[:500]
                        pressed.append(repr(text))
                        screen.app.post_message(events.Paste(text))
                    await page_routes.press(screen, key)
                    if not screen.app.is_running:
                        break
                    page_routes.assert_harmless(screen, self.current)
                assert screen.app._exception is None, self.current
        assert not outside, (self.current, outside)
        self.done["keys"] += len(pressed)

    def _words(self, command: str, folder: Path) -> list[str]:
        words = {**commands.READING, **commands.EXPORTING, **commands.CHANGING}[command]
        return [word.format(folder=folder) for word in words]

    def _command(
        self, folder: Path, command: str, *words: str, stdin: bytes | None = None, about: str
    ) -> None:
        given = commands.STDIN.get(command, "").encode() if stdin is None else stdin
        self.current = f"{command} {words}: {about[:2000]}"
        with written_outside(self._folder) as outside:
            result = commands.run(folder, *command.split(), *words, stdin=given, seconds=30)
        assert result.code in (0, 1, 2, 3), self.current
        assert not terminal_characters(result.err), (self.current, result.err)
        assert not outside, (self.current, outside)
        group = command.split(maxsplit=1)[0]
        if group != "export":
            assert not terminal_characters(result.out.decode()), self.current
        self.done[group] += 1

    def _fresh(self) -> Path:
        folder = self._folder / "v"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._whole, folder)
        return folder


def main() -> None:
    """Run for some minutes with a random seed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options = parser.parse_args()
    sys.stdout.write(f"seed {options.seed}, {options.seconds:.0f} seconds, {KEY}\n")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["HOME"] = folder
        os.chdir(folder)
        fuzz = Fuzz(options.seed, Path(folder).resolve())
        try:
            fuzz.run(options.seconds)
        except BaseException:
            sys.stdout.write(f"while doing: {fuzz.current}\n")
            raise
    sys.stdout.write(f"done: {dict(fuzz.done)}, faults: 0\n")


if __name__ == "__main__":
    main()
