"""The program in pseudo-terminals, on a village whose event lasts all of today."""

from __future__ import annotations

import os
import sys
import time
from contextlib import contextmanager
from pathlib import Path

from bench.pseudo_terminal import Terminal
from support.places import PROCESSES
from yigong.store.event_records import Event
from yigong.store.records import Volunteer
from yigong.store.settings_records import Settings
from yigong.store.storage.book import Actor
from yigong.store.village.village import Village

ENTER, CLEAR, ESCAPE = b"\r", b"\x15", b"\x1b"
_ENVIRONMENT = ("PATH", "PYTHONPATH")
"""The variables that the program inherits."""


def village_with_event_today(folder, people, **event):
    """A village with people and an event that is under way by the system's clock."""
    village = Village.create(folder, Settings(name="青山村"), Actor("李芳", ""))
    village.people.add_all(p if isinstance(p, Volunteer) else Volunteer(name=p) for p in people)
    midnight = village.now().replace(hour=0, minute=0, second=0, tzinfo=None)
    village.events.add(Event(title="义务日", start=midnight, minutes=1439, **event))
    return village


@contextmanager
def desk(folder, by, name, *, through=()):
    """Open the desk of the event in a terminal.

    ``through`` is a script of tests/processes that starts the program, with its arguments.
    """
    program = [str(Path(sys.executable).with_name("yigong")), "--data", str(folder)]
    if through:
        program = [sys.executable, str(PROCESSES / through[0]), *map(str, through[1:]), *program]
    environ = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    environ |= {"TERM": "xterm-256color", "HOME": str(folder)}
    options = ["--lang", "zh", "--by", by, "--desk", name]
    with Terminal([*program, *options], environ) as terminal:
        assert terminal.wait_for("义务日"), terminal.text()
        terminal.press(b"d")
        assert terminal.wait_for("电话尾号"), terminal.text()
        yield terminal


def status_shows(terminal, text, limit=60.0):
    """Wait until the status line contains a text; whether it does."""
    deadline = time.monotonic() + limit
    while text not in status(terminal) and time.monotonic() < deadline:
        terminal.quiet(0.02, 0.1)
    return text in status(terminal)


def status(terminal):
    """The status line, which may take three lines; at a desk it stands over the field."""
    lines = [line.rstrip() for line in terminal.text().splitlines()]
    return "".join(lines[20:23] if lines[3] == "" else lines[3:6])


def colour(terminal, text):
    """The colour of the first cell of a text on the screen."""
    screen = terminal.screen()
    for y, line in enumerate(terminal.text().splitlines()):
        if text in line:
            cells = screen.buffer[y]
            x = next(x for x in range(screen.columns) if cells[x].data == text[0])
            return cells[x].fg
    return None
