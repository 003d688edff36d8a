"""A file that somebody names: what is read of it, and which are offered on the page of imports."""

from __future__ import annotations

import os
import threading

import pytest

from support.screens import opened
from yigong.store.errors import DataError, Refused
from yigong.tui.access.confined_files import allowed_path, read_limited


@pytest.fixture
def outbox(village):
    return village.outbox()


def test_ones_own_file_elsewhere_is_read_also_through_a_link_and_one_byte_past_the_limit(
    village, tmp_path
):
    file = tmp_path / "list.csv"
    file.write_bytes(b"12345")
    (tmp_path / "link.csv").symlink_to(file)
    assert read_limited(tmp_path / "link.csv", village.root) == b"12345"
    assert read_limited(file, village.root, 2) == b"123"


def test_a_pipe_or_a_device_elsewhere_is_read_by_who_may_wait_for_it(village, tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (pipe, "/dev/zero"):
        with pytest.raises(Refused, match="is not a file"):
            read_limited(type(pipe)(path), village.root)
    writer = threading.Thread(target=pipe.write_bytes, args=(b"typed",))
    writer.start()
    assert read_limited(pipe, village.root, waiting=True) == b"typed"
    writer.join()


def test_in_a_village_only_a_plain_file_is_read(village, outbox, tmp_path):
    (tmp_path / "secret.csv").write_text("secret")
    (outbox / "link.csv").symlink_to(tmp_path / "secret.csv")
    (outbox / "second.csv").hardlink_to(tmp_path / "secret.csv")
    (outbox / "folder.csv").mkdir()
    os.mkfifo(outbox / "pipe.csv")
    for name in ("link", "second", "folder", "pipe"):
        for waiting in (False, True):
            with pytest.raises(Refused, match="is not a file"):
                read_limited(outbox / f"{name}.csv", village.root, waiting=waiting)
    with pytest.raises(DataError, match="cannot be read"):
        read_limited(outbox / "none.csv", village.root)
    (outbox / "plain.csv").write_text("x")
    assert read_limited(outbox / "plain.csv", village.root) == b"x"


@pytest.mark.parametrize("name", ["", ".x", "a/b", "../x", "/etc/passwd", "..", ".", "x\0y"])
def test_a_confined_caller_names_files_of_the_outbox_only(village, monkeypatch, name):
    monkeypatch.setenv("YIGONG_CONFINED", "1")
    assert allowed_path(village.root, "x.csv") == village.folder / "outbox" / "x.csv"
    with pytest.raises(Refused, match="plain name in the outbox"):
        allowed_path(village.root, name)


@pytest.mark.parametrize("confined", [False, True])
async def test_the_page_of_imports_offers_plain_files_and_says_a_sentence_about_others(
    village, outbox, tmp_path, monkeypatch, confined
):
    calendar = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    (tmp_path / "secret.ics").write_bytes(calendar)
    (outbox / "plain.ics").write_bytes(calendar)
    (outbox / "link.ics").symlink_to(tmp_path / "secret.ics")
    (outbox / "second.ics").hardlink_to(tmp_path / "secret.ics")
    (outbox / "folder.ics").mkdir()
    os.mkfifo(outbox / "pipe.ics")
    monkeypatch.setenv("HOME", str(tmp_path / "none"))
    monkeypatch.chdir(outbox)
    if confined:
        monkeypatch.setenv("YIGONG_CONFINED", "1")
    async with opened(village.folder) as desk:
        await desk.press("I")
        listed = [str(row.key).rpartition("/")[2] for row in desk.app.screen.files.rows]
        assert listed == ["plain.ics"], "what is read is offered"
        for name in ("link", "second", "folder", "pipe"):
            await desk.press("ctrl+u", f"={name}.ics", "enter")
            assert "is not a file" in desk.text, name


@pytest.mark.parametrize("kind", ["link", "file"])
async def test_the_page_of_imports_looks_into_no_outbox_that_is_a_link(
    village, outbox, tmp_path, monkeypatch, kind
):
    outbox.rmdir()
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "secret.ics").write_bytes(b"")
    if kind == "link":
        outbox.symlink_to(tmp_path / "theirs")
    else:
        outbox.write_text("")
    monkeypatch.setenv("YIGONG_CONFINED", "1")
    async with opened(village.folder) as desk:
        await desk.press("I")
        assert "secret" not in desk.text
        await desk.press("=secret.ics", "enter")
        assert "is not a file" in desk.text
