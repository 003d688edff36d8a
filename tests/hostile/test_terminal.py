"""The program in a pseudo-terminal: the bytes it sends, and hostile bytes sent to it."""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.pseudo_terminal import Terminal
from hostile.corpus import NEVER_SENT, REPLIES, SHORT, terminal_characters
from hostile.village import write_village
from yigong.tui.terminal.reply_filter import PASTE_TIMEOUT

ESC = b"\x1b"
_TEXTUAL_SEQUENCES = re.compile(
    r"\x1b\[[<>=?]?[0-9;:]*[ $]?[A-Za-z]|\x1b\]22;default\x07|\x1b\]2;[^\x1b\x07]*\x1b\\"
    r"|\x1bP[+=][^\x1b]*\x1b\\"
)
"""What is sent beside text: cursor, colours, modes, the pointer's shape, the window's title."""

_MOVES = re.compile(r"[\b\r\n]")
"""The controls that move the cursor by one cell or to the line's start: sent, where shortest."""

MOST_MEMORY = 120_000
"""Kilobytes of memory at the most, whatever comes in: with 120 columns it takes 47 000."""

SIZE = b"\x1b[48;9999;9999;9;9t"
"""A report of the size in the input, as some terminals send it for a mode that is not asked for."""


@contextmanager
def running(folder: Path, columns: int = 120, rows: int = 40, told=(), **variables: str):
    """Run the program.

    Args:
        folder: The village's.
        columns: The width of the terminal.
        rows: The height of the terminal.
        told: The size that the program is told, if it is another one.
        variables: More of its environment.
    """
    environ = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    environ |= {"TERM": "xterm-256color", "HOME": str(folder.parent), **variables}
    program = [str(Path(sys.executable).with_name("yigong")), "--data", str(folder)]
    options = ["--lang", "en", "--by", "李芳", "--desk", "东门"]
    with Terminal([*program, *options], environ, columns, rows) as terminal:
        if told:
            terminal.resize(*told)  # it takes longer to start than this
        assert terminal.wait_for("New event", limit=60), terminal.text()
        yield terminal


def all_sent(terminal) -> bytes:
    """All bytes that the program sent, without the shape of the pointer, which ends in a bell."""
    sent = b"".join(data for _moment, data in terminal.all)
    return sent.replace(b"\x1b]22;default\x07", b"")


def responds(terminal) -> bool:
    """Whether the program still responds: the help opens and closes."""
    terminal.press(b"\x1bOP")  # F1
    opened = terminal.wait_for("Help", limit=60)
    terminal.press(b"\x1b", pause=0.3)
    return opened and not terminal._ended


def most_memory(terminal) -> int:
    """The most memory that the program has taken so far, in kilobytes."""
    return terminal.memory()[0]


@pytest.fixture
def folder(tmp_path):
    write_village(tmp_path / "v", SHORT.values())
    return tmp_path / "v"


def books(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.json*") if path.suffix != ".lock"}


def test_no_escape_sequence_of_a_book_is_sent_to_the_terminal(folder):
    with running(folder) as terminal:
        for keys in (b"w", ESC, b"p", b"1", ESC + ESC, b"s", ESC, b"y", b"\r", ESC, ESC):
            terminal.press(keys, pause=0.1)
        assert responds(terminal)
        sent = all_sent(terminal)
        found = [sequence for sequence in NEVER_SENT if sequence in sent]
        assert not found, found
        rest = _TEXTUAL_SEQUENCES.sub("", sent.decode("utf-8"))
        assert not terminal_characters(_MOVES.sub("", rest)), terminal_characters(rest)[:20]
        assert "[@click=app.quit]" in rest, "the texts were shown"


def test_no_reply_of_a_terminal_has_an_effect(folder):
    before = books(folder)
    with running(folder) as terminal:
        for name, reply in REPLIES.items():
            terminal.press(reply, pause=0.04)
            if name.startswith("half a "):
                time.sleep(0.3)  # longer than the filter waits for the rest
            assert not terminal._ended, name
        terminal.press(b"\x1b", pause=0.4)
        terminal.press("p张三".encode("gbk"))  # from a terminal that is set to GBK
        assert responds(terminal), terminal.text()
        assert books(folder) == before


def test_a_paste_of_every_text_into_the_finder_stays_text(folder):
    """A bracketed paste with sequences, which terminals remove; then a raw one."""
    before = books(folder)
    texts = [text for text in SHORT.values() if "\x1b[201~" not in text]
    with running(folder) as terminal:
        terminal.press(b"p")
        for start in range(0, len(texts), 24):
            pasted = " ".join(texts[start : start + 24]).encode()
            terminal.press(b"\x1b[200~" + pasted + b"\x1b[201~", pause=0.1)
        sent = all_sent(terminal)
        assert not [sequence for sequence in NEVER_SENT if sequence in sent]
        raw = " ".join(text for text in texts if text.isprintable())
        terminal.press(raw.encode()[:300], pause=0.3)
        assert responds(terminal), terminal.text()
        assert books(folder) == before


@pytest.mark.parametrize("pieces", [(SIZE,), (SIZE[:1], SIZE[1:]), (SIZE[:5], SIZE[5:9], SIZE[9:])])
def test_a_size_in_a_paste_is_text(folder, pieces):
    """However many reads it comes in: a read in the middle of a paste takes what there is."""
    with running(folder) as terminal:
        terminal.press(b"p")
        terminal.send(b"\x1b[200~")
        for piece in pieces:
            terminal.press(piece, pause=0.2)
        terminal.press(b"\x1b[201~")
        assert terminal.wait_for("[48;9999;9999;9;9t"), terminal.text()
        assert responds(terminal)
        assert most_memory(terminal) < MOST_MEMORY


def test_a_size_reported_in_the_input_changes_nothing(folder):
    with running(folder) as terminal:
        before = terminal.text()
        for report in (SIZE, b"\x1b[48;65535;65535;9;9t", "\x1b[48;9999:中;9999;9;9t".encode()):
            terminal.press(report, pause=0.3)
        terminal.press(SIZE[:1])
        terminal.press(SIZE[1:], pause=0.3)
        assert terminal.text() == before
        assert responds(terminal)
        assert most_memory(terminal) < MOST_MEMORY


@pytest.mark.parametrize("told", [(65535, 65535), (65535, 20), (200, 65535)])
def test_a_terminal_of_any_size_is_painted_and_usable(folder, told):
    with running(folder, min(told[0], 1000), min(told[1], 500), told) as terminal:
        assert responds(terminal), terminal.text()
        terminal.press(b"p")
        assert terminal.wait_for("V0001", limit=60), terminal.text()
        assert most_memory(terminal) < MOST_MEMORY


def test_a_terminal_that_becomes_huge_and_small_again_stays_usable(folder):
    with running(folder) as terminal:
        for size in ((65535, 65535), (1, 1), (0, 0), (65535, 1), (120, 40)):
            terminal.resize(*size)
            terminal.quiet(0.5)
        assert terminal.wait_for("New event", limit=60), terminal.text()
        assert responds(terminal)
        assert most_memory(terminal) < MOST_MEMORY


@pytest.mark.parametrize("size", ["65535", "9" * 5000, "0", "-1", "²", "wide"])
def test_a_size_in_the_environment_that_no_screen_has_is_ignored(folder, size):
    with running(folder, COLUMNS=size, LINES=size) as terminal:
        assert responds(terminal), terminal.text()
        assert most_memory(terminal) < MOST_MEMORY


def test_a_window_is_resized_also_in_a_terminal_that_offers_to_report_its_size(folder):
    """As kitty and foot do: asked for reports, Textual listens to nothing else."""
    with running(folder) as terminal:
        terminal.press(b"\x1b[?2048;2$y")
        terminal.resize(80, 24)
        terminal.quiet(0.5)
        assert "New event" in terminal.text().splitlines()[23], "its keys are on the last line"
        assert b"2048" not in all_sent(terminal)


def test_a_paste_that_never_ends_takes_no_memory_and_the_keys_after_it_are_keys(folder):
    with running(folder) as terminal:
        terminal.press(b"p")
        terminal.send(b"\x1b[200~")
        for _ in range(200):
            terminal.press("长\x1b[6n".encode() * 3_000, pause=0.01)
        assert most_memory(terminal) < MOST_MEMORY
        terminal.quiet(PASTE_TIMEOUT + 1, limit=60)
        assert responds(terminal), terminal.text()
        assert most_memory(terminal) < MOST_MEMORY
