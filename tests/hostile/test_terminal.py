"""The real program in a pseudo-terminal: what it sends, and what may be sent to it."""

from __future__ import annotations

import os
import re
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.screen import Terminal
from hostile.corpus import NEVER_SENT, REPLIES, SHORT, drivers
from hostile.village import by_hand

ESC = b"\x1b"
_OF_TEXTUAL = re.compile(
    r"\x1b\[[<>=?]?[0-9;:]*[ $]?[A-Za-z]|\x1b\]22;default\x07|\x1bP[+=][^\x1b]*\x1b\\"
)
"""Cursor, colours, modes, the shape of the mouse pointer: what Textual itself sends."""


@contextmanager
def running(folder: Path, columns: int = 120, rows: int = 40):
    environ = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    environ |= {"TERM": "xterm-256color", "HOME": str(folder.parent)}
    program = [str(Path(sys.executable).with_name("yigong")), "--data", str(folder)]
    options = ["--lang", "en", "--by", "李芳", "--desk", "东门"]
    with Terminal([*program, *options], environ, columns, rows) as terminal:
        assert terminal.wait_for("New event"), terminal.text()
        yield terminal


def everything(terminal) -> bytes:
    """All bytes it sent, but for the pointer's shape, which ends in a bell."""
    sent = b"".join(data for _moment, data in terminal.all)
    return sent.replace(b"\x1b]22;default\x07", b"")


def alive(terminal) -> bool:
    """Whether it still answers: the help opens and closes."""
    terminal.press(b"\x1bOP")  # F1
    opened = terminal.wait_for("Help", limit=60)
    terminal.press(b"\x1b", pause=0.3)
    return opened and not terminal._ended


@pytest.fixture
def folder(tmp_path):
    by_hand(tmp_path / "v", SHORT.values())
    return tmp_path / "v"


def books(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*.json*") if path.suffix != ".lock"}


def test_the_bytes_to_the_terminal_hold_no_sequence_from_a_book(folder):
    with running(folder) as terminal:
        for keys in (b"w", ESC, b"p", b"1", ESC + ESC, b"s", ESC, b"y", b"\r", ESC, ESC):
            terminal.press(keys, pause=0.1)
        assert alive(terminal)
        sent = everything(terminal)
        found = [sequence for sequence in NEVER_SENT if sequence in sent]
        assert not found, found
        rest = _OF_TEXTUAL.sub("", sent.decode("utf-8"))
        assert not drivers(rest.replace("\r", "")), drivers(rest)[:20]
        assert "[@click=app.quit]" in rest, "the texts were there"


def test_no_reply_of_a_terminal_ends_the_program_or_does_anything(folder):
    before = books(folder)
    with running(folder) as terminal:
        for name, reply in REPLIES.items():
            terminal.press(reply, pause=0.04)
            if name.startswith("half a "):
                time.sleep(0.3)  # longer than anything is waited for
            assert not terminal._ended, name
        terminal.press(b"\x1b", pause=0.4)
        terminal.press("p张三".encode("gbk"))  # a terminal that is set to GBK, as many are
        assert alive(terminal), terminal.text()
        assert books(folder) == before


def test_a_paste_of_everything_into_the_finder_is_text(folder):
    """Bracketed, with sequences inside, as no honest terminal sends it; then raw."""
    before = books(folder)
    texts = [text for text in SHORT.values() if "\x1b[201~" not in text]
    with running(folder) as terminal:
        terminal.press(b"p")
        for start in range(0, len(texts), 24):
            pasted = " ".join(texts[start : start + 24]).encode()
            terminal.press(b"\x1b[200~" + pasted + b"\x1b[201~", pause=0.1)
        sent = everything(terminal)
        assert not [sequence for sequence in NEVER_SENT if sequence in sent]
        raw = " ".join(text for text in texts if text.isprintable())
        terminal.press(raw.encode()[:300], pause=0.3)
        assert alive(terminal), terminal.text()
        assert books(folder) == before
