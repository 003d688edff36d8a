"""Exit codes, the two output streams, and what a call imports."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import Any

import pytest

from support.command_line import ESCAPE
from support.places import ROOT


def process(*words: object, **options: Any) -> subprocess.Popen[bytes]:
    """``yigong`` as a process of its own, with pipes."""
    return subprocess.Popen(
        [sys.executable, "-m", "yigong", *map(str, words)],
        stdin=subprocess.PIPE,
        stdout=options.pop("stdout", subprocess.PIPE),
        stderr=subprocess.PIPE,
        cwd=ROOT,
        **options,
    )


def test_done_is_0_and_the_answer_is_on_standard_output(yigong, tmp_path):
    result = yigong("init", "--name", "青山村")
    assert result == (0, f"✓ 青山村 is in {tmp_path / 'v'}.\n", "")


@pytest.mark.parametrize(
    "words",
    [
        ("event", "show", "E0042"),
        ("event", "show", "没有的活动"),
        ("event", "show", "E1@2026-02-30"),
        ("checkin", "E9999999", "张小明"),
        ("people", "show", "nobody"),
        ("people", "add", ""),
        ("people", "add", "　"),
        ("people", "add", "长" * 5000),
        ("people", "add", f"张{ESCAPE}"),
        ("people", "add", "王芳", "--phone", "not a phone"),
        ("squad", "join", "S99", "V0001"),
        ("export", "summary", "2026-13"),
        ("--by", f"x{ESCAPE}", "people", "list"),
        ("undo", "--by", "nobody in particular"),
        ("init",),
        ("init", "--name", "again"),
    ],
)
def test_a_refusal_is_1_and_one_harmless_sentence_on_standard_error(yigong, founded, words):
    result = yigong(*words)
    assert (result.code, result.out) == (1, "")
    assert result.err.count("\n") == 1
    assert result.err[:-1].isprintable()


@pytest.mark.parametrize(
    "words",
    [
        ("frobnicate",),
        ("event",),
        ("event", "add"),
        ("people", "add", "王芳", "--colour", "red"),
        ("event", "move", "E1", "2026-02-30"),
        ("event", "move", "E1", "2026-11-25", "25:00"),
        ("event", "list", "--from", "sometime"),
        ("history", "--last", "-1"),
        ("--lang", "fr", "people", "list"),
        ("checkin", "E1", "V1", "--at", "08:30"),
        ("people", "find", f"x{ESCAPE}", f"y{ESCAPE}"),
    ],
)
def test_wrong_usage_is_2_and_one_harmless_sentence_on_standard_error(yigong, founded, words):
    result = yigong(*words)
    assert (result.code, result.out) == (2, "")
    assert result.err.count("\n") == 1
    assert result.err[:-1].isprintable()


def test_a_book_that_is_not_json_is_3_and_is_left_as_it_is(yigong, founded):
    book = founded / "people.json"
    book.write_text("{ not json")
    for words in (("people", "list"), ("people", "add", "王芳"), ("people", "find", "w")):
        result = yigong(*words)
        assert (result.code, result.out) == (3, "")
        assert "people.json is damaged" in result.err
    assert book.read_text() == "{ not json"


def test_settings_that_are_not_json_are_3_for_the_screens_too(yigong, founded, monkeypatch):
    (founded / "settings.json").write_text("")
    monkeypatch.setattr("yigong.tui.commands.launcher.is_terminal", lambda: True)
    assert yigong().code == 3
    assert yigong("event", "list").code == 3


def test_a_register_of_a_newer_version_is_3_and_is_left_as_it_is(yigong, under_way, founded):
    assert yigong("checkin", under_way, "V0001").code == 0
    (book,) = founded.glob("registers/*/*.json")
    content = json.loads(book.read_text())
    content["meta"]["1"]["format"] = 99
    book.write_text(json.dumps(content))
    before = book.read_bytes()
    result = yigong("checkin", under_way, "V0002")
    assert result.code == 3
    assert "newer yigong" in result.err
    assert book.read_bytes() == before


def test_a_full_disk_is_3(yigong, founded):
    result = yigong("export", "ical", "-o", "/dev/full")
    assert result.code == 3
    assert "disk is full" in result.err


def test_a_file_that_cannot_be_read_is_3(yigong, founded, tmp_path):
    for path in (tmp_path / "missing.json", tmp_path, f"{tmp_path}/nul\0"):
        result = yigong("event", "add", path)
        assert result.code == 3
        assert "cannot be read" in result.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_without_permission_is_3_and_not_taken_for_an_empty_one(yigong, founded):
    founded.chmod(0)
    try:
        assert yigong("people", "list").code == 3
        assert yigong("init").code == 3
    finally:
        founded.chmod(0o700)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everything")
def test_without_write_permission_one_may_read_and_a_change_is_3(yigong, founded):
    for folder in (founded, founded / "history"):
        folder.chmod(0o500)
    try:
        assert yigong("people", "list").code == 0
        assert yigong("people", "add", "王芳").code == 3
    finally:
        for folder in (founded, founded / "history"):
            folder.chmod(0o700)


def test_with_json_an_error_is_json_whoever_found_it(yigong, founded):
    for words, code in (
        (("event", "show", "E9", "--json"), 1),
        (("people", "add", "--json"), 2),
    ):
        result = yigong(*words)
        error = json.loads(result.err)
        assert (result.code, result.out, error["code"]) == (code, "", code)
        assert error["error"]


def test_a_reader_that_goes_away_is_nothing_to_complain_about(founded):
    read, write = os.pipe()
    os.close(read)
    running = process("--data", founded, "history", stdout=write)
    os.close(write)
    _, err = running.communicate()
    assert (running.returncode, err) == (0, b"")


def test_an_interrupt_is_130_and_quiet(founded, tmp_path):
    os.mkfifo(tmp_path / "events")
    running = process(
        *("--data", founded, "event", "add", tmp_path / "events"),
        # Whoever runs the tests in the background may have interrupts ignored.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    with (tmp_path / "events").open("wb"):  # blocks until the process reads
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (130, b"")


def test_without_a_terminal_the_screens_say_so_and_exit_2(founded):
    running = process("--data", founded, "--lang", "en")
    out, err = running.communicate()
    assert (running.returncode, out) == (2, b"")
    assert err.decode().startswith("The screens need a terminal")
    assert err.count(b"\n") == 1


@pytest.mark.parametrize("words", [["event", "list"], ["checkin", "E1", "V1"], ["--help"]])
def test_a_command_imports_neither_textual_nor_rich(under_way, founded, words):
    code = (
        "import sys; from yigong.tui.main import main; code = main(sys.argv[1:]);"
        "heavy = {'textual', 'rich', 'icalendar', 'pypinyin', 'arrow'} & set(sys.modules);"
        "assert not heavy, heavy; sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--data", founded, *words],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_version_is_the_packages(yigong):
    from importlib.metadata import version

    assert yigong("--version").out == f"yigong {version('yigong')}\n"
