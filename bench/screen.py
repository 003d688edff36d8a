"""A terminal to run a program in: it answers what programs ask, counts bytes, and keeps time.

Nothing is drawn while the clock runs: bytes are kept with their moment, and what the screen showed
at each moment is worked out afterwards.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyte

_ANSWERS = (
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),  # where the cursor is
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),  # what kind of terminal
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),  # whether it is well
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),  # synchronized output: yes
    (re.compile(rb"\x1b\[\?2048\$p"), b"\x1b[?2048;0$y"),  # resizes in band: no
)
_LONGEST_QUESTION = 16
_UNFINISHED = re.compile(rb"\x1b(?:\[[<>=?0-9;]*|P[^\x1b]*\x1b?)?\Z")
"""A sequence whose end has not come yet."""

_PYTE_CHOKES = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1bP.*?\x1b\\", re.DOTALL)
"""Keyboard protocols and device strings, which pyte would print as text."""

_PIECE, _SLICE = 64, 0.01
"""Of a thin line: the bytes it takes at once, and the seconds between two looks at it."""


@dataclass
class Step:
    """What a program wrote between one key and the next quiet."""

    began: float
    parts: list[tuple[float, bytes]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """Bytes."""
        return sum(len(data) for _, data in self.parts)

    @property
    def painted(self) -> float:
        """Seconds until the last byte came; 0 where none did."""
        return self.parts[-1][0] - self.began if self.parts else 0.0


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], columns: int = 80, rows: int = 24
    ) -> None:
        """Start it.

        Args:
            command: The program and its arguments.
            environ: Its whole environment.
            columns: How wide the terminal is.
            rows: How high.
        """
        self._size = columns, rows
        self.began = time.perf_counter()
        self.pid, self._line = pty.fork()
        if self.pid == 0:
            with contextlib.suppress(OSError):
                os.execve(command[0], list(command), dict(environ))
            os._exit(127)
        fcntl.ioctl(self._line, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.all: list[tuple[float, bytes]] = []
        self._tail = b""
        self._ended = False
        self._screen, self._stream = self._blank()
        self._drawn = 0
        self._undrawn = b""

    def quiet(self, pause: float = 0.15, limit: float = 15.0) -> Step:
        """Take what comes until nothing has come for a while.

        Args:
            pause: Seconds of silence that end it.
            limit: Seconds after which it ends in any case.
        """
        return self._take(Step(time.perf_counter()), pause, limit)

    def send(self, keys: bytes) -> None:
        """Send keys and take nothing."""
        os.write(self._line, keys)

    def press(self, keys: bytes, pause: float = 0.15, limit: float = 5.0) -> Step:
        """Send keys and take what they bring."""
        step = Step(time.perf_counter())
        os.write(self._line, keys)
        return self._take(step, pause, limit)

    def listen(self, seconds: float) -> Step:
        """Take what comes by itself."""
        return self._take(Step(time.perf_counter()), seconds, seconds)

    def wait_for(self, text: str, limit: float = 20.0) -> bool:
        """Take what comes until the screen shows a text and is quiet; whether it ever did."""
        deadline = time.perf_counter() + limit
        while time.perf_counter() < deadline and not self._ended:
            self.quiet(limit=deadline - time.perf_counter())
            if text in self.text():
                return True
        return False

    def seconds_until(self, text: str) -> float | None:
        """Seconds from the start until the screen first showed a text."""
        for moment, shown in self.screens():
            if text in shown:
                return moment - self.began
        return None

    def screens(self, step: Step | None = None) -> Iterator[tuple[float, str]]:
        """The screen after each piece that came, with its moment; of one step or of all."""
        screen, stream = self._blank()
        first = step.began if step is not None else self.began
        for moment, data in self.all:
            stream.feed(_PYTE_CHOKES.sub(b"", data))
            if moment >= first:
                yield moment, _text(screen)

    def play(self, keys: Sequence[tuple[float, bytes]], seconds: float, speed: float) -> Step:
        """Type by a timetable over a line that takes no more than so many bytes a second.

        Args:
            keys: What is typed, and how many seconds from now.
            seconds: How long the line is watched.
            speed: Bytes a second. What the line does not take stays with the program.
        """
        step = Step(time.perf_counter())
        waiting, taken = list(keys), 0
        while not self._ended and (gone := time.perf_counter() - step.began) < seconds:
            while waiting and waiting[0][0] <= gone:
                os.write(self._line, waiting.pop(0)[1])
            room = int(gone * speed) - taken
            if room < _PIECE or not select.select([self._line], [], [], _SLICE)[0]:
                time.sleep(_SLICE)
                taken = max(taken, int((gone - 1) * speed))  # an idle line saves nothing up
                continue
            taken += self._read(step, _PIECE)
        return step

    def text(self) -> str:
        """The screen as it is now."""
        return _text(self.screen())

    def screen(self) -> pyte.Screen:
        """The screen as it is now, cell by cell."""
        data = self._undrawn + b"".join(data for _, data in self.all[self._drawn :])
        self._drawn = len(self.all)
        cut = _UNFINISHED.search(data)
        end = cut.start() if cut else len(data)
        self._undrawn = data[end:]
        self._stream.feed(_PYTE_CHOKES.sub(b"", data[:end]))
        return self._screen

    def memory(self) -> tuple[int, int]:
        """Resident memory in kB: the most so far, and now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        found = dict(re.findall(r"(VmHWM|VmRSS):\s+(\d+)", status))
        return int(found["VmHWM"]), int(found["VmRSS"])

    def end(self) -> None:
        """End the program and everything it wrote is forgotten."""
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)
        os.close(self._line)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def _blank(self) -> tuple[pyte.Screen, pyte.ByteStream]:
        screen = pyte.Screen(*self._size)
        return screen, pyte.ByteStream(screen)

    def _take(self, step: Step, pause: float, limit: float) -> Step:
        deadline = step.began + limit
        while not self._ended:
            wait = min(pause, deadline - time.perf_counter())
            if wait <= 0 or not select.select([self._line], [], [], wait)[0]:
                break
            self._read(step, 1 << 16)
        return step

    def _read(self, step: Step, most: int) -> int:
        """Take what is there, at most so many bytes; how many there were."""
        try:
            data = os.read(self._line, most)
        except OSError:  # the program has ended and its side is closed
            data = b""
        if not data:
            self._ended = True
            return 0
        part = time.perf_counter(), data
        step.parts.append(part)
        self.all.append(part)
        self._answer(data)
        return len(data)

    def _answer(self, data: bytes) -> None:
        """Answer each question once, also one that came in two pieces."""
        text, seen = self._tail + data, len(self._tail)
        for question, answer in _ANSWERS:
            for match in question.finditer(text):
                if match.end() > seen:
                    os.write(self._line, answer)
        self._tail = text[-_LONGEST_QUESTION:]


def _text(screen: pyte.Screen) -> str:
    """What a screen shows. The second cell of a wide character is an empty text.

    pyte's own `display` fails on half of a wide character, which is there for a moment while the
    other half is written over.
    """
    columns = range(screen.columns)
    return "\n".join(
        "".join(screen.buffer[y][x].data for x in columns) for y in range(screen.lines)
    )
