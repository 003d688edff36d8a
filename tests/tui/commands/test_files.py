"""``yigong files``: what is in the outbox, out over the line and in, and nothing beside it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

DATA = bytes(range(256)) * 9_000
"""2.3 MB, more than one block, with every byte there is."""


@pytest.fixture
def outbox(founded):
    folder = founded / "outbox"
    (folder / "list.xlsx").write_bytes(DATA)
    return folder


def test_they_are_listed_newest_first_and_as_json(outbox, yigong):
    os.utime(outbox / "list.xlsx", (0, 0))
    (outbox / "calendar.ics").write_text("x")
    rows = [line.split() for line in yigong("files", "list").out.splitlines()]
    assert [row[0] for row in rows] == ["calendar.ics", "list.xlsx"]
    assert "2.3 MB" in yigong("files", "list").out
    files = yigong("files", "list", "--json").json
    assert [(file["name"], file["bytes"]) for file in files] == [
        ("calendar.ics", 1), ("list.xlsx", len(DATA))
    ]  # fmt: skip
    assert files[1]["at"].startswith("1970-01-01T")


def test_a_file_is_printed_byte_by_byte(outbox, yigong, monkeypatch):
    got = []
    monkeypatch.setattr("yigong.tui.commands.output.write_bytes", got.append)
    assert yigong("files", "get", "list.xlsx").code == 0
    assert b"".join(got) == DATA


def test_no_terminal_gets_the_bytes_of_a_file(outbox, yigong, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    result = yigong("files", "get", "list.xlsx")
    assert result.code == 1 and result.out == "" and "> FILE" in result.err


@pytest.mark.parametrize("confined", [True, False])
@pytest.mark.parametrize(
    "name", ["../settings.json", "/etc/passwd", "sub/x", "..", ".", ".hidden", "~/x"]
)
def test_only_plain_names_of_the_outbox_are_read_and_written(
    outbox, yigong, monkeypatch, name, confined
):
    (outbox / "sub").mkdir()
    (outbox / "sub" / "x").write_text("x")
    (outbox / ".hidden").write_text("x")
    if confined:
        monkeypatch.setenv("YIGONG_CONFINED", "1")
        monkeypatch.setenv("YIGONG_DATA", str(outbox.parent))
        monkeypatch.setenv("YIGONG_BY", "李芳")
    before = {path: path.read_bytes() for path in outbox.parent.rglob("*") if path.is_file()}
    for act in ("get", "put"):
        result = yigong("files", act, name, stdin=b"new")
        assert (result.code, result.out) == (1, "") and "plain name" in result.err
    after = {path: path.read_bytes() for path in outbox.parent.rglob("*") if path.is_file()}
    assert after == before


@pytest.mark.parametrize("kind", ["link", "second name", "pipe", "folder"])
def test_only_plain_files_are_printed(outbox, yigong, tmp_path, kind):
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "secret").chmod(0o600)
    place = outbox / "x.csv"
    if kind == "link":
        place.symlink_to(tmp_path / "secret")
    elif kind == "second name":
        place.hardlink_to(tmp_path / "secret")
    elif kind == "pipe":
        os.mkfifo(place)
    else:
        place.mkdir()
    result = yigong("files", "get", "x.csv")
    assert (result.code, result.out) == (1, "") and "is not a file" in result.err


def test_what_is_sent_takes_the_place_of_a_link_and_is_written_through_none(
    outbox, yigong, tmp_path
):
    (tmp_path / "mine").write_text("mine")
    (outbox / "roster.csv").symlink_to(tmp_path / "mine")
    result = yigong("files", "put", "roster.csv", stdin="姓名\n张三\n".encode())
    assert result.out.strip() == str(outbox / "roster.csv")
    assert (outbox / "roster.csv").read_text() == "姓名\n张三\n"
    assert (tmp_path / "mine").read_text() == "mine"
    assert (outbox / "roster.csv").stat().st_mode & 0o777 == 0o660


def test_nothing_and_too_much_are_refused(outbox, yigong, monkeypatch):
    assert "Nothing came" in yigong("files", "put", "x.csv").err
    monkeypatch.setattr("yigong.tui.commands.files.READ_LIMIT", 10)
    monkeypatch.setattr("yigong.tui.commands.files.read_stdin", lambda: b"x" * 11)
    assert "larger than" in yigong("files", "put", "x.csv", stdin=b"x").err
    assert not (outbox / "x.csv").exists()


def test_a_name_that_begins_with_a_hyphen_and_one_that_is_not_there(outbox, yigong):
    (outbox / "-x.csv").write_text("abc")
    assert yigong("files", "get", "--", "-x.csv").out == "abc"
    missing = yigong("files", "get", "none.csv")
    assert missing.code == 1 and "There is no file none.csv" in missing.err
    assert {path.name for path in Path(outbox).iterdir()} == {"-x.csv", "list.xlsx"}


def test_what_each_export_writes_has_a_kind_of_its_own(yesterday, yigong):
    yigong("squad", "add", "修葺队")
    yigong("squad", "join", "S01", "V1")
    yigong("checkin", yesterday, "V1", "--at", "09:00", "--until", "10:00", "--why", "忘了")
    yigong("role", yesterday, "V1", "paid", "--why", "更正")
    yigong("checkin", yesterday, "V2", "--at", "09:00", "--until", "10:00", "--why", "忘了")
    assert yigong("close", yesterday, "--yes").code == 0
    exports = (
        "export ical", "export ical E1", "export ical --squad S01", "export summary",
        "export ledger all", "export signin E1", "export paid all", "export badges",
        "export people", "export record V2", "squad phones S01",
    )  # fmt: skip
    for words in exports:
        result = yigong(*words.split())
        assert result.code == 0, (words, result)
    listed = yigong("files", "list").out
    assert listed.count("\n") == len(exports)
    assert "Another file" not in listed
