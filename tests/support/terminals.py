"""The real program in real pseudo-terminals, on a village whose event lasts all of today."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from bench.screen import Terminal
from support.places import PROCESSES
from yigong.store.records import Event, Settings, Volunteer
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

ENTER, CLEAR, ESCAPE = b"\r", b"\x15", b"\x1b"
_PASSED_ON = ("PATH", "PYTHONPATH")


def village_of_today(folder, people, **event):
    """A village with some people and an event that is under way, by the real clock."""
    village = Village.create(folder, Settings(name="青山村"), Actor("李芳", ""))
    village.people.add_all(p if isinstance(p, Volunteer) else Volunteer(name=p) for p in people)
    midnight = village.now().replace(hour=0, minute=0, second=0, tzinfo=None)
    village.events.add(Event(title="义务日", start=midnight, minutes=1439, **event))
    return village


@contextmanager
def desk(folder, by, name, *, through=()):
    """The desk of the event, opened by somebody in a terminal of their own.

    ``through`` is a program that starts the real one: its script and arguments.
    """
    program = [str(Path(sys.executable).with_name("yigong")), "--data", str(folder)]
    if through:
        program = [sys.executable, str(PROCESSES / through[0]), *map(str, through[1:]), *program]
    environ = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environ |= {"TERM": "xterm-256color", "HOME": str(folder)}
    options = ["--lang", "zh", "--by", by, "--desk", name]
    with Terminal([*program, *options], environ) as terminal:
        assert terminal.wait_for("义务日"), terminal.text()
        terminal.press(b"d")
        assert terminal.wait_for("电话尾号"), terminal.text()
        yield terminal


def says(terminal, text, limit=60.0):
    """Whether the line above the keys comes to say something, looked at as often as it changes."""
    deadline = time.monotonic() + limit
    while text not in status(terminal) and time.monotonic() < deadline:
        terminal.quiet(0.02, 0.1)
    return text in status(terminal)


def status(terminal):
    """The line above the keys, where a long one starts two lines higher."""
    return "".join(line.rstrip() for line in terminal.text().splitlines()[20:23])


def colour(terminal, text):
    """The colour of the first cell of a text on the screen."""
    screen = terminal.screen()
    for y, line in enumerate(terminal.text().splitlines()):
        if text in line:
            cells = screen.buffer[y]
            x = next(x for x in range(screen.columns) if cells[x].data == text[0])
            return cells[x].fg
    return None
