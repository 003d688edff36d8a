"""A pseudo-terminal for a program: it answers queries, and records the bytes with their times.

Nothing is rendered while times are taken: what the screen showed at each moment is computed from
the recorded bytes afterwards.
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
    (re.compile(rb"\x1b\[6n"), b"\x1b[1;1R"),  # cursor position
    (re.compile(rb"\x1b\[0?c"), b"\x1b[?62;22c"),  # device attributes
    (re.compile(rb"\x1b\[5n"), b"\x1b[0n"),  # device status
    (re.compile(rb"\x1b\[\?2026\$p"), b"\x1b[?2026;2$y"),  # synchronized output: yes
    (re.compile(rb"\x1b\[\?2048\$p"), b"\x1b[?2048;0$y"),  # resizes in band: no
)
_MAX_QUERY = 16
_UNFINISHED = re.compile(rb"\x1b(?:\[[<>=?0-9;]*|P[^\x1b]*\x1b?)?\Z")
"""A sequence at the end of the data that is not complete yet."""

_UNKNOWN_TO_PYTE = re.compile(rb"\x1b\[[<>=][0-9;]*[a-zA-Z]|\x1bP.*?\x1b\\", re.DOTALL)
"""Keyboard protocols and device strings, which pyte would print as text."""

_TIOCGPTPEER = 0x5441
"""Open the program's side of a line (Linux, ioctl_tty(2)); Python has no name for it."""

_CHUNK, _INTERVAL = 64, 0.01
"""Of a thin connection: the bytes read at once, and the seconds between two reads."""


@dataclass
class Step:
    """The output of a program after a key, until it is quiet."""

    began: float
    parts: list[tuple[float, bytes]] = field(default_factory=list)

    @property
    def size(self) -> int:
        """The number of bytes."""
        return sum(len(data) for _, data in self.parts)

    @property
    def painted(self) -> float:
        """Seconds until the last byte arrived; 0 if none did."""
        return self.parts[-1][0] - self.began if self.parts else 0.0


class Terminal:
    """A program in a pseudo-terminal."""

    def __init__(
        self, command: Sequence[str], environ: Mapping[str, str], columns: int = 80, rows: int = 24
    ) -> None:
        """Start the program.

        Args:
            command: The program and its arguments.
            environ: Its whole environment.
            columns: The width of the terminal.
            rows: The height of the terminal.
        """
        self._size = columns, rows
        self.began = time.perf_counter()
        self.pid, self._line = pty.fork()
        if self.pid == 0:
            with contextlib.suppress(OSError):
                os.execve(command[0], list(command), dict(environ))
            os._exit(127)
        self.resize(columns, rows)
        self.all: list[tuple[float, bytes]] = []
        self._tail = b""
        self._ended = False
        self._screen, self._stream = self._blank()
        self._drawn = 0
        self._undrawn = b""

    def resize(self, columns: int, rows: int) -> None:
        """Tell the program another size; what is drawn here keeps the first one."""
        fcntl.ioctl(self._line, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def flow(self, *, on: bool) -> None:
        """Stop the program's output, as Ctrl+S does, or let it go on."""
        line = fcntl.ioctl(self._line, _TIOCGPTPEER, os.O_RDWR | os.O_NOCTTY)
        try:
            termios.tcflow(line, termios.TCOON if on else termios.TCOOFF)
        finally:
            os.close(line)

    def hang_up(self) -> None:
        """Close the line, as a connection that drops does."""
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), self._line)
        self._ended = True

    def quiet(self, pause: float = 0.15, limit: float = 15.0) -> Step:
        """Read until the program is quiet.

        Args:
            pause: Seconds without output that count as quiet.
            limit: Seconds after which reading ends in any case.
        """
        return self._collect(Step(time.perf_counter()), pause, limit)

    def send(self, keys: bytes) -> None:
        """Send keys without reading."""
        os.write(self._line, keys)

    def press(self, keys: bytes, pause: float = 0.15, limit: float = 5.0) -> Step:
        """Send keys, and read until the program is quiet."""
        step = Step(time.perf_counter())
        os.write(self._line, keys)
        return self._collect(step, pause, limit)

    def listen(self, seconds: float) -> Step:
        """Read what the program sends without a key."""
        return self._collect(Step(time.perf_counter()), seconds, seconds)

    def wait_for(self, text: str, limit: float = 20.0) -> bool:
        """Read until the screen shows a text and the program is quiet; whether it does."""
        deadline = time.perf_counter() + limit
        while time.perf_counter() < deadline and not self._ended:
            self.quiet(limit=deadline - time.perf_counter())
            if text in self.text():
                return True
        return False

    def seconds_until(self, text: str) -> float | None:
        """Seconds from the start until the screen first showed a text."""
        for moment, screen in self.screens():
            if text in screen:
                return moment - self.began
        return None

    def screens(self, step: Step | None = None) -> Iterator[tuple[float, str]]:
        """The text of the screen after each piece of output, with its time; of a step, or all."""
        screen, stream = self._blank()
        first = step.began if step is not None else self.began
        for moment, data in self.all:
            stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data))
            if moment >= first:
                yield moment, _text(screen)

    def play(self, keys: Sequence[tuple[float, bytes]], seconds: float, speed: float) -> Step:
        """Send keys at given times, and read no more than so many bytes a second.

        Args:
            keys: The keys, each with the seconds from now.
            seconds: How long to read.
            speed: Bytes a second. What is not read stays in the program's buffers.
        """
        step = Step(time.perf_counter())
        waiting, received = list(keys), 0
        while not self._ended and (elapsed := time.perf_counter() - step.began) < seconds:
            while waiting and waiting[0][0] <= elapsed:
                os.write(self._line, waiting.pop(0)[1])
            allowed = int(elapsed * speed) - received
            if allowed < _CHUNK or not select.select([self._line], [], [], _INTERVAL)[0]:
                time.sleep(_INTERVAL)
                received = max(received, int((elapsed - 1) * speed))  # idle time is no credit
                continue
            received += self._read(step, _CHUNK)
        return step

    def text(self) -> str:
        """The text of the screen now."""
        return _text(self.screen())

    def screen(self) -> pyte.Screen:
        """The screen now."""
        data = self._undrawn + b"".join(data for _, data in self.all[self._drawn :])
        self._drawn = len(self.all)
        cut = _UNFINISHED.search(data)
        end = cut.start() if cut else len(data)
        self._undrawn = data[end:]
        self._stream.feed(_UNKNOWN_TO_PYTE.sub(b"", data[:end]))
        return self._screen

    def memory(self) -> tuple[int, int]:
        """Resident memory in kB: the peak, and now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        found = dict(re.findall(r"(VmHWM|VmRSS):\s+(\d+)", status))
        return int(found["VmHWM"]), int(found["VmRSS"])

    def share(self) -> int:
        """Memory in kB, each page that several processes use shared out among them (PSS)."""
        text = Path(f"/proc/{self.pid}/smaps_rollup").read_text(encoding="utf-8")
        return int(re.findall(r"^Pss:\s+(\d+)", text, re.MULTILINE)[0])

    def processor(self) -> float:
        """The seconds of processor time that the program has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2]
        return sum(map(int, fields.split()[11:13])) / os.sysconf("SC_CLK_TCK")

    def end(self) -> None:
        """Kill the program, and close the terminal."""
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

    def _collect(self, step: Step, pause: float, limit: float) -> Step:
        deadline = step.began + limit
        while not self._ended:
            wait = min(pause, deadline - time.perf_counter())
            if wait <= 0 or not select.select([self._line], [], [], wait)[0]:
                break
            self._read(step, 1 << 16)
        return step

    def _read(self, step: Step, most: int) -> int:
        """Read what has arrived, at most so many bytes; return how many there were."""
        try:
            data = os.read(self._line, most)
        except OSError:  # the program has ended
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
        """Answer each query once, also one that arrived in two pieces."""
        text, answered = self._tail + data, len(self._tail)
        for query, answer in _ANSWERS:
            for match in query.finditer(text):
                if match.end() > answered:
                    os.write(self._line, answer)
        self._tail = text[-_MAX_QUERY:]


def _text(screen: pyte.Screen) -> str:
    """The text of a screen. The second cell of a wide character is empty.

    pyte's own `display` fails on half of a wide character, which is on the screen while the other
    half is overwritten.
    """
    columns = range(screen.columns)
    return "\n".join(
        "".join(screen.buffer[y][x].data for x in columns) for y in range(screen.lines)
    )
