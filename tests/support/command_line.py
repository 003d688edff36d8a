"""Running ``yigong`` in the process of a test: arguments in, exit code and streams out."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from yigong.tui.main import main

ESCAPE = "\x1b[2J\x1b]0;x\x07"
"""A text that would clear the screen and set the title of a terminal."""

DUTY_DAY = {
    "title": "村民义务日",
    "start": "2026-11-25T08:30",
    "minutes": 180,
    "place": "文化礼堂",
    "repeat": {"by": "rrule", "rule": "FREQ=MONTHLY;BYMONTHDAY=25"},
}


class Result(NamedTuple):
    """The exit code of a command, its standard output and its standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The standard output as JSON."""
        return json.loads(self.out)


CommandLine = Callable[..., Result]


def command_line(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    *,
    desk: str = "",
) -> CommandLine:
    """``command_line(...)("people", "list")`` runs ``yigong people list`` in English as 李芳.

    Args:
        folder: The village's folder, as the environment names it.
        monkeypatch: Changes the environment.
        capsysbinary: Captures the streams.
        desk: The desk, as the environment names it.
    """
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("YIGONG_BY", "李芳")
    monkeypatch.setenv("YIGONG_DESK", desk)
    monkeypatch.setenv("YIGONG_DATA", str(folder))

    def call(*words: object, stdin: str | bytes = b"") -> Result:
        raw = stdin.encode() if isinstance(stdin, str) else stdin
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        code = main([str(word) for word in words])
        captured = capsysbinary.readouterr()
        return Result(code, captured.out.decode(), captured.err.decode())

    return call
