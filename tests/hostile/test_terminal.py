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

ESC = b"\x1b"
_TEXTUAL_SEQUENCES = re.compile(
    r"\x1b\[[<>=?]?[0-9;:]*[ $]?[A-Za-z]|\x1b\]22;default\x07|\x1bP[+=][^\x1b]*\x1b\\"
)
"""What Textual itself sends: cursor, colours, modes, the shape of the mouse pointer."""


@contextmanager
def running(folder: Path, columns: int = 120, rows: int = 40):
    environ = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
    environ |= {"TERM": "xterm-256color", "HOME": str(folder.parent)}
    program = [str(Path(sys.executable).with_name("yigong")), "--data", str(folder)]
    options = ["--lang", "en", "--by", "李芳", "--desk", "东门"]
    with Terminal([*program, *options], environ, columns, rows) as terminal:
        assert terminal.wait_for("New event"), terminal.text()
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
        assert not terminal_characters(rest.replace("\r", "")), terminal_characters(rest)[:20]
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
